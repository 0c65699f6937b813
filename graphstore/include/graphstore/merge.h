// Two nodes that are the same thing become one: what `relmap merge` does.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/status.h"
#include "graphstore/graph.h"

namespace relmap::graphstore {

inline constexpr std::size_t kMaxMergedEdges = 100'000;

struct MergeOptions {
  std::string author, reason;  // shown in history
  bool dry_run = false;
};

struct MergeReport {
  bool written = false;
  Version version = 0;                             // of the graph, with the merge in it if it was written
  std::size_t moved = 0, united = 0, dropped = 0;  // edges of the node that goes
  std::vector<std::string> steps;                  // what is done: a line for each property and edge
  std::vector<std::string> conflicts;              // both had a value: that of the node that stays, stays
};

// `gone` becomes part of `keep`, in one commit: its edges are moved, or united with equal ones (gaps filled);
// what would be a loop where none is allowed, or one more than max_out, is dropped. Its properties fill gaps,
// and its key and aliases become aliases, where the schema has such for the label. Then it is deleted;
// history keeps it. kNotFound; kInvalidArgument: they have different labels, no key, or are one node already;
// kResourceExhausted beyond kMaxMergedEdges; kConflict where other writers at these nodes were faster each
// time; else as Graph::commit.
Result<MergeReport> merge_nodes(Graph& graph, const NodeRef& keep, const NodeRef& gone,
                                const MergeOptions& options);

}  // namespace relmap::graphstore
