#include "network/near_ways.h"

#include <algorithm>
#include <unordered_set>

namespace relmap::query {

NearWays::NearWays(const Facts& facts, const PeopleNetwork& network, const std::vector<Vertex>& sources,
                   int max_hops)
    : facts_(facts), network_(network), by_hops_(static_cast<std::size_t>(max_hops) + 1) {
  for (auto& level : by_hops_) level.resize(network_.size());
  const std::unordered_set<Vertex> ours(sources.begin(), sources.end());
  for (const TieFact& tie : facts.ties) {
    const auto person = network_.find(facts.contacts[tie.contact].vertex);
    if (!ours.contains(tie.member) || !person) continue;
    Way& way = by_hops_[1][*person];
    const bool first = tie.strength > 0 && tie.strength == way.strength &&
                       facts.model().id(tie.member) < facts.model().id(way.member);
    if (tie.strength > way.strength || first) way = {tie.strength, tie.member, 0, 1};
  }
  for (std::size_t h = 2; h < by_hops_.size(); ++h) relax(h);
}

void NearWays::relax(std::size_t h) {
  by_hops_[h] = by_hops_[h - 1];
  for (std::size_t u = 0; u < network_.size(); ++u) {
    const Way& way = by_hops_[h - 1][u];
    const ContactFact& c = facts_.contacts[network_.contacts[u]];
    if (way.strength <= 0 || c.placeholder || c.support == Support::kEnemy) continue;
    for (const NetworkEdge& e : network_.edges[u]) {
      const double strength = way.strength * e.strength;
      if (strength > by_hops_[h][e.to].strength) by_hops_[h][e.to] = {strength, way.member, u, h};
    }
  }
}

std::optional<FoundPath> NearWays::to(Vertex target) const {
  const auto person = network_.find(target);
  if (!person || by_hops_.back()[*person].strength <= 0) return std::nullopt;
  FoundPath path;
  Way way = by_hops_.back()[*person];
  path.probability = way.strength;
  for (std::size_t at = *person;;) {
    path.people.push_back(facts_.contacts[network_.contacts[at]].vertex);
    path.reached.push_back(way.strength);
    if (way.hops == 1) break;
    at = way.before;
    way = by_hops_[way.hops - 1][at];
  }
  path.people.push_back(way.member);
  path.reached.push_back(1);
  std::reverse(path.people.begin(), path.people.end());
  std::reverse(path.reached.begin(), path.reached.end());
  return path;
}

}  // namespace relmap::query
