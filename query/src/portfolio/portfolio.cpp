// Every account's report, then the rules on all of them.
#include "query/portfolio.h"

#include <algorithm>

#include "coverage/report.h"
#include "in_parallel.h"
#include "portfolio/critical.h"
#include "portfolio/rules.h"

namespace relmap::query {
namespace {

PortfolioAccount judge(const Model& model, const Policy& policy, const CoverageOptions& options,
                       Vertex account, AccountJudgement& judgement) {
  const Facts facts(model, policy, account);
  const CoverageReport report = report_on(facts, policy, options);
  PortfolioAccount row;
  row.account = report.account;
  row.tier = report.tier;
  row.score = report.score.total;
  row.red = report.by_severity.red;
  row.amber = report.by_severity.amber;
  row.contacts = facts.people;
  row.team = facts.team.size();
  bool supportive = false;
  for (const ContactFact& c : facts.contacts) {
    if (!c.counts() || !c.key_player) continue;
    ++row.key_players;
    row.covered_key_players += facts.has_live_tie(c);
    supportive = supportive || is_supportive(c.support);
  }
  row.ladder = row.contacts == 0 ? 0 : row.key_players == 0 ? 1 : supportive ? 3 : 2;
  const PropertyView properties = model.snapshot().properties(account);
  const Symbols& s = model.symbols();
  row.currency = properties.text(s.currency).value_or("");
  row.intent = properties.text(s.strategic_intent).value_or("");
  row.revenue = properties.decimal(s.revenue);
  row.potential = properties.decimal(s.potential);
  row.planning_date = properties.date(s.planning_date);
  judgement.account = account;
  for (const Gap& gap : report.gaps) {
    if (gap.severity == Severity::kRed) judgement.red.insert(gap.id);
  }
  judgement.critical = critical_members(facts);
  return row;
}

}  // namespace

Result<Portfolio> portfolio(const Snapshot& snapshot, const PortfolioOptions& options) {
  const Policy& policy = options.coverage.policy ? *options.coverage.policy : Policy::built_in();
  const Model model(snapshot, options.coverage.date);
  std::vector<Vertex> accounts;
  if (model.symbols().account != graphstore::kNoSymbol)
    snapshot.for_each_node(model.symbols().account, [&](Vertex v) { accounts.push_back(v); });
  model.sort_by_id(accounts);
  CoverageOptions plain = options.coverage;
  plain.introductions = false;
  Portfolio out;
  out.date = options.coverage.date;
  out.lang = options.coverage.lang;
  out.policy = policy.name();
  out.accounts.resize(accounts.size());
  std::vector<AccountJudgement> judgements(accounts.size());
  in_parallel(accounts.size(), options.threads, [&](std::size_t i) {
    out.accounts[i] = judge(model, policy, plain, accounts[i], judgements[i]);
  });
  PortfolioRules(model, policy, options, judgements, out).run();
  return out;
}

}  // namespace relmap::query
