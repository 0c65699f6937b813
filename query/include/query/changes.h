// What has changed about an account between two versions of the graph, in sentences.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "graphstore/history.h"
#include "query/types.h"

namespace relmap::query {

struct AccountChange {
  graphstore::ChangeKind kind = graphstore::ChangeKind::kChanged;
  std::string entity;    // "Contact/nia", "KNOWS TeamMember/eva → Contact/nia"
  std::string sentence;  // "New: Eva Berg knows Nia Park (relationship_level problem_solver)"
};

struct AccountChanges {
  NodeName account;
  graphstore::Version from = 0, to = 0;
  std::vector<AccountChange> changes;
  bool more = false;        // the diff was cut short: there may be further ones
  bool incomplete = false;  // somebody known at one of the two versions has been erased since
};

// Those entries of `diff` that concern the account: itself, its units, the people who work or worked in them,
// its opportunities, orders, leads, campaigns, tasks and objectives, and every edge at one of these; in one
// of the two Snapshots or in both. The account comes first, then nodes, then edges, each by sentence. `older`
// and `newer` are the Snapshots of diff.from and diff.to. kNotFound: the account is in neither. O(what
// belongs to the account + the diff).
Result<AccountChanges> account_changes(const graphstore::Snapshot& older, const graphstore::Snapshot& newer,
                                       const graphstore::Diff& diff, std::string_view account, Lang lang);

std::string to_text(const AccountChanges& changes, Lang lang);
std::string to_json(const AccountChanges& changes);

}  // namespace relmap::query
