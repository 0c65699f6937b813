// Which nodes and edges an export writes, in which order, and what it calls them.
//
// Invariant: order and names come from what is in the graph, not from the numbers that the store gave:
// nodes stand by label and key, edges by type, ends and properties. Nodes without a key stand by labels and
// properties; those that are equal in all of these, as they were made, which is how an import makes them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "graphstore/snapshot.h"

namespace relmap::graphstore {

class ExportOrder {
 public:
  // `snapshot` must outlive the order.
  explicit ExportOrder(const Snapshot& snapshot);

  struct Group {
    std::string label;   // the first, by name, of those under which the nodes have a key, else of all; ""
                         // where they have none
    bool keyed = false;  // known by label and key
    std::vector<Vertex> nodes;
    std::uint32_t first_rank = 0;
  };
  // By label; of one label the keyed nodes first.
  const std::vector<Group>& groups() const { return groups_; }
  const Group& group(Vertex v) const;
  // The key under its group's label; "" in a group without.
  std::string_view key(Vertex v) const;
  // The node's place in the whole order.
  std::uint32_t rank(Vertex v) const { return ranks_[v]; }
  // By name.
  std::vector<std::string> labels(Vertex v) const;

  // The types that edges have, by name.
  const std::vector<Symbol>& types() const { return types_; }
  // Calls visit(const Edge&) for each edge of the type until it returns an error, which is then returned.
  template <class Visit>
  Status visit_edges(Symbol type, Visit&& visit) const {
    for (const Group& group : groups_) {
      for (const Vertex v : group.nodes) {
        for (const Edge& edge : sorted_edges(v, type)) {
          if (Status s = visit(edge); !s.ok()) return s;
        }
      }
    }
    return {};
  }

 private:
  // Labels of a node, by name, each with the property that is its key (kNoSymbol: none).
  using Labels = std::vector<std::pair<std::string_view, Symbol>>;
  const Labels& labels_of(Vertex v) const;
  void sort_by_content(std::vector<Vertex>& nodes) const;
  std::vector<Edge> sorted_edges(Vertex v, Symbol type) const;

  const Snapshot& snapshot_;
  mutable std::map<std::vector<Symbol>, Labels> label_sets_;
  std::vector<Group> groups_;
  std::vector<std::uint32_t> ranks_;
  std::vector<Symbol> types_;
};

}  // namespace relmap::graphstore
