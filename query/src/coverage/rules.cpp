#include "coverage/rule.h"

namespace relmap::query {

const std::vector<const Rule*>& all_rules() {
  static const std::vector<const Rule*> rules = [] {
    std::vector<const Rule*> all;
    for (std::span<const Rule> table :
         {account_rules(), standing_rules(), map_rules(), team_rules(), seat_rules(), line_rules(),
          cell_rules(), opportunity_rules(), committee_rules()}) {
      for (const Rule& rule : table) all.push_back(&rule);
    }
    return all;
  }();
  return rules;
}

const std::vector<const Rule*>& policy_rules() {
  static const std::vector<const Rule*> rules = [] {
    std::vector<const Rule*> all = all_rules();
    for (const Rule& rule : portfolio_rules()) all.push_back(&rule);
    return all;
  }();
  return rules;
}

const std::vector<RuleInfo>& coverage_rules() {
  static const std::vector<RuleInfo> infos = [] {
    std::vector<RuleInfo> all;
    for (const Rule* rule : policy_rules()) all.push_back(rule->info);
    return all;
  }();
  return infos;
}

std::string_view scope_name(RuleScope scope) {
  switch (scope) {
    case RuleScope::kAccount:
      return "account";
    case RuleScope::kTeam:
      return "team";
    case RuleScope::kLine:
      return "line";
    case RuleScope::kOpportunity:
      return "opportunity";
    case RuleScope::kPortfolio:
      break;
  }
  return "portfolio";
}

}  // namespace relmap::query
