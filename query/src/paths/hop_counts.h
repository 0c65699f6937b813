// Of use in step 1 of path_finder.h: by hops alone, whether sources and target can meet within the bound, and
// how far people are from the sources at least. Two breadth-first searches towards each other, the smaller
// one first. Strengths, enemies, and dates other than those of seats are not looked at: it may say that they
// can meet where they cannot, and never the reverse.
#pragma once

#include <cstdint>
#include <vector>

#include "paths/path_graph.h"

namespace relmap::query {

class HopCounts {
 public:
  HopCounts(const PathGraph& graph, const std::vector<Vertex>& sources, Vertex target, int max_hops);

  // False: there is no path within the bound.
  bool meet() const { return meet_; }
  std::size_t people() const { return people_; }  // found on either side: the work that was done
  // Lower bound of the hops from the nearest source.
  int from_sources(Vertex v) const {
    return forward_.hops[v] == kUnknown ? forward_.beyond : forward_.hops[v];
  }

 private:
  static constexpr std::uint8_t kUnknown = 0xFF;
  struct Side {
    bool forward = true;
    std::vector<std::uint8_t> hops;  // by vertex
    std::vector<bool> hubs;          // gone through
    std::vector<Vertex> frontier;
    std::uint8_t levels = 0;
    int beyond = 1;  // hops of whoever is not known yet, at least
  };

  void add(Side& side, Vertex v, std::vector<Vertex>& next);
  void expand(Side& side, const Side& other);

  const PathGraph* graph_;
  Side forward_, backward_;
  bool meet_ = false;
  std::size_t people_ = 0;
};

}  // namespace relmap::query
