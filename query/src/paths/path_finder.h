// The k best loopless paths within a hop bound, on a PathGraph.
//
// 0. A floor: how good a path has to be at least to be among the k best. It is guessed high, and lowered step
//    by step, down to what ways without colleagues (direct_ways.h) already give.
// 1. Bounds (bounds.h): a best-first search backwards from the target settles, for each person, the best
//    product of strengths with which the target can still be reached in r hops (a short list of
//    (hops, strength), best first). It leaves out whatever cannot be on a path of at least the floor, or
//    within the hop bound; for our own people the side of the sources says how well they are reached, so that
//    it does not spread over all teams. Once the floor is so low that it spreads, hop counts (hop_counts.h)
//    keep it to what lies between the two ends, or find that they cannot meet.
// 2. Paths: Lawler's form of Yen's deviations ("A procedure for computing the K best solutions…", Management
//    Science 18, 1972): the solutions not yet found are split by their common prefix and the next person
//    banned. The best of each part is found by A* over (person, hops) with the bounds of 1, which are
//    admissible and consistent.
// 3. Where fewer than k were found, both are done again with a lower floor, until nothing was left out.
//
// So the work grows with what surrounds the target and the sources, and not with the graph, unless the best
// paths are long or weak.
//
// Order, throughout: probability (equal to 1e-12, relatively), then fewer hops, then ids from the source on.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "paths/bounds.h"
#include "paths/path_graph.h"

namespace relmap::query {

struct FoundPath {
  std::vector<Vertex> people;   // source first, target last
  std::vector<double> reached;  // product of strengths up to each of them: 1 at the source
  double probability = 0;       // of the whole
};

struct FindOptions {
  int k = 1;
  int max_hops = 6;
  std::vector<Vertex> avoid;
  double at_least = 0;  // paths of less are not looked for
  // Bound on the work: (person, hops) pairs that the searches may come to, and people whose hops are counted.
  // Beyond it what was found until then stands (the best ones are right), and `complete` is false.
  std::size_t max_settled = 4'000'000;
};

struct Found {
  std::vector<FoundPath> paths;
  bool complete = true;
  std::size_t settled = 0;  // the work that was done
};

// Sources and target are ends of paths, not steps: may_step is not asked of them. No path has two sources in
// it. Precondition: the target is not a source. Searches on the same graph may share `links`, those from the
// same sources also `sources`.
Found find_paths(const PathGraph& graph, SourceSide& sources, BackwardLinks& links, Vertex target,
                 const FindOptions& options);

}  // namespace relmap::query
