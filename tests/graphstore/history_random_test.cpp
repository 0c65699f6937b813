// Random histories on every engine, compared with a model of each version: as-of snapshots, diffs, the feed,
// retention. RELMAP_HISTORY_ROUNDS=N makes N histories of each kind (1 in CI).
#include <gtest/gtest.h>

#include <cstdlib>

#include "history_model.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder

constexpr std::size_t kVersions = 1000;

class HistoryRandom : public ::testing::TestWithParam<std::string> {
 protected:
  // Calls test(history) for each round, on a history of `versions` commits.
  template <class Test>
  void rounds(std::size_t versions, Test&& test) {
    const char* wanted = std::getenv("RELMAP_HISTORY_ROUNDS");
    for (int round = wanted ? std::atoi(wanted) : 1; round > 0 && !HasFatalFailure(); --round) {
      const unsigned seed = std::random_device()() % 1'000'000;
      SCOPED_TRACE("seed " + std::to_string(seed));
      RandomHistory history(GetParam(), seed);
      history.grow(versions);
      if (!HasFatalFailure()) test(history);
    }
  }
  static std::string name() { return GetParam(); }
};

ModelGraph as_of(const Graph& graph, Version version) {
  const Result<AsOf> at = graph.snapshot_at(version);
  EXPECT_TRUE(at.ok()) << at.status().to_string();
  if (!at) return {};
  EXPECT_EQ(at->snapshot->version(), version);
  EXPECT_FALSE(at->incomplete());
  if (version > 0) {
    EXPECT_EQ(at->snapshot->time(), graph.commits(version - 1, 1)->at(0).time);
  }
  return model_of(*at->snapshot);
}

TEST_P(HistoryRandom, EveryVersionInRandomOrderIsAsItWas) {
  rounds(kVersions, [](RandomHistory& h) {
    for (std::size_t i = 0; i < kVersions; ++i) {
      const Version version = h.writer.pick(h.states.size());
      ASSERT_EQ(difference(as_of(*h.graph, version), h.states[version]), "") << "version " << version;
    }
    EXPECT_TRUE(as_of(*h.graph, 0).nodes.empty());
    expect_clean(*h.graph);
  });
}

TEST_P(HistoryRandom, DiffAppliedToTheOneStateGivesTheOther) {
  rounds(400, [](RandomHistory& h) {
    for (int i = 0; i < 200; ++i) {
      const Version from = h.writer.pick(h.states.size()), to = h.writer.pick(h.states.size());
      const Result<Diff> diff = h.graph->diff(from, to, 100'000);
      ASSERT_TRUE(diff.ok()) << diff.status().to_string();
      EXPECT_FALSE(diff->more);
      ASSERT_EQ(difference(apply(h.states[from], diff->entities), h.states[to]), "") << from << " to " << to;
    }
  });
}

// What a limit leaves is a part of the whole diff, the first by id.
TEST_P(HistoryRandom, LimitedDiffIsTheBeginningOfTheWhole) {
  rounds(200, [](RandomHistory& h) {
    for (int i = 0; i < 50; ++i) {
      const Version from = h.writer.pick(150), to = from + 1 + h.writer.pick(50);
      const std::size_t limit = 1 + h.writer.pick(30);
      const Result<Diff> whole = h.graph->diff(from, to, 100'000), part = h.graph->diff(from, to, limit);
      ASSERT_TRUE(whole.ok() && part.ok());
      ASSERT_LE(part->entities.size(), std::min(limit, whole->entities.size()));
      if (!part->more) {
        EXPECT_EQ(part->entities.size(), whole->entities.size());
      }
      for (std::size_t e = 0; e < part->entities.size(); ++e)
        EXPECT_EQ(part->entities[e].id(), whole->entities[e].id());
    }
  });
}

TEST_P(HistoryRandom, FeedInPagesReplaysToTheNewestState) {
  rounds(400, [](RandomHistory& h) {
    const Version start = h.writer.pick(200);
    ModelGraph state = h.states[start];
    FeedPosition at{start, {}};
    Version complete = start;
    for (bool more = true; more;) {
      const std::size_t limit = 1 + h.writer.pick(10);
      const Result<Feed> page = h.graph->changes(at, limit);
      ASSERT_TRUE(page.ok()) << page.status().to_string();
      std::size_t entities = 0;
      for (const CommitChanges& commit : page->commits) {
        EXPECT_EQ(commit.commit.version, complete + 1);
        EXPECT_FALSE(commit.incomplete);
        entities += commit.entities.size();
        state = apply(std::move(state), commit.entities);
        if (!commit.ends) continue;
        ASSERT_EQ(difference(state, h.states[++complete]), "") << complete;
      }
      EXPECT_LE(entities, limit);
      more = page->more;
      ASSERT_TRUE(!more || page->next != at);
      const Result<FeedPosition> again = FeedPosition::parse(page->next.to_string());
      ASSERT_TRUE(again.ok() && *again == page->next);
      at = *again;
    }
    EXPECT_EQ(complete, h.graph->version());
    EXPECT_EQ(difference(state, h.states.back()), "");
    EXPECT_EQ(at, (FeedPosition{h.graph->version(), {}}));
  });
}

TEST_P(HistoryRandom, RetentionAtRandomPointsKeepsWhatIsYounger) {
  rounds(100, [](RandomHistory& h) {
    Version horizon = 0;
    for (int i = 0; i < 6; ++i) {
      h.grow(30);
      horizon = std::max<Version>(horizon, h.writer.pick(h.states.size()));
      CompactOptions options;
      options.keep_from = horizon;
      const Result<CompactReport> report = h.graph->compact(options);
      ASSERT_TRUE(report.ok()) << report.status().to_string();
      EXPECT_EQ(report->horizon, horizon);
      if (h.persistent() && i % 2) h.reopen();
      ASSERT_EQ(h.graph->history_info()->horizon, horizon);
      for (Version v = 0; v < h.states.size(); v += 1 + h.writer.pick(5)) {
        if (v < horizon) {
          EXPECT_EQ(h.graph->snapshot_at(v).status().code(), StatusCode::kNotFound);
          EXPECT_EQ(h.graph->diff(v, h.graph->version(), 10).status().code(), StatusCode::kNotFound);
          EXPECT_EQ(h.graph->changes({v, {}}, 10).status().code(), StatusCode::kNotFound);
        } else {
          ASSERT_EQ(difference(as_of(*h.graph, v), h.states[v]), "") << v;
        }
      }
      EXPECT_EQ(h.graph->commits(0, 10'000)->size(), h.states.size() - std::max<Version>(horizon, 1));
      expect_clean(*h.graph);
    }
  });
}

INSTANTIATE_TEST_SUITE_P(Engines, HistoryRandom, ::testing::Values("memory", "rocksdb"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace relmap::graphstore
