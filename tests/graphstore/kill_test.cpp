// kill −9 under concurrent load: writers acknowledge over a pipe and are killed at a random moment; what was
// acknowledged is there, what was under way is there whole or not at all. RELMAP_LONG=1: 200 rounds, else 30.
#include <gtest/gtest.h>

#include <cstdlib>

#include "../faults/hammer_model.h"
#include "child.h"
#include "fixtures.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder

constexpr int kThreads = 4;
constexpr int kRoundsAStore = 10;  // then a new one: checking costs as much as there is

// The last commit of each thread that was acknowledged, −1: none.
std::vector<int> load_and_kill(const std::string& store, int round, int milliseconds) {
  std::vector<int> acknowledged(kThreads, -1);
  ChildProcess child({RELMAP_FAULT_HAMMER, "load", store, std::to_string(round), std::to_string(kThreads)});
  const auto ready = child.read_line();
  EXPECT_EQ(ready.value_or("(nothing)"), "ready");
  std::thread killer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    child.kill();
  });
  while (const auto line = child.read_line()) {
    int thread = 0, i = 0;
    const bool known =
        std::sscanf(line->c_str(), "%d %d", &thread, &i) == 2 && thread >= 0 && thread < kThreads;
    EXPECT_TRUE(known) << *line;
    if (known) {
      EXPECT_EQ(i, ++acknowledged[static_cast<std::size_t>(thread)]);
    }
  }
  killer.join();
  EXPECT_EQ(child.wait(), -SIGKILL);
  return acknowledged;
}

// How many commits of the thread are there; each must be whole.
int count_whole(const Graph& graph, int round, int thread) {
  for (int i = 0;; ++i) {
    const NodeRef l = hammer::p(hammer::load_id(round, thread, i, 'l'));
    const NodeRef r = hammer::p(hammer::load_id(round, thread, i, 'r'));
    const bool left = graph.get_node(l).value().has_value(), right = graph.get_node(r).value().has_value();
    EXPECT_EQ(left, right) << "half a commit: " << l.key;
    if (!left && !right) return i;
    EXPECT_TRUE(graph.get_edge("E", l, r, {}).value().has_value()) << l.key;
  }
}

TEST(Kill9, UnderConcurrentLoadLosesNothingAcknowledged) {
  const int rounds = std::getenv("RELMAP_LONG") ? 200 : 30;
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const TempDir dir;
  int all = 0, in_store = 0;
  for (int round = 0; round < rounds && !::testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round));
    if (round % kRoundsAStore == 0) in_store = 0;
    const std::string store = (dir.path() / std::to_string(round / kRoundsAStore)).string();
    const std::vector<int> acknowledged = load_and_kill(store, round, 1 + static_cast<int>(random() % 80));
    const auto graph = hammer::open_store(store);
    ASSERT_TRUE(graph.ok()) << graph.status().to_string();
    for (int t = 0; t < kThreads; ++t) {
      const int whole = count_whole(**graph, round, t);
      const int told = acknowledged[static_cast<std::size_t>(t)] + 1;
      EXPECT_GE(whole, told) << "lost what was acknowledged, thread " << t;
      EXPECT_LE(whole, told + 1);
      in_store += whole;
      all += told;
    }
    // One number for all threads, raised by each commit: no update was lost.
    const auto counter = (*graph)->get_node(hammer::counter()).value();
    EXPECT_EQ(counter ? counter->properties.at("n") : Value(0), Value(in_store));
    EXPECT_EQ((*graph)->version(), static_cast<Version>(in_store));
    EXPECT_EQ((*graph)->snapshot()->edge_count(), static_cast<std::size_t>(in_store));
    expect_clean(**graph);
  }
  RecordProperty("acknowledged", all);
  EXPECT_GT(all, rounds);
}

}  // namespace
}  // namespace relmap::graphstore
