#include "paths/hop_counts.h"

#include <utility>

namespace relmap::query {
namespace {

constexpr int kNever = 1'000;
// Once they have met, searching on only serves to leave out more later: not beyond this many people at once.
constexpr std::size_t kWorthKnowing = 2'000;

}  // namespace

HopCounts::HopCounts(const PathGraph& graph, const std::vector<Vertex>& sources, Vertex target, int max_hops)
    : graph_(&graph) {
  backward_.forward = false;
  for (Side* side : {&forward_, &backward_}) {
    side->hops.assign(graph.model().snapshot().vertex_bound(), kUnknown);
    side->hubs.assign(graph.model().snapshot().vertex_bound(), false);
  }
  for (Vertex source : sources) add(forward_, source, forward_.frontier);
  add(backward_, target, backward_.frontier);
  while (forward_.levels + backward_.levels < max_hops) {
    const bool forward = forward_.frontier.size() <= backward_.frontier.size();
    Side& side = forward ? forward_ : backward_;
    if (side.frontier.empty() || (meet_ && side.frontier.size() > kWorthKnowing)) break;
    expand(side, forward ? backward_ : forward_);
  }
  if (forward_.frontier.empty()) forward_.beyond = kNever;
}

void HopCounts::add(Side& side, Vertex v, std::vector<Vertex>& next) {
  if (side.hops[v] != kUnknown) return;
  side.hops[v] = side.levels;
  next.push_back(v);
  ++people_;
}

void HopCounts::expand(Side& side, const Side& other) {
  ++side.levels;
  side.beyond = side.levels + 1;
  std::vector<Vertex> next;
  const auto reach = [&](Vertex v) { add(side, v, next); };
  const auto unknown = [&](Vertex v) { return side.hops[v] == kUnknown; };
  for (Vertex v : side.frontier) {
    side.forward ? graph_->each_after(v, reach) : graph_->each_before(v, reach);
    if (graph_->same_team() <= 0 || !graph_->is_member(v)) continue;
    graph_->each_hub(v, [&](Vertex account, auto in_force) {
      if (side.hubs[account] || !in_force()) return;
      side.hubs[account] = true;
      graph_->each_hub_member(account, unknown, reach);
    });
  }
  for (Vertex v : next) meet_ = meet_ || other.hops[v] != kUnknown;
  side.frontier = std::move(next);
}

}  // namespace relmap::query
