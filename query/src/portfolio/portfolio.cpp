// Every account's report, then the rules on all of them.
#include "query/portfolio.h"

#include <algorithm>

#include "coverage/report.h"
#include "in_parallel.h"
#include "portfolio/rules.h"

namespace relmap::query {
namespace {

// Whether the policy makes red what is amber by itself: then anything may come of anybody's leaving.
bool raises_severity(const TierPolicy& policy) {
  return std::any_of(all_rules().begin(), all_rules().end(), [&](const Rule* rule) {
    return rule->info.severity != Severity::kRed && policy.rule(rule->info.id).severity == Severity::kRed;
  });
}

// Those whose leaving could open a red gap: whoever has a tie, is to cover somebody (others' ties then have
// another cadence), sells a line, or alone holds a role. (Another one of a large team in one role changes
// nothing that is judged red.)
std::vector<Vertex> critical_members(const Facts& facts) {
  std::vector<Vertex> found;
  for (const TieFact& tie : facts.ties) found.push_back(tie.member);
  for (const ContactFact& c : facts.contacts) {
    for (const Edge& edge : facts.model().snapshot().in(c.vertex, facts.model().symbols().covers))
      found.push_back(edge.source);
  }
  const bool everybody = raises_severity(facts.policy());
  for (const TeamSeat& seat : facts.seats) {
    const auto shares = [&](const TeamSeat& other) {
      return other.role == seat.role && other.member != seat.member;
    };
    if (everybody || seat.role == TeamRole::kBusinessLineSeller ||
        std::none_of(facts.seats.begin(), facts.seats.end(), shares))
      found.push_back(seat.member);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

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
