// Random transactions on a small schema with a bit of everything (labels and keys that wander, deletes,
// references to earlier changes, much that is refused), and what must hold of any graph that they make.
// Shared by the tests that run them.
#pragma once

#include <random>
#include <set>
#include <string>

#include "graphstore/graph.h"
#include "kv.h"

namespace relmap::graphstore::testing {

extern const char* const kWildSchema;

// Draws transactions; the same seed, the same ones. One thread at a time.
class RandomWriter {
 public:
  explicit RandomWriter(unsigned seed) : random_(seed), name_(std::to_string(seed)) {}

  Transaction transaction();
  CommitOptions options();             // often partial, sometimes a dry run
  Change change(std::size_t earlier);  // as number `earlier` of its transaction

  std::size_t pick(std::size_t n) { return random_() % n; }
  NodeRef a() { return NodeRef::by_key("A", some("a")); }
  NodeRef b() { return NodeRef::by_key("B", some("b")); }
  NodeRef any(std::size_t earlier);

 private:
  std::string some(const char* prefix) { return prefix + std::to_string(pick(60)); }
  Properties properties();
  Properties with(const char* name, std::string value);
  std::optional<Version> expected();

  std::mt19937 random_;
  std::string name_;
};

// Every node and edge as a line. Expects that both directions agree, and that keys find their nodes.
std::multiset<std::string> describe(const Snapshot& snapshot);
std::string describe_node(NodeId id, const std::vector<std::string>& labels, const Properties& properties);
std::string describe_edge(EdgeId id, std::string_view type, NodeId from, NodeId to,
                          const Properties& properties);

// One edge for each identity, allowed ends, at most two L out of a node.
void check_schema_rules(const Snapshot& snapshot);

}  // namespace relmap::graphstore::testing
