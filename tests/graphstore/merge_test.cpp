// Merging two nodes: edges moved, united and dropped; gaps filled; the old key an alias; one commit.
#include "graphstore/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "fixtures.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder
using ::testing::Contains;
using ::testing::HasSubstr;

constexpr const char* kSchema = R"({"name": "m", "labels": {
  "P": {"key": "id", "aliases": "aka", "properties": {"id": {}, "aka": {"type": "list"}, "email": {"unique": true}}},
  "T": {"key": "id", "properties": {"id": {}}}},
  "edges": {
    "K": {"ends": [["P", "P"]], "key": ["kind"], "loops": false, "properties": {"kind": {}, "note": {}}},
    "W": {"ends": [["P", "P"]], "undirected": true, "properties": {"note": {}}},
    "X": {"ends": [["P", "P"]], "unique": false},
    "F": {"ends": [["P", "T"]], "max_out": 1}}})";

NodeRef p(const std::string& id) { return NodeRef::by_key("P", id); }
NodeRef t(const std::string& id) { return NodeRef::by_key("T", id); }

class Merge : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const std::string url =
        GetParam() == "memory" ? "memory:" : "rocksdb:" + (dir_.path() / "store").string();
    graph_ = open_graph(url, *Schema::parse(kSchema));
    ASSERT_TRUE(graph_);
    const auto node = [](NodeRef ref, Properties properties = {}) {
      return WriteNode{std::move(ref), {}, std::move(properties)};
    };
    const auto edge = [](const char* type, NodeRef from, NodeRef to, Properties properties = {}) {
      return put_edge(type, std::move(from), std::move(to), std::move(properties));
    };
    ASSERT_TRUE(
        commit(*graph_,
               {node(p("a"), {{"x", 1}, {"title", "CFO"}}),
                node(p("b"), {{"email", "b@c"}, {"x", 2}, {"aka", Value(ValueList{"b0"})}}), node(p("c")),
                node(t("t1")), node(t("t2")), edge("K", p("c"), p("a"), {{"kind", "k"}, {"note", "of a"}}),
                edge("K", p("c"), p("b"), {{"kind", "k"}, {"note", "of b"}, {"extra", 1}}),
                edge("K", p("c"), p("b"), {{"kind", "other"}}), edge("K", p("a"), p("b")),
                edge("W", p("a"), p("c")), edge("W", p("c"), p("b"), {{"note", "w"}}),
                edge("W", p("a"), p("b")), edge("X", p("b"), p("c")), edge("X", p("a"), p("c")),
                edge("F", p("a"), t("t1")), edge("F", p("b"), t("t2"))})
            .ok());
  }
  TempDir dir_;
  std::unique_ptr<Graph> graph_;
};

TEST_P(Merge, MovesUnitesDropsAndFills) {
  const Version before = graph_->version();
  const Result<MergeReport> dry =
      merge_nodes(*graph_, p("a"), p("b"), {.author = "me", .reason = "", .dry_run = true});
  ASSERT_TRUE(dry.ok()) << dry.status().to_string();
  EXPECT_FALSE(dry->written);
  EXPECT_EQ(graph_->version(), before);
  const Result<MergeReport> merged = merge_nodes(*graph_, p("a"), p("b0"), {});
  ASSERT_TRUE(merged.ok()) << merged.status().to_string();
  EXPECT_EQ(merged->steps, dry->steps);
  EXPECT_EQ(graph_->version(), before + 1);
  EXPECT_EQ(merged->moved, 3u);    // K other, X, the loop W
  EXPECT_EQ(merged->united, 2u);   // K k, W
  EXPECT_EQ(merged->dropped, 2u);  // K to itself, F
  EXPECT_THAT(merged->conflicts, Contains(HasSubstr("P/a: x: '1' stays, '2' goes")));
  EXPECT_THAT(merged->conflicts, Contains(HasSubstr("note: 'of a' stays, 'of b' goes")));
  expect_clean(*graph_);

  const NodeRecord a = **graph_->get_node(p("a"));
  EXPECT_EQ(a.properties.at("email"), Value("b@c"));
  EXPECT_EQ(a.properties.at("x"), Value(1));
  EXPECT_EQ(a.properties.at("aka"), Value(ValueList{"b", "b0"}));
  EXPECT_EQ((*graph_->get_node(p("b")))->id, a.id);
  EXPECT_EQ((*graph_->get_edge("K", p("c"), p("b"), {{"kind", "k"}}))->properties.at("extra"), Value(1));
  EXPECT_EQ((*graph_->get_edge("W", p("a"), p("c"), {}))->properties.at("note"), Value("w"));
  EXPECT_TRUE(graph_->get_edge("W", p("a"), p("a"), {})->has_value());
  EXPECT_TRUE(graph_->get_edge("F", p("a"), t("t1"), {})->has_value());
  EXPECT_FALSE(graph_->get_edge("F", p("a"), t("t2"), {})->has_value());
  EXPECT_EQ(graph_->snapshot()->node_count(), 4u);
  EXPECT_EQ(graph_->snapshot()->edge_count(), 7u);
}

// Somebody who is a contact and a member is found by all ids of both afterwards.
TEST_P(Merge, KeysOfAllLabelsStayFindable) {
  const Schema schema = *Schema::parse(R"({"name": "m", "labels": {
    "C": {"key": "id", "aliases": "aka", "properties": {"id": {}, "aka": {"type": "list"}}},
    "M": {"key": "staff", "aliases": "was", "properties": {"staff": {}, "was": {"type": "list"}}},
    "N": {"key": "tax", "properties": {"tax": {}}}}, "edges": {}})");
  const std::string url = GetParam() == "memory" ? "memory:" : "rocksdb:" + (dir_.path() / "labels").string();
  const auto graph = open_graph(url, schema);
  const auto ref = [](const char* label, const char* key) { return NodeRef::by_key(label, key); };
  const auto number = [&](const NodeRef& r) {
    const auto node = graph->get_node(r);
    return node.ok() && *node ? std::optional<NodeId>((*node)->id) : std::nullopt;
  };
  ASSERT_TRUE(
      commit(*graph,
             {WriteNode{ref("C", "c1"), {"C", "M"}, {{"staff", "m1"}, {"was", Value(ValueList{"m0"})}}},
              WriteNode{ref("C", "c2"), {"C", "M", "N"}, {{"staff", "m2"}, {"tax", "t2"}}},
              WriteNode{ref("C", "c3"), {"C"}, {{"aka", Value(ValueList{"c4"})}}}})
          .ok());
  const NodeId one = *number(ref("C", "c1"));
  ASSERT_TRUE(merge_nodes(*graph, ref("C", "c1"), ref("C", "c2"), {}).ok());
  ASSERT_TRUE(merge_nodes(*graph, ref("C", "c1"), ref("C", "c4"), {}).ok());
  for (const char* key : {"c1", "c2", "c3", "c4"}) EXPECT_EQ(number(ref("C", key)), one) << key;
  for (const char* key : {"m0", "m1", "m2"}) EXPECT_EQ(number(ref("M", key)), one) << key;
  EXPECT_EQ(number(ref("N", "t2")), one);
  expect_clean(*graph);
}

// Edges that come while the merge is planned are moved, too: none is lost, none keeps the merge from ending.
TEST_P(Merge, BesideAWriter) {
  std::atomic<bool> stop{false};
  int written = 0;
  std::thread writer([&] {
    for (int i = 0; !stop && i < 1000; ++i) {
      // To whichever node has the key: b before the merge, a after it.
      const Result<CommitResult> done =
          commit(*graph_, {put_edge("K", p("c"), p("b"), {{"kind", "n" + std::to_string(i)}})});
      EXPECT_TRUE(done.ok()) << done.status().to_string();
      ++written;
      // One who never rests at this very node would outrun the merge for ever: kConflict says so then.
      std::this_thread::sleep_for(std::chrono::milliseconds(i % 7));
    }
  });
  Result<MergeReport> merged = Status::unavailable("not tried");
  for (int i = 0; i < 20 && !merged.ok(); ++i) merged = merge_nodes(*graph_, p("a"), p("b"), {});
  stop = true;
  writer.join();
  ASSERT_TRUE(merged.ok()) << merged.status().to_string();
  std::size_t edges = 0;
  ASSERT_TRUE(graph_
                  ->visit_edges((*graph_->get_node(p("a")))->id, Direction::kIn, "K",
                                [&](const EdgeRecord&) {
                                  ++edges;
                                  return true;
                                })
                  .ok());
  EXPECT_EQ(edges, static_cast<std::size_t>(written) + 2);
  expect_clean(*graph_);
}

TEST_P(Merge, RefusesWhatIsNoPair) {
  EXPECT_EQ(merge_nodes(*graph_, p("a"), p("a"), {}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(merge_nodes(*graph_, p("b"), p("b0"), {}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(merge_nodes(*graph_, p("a"), t("t1"), {}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(merge_nodes(*graph_, p("a"), p("nobody"), {}).status().code(), StatusCode::kNotFound);
}

INSTANTIATE_TEST_SUITE_P(Engines, Merge, ::testing::Values("memory", "rocksdb"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace relmap::graphstore
