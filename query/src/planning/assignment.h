// The assignment in the repair plan, without its words.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace relmap::query {

struct AssignmentProblem {
  std::vector<int> capacity;  // of each member, ≥ 1
  std::vector<int> value;     // of each contact, ≥ 1
  // cost[member][contact], ≥ 0 and at most kMaxCost; nullopt: no way.
  std::vector<std::vector<std::optional<double>>> cost;
  int most = 1;  // pairs in all, ≥ 1

  static constexpr double kMaxCost = 1'000;
};

// Pairs (member, contact), each contact once: of the largest value in all, and of those of the least cost.
// Costs are rounded to thousandths.
std::vector<std::pair<std::size_t, std::size_t>> assign(const AssignmentProblem& problem);

}  // namespace relmap::query
