// The repair plan: who of us should get to know whom, so that few introductions close many gaps.
//
// What an introduction closes: gaps that a live tie to the contact settles (account.key-player-unknown,
// -weak, account.tie-stale, opportunity.buyer-uncovered of that contact; account.unit-uncovered of a unit: by
// the contact of it who closes most, else by the weightiest there). Each contact is given to one member of
// the client team, who takes on `capacity` of them at most; he should have a good way
// there (over the account's people, from a tie of his own or of the colleague on the team who has the best),
// and not be far below the contact's level.
//
// Method: minimum-cost flow (source → members → contacts → sink) by Boost.Graph's successive shortest paths
// (Jewell 1958, Busacker and Gowen 1960, with Johnson's potentials). After each introduction the plan closes
// as many gaps as that many introductions can, and of those at the least cost: −ln of the way's probability,
// and a quarter for each level that the member stands below the contact (nothing where he knows him already)
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/coverage.h"

namespace relmap::query {

struct RepairOptions {
  CoverageOptions coverage;
  int introductions = 5;  // 1 to 50
  int capacity = 2;       // of each member, 1 to 50
};

struct RepairStep {
  NodeName member, contact;
  std::string title;  // the contact's
  IntroductionPath path;
  int levels_below = 0;  // of the member; 0 where a level is not recorded, or he knows the contact already
  std::vector<std::string> gaps;       // ids of those it closes
  std::vector<std::string> sentences;  // and what they say
};

struct RepairPlan {
  NodeName account;
  Date date;
  Lang lang = Lang::kEn;
  std::vector<RepairStep> steps;      // those that close most first, then by id of the contact
  std::size_t closes = 0;             // gaps, each once
  std::size_t closable = 0;           // by introductions to anybody
  std::vector<NodeName> unreachable;  // contacts whom nobody of the team has a way to, with gaps of theirs
};

// kNotFound for an unknown account, kInvalidArgument for options out of range.
Result<RepairPlan> repair_plan(const Snapshot& snapshot, std::string_view account,
                               const RepairOptions& options);

std::string to_text(const RepairPlan& plan);
// {account, date, closes, closable, steps:[{member, contact, gaps, levels_below, path}],
// unreachable}
std::string to_json(const RepairPlan& plan);
std::string to_csv(const RepairPlan& plan);  // member,contact,contact_name,way_in,gaps

}  // namespace relmap::query
