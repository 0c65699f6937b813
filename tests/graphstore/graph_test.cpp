#include "graphstore/graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "fixtures.h"
#include "keys.h"
#include "kv.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder
using ::testing::HasSubstr;

class GraphTest : public ::testing::Test {
 protected:
  std::unique_ptr<Graph> graph_ = open_graph("memory:");

  // The refusal of one change, and a check that it left no trace.
  Status refusal(Change change) {
    const Version before = graph_->version();
    const Result<CommitResult> result = commit(*graph_, {std::move(change)});
    EXPECT_EQ(graph_->version(), before);
    expect_clean(*graph_);
    return result.status();
  }
  Status refusal_of(std::vector<Change> changes) { return commit(*graph_, std::move(changes)).status(); }
  void write(std::vector<Change> changes) {
    const Result<CommitResult> result = commit(*graph_, std::move(changes));
    ASSERT_TRUE(result.ok()) << result.status().to_string();
  }
  Properties properties(const std::string& id) { return (**graph_->get_node(person(id))).properties; }
};

TEST_F(GraphTest, NewGraphIsEmptyAndClean) {
  EXPECT_EQ(graph_->version(), 0u);
  EXPECT_EQ(graph_->snapshot()->node_count(), 0u);
  EXPECT_FALSE(graph_->snapshot()->find("Person", "ann").has_value());
  EXPECT_FALSE((*graph_->get_node(person("ann"))).has_value());
  expect_clean(*graph_);
}

TEST_F(GraphTest, UpsertMergesReplacesAndRemoves) {
  write({put_person("ann", {{"level", "low"}, {"age", 30}})});
  write({put_person("ann", {{"level", "high"}, {"age", Value()}, {"city", "Bonn"}})});
  EXPECT_EQ(properties("ann"), (Properties{{"id", "ann"}, {"level", "high"}, {"city", "Bonn"}}));
  WriteNode replace = put_person("ann", {{"age", 31}});
  replace.mode = WriteMode::kReplace;
  write({replace});
  EXPECT_EQ(properties("ann"), (Properties{{"id", "ann"}, {"age", 31}}));
}

TEST_F(GraphTest, WriteThatChangesNothingMakesNoVersion) {
  write({put_person("ann"), put_person("bob"), put_edge("KNOWS", person("ann"), person("bob"))});
  const Result<CommitResult> again =
      commit(*graph_, {put_person("ann"), put_edge("KNOWS", person("ann"), person("bob"))});
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(graph_->version(), 1u);
  for (const ChangeResult& change : again->changes) EXPECT_EQ(change.effect, Effect::kUnchanged);
  EXPECT_EQ(graph_->commits(0, 10)->size(), 1u);
}

TEST_F(GraphTest, RefusalsNameRecordPropertyAndReason) {
  write({put_person("ann"), put_person("bob"), WriteNode{team("red"), {}, {{"name", "Red"}}}});
  EXPECT_THAT(refusal(put_person("cy", {{"level", "boss"}})).message(),
              HasSubstr("Person/cy: level: 'boss' is not one of low, high"));
  EXPECT_THAT(refusal(WriteNode{team("blue"), {}, {}}).message(), HasSubstr("Team/blue: name: is required"));
  EXPECT_THAT(refusal(put_edge("KNOWS", person("ann"), person("zed"))).message(),
              HasSubstr("to: there is no Person/zed"));
  EXPECT_THAT(refusal(put_edge("KNOWS", person("ann"), person("ann"))).message(), HasSubstr("to itself"));
  EXPECT_THAT(refusal(put_edge("KNOWS", person("ann"), team("red"))).message(),
              HasSubstr("does not run between"));
  EXPECT_THAT(refusal(put_edge("IN", person("ann"), team("red"))).message(), HasSubstr("role: is required"));
  EXPECT_THAT(refusal(put_person("ann", {{"id", "other"}})).message(), HasSubstr("differs from the key"));
  EXPECT_THAT(refusal(WriteNode{NodeRef::by_key("Ghost", "x"), {}, {}}).message(), HasSubstr("'Ghost'"));
  EXPECT_THAT(refusal(put_edge("HATES", person("ann"), person("bob"))).message(), HasSubstr("'HATES'"));
}

TEST_F(GraphTest, OneRefusedChangeRefusesAllUnlessPartial) {
  const std::vector<Change> changes = {put_person("ann"), put_person("bob", {{"age", -3}}), put_person("cy"),
                                       put_edge("KNOWS", person("ann"), person("bob")),
                                       put_edge("KNOWS", person("ann"), person("cy"))};
  const Result<CommitResult> all = commit(*graph_, changes);
  EXPECT_EQ(all.status().code(), StatusCode::kSchemaViolation);
  EXPECT_THAT(all.status().message(), HasSubstr("change 1: Person/bob"));
  EXPECT_EQ(graph_->snapshot()->node_count(), 0u);
  const Result<CommitResult> some = commit(*graph_, changes, /*partial=*/true);
  ASSERT_TRUE(some.ok());
  EXPECT_EQ(some->changes[1].status.code(), StatusCode::kSchemaViolation);
  EXPECT_EQ(some->changes[3].status.code(), StatusCode::kNotFound);
  EXPECT_EQ(graph_->snapshot()->node_count(), 2u);
  EXPECT_EQ(graph_->snapshot()->edge_count(), 1u);
  expect_clean(*graph_);
}

TEST_F(GraphTest, DryRunChecksAndWritesNothing) {
  CommitOptions options;
  options.dry_run = true;
  const Result<CommitResult> result = graph_->commit(Transaction{{put_person("ann")}}, options);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->changes[0].effect, Effect::kCreated);
  EXPECT_EQ(graph_->snapshot()->node_count(), 0u);
  EXPECT_EQ(graph_->commit(Transaction{{put_person("ann", {{"age", -1}})}}, options).status().code(),
            StatusCode::kSchemaViolation);
}

TEST_F(GraphTest, EdgesAreIdentifiedByTheirKeyProperties) {
  write({put_person("ann"), put_person("bob"), put_edge("KNOWS", person("ann"), person("bob")),
         put_edge("KNOWS", person("ann"), person("bob"), {{"kind", "work"}}),
         put_edge("KNOWS", person("ann"), person("bob"), {{"kind", "club"}, {"since", "2020-01-01"}})});
  EXPECT_EQ(graph_->snapshot()->edge_count(), 3u);
  write({put_edge("KNOWS", person("ann"), person("bob"), {{"kind", "club"}, {"since", "2021-01-01"}})});
  EXPECT_EQ(graph_->snapshot()->edge_count(), 3u);
  const auto club = *graph_->get_edge("KNOWS", person("ann"), person("bob"), {{"kind", "club"}});
  ASSERT_TRUE(club.has_value());
  EXPECT_EQ(to_text(club->properties.at("since")), "2021-01-01");
  EXPECT_EQ(club->version, 2u);
  write({DeleteEdge{"KNOWS", person("ann"), person("bob"), {}, {}, {}}});  // the one without a kind
  EXPECT_FALSE((*graph_->get_edge("KNOWS", person("ann"), person("bob"), {})).has_value());
  EXPECT_EQ(graph_->snapshot()->edge_count(), 2u);
  EXPECT_EQ(refusal(DeleteEdge{"KNOWS", person("ann"), person("bob"), {}, {}, {}}).code(),
            StatusCode::kNotFound);
}

TEST_F(GraphTest, UndirectedEdgeIsOneForAPairStoredAsGiven) {
  write({put_person("ann"), put_person("bob"),
         put_edge("WITH", person("bob"), person("ann"), {{"note", "a"}})});
  write({put_edge("WITH", person("ann"), person("bob"), {{"note", "b"}})});
  EXPECT_EQ(graph_->snapshot()->edge_count(), 1u);
  const auto edge = *graph_->get_edge("WITH", person("ann"), person("bob"), {});
  ASSERT_TRUE(edge.has_value());
  EXPECT_EQ(edge->from, (**graph_->get_node(person("bob"))).id);
  EXPECT_EQ(to_text(edge->properties.at("note")), "b");
}

TEST_F(GraphTest, AtMostSoManyEdgesOut) {
  write({put_person("ann"), WriteNode{team("a"), {}, {{"name", "A"}}},
         put_edge("IN", person("ann"), team("a"), {{"role", "x"}}),
         put_edge("IN", person("ann"), team("a"), {{"role", "y"}})});
  EXPECT_THAT(refusal(put_edge("IN", person("ann"), team("a"), {{"role", "z"}})).message(),
              HasSubstr("already has 2 IN"));
  write({DeleteEdge{"IN", person("ann"), team("a"), {{"role", "x"}}, {}, {}},
         put_edge("IN", person("ann"), team("a"), {{"role", "z"}})});
}

TEST_F(GraphTest, DeletingANodeWithEdgesNeedsCascade) {
  write({put_person("ann"), put_person("bob"), put_edge("KNOWS", person("ann"), person("bob")),
         put_edge("KNOWS", person("bob"), person("ann"))});
  EXPECT_EQ(refusal(DeleteNode{person("ann"), false, {}}).code(), StatusCode::kConflict);
  write({DeleteNode{person("ann"), true, {}}});
  EXPECT_EQ(graph_->snapshot()->edge_count(), 0u);
  EXPECT_FALSE(graph_->snapshot()->find("Person", "ann").has_value());
  write({put_person("ann")});  // a new node: the old number is not used again
  EXPECT_EQ((**graph_->get_node(person("ann"))).id, 2u);
  EXPECT_FALSE(graph_->snapshot()->alive(0));
  expect_clean(*graph_);
}

TEST_F(GraphTest, ExpectedVersionsGuardAgainstLostUpdates) {
  WriteNode create = put_person("ann");
  create.expected = 0;
  write({create});
  EXPECT_EQ(refusal(create).code(), StatusCode::kConflict);
  WriteNode update = put_person("ann", {{"age", 1}});
  update.expected = 1;
  write({update});
  EXPECT_EQ(refusal(update).code(), StatusCode::kConflict);
  EXPECT_EQ(refusal(DeleteNode{person("ann"), false, 1}).code(), StatusCode::kConflict);
  write({DeleteNode{person("ann"), false, 2}});
}

TEST_F(GraphTest, OpenSchemaIsABarePropertyGraph) {
  graph_ = open_graph("memory:", Schema());
  const Result<CommitResult> result =
      commit(*graph_, {WriteNode{{}, {"City", "Capital"}, {{"name", "Oslo"}}}, WriteNode{{}, {}, {}},
                       put_edge("ROAD", NodeRef::of_change(0), NodeRef::of_change(1), {{"km", 12.5}}),
                       put_edge("ROAD", NodeRef::of_change(0), NodeRef::of_change(1), {{"km", 12.5}}),
                       put_edge("LOOP", NodeRef::of_change(0), NodeRef::of_change(0))});
  ASSERT_TRUE(result.ok()) << result.status().to_string();
  const auto snapshot = graph_->snapshot();
  EXPECT_EQ(snapshot->edge_count(), 3u);
  EXPECT_EQ(snapshot->labels(0).size(), 2u);
  EXPECT_TRUE(snapshot->labels(1).empty());
  EXPECT_TRUE(snapshot->alive(1));
  DeleteEdge one{"ROAD", NodeRef::by_id(0), NodeRef::by_id(1), {}, result->changes[2].id, {}};
  write({one, DeleteNode{NodeRef::by_id(0), true, {}}});
  EXPECT_EQ(graph_->snapshot()->edge_count(), 0u);
  EXPECT_EQ(graph_->snapshot()->node_count(), 1u);
  expect_clean(*graph_);
}

TEST_F(GraphTest, SeveralLabelsOnOneNode) {
  write({WriteNode{person("ann"), {"Person", "Admin"}, {{"scope", "all"}}}});
  EXPECT_THAT((**graph_->get_node(person("ann"))).labels, ::testing::ElementsAre("Admin", "Person"));
  write({put_person("ann", {{"age", 3}})});  // keeps its labels
  EXPECT_EQ((**graph_->get_node(person("ann"))).labels.size(), 2u);
  EXPECT_EQ(graph_->snapshot()->next_with_label(0, graph_->snapshot()->symbol("Admin")), 0u);
}

TEST_F(GraphTest, ReferencesToEarlierChangesAreChecked) {
  const Status edge =
      refusal_of({put_person("ann"), put_person("bob"), put_edge("KNOWS", person("ann"), person("bob")),
                  put_edge("KNOWS", NodeRef::of_change(2), person("bob"))});
  EXPECT_EQ(edge.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(refusal_of({put_edge("KNOWS", NodeRef::of_change(7), person("bob"))}).code(),
            StatusCode::kInvalidArgument);
}

constexpr const char* kTwoKeys = R"({"name": "two", "labels": {
  "A": {"key": "id", "properties": {"id": {}}}, "B": {"key": "code", "properties": {"code": {}}}}})";

// Keys that leave their node and come back in one commit, many at once, under two labels.
TEST_F(GraphTest, KeysMayWander) {
  graph_ = open_graph("memory:", *Schema::parse(kTwoKeys));
  constexpr int kNodes = 300;
  std::vector<Change> make, wander;
  for (int i = 0; i < kNodes; ++i) {
    const std::string n = std::to_string(i);
    make.push_back(WriteNode{NodeRef::by_key("A", "a" + n), {"A", "B"}, {{"code", "b" + n}}});
    const auto rename = [&](const std::string& id) {
      return WriteNode{NodeRef::by_id(static_cast<NodeId>(i)), {}, {{"id", id}}};
    };
    wander.push_back(rename("x" + n));
    wander.push_back(rename("a" + n));
  }
  write(make);
  ASSERT_TRUE(commit(*graph_, wander).ok());
  expect_clean(*graph_);
  WriteNode drop{NodeRef::by_id(6), {"A"}, {{"code", Value()}}};
  write({drop});
  EXPECT_EQ(graph_->snapshot()->find("A", "a6"), 6u);
  EXPECT_FALSE(graph_->snapshot()->find("B", "b6").has_value());
  write({WriteNode{NodeRef::by_id(7), {}, {{"code", "b6"}}},
         WriteNode{NodeRef::by_id(6), {"A", "B"}, {{"code", "b7"}}}});
  EXPECT_EQ(graph_->snapshot()->find("B", "b6"), 7u);
  EXPECT_EQ(graph_->snapshot()->find("B", "b7"), 6u);
  EXPECT_EQ(refusal(WriteNode{NodeRef::by_id(1), {}, {{"id", "a2"}}}).code(), StatusCode::kAlreadyExists);
  expect_clean(*graph_);
}

TEST_F(GraphTest, LargeAndManyNamesAreBounded) {
  EXPECT_EQ(refusal(put_person("ann", {{"note", std::string(2 << 20, 'x')}})).code(),
            StatusCode::kSchemaViolation);
  EXPECT_FALSE(refusal(put_person("ann", {{std::string(300, 'n'), 1}})).ok());
  EXPECT_FALSE(refusal(put_person(std::string(2000, 'k'))).ok());
}

TEST_F(GraphTest, CommitsCarryTimeAuthorAndReason) {
  write({put_person("ann")});
  write({put_person("bob"), put_person("ann", {{"age", 3}})});
  const auto commits = *graph_->commits(0, 10);
  ASSERT_EQ(commits.size(), 2u);
  EXPECT_EQ(commits[1].version, 2u);
  EXPECT_EQ(commits[1].author, "test");
  EXPECT_EQ(commits[1].reason, "because");
  EXPECT_EQ(commits[1].changed, 2u);
  EXPECT_LE(commits[0].time, commits[1].time);
  EXPECT_EQ(graph_->commits(1, 10)->size(), 1u);
}

// Writers of many threads: everything acknowledged is there, versions are serial, and the history has every
// commit.
TEST_F(GraphTest, ConcurrentWritersAreSerialised) {
  constexpr int kThreads = 8, kEach = 60;
  std::vector<std::thread> threads;
  std::atomic<int> failures{0};
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        const std::string id = std::to_string(t) + "-" + std::to_string(i);
        if (!commit(*graph_,
                    {put_person(id), put_person("shared"), put_edge("KNOWS", person(id), person("shared"))})
                 .ok()) {
          ++failures;
        }
        if (!graph_->snapshot()->find("Person", id)) ++failures;  // acknowledged means: in the snapshot
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(graph_->version(), static_cast<Version>(kThreads * kEach));
  EXPECT_EQ(graph_->snapshot()->in(*graph_->snapshot()->find("Person", "shared")).size(),
            static_cast<std::size_t>(kThreads * kEach));
  expect_clean(*graph_);
}

// A reader that keeps comparing: the number of edges out of a node is always even, since commits add two.
TEST_F(GraphTest, ReadersNeverSeeHalfACommit) {
  write({put_person("hub")});
  std::atomic<bool> stop{false};
  std::atomic<int> odd{0};
  std::thread reader([&] {
    while (!stop) {
      const auto snapshot = graph_->snapshot();
      if (snapshot->out(0).size() % 2 != 0 || snapshot->edge_count() % 2 != 0) ++odd;
    }
  });
  for (int i = 0; i < 200; ++i) {
    const std::string a = "a" + std::to_string(i), b = "b" + std::to_string(i);
    write({put_person(a), put_person(b), put_edge("KNOWS", person("hub"), person(a)),
           put_edge("KNOWS", person("hub"), person(b))});
  }
  stop = true;
  reader.join();
  EXPECT_EQ(odd, 0);
}

class StoreFileTest : public ::testing::Test {
 protected:
  TempDir dir_;
  std::string url_ = "rocksdb:" + (dir_.path() / "store").string();
};

TEST_F(StoreFileTest, ReopenedGraphIsTheSame) {
  {
    const auto graph = open_graph(url_);
    ASSERT_TRUE(commit(*graph, {put_person("ann", {{"odd name", ValueList{1, "x"}}}), put_person("bob"),
                                put_edge("KNOWS", person("ann"), person("bob"), {{"strength", "weak"}})})
                    .ok());
  }
  const auto graph = open_graph(url_, Schema());  // the store's own schema counts
  EXPECT_EQ(graph->schema().name(), "people");
  EXPECT_EQ(graph->version(), 1u);
  EXPECT_EQ(graph->snapshot()->time(), graph->commits(0, 1)->front().time);
  EXPECT_EQ((**graph->get_node(person("ann"))).properties.at("odd name"), Value(ValueList{1, "x"}));
  expect_clean(*graph);
}

TEST_F(StoreFileTest, ReadersMayStandBesideTheWriter) {
  const auto writer = open_graph(url_);
  ASSERT_TRUE(commit(*writer, {put_person("ann")}).ok());
  OpenOptions options;
  options.url = url_;
  EXPECT_EQ(Graph::open(options).status().code(), StatusCode::kIo);
  options.read_only = true;
  const auto reader = Graph::open(options);
  ASSERT_TRUE(reader.ok()) << reader.status().to_string();
  EXPECT_TRUE((*reader)->snapshot()->find("Person", "ann").has_value());
  EXPECT_FALSE(commit(**reader, {put_person("bob")}).ok());
  ASSERT_TRUE(commit(*writer, {put_person("bob")}).ok());
  EXPECT_FALSE((*reader)->snapshot()->find("Person", "bob").has_value());
  EXPECT_TRUE((*Graph::open(options))->snapshot()->find("Person", "bob").has_value());
  options.url = "rocksdb:" + (dir_.path() / "nowhere").string();
  EXPECT_EQ(Graph::open(options).status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(dir_.path() / "nowhere"));
}

// Writes `value` under `key` behind the graph's back.
void damage(const std::string& url, const std::string& key, std::optional<std::string> value) {
  auto store = open_kv(url, {});
  ASSERT_TRUE(store.ok());
  KvBatch batch;
  batch.writes.push_back({key, std::move(value)});
  ASSERT_TRUE((*store)->commit(batch, (*store)->version(), (*store)->version(), true).ok());
}

TEST_F(StoreFileTest, DamageIsAClearErrorNeverACrash) {
  const auto build = [&] {
    std::filesystem::remove_all(dir_.path() / "store");
    const auto graph = open_graph(url_);
    ASSERT_TRUE(commit(*graph, {put_person("ann"), put_person("bob"),
                                put_edge("KNOWS", person("ann"), person("bob"))})
                    .ok());
  };
  OpenOptions options;
  options.url = url_;
  const std::pair<std::string, std::optional<std::string>> faults[] = {
      {keys::node(0), "\x01"},
      {keys::node(0), "\xFF\xFF\xFF"},
      {std::string(keys::kSchemaKey), "{"},
      {std::string(keys::kNextKey), ""},
      {keys::symbol(keys::Tag::kSymbol, 1), std::nullopt},
      {"nshort", "x"},
      {keys::commit(1), "junk"},
      {std::string("k\0", 2), "x"},
      {std::string(keys::kNextKey), std::string(2, '\0')},
      {keys::node(1), std::nullopt},
      {keys::node(1'000'000'000), "x"},
  };
  for (const auto& [key, value] : faults) {
    build();
    damage(url_, key, value);
    const Status s = Graph::open(options).status();
    EXPECT_EQ(s.code(), StatusCode::kCorrupt) << ::testing::PrintToString(key) << " " << s.to_string();
  }
  build();
  damage(url_, std::string(keys::kFormatKey), "\x63");
  EXPECT_EQ(Graph::open(options).status().code(), StatusCode::kUnsupportedVersion);
}

TEST_F(StoreFileTest, VerifyFindsWhatDoesNotAgree) {
  const keys::EdgeKey edge{0, 0, 1, 0};
  Symbol knows = 0;
  {
    const auto graph = open_graph(url_);
    ASSERT_TRUE(commit(*graph, {put_person("ann"), put_person("bob"),
                                put_edge("KNOWS", person("ann"), person("bob"))})
                    .ok());
    knows = graph->snapshot()->symbol("KNOWS");
  }
  damage(url_, keys::in_edge({edge.from, knows, edge.to, edge.id}), std::nullopt);
  const auto graph = open_graph(url_);
  const VerifyReport report = *graph->verify();
  EXPECT_GE(report.finding_count, 1u);
  EXPECT_THAT(report.findings, ::testing::Contains(HasSubstr("half at the target is missing")));
}

// Every change keeps what was there before: walking back over the before-images gives each earlier state.
TEST_F(StoreFileTest, BeforeImagesGiveBackEveryEarlierState) {
  std::vector<std::map<std::string, std::string>> states;
  const auto read = [&] {
    std::map<std::string, std::string> records;
    auto store = open_kv(url_, {});
    const auto view = (*store)->view();
    for (const char* tag : {"n", "o"}) {
      const auto it = view->scan(tag, std::string(1, static_cast<char>(tag[0] + 1)));
      for (; it->valid(); it->next()) records.emplace(it->key(), it->value());
    }
    return records;
  };
  const std::vector<std::vector<Change>> commits = {
      {put_person("ann"), put_person("bob")},
      {put_person("ann", {{"age", 3}}), put_edge("KNOWS", person("ann"), person("bob"))},
      {put_edge("KNOWS", person("ann"), person("bob"), {{"since", "2020-01-01"}}),
       put_person("ann", {{"age", 4}})},
      {DeleteNode{person("ann"), true, {}}, put_person("ann", {{"age", 5}})},
  };
  for (const std::vector<Change>& changes : commits) {
    ASSERT_TRUE(commit(*open_graph(url_), changes).ok());
    states.push_back(read());
  }
  auto store = open_kv(url_, {});
  const auto view = (*store)->view();
  std::map<std::string, std::string> state = states.back();
  for (Version version = states.size(); version > 1; --version) {
    const auto it = view->scan(keys::before(version, ""), keys::before(version + 1, ""));
    for (; it->valid(); it->next()) {
      const std::string entity(it->key().substr(9));
      state.erase(entity);
      if (it->value()[0] == 1) state[entity] = std::string(it->value().substr(1));
    }
    EXPECT_EQ(state, states[version - 2]) << "version " << version - 1;
  }
}

}  // namespace
}  // namespace relmap::graphstore
