#include "paths/path_finder.h"

#include <algorithm>
#include <array>
#include <optional>
#include <queue>
#include <span>
#include <unordered_map>

#include "paths/bounds.h"
#include "paths/direct_ways.h"
#include "paths/hop_counts.h"
#include "paths/order.h"
#include "query/paths.h"

namespace relmap::query {
namespace {

using graphstore::kNoVertex;

// One person on the way, with the way to him.
struct Node {
  Vertex vertex = kNoVertex;
  std::int32_t before = -1;  // index of the node before
  int hops = 0;              // so far
  double strength = 0;       // so far
  double bound = 0;          // of the whole path, at best
  int total_hops = 0;        // of the whole path, at that strength
};

// A path and the part of the solutions that it is the best of: those that share people[0, fixed) with it and
// do not go on with one of `banned`.
struct Candidate {
  FoundPath path;
  std::size_t fixed = 0;
  std::vector<Vertex> banned;
};

class Finder {
 public:
  Finder(const PathGraph& graph, SourceSide& sources, BackwardLinks& links, Vertex target,
         const FindOptions& options)
      : graph_(graph), sources_(sources), links_(links), target_(target), options_(options) {}

  Found run();

 private:
  std::vector<FoundPath> best_down_to(double floor);
  std::optional<FoundPath> solve(const FoundPath& path, std::size_t fixed, const std::vector<Vertex>& banned,
                                 double floor);
  void start(const FoundPath& path, std::size_t fixed, const std::vector<Vertex>& banned);
  FoundPath path_to(std::int32_t index) const;
  void expand(std::int32_t index, const std::vector<Vertex>* banned);
  void expand_teams(std::int32_t index, const std::vector<Vertex>* banned);
  struct TeamEntry {
    std::int32_t node;
    std::vector<Vertex> colleagues;  // with whom that member has an edge of its own; ascending
  };
  const TeamEntry* better_entry(Vertex hub, std::int32_t index) const;
  void push(Vertex v, std::int32_t before, double step, const std::vector<Vertex>* banned);
  bool dominated(const Node& node);
  bool after(std::int32_t a, std::int32_t b) const;
  int compare_ways(std::int32_t a, std::int32_t b) const;
  bool better(const FoundPath& a, const FoundPath& b) const;
  std::vector<Vertex> people(std::int32_t index) const;

  const PathGraph& graph_;
  SourceSide& sources_;
  BackwardLinks& links_;
  Vertex target_;
  const FindOptions& options_;
  std::optional<Bounds> bounds_;  // for the floor of the round

  std::size_t pushed_ = 0, most_pushed_ = 0;  // in this round; beyond the most it stops

  bool cut_ = false;  // in this round something was left out for being below the floor

  // Of the part being solved:
  double floor_ = 0;
  std::vector<Node> nodes_;
  std::vector<std::int32_t> heap_;
  std::unordered_set<Vertex> blocked_;
  std::unordered_map<Vertex, std::vector<std::pair<int, double>>> closed_;  // (hops, strength) popped
  std::unordered_map<Vertex, std::vector<TeamEntry>> teams_;                // expanded, by account
};

bool Finder::better(const FoundPath& a, const FoundPath& b) const {
  if (clearly_less(b.probability, a.probability)) return true;
  if (clearly_less(a.probability, b.probability)) return false;
  if (a.people.size() != b.people.size()) return a.people.size() < b.people.size();
  return compare_people(graph_.model(), a.people, b.people) < 0;
}

std::vector<Vertex> Finder::people(std::int32_t index) const {
  std::vector<Vertex> reversed;
  for (; index >= 0; index = nodes_[index].before) reversed.push_back(nodes_[index].vertex);
  return {reversed.rbegin(), reversed.rend()};
}

// As compare_people, of the ways to two nodes.
int Finder::compare_ways(std::int32_t a, std::int32_t b) const {
  if (nodes_[a].before == nodes_[b].before)
    return compare_ids(graph_.model(), nodes_[a].vertex, nodes_[b].vertex);
  std::array<Vertex, PathOptions::kMaxHops + 1> x{}, y{};
  const auto fill = [this](std::array<Vertex, PathOptions::kMaxHops + 1>& way, std::int32_t at) {
    const std::size_t size = static_cast<std::size_t>(nodes_[at].hops) + 1;
    for (std::size_t i = size; i > 0; --i, at = nodes_[at].before) way[i - 1] = nodes_[at].vertex;
    return std::span<const Vertex>(way.data(), size);
  };
  return compare_people(graph_.model(), fill(x, a), fill(y, b));
}

// Heap order: true where node a is to be taken after node b.
bool Finder::after(std::int32_t a, std::int32_t b) const {
  const Node& x = nodes_[a];
  const Node& y = nodes_[b];
  if (clearly_less(x.bound, y.bound)) return true;
  if (clearly_less(y.bound, x.bound)) return false;
  if (x.total_hops != y.total_hops) return x.total_hops > y.total_hops;
  return compare_ways(a, b) > 0;
}

void Finder::push(Vertex v, std::int32_t before, double step, const std::vector<Vertex>* banned) {
  const bool first = before < 0;
  if (!first && sources_.is_source(v)) return;
  if (blocked_.contains(v)) return;
  if (banned && std::find(banned->begin(), banned->end(), v) != banned->end()) return;
  const int hops = first ? 0 : nodes_[before].hops + 1;
  Bounds::Reach reach = bounds_->at(v, options_.max_hops - hops);
  if (reach.strength == 0) return;
  const double strength = first ? 1.0 : nodes_[before].strength * step;
  const double bound = strength * reach.strength;
  if (clearly_less(bound, floor_)) {
    cut_ = true;
    return;
  }
  ++pushed_;
  nodes_.push_back({v, before, hops, strength, bound, hops + reach.hops});
  heap_.push_back(static_cast<std::int32_t>(nodes_.size()) - 1);
  std::push_heap(heap_.begin(), heap_.end(), [this](std::int32_t a, std::int32_t b) { return after(a, b); });
}

// Whether a way into this team was expanded before that nothing of this one can beat: no more hops, no less
// strength, and where both are equal, ids that come first.
const Finder::TeamEntry* Finder::better_entry(Vertex hub, std::int32_t index) const {
  auto entries = teams_.find(hub);
  if (entries == teams_.end()) return nullptr;
  const Node& node = nodes_[index];
  for (const TeamEntry& entry : entries->second) {
    const Node& other = nodes_[entry.node];
    if (other.hops > node.hops || clearly_less(other.strength, node.strength)) continue;
    const bool same = other.hops == node.hops && !clearly_less(node.strength, other.strength);
    if (!same || compare_ways(entry.node, index) < 0) return &entry;
  }
  return nullptr;
}

// A team is gone through once, for the best way into it, not once for each of its members: later ways add
// only those with whom the first one has an edge of its own.
void Finder::expand_teams(std::int32_t index, const std::vector<Vertex>* banned) {
  const Vertex member = nodes_[index].vertex;
  const double step = graph_.same_team();
  if (step <= 0 || nodes_[index].hops + 1 >= options_.max_hops || !bounds_->hubs_lead_on()) return;
  const std::vector<Vertex> colleagues = graph_.explicit_colleagues(member);
  auto add = [&](Vertex other) {
    if (other == member || std::binary_search(colleagues.begin(), colleagues.end(), other)) return;
    push(other, index, step, banned);
  };
  graph_.each_hub(member, [&](Vertex hub, auto in_force) {
    const auto& ranked = bounds_->ranked_hub(hub);
    if (ranked.empty() || !in_force()) return;
    if (const TeamEntry* before = better_entry(hub, index)) {
      for (Vertex other : before->colleagues) {
        if (graph_.sits_on(other, hub)) add(other);
      }
      return;
    }
    for (const auto& [other, most] : ranked) {
      if (clearly_less(nodes_[index].strength * step * most, floor_)) {
        cut_ = true;
        break;  // ranked: the rest is weaker
      }
      add(other);
    }
    // What was banned here may be reached by another way.
    if (!banned) teams_[hub].push_back({index, colleagues});
  });
}

void Finder::expand(std::int32_t index, const std::vector<Vertex>* banned) {
  if (nodes_[index].hops >= options_.max_hops) return;
  std::vector<Link> links;
  graph_.forward(
      nodes_[index].vertex, [this](Vertex v) { return bounds_->knows(v); }, links);
  for (const Link& link : links) push(link.other, index, link.strength, banned);
  if (graph_.is_member(nodes_[index].vertex)) expand_teams(index, banned);
}

// A way to the same person with no more hops and no less strength was taken before. Since no strength is
// above 1, this also keeps paths free of loops.
bool Finder::dominated(const Node& node) {
  auto& ways = closed_[node.vertex];
  for (const auto& [hops, strength] : ways) {
    if (hops <= node.hops && !clearly_less(strength, node.strength)) return true;
  }
  ways.emplace_back(node.hops, node.strength);
  return false;
}

FoundPath Finder::path_to(std::int32_t index) const {
  FoundPath path;
  path.probability = nodes_[index].strength;
  path.people = people(index);
  for (; index >= 0; index = nodes_[index].before) path.reached.push_back(nodes_[index].strength);
  std::reverse(path.reached.begin(), path.reached.end());
  return path;
}

// The part begins with the first `fixed` people of `path`.
void Finder::start(const FoundPath& path, std::size_t fixed, const std::vector<Vertex>& banned) {
  nodes_.clear();
  heap_.clear();
  closed_.clear();
  teams_.clear();
  blocked_.clear();
  if (fixed == 0) {
    for (Vertex source : sources_.sources()) push(source, -1, 1.0, &banned);
    return;
  }
  for (std::size_t i = 0; i < fixed; ++i) {
    nodes_.push_back(
        {path.people[i], static_cast<std::int32_t>(i) - 1, static_cast<int>(i), path.reached[i], 0, 0});
    blocked_.insert(path.people[i]);
  }
  expand(static_cast<std::int32_t>(fixed) - 1, &banned);
}

std::optional<FoundPath> Finder::solve(const FoundPath& path, std::size_t fixed,
                                       const std::vector<Vertex>& banned, double floor) {
  floor_ = floor;
  start(path, fixed, banned);
  auto later = [this](std::int32_t a, std::int32_t b) { return after(a, b); };
  while (!heap_.empty() && pushed_ <= most_pushed_) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const std::int32_t index = heap_.back();
    heap_.pop_back();
    const Node node = nodes_[index];
    if (node.vertex == target_) return path_to(index);
    if (!dominated(node)) expand(index, nullptr);
  }
  return std::nullopt;
}

// The k best of all paths of at least this probability.
std::vector<FoundPath> Finder::best_down_to(double floor) {
  const auto k = static_cast<std::size_t>(options_.k);
  std::vector<FoundPath> found;
  std::vector<Candidate> candidates;  // best first
  // Nothing worse than what already suffices is looked for.
  auto needed = [&] {
    const std::size_t open = k - found.size();
    return candidates.size() >= open ? std::max(floor, candidates[open - 1].path.probability) : floor;
  };
  auto add = [&](const FoundPath& from, std::size_t fixed, std::vector<Vertex> banned) {
    std::optional<FoundPath> path = solve(from, fixed, banned, needed());
    if (!path) return;
    auto place = std::find_if(candidates.begin(), candidates.end(),
                              [&](const Candidate& other) { return better(*path, other.path); });
    candidates.insert(place, Candidate{std::move(*path), fixed, std::move(banned)});
  };
  add({}, 0, {});
  while (!candidates.empty() && pushed_ <= most_pushed_) {
    Candidate best = std::move(candidates.front());
    candidates.erase(candidates.begin());
    found.push_back(best.path);
    if (found.size() == k) break;
    for (std::size_t fixed = best.fixed; fixed < best.path.people.size(); ++fixed) {
      std::vector<Vertex> banned = fixed == best.fixed ? best.banned : std::vector<Vertex>();
      banned.push_back(best.path.people[fixed]);
      add(best.path, fixed, std::move(banned));
    }
  }
  return found;
}

Found Finder::run() {
  static constexpr double kFirstFloor = 0.5, kStep = 0.5, kLastFloor = 1e-5;
  static constexpr double kCountHops = 0.1;  // floor below which it is worth its price
  Found result;
  // No path below it is wanted.
  const double enough =
      std::max(options_.at_least, kth_direct_way(graph_, sources_, links_, target_, options_));
  std::optional<HopCounts> counts;
  const auto left = [&] { return options_.max_settled - std::min(options_.max_settled, result.settled); };
  for (double floor = kFirstFloor;; floor = floor * kStep < kLastFloor ? 0 : floor * kStep) {
    const bool last = floor <= enough;
    if (last) floor = enough;
    if (floor < kCountHops && !counts) {
      counts.emplace(graph_, sources_.sources(), target_, options_.max_hops);
      result.settled += counts->people();
      if (!counts->meet()) return result;
    }
    bounds_.emplace(graph_, sources_, links_, counts ? &*counts : nullptr, target_, options_.avoid,
                    options_.max_hops, floor, left());
    result.settled += bounds_->settled();
    if (bounds_->ran_out()) {
      result.complete = false;  // what the round before found stands: all there is above its floor
      return result;
    }
    cut_ = false;
    pushed_ = 0;
    most_pushed_ = left();
    result.paths = best_down_to(floor);
    result.settled += pushed_;
    if (pushed_ > most_pushed_) {
      result.complete = false;
      return result;
    }
    if (result.paths.size() >= static_cast<std::size_t>(options_.k)) return result;
    if (last || (!cut_ && bounds_->complete())) return result;
  }
}

}  // namespace

Found find_paths(const PathGraph& graph, SourceSide& sources, BackwardLinks& links, Vertex target,
                 const FindOptions& options) {
  return Finder(graph, sources, links, target, options).run();
}

}  // namespace relmap::query
