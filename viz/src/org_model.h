// The org map before layout: which cards are drawn, in which unit, under which manager; which lines are left.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "viz/map_spec.h"

namespace relmap::viz {

struct OrgUnit {
  const Unit* unit = nullptr;  // null: the cards without a unit
  std::vector<int> cards;      // indices into MapSpec::cards, in drawing order
  bool leads = false;          // people of other units report into it, nobody out of it: it goes on top
};

struct OrgModel {
  std::vector<OrgUnit> units;       // in drawing order: families of units together; ours last
  std::vector<int> unit_of;         // by card: index into `units`, -1: not drawn
  std::vector<int> manager_of;      // by card: a card of the same unit, or -1; no cycles
  std::vector<int> line_of_report;  // by card: the line (index into MapSpec::lines) behind manager_of, or -1
  std::map<std::pair<Side, std::string_view>, int> index;  // cards that are drawn

  int find(Side side, const std::string& id) const;  // -1: not drawn
  std::pair<int, int> ends(const Line& line) const;  // cards that a line joins; -1 where not drawn
};

// Refers into `spec`, which must outlive it.
OrgModel org_model(const MapSpec& spec);

}  // namespace relmap::viz
