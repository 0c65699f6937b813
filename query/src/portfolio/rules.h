// The rules on all accounts together.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "coverage/rule.h"
#include "query/model.h"
#include "query/portfolio.h"
#include "texts.h"

namespace relmap::query {

// What the rules need of one account beside its row.
struct AccountJudgement {
  Vertex account = graphstore::kNoVertex;
  std::set<std::string> red;     // ids of its red gaps
  std::vector<Vertex> critical;  // members whose leaving could open a red gap; ascending
};

class PortfolioRules {
 public:
  // All must outlive it. Gaps go to `out`.
  PortfolioRules(const Model& model, const Policy& policy, const PortfolioOptions& options,
                 const std::vector<AccountJudgement>& judgements, Portfolio& out)
      : model_(model), policy_(policy), options_(options), judgements_(judgements), out_(out) {}
  void run();

 private:
  const RuleSetting& setting(std::string_view rule) const { return policy_.base().rule(rule); }
  // A gap of the rule; sentences are KEY and KEY.action.
  Gap& gap(std::string_view rule, Severity severity, std::string_view discriminator, std::string_view key,
           const Args& args);
  void witness(Gap& gap, std::size_t account) const;

  void maps_missing();
  void revenue_uncovered();
  void leaver_exposure();
  void leaver_exposure(const std::string& currency, const std::map<Vertex, std::vector<std::size_t>>& parts,
                       std::size_t& reports);
  void effort_against_tier();
  void tier_review();

  // Those of the accounts that would gain a red gap if the member left; none as soon as their revenue cannot
  // be more than `more_than`.
  std::vector<std::size_t> opened_by(Vertex member, const std::vector<std::size_t>& accounts,
                                     double more_than) const;

  const Model& model_;
  const Policy& policy_;
  const PortfolioOptions& options_;
  const std::vector<AccountJudgement>& judgements_;
  Portfolio& out_;
};

}  // namespace relmap::query
