// The order of paths: probability (equal to 1e-12, relatively), then fewer hops, then ids from the source on.
#pragma once

#include <span>

#include "query/model.h"

namespace relmap::query {

// a < b by more than the tolerance within which probabilities count as equal.
inline constexpr double kEqualProbability = 1e-12;
inline bool clearly_less(double a, double b) { return a < b * (1 - kEqualProbability); }

// Negative, 0 or positive. A path comes before its own continuations.
int compare_ids(const Model& model, Vertex a, Vertex b);
int compare_people(const Model& model, std::span<const Vertex> a, std::span<const Vertex> b);

}  // namespace relmap::query
