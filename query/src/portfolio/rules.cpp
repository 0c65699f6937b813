#include "portfolio/rules.h"

#include <algorithm>
#include <map>

#include "coverage/report.h"
#include "in_parallel.h"
#include "money.h"

namespace relmap::query {
namespace {

double amount(const std::optional<graphstore::Decimal>& money) { return money ? money->to_double() : 0; }

std::string money(const PortfolioAccount& account) {
  return account.revenue ? money_text({{account.currency, *account.revenue}}, Lang::kEn) : "";
}

}  // namespace

Gap& PortfolioRules::gap(std::string_view rule, Severity severity, std::string_view discriminator,
                         std::string_view key, const Args& args) {
  Gap& gap = out_.gaps.emplace_back();
  gap.rule = rule;
  gap.severity = setting(rule).severity.value_or(severity);
  gap.subject = {"Portfolio", "all", say(out_.lang, "portfolio.subject")};
  gap.id = gap.rule + ":" + gap.subject.ref();
  if (!discriminator.empty()) gap.id += ":" + std::string(discriminator);
  gap.because = say(out_.lang, key, args);
  gap.action.text = say(out_.lang, std::string(key) + ".action", args);
  return gap;
}

void PortfolioRules::witness(Gap& gap, std::size_t account) const {
  gap.witness.nodes.push_back(out_.accounts[account].account.ref());
}

void PortfolioRules::run() {
  if (setting("portfolio.maps-missing").on) maps_missing();
  if (setting("portfolio.revenue-uncovered").on) revenue_uncovered();
  if (setting("portfolio.leaver-exposure").on) leaver_exposure();
  if (setting("portfolio.effort-against-tier").on) effort_against_tier();
  if (setting("portfolio.tier-review").on) tier_review();
  std::stable_sort(out_.gaps.begin(), out_.gaps.end(), [](const Gap& a, const Gap& b) {
    return a.severity != b.severity ? a.severity < b.severity : a.id < b.id;
  });
}

void PortfolioRules::maps_missing() {
  const RuleSetting& rule = setting("portfolio.maps-missing");
  std::vector<std::size_t> missing;
  std::size_t strategic = 0;
  for (std::size_t i = 0; i < out_.accounts.size(); ++i) {
    if (out_.accounts[i].tier != Tier::kStrategic) continue;
    ++strategic;
    if (out_.accounts[i].ladder < 2) missing.push_back(i);
  }
  if (strategic == 0) return;
  const double share = static_cast<double>(strategic - missing.size()) / static_cast<double>(strategic);
  const double red = rule.number("red_share"), amber = rule.number("amber_share");
  if (share >= amber - 1e-12) return;
  std::vector<std::string> names;
  for (const std::size_t i : missing) names.push_back(out_.accounts[i].account.name);
  Gap& found =
      gap("portfolio.maps-missing", share < red - 1e-12 ? Severity::kRed : Severity::kAmber, "",
          "portfolio.maps-missing",
          Args().with("n", missing.size()).with("of", strategic).with("names", enumerate(out_.lang, names)));
  found.values = {{"strategic_accounts", static_cast<int>(strategic)},
                  {"with_map", static_cast<int>(strategic - missing.size())},
                  {"share", share},
                  {"red_below", red},
                  {"amber_below", amber}};
  for (const std::size_t i : missing) witness(found, i);
}

void PortfolioRules::revenue_uncovered() {
  const double most = setting("portfolio.revenue-uncovered").number("share");
  struct Sum {
    double revenue = 0, uncovered = 0;
    std::vector<std::size_t> accounts;
  };
  std::map<std::string, Sum> by_currency;
  for (std::size_t i = 0; i < out_.accounts.size(); ++i) {
    const PortfolioAccount& a = out_.accounts[i];
    if (a.key_players == 0 || amount(a.revenue) <= 0) continue;
    Sum& sum = by_currency[a.currency];
    const double open = 1 - static_cast<double>(a.covered_key_players) / static_cast<double>(a.key_players);
    sum.revenue += amount(a.revenue);
    sum.uncovered += open * amount(a.revenue);
    if (open > 0) sum.accounts.push_back(i);
  }
  for (auto& [currency, sum] : by_currency) {
    const double share = sum.uncovered / sum.revenue;
    if (share <= most + 1e-12) continue;
    const auto lost = [&](std::size_t i) {
      const PortfolioAccount& a = out_.accounts[i];
      return amount(a.revenue) *
             (1 - static_cast<double>(a.covered_key_players) / static_cast<double>(a.key_players));
    };
    std::stable_sort(sum.accounts.begin(), sum.accounts.end(),
                     [&](std::size_t a, std::size_t b) { return lost(a) > lost(b); });
    std::vector<std::string> names;
    for (const std::size_t i : sum.accounts) names.push_back(out_.accounts[i].account.name);
    Gap& found = gap("portfolio.revenue-uncovered", Severity::kAmber, currency, "portfolio.revenue-uncovered",
                     Args()
                         .with("share", percent(share))
                         .with("max", percent(most))
                         .with("currency", currency)
                         .with("names", enumerate(out_.lang, names, 3)));
    found.values = {{"currency", currency}, {"share", share}, {"max_share", most}};
    for (const std::size_t i : sum.accounts) witness(found, i);
  }
}

// Accounts of one currency in which each member has a part.
using Parts = std::map<Vertex, std::vector<std::size_t>>;

std::vector<std::size_t> PortfolioRules::opened_by(Vertex member, const std::vector<std::size_t>& accounts,
                                                   double more_than) const {
  const std::vector<Vertex> gone{member};
  const Model without(model_.snapshot(), model_.date(), gone);
  double possible = 0;
  for (const std::size_t i : accounts) possible += amount(out_.accounts[i].revenue);
  std::vector<std::size_t> opened;
  for (const std::size_t i : accounts) {
    if (possible <= more_than) return {};
    const std::vector<std::string> red = red_gaps(Facts(without, policy_, judgements_[i].account));
    const bool opens = std::any_of(red.begin(), red.end(),
                                   [&](const std::string& id) { return !judgements_[i].red.contains(id); });
    if (opens) {
      opened.push_back(i);
    } else {
      possible -= amount(out_.accounts[i].revenue);
    }
  }
  return opened;
}

void PortfolioRules::leaver_exposure() {
  std::map<std::string, Parts> by_currency;
  for (std::size_t i = 0; i < judgements_.size(); ++i) {
    if (amount(out_.accounts[i].revenue) <= 0) continue;
    for (const Vertex member : judgements_[i].critical)
      by_currency[out_.accounts[i].currency][member].push_back(i);
  }
  std::size_t reports = 0;
  for (const auto& [currency, parts] : by_currency) leaver_exposure(currency, parts, reports);
}

// The member whose leaving would open red gaps on the most revenue of the currency. Members are judged by
// falling revenue of the accounts in which they have a part, until that can no longer be more than the worst
// found: exact, and few are judged.
void PortfolioRules::leaver_exposure(const std::string& currency,
                                     const std::map<Vertex, std::vector<std::size_t>>& parts,
                                     std::size_t& reports) {
  const auto revenue_of = [&](const std::vector<std::size_t>& accounts) {
    double sum = 0;
    for (const std::size_t i : accounts) sum += amount(out_.accounts[i].revenue);
    return sum;
  };
  std::vector<std::pair<double, Vertex>> order;
  for (const auto& [member, accounts] : parts) order.emplace_back(revenue_of(accounts), member);
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : model_.id(a.second) < model_.id(b.second);
  });
  std::vector<std::size_t> worst;
  Vertex who = graphstore::kNoVertex;
  constexpr std::size_t kBatch = 32;  // judged side by side against the worst of those before
  for (std::size_t begin = 0; begin < order.size() && order[begin].first > revenue_of(worst);
       begin += kBatch) {
    const std::size_t count = std::min(kBatch, order.size() - begin);
    for (std::size_t i = 0; i < count; ++i) reports += parts.at(order[begin + i].second).size();
    if (reports > options_.max_departures) {
      out_.complete = false;
      break;
    }
    const double least = revenue_of(worst);
    std::vector<std::vector<std::size_t>> opened(count);
    in_parallel(count, options_.threads, [&](std::size_t i) {
      const Vertex member = order[begin + i].second;
      opened[i] = opened_by(member, parts.at(member), least);
    });
    for (std::size_t i = 0; i < count; ++i) {
      if (revenue_of(opened[i]) <= revenue_of(worst)) continue;
      worst = std::move(opened[i]);
      who = order[begin + i].second;
    }
  }
  if (who == graphstore::kNoVertex) return;
  std::map<std::string, graphstore::Decimal> sum;
  std::vector<std::string> names;
  for (const std::size_t i : worst) {
    add_money(sum, currency, *out_.accounts[i].revenue);
    names.push_back(out_.accounts[i].account.name);
  }
  Gap& found = gap("portfolio.leaver-exposure", Severity::kAmber, currency, "portfolio.leaver-exposure",
                   Args()
                       .with("name", model_.display_name(who))
                       .with("n", names.size())
                       .with("names", enumerate(out_.lang, names))
                       .with("money", money_text(sum, out_.lang)));
  found.values = {{"member", model_.ref(who)},
                  {"accounts", static_cast<int>(worst.size())},
                  {"currency", currency},
                  {"revenue", sum.at(currency)}};
  found.witness.nodes.push_back(model_.ref(who));
  for (const std::size_t i : worst) witness(found, i);
}

void PortfolioRules::effort_against_tier() {
  const double most = setting("portfolio.effort-against-tier").number("factor");
  for (const Segment& segment : segments_of(out_.accounts)) {
    double seats = 0;
    for (const Segment::Row& row : segment.rows) {
      if (amount(out_.accounts[row.account].revenue) > 0)
        seats += static_cast<double>(out_.accounts[row.account].team);
    }
    for (const Segment::Row& row : segment.rows) {
      const PortfolioAccount& a = out_.accounts[row.account];
      if (row.revenue_share <= 0 || seats <= 0) continue;
      const double effort = static_cast<double>(a.team) / seats, ratio = effort / row.revenue_share;
      const bool more = ratio > most + 1e-12, less = ratio < 1 / most - 1e-12;
      if (!more && !less) continue;
      Gap& found = gap("portfolio.effort-against-tier", Severity::kAmber, a.account.id,
                       more ? "portfolio.effort-against-tier.more" : "portfolio.effort-against-tier.less",
                       Args()
                           .with("account", a.account.name)
                           .with("effort", percent(effort))
                           .with("share", percent(row.revenue_share))
                           .with("n", a.team));
      found.values = {{"account", a.account.ref()},
                      {"team_share", effort},
                      {"revenue_share", row.revenue_share},
                      {"ratio", ratio},
                      {"max_ratio", most}};
      witness(found, row.account);
    }
  }
}

void PortfolioRules::tier_review() {
  const auto least = static_cast<std::size_t>(setting("portfolio.tier-review").number("min_accounts"));
  for (const Segment& segment : segments_of(out_.accounts)) {
    if (segment.rows.size() < least) continue;
    for (std::size_t r = 0; r < segment.rows.size(); ++r) {
      const Segment::Row& row = segment.rows[r];
      const PortfolioAccount& a = out_.accounts[row.account];
      const bool up = a.tier != Tier::kStrategic && row.major_by_revenue && a.intent != "exit";
      const bool down = a.tier == Tier::kStrategic && !row.major_by_revenue && !row.major_by_potential &&
                        a.intent != "grow";
      if (!up && !down) continue;
      Gap& found = gap("portfolio.tier-review", Severity::kInfo, a.account.id,
                       up ? "portfolio.tier-review.up" : "portfolio.tier-review.down",
                       Args()
                           .with("account", a.account.name)
                           .with("tier", spoken(a.tier, out_.lang))
                           .with("rank", r + 1)
                           .with("of", segment.rows.size())
                           .with("revenue", money(a))
                           .with("share", percent(row.revenue_share))
                           .with("potential", percent(row.potential_share)));
      found.values = {{"account", a.account.ref()},
                      {"tier", word(a.tier)},
                      {"revenue_rank", static_cast<int>(r + 1)},
                      {"revenue_share", row.revenue_share},
                      {"cumulative_share", row.cumulative},
                      {"potential_share", row.potential_share},
                      {"strategic_intent", a.intent.empty() ? "not recorded" : a.intent}};
      witness(found, row.account);
    }
  }
}

namespace {

const Rule kRules[] = {
    {{"portfolio.maps-missing", RuleScope::kPortfolio, Severity::kRed,
      "Too few strategic accounts have a usable map.", "拥有可用关系图的战略客户太少。"},
     {{"red_share", 0, 1}, {"amber_share", 0, 1}},
     false,
     nullptr},
    {{"portfolio.revenue-uncovered", RuleScope::kPortfolio, Severity::kAmber,
      "Weighted by revenue, too many key players are not covered.", "按收入加权，未覆盖的关键人物过多。"},
     {{"share", 0, 1}},
     false,
     nullptr},
    {{"portfolio.leaver-exposure", RuleScope::kPortfolio, Severity::kAmber,
      "The revenue of accounts that would gain a red gap if one member left.",
      "一位成员离开便会出现红色缺口的客户收入。"},
     {},
     false,
     nullptr},
    {{"portfolio.effort-against-tier", RuleScope::kPortfolio, Severity::kAmber,
      "A team far larger or smaller than the account's share of revenue.",
      "团队规模与客户的收入占比相差悬殊。"},
     {{"factor", 1, 1000}},
     false,
     nullptr},
    {{"portfolio.tier-review", RuleScope::kPortfolio, Severity::kInfo,
      "An account whose tier is out of step with revenue, potential and intent.",
      "客户级别与收入、潜力和战略意图不符。"},
     {{"min_accounts", 1, 100'000, true}},
     false,
     nullptr},
};

}  // namespace

std::span<const Rule> portfolio_rules() { return kRules; }

}  // namespace relmap::query
