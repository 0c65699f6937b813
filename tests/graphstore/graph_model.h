// The graph as plain maps: what Graph promises, written down once more in the simplest way, for tests that
// compare. Slow where Graph is quick, and without any of its parts but the schema.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "graphstore/graph.h"

namespace relmap::graphstore::testing {

class GraphModel {
 public:
  struct Node {
    std::set<std::string> labels;
    Properties properties;
    Version version = 0;
  };
  struct Edge {
    std::string type;
    NodeId from = 0, to = 0;
    Properties properties;
    Version version = 0;
  };
  // A version; copies share what did not change.
  struct State {
    std::map<NodeId, std::shared_ptr<const Node>> nodes;
    std::map<EdgeId, std::shared_ptr<const Edge>> edges;
    std::map<std::pair<std::string, std::string>, NodeId> keys;  // label, key
    NodeId next_node = 0;
    EdgeId next_edge = 0;
    Version version = 0;

    std::multiset<std::string> describe() const;  // as describe(Snapshot)
  };

  explicit GraphModel(Schema schema) : schema_(std::move(schema)) {}

  Result<CommitResult> commit(const Transaction& transaction, const CommitOptions& options);
  // A commit that changes no node and no edge (of the schema, in a way that changes no other operation).
  void commit_nothing();
  // Who has or had the key is gone from all versions, and whoever is no longer there and shared a key with
  // them. The number of nodes; 0: nobody ever was that.
  std::size_t erase(const NodeRef& ref);

  const State& now() const { return state_; }
  // nullptr where that version is not kept: every kKeepEvery-th is.
  static constexpr Version kKeepEvery = 16;
  const State* at(Version version) const;

  std::optional<NodeId> find(const NodeRef& ref) const;
  // The edges at a node in the order of keys (type by number of its name, other end, id): ids.
  std::set<EdgeId> edges_at(NodeId node, Direction direction, std::string_view type) const;

 private:
  using Applied = Result<ChangeResult>;
  Applied apply(const WriteNode& change);
  Applied apply(const WriteEdge& change);
  Applied apply(const DeleteNode& change);
  Applied apply(const DeleteEdge& change);

  Result<std::optional<NodeId>> resolve(const NodeRef& ref) const;
  Result<NodeId> resolve_end(const NodeRef& ref) const;
  Result<std::optional<EdgeId>> find_edge(const std::string& type, NodeId from, NodeId to,
                                          const Properties& given, std::optional<EdgeId> id) const;
  std::vector<std::pair<std::string, std::string>> keys_of(const Node& node) const;
  std::vector<std::string> labels_of(NodeId id) const;
  void put(NodeId id, std::optional<Node> node);
  void keep();  // the state, where it is one of those to keep
  std::set<NodeId> person_of(const NodeRef& ref) const;

  const Schema schema_;
  State state_;
  std::map<Version, State> kept_;
  // What each node was ever called, at the end of some commit.
  std::map<NodeId, std::set<std::pair<std::string, std::string>>> called_;
  std::vector<ChangeResult> results_;  // of the transaction being applied
};

}  // namespace relmap::graphstore::testing
