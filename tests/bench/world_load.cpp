#include "world_load.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "graphstore/import.h"
#include "query/schema.h"
#include "world_folder.h"
#include "world_generator.h"

namespace relmap::bench {
namespace {

namespace fs = std::filesystem;
using graphstore::Graph;
using Clock = std::chrono::steady_clock;

// Large enough that a chunk of the Snapshot is seldom built anew for the sake of a few changes.
constexpr std::size_t kChangesPerCommit = 50'000;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] void give_up(const Status& status) {
  std::fprintf(stderr, "benchmark: %s\n", status.to_string().c_str());
  std::exit(1);
}

template <class T>
T or_give_up(Result<T> result) {
  if (!result) give_up(result.status());
  return std::move(result).value();
}

std::unique_ptr<Graph> open_store(const std::string& path, bool create) {
  graphstore::OpenOptions options;
  options.url = "rocksdb:" + path;
  options.schema = or_give_up(query::relationship_schema());
  options.create = create;
  options.sync = false;
  return or_give_up(Graph::open(options));
}

// By a folder, which is loaded in bulk: the quick way to a large world.
LoadReport load_folder(const WorldPlan& plan, const std::string& path) {
  const std::string folder = path + ".folder";
  fs::remove_all(folder);
  if (Status s = write_world_folder(plan, folder); !s.ok()) give_up(s);
  const Clock::time_point start = Clock::now();
  graphstore::ImportOptions options;
  options.bulk_load = graphstore::BulkLoad::kAlways;
  const graphstore::ImportReport imported =
      or_give_up(graphstore::import_folder(*open_store(path, true), folder, options));
  LoadReport report{imported.created, static_cast<std::size_t>(imported.version), seconds_since(start)};
  fs::remove_all(folder);
  return report;
}

// Makes the store beside its place and moves it there when it is whole.
LoadReport make_store(const WorldPlan& plan, const std::string& path) {
  const std::string unfinished = path + ".unfinished";
  fs::remove_all(unfinished);
  fs::create_directories(unfinished);
  LoadReport report = plan.options.by_label
                          ? load_folder(plan, unfinished)
                          : or_give_up(load_world(*open_store(unfinished, true), plan, kChangesPerCommit));
  fs::rename(unfinished, path);
  std::fprintf(stderr, "made %s: %zu changes in %zu commits, %.1f s\n", path.c_str(), report.changes,
               report.commits, report.seconds);
  return report;
}

}  // namespace

Result<LoadReport> load_world(Graph& graph, const WorldPlan& plan, std::size_t changes_per_commit) {
  LoadReport report;
  Status failed;
  graphstore::Transaction transaction;
  const Clock::time_point start = Clock::now();
  const auto flush = [&] {
    if (!failed.ok() || transaction.changes.empty()) return;
    failed =
        graph.commit(transaction, {.author = "bench", .reason = "load", .partial = false, .dry_run = false})
            .status();
    report.changes += transaction.changes.size();
    ++report.commits;
    transaction.changes.clear();
  };
  generate_world(plan, [&](graphstore::Change change) {
    transaction.changes.push_back(std::move(change));
    if (transaction.changes.size() >= changes_per_commit) flush();
  });
  flush();
  if (!failed.ok()) return failed;
  report.seconds = seconds_since(start);
  return report;
}

std::string data_dir() {
  const char* dir = std::getenv("RELMAP_BENCH_DATA");
  return dir && *dir ? dir : "bench-data";
}

std::string store_path(const WorldOptions& options) {
  return data_dir() + "/world-" + std::to_string(options.people) + "-" + std::to_string(options.seed) +
         (options.by_label ? "" : "-by-account");
}

OpenedWorld open_world(const WorldOptions& options) {
  OpenedWorld world;
  world.plan = plan_world(options);
  const std::string path = store_path(options);
  if (!fs::exists(path)) world.load = make_store(world.plan, path);
  const Clock::time_point start = Clock::now();
  world.graph = open_store(path, false);
  world.open_seconds = seconds_since(start);
  return world;
}

}  // namespace relmap::bench
