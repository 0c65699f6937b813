// A coverage rule: one table entry and one function. A new rule is a new entry in one of the tables below
// (and its thresholds in policy/default.policy.json, its sentences in texts/en_*.cpp and texts/zh_*.cpp, its
// tests).
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "query/coverage.h"

namespace relmap::query {

class RuleRun;  // rule_run.h

// A threshold of the policy that a rule reads; both bounds inclusive.
struct NumberSpec {
  std::string_view name;
  double min = 0, max = 0;
  bool whole = false;
};

struct Rule {
  RuleInfo info;
  std::vector<NumberSpec> numbers;
  bool needs_contacts = false;  // silent for an account without contacts: account.no-map says it all
  void (*run)(RuleRun&) = nullptr;
};

// One table a file: NAME_rules() of rules_NAME.cpp.
std::span<const Rule> account_rules();
std::span<const Rule> team_rules();
std::span<const Rule> line_rules();
std::span<const Rule> opportunity_rules();
std::span<const Rule> standing_rules();
std::span<const Rule> map_rules();
std::span<const Rule> seat_rules();
std::span<const Rule> cell_rules();
std::span<const Rule> committee_rules();
std::span<const Rule> portfolio_rules();  // portfolio/rules.cpp; judged over all accounts, so without `run`

// Those that judge one account, in that order; and with those on the portfolio, as the policy knows them.
const std::vector<const Rule*>& all_rules();
const std::vector<const Rule*>& policy_rules();

}  // namespace relmap::query
