// A made-up world in a store: made once, kept in a folder, opened again by the next benchmark.
#pragma once

#include <memory>
#include <string>

#include "graphstore/graph.h"
#include "world_plan.h"

namespace relmap::bench {

struct LoadReport {
  std::size_t changes = 0, commits = 0;
  double seconds = 0;
};

// Writes the world in commits of `changes_per_commit`. The graph is expected to be empty.
Result<LoadReport> load_world(graphstore::Graph& graph, const WorldPlan& plan,
                              std::size_t changes_per_commit);

struct OpenedWorld {
  WorldPlan plan;
  std::unique_ptr<graphstore::Graph> graph;
  double open_seconds = 0;  // of Graph::open on the finished store
  LoadReport load;          // zeroes where the store was there already
};

// The folder for stores: $RELMAP_BENCH_DATA, else bench-data in the working directory.
std::string data_dir();
std::string store_path(const WorldOptions& options);

// Opens the world's store (engine rocksdb, no sync), after making it where it is not there yet. Progress and
// errors go to stderr; an error ends the process: without its world no benchmark can go on.
OpenedWorld open_world(const WorldOptions& options);

}  // namespace relmap::bench
