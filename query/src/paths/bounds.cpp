#include "paths/bounds.h"

#include <algorithm>

namespace relmap::query {

Bounds::Bounds(const PathGraph& graph, const std::vector<Vertex>& sources, Vertex target,
               const std::vector<Vertex>& avoid, int max_hops, std::size_t max_settled)
    : graph_(&graph),
      sources_(sources.begin(), sources.end()),
      avoid_(avoid.begin(), avoid.end()),
      max_hops_(max_hops),
      max_settled_(max_settled) {
  for (Vertex source : sources) members_lead_here_ = members_lead_here_ || graph.is_member(source);
  queue_.push({1.0, 0, target, false});
}

bool Bounds::settle(const Label& label) {
  std::vector<Reach>& reaches = (label.hub ? hubs_ : people_)[label.vertex];
  // Settled in order of falling strength, so only one with fewer hops than all before it is worth keeping.
  if (!reaches.empty() && reaches.back().hops <= label.hops) return false;
  reaches.push_back({label.strength, label.hops});
  ++settled_;
  return true;
}

void Bounds::relax(Vertex v, double strength, int hops) {
  if (avoid_.contains(v)) return;
  auto known = people_.find(v);
  if (known != people_.end() && known->second.back().hops <= hops) return;
  if (sources_.contains(v)) {
    queue_.push({strength, hops, v, false});
    return;
  }
  if (hops >= max_hops_) return;  // a step needs at least one hop before it
  if (!graph_->may_step(v)) return;
  if (!members_lead_here_ && graph_->is_member(v)) return;
  queue_.push({strength, hops, v, false});
}

void Bounds::expand(const Label& label) {
  if (label.hub) {
    double strength = label.strength * graph_->same_team();
    for (Vertex member : graph_->hub_members(label.vertex)) relax(member, strength, label.hops + 1);
    return;
  }
  if (label.hops >= max_hops_ || sources_.contains(label.vertex)) return;
  links_.clear();
  graph_->backward(label.vertex, links_);
  for (const Link& link : links_) relax(link.other, label.strength * link.strength, label.hops + 1);
  if (graph_->same_team() <= 0 || !graph_->is_member(label.vertex)) return;
  for (Vertex hub : graph_->hubs_of(label.vertex)) queue_.push({label.strength, label.hops, hub, true});
}

void Bounds::settle_next() {
  Label label = queue_.top();
  queue_.pop();
  if (!settle(label)) return;
  if (!label.hub && source_strength_ == 0 && sources_.contains(label.vertex))
    source_strength_ = label.strength;
  expand(label);
}

void Bounds::extend(double floor) {
  ranked_.clear();
  while (!queue_.empty() && !out_of_budget() && !clearly_less(queue_.top().strength, floor)) settle_next();
}

bool Bounds::reach_source(double* strength) {
  while (source_strength_ == 0 && !queue_.empty() && !out_of_budget()) settle_next();
  *strength = source_strength_;
  return source_strength_ > 0;
}

Bounds::Reach Bounds::at(Vertex v, int hops) const {
  auto found = people_.find(v);
  if (found == people_.end()) return {};
  Reach best;
  for (const Reach& reach : found->second) {
    if (reach.hops > hops) continue;
    if (best.strength == 0) {
      best = reach;
    } else if (!clearly_less(reach.strength, best.strength)) {
      best.hops = reach.hops;
    }
  }
  return best;
}

const std::vector<Vertex>& Bounds::ranked_hub(Vertex account) {
  auto [it, fresh] = ranked_.try_emplace(account);
  if (fresh) {
    for (Vertex member : graph_->hub_members(account)) {
      if (people_.contains(member)) it->second.push_back(member);
    }
    std::stable_sort(it->second.begin(), it->second.end(), [this](Vertex a, Vertex b) {
      return people_.at(a).front().strength > people_.at(b).front().strength;
    });
  }
  return it->second;
}

}  // namespace relmap::query
