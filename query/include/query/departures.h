// Departures: what breaks if these people leave? Every rule is judged again as if they had left on the date
// of judgement, ties, seats, buying roles, champions and all (unlike team.key-person-risk, which only takes
// ties).
//
// Without names it looks for the worst: of each one who matters to the account, and of each two of our
// people. Such a list says where the account depends on few; it says nothing about anybody's work.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/coverage.h"

namespace relmap::query {

struct DepartureOptions {
  CoverageOptions coverage;         // its `introductions` are not looked for
  std::vector<std::string> people;  // "Label/id" of TeamMembers and Contacts: only what their leaving breaks
  std::size_t list = 10;            // of the worst, singles and pairs each; 1 to 100

  static constexpr std::size_t kMaxPeople = 20;
  // Work is counted in contacts judged: a report costs as many as the account has. Beyond the bound the
  // answer says that it stopped early. At least a hundred reports are made whatever the account's size.
  std::size_t max_judged = 400'000;
};

struct Departure {
  std::vector<NodeName> people;    // by id
  std::vector<Gap> opened;         // that were not there before, and those that became worse, gravest first
  std::size_t red = 0, amber = 0;  // of `opened`
  std::vector<NodeName> key_players_lost;       // key players with a live tie before and without one then
  std::vector<NodeName> opportunities_at_risk;  // open ones among the subjects of `opened`
  double score_before = 0, score_after = 0;
};

struct Departures {
  NodeName account;
  Date date;
  Lang lang = Lang::kEn;
  std::size_t singles_judged = 0, pairs_judged = 0, singles = 0, pairs = 0;  // done, of how many
  bool complete = true;  // false: the bound on work was met; the lists hold the worst of those judged
  // By red gaps opened, then loss of score, then amber gaps, then ids. Those that break nothing are left out.
  // With DepartureOptions::people: one entry, of all of them together.
  std::vector<Departure> worst;
  // Pairs that break more together than each alone; those who know the same people are judged first.
  std::vector<Departure> worst_pairs;
};

// Who is judged: present members of the client team and those with a tie; contacts who are key players,
// champions, on an open opportunity or who have a live tie. Errors: kNotFound for an unknown account or
// person, kInvalidArgument for a person of another label, too many, or options out of range.
Result<Departures> departures(const Snapshot& snapshot, std::string_view account,
                              const DepartureOptions& options);

std::string to_text(const Departures& found);
// {account, date, complete, judged:{…}, worst:[{people, red, amber, score_before, score_after,
// key_players_lost, opportunities_at_risk, opened:[gap…]}], worst_pairs:[…]}
std::string to_json(const Departures& found);
// One line a departure: people,red,amber,score_before,score_after,key_players_lost,opportunities_at_risk
std::string to_csv(const Departures& found);

}  // namespace relmap::query
