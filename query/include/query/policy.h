// The coverage policy: every threshold, weight, cadence and constant that the analyses use, as data.
//
// JSON: {"name": …, "base": {…}, "tiers": {"strategic": {…}, "large": {…}, "smb": {…}}}. `base` holds for all
// tiers, a tier's section overrides it value by value (objects merge, everything else replaces). A policy
// given by the user is itself merged over the built-in one, so that it need only say what differs. Unknown
// keys, wrong types and values out of range are refused, naming the field's path. query/README.md lists the
// fields.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/types.h"

namespace relmap::query {

enum class Severity : std::uint8_t { kRed, kAmber, kInfo, kWhitespace };
std::string_view severity_name(Severity severity);  // "red", …
std::string_view severity_spoken(Severity severity, Lang lang);

// Strength of ties and of the other edges that introductions travel on. All in [0,1], the half-life in days
// (> 0).
struct StrengthPolicy {
  double unknown_level = 0, vendor = 0, credible_source = 0, problem_solver = 0, trusted_advisor = 0;
  double half_life_days = 0;
  double decay_floor = 0;
  double influence_weak = 0, influence_moderate = 0, influence_strong = 0;
  double reports_to = 0, works_with = 0, same_team = 0;
};

// Days (≥ 1) within which a tie must have been touched, where no COVERS edge says otherwise. First that
// applies.
struct CadencePolicy {
  int champion = 0, key_player = 0, director_and_above = 0, other = 0;
};

// Weights of the score's parts (their sum is what the total is out of) and what a key player counts.
struct ScorePolicy {
  double people = 0, team = 0, lines = 0, opportunities = 0;
  double inner_circle = 0, political_structure = 0, other_key_player = 0;  // weights
  double strong_tie = 0, live_tie = 0, any_tie = 0;                        // shares in [0,1]
};

// One role of the tier's team template: somebody must hold one of `any_of`.
struct RequiredRole {
  std::vector<TeamRole> any_of;
  Severity severity = Severity::kAmber;
};

struct RequiredBuyingRole {
  BuyingRole role = BuyingRole::kNone;
  Severity severity = Severity::kAmber;
};

// One rule as configured for one tier.
struct RuleSetting {
  bool on = true;
  std::optional<Severity> severity;  // replaces whatever severity the rule would choose
  std::map<std::string, double, std::less<>>
      numbers;  // thresholds, by name; all that the rule declares are present

  // Precondition: the rule declares `name`.
  double number(std::string_view name) const;
};

struct TierPolicy {
  StrengthPolicy strength;
  CadencePolicy cadence_days;
  ScorePolicy score;
  std::vector<RequiredRole> required_roles;
  std::vector<RequiredBuyingRole> buying_roles;           // those an open opportunity must name
  std::map<std::string, RuleSetting, std::less<>> rules;  // every known rule is present

  // Precondition: `rule` is one of coverage_rules().
  const RuleSetting& rule(std::string_view id) const;
};

// Immutable; copies share it.
class Policy {
 public:
  static const Policy& built_in();

  // Parses, merges over the built-in policy and validates. kInvalidArgument: "policy:
  // base.strength.half_life_days: must be a number above 0", one sentence for the first thing that is wrong.
  static Result<Policy> parse(std::string_view json);

  const std::string& name() const { return data_->name; }
  const TierPolicy& tier(Tier tier) const { return data_->tiers[static_cast<std::size_t>(tier)]; }
  // What holds where no account, and so no tier, is concerned.
  const TierPolicy& base() const { return data_->base; }
  // The whole policy after merging, as indented JSON with sorted keys: the same for equal policies (so its
  // hash may serve as a fingerprint).
  const std::string& json() const { return data_->json; }

 private:
  struct Data {
    std::string name, json;
    TierPolicy base;
    std::array<TierPolicy, kTierCount> tiers;
  };
  std::shared_ptr<const Data> data_;
};

}  // namespace relmap::query
