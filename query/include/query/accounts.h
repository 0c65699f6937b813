// Accounts as lists and pages show them: score, gap counts, client team, units, figures.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/account_view.h"
#include "query/coverage.h"

namespace relmap::query {

struct AccountRow {
  NodeName account;
  Tier tier = Tier::kStrategic;
  double score = 0;
  std::size_t red = 0, amber = 0;
};

enum class AccountOrder { kId, kName, kScore, kRed };  // equals by id
// "score", or "-score" for the other way round (`descending`). nullopt for any other word.
std::optional<AccountOrder> parse_account_order(std::string_view word, bool& descending);

struct AccountListOptions {
  Date date;
  const Policy* policy = nullptr;
  std::optional<Tier> tier;  // only those
  AccountOrder order = AccountOrder::kId;
  bool descending = false;
  std::string after;        // `next` of the page before; "" from the start
  std::size_t limit = 100;  // 1 to 1000
};

struct AccountList {
  std::vector<AccountRow> accounts;  // in the order that was asked for
  std::optional<std::string> next;   // cursor of the next page; nullopt: that was all
};

// Each row costs a report without introductions; by score or gaps all accounts (of the tier) are judged,
// wherefore kResourceExhausted beyond kMaxSortedAccounts of them. kInvalidArgument for a limit or cursor that
// is none.
inline constexpr std::size_t kMaxSortedAccounts = 2'000;
Result<AccountList> list_accounts(const Snapshot& snapshot, const AccountListOptions& options);
std::string to_json(const AccountList& list);
std::string to_csv(const AccountList& list);

// Amounts of one currency, exact.
struct MoneySum {
  std::string currency;  // "" where none is recorded
  graphstore::Decimal amount;
};

struct AccountFigures {
  std::size_t contacts = 0, key_players = 0, covered_key_players = 0, supportive_key_players = 0;
  std::size_t ties = 0, live_ties = 0;
  std::size_t team_members = 0;
  std::size_t open_opportunities = 0;
  std::vector<MoneySum> pipeline;  // amounts of open opportunities, by currency
};

struct AccountPage {
  AccountPicture picture;
  AccountFigures figures;
  // Properties of the account node itself (industry, region, revenue, …).
  graphstore::Properties properties;
};

Result<AccountPage> account_page(const Snapshot& snapshot, std::string_view account,
                                 const CoverageOptions& options);
// {id, name, tier, score, gaps:{red, amber}, properties, team:[{member, roles:[…]}], units:[…],
// opportunities:[…], figures:{…}}
std::string to_json(const AccountPage& page);

}  // namespace relmap::query
