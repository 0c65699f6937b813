// Graph::node_history(): page by page what Graph::subject() tells in one piece.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "graphstore/graph.h"
#include "graphstore/history.h"

namespace relmap::graphstore {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::unique_ptr<Graph> open_graph() {
  OpenOptions options;
  options.url = "memory:";
  options.schema = *Schema::parse(R"({"name": "test", "labels": {"P": {"key": "id", "properties": {"id":
      {"type": "string", "required": true}}}}, "edges": {"E": {"loops": true}}})");
  auto graph = Graph::open(options);
  EXPECT_TRUE(graph.ok()) << graph.status().to_string();
  return *std::move(graph);
}

NodeRef person(int n) { return NodeRef::by_key("P", "p" + std::to_string(n)); }

Change write(int n, std::int64_t value) {
  return WriteNode{person(n), {}, {{"x", value}}, WriteMode::kMerge, {}};
}
Change tie(int from, int to, std::int64_t value) {
  return WriteEdge{"E", person(from), person(to), {{"y", value}}, WriteMode::kMerge, {}, {}};
}

Version commit(Graph& graph, std::vector<Change> changes) {
  const auto done = graph.commit({std::move(changes), {}},
                                 {.author = "a", .reason = "", .partial = true, .dry_run = false});
  EXPECT_TRUE(done.ok()) << done.status().to_string();
  return done->version;
}

// "3 new node x" and so on: enough to tell one change from another.
std::string line(Version version, const EntityChange& change) {
  std::string text = std::to_string(version) + " " + std::to_string(static_cast<int>(change.kind)) + " " +
                     std::to_string(change.is_edge) + " " + std::to_string(change.id()) + change.name +
                     change.from + change.to;
  for (const auto& p : change.properties)
    text += " " + p.name + " " + to_text(p.before) + ">" + to_text(p.after);
  return text;
}

std::vector<std::string> by_pages(const Graph& graph, NodeId node, std::size_t limit) {
  std::vector<std::string> lines;
  for (Version before = graph.version() + 1; before > 0;) {
    const auto page = graph.node_history(node, before, limit);
    EXPECT_TRUE(page.ok()) << page.status().to_string();
    EXPECT_LE(page->commits.size(), limit);
    for (const auto& commit : page->commits) {
      EXPECT_LT(commit.commit.version, before);
      EXPECT_TRUE(commit.ends);
      for (const auto& change : commit.entities) lines.push_back(line(commit.commit.version, change));
    }
    EXPECT_TRUE(page->next == 0 || page->commits.size() == limit);
    before = page->next;
  }
  return lines;
}

TEST(NodeHistory, IsWhatTheSubjectTells) {
  std::mt19937 random(7);
  const auto graph = open_graph();
  constexpr int kPeople = 6;
  const auto any = [&] { return static_cast<int>(random() % kPeople); };
  for (int i = 0; i < 120; ++i) {
    std::vector<Change> changes;
    for (auto n = 1 + random() % 4; n > 0; --n) {
      const auto kind = random() % 6;
      if (kind < 2) changes.push_back(write(any(), i));
      if (kind == 2 || kind == 3) changes.push_back(tie(any(), any(), i));
      if (kind == 4) changes.push_back(DeleteEdge{"E", person(any()), person(any()), {}, {}, {}});
      if (kind == 5 && i > 100) changes.push_back(DeleteNode{person(any()), true, {}});
    }
    commit(*graph, std::move(changes));
  }
  std::size_t compared = 0;
  for (int n = 0; n < kPeople; ++n) {
    const auto node = graph->get_node(person(n));
    ASSERT_TRUE(node.ok());
    if (!*node) continue;
    const auto subject = graph->subject(NodeRef::by_id((*node)->id), {});
    ASSERT_TRUE(subject.ok()) << subject.status().to_string();
    std::vector<std::string> expected;
    for (const auto& event : subject->history) {
      const auto& c = event.change;
      const auto of_this = [&](const auto& record) {
        return record && (record->from == (*node)->id || record->to == (*node)->id);
      };
      const bool own = c.is_edge ? of_this(c.edge_before) || of_this(c.edge_after) : c.id() == (*node)->id;
      if (own) expected.push_back(line(event.commit.version, c));  // others once had its key
    }
    for (const std::size_t limit : {1u, 3u, 1000u}) {
      const auto found = by_pages(*graph, (*node)->id, limit);
      EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(expected)) << n << " " << limit;
      ++compared;
    }
  }
  EXPECT_GE(compared, 3u);
}

TEST(NodeHistory, NewestFirstBeforeAVersion) {
  const auto graph = open_graph();
  for (int i = 1; i <= 4; ++i) commit(*graph, {write(1, i)});
  const auto id = (**graph->get_node(person(1))).id;
  const auto page = graph->node_history(id, 4, 2);
  ASSERT_TRUE(page.ok());
  ASSERT_EQ(page->commits.size(), 2u);
  EXPECT_EQ(page->commits[0].commit.version, 3u);
  EXPECT_EQ(page->commits[1].commit.version, 2u);
  EXPECT_EQ(page->next, 2u);
  EXPECT_FALSE(page->incomplete);
  EXPECT_THAT(graph->node_history(id, 1, 2)->commits, IsEmpty());
  EXPECT_THAT(graph->node_history(id + 99, 9, 2)->commits, IsEmpty());
  EXPECT_EQ(graph->node_history(id, 4, 0).status().code(), StatusCode::kInvalidArgument);
}

TEST(NodeHistory, AfterAnErasureAndBeforeOne) {
  const auto graph = open_graph();
  commit(*graph, {write(1, 1), write(2, 2)});
  commit(*graph, {tie(1, 2, 1)});
  ASSERT_TRUE(graph->erase(person(2), {}).ok());
  commit(*graph, {write(3, 3)});
  const auto one = graph->node_history((**graph->get_node(person(1))).id, 99, 9);
  ASSERT_EQ(one->commits.size(), 1u);  // the tie has gone from the past
  EXPECT_TRUE(one->incomplete);
  EXPECT_FALSE(graph->node_history((**graph->get_node(person(3))).id, 99, 9)->incomplete);
}

TEST(NodeHistory, OfOneCommitOnlySoMuchIsListed) {
  const auto graph = open_graph();
  std::vector<Change> changes{write(0, 0)};
  for (int i = 1; i <= static_cast<int>(NodeHistory::kMaxChanges); ++i) {
    changes.push_back(write(i, i));
    changes.push_back(tie(0, i, i));
  }
  commit(*graph, std::move(changes));
  const auto page = graph->node_history((**graph->get_node(person(0))).id, 9, 9);
  ASSERT_EQ(page->commits.size(), 1u);
  EXPECT_EQ(page->commits[0].entities.size(), NodeHistory::kMaxChanges);
  EXPECT_FALSE(page->commits[0].ends);
}

}  // namespace
}  // namespace relmap::graphstore
