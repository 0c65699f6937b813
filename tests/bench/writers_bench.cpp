// Durable commits a second with one writer thread and with several: what group commit is for. The disk's sync
// is measured with it, so each figure stands beside the one of a single thread in the same run.
//
// writers_bench [--seconds=S]    (default 3, for each number of threads and repetition)
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "graphstore/graph.h"

namespace relmap::bench {
namespace {

using namespace relmap::graphstore;
using Clock = std::chrono::steady_clock;

constexpr double kWanted = 8;  // times the rate of one thread
constexpr int kThreads[] = {1, 4, 16};
constexpr int kRepetitions = 3;

// Commits of one new node each, for `seconds`; commits a second.
double commit_rate(Graph& graph, int threads, double seconds) {
  std::atomic<std::size_t> commits{0};
  std::atomic<bool> failed{false};
  const auto end =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  const auto start = Clock::now();
  std::vector<std::thread> writers;
  for (int t = 0; t < threads; ++t) {
    writers.emplace_back([&] {
      while (Clock::now() < end && !failed) {
        Transaction transaction;
        transaction.changes.push_back(
            WriteNode{NodeRef{"Person", "", {}, {}}, {}, {{"name", "Ann"}}, {}, {}});
        const auto result = graph.commit(
            transaction, {.author = "bench", .reason = "bench", .partial = false, .dry_run = false});
        if (!result) failed = true;
        ++commits;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  if (failed) {
    std::fprintf(stderr, "writers_bench: a commit failed\n");
    std::exit(1);
  }
  return static_cast<double>(commits) / std::chrono::duration<double>(Clock::now() - start).count();
}

int run(double seconds) {
  const char* data = std::getenv("RELMAP_BENCH_DATA");
  const std::string path = std::string(data && *data ? data : ".") + "/writers";
  std::filesystem::remove_all(path);
  OpenOptions options;
  options.url = "rocksdb:" + path;
  double ratio = 0;
  {
    const auto graph = Graph::open(options);
    if (!graph) {
      std::fprintf(stderr, "writers_bench: %s\n", graph.status().to_string().c_str());
      return 1;
    }
    std::vector<double> best(std::size(kThreads), 0);
    for (int repetition = 0; repetition < kRepetitions; ++repetition) {
      for (std::size_t i = 0; i < std::size(kThreads); ++i)
        best[i] = std::max(best[i], commit_rate(**graph, kThreads[i], seconds));
    }
    std::printf("\n%8s %16s %10s   (durable commits; best of %d)\n", "threads", "commits/s", "ratio",
                kRepetitions);
    for (std::size_t i = 0; i < best.size(); ++i)
      std::printf("%8d %16.0f %9.1fx\n", kThreads[i], best[i], best[i] / best[0]);
    ratio = best.back() / best.front();
    std::printf("16 writers against one: %.1fx, wanted %.0fx\n", ratio, kWanted);
  }
  std::filesystem::remove_all(path);
  return 0;
}

}  // namespace
}  // namespace relmap::bench

int main(int argc, char** argv) {
  double seconds = 3;
  if (argc == 2 && std::string_view(argv[1]).starts_with("--seconds=")) seconds = std::atof(argv[1] + 10);
  return relmap::bench::run(seconds);
}
