// The best path from one set of sources to each of many targets, in one search forward: what a report asks
// that wants introductions to a whole account. Walks as find_paths does; for each target the path is the one
// that find_paths puts first.
//
// Labels (person, hops) are settled by falling product of strengths, then fewer hops, then ids; a team is one
// label, opened when its turn comes. A search over contacts backwards from all targets, by hops alone, keeps
// it off contacts that lead to none of them. It ends with the last target.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "paths/path_finder.h"
#include "paths/path_graph.h"

namespace relmap::query {

struct FanOut {
  std::unordered_map<Vertex, FoundPath> paths;  // by target; none where there is no path
  // Targets that may have a path: the bound on the work ended the search.
  std::unordered_set<Vertex> undecided;
  std::size_t work = 0;  // (person, hops) pairs settled, and team seats gone through
};

// Precondition: targets are contacts, none of them a source. One that has left has no path.
FanOut fan_out(const PathGraph& graph, const std::vector<Vertex>& sources, const std::vector<Vertex>& targets,
               int max_hops, std::size_t max_work);

}  // namespace relmap::query
