// Who matters at the customer beyond the org chart: figures of the network of influence among an account's
// present people, each beside the formal level, so that the surprises stand out.
//
// - PageRank (Page, Brin, Motwani, Winograd 1999), weighted: whoever is influenced endorses the influencer,
// so
//   edges are reversed; the weight is the strength; damping 0.85; whoever endorses nobody endorses all alike.
//   Sums to 1. Own code: Boost's page_rank knows neither weights nor dangling vertices.
// - Betweenness (Brandes 2001): on how many shortest chains of influence somebody stands, unweighted,
// directed,
//   not normalised. Boost.Graph.
// - Constraint (Burt 1992, "Structural Holes"), of the undirected network whose weights are the sums of both
//   directions: how much somebody's ties lead back to the same people. Low with ties into several units: a
//   broker. Own code: Boost has none.
// - Articulation points of the undirected network: without them it falls apart. Boost.Graph.
// - Exposure: signed personalised PageRank. A walk from somebody to those who influence him (in proportion to
//   strength, ending with probability 0.15 at each step, or where nobody influences) ends at supporters with
//   +1, at opponents with −1, at others with 0; the exposure is the mean, in [−1, 1]. Own code: all starting
//   points at once, as one linear recurrence.
//
// INFLUENCES with kind conflict carry nothing here. Figures of customers' people only: relmap computes no
// such figure of our own.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/coverage.h"

namespace relmap::query {

struct InfluenceOptions {
  CoverageOptions coverage;
  std::size_t list = 10;  // people listed in each section of the text; 1 to 1000
  // Betweenness is O(people × edges): beyond this product it is left out, and the answer says so.
  std::size_t max_betweenness_work = 200'000'000;
};

struct PersonInfluence {
  NodeName person;
  std::string title;
  Level level = Level::kNone;
  Support support = Support::kNone;
  bool key_player = false;
  double pagerank = 0;
  std::size_t rank = 0;         // by pagerank from 1, equals (to 1e-12) share the better one
  std::size_t formal_rank = 0;  // by level, likewise
  double betweenness = 0;
  double constraint = 0;  // 0 where nobody is joined to him
  std::size_t units = 0;  // other units in which somebody is joined to him
  bool articulation = false;
  double exposure = 0;
};

struct InfluenceReport {
  NodeName account;
  Date date;
  Lang lang = Lang::kEn;
  std::size_t edges = 0;
  bool betweenness = true;              // false: left out
  std::vector<PersonInfluence> people;  // by pagerank, then id
  std::size_t list = 10;
};

// kNotFound for an unknown account.
Result<InfluenceReport> influence(const Snapshot& snapshot, std::string_view account,
                                  const InfluenceOptions& options);

// Sections: hidden influencers (rank well above the formal one), brokers, those without whom the network
// falls apart, neutrals among opponents.
std::string to_text(const InfluenceReport& report);
// {account, date, edges, people:[{person, level, support, key_player, pagerank, rank, formal_rank,
// betweenness, constraint, units, articulation, exposure}]}
std::string to_json(const InfluenceReport& report);
std::string to_csv(const InfluenceReport& report);  // one line a person

}  // namespace relmap::query
