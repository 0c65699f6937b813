#include "paths/direct_ways.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <unordered_set>
#include <vector>

namespace relmap::query {
namespace {

constexpr std::size_t kMostContacts = 32;  // looked at, also again

struct Label {
  double strength;
  int hops;
  Vertex vertex;
  bool operator<(const Label& o) const { return strength < o.strength; }
};

// The k greatest numbers.
class Greatest {
 public:
  explicit Greatest(int k) : k_(static_cast<std::size_t>(k)) {}
  void add(double number) {
    heap_.push(number);
    if (heap_.size() > k_) heap_.pop();
  }
  double kth() const { return heap_.size() < k_ ? 0 : heap_.top(); }

 private:
  std::size_t k_;
  std::priority_queue<double, std::vector<double>, std::greater<>> heap_;
};

}  // namespace

// Each contact is settled once, so ways that begin with different ties, or at different contacts, are
// different paths.
double kth_direct_way(const PathGraph& graph, const SourceSide& sources, BackwardLinks& links, Vertex target,
                      const FindOptions& options) {
  Greatest ways(options.k);
  std::unordered_set<Vertex> settled(options.avoid.begin(), options.avoid.end());
  std::priority_queue<Label> queue;
  queue.push({1, 0, target});
  for (std::size_t left = kMostContacts; left > 0 && !queue.empty(); --left) {
    const Label label = queue.top();
    queue.pop();
    if (label.strength <= ways.kth()) break;
    if (!settled.insert(label.vertex).second) continue;
    for (const Link& link : links.of(label.vertex)) {
      const double strength = label.strength * link.strength;
      if (strength <= ways.kth() || settled.contains(link.other)) continue;
      if (sources.is_source(link.other)) {
        ways.add(strength);
      } else if (label.hops + 2 <= options.max_hops && graph.is_contact(link.other) &&
                 graph.may_step(link.other)) {
        queue.push({strength, label.hops + 1, link.other});
      }
    }
  }
  return ways.kth();
}

}  // namespace relmap::query
