// Threads: how many independent ways lead from the client team to somebody at the customer, and who all of
// them hang on.
//
// Ways are vertex-disjoint paths: no two of them share a person, and each member of the team begins one at
// most. They begin with a live tie of a present member and go on over INFLUENCES (forward, not conflict),
// REPORTS_TO and WORKS_WITH (both ways) of strength 0.3 or more among the account's present people and those
// on its open opportunities; nobody passes on who is an enemy or a placeholder. By Menger's theorem the
// largest number of ways equals the smallest number of people without whom there is no way at all.
//
// Method: maximum flow on the graph in which each person is split into two vertices with an edge of capacity
// 1, by Boost.Graph's Edmonds-Karp (at most as many augmenting paths as the team has members); paths and the
// cut are read off the residual graph.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/coverage.h"

namespace relmap::query {

struct ThreadOptions {
  CoverageOptions coverage;
  std::string to;                     // "Contact/ID"; "": all key players
  double min_strength = 0.3;          // of the edges between contacts, in [0,1]
  std::size_t max_edges = 2'000'000;  // of the network; beyond it: kResourceExhausted
};

struct Threads {
  NodeName to;
  std::size_t count = 0;
  std::vector<std::vector<NodeName>> ways;  // each from the member to the contact; fewest people first
  std::vector<NodeName> cut;                // without these no way remains, by id; as many as there are ways
};

struct ThreadReport {
  NodeName account;
  Date date;
  Lang lang = Lang::kEn;
  bool of_one = false;           // asked for one contact
  std::vector<Threads> threads;  // of key players: fewest ways first, then the weightiest, then by id
};

// kNotFound for an unknown account or contact, kInvalidArgument for another label or somebody who is neither
// of the account nor on one of its open opportunities.
Result<ThreadReport> threads(const Snapshot& snapshot, std::string_view account,
                             const ThreadOptions& options);

std::string to_text(const ThreadReport& report);
// {account, date, threads:[{to, count, ways:[[{label, id, name}…]…], cut:[…]}]}
std::string to_json(const ThreadReport& report);
// to_id,to_name,threads,cut
std::string to_csv(const ThreadReport& report);

}  // namespace relmap::query
