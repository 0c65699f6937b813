#include "network/network.h"

#include <algorithm>
#include <map>

#include "query/strength.h"

namespace relmap::query {
namespace {

// Collects the strongest edge to each person.
class EdgeCollector {
 public:
  EdgeCollector(const std::unordered_map<Vertex, std::size_t>& index, double min_strength)
      : index_(index), min_strength_(min_strength) {}

  void add(Vertex to, double strength) {
    const auto it = index_.find(to);
    if (it == index_.end() || strength <= 0 || strength < min_strength_ - 1e-12) return;
    double& best = best_[it->second];
    best = std::max(best, strength);
  }
  std::vector<NetworkEdge> take(std::size_t self) {
    best_.erase(self);
    std::vector<NetworkEdge> edges;
    for (const auto& [to, strength] : best_) edges.push_back({to, strength});
    best_.clear();
    return edges;
  }

 private:
  const std::unordered_map<Vertex, std::size_t>& index_;
  const double min_strength_;
  std::map<std::size_t, double> best_;
};

}  // namespace

PeopleNetwork::PeopleNetwork(const Facts& facts, NetworkKind kind, double min_strength, bool outside) {
  for (std::size_t i = 0; i < facts.contacts.size(); ++i) {
    const ContactFact& c = facts.contacts[i];
    if (c.left || (c.outside && !outside)) continue;
    index_.emplace(c.vertex, contacts.size());
    contacts.push_back(i);
  }
  const Model& m = facts.model();
  const Snapshot& g = m.snapshot();
  const Symbols& s = m.symbols();
  const StrengthPolicy& policy = facts.policy().strength;
  EdgeCollector collector(index_, min_strength);
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    const Vertex v = facts.contacts[contacts[i]].vertex;
    for (const Edge& edge : g.out(v, s.influences)) {
      if (!m.is_conflict(edge.properties))
        collector.add(edge.target, influence_strength(m, policy, edge.properties));
    }
    if (kind == NetworkKind::kAll) {
      for (const Edge& edge : g.out(v, s.works_with))
        collector.add(edge.target, works_with_strength(m, policy, edge.properties));
      for (const Edge& edge : g.in(v, s.works_with))
        collector.add(edge.source, works_with_strength(m, policy, edge.properties));
      for (const Edge& edge : g.out(v, s.reports_to)) {
        if (m.in_force(edge.properties)) collector.add(edge.target, policy.reports_to);
      }
      for (const Edge& edge : g.in(v, s.reports_to)) {
        if (m.in_force(edge.properties)) collector.add(edge.source, policy.reports_to);
      }
    }
    edges.push_back(collector.take(i));
    edge_count += edges.back().size();
  }
}

std::optional<std::size_t> PeopleNetwork::find(Vertex v) const {
  const auto it = index_.find(v);
  return it == index_.end() ? std::nullopt : std::optional(it->second);
}

}  // namespace relmap::query
