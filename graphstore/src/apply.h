// Applying one change of a transaction: finds what it names, checks it against schema and expectations,
// writes it. A change that fails has written nothing.
#pragma once

#include <vector>

#include "graphstore/schema.h"
#include "graphstore/transaction.h"
#include "node_index.h"
#include "write_state.h"

namespace relmap::graphstore {

// Shared by the changes on nodes and those on edges.
namespace applying {
inline ChangeResult done(Effect effect, std::uint64_t id) { return {Status(), effect, id, false}; }
// kConflict where the entity is not at `expected` (actual 0: it does not exist).
Status check_expected(const std::string& record, std::optional<Version> expected, Version actual);
// `given` over `old` (or alone), without nulls.
Properties combine(const Properties* old, const Properties& given, WriteMode mode);
// Whether two edges of the type with these properties have the same identity, given equal ends.
bool same_key(const EdgeTypeDef& def, const Properties& a, const Properties& b);
}  // namespace applying

class ChangeApplier {
 public:
  // `results` holds the results of the transaction's earlier changes.
  ChangeApplier(const Schema& schema, WriteState& state, const std::vector<ChangeResult>& results)
      : schema_(schema), state_(state), results_(results) {}

  ChangeResult apply(const Change& change);

 private:
  using Applied = Result<ChangeResult>;

  Applied write(const WriteNode& change);
  Applied write(const WriteEdge& change);
  Applied write(const DeleteNode& change);
  Applied write(const DeleteEdge& change);

  // The node that `ref` names; nullopt where there is none. An error where the reference itself is wrong.
  Result<std::optional<NodeId>> resolve(const NodeRef& ref) const;
  Result<NodeId> resolve_end(const NodeRef& ref, const char* end) const;
  Result<std::vector<std::string>> label_names(NodeId id) const;
  Result<std::optional<NodeState>> existing(const WriteNode& change, const std::string& record) const;
  std::vector<std::string> wanted_labels(const WriteNode& change, const NodeState* before) const;
  Result<Properties> wanted_properties(const WriteNode& change, const NodeState* before,
                                       const std::vector<std::string>& labels,
                                       const std::string& record) const;
  Status set_labels(NodeState& node, const std::vector<std::string>& labels);
  Status check_keys(const NodeState* before, const NodeState& after, const std::string& record) const;
  Status check_unique(const NodeState* before, const NodeState& after, const std::string& record) const;
  // Whether the node has exactly this value there (its index entry may stand for several long texts).
  Result<bool> has_value(NodeId id, const IndexedValue& wanted) const;
  void move_keys(const NodeState* before, const NodeState& after);
  void move_index(const NodeState* before, const NodeState& after);
  std::string name_of(NodeId id) const;  // "Contact/ann", for messages
  Status check_edges_keep_ends(const NodeState& before, const std::vector<std::string>& labels) const;
  // (label, key or alias) of a node under every label that has a key.
  std::vector<std::pair<Symbol, std::string>> keys_of(const NodeState& node) const;
  Result<std::optional<EdgeState>> find_edge(const std::string& record, std::string_view type, NodeId from,
                                             NodeId to, const Properties& properties,
                                             std::optional<EdgeId> id) const;
  Status check_new_edge(const WriteEdge& change, const std::string& record, NodeId from, NodeId to,
                        Symbol type) const;

  const Schema& schema_;
  WriteState& state_;
  const std::vector<ChangeResult>& results_;
};

}  // namespace relmap::graphstore
