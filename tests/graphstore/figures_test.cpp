// What a graph says of itself to monitoring.
#include <numeric>

#include "fixtures.h"
#include "graphstore/history.h"

namespace relmap::graphstore {
namespace {

using testing::commit;
using testing::open_graph;
using testing::person;
using testing::put_edge;
using testing::put_person;

std::uint64_t failed_with(const Graph& graph, StatusCode code) {
  return graph.commit_figures().failed[static_cast<std::size_t>(code)];
}

TEST(CommitFigures, CountWhatWasAcknowledgedAndWhatWasNot) {
  const auto graph = open_graph("memory:");
  ASSERT_TRUE(commit(*graph, {put_person("ann"), put_person("bob"),
                              put_edge("KNOWS", person("ann"), person("bob"), {{"kind", "old"}})})
                  .ok());
  ASSERT_TRUE(commit(*graph, {put_person("ann", {{"age", 40}})}).ok());
  auto figures = graph->commit_figures();
  EXPECT_EQ(figures.commits, 2u);
  EXPECT_EQ(figures.changed, 4u);
  EXPECT_GT(figures.seconds, 0);

  ASSERT_TRUE(commit(*graph, {put_person("ann", {{"age", 40}})}).ok());
  EXPECT_EQ(graph->commit_figures().commits, 2u) << "nothing changed";
  EXPECT_FALSE(commit(*graph, {put_person("ann", {{"age", -1}})}).ok());
  EXPECT_FALSE(commit(*graph, {put_person("ann", {{"age", -2}})}).ok());
  EXPECT_FALSE(commit(*graph, {DeleteNode{person("nobody"), false, {}}}).ok());
  EXPECT_EQ(failed_with(*graph, StatusCode::kSchemaViolation), 2u);
  EXPECT_EQ(failed_with(*graph, StatusCode::kNotFound), 1u);

  ASSERT_TRUE(graph->erase(person("bob"), {}).ok());
  figures = graph->commit_figures();
  EXPECT_EQ(figures.commits, graph->version()) << "upkeep that is a commit counts";
  EXPECT_EQ(std::accumulate(figures.by_time.begin(), figures.by_time.end(), std::uint64_t{0}),
            figures.commits);
}

TEST(EngineFigures, AreThoseOfTheEngine) {
  EXPECT_TRUE(open_graph("memory:")->engine_figures().empty());
  const testing::TempDir dir;
  const auto graph = open_graph("rocksdb:" + (dir.path() / "store").string());
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(commit(*graph, {put_person(std::to_string(i))}).ok());
  const auto value = [&](std::string_view name) {
    for (const auto& figure : graph->engine_figures()) {
      EXPECT_FALSE(figure.help.empty()) << figure.name;
      if (figure.name == name) return figure.value;
    }
    ADD_FAILURE() << "there is no " << name;
    return -1.0;
  };
  EXPECT_GT(value("unflushed_bytes"), 0);
  EXPECT_EQ(value("background_errors"), 0);
  ASSERT_TRUE(graph->compact({}).ok());
  EXPECT_GT(value("files_bytes"), 0);
  EXPECT_GE(value("pending_compaction_bytes"), 0);
}

}  // namespace
}  // namespace relmap::graphstore
