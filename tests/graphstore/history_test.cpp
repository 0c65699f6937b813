// History on small examples: how versions are named, what a diff says, the feed's positions, retention,
// damage that verify() must find.
#include "graphstore/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "fixtures.h"
#include "keys.h"
#include "kv.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder
using ::testing::HasSubstr;

constexpr std::int64_t kDayMicros = 86'400'000'000;

// Versions: 1 ann and team t; 2 ann IN t; 3 ann's level; 4 bob, ann KNOWS bob; 5 ann an Admin; 6 bob deleted.
class History : public ::testing::Test {
 protected:
  void SetUp() override {
    graph_ = open_graph(url_);
    write({put_person("ann", {{"level", "low"}, {"age", 30}}), WriteNode{team("t"), {}, {{"name", "T"}}}});
    write({put_edge("IN", person("ann"), team("t"), {{"role", "lead"}})});
    write({put_person("ann", {{"level", "high"}})});
    write({put_person("bob"), put_edge("KNOWS", person("ann"), person("bob"), {{"kind", "work"}})});
    write({WriteNode{person("ann"), {"Person", "Admin"}, {{"scope", "all"}}}});
    write({DeleteNode{person("bob"), true}});
  }
  void write(std::vector<Change> changes) {
    const Result<CommitResult> result = commit(*graph_, std::move(changes));
    ASSERT_TRUE(result.ok()) << result.status().to_string();
  }
  void reopen() {
    graph_.reset();
    graph_ = open_graph(url_);
  }
  // Writes to the closed store as no program should.
  void tamper(const std::function<void(const KvView&, KvBatch&)>& change) {
    graph_.reset();
    {
      const auto store = std::move(*open_kv(url_, {}));
      KvBatch batch;
      change(*store->view(), batch);
      ASSERT_TRUE(store->commit(batch, store->version(), store->version(), true).ok());
    }
    graph_ = open_graph(url_);
  }
  DateTime time_of(Version version) { return graph_->commits(version - 1, 1)->at(0).time; }
  CompactReport keep_from(Version version) {
    CompactOptions options;
    options.keep_from = version;
    const Result<CompactReport> report = graph_->compact(options);
    EXPECT_TRUE(report.ok()) << report.status().to_string();
    return report ? *report : CompactReport();
  }

  TempDir dir_;
  const std::string url_ = "rocksdb:" + (dir_.path() / "store").string();
  std::unique_ptr<Graph> graph_;
};

TEST_F(History, VersionsAreNamedByNumberDayOrTime) {
  const std::string today = Date::today().to_string();
  EXPECT_EQ(*graph_->parse_as_of("0"), 0u);
  EXPECT_EQ(*graph_->parse_as_of("0003"), 3u);
  EXPECT_EQ(*graph_->parse_as_of("2020-01-01"), 0u);
  EXPECT_EQ(*graph_->parse_as_of("9999-12-31"), 6u);
  EXPECT_EQ(*graph_->parse_as_of("2020-01-01T00:00:00Z"), 0u);
  for (Version v = 1; v <= 6; ++v) {
    // Several commits may fall into one microsecond: the last of them is meant.
    const Version found = *graph_->parse_as_of(time_of(v).to_string());
    EXPECT_GE(found, v);
    EXPECT_EQ(time_of(found), time_of(v));
    EXPECT_LT(*graph_->version_at(DateTime{time_of(v).micros - 1}), v);
  }
  for (const char* wrong : {"", "abc", "-1", "1.5", "2026-13-01", "2026-11-23T10:00", " 1", "1 "}) {
    EXPECT_EQ(graph_->parse_as_of(wrong).status().code(), StatusCode::kInvalidArgument) << wrong;
  }
  for (const char* missing : {"7", "99999999999999999999999999"}) {
    const Status status = graph_->parse_as_of(missing).status();
    EXPECT_EQ(status.code(), StatusCode::kNotFound);
    EXPECT_THAT(status.message(), HasSubstr("the newest is 6"));
  }
}

TEST_F(History, BeforeTheHorizonNothingIsNamed) {
  EXPECT_EQ(keep_from(3).commits_dropped, 2u);
  for (const char* early : {"2", "2020-01-01", "2020-01-01T00:00:00Z"}) {
    const Status status = graph_->parse_as_of(early).status();
    EXPECT_EQ(status.code(), StatusCode::kNotFound) << early;
    EXPECT_THAT(status.message(), HasSubstr("history begins at version 3 of " + time_of(3).to_string()));
  }
  EXPECT_EQ(*graph_->parse_as_of("3"), 3u);
  EXPECT_EQ(graph_->history_info()->horizon_time, time_of(3));
  EXPECT_EQ(graph_->commits(0, 10)->front().version, 3u);
  CompactOptions too_far;
  too_far.keep_from = 7;
  EXPECT_EQ(graph_->compact(too_far).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(keep_from(1).horizon, 3u);  // what is gone does not come back
}

std::string describe(const std::vector<EntityChange>& changes) {
  std::string all;
  for (const EntityChange& c : changes) {
    static constexpr const char* kKinds[] = {"created ", "deleted ", "changed "};
    all += kKinds[static_cast<int>(c.kind)];
    all += c.is_edge ? (c.edge_after ? c.edge_after : c.edge_before)->type + " " + c.from + " -> " + c.to
                     : c.name;
    for (const std::string& label : c.labels_added) all += " +" + label;
    for (const std::string& label : c.labels_removed) all += " -" + label;
    for (const PropertyChange& p : c.properties)
      all += " " + p.name + ":" + to_json(p.before) + ">" + to_json(p.after);
    all += "\n";
  }
  return all;
}

TEST_F(History, DiffTellsEntitiesLabelsAndProperties) {
  const auto diff = [&](Version from, Version to) { return describe(graph_->diff(from, to, 100)->entities); };
  EXPECT_EQ(diff(2, 3), "changed Person/ann level:\"low\">\"high\"\n");
  EXPECT_EQ(diff(3, 2), "changed Person/ann level:\"high\">\"low\"\n");
  EXPECT_EQ(diff(3, 4),
            "created Person/bob +Person id:null>\"bob\"\n"
            "created KNOWS Person/ann -> Person/bob kind:null>\"work\"\n");
  EXPECT_EQ(diff(4, 3),
            "deleted Person/bob -Person id:\"bob\">null\n"
            "deleted KNOWS Person/ann -> Person/bob kind:\"work\">null\n");
  EXPECT_EQ(diff(4, 5), "changed Person/ann +Admin scope:null>\"all\"\n");
  EXPECT_EQ(diff(5, 6),
            "deleted Person/bob -Person id:\"bob\">null\n"
            "deleted KNOWS Person/ann -> Person/bob kind:\"work\">null\n");
  EXPECT_EQ(diff(3, 6), "changed Person/ann +Admin scope:null>\"all\"\n");  // bob came and went
  EXPECT_EQ(diff(4, 4), "");
  EXPECT_EQ(graph_->diff(0, 7, 100).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(graph_->diff(0, 6, 0).status().code(), StatusCode::kInvalidArgument);
}

TEST_F(History, FeedGivesCommitsWithAuthors) {
  const Result<Feed> feed = graph_->changes({4, {}}, 100);
  ASSERT_TRUE(feed.ok());
  ASSERT_EQ(feed->commits.size(), 2u);
  EXPECT_EQ(feed->commits[0].commit.version, 5u);
  EXPECT_EQ(feed->commits[0].commit.author, "test");
  EXPECT_EQ(describe(feed->commits[0].entities), "changed Person/ann +Admin scope:null>\"all\"\n");
  EXPECT_FALSE(feed->more);
  EXPECT_EQ(feed->next.to_string(), "6");
  EXPECT_TRUE(graph_->changes({6, {}}, 1)->commits.empty());
  EXPECT_TRUE(graph_->changes({99, {}}, 1)->commits.empty());
  EXPECT_EQ(graph_->changes({}, 0).status().code(), StatusCode::kInvalidArgument);
}

TEST(FeedPosition, OnlyWhatTheFeedGaveIsRead) {
  EXPECT_EQ(FeedPosition::parse("12")->version, 12u);
  const FeedPosition inside{7, keys::out_edge({1, 2, 3, 4})};
  EXPECT_EQ(*FeedPosition::parse(inside.to_string()), inside);
  for (const char* wrong :
       {"", "x", "-1", "1.", "1.6", "1.6e", "1.zz", "1.6e0000000000000", "1.6e000000000000000",
        "1.6E0000000000000000", "1.690000000000000000", "99999999999999999999", "1 "}) {
    EXPECT_EQ(FeedPosition::parse(wrong).status().code(), StatusCode::kInvalidArgument) << wrong;
  }
  EXPECT_TRUE(FeedPosition::parse("1.6e0000000000000000").ok());
}

TEST_F(History, RetentionCountsBackFromNow) {
  EXPECT_EQ(graph_->history_info()->retention_days, std::nullopt);
  ASSERT_TRUE(graph_->set_retention(30).ok());
  reopen();
  EXPECT_EQ(graph_->history_info()->retention_days, 30u);
  CompactOptions options;
  options.now = DateTime{time_of(6).micros + 29 * kDayMicros};
  EXPECT_EQ(graph_->compact(options)->horizon, 0u);
  // The state of 30 days ago must stay readable: that of the last commit then.
  options.now = DateTime{time_of(3).micros + 30 * kDayMicros};
  const Version then = *graph_->version_at(time_of(3));
  const Result<CompactReport> report = graph_->compact(options);
  EXPECT_EQ(report->horizon, then);
  EXPECT_GT(report->images_dropped, 0u);
  options.now = DateTime{time_of(6).micros + 300 * kDayMicros};
  EXPECT_EQ(graph_->compact(options)->horizon, 6u);
  EXPECT_TRUE(graph_->snapshot_at(6).ok());
  EXPECT_FALSE(graph_->snapshot_at(5).ok());
  ASSERT_TRUE(graph_->set_retention(std::nullopt).ok());
  EXPECT_EQ(graph_->history_info()->retention_days, std::nullopt);
  write({put_person("cy")});
  options.now = DateTime{time_of(7).micros + 3000 * kDayMicros};
  EXPECT_EQ(graph_->compact(options)->horizon, 6u);
  expect_clean(*graph_);
}

std::string note_of_dee(const Graph& graph, Version version) {
  const Result<AsOf> at = graph.snapshot_at(version);
  if (!at) return at.status().to_string();
  const Snapshot& s = *at->snapshot;
  const std::optional<Vertex> dee = s.find("Person", "dee");
  return dee ? std::string(s.properties(*dee).text(s.symbol("note")).value_or("")) : "";
}

TEST_F(History, DroppedHistoryLeavesTheFilesOfTheOpenStore) {
  write({put_person("dee", {{"note", "Zbwqk Überholt"}})});
  write({put_person("dee", {{"note", "new"}})});
  EXPECT_NE(all_bytes(dir_.path()).find("Zbwqk Überholt"), std::string::npos);
  EXPECT_TRUE(graph_->compact({}).ok());
  EXPECT_EQ(note_of_dee(*graph_, 7), "Zbwqk Überholt");  // kept by history
  keep_from(8);
  EXPECT_EQ(all_bytes(dir_.path()).find("Zbwqk Überholt"), std::string::npos);
}

TEST_F(History, InterruptedCompactionIsFinishedByTheNext) {
  tamper([](const KvView&, KvBatch& batch) { batch.put(std::string(keys::kHorizonKey), std::string(1, 4)); });
  EXPECT_EQ(graph_->snapshot_at(3).status().code(), StatusCode::kNotFound);
  EXPECT_TRUE(graph_->snapshot_at(4).ok());
  expect_clean(*graph_);
  const Result<CompactReport> report = graph_->compact({});
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->horizon_before, 4u);
  EXPECT_EQ(report->commits_dropped, 3u);
  EXPECT_EQ(report->images_dropped, 6u);
  EXPECT_EQ(graph_->compact({})->images_dropped, 0u);
  expect_clean(*graph_);
}

TEST_F(History, UpkeepOfAReadOnlyStoreIsRefused) {
  OpenOptions options;
  options.url = url_;
  options.read_only = true;
  const auto reader = std::move(*Graph::open(options));
  EXPECT_EQ(reader->snapshot_at(2)->snapshot->version(), 2u);
  EXPECT_FALSE(reader->compact({}).ok());
  EXPECT_FALSE(reader->set_retention(1).ok());
}

// The first key with this tag and, for 'c' and 'h', of this version.
std::string key_of(const KvView& view, keys::Tag tag, Version version) {
  for (auto it = view.scan(keys::tagged(tag), keys::tag_end(tag)); it->valid(); it->next()) {
    const auto parts =
        tag == keys::Tag::kBefore ? keys::parse_before(it->key()) : keys::parse_touched(it->key());
    if (parts && parts->version == version) return std::string(it->key());
  }
  ADD_FAILURE() << "no such key";
  return "?";
}

TEST_F(History, VerifyFindsDamage) {
  using Damage = std::function<void(const KvView&, KvBatch&)>;
  const std::pair<const char*, Damage> cases[] = {
      {"not indexed by its entity",
       [](const KvView& v, KvBatch& b) { b.remove(key_of(v, keys::Tag::kTouched, 3)); }},
      {"not indexed by its target",
       [](const KvView& v, KvBatch& b) {
         const std::string key = key_of(v, keys::Tag::kBefore, 2);
         b.remove(keys::touched(keys::in_edge(*keys::parse_edge(std::string_view(key).substr(9))), 2));
       }},
      {"a before-image is missing",
       [](const KvView& v, KvBatch& b) { b.remove(key_of(v, keys::Tag::kBefore, 3)); }},
      {"says that it changed 1 entities; history has 0",
       [](const KvView& v, KvBatch& b) {
         const std::string key = key_of(v, keys::Tag::kBefore, 3);
         b.remove(key);
         b.remove(keys::touched(std::string_view(key).substr(9), 3));
       }},
      {"a gap before commit 3", [](const KvView&, KvBatch& b) { b.remove(keys::commit(2)); }},
      {"horizon", [](const KvView&, KvBatch& b) { b.put(std::string(keys::kHorizonKey), "\x63"); }},
      {"an erasure by version 9", [](const KvView&, KvBatch& b) { b.put(keys::erasure(9), "\x01"); }},
      {"a before-image is damaged",
       [](const KvView& v, KvBatch& b) { b.put(key_of(v, keys::Tag::kBefore, 3), "\x02"); }},
      {"of a later version",
       [](const KvView& v, KvBatch& b) {
         const std::string key = key_of(v, keys::Tag::kBefore, 3);
         b.put(key, "\1\x09" + (*v.get(key))->substr(2));
       }},
      {"index record of history is damaged", [](const KvView&, KvBatch& b) { b.put("hx", ""); }},
  };
  for (const auto& [finding, damage] : cases) {
    std::vector<std::pair<std::string, std::optional<std::string>>> undo;
    tamper([&, &damage = damage](const KvView& v, KvBatch& b) {
      damage(v, b);
      for (const KvBatch::Write& w : b.writes) undo.emplace_back(w.key, *v.get(w.key));
    });
    const Result<VerifyReport> report = graph_->verify();
    ASSERT_TRUE(report.ok());
    EXPECT_THAT(report->findings, ::testing::Contains(HasSubstr(finding)));
    tamper([&](const KvView&, KvBatch& b) {
      for (const auto& [key, value] : undo) b.writes.push_back({key, value});
    });
    expect_clean(*graph_);
  }
}

// A damaged before-image is an error that says so, never a wrong graph.
TEST_F(History, DamagedHistoryIsRefused) {
  tamper([](const KvView& v, KvBatch& b) { b.put(key_of(v, keys::Tag::kBefore, 4), "\1garbage"); });
  EXPECT_EQ(graph_->snapshot_at(2).status().code(), StatusCode::kCorrupt);
  EXPECT_EQ(graph_->diff(2, 6, 10).status().code(), StatusCode::kCorrupt);
  EXPECT_EQ(graph_->changes({2, {}}, 10).status().code(), StatusCode::kCorrupt);
  EXPECT_TRUE(graph_->snapshot_at(5).ok());
}

}  // namespace
}  // namespace relmap::graphstore
