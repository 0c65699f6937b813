// Everybody on an account's map, with what a page shows of them: standing, ties, what they buy, gaps.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/account_view.h"
#include "query/coverage.h"

namespace relmap::query {

inline constexpr std::size_t kMaxPeople = 10'000;

struct PeopleOptions {
  CoverageOptions coverage;  // introductions are not looked for
  std::string after;         // `next` of the page before; "" from the start
  std::size_t limit = kMaxPeople;
};

struct AccountPeople {
  AccountView view;                                // of the whole account
  std::vector<std::size_t> contacts;               // into view.contacts: this page, by id
  std::vector<std::optional<std::size_t>> bosses;  // of each of them, into view.contacts
  std::vector<GapCounts> gaps;                     // of each of them: those whose subject it is
  std::optional<std::string> next;                 // the last id on the page; nullopt: that was all
};

// Costs a report on the account. A boss is whom the first solid line in force leads to, else a dotted one.
// Errors: kNotFound for an unknown account, kInvalidArgument for a limit that is not from 1 to kMaxPeople.
Result<AccountPeople> account_people(const Snapshot& snapshot, std::string_view account,
                                     const PeopleOptions& options);

// {account, date, people: [{contact, title, level, unit, …, ties: […], buys: […], reports_to, gaps}], next};
// what is not recorded is null.
std::string to_json(const AccountPeople& people);
// A row a person; several ties in one field.
std::string to_csv(const AccountPeople& people);

}  // namespace relmap::query
