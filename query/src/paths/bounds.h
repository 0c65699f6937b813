// Step 1 of path_finder.h: how well the target can still be reached from each person.
#pragma once

#include <cstddef>
#include <cstdint>
#include <queue>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "paths/path_graph.h"

namespace relmap::query {

// a < b by more than the tolerance within which probabilities count as equal.
inline constexpr double kEqualProbability = 1e-12;
inline bool clearly_less(double a, double b) { return a < b * (1 - kEqualProbability); }

class Bounds {
 public:
  // One way on: the target is at most `hops` away with this product of strengths.
  struct Reach {
    double strength = 0;
    int hops = 0;
  };

  Bounds(const PathGraph& graph, const std::vector<Vertex>& sources, Vertex target,
         const std::vector<Vertex>& avoid, int max_hops, std::size_t max_settled);

  // Settles everything of strength ≥ floor (0: everything there is).
  void extend(double floor);
  // Settles until a source is reached; false where none ever is. Its strength is that of the best path.
  bool reach_source(double* strength);

  bool exhausted() const { return queue_.empty(); }  // nothing left to settle
  bool out_of_budget() const { return settled_ >= max_settled_; }

  // The best reach with at most `hops`, of those equally strong the one with fewest hops; strength 0: none.
  Reach at(Vertex v, int hops) const;
  bool knows(Vertex v) const { return people_.contains(v); }
  // Members of the hub with a bound, best first (regardless of hops).
  const std::vector<Vertex>& ranked_hub(Vertex account);

 private:
  struct Label {
    double strength;
    int hops;
    Vertex vertex;
    bool hub;  // vertex is an account whose whole team has this reach
    bool operator<(const Label& o) const { return strength < o.strength; }
  };

  bool settle(const Label& label);  // false where a settled one is as good
  void settle_next();
  void expand(const Label& label);
  void relax(Vertex v, double strength, int hops);

  const PathGraph* graph_;
  std::unordered_set<Vertex> sources_, avoid_;
  bool members_lead_here_ = false;  // some source is a member; otherwise members are never steps
  int max_hops_;
  std::size_t max_settled_, settled_ = 0;
  std::priority_queue<Label> queue_;
  // Reaches of people and of hubs, by falling strength and falling hops.
  std::unordered_map<Vertex, std::vector<Reach>> people_, hubs_;
  std::unordered_map<Vertex, std::vector<Vertex>> ranked_;
  double source_strength_ = 0;
  std::vector<Link> links_;
};

}  // namespace relmap::query
