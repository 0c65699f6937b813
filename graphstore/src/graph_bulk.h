// GraphBulk: the first load of an empty graph from sorted runs: the store's side of it. The caller writes
// node, edge and key records; this adds what makes them a graph: counters, new names, the commit's record,
// and in the end the Snapshot.
//
// The load is version 1 and history begins with it: there are no before-images, and the horizon is 1.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "graphstore/graph.h"
#include "kv.h"
#include "names.h"

namespace relmap::graphstore {

class GraphBulk {
 public:
  static constexpr Version kVersion = 1;  // of all that is loaded

  // kConflict where the graph is not empty and at version 0; kUnavailable, kIo. The bulk must not outlive the
  // graph; destroying it without finish() leaves the graph as it was.
  static Result<std::unique_ptr<GraphBulk>> begin(Graph& graph);

  // One thread at a time, and none that reads names() meanwhile. nullopt for what can be no name, and where
  // the store has no room for more.
  std::optional<Symbol> intern(std::string_view name);
  const Names& names() const { return *names_; }

  // From any thread.
  Result<std::unique_ptr<KvRun>> begin_run() { return bulk_->begin_run(); }
  std::string scratch_dir() const { return bulk_->scratch_dir(); }

  // Makes all closed runs the graph's version 1, durably and at once, and publishes it. `record`: version and
  // time are filled in. kConflict where somebody committed meanwhile, and then nothing is written.
  Status finish(CommitRecord record, NodeId next_node, EdgeId next_edge);

 private:
  GraphBulk(Graph& graph, std::unique_ptr<KvBulk> bulk, std::shared_ptr<Names> names)
      : graph_(graph), bulk_(std::move(bulk)), names_(std::move(names)) {}

  Graph& graph_;
  std::unique_ptr<KvBulk> bulk_;
  std::shared_ptr<Names> names_;
};

}  // namespace relmap::graphstore
