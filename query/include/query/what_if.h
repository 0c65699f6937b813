// What if: edits in the words of a planning session, to be tried on a copy of the graph that nobody else sees
// (graphstore::Graph::preview()), and the report on it compared with the report on the graph as it is
// (report_diff.h). Nothing is written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/status.h"
#include "graphstore/transaction.h"
#include "query/model.h"
#include "query/types.h"

namespace relmap::query {

struct Edit {
  enum class Kind { kLeaves, kTie, kRole, kMoves };
  Kind kind = Kind::kLeaves;
  std::string who;  // kLeaves: TeamMember or Contact; kTie, kRole: TeamMember; kMoves: Contact ("Label/id")
  std::string to;   // kTie: Contact; kMoves: OrgUnit or Account; else empty
  RelationshipLevel level = RelationshipLevel::kCredibleSource;  // kTie
  TeamRole role = TeamRole::kNone;                               // kRole
  std::string business_line;                                     // kRole: id, or empty
};

inline constexpr std::size_t kMaxEdits = 100;

// One edit as people type it: "leaves TeamMember/eva", "tie TeamMember/eva Contact/ann [LEVEL]",
// "role TeamMember/eva ROLE [LINE]", "moves Contact/ann OrgUnit/it". Words are separated by spaces; ids that
// hold some need the JSON form. kInvalidArgument says what is wrong.
Result<Edit> parse_edit(std::string_view text);
// {"edits": [{"edit": "leaves", "who": "TeamMember/eva"}, {"edit": "tie", "who": …, "to": …, "level": …},
// {"edit": "role", "who": …, "role": …, "business_line": …}, {"edit": "moves", "who": …, "to": …}]}, 1 to
// kMaxEdits of them, no other fields. kInvalidArgument names the edit and the field.
Result<std::vector<Edit>> parse_edits_json(std::string_view json);

// The edits as changes of the graph: somebody leaves on `date`; a tie gets the level and was last touched on
// `date` (its `strength`, which would go before the level, is taken away); a role on the account's team is
// filled, without an end; whom the account knows in another unit works in the new one from `date` on, and in
// the old ones until then. kNotFound for an id that is not there, kInvalidArgument for a label that does not
// fit, each with "edit N".
Result<graphstore::Transaction> transaction_of(const graphstore::Snapshot& snapshot, std::string_view account,
                                               const std::vector<Edit>& edits, Date date);

// "What if Eva Hall leaves, and Bob Chen gets to know Ann Lee (credible source)?"
std::string what_if_headline(const graphstore::Snapshot& snapshot, const std::vector<Edit>& edits, Lang lang);

}  // namespace relmap::query
