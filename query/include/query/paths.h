// Introduction paths: who can introduce us to somebody?
//
// The k best loopless paths by product of edge strengths, of at most `max_hops` edges. Method: deviations as
// in J. Y. Yen, "Finding the K Shortest Loopless Paths in a Network" (Management Science 17, 1971), each
// found by Dijkstra on −log strength over (person, hops) with a lower bound from a backward search at the
// target.
//
// A path runs: member → member by WORKS_WITH (both ways) or by sharing a client team at D; member → contact
// by KNOWS; contact → contact by INFLUENCES (forward), REPORTS_TO and WORKS_WITH (both ways). An explicit
// WORKS_WITH of two members counts instead of their shared team. Never along a conflict, never over somebody
// who has left, and not by way of an enemy or a placeholder. Of several edges between two people the
// strongest counts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/status.h"
#include "query/model.h"
#include "query/policy.h"

namespace relmap::query {

struct PathOptions {
  Date date;                       // of judgement
  const Policy* policy = nullptr;  // nullptr: the built-in one
  int k = 3;                       // 1 to kMaxPaths
  int max_hops = 6;                // 1 to kMaxHops; counts edges
  std::vector<std::string> avoid;  // "Label/id": people no path may lead over
  Lang lang = Lang::kEn;

  static constexpr int kMaxPaths = 50;
  static constexpr int kMaxHops = 10;
  static constexpr std::size_t kMaxAvoid = 1000;
  Status validate() const;
};

struct PathHop {
  NodeName from, to;
  std::string type;                  // edge type; "ON_TEAM": they share the client team of `account`
  double strength = 0;               // in (0,1]
  std::optional<Date> last_contact;  // of a KNOWS hop
  RelationshipLevel level = RelationshipLevel::kNone;  // of a KNOWS hop
  std::optional<NodeName> account;                     // of an ON_TEAM hop
};

struct IntroductionPath {
  double probability = 0;  // product of the hops' strengths, in (0,1]
  std::vector<PathHop> hops;
};

struct PathResult {
  NodeName from, to;  // from: the team's account for "team:ACCOUNT"
  bool from_team = false;
  Date date;
  std::vector<IntroductionPath>
      paths;             // by probability (equal to 1e-12), then fewer hops, then ids from the source on
  std::string reason;    // why there are none; "" where there are some
  bool complete = true;  // false: the bound on work was met; the paths shown are the best, there may be more
};

// `from`: "TeamMember/ID", "Contact/ID" or "team:ACCOUNT" (all present members of that client team as one
// source; no path has two of them in it). `to`: "Contact/ID". Errors: kNotFound for an id that is not there
// (also in `avoid`), kInvalidArgument for a reference of another form or label, or options out of range.
Result<PathResult> introduction_paths(const Snapshot& snapshot, std::string_view from, std::string_view to,
                                      const PathOptions& options);

std::string to_text(const PathResult& result, Lang lang);
std::string to_json(const PathResult& result);  // {"from","to","date","paths":[{probability,hops}],"reason"}
std::string to_csv(const PathResult& result);  // one line a hop: path,hop,probability,from,to,type,strength,…

}  // namespace relmap::query
