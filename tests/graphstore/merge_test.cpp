// Merging two nodes: edges moved, united and dropped; gaps filled; the old key an alias; one commit.
#include "graphstore/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
