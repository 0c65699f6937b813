// The disk fails, or the process dies, at every write and sync in turn: nothing acknowledged is lost, no
// commit is there by half, and the store goes on. RELMAP_LONG=1: at every single call with every kind of
// fault; else spread evenly over 500.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "../faults/hammer_model.h"
#include "child.h"
#include "fixtures.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder
namespace fs = std::filesystem;

constexpr int kCommits = 24;
constexpr int kFaultsInShort = 500;

bool long_mode() { return std::getenv("RELMAP_LONG") != nullptr; }

// In memory where that can be: syncs then cost nothing, and the shim plays the disk.
fs::path quick_folder() {
  const fs::path base = fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path();
  return base / ("relmap-fault-" + std::to_string(::getpid()));
}

struct Outcome {
  int acknowledged = 0;
  bool failed = false, reads = false, stopped = false, could_not_open = false;
  long calls = 0;
  int exit_code = 0;
};

Outcome hammer_on(const fs::path& store, const std::string& kind, long at,
                  const std::string& mode = "sequence") {
  ChildProcess child({RELMAP_FAULT_HAMMER, mode, store.string(), std::to_string(kCommits)},
                     {std::string("LD_PRELOAD=") + RELMAP_FAULT_SHIM, "RELMAP_FAULT_DIR=" + store.string(),
                      "RELMAP_FAULT_KIND=" + kind, "RELMAP_FAULT_AT=" + std::to_string(at),
                      "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0"});
  Outcome outcome;
  EXPECT_TRUE(child.started());
  while (const auto line = child.read_line()) {
    if (line->starts_with("ack ")) outcome.acknowledged = std::atoi(line->c_str() + 4);
    outcome.failed |= line->starts_with("failed ");
    outcome.reads |= *line == "reading goes on";
    outcome.stopped |= *line == "writing has stopped";
    outcome.could_not_open |= line->starts_with("open failed");
    if (line->starts_with("calls ")) outcome.calls = std::atol(line->c_str() + 6);
  }
  outcome.exit_code = child.wait();
  return outcome;
}

// The graph after commit number `n` of the sequence and nothing else.
void expect_state(const Graph& graph, int n) {
  const auto snapshot = graph.snapshot();
  EXPECT_EQ(snapshot->version(), static_cast<Version>(n));
  const int pairs = std::min(n, hammer::kKept);
  EXPECT_EQ(snapshot->node_count(), static_cast<std::size_t>(2 * pairs + (n > 0 ? 1 : 0)));
  EXPECT_EQ(snapshot->edge_count(), static_cast<std::size_t>(pairs));
  for (int i = n; i > n - pairs; --i) {
    EXPECT_TRUE(
        graph.get_edge("E", hammer::p(hammer::left(i)), hammer::p(hammer::right(i)), {}).value().has_value());
  }
  if (n > 0) {
    EXPECT_EQ(graph.get_node(hammer::counter()).value()->properties.at("n"), Value(n));
  }
  expect_clean(graph);
}

// Opens what a fault left, without the fault.
void expect_recovered(const fs::path& store, const Outcome& outcome) {
  const auto opened = hammer::open_store(store.string());
  ASSERT_TRUE(opened.ok()) << opened.status().to_string();
  Graph& graph = **opened;
  const int version = static_cast<int>(graph.version());
  EXPECT_GE(version, outcome.acknowledged);
  EXPECT_LE(version, outcome.acknowledged + 1);  // the one under way: whole, or not at all
  expect_state(graph, version);
  ASSERT_TRUE(graph.commit(hammer::commit_number(version + 1), {}).ok());
  expect_state(graph, version + 1);
}

class EachFault : public ::testing::TestWithParam<const char*> {};

TEST_P(EachFault, AtEachWriteAndSync) {
  const std::string kind = GetParam();
  const fs::path store = quick_folder();
  fs::remove_all(store);
  const Outcome whole = hammer_on(store, kind, 0);
  ASSERT_EQ(whole.acknowledged, kCommits);
  ASSERT_GT(whole.calls, 50) << "the shim does not count";
  const long faults = long_mode() ? whole.calls : std::min<long>(whole.calls, kFaultsInShort / 5);
  int met = 0;
  for (long i = 0; i < faults; ++i) {
    const long at = 1 + i * whole.calls / faults;
    SCOPED_TRACE(kind + " at call " + std::to_string(at) + " of " + std::to_string(whole.calls));
    fs::remove_all(store);
    const Outcome outcome = hammer_on(store, kind, at);
    const bool dies = kind == "kill" || kind == "lose";
    if (dies) {
      met += outcome.exit_code == -SIGKILL;
    } else {
      EXPECT_EQ(outcome.exit_code, 0);
      met += outcome.failed || outcome.could_not_open;
    }
    if (kind == "short") {
      EXPECT_EQ(outcome.acknowledged, kCommits);  // it is written on, as write(2) demands
    }
    EXPECT_EQ(outcome.failed, outcome.stopped);
    EXPECT_TRUE(outcome.reads || !outcome.failed || outcome.acknowledged == 0);
    expect_recovered(store, outcome);
    if (::testing::Test::HasFailure()) break;
  }
  fs::remove_all(store);
  RecordProperty("faults", static_cast<int>(faults));
  // Some calls may fail without harm (preallocation, hints to the kernel), and calls vary a little between
  // runs.
  EXPECT_TRUE(kind == "short" || met > static_cast<int>(faults) / 3) << met;
}

// The same power failures, on commits that are acknowledged before they are synced: some must be seen to be
// lost, or the test above proves nothing.
TEST(FaultTest, APowerFailureIsSeenToLoseWhatIsNotSynced) {
  const fs::path store = quick_folder();
  fs::remove_all(store);
  const long calls = hammer_on(store, "lose", 0, "unsynced").calls;
  int lost = 0;
  for (long at = calls; at > 0 && lost == 0; --at) {
    fs::remove_all(store);
    const Outcome outcome = hammer_on(store, "lose", at, "unsynced");
    const auto opened = hammer::open_store(store.string());
    ASSERT_TRUE(opened.ok()) << opened.status().to_string();
    lost += static_cast<int>((*opened)->version()) < outcome.acknowledged;
  }
  EXPECT_EQ(lost, 1);
  fs::remove_all(store);
}

INSTANTIATE_TEST_SUITE_P(Kinds, EachFault, ::testing::Values("eio", "enospc", "short", "kill", "lose"),
                         [](const auto& kind) { return std::string(kind.param); });

}  // namespace
}  // namespace relmap::graphstore
