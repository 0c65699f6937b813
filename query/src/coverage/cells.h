// The whitespace matrix, business line × org unit: what stands in each cell, and how well a unit can be
// reached. Shared by the rules on whitespace and by the matrix.
//
// A cell is sold where the unit PURCHASED the line in the calendar years that count; it has pipeline where an
// open opportunity that involves the line targets the unit; else the CELL edge says what we judged it to be.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "coverage/facts.h"
#include "paths/fan_out.h"

namespace relmap::query {

enum class CellJudgement : std::uint8_t { kNone, kEligible, kNotEligible, kCompetitor };

struct Cell {
  Vertex unit = graphstore::kNoVertex, line = graphstore::kNoVertex;
  CellJudgement judged = CellJudgement::kNone;
  std::optional<Edge> edge;      // CELL
  std::vector<Edge> purchases;   // in the years that count
  std::vector<Vertex> pipeline;  // open opportunities, by id

  bool sold() const { return !purchases.empty(); }
};

// Cells of the account's units in which anything stands, by ids of unit and line.
// `years`: purchases of that many calendar years before D's, and of D's, count.
std::vector<Cell> cells_of(const Facts& facts, int years);

// All business lines, by id. O(blocks of nodes of the graph).
std::vector<Vertex> business_lines(const Model& model);

// How the client team gets to the people of units (those of the units below are theirs, too).
class UnitReach {
 public:
  struct Best {
    const FoundPath* any = nullptr;         // to whomever it is easiest; nullptr: no way
    const FoundPath* supportive = nullptr;  // to whoever of them supports us
    bool undecided = false;                 // the search was cut short; there may be better ways
    std::size_t people = 0;                 // present and known by name
  };
  // How good a way must be: beyond that the best one is not looked for; supportive: nor a worse one.
  // kBest: always the best way.
  struct Enough {
    static constexpr double kBest = 2;
    double supportive = kBest, any = kBest;
  };
  // First over the account's own people, whom the team knows: that costs what the account has. Only for
  // people of units where this is not enough searches follow that leave the account, for what is better than
  // the best so far, and with a bound on their work (FanOut::work).
  UnitReach(const Facts& facts, const std::vector<Vertex>& units, Enough enough, std::size_t max_work);
  UnitReach(const UnitReach&) = delete;
  UnitReach& operator=(const UnitReach&) = delete;

  const Best& of(Vertex unit) const { return best_.at(unit); }
  const PathGraph& graph() const { return graph_; }
  bool cut_short() const { return !far_.complete(); }

 private:
  std::vector<Vertex> find_targets(const Facts& facts);
  void look_near(const Facts& facts, std::vector<Vertex>& targets);
  void offer(const Facts& facts, Vertex target, const FoundPath& path);
  double wanted(const Facts& facts, Vertex target, bool cold) const;
  void look_far(const Facts& facts, Vertex target, bool cold);

  PathGraph graph_;
  Enough enough_;
  FanOut far_;
  std::deque<FoundPath> near_;
  std::unordered_map<Vertex, std::vector<Vertex>> units_of_;  // of each person sought
  std::unordered_map<Vertex, Best> best_;
};

// What the rules on whitespace share in one report: made when the first of them asks.
class Whitespace {
 public:
  // `exact`: the best ways, not only whether they are good enough for the rules.
  Whitespace(const Facts& facts, int years, bool exact);

  const std::vector<Cell>& cells() const { return cells_; }
  // Eligible and unsold.
  const std::vector<const Cell*>& open() const { return open_; }
  const UnitReach& reach() const { return *reach_; }

 private:
  std::vector<Cell> cells_;
  std::vector<const Cell*> open_;
  std::unique_ptr<UnitReach> reach_;
};

}  // namespace relmap::query
