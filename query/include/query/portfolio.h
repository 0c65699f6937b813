// All accounts together: the portfolio's coverage and its rules, and the tiers held against revenue,
// potential and intent (segmentation).
//
// Every account is judged by its own report, on several threads. Money is compared within one currency only.
// A report on one account costs as much as query/coverage.h says, so this is linear in the accounts.
//
// No figure of one of our own people stands here, but one: what hangs on the one member whose leaving would
// open red gaps on the most revenue (portfolio.leaver-exposure), because a company must know.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/status.h"
#include "query/coverage.h"
#include "query/matrix.h"

namespace relmap::query {

struct PortfolioOptions {
  CoverageOptions coverage;  // its introductions are not looked for
  unsigned threads = 0;      // 0: as many as there are cores
  // Reports made anew to find the member on whom most hangs; beyond it the answer says that it stopped early.
  std::size_t max_departures = 20'000;
};

struct PortfolioAccount {
  NodeName account;
  Tier tier = Tier::kStrategic;
  double score = 0;
  std::size_t red = 0, amber = 0;
  int ladder = 0;  // of its map: 0 no contacts, 1 no key players, 2 none supportive, 3 some
  std::size_t contacts = 0, key_players = 0, covered_key_players = 0;
  std::size_t team = 0;  // present members
  std::string currency, intent;
  std::optional<graphstore::Decimal> revenue, potential;
  std::optional<Date> planning_date;
};

struct Portfolio {
  Date date;
  Lang lang = Lang::kEn;
  std::string policy;
  std::vector<PortfolioAccount> accounts;  // by id
  std::vector<Gap> gaps;                   // of portfolio.*; the subject is Portfolio/all
  bool complete = true;                    // false: the bound on departures was met
};

Result<Portfolio> portfolio(const Snapshot& snapshot, const PortfolioOptions& options);

std::string to_text(const Portfolio& portfolio);
// {date, policy, complete, accounts:[…], gaps:[…]}
std::string to_json(const Portfolio& portfolio);
std::string to_csv(const Portfolio& portfolio);  // one line an account

// --- segmentation

// Accounts of one currency by revenue, with the line up to which they make 80 % of it.
struct Segment {
  std::string currency;
  struct Row {
    std::size_t account = 0;  // into Portfolio::accounts
    double revenue_share = 0, cumulative = 0, potential_share = 0;
    bool major_by_revenue = false, major_by_potential = false;  // within the 80 % by each
  };
  std::vector<Row> rows;  // by revenue, then id; without revenue last
};

// What a tier's coverage model asks of us: N to 1, 1 to N, 1 to many.
struct TierLoad {
  Tier tier = Tier::kStrategic;
  std::size_t accounts = 0, seats = 0, people = 0;  // seats: members of teams, added up; people: each once
};

struct Segmentation {
  Portfolio portfolio;
  std::vector<Segment> segments;  // by currency
  std::vector<TierLoad> load;     // of each tier
};

Result<Segmentation> segmentation(const Snapshot& snapshot, const PortfolioOptions& options);
std::string to_text(const Segmentation& found);
// {date, segments:[{currency, rows:[{account, tier, revenue, revenue_share, cumulative, potential,
// potential_share, intent, team}]}], load:[{tier, accounts, seats, people}], review:[gap…]}
std::string to_json(const Segmentation& found);
std::string to_csv(const Segmentation& found);

// The accounts by currency and revenue.
std::vector<Segment> segments_of(const std::vector<PortfolioAccount>& accounts);

}  // namespace relmap::query
