#include "paths/bounds.h"

#include <algorithm>

namespace relmap::query {

// --- SourceSide

namespace {

// Seats looked at after which it is cheaper to go through teams.
constexpr std::size_t kNearWork = 50'000;

}  // namespace

SourceSide::SourceSide(const PathGraph& graph, std::vector<Vertex> sources)
    : graph_(&graph), sources_(std::move(sources)), source_set_(sources_.begin(), sources_.end()) {
  for (Vertex source : sources_) {
    if (graph.is_member(source)) near_queue_.push({1.0, source});
  }
}

double SourceSide::reach(Vertex member, double at_least) {
  const double two_teams = graph_->same_team() * graph_->same_team();
  const bool far = exhausted() || !clearly_less(two_teams, at_least) || near_work_ >= kNearWork;
  return far ? reach_far(member, at_least) : reach_near(member, at_least);
}

bool SourceSide::team_matters(Vertex account, double at_least) {
  if (!clearly_less(graph_->same_team(), at_least)) return true;
  look_near(at_least);
  return !clearly_less(mark(account), at_least);
}

// Settles whoever is reached by WORKS_WITH alone with at least this.
void SourceSide::look_near(double at_least) {
  while (!near_queue_.empty() && !clearly_less(near_queue_.top().first, at_least)) {
    const auto [strength, member] = near_queue_.top();
    near_queue_.pop();
    if (!near_.try_emplace(member, strength).second) continue;
    links_.clear();
    graph_->colleagues(member, links_);
    for (const Link& link : links_) {
      if (!near_.contains(link.other)) near_queue_.push({strength * link.strength, link.other});
    }
    near_seats_ += graph_->model().snapshot().out(member, graph_->model().symbols().on_team).size();
    if (!marked_all_) marks_.clear();
    if (marked_all_) mark_teams(member, strength);
    best_marks_.clear();
  }
}

void SourceSide::mark_teams(Vertex member, double strength) {
  graph_->each_hub(member, [&](Vertex account, auto) {
    double& mark = marks_[account];
    mark = std::max(mark, strength);
  });
}

// Looked up in the team's seats, until that has cost as much as marking the teams of all near_.
double SourceSide::mark(Vertex account) {
  if (!marked_all_ && near_work_ > near_seats_) {
    marked_all_ = true;
    marks_.clear();
    for (const auto& [member, strength] : near_) mark_teams(member, strength);
  }
  const auto known = marks_.find(account);
  if (known != marks_.end()) return known->second;
  if (marked_all_) return 0;
  double best = 0;
  const graphstore::EdgeRange seats =
      graph_->model().snapshot().in(account, graph_->model().symbols().on_team);
  for (auto seat = seats.begin(); seat != seats.end() && best < 1; ++seat, ++near_work_) {
    const auto found = near_.find(seat.other());
    if (found != near_.end()) best = std::max(best, found->second);
  }
  marks_.emplace(account, best);
  return best;
}

double SourceSide::best_mark(Vertex member) {
  const auto known = best_marks_.find(member);
  if (known != best_marks_.end()) return known->second;
  double best = 0;
  graph_->each_hub(member, [&](Vertex account, auto) {
    ++near_work_;
    if (best < 1) best = std::max(best, mark(account));
  });
  best_marks_.emplace(member, best);
  return best;
}

// Backwards from the member over WORKS_WITH, until somebody is on a team with one of near_, or one of them.
double SourceSide::reach_near(Vertex member, double at_least) {
  const bool teams = !clearly_less(graph_->same_team(), at_least);
  look_near(teams ? at_least / graph_->same_team() : at_least);
  double best = 0;
  std::unordered_set<Vertex> seen;
  Queue queue;
  queue.push({1.0, member});
  while (!queue.empty()) {
    const auto [strength, at] = queue.top();
    queue.pop();
    if (clearly_less(strength, std::max(best, at_least))) break;
    if (!seen.insert(at).second) continue;
    look_near(at_least / strength);
    if (const auto found = near_.find(at); found != near_.end())
      best = std::max(best, strength * found->second);
    if (teams) best = std::max(best, strength * graph_->same_team() * best_mark(at));
    links_.clear();
    graph_->colleagues(at, links_);
    for (const Link& link : links_) queue.push({strength * link.strength, link.other});
  }
  return best;
}

void SourceSide::begin_far() {
  far_begun_ = true;
  teams_.assign(graph_->model().snapshot().vertex_bound(), false);
  by_team_.assign(graph_->model().snapshot().vertex_bound(), false);
  for (Vertex source : sources_) {
    if (graph_->is_member(source)) far_queue_.push({1.0, source});
  }
}

void SourceSide::settle_far() {
  const auto [strength, member] = far_queue_.top();
  far_queue_.pop();
  if (!far_.try_emplace(member, strength).second) return;
  links_.clear();
  graph_->colleagues(member, links_);
  for (const Link& link : links_) {
    if (!far_.contains(link.other)) far_queue_.push({strength * link.strength, link.other});
  }
  const double next = strength * graph_->same_team();
  if (next <= 0) return;
  // Whoever went through a team before, or reached somebody by one, did so at least as well.
  const auto wanted = [this](Vertex other) { return !by_team_[other]; };
  graph_->each_hub(member, [&](Vertex account, auto in_force) {
    if (teams_[account] || !in_force()) return;
    teams_[account] = true;
    graph_->each_hub_member(account, wanted, [&](Vertex other) {
      by_team_[other] = true;
      far_queue_.push({next, other});
    });
  });
}

double SourceSide::reach_far(Vertex member, double at_least) {
  if (!far_begun_) begin_far();
  auto known = far_.find(member);
  while (known == far_.end() && !far_queue_.empty() && !clearly_less(far_queue_.top().first, at_least)) {
    settle_far();
    known = far_.find(member);
  }
  return known == far_.end() ? 0 : known->second;
}

// --- Bounds

Bounds::Bounds(const PathGraph& graph, SourceSide& sources, const HopCounts* counts, Vertex target,
               const std::vector<Vertex>& avoid, int max_hops, double floor, std::size_t max_settled)
    : graph_(&graph),
      sources_(&sources),
      counts_(counts),
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

// Lower bound of the hops from the nearest source.
int Bounds::from_sources(Vertex v) const {
  if (counts_) return counts_->from_sources(v);
  return sources_->is_source(v) ? 0 : 1;
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
  if (hops + from_sources(v) > max_hops_ || avoid_.contains(v)) return;
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
    if (seen_.contains(other) || label.hops + from_sources(other) > max_hops_) return false;
    auto known = people_.find(other);
    return known == people_.end() || known->second.back().hops > label.hops;
  };
  graph_->each_hub(label.vertex, [&](Vertex hub, auto in_force) {
    auto known = hubs_.find(hub);
    if (known != hubs_.end() && known->second <= label.hops) return;
    if (!sources_->team_matters(hub, floor_ / label.strength)) {
      cut_ = true;
      return;
    }
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

// From the people with a bound to their teams, not the other way: they are few, and teams are large.
void Bounds::rank_hubs() {
  ranked_known_ = true;
  for (const auto& [person, reaches] : people_) {
    if (!graph_->is_member(person) || sources_->is_source(person)) continue;
    graph_->each_hub(person, [&](Vertex account, auto in_force) {
      if (in_force()) ranked_[account].emplace_back(person, reaches.front().strength);
    });
  }
  for (auto& [account, ranked] : ranked_) {
    std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
  }
}

const std::vector<std::pair<Vertex, double>>& Bounds::ranked_hub(Vertex account) {
  static const std::vector<std::pair<Vertex, double>> kNobody;
  if (!ranked_known_) rank_hubs();
  const auto found = ranked_.find(account);
  return found == ranked_.end() ? kNobody : found->second;
}

}  // namespace relmap::query
