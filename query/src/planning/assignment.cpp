#include "planning/assignment.h"

#include <algorithm>
#include <boost/graph/successive_shortest_path_nonnegative_weights.hpp>
#include <cmath>

#include "network/flow_graph.h"

namespace relmap::query {

// All weights are whole, so that sums are exact and no reduced weight falls below 0.
std::vector<std::pair<std::size_t, std::size_t>> assign(const AssignmentProblem& problem) {
  const std::size_t members = problem.capacity.size(), contacts = problem.value.size();
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  if (members == 0 || contacts == 0) return pairs;
  // Each unit of flow passes one contact, so that a weight of (largest value − value) there counts values.
  constexpr double kValue = 1e9;
  const int largest = *std::max_element(problem.value.begin(), problem.value.end());
  const std::size_t source = members + contacts, hub = source + 1, sink = source + 2;
  FlowGraph graph(members + contacts + 3);
  add_flow_edge(graph, source, hub, problem.most, 0);
  for (std::size_t m = 0; m < members; ++m) add_flow_edge(graph, hub, m, problem.capacity[m], 0);
  std::vector<std::pair<FlowEdge, std::pair<std::size_t, std::size_t>>> edges;
  for (std::size_t m = 0; m < members; ++m) {
    for (std::size_t c = 0; c < contacts; ++c) {
      const std::optional<double>& cost = problem.cost[m][c];
      if (cost) edges.push_back({add_flow_edge(graph, m, members + c, 1, std::round(*cost * 1'000)), {m, c}});
    }
  }
  for (std::size_t c = 0; c < contacts; ++c)
    add_flow_edge(graph, members + c, sink, 1, kValue * (largest - problem.value[c]));
  boost::successive_shortest_path_nonnegative_weights(graph, source, sink);
  for (const auto& [edge, pair] : edges) {
    if (get(boost::edge_residual_capacity, graph, edge) == 0) pairs.push_back(pair);
  }
  return pairs;
}

}  // namespace relmap::query
