// Everything a relationship map, a matrix or a page shows of one account, in one walk: people with their
// standing and ties, reporting lines, influence, the unit tree, the client team, open opportunities.
//
// Lists are ordered by id; indices (parent, unit, member, contact) point into the lists of the same view.
// Contacts who have left are in the view (maps grey them out) and marked; ties to them are never live. Ties
// of members who have left are not in it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/status.h"
#include "query/coverage.h"

namespace relmap::query {

inline constexpr std::size_t kNoIndex = static_cast<std::size_t>(-1);

struct UnitView {
  NodeName node;
  std::size_t parent = kNoIndex;  // into units; kNoIndex: directly below the account
  int depth = 0;                  // 0 directly below the account
  bool placeholder = false;
  std::size_t contacts = 0;  // present, directly in it
  std::size_t covered = 0;   // of those with a live tie
  std::size_t key_players = 0;
  std::optional<Severity> worst;  // of the gaps whose subject it is
};

struct TieView {
  std::size_t contact = kNoIndex, member = kNoIndex;
  RelationshipLevel level = RelationshipLevel::kNone;
  RelationshipLevel desired = RelationshipLevel::kNone;
  double strength = 0;  // [0,1] at D
  std::optional<Date> last_contact;
  std::optional<int> days;  // since then
  int cadence_days = 0;     // that applies to this tie
  bool within_cadence = false;
  bool live = false;  // credible source or above, within cadence, both present
  bool member_on_team = false;
  std::string contact_depth;  // the schema's word, "" where not recorded
};

struct BuyingRoleView {
  std::size_t opportunity = kNoIndex;
  BuyingRole role = BuyingRole::kNone;
  Support support = Support::kNone;  // on that deal
};

struct ContactView {
  NodeName node;
  std::string title;
  Level level = Level::kNone;
  PoliticalStatus political_status = PoliticalStatus::kNone;  // as recorded
  Support support = Support::kNone;
  std::string adaptability;     // the schema's word, "" where not recorded
  std::size_t unit = kNoIndex;  // kNoIndex: directly at the account
  bool key_player = false;
  bool champion = false;
  bool placeholder = false;
  bool left = false;
  std::optional<Date> left_on;  // as recorded, also where that is still to come
  bool outside = false;         // not of this account: joins in by a buying role or a line to its people
  bool covered = false;
  double weight = 0;                         // of a key player in the score, 0 else
  std::vector<BuyingRoleView> buying_roles;  // on open opportunities
  std::vector<std::size_t> ties;             // into AccountView::ties, strongest first
  std::optional<Severity> worst;             // gravest gap whose subject it is
  std::vector<std::string> reasons;          // those gaps' sentences, gravest first
  std::vector<std::string> gaps;             // and their ids
};

struct MemberView {
  NodeName node;
  std::string title, function;
  Level level = Level::kNone;
  bool on_team = false;
  bool left = false;
  struct Seat {
    TeamRole role = TeamRole::kNone;
    std::optional<NodeName> business_line;
    std::optional<Date> since;
  };
  std::vector<Seat> seats;
  std::optional<Severity> worst;
  std::vector<std::string> gaps;
};

struct ReportingLine {
  std::size_t from = kNoIndex, to = kNoIndex;  // contacts: from reports to to
  bool dotted = false;
};

struct InfluenceLine {
  std::size_t from = kNoIndex, to = kNoIndex;  // contacts
  double strength = 0;
  bool conflict = false;
};

struct WorksWithLine {
  std::size_t a = kNoIndex, b = kNoIndex;  // contacts
  double strength = 0;
  std::string context;
};

struct OpportunityView {
  NodeName node;
  Stage stage = Stage::kNone;
  bool open = false;
  std::string amount, currency;  // as recorded, "" where not
  std::optional<Date> close_date;
  std::vector<NodeName> lines, units;  // involved, targeted
  std::optional<Severity> worst;
  std::vector<std::string> gaps;
};

struct AccountView {
  NodeName account;
  Tier tier = Tier::kStrategic;
  Date date;
  std::vector<UnitView> units;  // parents before children, siblings by id
  std::vector<ContactView> contacts;
  std::vector<MemberView> members;  // of the client team, and others who hold a tie
  std::vector<TieView> ties;
  std::vector<ReportingLine> reporting;
  std::vector<InfluenceLine> influence;
  std::vector<WorksWithLine> works_with;
  std::vector<OpportunityView> opportunities;
};

// A view and the report it was judged by (its gaps colour the view).
struct AccountPicture {
  AccountView view;
  CoverageReport report;
};

// Errors: kNotFound for an unknown account.
Result<AccountPicture> account_picture(const Snapshot& snapshot, std::string_view account,
                                       const CoverageOptions& options);

}  // namespace relmap::query
