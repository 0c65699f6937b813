// Commits on behalf of a caller. One who sees some accounts only may change what is theirs, and nothing else:
// he can neither change what he does not see, nor bring it into his sight, nor put something where he loses
// it (but for people, who move).
#pragma once

#include <string>

#include "context.h"
#include "graphstore/transaction.h"

namespace relmap::server {

// As Graph::commit, in the caller's name. For a caller with a scope also: what he does not see is answered as
// if it were not there; kPermissionDenied where the change is not his to make (our own people and business
// lines, new accounts, second ids, whatever would lie outside his accounts); kConflict where an id is taken
// by something that he does not see: ids are one space for all. Such a commit costs as much as reading his
// accounts' people.
Result<graphstore::CommitResult> commit_as(Context& context, const Caller& caller,
                                           const graphstore::Transaction& transaction, std::string reason);

}  // namespace relmap::server
