// The value of winning contacts (query/next.h), and the greedy choice.
#pragma once

#include <cstddef>
#include <vector>

namespace relmap::query {

// Key players (targets) with a worth each, candidates with how far each reaches each target.
struct SpreadProblem {
  std::vector<double> worth;  // of each target, ≥ 0
  struct Reach {
    std::size_t target = 0;
    double share = 0;  // in (0,1]: of what is left of the target's worth
  };
  std::vector<std::vector<Reach>> reach;  // of each candidate, each target once

  // Σ worth × (1 − Π (1 − share)) over the candidates of the set.
  double value(const std::vector<std::size_t>& set) const;
};

struct Chosen {
  std::size_t candidate = 0;
  double gain = 0;
};

// At most `most` candidates that gain something, by falling gain; of equals (1e-12) the one with the smaller
// number.
std::vector<Chosen> choose_greedily(const SpreadProblem& problem, std::size_t most);

}  // namespace relmap::query
