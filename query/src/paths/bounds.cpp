#include "paths/bounds.h"

#include <algorithm>

namespace relmap::query {

// --- SourceSide

SourceSide::SourceSide(const PathGraph& graph, std::vector<Vertex> sources)
    : graph_(&graph), sources_(std::move(sources)), source_set_(sources_.begin(), sources_.end()) {
  hubs_.assign(graph.model().snapshot().vertex_bound(), false);
  by_hub_.assign(graph.model().snapshot().vertex_bound(), false);
  for (Vertex source : sources_) {
    if (graph.is_member(source)) queue_.push({1.0, source});
  }
}

void SourceSide::settle_next() {
  const auto [strength, member] = queue_.top();
  queue_.pop();
  if (!reach_.try_emplace(member, strength).second) return;
  links_.clear();
  graph_->colleagues(member, links_);
  for (const Link& link : links_) {
    if (!reach_.contains(link.other)) queue_.push({strength * link.strength, link.other});
  }
  const double next = strength * graph_->same_team();
  if (next <= 0) return;
  // Whoever went through a team before, or reached somebody by one, did so at least as well.
  const auto wanted = [this](Vertex other) { return !by_hub_[other] && !reach_.contains(other); };
  graph_->each_hub(member, [&](Vertex hub, auto in_force) {
    if (hubs_[hub] || !in_force()) return;
    hubs_[hub] = true;
    graph_->each_hub_member(hub, wanted, [&](Vertex other) {
      by_hub_[other] = true;
      queue_.push({next, other});
    });
  });
}

double SourceSide::reach(Vertex member, double at_least) {
  auto known = reach_.find(member);
  while (known == reach_.end() && !queue_.empty() && !clearly_less(queue_.top().first, at_least)) {
    settle_next();
    known = reach_.find(member);
  }
  return known == reach_.end() ? 0 : known->second;
}

// --- Bounds

Bounds::Bounds(const PathGraph& graph, SourceSide& sources, const HopCounts& counts, Vertex target,
               const std::vector<Vertex>& avoid, int max_hops, double floor, std::size_t max_settled)
    : graph_(&graph),
      sources_(&sources),
      counts_(&counts),
      avoid_(avoid.begin(), avoid.end()),
      max_hops_(max_hops),
      floor_(floor) {
  queue_.push({1.0, 0, target, false});
  while (!queue_.empty() && settled_ < max_settled) {
    const Label label = queue_.top();
    queue_.pop();
    if (label.teams) {
      expand_teams(label);
    } else if (settle(label)) {
      expand(label);
    }
  }
  if (!queue_.empty()) cut_ = true;
}

bool Bounds::settle(const Label& label) {
  std::vector<Reach>& reaches = people_[label.vertex];
  // Settled in order of falling strength, so only one with fewer hops than all before it is worth keeping.
  if (!reaches.empty() && reaches.back().hops <= label.hops) return false;
  reaches.push_back({label.strength, label.hops});
  ++settled_;
  return true;
}

// Whether a path over v can still be worth the floor.
bool Bounds::matters(Vertex v, double strength) {
  double whole = strength;
  if (floor_ > 0 && graph_->is_member(v)) {
    const double reach = sources_->reach(v, floor_ / strength);
    if (reach == 0) {
      cut_ = cut_ || !sources_->exhausted();
      return false;
    }
    whole *= reach;
  }
  if (!clearly_less(whole, floor_)) return true;
  cut_ = true;
  return false;
}

void Bounds::relax(Vertex v, double strength, int hops) {
  auto known = people_.find(v);
  if (known != people_.end() && known->second.back().hops <= hops) return;
  if (hops + counts_->from_sources(v) > max_hops_ || avoid_.contains(v)) return;
  if (!sources_->is_source(v)) {
    if (hops >= max_hops_) return;  // a step needs at least one hop before it
    if (!graph_->may_step(v)) return;
  }
  if (matters(v, strength)) queue_.push({strength, hops, v, false});
}

void Bounds::expand(const Label& label) {
  if (label.hops >= max_hops_ || sources_->is_source(label.vertex)) return;
  links_.clear();
  graph_->backward(label.vertex, links_);
  for (const Link& link : links_) relax(link.other, label.strength * link.strength, label.hops + 1);
  if (graph_->same_team() <= 0 || !graph_->is_member(label.vertex)) return;
  const double strength = label.strength * graph_->same_team();
  if (clearly_less(strength, floor_)) {
    cut_ = true;
    return;
  }
  queue_.push({strength, label.hops + 1, label.vertex, true});
}

// All teams of a member in one go, since they are often made of the same people.
void Bounds::expand_teams(const Label& label) {
  seen_.clear();
  const auto wanted = [&](Vertex other) {
    if (seen_.contains(other) || label.hops + counts_->from_sources(other) > max_hops_) return false;
    auto known = people_.find(other);
    return known == people_.end() || known->second.back().hops > label.hops;
  };
  graph_->each_hub(label.vertex, [&](Vertex hub, auto in_force) {
    auto known = hubs_.find(hub);
    if (known != hubs_.end() && known->second <= label.hops) return;
    if (!in_force()) return;
    hubs_[hub] = label.hops;
    ++settled_;
    graph_->each_hub_member(hub, wanted, [&](Vertex other) {
      seen_.insert(other);
      relax(other, label.strength, label.hops);
    });
  });
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

const std::vector<std::pair<Vertex, double>>& Bounds::ranked_hub(Vertex account) {
  auto [it, fresh] = ranked_.try_emplace(account);
  if (fresh) {
    auto& ranked = it->second;
    graph_->each_hub_member(
        account, [this](Vertex v) { return people_.contains(v); },
        [&](Vertex v) {
          if (ranked.empty() || ranked.back().first != v)
            ranked.emplace_back(v, people_.at(v).front().strength);
        });
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
  }
  return it->second;
}

}  // namespace relmap::query
