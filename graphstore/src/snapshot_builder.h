// Builds Snapshots: the first one from the store, each further one from its predecessor and what a commit
// changed.
//
// Cost of apply(): the chunks that hold a touched node are copied (run by run, as bytes), all else is shared.
// A commit's cost therefore depends on what it touches, not on the size of the graph.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "graphstore/snapshot.h"
#include "keys.h"
#include "kv.h"
#include "names.h"
#include "snapshot_store.h"

namespace relmap::graphstore {

// What changed between two versions. The string_views must live until apply() returns.
struct SnapshotDelta {
  struct Node {
    NodeId id;
    std::uint16_t label_set;  // NodeTable::kDead: the node is gone
    std::int32_t day;         // of the commit that wrote it, since 1970-01-01
    std::string_view packed;  // property list
  };
  struct Half {  // one edge at one of its ends
    NodeId near, far;
    Symbol type;
    bool exists;  // false: the edge is gone
    EdgeId id;
    std::string_view packed;  // property list
  };
  struct Key {
    std::uint64_t hash;
    NodeId node;
    bool exists;
  };
  std::vector<Node> nodes;    // ascending by id, each once
  std::vector<Half> out, in;  // ascending by (near, type, far, id), each once
  std::vector<Key> keys;
};

class SnapshotBuilder {
 public:
  // The largest NodeId a Snapshot can hold.
  static constexpr NodeId kMaxNode = kNoVertex - 1;

  struct Frame {  // what the new Snapshot says of itself
    Version version = 0;
    DateTime time;
    Schema schema;
    std::shared_ptr<const Names> names;
    std::shared_ptr<const LabelSets> label_sets;
  };

  static std::shared_ptr<const Snapshot> apply(const Snapshot* previous, const SnapshotDelta& delta,
                                               const Frame& frame);

  // The combinations of labels that `snapshot` knows.
  static std::shared_ptr<const LabelSets> label_sets(const Snapshot& snapshot);

  // Reads the whole store. Fills in frame.label_sets. kCorrupt names the record that does not decode, a
  // number not below the store's counters, or an edge whose end does not exist: a Snapshot is sound or there
  // is none.
  static Result<std::shared_ptr<const Snapshot>> load(const KvView& view, Frame& frame, NodeId next_node,
                                                      EdgeId next_edge);

  // restrict.h
  static std::shared_ptr<const Snapshot> restrict_to(const Snapshot& whole, std::span<const Vertex> keep);

 private:
  static std::shared_ptr<Snapshot> begin(const Snapshot* previous, const Frame& frame);
  static void apply_chunk(Snapshot& snapshot, std::size_t chunk, std::span<const SnapshotDelta::Node> nodes,
                          std::span<const SnapshotDelta::Half> out, std::span<const SnapshotDelta::Half> in);
  static void add_keys(const Snapshot& whole, Vertex v, Symbol label, SnapshotDelta& delta);
  static void apply_keys(Snapshot& snapshot, std::vector<SnapshotDelta::Key> keys);
};

}  // namespace relmap::graphstore
