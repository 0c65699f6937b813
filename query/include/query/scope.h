// Whom somebody sees who may see only some accounts.
//
// An account's people and things are: itself; its org units; contacts placed there (WORKS_IN) whose placement
// had not ended on the day of the version's commit; what is FOR_ACCOUNT; and those of us who are or were on
// its team, know or look after one of these contacts, or own one of these things. Business lines are
// everybody's. Somebody who works in two accounts belongs to both. Not among them: who has moved elsewhere,
// accounts above and below, and whatever else our members do.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "graphstore/snapshot.h"

namespace relmap::query {

// The nodes that belong to `accounts` (ids; those that there is no account of are left out), ascending.
// O(their neighbourhood).
std::vector<graphstore::Vertex> nodes_of_accounts(const graphstore::Snapshot& snapshot,
                                                  std::span<const std::string> accounts);

}  // namespace relmap::query
