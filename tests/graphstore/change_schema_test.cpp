// Extensions of a schema, and a store that changes its schema: checked first, then all or nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "fixtures.h"
#include "graphstore/history.h"
#include "graphstore/search.h"
#include "graphstore/transact.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder
using ::testing::HasSubstr;

constexpr const char* kBase = R"({"name": "base", "labels": {
  "P": {"key": "id", "properties": {"id": {}, "level": {"words": ["low"]}, "age": {"type": "int"}}}},
  "edges": {"K": {"ends": [["P", "P"]]}}})";

Schema base() { return *Schema::parse(kBase); }
std::string fault(const std::string& extension) { return base().extend(extension).status().message(); }

TEST(SchemaExtend, AddsAndSaysMore) {
  const Result<Schema> schema = base().extend(R"({"labels": {
      "P": {"aliases": "aka", "properties": {"aka": {"type": "list"}, "level": {"words": ["high", "low"]},
            "age": {"index": true, "min": 0}, "email": {"unique": true, "search": true}}},
      "T": {"key": "id", "properties": {"id": {}}}},
    "edges": {"K": {"ends": [["P", "T"]], "loops": false}, "IN": {"ends": [["P", "T"]]}}})");
  ASSERT_TRUE(schema.ok()) << schema.status().to_string();
  const LabelDef& p = *schema->find_label("P");
  EXPECT_EQ(p.aliases, "aka");
  EXPECT_EQ(p.find("level")->words, (std::vector<std::string>{"low", "high"}));
  EXPECT_TRUE(p.find("age")->indexed);
  EXPECT_TRUE(p.find("email")->unique);
  EXPECT_TRUE(schema->allows_ends("K", {"P"}, {"T"}));
  EXPECT_TRUE(schema->find_edge_type("IN"));
  EXPECT_EQ(schema->name(), "base");
  EXPECT_EQ(Schema::parse(schema->json(), schema->extension())->json(), schema->json());
  EXPECT_THAT(schema->extend("{}").status().message(), HasSubstr("extended already"));
}

TEST(SchemaExtend, RefusesToContradict) {
  EXPECT_THAT(fault(R"({"labels": {"P": {"properties": {"age": {"type": "string"}}}}})"),
              HasSubstr("labels.P.properties.age.type: is \"int\"; an extension cannot make it \"string\""));
  EXPECT_THAT(fault(R"({"labels": {"P": {"key": "age"}}})"), HasSubstr("labels.P.key"));
  EXPECT_THAT(fault(R"({"edges": {"K": {"key": ["x"]}}})"), HasSubstr("edges.K.key"));
  EXPECT_THAT(fault(R"({"edges": {"K": {"undirected": true}}})"), HasSubstr("edges.K.undirected"));
  EXPECT_THAT(fault(R"({"open": true})"), HasSubstr("schema.open"));
  EXPECT_THAT(fault(R"({"labels": {"P": {"properties": {"age": {"indx": true}}}}})"),
              HasSubstr("unknown member"));
  EXPECT_THAT(fault(R"({"labels": []})"), HasSubstr("must be an object"));
  EXPECT_THAT(fault(R"({"labels": {"P": 1}})"), HasSubstr("must be an object"));
  EXPECT_THAT(fault(R"({"edges": {"K": {"ends": 1}}})"), HasSubstr("must be a list"));
  EXPECT_THAT(fault("[]"), HasSubstr("JSON object"));
  EXPECT_THAT(fault("{\"doc\": " + std::string(100'000, '[')), HasSubstr("deep"));
}

class ChangeSchema : public ::testing::TestWithParam<std::string> {
 protected:
  void open() {
    graph_.reset();
    const std::string url =
        GetParam() == "memory" ? "memory:" : "rocksdb:" + (dir_.path() / "store").string();
    graph_ = open_graph(url, base());
  }
  void SetUp() override {
    open();
    ASSERT_TRUE(graph_);
    ASSERT_TRUE(
        commit(
            *graph_,
            {WriteNode{p("a"), {}, {{"email", "a@x"}, {"born", "2000-01-02"}, {"age", 5}, {"rank", "high"}}},
             WriteNode{p("b"), {}, {{"email", "b@x"}, {"aka", Value(ValueList{"b2"})}}},
             WriteEdge{"K", p("a"), p("b"), {{"how", "high"}}}})
            .ok());
  }
  NodeRef p(const std::string& id) { return NodeRef::by_key("P", id); }
  Result<SchemaChange> change(const std::string& extension, bool dry_run = false) {
    const Result<Schema> schema = base().extend(extension);
    EXPECT_TRUE(schema.ok()) << schema.status().to_string();
    return graph_->change_schema(*schema, {.author = "me", .reason = "because", .dry_run = dry_run});
  }
  TempDir dir_;
  std::unique_ptr<Graph> graph_;
};

constexpr const char* kFits = R"({"labels": {"P": {"aliases": "aka", "properties": {
    "aka": {"type": "list"}, "email": {"unique": true, "search": true}, "born": {"type": "date"},
    "rank": {"words": ["high"]}}}},
  "edges": {"K": {"properties": {"how": {"words": ["high"]}}}}})";

TEST_P(ChangeSchema, BringsTheStoreUpToIt) {
  const Version before = graph_->version(), version_a = (*graph_->get_node(p("a")))->version;
  const auto old = graph_->snapshot();
  EXPECT_TRUE(change(kFits, true)->findings.empty());
  EXPECT_EQ(graph_->version(), before);
  const Result<SchemaChange> changed = change(kFits);
  ASSERT_TRUE(changed.ok()) << changed.status().to_string();
  EXPECT_TRUE(changed->changed);
  EXPECT_EQ(changed->nodes, 2u);
  EXPECT_EQ(changed->edges, 1u);
  EXPECT_EQ(changed->rewritten, 1u);  // born
  EXPECT_EQ(changed->index_entries, 2u);
  EXPECT_EQ(graph_->version(), before + 1);
  const auto check = [&] {
    EXPECT_EQ(graph_->find_by("P", "email", "a@x")->size(), 1u);
    EXPECT_TRUE(graph_->snapshot()->find("P", "b2"));
    EXPECT_EQ(search(*graph_->snapshot(), "b@x", {})->hits.size(), 1u);
    const NodeRecord a = **graph_->get_node(p("a"));
    EXPECT_EQ(a.properties.at("born"), Value(*Date::parse("2000-01-02")));
    EXPECT_EQ(a.version, version_a + 1);
    EXPECT_EQ((*graph_->get_edge("K", p("a"), p("b"), {}))->version, version_a);  // only packed anew
    const Snapshot& s = *graph_->snapshot();
    EXPECT_NE(s.word("high"), kNoWord);
    EXPECT_EQ(s.properties(*s.find("P", "a")).word(s.symbol("rank")), s.word("high"));
    EXPECT_EQ(s.schema().extension(), kFits);
    EXPECT_EQ(commit(*graph_, {WriteNode{p("c"), {}, {{"email", "a@x"}}}}).status().code(),
              StatusCode::kAlreadyExists);
    expect_clean(*graph_);
  };
  check();
  EXPECT_EQ(graph_->commits(before, 10)->at(0).reason, "because");
  // The state before it: its texts are words now, and read the same.
  const auto as_of = graph_->snapshot_at(before);
  ASSERT_TRUE(as_of.ok()) << as_of.status().to_string();
  const Snapshot& then = *as_of->snapshot;
  const Vertex a = *then.find("P", "a");
  EXPECT_EQ(then.properties(a).get(then.symbol("born")), Value("2000-01-02"));
  EXPECT_EQ(then.properties(a).word(then.symbol("rank")), then.word("high"));
  EXPECT_EQ(old->properties(a).get(old->symbol("rank")), Value("high"));
  EXPECT_FALSE(change(kFits)->changed);  // it has it
  if (GetParam() != "memory") {
    open();
    check();
  }
  // And back: indexes and aliases go, what is stored stays readable.
  const Result<SchemaChange> back = graph_->change_schema(base(), {});
  ASSERT_TRUE(back.ok());
  EXPECT_TRUE(back->changed);
  EXPECT_FALSE(graph_->snapshot()->find("P", "b2"));
  EXPECT_FALSE(graph_->find_by("P", "email", "a@x").ok());
  EXPECT_EQ((*graph_->get_node(p("a")))->properties.at("rank"), Value("high"));
  expect_clean(*graph_);
}

TEST_P(ChangeSchema, RefusesWhatTheDataContradicts) {
  ASSERT_TRUE(
      commit(*graph_,
             {WriteNode{p("c"), {}, {{"email", "a@x"}, {"aka", Value(ValueList{"a"})}, {"born", "once"}}},
              WriteEdge{"K", p("a"), p("a"), {}}, WriteEdge{"K", p("a"), p("c"), {}}})
          .ok());
  const Version before = graph_->version();
  const auto finding = [&](const std::string& extension) {
    const Result<SchemaChange> result = change(extension);
    EXPECT_TRUE(result.ok());
    EXPECT_FALSE(result->changed);
    EXPECT_GE(result->finding_count, 1u);
    return result->findings.empty() ? "" : result->findings[0];
  };
  const auto property = [](const std::string& text) {
    return R"({"labels": {"P": {"properties": {)" + text + "}}}}";
  };
  EXPECT_EQ(finding(property(R"("email": {"unique": true})")), "P/c: email: is the email of P/a already");
  EXPECT_THAT(finding(property(R"("born": {"type": "date"})")), HasSubstr("P/c: born: "));
  EXPECT_THAT(finding(property(R"("born": {"required": true})")), HasSubstr("P/b: born: is required"));
  EXPECT_THAT(finding(R"({"labels": {"P": {"aliases": "aka", "properties": {"aka": {"type": "list"}}}}})"),
              HasSubstr("another node's key"));
  EXPECT_THAT(finding(R"({"edges": {"K": {"loops": false}}})"), HasSubstr("K P/a → P/a: an edge to itself"));
  EXPECT_THAT(finding(R"({"edges": {"K": {"max_out": 2}}})"), HasSubstr("P/a has more than 2 K"));
  EXPECT_EQ(graph_->version(), before);
  EXPECT_EQ(graph_->schema().json(), base().json());
  expect_clean(*graph_);
}

TEST_P(ChangeSchema, AKeyMayPassFromOneNodeToAnother) {
  ASSERT_TRUE(
      commit(*graph_, {WriteNode{p("a"), {}, {{"code", "b"}}}, WriteNode{p("b"), {}, {{"code", "a"}}}}).ok());
  const NodeId a = (*graph_->get_node(p("a")))->id, b = (*graph_->get_node(p("b")))->id;
  const Schema by_code = *Schema::parse(R"({"name": "base", "labels": {
    "P": {"key": "code", "properties": {"code": {}, "id": {}, "level": {}, "age": {"type": "int"}}}},
    "edges": {"K": {"ends": [["P", "P"]]}}})");
  const Result<SchemaChange> changed = graph_->change_schema(by_code, {});
  ASSERT_TRUE(changed.ok()) << changed.status().to_string();
  ASSERT_TRUE(changed->changed) << (changed->findings.empty() ? "" : changed->findings[0]);
  EXPECT_EQ((*graph_->get_node(p("a")))->id, b);
  EXPECT_EQ((*graph_->get_node(p("b")))->id, a);
  expect_clean(*graph_);
}

// What a transaction read was said by another schema.
TEST_P(ChangeSchema, ATransactionBeganBeforeItRunsAgain) {
  int runs = 0;
  const Result<CommitResult> result = graph_->transact({}, [&](TransactionContext& tx) -> Status {
    if (!tx.node(p("a")).ok()) return Status::internal("a cannot be read");
    if (++runs == 1) {
      EXPECT_TRUE(change(kFits)->changed);
    }
    EXPECT_EQ(tx.schema().find_label("P")->aliases, runs == 1 ? "" : "aka");
    tx.add(WriteNode{p("z"), {}, {}});
    return {};
  });
  ASSERT_TRUE(result.ok()) << result.status().to_string();
  EXPECT_EQ(runs, 2);
}

TEST_P(ChangeSchema, NoCommitSlipsBetweenCheckAndChange) {
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      const std::string id = "w" + std::to_string(i % 50);
      (void)commit(*graph_,
                   {WriteNode{p(id), {}, {{"email", "w" + std::to_string(i % 70)}, {"rank", "high"}}}}, true);
    }
  });
  for (int round = 0; round < 10; ++round) {
    const Result<SchemaChange> there = change(kFits);
    EXPECT_TRUE(there.ok()) << there.status().to_string();
    EXPECT_TRUE(graph_->change_schema(base(), {}).ok());
  }
  (void)change(kFits);
  stop = true;
  writer.join();
  expect_clean(*graph_);
}

INSTANTIATE_TEST_SUITE_P(Engines, ChangeSchema, ::testing::Values("memory", "rocksdb"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace relmap::graphstore
