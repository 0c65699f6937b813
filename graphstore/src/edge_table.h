// Merging changes into the adjacency of one chunk.
#pragma once

#include <memory>
#include <span>

#include "snapshot_builder.h"

namespace relmap::graphstore {

// `previous` (may be nullptr) with `changes` (all of one chunk and direction, ascending) applied; nullptr
// where no edge is left.
std::shared_ptr<const EdgeTable> merge_edges(const EdgeTable* previous,
                                             std::span<const SnapshotDelta::Half> changes);

}  // namespace relmap::graphstore
