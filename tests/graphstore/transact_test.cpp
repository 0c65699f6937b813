// Graph::transact(): what makes a closure run again, and what does not.
#include "graphstore/transact.h"

#include <gtest/gtest.h>

#include "fixtures.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder

class TransactTest : public ::testing::Test {
 protected:
  void SetUp() override {
    must({put_person("ann"), put_person("bob"), put_person("cid"), WriteNode{team("t"), {}, {{"name", "T"}}},
          put_edge("KNOWS", person("ann"), person("bob"), {{"kind", "work"}}),
          put_edge("WITH", person("bob"), person("ann")),
          put_edge("IN", person("bob"), team("t"), {{"role", "a"}})});
  }
  void must(std::vector<Change> changes) {
    const auto result = commit(*graph_, std::move(changes));
    ASSERT_TRUE(result.ok()) << result.status().to_string();
  }

  std::unique_ptr<Graph> graph_ = open_graph("memory:");
};

// Each row: what the closure reads, and a commit that comes between its reads and its changes.
struct Case {
  const char* name;
  std::function<void(TransactionContext&)> read;
  std::vector<Change> meanwhile;
  bool again;  // whether the closure must then run again
};

std::vector<Case> cases() {
  const auto ann = [](TransactionContext& tx) { EXPECT_TRUE(tx.node(person("ann")).ok()); };
  const auto nia = [](TransactionContext& tx) { EXPECT_TRUE(tx.node(person("nia")).ok()); };
  const auto id0 = [](TransactionContext& tx) { EXPECT_TRUE(tx.node(NodeRef::by_id(0)).ok()); };
  const auto id9 = [](TransactionContext& tx) { EXPECT_TRUE(tx.node(NodeRef::by_id(4)).ok()); };
  const auto knows = [](TransactionContext& tx) {
    EXPECT_TRUE(tx.edge("KNOWS", person("ann"), person("bob"), {{"kind", "work"}}).ok());
  };
  const auto with = [](TransactionContext& tx) {
    EXPECT_TRUE(tx.edge("WITH", person("ann"), person("bob")).ok());
  };
  const auto no_edge = [](TransactionContext& tx) {
    EXPECT_FALSE(tx.edge("KNOWS", person("bob"), person("cid")).value().has_value());
  };
  const auto ann_out = [](TransactionContext& tx) {
    EXPECT_TRUE(tx.edges(person("ann"), Direction::kOut, "KNOWS").ok());
  };
  const auto bob_in = [](TransactionContext& tx) {
    EXPECT_TRUE(tx.edges(person("bob"), Direction::kIn).ok());
  };
  const auto people = [](TransactionContext& tx) { EXPECT_EQ(tx.nodes("Person").size(), 3u); };
  const auto admins = [](TransactionContext& tx) { EXPECT_TRUE(tx.nodes("Admin").empty()); };
  const auto all = [](TransactionContext& tx) { EXPECT_EQ(tx.snapshot().node_count(), 4u); };
  const Change touch_ann = put_person("ann", {{"age", 5}}), touch_bob = put_person("bob", {{"age", 5}});
  const Change more = put_edge("KNOWS", person("ann"), person("cid"));
  const Change other_kind = put_edge("KNOWS", person("ann"), person("bob"), {{"kind", "home"}});
  const Change stronger =
      put_edge("KNOWS", person("ann"), person("bob"), {{"kind", "work"}, {"strength", 0.5}});
  return {
      {"node changed", ann, {touch_ann}, true},
      {"node deleted", ann, {DeleteNode{person("ann"), true, {}}}, true},
      {"another node changed", ann, {touch_bob}, false},
      {"an edge at a node is not the node", ann, {more}, false},
      {"node made", nia, {put_person("nia")}, true},
      {"node made, another one was missing", nia, {put_person("pia")}, false},
      {"node by number changed", id0, {touch_ann}, true},
      {"node by number made", id9, {put_person("nia")}, true},
      {"edge changed", knows, {stronger}, true},
      {"edge deleted",
       knows,
       {DeleteEdge{"KNOWS", person("ann"), person("bob"), {{"kind", "work"}}, {}, {}}},
       true},
      {"end of the edge changed", knows, {touch_ann}, false},
      {"undirected edge deleted the other way round",
       with,
       {DeleteEdge{"WITH", person("ann"), person("bob")}},
       true},
      {"edge made", no_edge, {put_edge("KNOWS", person("bob"), person("cid"))}, true},
      {"list: edge more", ann_out, {more}, true},
      {"list: edge changed", ann_out, {stronger}, true},
      {"list: edge replaced by one of another kind",
       ann_out,
       {DeleteEdge{"KNOWS", person("ann"), person("bob"), {{"kind", "work"}}, {}, {}}, other_kind},
       true},
      {"list: edge of another type", ann_out, {put_edge("WITH", person("ann"), person("cid"))}, false},
      {"list of all types into a node", bob_in, {put_edge("KNOWS", person("cid"), person("bob"))}, true},
      {"list in, edge out", bob_in, {put_edge("KNOWS", person("bob"), person("cid"))}, false},
      {"label: member more", people, {put_person("nia")}, true},
      {"label: member less", people, {DeleteNode{person("cid"), false, {}}}, true},
      {"label: member changed", people, {touch_ann}, false},
      {"label: another label's member", people, {WriteNode{team("u"), {}, {{"name", "U"}}}}, false},
      {"label: node relabelled", admins, {WriteNode{person("ann"), {"Person", "Admin"}, {}}}, true},
      {"graph: anything", all, {touch_bob}, true},
  };
}

TEST_F(TransactTest, WhatItReadDecidesWhetherItRunsAgain) {
  for (const Case& c : cases()) {
    SCOPED_TRACE(c.name);
    graph_ = open_graph("memory:");
    SetUp();
    int runs = 0;
    const auto result = graph_->transact({}, [&](TransactionContext& tx) -> Status {
      if (++runs == 1) {
        c.read(tx);
        must(c.meanwhile);
      }
      tx.add(WriteNode{team("mark"), {}, {{"name", "M"}}});
      return {};
    });
    ASSERT_TRUE(result.ok()) << result.status().to_string();
    EXPECT_EQ(runs, c.again ? 2 : 1);
    EXPECT_EQ(result->version, 3u);
    expect_clean(*graph_);
  }
}

TEST_F(TransactTest, GivesUpAfterItsAttemptsAndWritesNothing) {
  TransactOptions options;
  options.max_attempts = 3;
  options.back_off = std::chrono::microseconds(1);
  int runs = 0;
  const auto result = graph_->transact(options, [&](TransactionContext& tx) -> Status {
    EXPECT_TRUE(tx.node(person("ann")).ok());
    must({put_person("ann", {{"age", ++runs}})});
    tx.add(put_person("lost"));
    return {};
  });
  EXPECT_EQ(result.status().code(), StatusCode::kConflict);
  EXPECT_NE(result.status().message().find("outrun 3 times"), std::string::npos)
      << result.status().to_string();
  EXPECT_EQ(runs, 3);
  EXPECT_FALSE(graph_->get_node(person("lost")).value().has_value());
}

TEST_F(TransactTest, RefusalOfTheClosureAndOfAChangeAreFinal) {
  int runs = 0;
  const auto refused = graph_->transact({}, [&](TransactionContext& tx) -> Status {
    ++runs;
    tx.add(put_person("lost"));
    return Status::not_found("no such luck");
  });
  EXPECT_EQ(refused.status().message(), "no such luck");
  const auto failing = graph_->transact({}, [&](TransactionContext& tx) -> Status {
    ++runs;
    tx.add(put_person("lost"));
    tx.add(DeleteNode{person("ann"), false, {}});  // edges hang on it: a conflict, but not one of reads
    return {};
  });
  EXPECT_EQ(failing.status().code(), StatusCode::kConflict);
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(graph_->version(), 1u);
}

TEST_F(TransactTest, ClosureThatChangesNothingMakesNoVersion) {
  const auto result =
      graph_->transact({}, [](TransactionContext& tx) { return tx.node(person("ann")).status(); });
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->version, 1u);
  EXPECT_EQ(graph_->version(), 1u);
}

TEST_F(TransactTest, PartialAndDryRunKeepTheirMeaning) {
  TransactOptions options;
  options.commit.partial = true;
  const TransactionBody body = [](TransactionContext& tx) -> Status {
    EXPECT_TRUE(tx.node(person("ann")).ok());
    const std::size_t nia = tx.add(put_person("nia"));
    tx.add(put_person("bad", {{"level", "boss"}}));
    tx.add(put_edge("KNOWS", NodeRef::of_change(nia), person("ann")));
    return {};
  };
  options.commit.dry_run = true;
  auto result = graph_->transact(options, body);
  ASSERT_TRUE(result.ok()) << result.status().to_string();
  EXPECT_EQ(graph_->version(), 1u);
  options.commit.dry_run = false;
  result = graph_->transact(options, body);
  ASSERT_TRUE(result.ok()) << result.status().to_string();
  ASSERT_EQ(result->changes.size(), 3u);
  EXPECT_EQ(result->changes[1].status.code(), StatusCode::kSchemaViolation);
  EXPECT_EQ(result->changes[2].effect, Effect::kCreated);
}

TEST_F(TransactTest, BeyondTheBoundOfEdgesTheWholeGraphMustStay) {
  std::vector<Change> fans;
  for (std::size_t i = 0; i <= TransactionContext::kMaxEdgesRecorded; ++i) {
    const std::string id = "fan" + std::to_string(i);
    fans.push_back(put_person(id));
    fans.push_back(put_edge("KNOWS", person(id), person("ann")));
  }
  must(std::move(fans));
  int runs = 0;
  const auto result = graph_->transact({}, [&](TransactionContext& tx) -> Status {
    EXPECT_GT(tx.edges(person("ann"), Direction::kIn, "KNOWS").value().size(),
              TransactionContext::kMaxEdgesRecorded);
    if (++runs == 1) must({put_person("bob", {{"age", 7}})});
    tx.add(put_person("ann", {{"age", 8}}));
    return {};
  });
  EXPECT_TRUE(result.ok()) << result.status().to_string();
  EXPECT_EQ(runs, 2);
}

TEST_F(TransactTest, OptionsAreChecked) {
  const TransactionBody body = [](TransactionContext&) { return Status(); };
  EXPECT_EQ(graph_->transact({{}, 0, {}}, body).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(graph_->transact({{}, 1, std::chrono::seconds(2)}, body).status().code(),
            StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace relmap::graphstore
