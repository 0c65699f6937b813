#include "paths/fan_out.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "paths/order.h"
#include "query/paths.h"

namespace relmap::query {
namespace {

using graphstore::kNoVertex;

// How many hops each contact is from the nearest target, at least: conflicts, dates and strengths are not
// looked at.
class Nearness {
 public:
  Nearness(const PathGraph& graph, const std::vector<Vertex>& targets, int max_hops) {
    for (Vertex target : targets) add(target, 0);
    int known = 0;
    for (std::size_t begin = 0; begin < order_.size();) {
      const std::size_t end = order_.size();
      if (known == max_hops || end > kMost) {
        beyond_ = known + 1;
        return;
      }
      ++known;
      for (; begin < end; ++begin) {
        graph.each_contact_before(order_[begin], [&](Vertex other) { add(other, known); });
      }
    }
    beyond_ = kNever;
  }

  int at(Vertex contact) const {
    auto found = hops_.find(contact);
    return found == hops_.end() ? beyond_ : found->second;
  }

 private:
  static constexpr std::size_t kMost = 10'000;  // contacts; whoever is further counts as just beyond
  static constexpr int kNever = 1'000;

  void add(Vertex contact, int hops) {
    if (hops_.try_emplace(contact, hops).second) order_.push_back(contact);
  }

  std::unordered_map<Vertex, int> hops_;
  std::vector<Vertex> order_;
  int beyond_ = 0;
};

// One person on the way, with the way to him.
struct Node {
  Vertex vertex = kNoVertex;
  std::int32_t before = -1;
  int hops = 0;
  double strength = 0;
};

// What to do next: settle a node, or go through its teams.
struct Turn {
  double strength;
  int hops;  // of a node's teams: of those whom they reach
  std::int32_t node;
  bool teams;
};

class Search {
 public:
  Search(const PathGraph& graph, const std::vector<Vertex>& sources, const std::vector<Vertex>& targets,
         int max_hops, std::size_t max_work)
      : graph_(graph),
        sources_(sources.begin(), sources.end()),
        near_(graph, targets, max_hops),
        max_hops_(max_hops),
        max_work_(max_work) {
    for (Vertex target : targets) {
      if (!graph.model().has_left(target) && may_be_reached(target)) open_.insert(target);
    }
  }

  FanOut run();

 private:
  bool may_be_reached(Vertex target) const;
  void add_turn(const Turn& turn);
  bool after(const Turn& a, const Turn& b) const;
  int compare_ways(std::int32_t a, std::int32_t b) const;
  void reach(Vertex v, std::int32_t before, double strength);
  bool dominated(Vertex v, int hops, double strength) const;
  void settle(std::int32_t index);
  void go_through_teams(std::int32_t index);
  struct TeamEntry {
    std::int32_t node;
    const std::vector<Vertex>* colleagues;  // with whom that member has an edge of its own; ascending
  };
  const TeamEntry* better_entry(Vertex account, std::int32_t index) const;
  const std::vector<Vertex>& colleagues(Vertex member);
  FoundPath path_to(std::int32_t index) const;

  const PathGraph& graph_;
  std::unordered_set<Vertex> sources_;
  std::unordered_set<Vertex> open_;       // targets to come
  std::unordered_set<Vertex> dead_ends_;  // targets found that are no steps
  Nearness near_;
  int max_hops_;
  std::size_t max_work_;
  FanOut out_;
  std::vector<Node> nodes_;
  std::vector<Turn> turns_;                                                 // a heap
  std::unordered_map<Vertex, std::vector<std::pair<int, double>>> closed_;  // (hops, strength) settled
  std::unordered_map<Vertex, std::vector<TeamEntry>> teams_;                // gone through, by account
  std::unordered_map<Vertex, std::vector<Vertex>> colleagues_;
  std::unordered_set<Vertex> seen_;
  std::vector<Link> links_;
};

// False only where nobody of ours knows anybody who leads to the target, however far.
bool Search::may_be_reached(Vertex target) const {
  static constexpr std::size_t kEnough = 100;
  std::vector<Vertex> found{target};
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found.size() > kEnough || sources_.contains(found[i]) || graph_.is_known(found[i])) return true;
    graph_.each_contact_before(found[i], [&](Vertex other) {
      if (std::find(found.begin(), found.end(), other) == found.end()) found.push_back(other);
    });
  }
  return false;
}

int Search::compare_ways(std::int32_t a, std::int32_t b) const {
  if (a == b) return 0;
  const Model& model = graph_.model();
  if (nodes_[a].before == nodes_[b].before) return compare_ids(model, nodes_[a].vertex, nodes_[b].vertex);
  std::array<Vertex, PathOptions::kMaxHops + 1> x{}, y{};
  const auto fill = [this](std::array<Vertex, PathOptions::kMaxHops + 1>& way, std::int32_t at) {
    const std::size_t size = static_cast<std::size_t>(nodes_[at].hops) + 1;
    for (std::size_t i = size; i > 0; --i, at = nodes_[at].before) way[i - 1] = nodes_[at].vertex;
    return std::span<const Vertex>(way.data(), size);
  };
  return compare_people(model, fill(x, a), fill(y, b));
}

// Heap order: true where a's turn comes after b's.
bool Search::after(const Turn& a, const Turn& b) const {
  if (clearly_less(a.strength, b.strength)) return true;
  if (clearly_less(b.strength, a.strength)) return false;
  if (a.hops != b.hops) return a.hops > b.hops;
  if (a.teams != b.teams) return b.teams;  // all who are reached so are to be compared by their ids
  return compare_ways(a.node, b.node) > 0;
}

void Search::add_turn(const Turn& turn) {
  turns_.push_back(turn);
  std::push_heap(turns_.begin(), turns_.end(), [this](const Turn& a, const Turn& b) { return after(a, b); });
}

// Whether a way to the same person with no more hops and no less strength was settled. Since no strength is
// above 1, this also keeps paths free of loops.
bool Search::dominated(Vertex v, int hops, double strength) const {
  auto ways = closed_.find(v);
  if (ways == closed_.end()) return false;
  return std::any_of(ways->second.begin(), ways->second.end(), [&](const auto& way) {
    return way.first <= hops && !clearly_less(way.second, strength);
  });
}

void Search::reach(Vertex v, std::int32_t before, double strength) {
  const int hops = nodes_[before].hops + 1;
  if (sources_.contains(v) || dominated(v, hops, strength)) return;
  if (!open_.contains(v)) {
    // A step: whoever it leads to comes after it.
    const int rest = graph_.is_member(v) ? 1 : near_.at(v);
    if (hops + std::max(rest, 1) > max_hops_ || !graph_.may_step(v)) return;
  }
  nodes_.push_back({v, before, hops, strength});
  add_turn({strength, hops, static_cast<std::int32_t>(nodes_.size()) - 1, false});
}

FoundPath Search::path_to(std::int32_t index) const {
  FoundPath path;
  path.probability = nodes_[index].strength;
  for (; index >= 0; index = nodes_[index].before) {
    path.people.push_back(nodes_[index].vertex);
    path.reached.push_back(nodes_[index].strength);
  }
  std::reverse(path.people.begin(), path.people.end());
  std::reverse(path.reached.begin(), path.reached.end());
  return path;
}

void Search::settle(std::int32_t index) {
  const Node node = nodes_[index];
  if (dominated(node.vertex, node.hops, node.strength)) return;
  closed_[node.vertex].emplace_back(node.hops, node.strength);
  ++out_.work;
  if (open_.erase(node.vertex) > 0) {
    out_.paths.emplace(node.vertex, path_to(index));
    if (!graph_.may_step(node.vertex)) dead_ends_.insert(node.vertex);
  }
  if (dead_ends_.contains(node.vertex)) return;
  if (node.hops >= max_hops_) return;
  links_.clear();
  graph_.forward(
      node.vertex, [&](Vertex v) { return graph_.is_member(v) || node.hops + 1 + near_.at(v) <= max_hops_; },
      links_);
  for (const Link& link : links_) reach(link.other, index, node.strength * link.strength);
  // Two more hops at least: to a colleague, and from him to a contact.
  if (graph_.same_team() > 0 && node.hops + 2 <= max_hops_ && graph_.is_member(node.vertex)) {
    add_turn({node.strength * graph_.same_team(), node.hops + 1, index, true});
  }
}

const std::vector<Vertex>& Search::colleagues(Vertex member) {
  auto [it, fresh] = colleagues_.try_emplace(member);
  if (fresh) it->second = graph_.explicit_colleagues(member);
  return it->second;
}

// A way into this team that was gone through before and that nothing of this one can beat: no more hops, no
// less strength, and where both are equal, ids that come first.
const Search::TeamEntry* Search::better_entry(Vertex account, std::int32_t index) const {
  auto entries = teams_.find(account);
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

// All teams of a member in one go, since they are often made of the same people. A team that was gone through
// for a better way adds only those with whom that way's member has an edge of its own.
void Search::go_through_teams(std::int32_t index) {
  const Node node = nodes_[index];
  const double strength = node.strength * graph_.same_team();
  const std::vector<Vertex>& own = colleagues(node.vertex);
  seen_.clear();
  seen_.insert(node.vertex);
  seen_.insert(own.begin(), own.end());
  const auto wanted = [&](Vertex other) {
    ++out_.work;
    return !seen_.contains(other) && !dominated(other, node.hops + 1, strength);
  };
  const auto add = [&](Vertex other) {
    seen_.insert(other);
    reach(other, index, strength);
  };
  graph_.each_hub(node.vertex, [&](Vertex account, auto in_force) {
    const TeamEntry* before = better_entry(account, index);
    if (!before) {
      if (!in_force()) return;
      graph_.each_hub_member(account, wanted, add);
      teams_[account].push_back({index, &own});
      return;
    }
    for (Vertex other : *before->colleagues) {
      if (wanted(other) && in_force() && graph_.sits_on(other, account)) add(other);
    }
  });
}

FanOut Search::run() {
  if (open_.empty()) return std::move(out_);
  for (Vertex source : sources_) {
    nodes_.push_back({source, -1, 0, 1.0});
    add_turn({1.0, 0, static_cast<std::int32_t>(nodes_.size()) - 1, false});
  }
  while (!turns_.empty() && !open_.empty()) {
    if (out_.work >= max_work_) {
      out_.undecided = std::move(open_);
      break;
    }
    std::pop_heap(turns_.begin(), turns_.end(), [this](const Turn& a, const Turn& b) { return after(a, b); });
    const Turn turn = turns_.back();
    turns_.pop_back();
    if (turn.teams) {
      go_through_teams(turn.node);
    } else {
      settle(turn.node);
    }
  }
  return std::move(out_);
}

}  // namespace

FanOut fan_out(const PathGraph& graph, const std::vector<Vertex>& sources, const std::vector<Vertex>& targets,
               int max_hops, std::size_t max_work) {
  return Search(graph, sources, targets, max_hops, max_work).run();
}

}  // namespace relmap::query
