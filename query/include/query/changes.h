// What changed about one account between two versions, in sentences that people read.
//
// An entry of the diff concerns an account where it is the account itself, one of its org units, a contact
// who works there, something recorded for it (opportunity, order, campaign, lead, task, objective), a member
// of its client team, or an edge with one of these (but the members) as an end: in the older or in the newer
// Snapshot. So who moved away or in, and what was deleted, is told of.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "graphstore/history.h"
#include "graphstore/snapshot.h"
#include "query/types.h"

namespace relmap::query {

struct AccountChange {
  graphstore::ChangeKind kind = graphstore::ChangeKind::kChanged;
  std::string entity;    // "Contact/ob-lin", "KNOWS TeamMember/eva → Contact/ob-lin"
  std::string subject;   // name of the person or thing it is about
  std::string sentence;  // without a full stop; long values are cut
};

struct AccountChanges {
  NodeName account;
  graphstore::Version from = 0, to = 0;
  // The account, its team, people, ties, opportunities, the rest; within each by subject, then entity.
  std::vector<AccountChange> changes;
  bool more = false;        // the diff left some entries out, so some of these may be missing
  bool incomplete = false;  // somebody was erased since, whom it may have concerned
};

// `diff` leads from `older` to `newer`, Snapshots of one store. A placement that ended on or before the day
// of its Snapshot's commit makes nobody a contact of the account. Cost: the account's neighbourhood and the
// diff. Errors: kNotFound for an account unknown to both.
// Beside the sentences stand whose they are and between which versions (diff.from, diff.to).
Result<AccountChanges> account_changes(const graphstore::Snapshot& older, const graphstore::Snapshot& newer,
                                       const graphstore::Diff& diff, std::string_view account, Lang lang);

// Entries of a diff from `older` to `newer`, each told as account_changes() tells it, in their order.
std::vector<AccountChange> told_changes(const graphstore::Snapshot& older, const graphstore::Snapshot& newer,
                                        std::span<const graphstore::EntityChange> changes, Lang lang);

// One sentence a line, under a title.
std::string to_text(const AccountChanges& changes, Lang lang);
// kind, entity, subject, sentence: a row a change.
std::string to_csv(const AccountChanges& changes);
// {account, from, to, incomplete, more, changes: [{kind, entity, subject, sentence}]}
std::string to_json(const AccountChanges& changes);

}  // namespace relmap::query
