// The part of Graph::verify() that concerns history.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "history_view.h"

namespace relmap::graphstore {

// Checks horizon and tombstones, that commit records run from the horizon to the newest version without a
// gap, that before-images and their index by entity agree both ways, and that each commit has as many
// before-images as it says (at most as many where somebody was erased since). Calls `find` with what is
// wrong, adds the before-images to `records`. Records before the horizon, which an interrupted compaction may
// leave, are passed over. Errors: reading failed.
Status verify_history(const HistoryView& history, std::size_t& records,
                      const std::function<void(const std::string&)>& find);

}  // namespace relmap::graphstore
