// The best ways from some of ours to each of the account's people, over those people alone: what a report can
// afford for everybody. (Ways by colleagues or by contacts elsewhere are the business of paths/.)
#pragma once

#include <optional>
#include <vector>

#include "network/network.h"
#include "paths/path_finder.h"

namespace relmap::query {

class NearWays {
 public:
  // Their ties, and then at most max_hops − 1 hops among the account's people: Bellman and Ford's recurrence
  // over the number of hops, O(max_hops × edges). Walks as paths/ does.
  NearWays(const Facts& facts, const PeopleNetwork& network, const std::vector<Vertex>& sources,
           int max_hops);

  // nullopt: none. Of equal ones any, but the same for the same input.
  std::optional<FoundPath> to(Vertex target) const;

 private:
  struct Way {
    double strength = 0;
    Vertex member = graphstore::kNoVertex;  // whose tie it begins with
    std::size_t before = 0;                 // whoever stands before, where it has several hops
    std::size_t hops = 0;
  };
  void relax(std::size_t h);

  const Facts& facts_;
  const PeopleNetwork& network_;
  std::vector<std::vector<Way>> by_hops_;  // [h][person]: the best within h hops
};

// The network that such ways run on.
inline PeopleNetwork ways_network(const Facts& facts) { return {facts, NetworkKind::kAll, 0, true}; }

}  // namespace relmap::query
