#include "paths/fan_out.h"

#include <algorithm>
#include <utility>

#include "paths/order.h"

namespace relmap::query {

FanOut::FanOut(const PathGraph& graph, const std::vector<Vertex>& sources, int max_hops, std::size_t max_work)
    : graph_(&graph), side_(graph, sources), links_(graph), max_hops_(max_hops), max_work_(max_work) {}

// False only where nobody of ours knows anybody who leads to the target, however far.
bool FanOut::may_be_reached(Vertex target) const {
  static constexpr std::size_t kEnough = 100;
  std::vector<Vertex> found{target};
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found.size() > kEnough || side_.is_source(found[i]) || graph_->is_known(found[i])) return true;
    graph_->each_contact_before(found[i], [&](Vertex other) {
      if (found.size() <= kEnough && std::find(found.begin(), found.end(), other) == found.end())
        found.push_back(other);
    });
  }
  return false;
}

const FoundPath* FanOut::search(Vertex target, double at_least) {
  if (const FoundPath* known = found(target))
    return clearly_less(known->probability, at_least) ? nullptr : known;
  const auto [searched, fresh] = searched_.try_emplace(target, 2);
  if (!fresh && searched->second <= at_least) return nullptr;
  if (fresh && (graph_->model().has_left(target) || !may_be_reached(target))) {
    searched->second = 0;
    return nullptr;
  }
  FindOptions options;
  options.max_hops = max_hops_;
  options.at_least = at_least;
  options.max_settled = max_work_ - work_;
  Found found;
  found.complete = false;
  if (options.max_settled > 0) found = find_paths(*graph_, side_, links_, target, options);
  work_ += std::min(found.settled, options.max_settled);  // its last step may go beyond
  if (!found.paths.empty()) return &paths_.emplace(target, std::move(found.paths.front())).first->second;
  if (found.complete) {
    searched->second = at_least;
  } else {
    undecided_.insert(target);
  }
  return nullptr;
}

const FoundPath* FanOut::found(Vertex target) const {
  const auto path = paths_.find(target);
  return path == paths_.end() ? nullptr : &path->second;
}

}  // namespace relmap::query
