// Makes a relationship world as graph changes: the same plan gives the same changes in the same order,
// everywhere.
//
// About ten edges a person. Everything that belongs to one account comes together, so that a graph that is
// loaded in this order has its neighbours close to each other, as one that grew account by account has.
#pragma once

#include <functional>

#include "base/date.h"
#include "graphstore/transaction.h"
#include "world_plan.h"

namespace relmap::bench {

using Emit = std::function<void(graphstore::Change)>;

// The day at which the world is judged; all that is dated in it lies before.
Date world_date();

// Nodes come before the edges at them.
void generate_world(const WorldPlan& plan, const Emit& emit);

}  // namespace relmap::bench
