// Snapshots against a plain model: after each of many random commits the published one, one loaded from the
// store, and a std::map agree; earlier ones stay as they were.
#include "graphstore/snapshot.h"

#include <gtest/gtest.h>

#include <boost/graph/dijkstra_shortest_paths.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/property_map/function_property_map.hpp>
#include <set>

#include "fixtures.h"
#include "graphstore/snapshot_bgl.h"
#include "snapshot_store.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder

std::string text_of(const Properties& properties) {
  std::string all;
  for (const auto& [name, value] : properties) all += name + "=" + to_text(value) + ",";
  return all;
}

// Everything a Snapshot says, in one order; the in-side must mirror the out-side.
std::multiset<std::string> describe(const Snapshot& s) {
  std::multiset<std::string> out, in, all;
  std::size_t nodes = 0;
  for (Vertex v = 0; v < s.vertex_bound(); ++v) {
    if (!s.alive(v)) {
      EXPECT_TRUE(s.out(v).empty());
      EXPECT_TRUE(s.in(v).empty());
      continue;
    }
    ++nodes;
    all.insert(std::string(s.label(v)) + "/" + std::string(s.key(v)) + " " + text_of(s.properties(v).all()));
    EXPECT_EQ(s.find(s.label(v), s.key(v)), v);
    const auto line = [&](const Edge& e) {
      return std::string(s.name(e.type)) + " " + std::string(s.key(e.source)) + ">" +
             std::string(s.key(e.target)) + " " + std::to_string(e.id) + " " + text_of(e.properties.all());
    };
    for (const Edge& e : s.out(v)) out.insert(line(e));
    for (const Edge& e : s.in(v)) in.insert(line(e));
  }
  EXPECT_EQ(out, in);
  EXPECT_EQ(out.size(), s.edge_count());
  EXPECT_EQ(nodes, s.node_count());
  all.insert(out.begin(), out.end());
  return all;
}

// The graph as a plain map, changed beside the store.
class Model {
 public:
  void put(const std::string& id, int age) { people_[id] = age; }
  void erase(const std::string& id) {
    people_.erase(id);
    std::erase_if(edges_,
                  [&](const auto& e) { return std::get<0>(e.first) == id || std::get<1>(e.first) == id; });
  }
  bool has(const std::string& id) const { return people_.contains(id); }
  // The edge's number is told when it is created.
  void edge(const std::string& a, const std::string& b, const std::string& kind, std::uint64_t id, int n) {
    edges_[{a, b, kind}] = {id, n};
  }
  void erase_edge(const std::string& a, const std::string& b, const std::string& kind) {
    edges_.erase({a, b, kind});
  }
  bool has_edge(const std::string& a, const std::string& b, const std::string& kind) const {
    return edges_.contains({a, b, kind});
  }
  std::string random_person(std::mt19937& random) const {
    return std::next(people_.begin(), static_cast<std::ptrdiff_t>(random() % people_.size()))->first;
  }
  std::size_t size() const { return people_.size(); }
  std::multiset<std::string> describe() const {
    std::multiset<std::string> all;
    for (const auto& [id, age] : people_)
      all.insert("Person/" + id + " age=" + std::to_string(age) + ",id=" + id + ",");
    for (const auto& [ends, e] : edges_) {
      const auto& [a, b, kind] = ends;
      all.insert("KNOWS " + a + ">" + b + " " + std::to_string(e.first) + " kind=" + kind +
                 ",n=" + std::to_string(e.second) + ",");
    }
    return all;
  }

 private:
  std::map<std::string, int> people_;
  std::map<std::tuple<std::string, std::string, std::string>, std::pair<std::uint64_t, int>> edges_;
};

class RandomHistory {
 public:
  RandomHistory(Graph& graph, unsigned seed) : graph_(graph), random_(seed) {}

  // One commit of a few changes, in the graph and in the model.
  void step() {
    std::vector<Change> changes;
    std::vector<std::function<void(const ChangeResult&)>> then;
    const int n = static_cast<int>(random_() % 1000);
    const std::string id = "p" + std::to_string(random_() % 3000);
    if (model_.size() < 3 || random_() % 3 == 0) {
      changes.push_back(put_person(id, {{"age", n}}));
      then.push_back([=, this](const ChangeResult&) { model_.put(id, n); });
    } else if (random_() % 12 == 0) {
      const std::string gone = model_.random_person(random_);
      changes.push_back(DeleteNode{person(gone), true, {}});
      then.push_back([=, this](const ChangeResult&) { model_.erase(gone); });
    } else {
      // Half of all edges hang on the first person, so that it grows big.
      const std::string hub = model_.has("p0") && random_() % 2 ? "p0" : model_.random_person(random_);
      const std::string other = model_.random_person(random_), kind = std::to_string(random_() % 3);
      if (hub == other) return;
      if (model_.has_edge(hub, other, kind) && random_() % 2) {
        changes.push_back(DeleteEdge{"KNOWS", person(hub), person(other), {{"kind", kind}}, {}, {}});
        then.push_back([=, this](const ChangeResult&) { model_.erase_edge(hub, other, kind); });
      } else {
        changes.push_back(put_edge("KNOWS", person(hub), person(other), {{"kind", kind}, {"n", n}}));
        then.push_back([=, this](const ChangeResult& r) { model_.edge(hub, other, kind, r.id, n); });
      }
    }
    const Result<CommitResult> result = commit(graph_, changes);
    ASSERT_TRUE(result.ok()) << result.status().to_string();
    for (std::size_t i = 0; i < then.size(); ++i) then[i](result->changes[i]);
  }
  const Model& model() const { return model_; }

 private:
  Graph& graph_;
  std::mt19937 random_;
  Model model_;
};

TEST(SnapshotModel, RandomHistoriesEqualAPlainModelAndAFreshLoad) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  const TempDir dir;
  const std::string url = "rocksdb:" + (dir.path() / "store").string();
  std::multiset<std::string> last;
  {
    OpenOptions options;
    options.url = url;
    options.schema = people_schema();
    options.sync = false;
    const std::unique_ptr<Graph> graph = std::move(*Graph::open(options));
    RandomHistory history(*graph, seed);
    std::vector<std::pair<std::shared_ptr<const Snapshot>, std::multiset<std::string>>> earlier;
    for (int i = 0; i < 3000; ++i) {
      history.step();
      if (i % 500 == 250) {
        EXPECT_EQ(describe(*graph->snapshot()), history.model().describe());
        earlier.emplace_back(graph->snapshot(), history.model().describe());
      }
    }
    for (const auto& [snapshot, then] : earlier) EXPECT_EQ(describe(*snapshot), then);
    last = history.model().describe();
    EXPECT_EQ(describe(*graph->snapshot()), last);
    expect_clean(*graph);
  }
  EXPECT_EQ(describe(*open_graph(url)->snapshot()), last);
}

// A node with more edges than a segment holds: ranges by type and other end, growing and shrinking.
TEST(SnapshotBigNode, SegmentsBehaveAsOneRange) {
  const auto graph = open_graph("memory:");
  constexpr int kMany = 3 * static_cast<int>(kMaxSegmentEdges);
  std::vector<Change> changes = {put_person("hub"), WriteNode{team("t"), {}, {{"name", "T"}}}};
  for (int i = 0; i < kMany; ++i) changes.push_back(put_person("p" + std::to_string(i)));
  for (int i = 0; i < kMany; ++i)
    changes.push_back(put_edge("KNOWS", person("hub"), person("p" + std::to_string(i))));
  changes.push_back(put_edge("IN", person("hub"), team("t"), {{"role", "x"}}));
  ASSERT_TRUE(commit(*graph, changes).ok());
  const auto check = [&](std::size_t known) {
    const auto s = graph->snapshot();
    const Vertex hub = *s->find("Person", "hub");
    EXPECT_EQ(s->out(hub).size(), known + 1);
    EXPECT_EQ(s->out(hub, s->symbol("KNOWS")).size(), known);
    EXPECT_EQ(s->out(hub, s->symbol("IN")).size(), 1u);
    EXPECT_EQ(s->out(hub, s->symbol("WITH")).size(), 0u);
    std::size_t walked = 0;
    Vertex previous = 0;
    for (const Edge& e : s->out(hub, s->symbol("KNOWS"))) {
      EXPECT_LE(previous, e.target);
      previous = e.target;
      ++walked;
      EXPECT_EQ(s->edges(hub, Direction::kOut, e.type, e.target).size(), 1u);
    }
    EXPECT_EQ(walked, known);
    EXPECT_TRUE(s->edges(hub, Direction::kOut, s->symbol("KNOWS"), hub).empty());
  };
  check(kMany);
  std::size_t left = kMany;
  for (const int step : {2, 3, 5, 1}) {  // thin out, down to nothing
    std::vector<Change> removals;
    const auto s = graph->snapshot();
    int i = 0;
    for (const Edge& e : s->out(*s->find("Person", "hub"), s->symbol("KNOWS"))) {
      if (i++ % step == 0)
        removals.push_back(DeleteEdge{"KNOWS", person("hub"), NodeRef::by_id(e.target), {}, {}, {}});
    }
    ASSERT_TRUE(commit(*graph, removals).ok());
    left -= removals.size();
    check(left);
  }
  EXPECT_EQ(left, 0u);
}

TEST(Snapshot, TypedPropertyAccess) {
  const auto graph = open_graph("memory:");
  ASSERT_TRUE(commit(*graph, {put_person("ann", {{"level", "high"},
                                                 {"age", 7},
                                                 {"pay", "12.50"},
                                                 {"joined", "2020-02-03"},
                                                 {"nick", "high"},
                                                 {"vip", true},
                                                 {"seen", *DateTime::parse("2021-01-01T23:00:00Z")}})})
                  .ok());
  const auto s = graph->snapshot();
  const PropertyView p = s->properties(0);
  EXPECT_EQ(p.word(s->symbol("level")), s->word("high"));
  EXPECT_EQ(p.text(s->symbol("level")), "high");
  EXPECT_EQ(p.number(s->symbol("age")), 7.0);
  EXPECT_EQ(p.number(s->symbol("pay")), 12.5);
  EXPECT_EQ(p.decimal(s->symbol("pay"))->to_string(), "12.50");
  EXPECT_EQ(p.date(s->symbol("joined"))->to_string(), "2020-02-03");
  EXPECT_EQ(p.date(s->symbol("seen"))->to_string(), "2021-01-01");
  EXPECT_TRUE(p.flag(s->symbol("vip")));
  EXPECT_FALSE(p.flag(s->symbol("age")));
  EXPECT_FALSE(p.text(s->symbol("age")).has_value());
  EXPECT_FALSE(p.number(s->symbol("level")).has_value());
  EXPECT_TRUE(p.get(kNoSymbol).is_null());
  EXPECT_EQ(s->symbol("never used"), kNoSymbol);
  EXPECT_FALSE(PropertyView().has(0));
}

// The adaptor models the concepts that it says it does.
BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<Snapshot>));
BOOST_CONCEPT_ASSERT((boost::EdgeListGraphConcept<Snapshot>));
BOOST_CONCEPT_ASSERT((boost::BidirectionalGraphConcept<Snapshot>));

class RandomGraph : public ::testing::Test {
 protected:
  void build(unsigned seed) {
    std::mt19937 random(seed);
    graph_ = open_graph("memory:");
    std::vector<Change> changes;
    const int nodes = 2 + static_cast<int>(random() % 30);
    for (int i = 0; i < nodes; ++i) changes.push_back(put_person(std::to_string(i)));
    for (int i = 0; i < nodes * 2; ++i) {
      const int a = static_cast<int>(random()) % nodes, b = static_cast<int>(random()) % nodes;
      if (a == b || a < 0 || b < 0) continue;
      changes.push_back(put_edge("KNOWS", person(std::to_string(a)), person(std::to_string(b)),
                                 {{"strength", static_cast<double>(1 + random() % 9) / 10}}));
    }
    changes.push_back(DeleteNode{person("0"), true, {}});
    ASSERT_TRUE(commit(*graph_, changes).ok());
  }
  std::unique_ptr<Graph> graph_;
};

// Two of Boost's own algorithms against the plainest form of each.
TEST_F(RandomGraph, BoostDijkstraEqualsBellmanFord) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    build(seed);
    const auto s = graph_->snapshot();
    const std::size_t n = s->vertex_bound();
    const Symbol strength = s->symbol("strength");
    const auto weight = [&](const Edge& e) { return *e.properties.number(strength); };
    std::vector<double> boosts(n), naive(n, 1e9);
    boost::dijkstra_shortest_paths(
        *s, Vertex{1},
        boost::weight_map(boost::make_function_property_map<Edge>(weight))
            .distance_map(boost::make_iterator_property_map(boosts.begin(), get(boost::vertex_index, *s)))
            .distance_inf(1e9));
    naive[1] = 0;
    for (std::size_t round = 0; round < n; ++round) {
      for (Vertex v = 0; v < n; ++v) {
        for (const Edge& e : s->out(v)) naive[e.target] = std::min(naive[e.target], naive[v] + weight(e));
      }
    }
    for (std::size_t v = 0; v < n; ++v) EXPECT_NEAR(boosts[v], naive[v], 1e-9) << "seed " << seed;
  }
}

TEST_F(RandomGraph, BoostStrongComponentsEqualMutualReachability) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    build(seed);
    const auto s = graph_->snapshot();
    const std::size_t n = s->vertex_bound();
    std::vector<int> component(n);
    boost::strong_components(
        *s, boost::make_iterator_property_map(component.begin(), get(boost::vertex_index, *s)));
    std::vector<std::vector<bool>> reach(n, std::vector<bool>(n));
    for (Vertex v = 0; v < n; ++v) reach[v][v] = true;
    for (std::size_t round = 0; round < n; ++round) {
      for (auto [edge, last] = edges(*s); edge != last; ++edge) {
        const Edge& e = *edge;
        for (Vertex v = 0; v < n; ++v) {
          if (reach[v][e.source]) reach[v][e.target] = true;
        }
      }
    }
    for (Vertex a = 0; a < n; ++a) {
      for (Vertex b = 0; b < n; ++b)
        EXPECT_EQ(component[a] == component[b], reach[a][b] && reach[b][a]) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace relmap::graphstore
