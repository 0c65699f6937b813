// Whom to win next: with m meetings, which contacts would gain the account most?
//
// The value of a set of contacts won: each key player without a live tie is worth what the score would gain
// by one (weight × (live_tie − any_tie or 0)). Winning him gains all of it; winning somebody who influences
// him gains, of what is left, `spread` × the strength of the best chain of influence of at most 3 hops
// (chains are taken as independent, as in the independent cascade model, and those of contacts whom we know
// already are counted before). This function is monotone and submodular.
//
// Method: greedy with lazy evaluation (Minoux 1978; Leskovec et al. 2007, CELF): at least 1 − 1/e of the best
// possible set (Nemhauser, Wolsey, Fisher 1978). It says who would gain most, not who is easy to meet: the
// best way in stands beside each.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/coverage.h"

namespace relmap::query {

struct NextOptions {
  CoverageOptions coverage;  // its introductions: whether ways in are looked for
  int meetings = 5;          // 1 to 50
  double spread = 0.5;       // of influence, in [0,1]
};

struct NextMeeting {
  NodeName contact;
  std::string title;
  bool key_player = false;
  double gain = 0;                  // points of the score, on top of those before
  std::vector<NodeName> listeners;  // key players without a live tie whom the contact influences, most first
  std::optional<IntroductionPath> path;
};

struct NextReport {
  NodeName account;
  Date date;
  Lang lang = Lang::kEn;
  std::vector<NextMeeting> meetings;  // in the order in which they were chosen
  double gain = 0;                    // of all of them
  std::size_t candidates = 0;         // present contacts by name without a live tie
  bool ways_complete = true;          // false: the search for ways in was cut short
};

// kNotFound for an unknown account, kInvalidArgument for options out of range.
Result<NextReport> next_meetings(const Snapshot& snapshot, std::string_view account,
                                 const NextOptions& options);

std::string to_text(const NextReport& report);
// {account, date, candidates, gain, meetings:[{contact, title, key_player, gain, listeners, path}]}
std::string to_json(const NextReport& report);
std::string to_csv(const NextReport& report);  // number,id,name,gain,listeners,way_in

}  // namespace relmap::query
