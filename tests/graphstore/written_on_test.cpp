// On which day a node was last written: the same as published, reopened, as of an earlier version, and after
// compaction not before the oldest commit kept.
#include <gtest/gtest.h>

#include <random>

#include "fixtures.h"
#include "graphstore/history.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder

constexpr std::int64_t kDayMicros = 86'400'000'000;

class WrittenOn : public ::testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<Graph> open() {
    OpenOptions options;
    options.url = GetParam() == "memory" ? "memory:" : "rocksdb:" + (dir_.path() / "store").string();
    options.schema = people_schema();
    options.clock = [this] { return DateTime{today_ * kDayMicros + 7}; };
    auto graph = Graph::open(options);
    EXPECT_TRUE(graph.ok()) << graph.status().to_string();
    return graph ? std::move(*graph) : nullptr;
  }

  TempDir dir_;
  std::int64_t today_ = 20'000;
};

TEST_P(WrittenOn, IsTheDayOfItsCommitWhereverItIsRead) {
  const unsigned seed = std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  auto graph = open();
  std::vector<std::map<std::string, std::int64_t>> days(1);  // of each version, by person
  while (days.size() < 60) {
    today_ += static_cast<std::int64_t>(random() % 3);
    std::vector<Change> changes;
    auto now = days.back();
    const std::string id = "p" + std::to_string(random() % 20);
    if (random() % 6 == 0 && now.contains(id)) {
      changes.push_back(DeleteNode{person(id), true});
      now.erase(id);
    } else {
      changes.push_back(put_person(id, {{"age", static_cast<int>(days.size())}}));
      now[id] = today_;
      const std::string other = "p" + std::to_string(random() % 20);
      if (now.contains(other) && other != id)  // an edge does not count
        changes.push_back(put_edge("KNOWS", person(id), person(other), {{"kind", "k"}}));
    }
    ASSERT_TRUE(commit(*graph, changes).ok());
    days.push_back(now);
    if (GetParam() != "memory" && random() % 10 == 0) {
      graph.reset();
      graph = open();
    }
  }
  for (Version version = 0; version < days.size(); ++version) {
    const auto then = graph->snapshot_at(version);
    ASSERT_TRUE(then.ok()) << then.status().to_string();
    for (const auto& [id, day] : days[version]) {
      const auto v = then->snapshot->find("Person", id);
      ASSERT_TRUE(v.has_value());
      ASSERT_EQ(then->snapshot->written_on(*v).days, day) << id << " at " << version;
    }
  }
  if (GetParam() == "memory") return;
  // What is older than the history kept cannot be told apart any more.
  CompactOptions options;
  options.keep_from = 30;
  ASSERT_TRUE(graph->compact(options).ok());
  graph.reset();
  graph = open();
  const std::int64_t oldest = graph->commits(29, 1)->at(0).time.micros / kDayMicros;
  for (const auto& [id, day] : days.back())
    EXPECT_EQ(graph->snapshot()->written_on(*graph->snapshot()->find("Person", id)).days,
              std::max(day, oldest))
        << id;
}

INSTANTIATE_TEST_SUITE_P(Engines, WrittenOn, ::testing::Values("memory", "rocksdb"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace relmap::graphstore
