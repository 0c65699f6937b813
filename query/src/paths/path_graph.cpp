#include "paths/path_graph.h"

#include <algorithm>

#include "query/strength.h"

namespace relmap::query {

bool PathGraph::may_step(Vertex v) const {
  if (model_->has_left(v)) return false;
  if (is_member(v)) return true;
  return is_contact(v) && model_->support(v) != Support::kEnemy && !model_->is_placeholder(v);
}

namespace {

constexpr auto kAnybody = [](Vertex) { return true; };

// visit(Edge, other) for each edge whose other end is wanted. The edge itself is read only then.
template <class Wanted, class Visit>
void each_edge(const graphstore::EdgeRange& edges, Wanted wanted, Visit visit) {
  for (auto it = edges.begin(); it != edges.end(); ++it) {
    if (wanted(it.other())) visit(*it, it.other());
  }
}

}  // namespace

template <class Wanted, class Visit>
void PathGraph::each_works_with(Vertex v, Wanted wanted, Visit visit) const {
  const Snapshot& g = model_->snapshot();
  const Symbol type = model_->symbols().works_with;
  const Symbol kind = is_member(v) ? model_->symbols().team_member : model_->symbols().contact;
  const auto of_kind = [&](Vertex other) { return other != v && wanted(other) && model_->is(other, kind); };
  each_edge(g.out(v, type), of_kind, visit);
  each_edge(g.in(v, type), of_kind, visit);
}

// Between contacts, both ways, in force at D.
template <class Wanted, class Visit>
void PathGraph::each_reporting(Vertex v, Wanted wanted, Visit visit) const {
  const Snapshot& g = model_->snapshot();
  const Symbol type = model_->symbols().reports_to;
  const auto contact = [&](Vertex other) { return wanted(other) && is_contact(other); };
  const auto in_force = [&](const Edge& edge, Vertex other) {
    if (model_->in_force(edge.properties)) visit(edge, other);
  };
  each_edge(g.out(v, type), contact, in_force);
  each_edge(g.in(v, type), contact, in_force);
}

template <class Wanted, class Visit>
void PathGraph::each_forward(Vertex v, Wanted wanted, Visit visit) const {
  const Snapshot& g = model_->snapshot();
  each_works_with(v, wanted, [&](const Edge& edge, Vertex other) {
    visit(edge, other, "WORKS_WITH", works_with_strength(*model_, *policy_, edge.properties));
  });
  const auto contact = [&](Vertex other) { return wanted(other) && is_contact(other); };
  if (is_member(v)) {
    each_edge(g.out(v, model_->symbols().knows), contact, [&](const Edge& edge, Vertex other) {
      visit(edge, other, "KNOWS", tie_strength(*model_, *policy_, edge.properties));
    });
    return;
  }
  each_reporting(v, wanted, [&](const Edge& edge, Vertex other) {
    visit(edge, other, "REPORTS_TO", policy_->reports_to);
  });
  each_edge(g.out(v, model_->symbols().influences), contact, [&](const Edge& edge, Vertex other) {
    if (model_->is_conflict(edge.properties)) return;
    visit(edge, other, "INFLUENCES", influence_strength(*model_, *policy_, edge.properties));
  });
}

void PathGraph::forward(Vertex v, const std::function<bool(Vertex)>& wanted, std::vector<Link>& out) const {
  each_forward(v, wanted, [&](const Edge&, Vertex other, std::string_view, double strength) {
    if (strength > 0) out.push_back({other, strength});
  });
}

void PathGraph::backward(Vertex v, std::vector<Link>& out) const {
  const Snapshot& g = model_->snapshot();
  const auto add = [&](Vertex other, double strength) {
    if (strength > 0) out.push_back({other, strength});
  };
  each_works_with(v, kAnybody, [&](const Edge& edge, Vertex other) {
    add(other, works_with_strength(*model_, *policy_, edge.properties));
  });
  if (is_member(v)) return;
  each_reporting(v, kAnybody, [&](const Edge&, Vertex other) { add(other, policy_->reports_to); });
  const auto contact = [&](Vertex other) { return is_contact(other); };
  each_edge(g.in(v, model_->symbols().influences), contact, [&](const Edge& edge, Vertex other) {
    if (!model_->is_conflict(edge.properties))
      add(other, influence_strength(*model_, *policy_, edge.properties));
  });
  const auto member = [&](Vertex other) { return is_member(other); };
  each_edge(g.in(v, model_->symbols().knows), member, [&](const Edge& edge, Vertex other) {
    add(other, tie_strength(*model_, *policy_, edge.properties));
  });
}

const std::vector<Link>& BackwardLinks::of(Vertex v) {
  if (links_.size() >= kMost) links_.clear();
  const auto [it, fresh] = links_.try_emplace(v);
  std::vector<Link>& links = it->second;
  if (!fresh) return links;
  graph_->backward(v, links);
  std::sort(links.begin(), links.end(), [](const Link& a, const Link& b) {
    return a.other != b.other ? a.other < b.other : a.strength > b.strength;
  });
  links.erase(std::unique(links.begin(), links.end(),
                          [](const Link& a, const Link& b) { return a.other == b.other; }),
              links.end());
  return links;
}

void PathGraph::colleagues(Vertex member, std::vector<Link>& out) const {
  each_works_with(member, kAnybody, [&](const Edge& edge, Vertex other) {
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
  each_works_with(member, kAnybody, [&](const Edge&, Vertex other) { colleagues.push_back(other); });
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
