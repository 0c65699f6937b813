// Rules whose gaps are about business lines: does somebody on the team sell what the customer buys?
#include <algorithm>
#include <set>

#include "coverage/rule_run.h"
#include "coverage/team_facts.h"

namespace relmap::query {
namespace {

std::string because_of(const RuleRun& run, const LineNeed& need) {
  std::set<int> years;
  for (const Edge& edge : need.purchases) {
    years.insert(static_cast<int>(edge.properties.number(run.model.symbols().year).value_or(0)));
  }
  std::vector<std::string> reasons;
  if (!years.empty()) {
    std::vector<std::string> texts;
    for (int year : years) texts.push_back(std::to_string(year));
    reasons.push_back(say(run.lang, "line.bought", Args().with("years", enumerate(run.lang, texts))));
  } else if (!need.orders.empty()) {
    reasons.push_back(say(run.lang, "line.ordered", Args().with("names", run.names(need.orders, 3))));
  }
  if (!need.pipeline.empty()) {
    reasons.push_back(say(run.lang, "line.pipeline", Args().with("names", run.names(need.pipeline, 3))));
  }
  std::string out;
  for (const std::string& reason : reasons)
    out += (out.empty() ? "" : say(run.lang, "list.and-clause")) + reason;
  return out;
}

void no_seller(RuleRun& run) {
  const Facts& f = run.facts;
  const int years = static_cast<int>(run.setting.number("years"));
  for (const LineNeed& need : lines_needing_sellers(f, years)) {
    if (!need.sellers.empty()) continue;
    GapWriter gap = run.gap(Severity::kRed, need.line);
    gap.value("purchases", static_cast<int>(need.purchases.size()))
        .value("orders", static_cast<int>(need.orders.size()))
        .value("open_opportunities", static_cast<int>(need.pipeline.size()))
        .value("years", years)
        .value("sellers", 0);
    gap.node(f.account());
    for (const Edge& edge : need.purchases) gap.edge(edge);
    for (const Edge& edge : need.involves) gap.edge(edge);
    gap.say("line.no-seller", Args()
                                  .with("line", run.name(need.line))
                                  .with("account", run.name(f.account()))
                                  .with("reason", because_of(run, need)));
  }
}

const Rule kRules[] = {
    {{"line.no-seller", RuleScope::kLine, Severity::kRed,
      "The customer buys a business line that nobody on the team sells.",
      "客户采购的业务线在团队中没有对应的销售。"},
     {{"years", 0, 50, true}},
     false,
     no_seller},
};

}  // namespace

std::span<const Rule> line_rules() { return kRules; }

}  // namespace relmap::query
