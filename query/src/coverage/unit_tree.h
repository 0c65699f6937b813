// The account's org units as a tree, or whatever PART_OF makes of them: walks end on cycles.
#pragma once

#include <unordered_map>
#include <vector>

#include "coverage/facts.h"

namespace relmap::query {

class UnitTree {
 public:
  explicit UnitTree(const Facts& facts);

  // The unit and those above it, up to the account (which is not among them; nothing for the account itself).
  // Each once, from below.
  std::vector<Vertex> up_from(Vertex unit) const;

 private:
  std::unordered_map<Vertex, std::vector<Vertex>> parents_;  // of each unit, units only
};

}  // namespace relmap::query
