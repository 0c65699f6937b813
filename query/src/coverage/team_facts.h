// Which required roles have holders, and which business lines need a seller and have one: shared by the rules
// on team and lines and by the score.
#pragma once

#include <string>
#include <vector>

#include "coverage/facts.h"

namespace relmap::query {

struct RoleState {
  const RequiredRole* required = nullptr;
  std::vector<const TeamSeat*> holders;  // present
  std::vector<const TeamSeat*> leavers;  // seats in force of members who have left

  bool filled() const { return !holders.empty(); }
  std::string code() const;  // "account_sponsor", "marketing-or-telesales"
};

// One for each role that the tier's template requires, in its order.
std::vector<RoleState> required_roles(const Facts& facts);

// A business line that the customer bought in the last `years` years (calendar years of PURCHASED, days of
// orders) or that an open opportunity involves.
struct LineNeed {
  Vertex line = graphstore::kNoVertex;
  std::vector<Edge> purchases;   // PURCHASED
  std::vector<Vertex> orders;    // with their INVOLVES in `involves`
  std::vector<Vertex> pipeline;  // open opportunities, likewise
  std::vector<Edge> involves;
  std::vector<Vertex> sellers;  // present business line sellers of the team who sell it
};

// By id of the line.
std::vector<LineNeed> lines_needing_sellers(const Facts& facts, int years);

}  // namespace relmap::query
