// The best path from one set of sources to each of many targets: what a report asks that wants introductions
// to a whole account. One search of find_paths for each, which share what is known of the sources' side.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "paths/path_finder.h"
#include "paths/path_graph.h"

namespace relmap::query {

class FanOut {
 public:
  // max_work: FindOptions::max_settled, of all searches together.
  FanOut(const PathGraph& graph, const std::vector<Vertex>& sources, int max_hops, std::size_t max_work);

  // The best path to the target, where it is at least `at_least`; else nullptr. One that has left has none.
  // Asked again for the same target it answers from memory, or searches further. Precondition: a contact that
  // is no source. The pointer lives as long as this.
  const FoundPath* search(Vertex target, double at_least = 0);
  // Nothing more is searched for: whoever is asked for and not known is undecided.
  void stop() { max_work_ = work_; }

  // What was found; nullptr where nothing was, or it was not searched for.
  const FoundPath* found(Vertex target) const;
  // Whether there may be a path (of at_least) that was not found: the bound on the work ended the search.
  bool undecided(Vertex target) const { return undecided_.contains(target); }
  bool complete() const { return undecided_.empty(); }
  std::size_t work() const { return work_; }  // FindOptions::max_settled

 private:
  bool may_be_reached(Vertex target) const;

  const PathGraph* graph_;
  SourceSide side_;
  BackwardLinks links_;
  int max_hops_;
  std::size_t max_work_, work_ = 0;
  std::unordered_map<Vertex, FoundPath> paths_;
  std::unordered_map<Vertex, double> searched_;  // without finding any: from this probability on
  std::unordered_set<Vertex> undecided_;
};

}  // namespace relmap::query
