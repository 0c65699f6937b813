// The whitespace matrix of an account, business line × org unit, and where to sell next.
//
// States of a cell, the first that holds: owned (the unit PURCHASED the line in the years that count, see
// line.no-seller), pipeline (an open opportunity that involves the line targets the unit), competitor,
// not_eligible, warm and cold (eligible, as line.warm-whitespace and line.cold-whitespace judge them),
// eligible (between the two), unassessed.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/coverage.h"

namespace relmap::query {

enum class CellState : std::uint8_t {
  kUnassessed,
  kNotEligible,
  kCompetitor,
  kCold,
  kEligible,
  kWarm,
  kPipeline,
  kOwned
};
std::string_view word(CellState state);  // "owned", "not_eligible", …
std::string_view spoken(CellState state, Lang lang);

using Money = std::map<std::string, graphstore::Decimal>;  // by currency, "" where none is recorded

struct Purchase {
  int year = 0;
  graphstore::Decimal amount;
  std::string currency;  // "" where none is recorded
};

struct MatrixCell {
  NodeName unit, line;
  CellState state = CellState::kUnassessed;
  Money sold;                       // in the years that count
  std::vector<Purchase> purchases;  // the same one by one, the latest first
  Money pipeline;                   // what the opportunities involve of the line, else their amounts
  std::optional<graphstore::Decimal> potential;
  std::string competitor;
  std::vector<NodeName> sellers;    // of the line, on the team, with a live tie in the unit
  std::optional<NodeName> contact;  // warm: the supporter; else to whomever it is easiest
  double probability = 0;           // of the best way to him; 0: none
};

struct Matrix {
  NodeName account;
  Date date;
  Lang lang = Lang::kEn;
  std::vector<NodeName> units, lines;         // by id; rows and columns
  std::vector<MatrixCell> cells;              // unit by unit, line by line
  std::map<std::string, std::size_t> counts;  // of states by their words
  bool cut_short = false;                     // a search for ways ended at its bound: cold may be warm
};

// kNotFound for an unknown account; kResourceExhausted for more than 200,000 cells.
Result<Matrix> matrix(const Snapshot& snapshot, std::string_view account, const CoverageOptions& options);

std::string to_text(const Matrix& matrix);
// {account, date, units, lines, counts, cells:[{unit, line, state, sold, purchases, pipeline, potential,
// competitor, sellers, contact, probability}]}
std::string to_json(const Matrix& matrix);
std::string to_csv(const Matrix& matrix);

// Where to sell next: the unsold eligible cells by potential × probability of the best way to anybody of the
// unit; those without a potential after them, by probability; then by ids.
struct Whitespots {
  Matrix matrix;  // its cells are only those, in that order
  std::size_t list = 20;
};
Result<Whitespots> whitespace(const Snapshot& snapshot, std::string_view account,
                              const CoverageOptions& options, std::size_t list);
std::string to_text(const Whitespots& found);
std::string to_json(const Whitespots& found);
std::string to_csv(const Whitespots& found);

}  // namespace relmap::query
