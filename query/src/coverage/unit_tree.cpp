#include "coverage/unit_tree.h"

#include <algorithm>

namespace relmap::query {

UnitTree::UnitTree(const Facts& facts) {
  for (Vertex unit : facts.units) parents_[unit];
  for (auto& [unit, parents] : parents_) {
    for (Edge edge : facts.model().snapshot().out(unit, facts.model().symbols().part_of)) {
      if (parents_.contains(edge.target)) parents.push_back(edge.target);
    }
  }
}

std::vector<Vertex> UnitTree::up_from(Vertex unit) const {
  std::vector<Vertex> found;
  if (parents_.contains(unit)) found.push_back(unit);
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (Vertex parent : parents_.at(found[i])) {
      if (std::find(found.begin(), found.end(), parent) == found.end()) found.push_back(parent);
    }
  }
  return found;
}

}  // namespace relmap::query
