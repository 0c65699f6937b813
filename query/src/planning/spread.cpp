#include "planning/spread.h"

#include <queue>

namespace relmap::query {

double SpreadProblem::value(const std::vector<std::size_t>& set) const {
  std::vector<double> left(worth.size(), 1.0);
  for (const std::size_t candidate : set) {
    for (const Reach& r : reach[candidate]) left[r.target] *= 1 - r.share;
  }
  double value = 0;
  for (std::size_t t = 0; t < worth.size(); ++t) value += worth[t] * (1 - left[t]);
  return value;
}

std::vector<Chosen> choose_greedily(const SpreadProblem& problem, std::size_t most) {
  std::vector<double> left(problem.worth.size(), 1.0);
  const auto gain_of = [&](std::size_t candidate) {
    double gain = 0;
    for (const SpreadProblem::Reach& r : problem.reach[candidate])
      gain += problem.worth[r.target] * left[r.target] * r.share;
    return gain;
  };
  struct Entry {
    double gain;
    std::size_t candidate, round;  // of the set that the gain was computed for
  };
  const auto worse = [](const Entry& a, const Entry& b) {
    const double difference = a.gain - b.gain;
    if (difference > 1e-12 || difference < -1e-12) return a.gain < b.gain;
    return a.candidate > b.candidate;
  };
  std::priority_queue<Entry, std::vector<Entry>, decltype(worse)> queue(worse);
  for (std::size_t c = 0; c < problem.reach.size(); ++c) {
    if (const double gain = gain_of(c); gain > 1e-12) queue.push({gain, c, 0});
  }
  std::vector<Chosen> chosen;
  while (chosen.size() < most && !queue.empty()) {
    const Entry best = queue.top();
    queue.pop();
    if (best.round < chosen.size()) {  // gains only fall: it may still be the best
      if (const double gain = gain_of(best.candidate); gain > 1e-12)
        queue.push({gain, best.candidate, chosen.size()});
      continue;
    }
    chosen.push_back({best.candidate, best.gain});
    for (const SpreadProblem::Reach& r : problem.reach[best.candidate]) left[r.target] *= 1 - r.share;
  }
  return chosen;
}

}  // namespace relmap::query
