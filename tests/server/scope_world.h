// Random worlds of several accounts in a plain form, and by plain rules what of one belongs to some of its
// accounts. Each node and each note has a mark of its own in all its texts, so that a leak can be told by
// looking.
#pragma once

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "graphstore/graph.h"

namespace relmap::server::testing {

struct PlainNode {
  std::string label, id, mark;
  graphstore::Properties properties;
  std::string ref() const { return label + "/" + id; }
};
struct PlainEdge {
  std::string type, from, to;  // ends: Label/id
  graphstore::Properties properties;
  std::string mark;  // of its note, "" where it has none
};

struct PlainWorld {
  std::vector<PlainNode> nodes;
  std::vector<PlainEdge> edges;

  std::vector<std::string> refs(const std::string& label) const;  // all with this label
  std::vector<std::string> ids(const std::string& label) const;
  bool has(const std::string& type, const std::string& from, const std::string& to) const;
};

inline constexpr const char* kCommitDay = "2026-11-20";

PlainWorld random_world(std::mt19937& random);

// What belongs to the accounts (query/scope.h says it in words), by rules that look at everything again and
// again.
std::set<std::string> plainly_visible(const PlainWorld& world, const std::set<std::string>& accounts);

// A graph in this form (nodes have the marks of their ids, edges none).
PlainWorld plain_of(const graphstore::Snapshot& snapshot);

// The nodes in `keep` and the edges between them.
PlainWorld cut_world(const PlainWorld& world, const std::set<std::string>& keep);

// As one commit, at a time that is always the same.
std::unique_ptr<graphstore::Graph> graph_of(const PlainWorld& world);

// The marks in a text.
std::set<std::string> marks_in(std::string_view text);

}  // namespace relmap::server::testing
