// Whose leaving could open a red gap on an account: found without judging the account anew without each of
// its members, so that only those few are judged.
#pragma once

#include <vector>

#include "coverage/facts.h"

namespace relmap::query {

// Ascending; nobody is missing, some may be there in vain. What the red rules read of a member is his seat,
// his ties and whom he is to cover (which sets the cadence of others' ties).
std::vector<Vertex> critical_members(const Facts& facts);

}  // namespace relmap::query
