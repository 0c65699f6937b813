// The account's people as a small graph of its own: numbered from 0 in the order of their ids, with the
// strongest edge of each direction between two of them.
#pragma once

#include <cstddef>
#include <unordered_map>
#include <vector>

#include "coverage/facts.h"

namespace relmap::query {

struct NetworkEdge {
  std::size_t to = 0;
  double strength = 0;  // in (0,1]
};

enum class NetworkKind {
  kInfluence,  // INFLUENCES other than conflict, forward
  kAll,        // and REPORTS_TO in force, WORKS_WITH, both ways
};

class PeopleNetwork {
 public:
  // Present contacts of the account; with `outside` those on its open opportunities, too. Edges weaker than
  // `min_strength` are left out.
  PeopleNetwork(const Facts& facts, NetworkKind kind, double min_strength, bool outside);

  std::size_t size() const { return contacts.size(); }
  std::optional<std::size_t> find(Vertex v) const;

  std::vector<std::size_t> contacts;            // of each person: its place in Facts::contacts
  std::vector<std::vector<NetworkEdge>> edges;  // out of each person, by number
  std::size_t edge_count = 0;

 private:
  std::unordered_map<Vertex, std::size_t> index_;
};

}  // namespace relmap::query
