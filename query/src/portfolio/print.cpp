// Portfolio and segmentation as text, JSON and CSV.
#include <algorithm>

#include "coverage/gap_out.h"
#include "money.h"
#include "query/portfolio.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

constexpr std::size_t kShown = 50;  // accounts in a text

std::string gaps_text(const std::vector<Gap>& gaps, Lang lang) {
  std::string out;
  for (const Gap& gap : gaps) {
    out += "\n" + wrapped(gap.because, "[" + std::string(severity_spoken(gap.severity, lang)) + "] ", "    ");
    out += wrapped(gap.action.text, "  → ", "    ");
  }
  return out;
}

std::string revenue_text(const PortfolioAccount& a, Lang lang) {
  return a.revenue ? money_text({{a.currency, *a.revenue}}, lang) : std::string("–");
}

Json account_json(const PortfolioAccount& a) {
  return {{"account", json_of(a.account)},
          {"tier", word(a.tier)},
          {"score", a.score},
          {"red", a.red},
          {"amber", a.amber},
          {"ladder", a.ladder},
          {"contacts", a.contacts},
          {"key_players", a.key_players},
          {"covered_key_players", a.covered_key_players},
          {"team", a.team},
          {"currency", a.currency},
          {"revenue", a.revenue ? Json(a.revenue->to_string()) : Json()},
          {"potential", a.potential ? Json(a.potential->to_string()) : Json()},
          {"strategic_intent", a.intent.empty() ? Json() : Json(a.intent)},
          {"planning_date", a.planning_date ? Json(a.planning_date->to_string()) : Json()}};
}

}  // namespace

std::string to_text(const Portfolio& p) {
  const Lang lang = p.lang;
  std::string out =
      say(lang, "portfolio.title", Args().with("date", p.date.to_string()).with("n", p.accounts.size())) +
      "\n";
  std::vector<const PortfolioAccount*> order;
  for (const PortfolioAccount& a : p.accounts) order.push_back(&a);
  std::stable_sort(order.begin(), order.end(), [](auto* a, auto* b) { return a->score < b->score; });
  for (std::size_t i = 0; i < std::min(order.size(), kShown); ++i) {
    const PortfolioAccount& a = *order[i];
    out += wrapped(say(lang, "portfolio.account",
                       Args()
                           .with("account", a.account.name)
                           .with("tier", spoken(a.tier, lang))
                           .with("score", short_number(a.score, 0))
                           .with("red", a.red)
                           .with("amber", a.amber)
                           .with("covered", a.covered_key_players)
                           .with("key_players", a.key_players)
                           .with("revenue", revenue_text(a, lang))),
                   "  ", "      ");
  }
  if (order.size() > kShown)
    out += "  " + say(lang, "portfolio.more", Args().with("n", order.size() - kShown)) + "\n";
  out += gaps_text(p.gaps, lang);
  if (p.gaps.empty()) out += "\n" + say(lang, "portfolio.none") + "\n";
  if (!p.complete) out += "\n" + wrapped(say(lang, "portfolio.bounded"), "", "");
  return out;
}

std::string to_json(const Portfolio& p) {
  Json accounts = Json::array();
  for (const PortfolioAccount& a : p.accounts) accounts.push_back(account_json(a));
  return dump({{"date", p.date.to_string()},
               {"policy", p.policy},
               {"complete", p.complete},
               {"accounts", accounts},
               {"gaps", json_of(p.gaps)}});
}

std::string to_csv(const Portfolio& p) {
  std::string out =
      "id,name,tier,score,red,amber,ladder,contacts,key_players,covered_key_players,team,currency,revenue,"
      "potential,"
      "strategic_intent\r\n";
  for (const PortfolioAccount& a : p.accounts) {
    out += csv_field(a.account.id) + "," + csv_field(a.account.name) + "," + std::string(word(a.tier)) + "," +
           short_number(a.score, 2) + "," + std::to_string(a.red) + "," + std::to_string(a.amber) + "," +
           std::to_string(a.ladder) + "," + std::to_string(a.contacts) + "," + std::to_string(a.key_players) +
           "," + std::to_string(a.covered_key_players) + "," + std::to_string(a.team) + "," +
           csv_field(a.currency) + "," + (a.revenue ? a.revenue->to_string() : "") + "," +
           (a.potential ? a.potential->to_string() : "") + "," + csv_field(a.intent) + "\r\n";
  }
  return out;
}

std::string to_text(const Segmentation& found) {
  const Portfolio& p = found.portfolio;
  const Lang lang = p.lang;
  std::string out = say(lang, "segmentation.title", Args().with("date", p.date.to_string())) + "\n";
  for (const Segment& segment : found.segments) {
    out += "\n" +
           say(lang, "segmentation.currency",
               Args().with("currency", segment.currency.empty() ? say(lang, "segmentation.no-currency")
                                                                : segment.currency)) +
           "\n";
    bool above = true;
    for (std::size_t r = 0; r < std::min(segment.rows.size(), kShown); ++r) {
      const Segment::Row& row = segment.rows[r];
      const PortfolioAccount& a = p.accounts[row.account];
      if (above && !row.major_by_revenue && r > 0) out += "  " + say(lang, "segmentation.line") + "\n";
      above = row.major_by_revenue;
      out += wrapped(say(lang, "segmentation.row",
                         Args()
                             .with("rank", r + 1)
                             .with("account", a.account.name)
                             .with("tier", spoken(a.tier, lang))
                             .with("revenue", revenue_text(a, lang))
                             .with("share", percent(row.revenue_share))
                             .with("potential", percent(row.potential_share))
                             .with("intent", a.intent.empty() ? say(lang, "segmentation.intent.none")
                                                              : say(lang, "segmentation.intent." + a.intent))
                             .with("n", a.team)),
                     "  ", "      ");
    }
    if (segment.rows.size() > kShown)
      out += "  " + say(lang, "portfolio.more", Args().with("n", segment.rows.size() - kShown)) + "\n";
  }
  out += "\n" + say(lang, "segmentation.load") + "\n";
  for (const TierLoad& load : found.load) {
    const double each =
        load.accounts > 0 ? static_cast<double>(load.seats) / static_cast<double>(load.accounts) : 0;
    out += wrapped(say(lang, "segmentation.tier",
                       Args()
                           .with("tier", spoken(load.tier, lang))
                           .with("n", load.accounts)
                           .with("people", load.people)
                           .with("each", short_number(each, 1))),
                   "  ", "      ");
  }
  return out + gaps_text(p.gaps, lang);
}

std::string to_json(const Segmentation& found) {
  const Portfolio& p = found.portfolio;
  Json segments = Json::array(), load = Json::array();
  for (const Segment& segment : found.segments) {
    Json rows = Json::array();
    for (const Segment::Row& row : segment.rows) {
      Json object = account_json(p.accounts[row.account]);
      object["revenue_share"] = row.revenue_share;
      object["cumulative"] = row.cumulative;
      object["potential_share"] = row.potential_share;
      object["major_by_revenue"] = row.major_by_revenue;
      object["major_by_potential"] = row.major_by_potential;
      rows.push_back(std::move(object));
    }
    segments.push_back({{"currency", segment.currency}, {"rows", rows}});
  }
  for (const TierLoad& tier : found.load) {
    load.push_back({{"tier", word(tier.tier)},
                    {"accounts", tier.accounts},
                    {"seats", tier.seats},
                    {"people", tier.people}});
  }
  return dump(
      {{"date", p.date.to_string()}, {"segments", segments}, {"load", load}, {"review", json_of(p.gaps)}});
}

std::string to_csv(const Segmentation& found) {
  std::string out =
      "currency,rank,id,name,tier,revenue,revenue_share,cumulative,potential,potential_share,strategic_"
      "intent,team\r\n";
  for (const Segment& segment : found.segments) {
    for (std::size_t r = 0; r < segment.rows.size(); ++r) {
      const Segment::Row& row = segment.rows[r];
      const PortfolioAccount& a = found.portfolio.accounts[row.account];
      out += csv_field(segment.currency) + "," + std::to_string(r + 1) + "," + csv_field(a.account.id) + "," +
             csv_field(a.account.name) + "," + std::string(word(a.tier)) + "," +
             (a.revenue ? a.revenue->to_string() : "") + "," + short_number(row.revenue_share, 4) + "," +
             short_number(row.cumulative, 4) + "," + (a.potential ? a.potential->to_string() : "") + "," +
             short_number(row.potential_share, 4) + "," + csv_field(a.intent) + "," + std::to_string(a.team) +
             "\r\n";
    }
  }
  return out;
}

}  // namespace relmap::query
