// A part of a Snapshot as a Snapshot of its own: for readers who may see only some of the graph. What is left
// out is not there: no lookup, list, walk, count or search can tell that it ever was.
#pragma once

#include <memory>
#include <span>

#include "graphstore/snapshot.h"

namespace relmap::graphstore {

// The nodes `keep` (ascending, each once, all alive in `whole`) and the edges between them, under the same
// vertex numbers, with the version, time and schema of `whole`. It stands on its own: `whole` may go. O(the
// kept nodes' properties and outgoing edges).
std::shared_ptr<const Snapshot> restricted(const Snapshot& whole, std::span<const Vertex> keep);

}  // namespace relmap::graphstore
