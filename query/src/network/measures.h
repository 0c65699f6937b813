// Figures of a network (query/influence.h says which and from where), as plain functions on numbered people.
#pragma once

#include <cstddef>
#include <vector>

#include "network/network.h"

namespace relmap::query {

using Adjacency = std::vector<std::vector<NetworkEdge>>;  // edges out of each vertex, each target once

// Iterates until the ranks move by less than 1e-13 in all, 1,000 times at most.
std::vector<double> pagerank(const Adjacency& influences, double damping);
std::vector<double> betweenness(const Adjacency& influences);
std::vector<double> burt_constraint(const Adjacency& influences);
std::vector<bool> articulation_points(const Adjacency& influences);
// `stance`: +1, −1 or 0 of each.
std::vector<double> exposure(const Adjacency& influences, const std::vector<double>& stance, double damping);

}  // namespace relmap::query
