// Small files, read and written whole.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/status.h"

namespace relmap::server {

// The whole file. kIo, and kResourceExhausted beyond `max_bytes`.
Result<std::string> read_small_file(const std::string& path, std::size_t max_bytes);

// Writes the whole file or nothing: under another name first.
Status write_file(const std::string& path, std::string_view bytes);

// The same for its owner alone (mode 0600), and on the disk when this returns. A file that was there keeps
// its owner, where that is allowed.
Status write_private_file(const std::string& path, std::string_view bytes);

}  // namespace relmap::server
