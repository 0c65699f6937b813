// What a writer asks for: a list of changes that become one commit, all or (on request) those that are valid.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/status.h"
#include "graphstore/snapshot.h"
#include "graphstore/value.h"

namespace relmap::graphstore {

// Names a node: by label and key, by its NodeId, or as "the node that change number `created` of this very
// transaction writes" (for nodes that have no key).
struct NodeRef {
  std::string label;
  std::string key;
  std::optional<NodeId> id = {};
  std::optional<std::size_t> created = {};

  static NodeRef by_key(std::string label, std::string key) {
    return {std::move(label), std::move(key), {}, {}};
  }
  static NodeRef by_id(NodeId id) { return {{}, {}, id, {}}; }
  static NodeRef of_change(std::size_t change) { return {{}, {}, {}, change}; }
  std::string to_string() const;  // "Contact/ann", "node 17", "node of change 3"
};

enum class WriteMode {
  kMerge,    // named properties are set (a null removes one), others stay
  kReplace,  // exactly the named properties remain
};

// Most bytes of a node's key.
inline constexpr std::size_t kMaxNodeKeyBytes = 1000;

// Creates the node or changes it. Without a key (`node.key` empty, no id) a new one is created. The key
// property itself is set from `node.key`, unless that is an alias of the node. `labels` are all its labels
// (node.label is added); empty: those it has. `expected`, here and below: the change is refused with
// kConflict unless the entity's version is this one (0: it must not exist).
struct WriteNode {
  NodeRef node;
  std::vector<std::string> labels;
  Properties properties;
  WriteMode mode = WriteMode::kMerge;
  std::optional<Version> expected = {};
};

// Creates the edge or changes it; its identity is type, from, to and the schema's key properties of the type
// (taken from `properties`). In a schema without uniqueness for the type, an edge is always created unless
// `id` names it.
struct WriteEdge {
  std::string type;
  NodeRef from, to;
  Properties properties;
  WriteMode mode = WriteMode::kMerge;
  std::optional<EdgeId> id = {};
  std::optional<Version> expected = {};
};

// kConflict where edges still hang on it and `cascade` is not set. kNotFound where there is no such node.
struct DeleteNode {
  NodeRef node;
  bool cascade = false;
  std::optional<Version> expected = {};
};

// `key` holds the identifying properties (or `id` names the edge itself). kNotFound where there is none.
struct DeleteEdge {
  std::string type;
  NodeRef from, to;
  Properties key = {};
  std::optional<EdgeId> id = {};
  std::optional<Version> expected = {};
};

using Change = std::variant<WriteNode, WriteEdge, DeleteNode, DeleteEdge>;

// What a transaction read, and from which version: its changes are applied only if all of it still stands
// when their turn comes (transact.h fills this in). Everything read between `version` and then counts, also
// by transactions of the same group.
struct ReadSet {
  struct Key {  // the node that a label's key named; nullopt: none
    std::string label, key;
    std::optional<NodeId> node;
  };
  struct Node {
    NodeId id;
    Version version;  // 0: it did not exist
  };
  // All edges at `node` in one direction, of `type` ("": of all; then without `other`), to `other` where
  // given.
  struct Edges {
    struct Seen {
      EdgeId id;
      Version version;
      auto operator<=>(const Seen&) const = default;
    };
    NodeId node;
    Direction direction;
    std::string type;
    std::optional<NodeId> other;
    std::vector<Seen> seen;  // ascending
  };

  Version version = 0;
  std::vector<Key> keys;
  std::vector<Node> nodes;
  std::vector<Edges> edges;
  std::vector<std::string> labels;  // whose members were listed
  bool whole_graph = false;         // anything at all: the graph must still be at `version`
};

struct Transaction {
  std::vector<Change> changes;
  // Checked before the first change, on the version that they will be applied to. kConflict where it does not
  // hold: nothing is written then, also with CommitOptions::partial, and in a dry run too.
  std::optional<ReadSet> reads = {};
};

struct CommitOptions {
  std::string author;    // who; shown in history
  std::string reason;    // why; shown in history
  bool partial = false;  // true: changes that fail are left out and reported; false: one failure refuses all
  bool dry_run = false;  // true: everything is checked, nothing is written
};

enum class Effect { kFailed, kCreated, kUpdated, kUnchanged, kDeleted };

struct ChangeResult {
  Status status;  // not ok exactly where effect is kFailed
  Effect effect = Effect::kFailed;
  std::uint64_t id =
      0;  // NodeId or EdgeId; meaningless where failed. In a dry run: the one it would have got
  bool is_edge = false;  // whose id it is
};

struct CommitResult {
  Version version =
      0;  // the graph's version with this commit in it; unchanged if nothing changed (or dry run)
  DateTime time;
  std::vector<ChangeResult> changes;  // one for each change, in order
};

}  // namespace relmap::graphstore
