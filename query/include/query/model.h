// Model: the relationship model read from a Snapshot at a date of judgement. It names labels, edge types,
// properties and words once; analyses never spell one out.
//
// A Model is a few hundred bytes of resolved symbols: make one per request. It reads only, walks only what it
// is asked for, and holds no cache. It must not outlive its Snapshot.
//
// Time, on the date of judgement D: `since` > D has not begun; `until` ≤ D and `left_on` ≤ D is over; a
// `last_contact` after D counts as D.
//
// Every walk ends on cycles (of PART_OF, REPORTS_TO) and none recurses.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/status.h"
#include "graphstore/snapshot.h"
#include "query/types.h"

namespace relmap::query {

using graphstore::Edge;
using graphstore::EdgeId;
using graphstore::PropertyView;
using graphstore::Snapshot;
using graphstore::Symbol;
using graphstore::Vertex;

// Labels, edge types and properties, resolved. A name that the store never used is kNoSymbol: it finds
// nothing.
struct Symbols {
  explicit Symbols(const Snapshot& snapshot);

  Symbol account, org_unit, contact, team_member, business_line, opportunity, order, campaign, lead, task,
      objective;
  Symbol part_of, works_in, reports_to, influences, knows, covers, on_team, member_of, works_with,
      for_account, targets, involves, owned_by, buys, purchased, cell, led_to, about;
  Symbol name, title, email, tier, currency, kind, placeholder, level, political_status, support,
      adaptability, left_on, function, stage, amount, close_date, ordered_on, delivery, since, until,
      strength, context, relationship_level, desired_level, last_contact, cadence_days, role,
      business_line_id, year, state, potential, competitor, revenue, strategic_intent, created_on, channel,
      started_on, source, status, due_on, plan_year, statement, target, agreed_shares, planning_date,
      last_planning_date, contact_depth, note;
};

// One ON_TEAM edge.
struct TeamSeat {
  Vertex member = graphstore::kNoVertex;
  TeamRole role = TeamRole::kNone;
  std::string_view business_line;  // id, "" where none
  Edge edge;
};

// One WORKS_IN edge of a contact, leading to a unit of the account or (unit = the account itself) straight to
// it.
struct Placement {
  Vertex contact = graphstore::kNoVertex;
  Vertex unit = graphstore::kNoVertex;
  Edge edge;
};

class Model {
 public:
  // `gone`: people who are judged as if they had left, whatever their record says.
  Model(const Snapshot& snapshot, Date date, std::vector<Vertex> gone = {});

  const Snapshot& snapshot() const { return *snapshot_; }
  Date date() const { return date_; }
  const Symbols& symbols() const { return s_; }

  // --- nodes
  std::optional<Vertex> find(std::string_view label, std::string_view id) const {
    return snapshot_->find(label, id);
  }
  // "Label/id", split at the first "/". kInvalidArgument without one, kNotFound where there is no such node.
  Result<Vertex> find_ref(std::string_view ref) const;
  Result<Vertex> find_account(std::string_view id) const;  // kNotFound
  NodeName name(Vertex v) const;
  std::string ref(Vertex v) const;  // "Label/id"
  std::string_view id(Vertex v) const { return snapshot_->key(v); }
  std::string_view display_name(Vertex v) const;  // name, else id
  bool is(Vertex v, Symbol label) const { return snapshot_->has_label(v, label); }

  // --- people
  bool has_left(Vertex person) const;                // left_on ≤ D, or gone
  std::optional<Date> left_on(Vertex person) const;  // as recorded, or D of those taken as gone
  bool is_placeholder(Vertex v) const;               // of a contact or unit
  Level level(Vertex person) const;
  PoliticalStatus political_status(Vertex contact) const;
  Support support(Vertex contact) const;
  // Key player by what needs no account: political status, where that is unset C-level or VP. Coverage knows
  // one more reason (a role on an open opportunity); like this, it says nothing of who has left.
  bool marked_key_player(Vertex contact) const;

  // --- accounts, units and people
  Tier tier(Vertex account) const;  // strategic where none is readable
  // The account's org units over PART_OF among units, in the order found (parents before children). Each
  // once.
  std::vector<Vertex> units(Vertex account) const;
  // Units directly below `parent` (a unit or account), by id.
  std::vector<Vertex> child_units(Vertex parent) const;
  // Open WORKS_IN edges that lead to the account or one of `units`; also of people who have left (see
  // has_left).
  std::vector<Placement> placements(Vertex account, const std::vector<Vertex>& units) const;

  // The accounts whose contact somebody is, by id: the other way round.
  std::vector<Vertex> accounts_of(Vertex contact) const;

  // --- our side
  // ON_TEAM edges in force at D; also of members who have left (see has_left). By member, then edge id.
  std::vector<TeamSeat> team(Vertex account) const;
  // Business lines a seat sells: its own business_line, else those of the member's MEMBER_OF.
  std::vector<Vertex> seller_lines(const TeamSeat& seat) const;

  // --- opportunities
  // Opportunities of the account, by id.
  std::vector<Vertex> opportunities(Vertex account) const;
  Stage stage(Vertex opportunity) const;

  // --- edges
  bool in_force(const PropertyView& properties) const;  // since ≤ D (or none) and not until ≤ D
  // From `strength` when given (≥ .9 trusted_advisor, ≥ .65 problem_solver, ≥ .4 credible_source, else
  // vendor), else relationship_level, else kNone.
  RelationshipLevel relationship_level(const PropertyView& knows) const;
  RelationshipLevel desired_level(const PropertyView& knows) const;
  BuyingRole buying_role(const PropertyView& buys) const;
  Support deal_support(const PropertyView& buys, Vertex contact) const;  // the edge's, else the contact's
  TeamRole team_role(const PropertyView& on_team) const;
  bool is_conflict(const PropertyView& influences) const;
  bool is_dotted(const PropertyView& reports_to) const;
  std::optional<Date> last_contact(const PropertyView& knows) const;  // at most D

  // Sorts by id (bytes), the order of every list people see.
  void sort_by_id(std::vector<Vertex>& nodes) const;

 private:
  // `words`: those of the enumeration as the store numbers them; index = value of the enumeration.
  template <class E>
  E enumerated(const PropertyView& properties, Symbol property,
               const std::vector<graphstore::Word>& words) const;

  const Snapshot* snapshot_;
  Date date_;
  std::vector<Vertex> gone_;  // ascending
  Symbols s_;
  std::vector<graphstore::Word> level_, political_, support_, relationship_, stage_, role_, buying_;
};

}  // namespace relmap::query
