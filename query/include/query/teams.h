// Client teams held against the template of their tier: who holds which role of an account, and what is
// vacant. Seats are listed, never counted by member.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/coverage.h"

namespace relmap::query {

// Somebody's seat in an account's team, in force at D.
struct Seat {
  NodeName member;
  std::string title;
  TeamRole role = TeamRole::kNone;
  std::optional<NodeName> business_line;
  std::optional<Date> since;
  bool left = false;  // the member has left; the seat was not ended
};

// One role of the tier's template: somebody must hold one of `any_of`.
struct TemplateRole {
  std::vector<TeamRole> any_of;
  Severity severity = Severity::kAmber;  // of its being vacant
  std::vector<Seat> holders;             // also those who have left; by role, then id
  bool vacant = true;                    // nobody who is still here holds it
};

struct AccountTeam {
  NodeName account;
  Tier tier = Tier::kStrategic;
  std::vector<TemplateRole> roles;  // in the template's order
  std::vector<Seat> others;         // in roles that the template does not ask for

  std::size_t vacant() const;
};

// kNotFound for an unknown account. Costs the account's team.
Result<AccountTeam> account_team(const Snapshot& snapshot, std::string_view account,
                                 const CoverageOptions& options);

// {account, tier, model, vacant, roles, others}, as in TeamModels.
std::string to_json(const AccountTeam& team);

struct TierTeams {
  Tier tier = Tier::kStrategic;
  std::vector<RequiredRole> required;  // the template
  std::vector<AccountTeam> accounts;   // by id
};

struct TeamModels {
  Date date;
  Lang lang = Lang::kEn;
  std::string policy;
  std::vector<TierTeams> tiers;  // each tier, also one without accounts
};

// All accounts. Costs their teams.
Result<TeamModels> team_models(const Snapshot& snapshot, const CoverageOptions& options);

// "N to 1", "1 to N", "1 to many": how many of us look after how many accounts of the tier.
std::string_view coverage_model(Tier tier, Lang lang);

std::string to_text(const TeamModels& models);
// {date, policy, tiers:[{tier, model, template:[{any_of, severity}], accounts:[{account, vacant,
// roles:[{any_of, severity, vacant, holders:[seat]}], others:[seat]}]}]}; seat: {member, title, role,
// business_line, since, left}
std::string to_json(const TeamModels& models);
// One line a seat, and one a vacant role: tier,account,role,state,member,name,business_line,since.
std::string to_csv(const TeamModels& models);

}  // namespace relmap::query
