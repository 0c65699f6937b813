#include "coverage/committee.h"

#include <algorithm>
#include <unordered_set>

#include "query/strength.h"

namespace relmap::query {

Support Committee::support_of(const Facts& facts, Vertex contact) const {
  for (const Seat& seat : seats) {
    if (seat.contact->vertex != contact) continue;
    Support best = Support::kNone;
    for (std::size_t b : seat.buyers) best = std::max(best, facts.buyers[b].support);
    return best;
  }
  return facts.model().support(contact);
}

std::vector<Committee> committees(const Facts& f) {
  std::vector<Committee> all;
  for (const OpportunityFact& opportunity : f.opportunities) {
    if (!opportunity.open) continue;
    Committee& committee = all.emplace_back();
    committee.opportunity = &opportunity;
    std::vector<std::size_t> buyers = opportunity.buyers;
    std::stable_sort(buyers.begin(), buyers.end(),
                     [&](std::size_t a, std::size_t b) { return f.buyers[a].contact < f.buyers[b].contact; });
    for (std::size_t i : buyers) {
      const BuyerFact& buyer = f.buyers[i];
      const ContactFact& contact = f.contacts[buyer.contact];
      if (contact.left) continue;
      if (committee.seats.empty() || committee.seats.back().contact != &contact)
        committee.seats.push_back({&contact, {}, false, false});
      Committee::Seat& seat = committee.seats.back();
      seat.buyers.push_back(i);
      seat.supportive = seat.supportive || is_supportive(buyer.support);
      seat.decides =
          seat.decides || buyer.role == BuyingRole::kApprover || buyer.role == BuyingRole::kDecisionMaker;
    }
  }
  return all;
}

ReportingLines::Above ReportingLines::above(Vertex person) const {
  const Model& m = facts_.model();
  Above found;
  found.order.push_back(person);
  for (std::size_t i = 0; i < found.order.size() && found.order.size() < kMaxAbove; ++i) {
    for (const Edge& edge : m.snapshot().out(found.order[i], m.symbols().reports_to)) {
      if (m.is_dotted(edge.properties) || !m.in_force(edge.properties) || found.has(edge.target, person))
        continue;
      found.by.emplace(edge.target, edge);
      found.order.push_back(edge.target);
    }
  }
  return found;
}

std::optional<ReportingLines::One> ReportingLines::one_line(const std::vector<Vertex>& people) const {
  const Model& m = facts_.model();
  std::vector<Above> all;
  for (Vertex person : people) all.push_back(above(person));
  const auto at_or_above = [&](std::size_t i, Vertex v) { return all[i].has(v, people[i]); };
  // Whoever stands at or above all of them.
  std::vector<Vertex> common;
  for (Vertex v : all[0].order) {
    bool of_all = true;
    for (std::size_t i = 1; i < all.size() && of_all; ++i) of_all = at_or_above(i, v);
    if (of_all) common.push_back(v);
  }
  if (common.empty()) return std::nullopt;
  One one;
  one.chain = true;
  for (std::size_t i = 0; i < people.size() && one.chain; ++i) {
    for (std::size_t j = 0; j < i && one.chain; ++j)
      one.chain = at_or_above(i, people[j]) || at_or_above(j, people[i]);
  }
  // `order` goes upwards, so the first is nearest to the first person.
  const auto below_the_top = [&](Vertex v) { return m.level(v) != Level::kCLevel; };
  const auto top = std::find_if(common.begin(), common.end(), below_the_top);
  if (top == common.end() && !one.chain) return std::nullopt;
  one.top = one.chain || top == common.end() ? common.front() : *top;
  std::unordered_set<Vertex> drawn;
  for (std::size_t i = 0; i < people.size(); ++i) {
    for (Vertex v = one.top; v != people[i];) {
      const Edge& edge = all[i].by.at(v);
      if (drawn.insert(edge.source).second) one.edges.push_back(edge);
      v = edge.source;
    }
  }
  return one;
}

namespace {

// A label of the search: the best way from `vertex` to the target within so many hops.
struct Reach {
  double strength = 0;
  Edge first;  // of the way; its target has the next
};

}  // namespace

std::vector<InfluencePath> influence_on(const Facts& facts, Vertex target, int max_hops) {
  constexpr std::size_t kMaxEdges = 100'000;
  const Model& m = facts.model();
  // by_hops[h]: whoever reaches the target in at most h hops. Bellman and Ford's recurrence, backwards: a way
  // of h hops is an edge and the best way of h − 1 hops from its end. (Strengths are at most 1, so that a way
  // in a circle is never better.)
  std::vector<std::unordered_map<Vertex, Reach>> by_hops(static_cast<std::size_t>(max_hops) + 1);
  by_hops[0].emplace(target, Reach{1, {}});
  std::size_t edges = 0;
  for (std::size_t h = 1; h < by_hops.size(); ++h) {
    by_hops[h] = by_hops[h - 1];
    for (const auto& [v, reach] : by_hops[h - 1]) {
      for (const Edge& edge : m.snapshot().in(v, m.symbols().influences)) {
        if (++edges > kMaxEdges) break;
        if (edge.source == target || m.is_conflict(edge.properties) || m.has_left(edge.source)) continue;
        const double strength =
            influence_strength(m, facts.policy().strength, edge.properties) * reach.strength;
        if (strength <= 0) continue;
        auto [it, fresh] = by_hops[h].try_emplace(edge.source, Reach{strength, edge});
        const bool earlier = strength == it->second.strength && m.id(v) < m.id(it->second.first.target);
        if (!fresh && (strength > it->second.strength || earlier)) it->second = {strength, edge};
      }
    }
  }
  std::vector<Vertex> people;
  for (const auto& [v, reach] : by_hops.back()) {
    if (v != target) people.push_back(v);
  }
  m.sort_by_id(people);
  std::vector<InfluencePath> paths;
  for (Vertex person : people) {
    InfluencePath& path = paths.emplace_back();
    path.strength = by_hops.back().at(person).strength;
    Vertex at = person;
    for (std::size_t h = by_hops.size() - 1; at != target; --h) {
      const Edge& edge = by_hops[h].at(at).first;
      path.edges.push_back(edge);
      at = edge.target;
    }
  }
  return paths;
}

}  // namespace relmap::query
