#include "paths/path_graph.h"

#include <algorithm>

#include "query/strength.h"

namespace relmap::query {

bool PathGraph::may_step(Vertex v) const {
  if (model_->has_left(v)) return false;
  if (is_member(v)) return true;
  return is_contact(v) && model_->support(v) != Support::kEnemy && !model_->is_placeholder(v);
}

template <class Visit>
void PathGraph::each_works_with(Vertex v, Visit visit) const {
  const Snapshot& g = model_->snapshot();
  const Symbol type = model_->symbols().works_with;
  const Symbol kind = is_member(v) ? model_->symbols().team_member : model_->symbols().contact;
  for (Edge edge : g.out(v, type)) {
    if (edge.target != v && model_->is(edge.target, kind)) visit(edge, edge.target);
  }
  for (Edge edge : g.in(v, type)) {
    if (edge.source != v && model_->is(edge.source, kind)) visit(edge, edge.source);
  }
}

// Between contacts, both ways, in force at D.
template <class Visit>
void PathGraph::each_reporting(Vertex v, Visit visit) const {
  const Snapshot& g = model_->snapshot();
  const Symbol type = model_->symbols().reports_to;
  for (Edge edge : g.out(v, type)) {
    if (model_->in_force(edge.properties) && is_contact(edge.target)) visit(edge, edge.target);
  }
  for (Edge edge : g.in(v, type)) {
    if (model_->in_force(edge.properties) && is_contact(edge.source)) visit(edge, edge.source);
  }
}

template <class Wanted, class Visit>
void PathGraph::each_forward(Vertex v, Wanted wanted, Visit visit) const {
  const Snapshot& g = model_->snapshot();
  each_works_with(v, [&](const Edge& edge, Vertex other) {
    if (!wanted(other)) return;
    visit(edge, other, "WORKS_WITH", works_with_strength(*model_, *policy_, edge.properties));
  });
  if (is_member(v)) {
    for (Edge edge : g.out(v, model_->symbols().knows)) {
      if (!wanted(edge.target) || !is_contact(edge.target)) continue;
      visit(edge, edge.target, "KNOWS", tie_strength(*model_, *policy_, edge.properties));
    }
    return;
  }
  each_reporting(v, [&](const Edge& edge, Vertex other) {
    if (wanted(other)) visit(edge, other, "REPORTS_TO", policy_->reports_to);
  });
  for (Edge edge : g.out(v, model_->symbols().influences)) {
    if (!wanted(edge.target) || !is_contact(edge.target) || model_->is_conflict(edge.properties)) continue;
    visit(edge, edge.target, "INFLUENCES", influence_strength(*model_, *policy_, edge.properties));
  }
}

void PathGraph::forward(Vertex v, const std::function<bool(Vertex)>& wanted, std::vector<Link>& out) const {
  each_forward(v, wanted, [&](const Edge&, Vertex other, std::string_view, double strength) {
    if (strength > 0) out.push_back({other, strength});
  });
}

void PathGraph::backward(Vertex v, std::vector<Link>& out) const {
  const Snapshot& g = model_->snapshot();
  auto add = [&](Vertex other, double strength) {
    if (strength > 0) out.push_back({other, strength});
  };
  each_works_with(v, [&](const Edge& edge, Vertex other) {
    add(other, works_with_strength(*model_, *policy_, edge.properties));
  });
  if (is_member(v)) return;
  each_reporting(v, [&](const Edge&, Vertex other) { add(other, policy_->reports_to); });
  for (Edge edge : g.in(v, model_->symbols().influences)) {
    if (is_contact(edge.source) && !model_->is_conflict(edge.properties)) {
      add(edge.source, influence_strength(*model_, *policy_, edge.properties));
    }
  }
  for (Edge edge : g.in(v, model_->symbols().knows)) {
    if (is_member(edge.source)) add(edge.source, tie_strength(*model_, *policy_, edge.properties));
  }
}

void PathGraph::colleagues(Vertex member, std::vector<Link>& out) const {
  each_works_with(member, [&](const Edge& edge, Vertex other) {
    const double strength = works_with_strength(*model_, *policy_, edge.properties);
    if (strength > 0 && !model_->has_left(other)) out.push_back({other, strength});
  });
}

const std::vector<Vertex>& PathGraph::hub_members(Vertex account) const {
  auto [it, fresh] = hub_members_.try_emplace(account);
  if (fresh) {
    for (const TeamSeat& seat : model_->team(account)) {
      if (is_member(seat.member) && !model_->has_left(seat.member)) it->second.push_back(seat.member);
    }
    std::sort(it->second.begin(), it->second.end());
    it->second.erase(std::unique(it->second.begin(), it->second.end()), it->second.end());
  }
  return it->second;
}

std::vector<Vertex> PathGraph::explicit_colleagues(Vertex member) const {
  std::vector<Vertex> colleagues;
  each_works_with(member, [&](const Edge&, Vertex other) { colleagues.push_back(other); });
  std::sort(colleagues.begin(), colleagues.end());
  return colleagues;
}

bool PathGraph::sits_on(Vertex member, Vertex account) const {
  if (!is_member(member) || model_->has_left(member)) return false;
  for (Edge edge :
       model_->snapshot().edges(member, graphstore::Direction::kOut, model_->symbols().on_team, account)) {
    if (model_->in_force(edge.properties)) return true;
  }
  return false;
}

HopEvidence PathGraph::best_edge(Vertex from, Vertex to, bool& any) const {
  HopEvidence best;
  any = false;
  const auto wanted = [to](Vertex other) { return other == to; };
  each_forward(from, wanted, [&](const Edge& edge, Vertex, std::string_view type, double strength) {
    any = true;
    const bool stronger = strength > best.strength || (strength == best.strength && type < best.type);
    if (strength > 0 && stronger) best = {type, strength, edge, graphstore::kNoVertex};
  });
  return best;
}

HopEvidence PathGraph::best(Vertex from, Vertex to) const {
  bool any_edge = false;
  const HopEvidence edge = best_edge(from, to, any_edge);
  if (any_edge || !is_member(from) || !is_member(to)) return edge;
  Vertex first = graphstore::kNoVertex;
  each_common_hub(from, to, [&](Vertex account) {
    if (first == graphstore::kNoVertex || model_->id(account) < model_->id(first)) first = account;
    return true;
  });
  if (first == graphstore::kNoVertex) return edge;
  return {"ON_TEAM", policy_->same_team, {}, first};
}

double PathGraph::strength(Vertex from, Vertex to) const {
  bool any_edge = false;
  const double edge = best_edge(from, to, any_edge).strength;
  if (any_edge || !is_member(from) || !is_member(to)) return edge;
  bool common = false;
  each_common_hub(from, to, [&](Vertex) {
    common = true;
    return false;
  });
  return common ? policy_->same_team : edge;
}

}  // namespace relmap::query
