#include "paths/bounds.h"

#include <algorithm>

namespace relmap::query {

// --- SourceSide

namespace {

// Seats and colleagues looked at after which it is cheaper to settle members, teams and all.
constexpr std::size_t kMostLookedAt = 50'000;

}  // namespace

SourceSide::SourceSide(const PathGraph& graph, std::vector<Vertex> sources)
    : graph_(&graph), sources_(std::move(sources)), source_set_(sources_.begin(), sources_.end()) {
  for (Vertex source : sources_) {
    if (graph.is_member(source)) queue_.push({1.0, source, false});
  }
}

double SourceSide::reach(Vertex member, double at_least) {
  const bool by_teams = graph_->same_team() > 0 && looked_at_ < kMostLookedAt && !exhausted();
  settle(by_teams ? std::min(1.0, at_least / graph_->same_team()) : at_least);
  const auto known = known_.find(member);
  if (known != known_.end()) return known->second;
  return by_teams ? look_back(member, at_least) : 0;
}

bool SourceSide::team_matters(Vertex account, double at_least) {
  if (!clearly_less(graph_->same_team(), at_least)) return true;
  settle(at_least);
  return !clearly_less(mark(account), at_least);
}

void SourceSide::settle(double at_least) {
  while (!queue_.empty() && !clearly_less(queue_.top().strength, at_least)) {
    const Turn turn = queue_.top();
    queue_.pop();
    if (turn.teams) {
      go_through_teams(turn.member, turn.strength);
    } else if (known_.try_emplace(turn.member, turn.strength).second) {
      settled(turn.member, turn.strength);
    }
  }
}

void SourceSide::settled(Vertex member, double strength) {
  links_.clear();
  graph_->colleagues(member, links_);
  for (const Link& link : links_) {
    if (!known_.contains(link.other)) queue_.push({strength * link.strength, link.other, false});
  }
  if (graph_->same_team() <= 0) return;
  queue_.push({strength * graph_->same_team(), member, true});
  known_seats_ += graph_->seats(member).size();
  best_marks_.clear();
  if (marked_all_) {
    mark_teams(member, strength);
  } else {
    marks_.clear();
  }
}

void SourceSide::go_through_teams(Vertex member, double strength) {
  if (teams_.empty()) {
    teams_.assign(graph_->model().snapshot().vertex_bound(), false);
    by_team_.assign(graph_->model().snapshot().vertex_bound(), false);
  }
  // A large team often sits on the same accounts as one man.
  if (opened_member_ != graphstore::kNoVertex && same_accounts(member, opened_member_)) return;
  bool opened_all = true;
  // Whoever went through a team before, or reached somebody by one, did so at least as well.
  const auto wanted = [this](Vertex other) { return !by_team_[other]; };
  graph_->each_hub(member, [&](Vertex account, auto in_force) {
    if (teams_[account]) return;
    if (!in_force()) {
      opened_all = false;
      return;
    }
    teams_[account] = true;
    graph_->each_hub_member(account, wanted, [&](Vertex other) {
      by_team_[other] = true;
      if (!known_.contains(other)) queue_.push({strength, other, false});
    });
  });
  if (opened_all) opened_member_ = member;
}

bool SourceSide::same_accounts(Vertex a, Vertex b) const {
  const graphstore::EdgeRange first = graph_->seats(a), second = graph_->seats(b);
  if (first.size() != second.size()) return false;
  for (auto x = first.begin(), y = second.begin(); x != first.end(); ++x, ++y) {
    if (x.other() != y.other()) return false;
  }
  return true;
}

void SourceSide::mark_teams(Vertex member, double strength) {
  graph_->each_hub(member, [&](Vertex account, auto) {
    double& mark = marks_[account];
    mark = std::max(mark, strength);
  });
}

// Looked up in the team's seats, until that has cost as much as marking the teams of all who are known.
double SourceSide::mark(Vertex account) {
  if (!marked_all_ && looked_at_ > known_seats_) {
    marked_all_ = true;
    marks_.clear();
    for (const auto& [member, strength] : known_) mark_teams(member, strength);
  }
  const auto known = marks_.find(account);
  if (known != marks_.end()) return known->second;
  if (marked_all_) return 0;
  double best = 0;
  const graphstore::EdgeRange seats =
      graph_->model().snapshot().in(account, graph_->model().symbols().on_team);
  for (auto seat = seats.begin(); seat != seats.end() && best < 1; ++seat, ++looked_at_) {
    const auto found = known_.find(seat.other());
    if (found != known_.end()) best = std::max(best, found->second);
  }
  marks_.emplace(account, best);
  return best;
}

double SourceSide::best_mark(Vertex member) {
  const auto known = best_marks_.find(member);
  if (known != best_marks_.end()) return known->second;
  double best = 0;
  graph_->each_hub(member, [&](Vertex account, auto) {
    ++looked_at_;
    if (best < 1) best = std::max(best, mark(account));
  });
  best_marks_.emplace(member, best);
  return best;
}

// From the member over WORKS_WITH to one who is known, or on a team with one.
double SourceSide::look_back(Vertex member, double at_least) {
  double best = 0;
  std::unordered_set<Vertex> seen;
  std::priority_queue<std::pair<double, Vertex>> queue;
  queue.push({1.0, member});
  while (!queue.empty()) {
    const auto [strength, at] = queue.top();
    queue.pop();
    if (clearly_less(strength, std::max(best, at_least))) break;
    if (!seen.insert(at).second) continue;
    if (const auto found = known_.find(at); found != known_.end()) {
      best = std::max(best, strength * found->second);
      continue;  // what lies behind him was looked at when he was settled
    }
    if (!clearly_less(strength * graph_->same_team(), std::max(best, at_least)))
      best = std::max(best, strength * graph_->same_team() * best_mark(at));
    links_.clear();
    graph_->colleagues(at, links_);
    looked_at_ += 1 + links_.size();
    for (const Link& link : links_) queue.push({strength * link.strength, link.other});
  }
  return best;
}

// --- Bounds

Bounds::Bounds(const PathGraph& graph, SourceSide& sources, BackwardLinks& links, const HopCounts* counts,
               Vertex target, const std::vector<Vertex>& avoid, int max_hops, double floor,
               std::size_t max_settled)
    : graph_(&graph),
      sources_(&sources),
      links_(&links),
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
  ran_out_ = !queue_.empty();
  cut_ = cut_ || ran_out_;
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
  if (clearly_less(strength, floor_)) {
    cut_ = true;
    return;
  }
  if (!sources_->is_source(v)) {
    if (hops >= max_hops_) return;  // a step needs at least one hop before it
    if (!graph_->may_step(v)) return;
  }
  if (matters(v, strength)) queue_.push({strength, hops, v, false});
}

void Bounds::expand(const Label& label) {
  if (label.hops >= max_hops_ || sources_->is_source(label.vertex)) return;
  for (const Link& link : links_->of(label.vertex))
    relax(link.other, label.strength * link.strength, label.hops + 1);
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
    // As captures of their own: clang 14 takes no structured bindings.
    graph_->each_hub(person, [this, at = person, &known = reaches](Vertex account, auto in_force) {
      if (in_force()) ranked_[account].emplace_back(at, known.front().strength);
    });
  }
  for (auto& [account, ranked] : ranked_) {
    std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) {
      return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
  }
}

bool Bounds::hubs_lead_on() {
  if (!ranked_known_) rank_hubs();
  return !ranked_.empty();
}

const std::vector<std::pair<Vertex, double>>& Bounds::ranked_hub(Vertex account) {
  static const std::vector<std::pair<Vertex, double>> kNobody;
  if (!ranked_known_) rank_hubs();
  const auto found = ranked_.find(account);
  return found == ranked_.end() ? kNobody : found->second;
}

}  // namespace relmap::query
