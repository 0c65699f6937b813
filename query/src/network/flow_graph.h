// A directed graph with capacities and costs, as Boost.Graph's flow algorithms take it.
#pragma once

#include <boost/graph/adjacency_list.hpp>
#include <cstddef>

namespace relmap::query {

using FlowTraits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
using FlowEdge = FlowTraits::edge_descriptor;
// Costs are doubles: Boost adds up distances of vertices that cannot be reached, which integers would not
// survive.
using FlowGraph = boost::adjacency_list<
    boost::vecS, boost::vecS, boost::directedS, boost::no_property,
    boost::property<boost::edge_capacity_t, long,
                    boost::property<boost::edge_residual_capacity_t, long,
                                    boost::property<boost::edge_reverse_t, FlowEdge,
                                                    boost::property<boost::edge_weight_t, double>>>>>;

// Adds an edge and its reverse, which the algorithms need; the edge.
inline FlowEdge add_flow_edge(FlowGraph& graph, std::size_t from, std::size_t to, long capacity,
                              double cost = 0) {
  const FlowEdge there = boost::add_edge(from, to, graph).first,
                 back = boost::add_edge(to, from, graph).first;
  put(boost::edge_capacity, graph, there, capacity);
  put(boost::edge_capacity, graph, back, 0L);
  put(boost::edge_weight, graph, there, cost);
  put(boost::edge_weight, graph, back, -cost);
  put(boost::edge_reverse, graph, there, back);
  put(boost::edge_reverse, graph, back, there);
  return there;
}

}  // namespace relmap::query
