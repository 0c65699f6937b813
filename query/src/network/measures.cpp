#include "network/measures.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/betweenness_centrality.hpp>
#include <boost/graph/biconnected_components.hpp>
#include <cmath>
#include <map>

namespace relmap::query {
namespace {

constexpr double kPrecision = 1e-13;
constexpr int kMaxRounds = 1'000;

// Edges into each vertex, with the source in `to`.
Adjacency reversed(const Adjacency& edges) {
  Adjacency in(edges.size());
  for (std::size_t v = 0; v < edges.size(); ++v) {
    for (const NetworkEdge& e : edges[v]) in[e.to].push_back({v, e.strength});
  }
  return in;
}

double sum_of(const std::vector<NetworkEdge>& edges) {
  double sum = 0;
  for (const NetworkEdge& e : edges) sum += e.strength;
  return sum;
}

// Weights of the undirected network: the sum of both directions.
std::vector<std::map<std::size_t, double>> undirected(const Adjacency& edges) {
  std::vector<std::map<std::size_t, double>> both(edges.size());
  for (std::size_t v = 0; v < edges.size(); ++v) {
    for (const NetworkEdge& e : edges[v]) {
      both[v][e.to] += e.strength;
      both[e.to][v] += e.strength;
    }
  }
  return both;
}

}  // namespace

std::vector<double> pagerank(const Adjacency& influences, double damping) {
  const std::size_t n = influences.size();
  if (n == 0) return {};
  const Adjacency endorses = reversed(influences);  // the influenced → the influencer
  std::vector<double> weight(n), rank(n, 1.0 / static_cast<double>(n));
  for (std::size_t v = 0; v < n; ++v) weight[v] = sum_of(endorses[v]);
  for (int round = 0; round < kMaxRounds; ++round) {
    double dangling = 0;
    for (std::size_t v = 0; v < n; ++v) dangling += weight[v] > 0 ? 0 : rank[v];
    std::vector<double> next(n, (1 - damping + damping * dangling) / static_cast<double>(n));
    for (std::size_t v = 0; v < n; ++v) {
      for (const NetworkEdge& e : endorses[v]) next[e.to] += damping * rank[v] * e.strength / weight[v];
    }
    double moved = 0;
    for (std::size_t v = 0; v < n; ++v) moved += std::abs(next[v] - rank[v]);
    rank = std::move(next);
    if (moved < kPrecision) break;
  }
  return rank;
}

std::vector<double> betweenness(const Adjacency& influences) {
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
  Graph graph(influences.size());
  for (std::size_t v = 0; v < influences.size(); ++v) {
    for (const NetworkEdge& e : influences[v]) boost::add_edge(v, e.to, graph);
  }
  std::vector<double> centrality(influences.size(), 0.0);
  boost::brandes_betweenness_centrality(
      graph, boost::make_iterator_property_map(centrality.begin(), get(boost::vertex_index, graph)));
  return centrality;
}

std::vector<double> burt_constraint(const Adjacency& influences) {
  const auto both = undirected(influences);
  std::vector<double> total(both.size(), 0.0), constraint(both.size(), 0.0);
  for (std::size_t v = 0; v < both.size(); ++v) {
    for (const auto& [other, weight] : both[v]) total[v] += weight;
  }
  const auto share = [&](std::size_t v, std::size_t other) {
    const auto it = both[v].find(other);
    return it == both[v].end() ? 0.0 : it->second / total[v];
  };
  for (std::size_t v = 0; v < both.size(); ++v) {
    for (const auto& [other, weight] : both[v]) {
      double invested = share(v, other);
      for (const auto& [between, unused] : both[v]) {
        if (between != other) invested += share(v, between) * share(between, other);
      }
      constraint[v] += invested * invested;
    }
  }
  return constraint;
}

std::vector<bool> articulation_points(const Adjacency& influences) {
  using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS>;
  Graph graph(influences.size());
  const auto both = undirected(influences);
  for (std::size_t v = 0; v < both.size(); ++v) {
    for (const auto& [other, weight] : both[v]) {
      if (v < other) boost::add_edge(v, other, graph);
    }
  }
  std::vector<std::size_t> found;
  boost::articulation_points(graph, std::back_inserter(found));
  std::vector<bool> is(influences.size(), false);
  for (const std::size_t v : found) is[v] = true;
  return is;
}

std::vector<double> exposure(const Adjacency& influences, const std::vector<double>& stance, double damping) {
  const Adjacency in = reversed(influences);
  std::vector<double> exposed = stance;
  for (int round = 0; round < kMaxRounds; ++round) {
    double moved = 0;
    std::vector<double> next(stance.size());
    for (std::size_t v = 0; v < stance.size(); ++v) {
      const double weight = sum_of(in[v]);
      if (weight <= 0) {
        next[v] = stance[v];
        continue;
      }
      double mean = 0;
      for (const NetworkEdge& e : in[v]) mean += e.strength / weight * exposed[e.to];
      next[v] = (1 - damping) * stance[v] + damping * mean;
      moved = std::max(moved, std::abs(next[v] - exposed[v]));
    }
    exposed = std::move(next);
    if (moved < kPrecision) break;
  }
  return exposed;
}

}  // namespace relmap::query
