// Graph::preview(): what a commit would make of the graph, and nothing written.
#include <gtest/gtest.h>

#include <random>

#include "fixtures.h"
#include "random_world.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder

// Without the numbers of edges: a new one has none that lasts.
std::multiset<std::string> describe_without_ids(const Snapshot& snapshot) {
  std::multiset<std::string> lines;
  for (Vertex v = 0; v < snapshot.vertex_bound(); ++v) {
    if (!snapshot.alive(v)) continue;
    std::vector<std::string> labels;
    for (const Symbol label : snapshot.labels(v)) labels.emplace_back(snapshot.name(label));
    lines.insert(describe_node(v, labels, snapshot.properties(v).all()));
    for (const Direction direction : {Direction::kOut, Direction::kIn}) {
      for (const Edge& e : snapshot.edges(v, direction)) {
        lines.insert(describe_edge(0, snapshot.name(e.type), e.source, e.target, e.properties.all()));
      }
    }
  }
  return lines;
}

TEST(Preview, IsWhatACommitMakes) {
  const unsigned seed = std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  for (const char* engine : {"memory:", "rocksdb:"}) {
    const TempDir dir;
    OpenOptions options;
    options.url = *engine == 'm' ? engine : engine + (dir.path() / "store").string();
    options.schema = *Schema::parse(kWildSchema);
    options.sync = false;
    const std::unique_ptr<Graph> graph = std::move(*Graph::open(options));
    RandomWriter writer(seed);
    int written = 0;
    for (int i = 0; i < 2000; ++i) {
      const Transaction transaction = writer.transaction();
      const std::shared_ptr<const Snapshot> before = graph->snapshot();
      const std::multiset<std::string> described = describe_without_ids(*before);
      const auto preview = graph->preview(transaction);
      EXPECT_EQ(graph->snapshot(), before);
      EXPECT_EQ(describe_without_ids(*before), described);
      const auto done = graph->commit(transaction, {"test", "", false, false});
      ASSERT_EQ(preview.ok(), done.ok()) << preview.status().to_string() << done.status().to_string();
      if (!done) {
        EXPECT_EQ(preview.status().to_string(), done.status().to_string());
        continue;
      }
      written += graph->version() > before->version();
      EXPECT_EQ((*preview)->version(), before->version());
      ASSERT_EQ(describe_without_ids(**preview), describe_without_ids(*graph->snapshot())) << i;
    }
    EXPECT_GT(written, 40);
  }
}

TEST(Preview, FindsByKeyWhatItAdds) {
  const std::unique_ptr<Graph> graph = open_graph("memory:");
  ASSERT_TRUE(commit(*graph, {put_person("ann")}).ok());
  const auto preview = graph->preview({{put_person("bob"), DeleteNode{person("ann"), true, {}}}, {}});
  ASSERT_TRUE(preview.ok()) << preview.status().to_string();
  EXPECT_TRUE((*preview)->find("Person", "bob").has_value());
  EXPECT_FALSE((*preview)->find("Person", "ann").has_value());
  EXPECT_FALSE(graph->snapshot()->find("Person", "bob").has_value());
  EXPECT_TRUE(graph->get_node(person("ann"))->has_value());
}

}  // namespace
}  // namespace relmap::graphstore
