// The state of the graph as a writer sees it while a group of transactions is prepared: the last committed
// version, over it what earlier transactions of the group wrote, over that the transaction being applied. A
// transaction that fails leaves no trace.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "codec.h"
#include "graphstore/snapshot.h"
#include "keys.h"
#include "kv.h"
#include "names.h"
#include "snapshot_store.h"

namespace relmap::graphstore {

// Written keys; nullopt: removed.
using Layer = std::map<std::string, std::optional<std::string>, std::less<>>;

struct NodeState {
  NodeId id = 0;
  Version version = 0;
  std::vector<Symbol> labels;  // ascending
  Properties properties;
};

struct EdgeState {
  keys::EdgeKey key;
  Version version = 0;
  Properties properties;
};

class WriteState {
 public:
  // All arguments must outlive this. `base` and `view` are of the same version.
  WriteState(const Snapshot& base, const KvView& view, std::shared_ptr<const Names> names,
             std::shared_ptr<const LabelSets> label_sets, NodeId next_node, EdgeId next_edge);

  // A transaction: begin, any number of reads and writes, then keep or drop.
  void begin(Version version);
  void keep(KvBatch& batch, std::string_view commit_record);  // moves its writes into the group and `batch`
  void drop();
  // For an erasure: the transaction keeps no before-image of the entity; or `image` in place of its own.
  void forget(const std::string& entity) { before_.erase(entity); }
  void amend(const std::string& entity, std::string image) { before_[entity] = std::move(image); }
  const std::map<std::string, std::optional<std::string>>& images() const { return before_; }
  std::size_t touched() const { return before_.size(); }  // entities that it changed
  Version version() const { return version_; }
  // The labels that some node got or lost in this transaction (a node that comes or goes gets or loses all).
  std::vector<Symbol> relabelled() const;

  // Reads.
  std::optional<NodeId> find_key(Symbol label, std::string_view key) const;
  bool node_exists(NodeId id) const;
  Result<std::vector<Symbol>> labels_of(NodeId id) const;  // precondition: it exists
  Result<std::optional<NodeState>> node(NodeId id) const;
  Result<EdgeState> edge(const keys::EdgeKey& key) const;       // precondition: it exists
  Result<Version> version_of(const std::string& entity) const;  // of an 'n' or 'o' key; 0: it does not exist
  std::vector<keys::EdgeKey> edges_between(NodeId from, Symbol type, NodeId to) const;
  // The nodes with an index entry that begins with `prefix` (one value: IndexedValue::prefix), at most
  // `limit` beside `except`.
  Result<std::vector<NodeId>> index_holders(const std::string& prefix, std::optional<NodeId> except,
                                            std::size_t limit) const;
  std::vector<keys::EdgeKey> edges_at(NodeId node, Direction direction, std::optional<Symbol> type) const;

  // Writes. kIo where a before-image cannot be read; kResourceExhausted beyond a bound of the format.
  Status put_node(const NodeState& node);
  Status remove_node(NodeId id);
  Status put_edge(const keys::EdgeKey& key, const Properties& properties);
  Status remove_edge(const keys::EdgeKey& key);
  void put_key(Symbol label, std::string_view key, NodeId node);
  void remove_key(Symbol label, std::string_view key);
  void put_index(std::string key) { put(std::move(key), std::string()); }
  void remove_index(std::string key) { put(std::move(key), std::nullopt); }
  Result<Symbol> intern(std::string_view name);
  Names& extend_names();  // to add to; the copy is made when first asked for
  NodeId new_node() { return next_node_++; }
  EdgeId new_edge() { return next_edge_++; }

  const Names& names() const { return *names_; }
  std::shared_ptr<const Names> share_names() const { return names_; }
  std::shared_ptr<const LabelSets> share_label_sets() const { return label_sets_; }
  const Layer& group() const { return group_; }
  NodeId next_node() const { return next_node_; }
  EdgeId next_edge() const { return next_edge_; }

 private:
  const std::optional<std::string>* overlaid(std::string_view key) const;  // nullptr: not written
  Result<std::optional<std::string>> get(std::string_view key) const;
  // `fresh`: it is not in the store, so that nobody need look.
  Status remember(const std::string& entity, bool fresh);
  Status pack(const Properties& properties, std::string& packed);
  Status note_label_set(const std::vector<Symbol>& labels);
  void put(std::string key, std::optional<std::string> value) { tx_[std::move(key)] = std::move(value); }

  const Snapshot& base_;
  const KvView& view_;
  std::shared_ptr<const Names> names_;
  std::shared_ptr<Names> longer_names_;  // not null once this group added one; then names_ is the same object
  std::shared_ptr<const LabelSets> label_sets_;
  Layer group_, tx_;
  std::map<std::string, std::optional<std::string>> before_;  // by entity, at the begin of the transaction
  // What is changed is read first, and read again for its before-image.
  mutable std::optional<std::pair<std::string, std::optional<std::string>>> last_read_;
  Version version_ = 0;
  NodeId next_node_, saved_node_;
  const NodeId first_node_;  // from this number on a node cannot be in the store yet
  EdgeId next_edge_, saved_edge_;
  const EdgeId first_edge_;  // likewise
};

}  // namespace relmap::graphstore
