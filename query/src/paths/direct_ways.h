// Ways that need no colleague: a source's own tie to a contact, and on over contacts. They are quick to find,
// and tell how good a path has to be to be among the k best.
#pragma once

#include "paths/bounds.h"
#include "paths/path_finder.h"

namespace relmap::query {

// The k-th best probability of such ways within the hop bound, or less; 0 where fewer were found. Best-first
// backwards from the target over a bounded number of contacts.
double kth_direct_way(const PathGraph& graph, const SourceSide& sources, BackwardLinks& links, Vertex target,
                      const FindOptions& options);

}  // namespace relmap::query
