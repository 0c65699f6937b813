#include "snapshot_builder.h"

#include <algorithm>

#include "codec.h"
#include "edge_table.h"

namespace relmap::graphstore {
namespace {

constexpr std::size_t kChunk = Snapshot::kChunkNodes;

void put_node(NodeTable& table, std::size_t slot, std::uint16_t label_set, std::int32_t day,
              std::string_view packed) {
  if (label_set == NodeTable::kDead) return;
  table.put(slot, label_set, table.packed.size(), day);
  table.packed.insert(table.packed.end(), packed.begin(), packed.end());
}

// `old` (may be nullptr) with `changes` applied.
std::shared_ptr<const NodeTable> merge_nodes(const NodeTable* old,
                                             std::span<const SnapshotDelta::Node> changes) {
  auto table = std::make_shared<NodeTable>();
  std::size_t bytes = old ? old->packed.size() : 0;
  for (const SnapshotDelta::Node& change : changes) bytes += change.packed.size();
  table->packed.reserve(bytes);
  std::size_t next = 0;
  for (std::size_t slot = 0; slot < kChunk; ++slot) {
    if (next < changes.size() && changes[next].id % kChunk == slot) {
      put_node(*table, slot, changes[next].label_set, changes[next].day, changes[next].packed);
      ++next;
    } else if (old && old->label_set[slot] != NodeTable::kDead) {
      const std::uint8_t* packed = old->packed.data() + old->packed_at[slot];
      const std::string_view list(reinterpret_cast<const char*>(packed), codec::list_size(packed));
      put_node(*table, slot, old->label_set[slot], old->written_on[slot], list);
    }
  }
  table->packed.shrink_to_fit();
  return table;
}

std::size_t living(const NodeTable* table) {
  if (!table) return 0;
  return kChunk - static_cast<std::size_t>(
                      std::count(table->label_set.begin(), table->label_set.end(), NodeTable::kDead));
}

// The front part of `changes` that belongs to `chunk`, by `id`; `changes` is moved past it.
template <class Change, class Id>
std::span<const Change> take(std::span<const Change>& changes, std::size_t chunk, Id id) {
  std::size_t n = 0;
  while (n < changes.size() && id(changes[n]) / kChunk == chunk) ++n;
  const std::span<const Change> mine = changes.first(n);
  changes = changes.subspan(n);
  return mine;
}

// By symbol of a label: the symbol of the property that its definition names in `member`.
std::vector<Symbol> named_properties(const Schema& schema, const Names& names,
                                     std::string LabelDef::*member) {
  std::vector<Symbol> properties(names.symbols.size(), kNoSymbol);
  for (const LabelDef& label : schema.labels()) {
    const Symbol symbol = names.symbols.find(label.name, kNoSymbol);
    if (symbol != kNoSymbol && !(label.*member).empty())
      properties[symbol] = names.symbols.find(label.*member, kNoSymbol);
  }
  return properties;
}

NodeId node_id(const SnapshotDelta::Node& n) { return n.id; }
NodeId near_id(const SnapshotDelta::Half& h) { return h.near; }

}  // namespace

std::shared_ptr<const LabelSets> SnapshotBuilder::label_sets(const Snapshot& snapshot) {
  return snapshot.store_->label_sets;
}

std::shared_ptr<Snapshot> SnapshotBuilder::begin(const Snapshot* previous, const Frame& frame) {
  std::shared_ptr<Snapshot> next(new Snapshot());
  if (previous) {
    *next->store_ = *previous->store_;
    next->vertex_bound_ = previous->vertex_bound_;
    next->node_count_ = previous->node_count_;
    next->edge_count_ = previous->edge_count_;
  }
  next->version_ = frame.version;
  next->time_ = frame.time;
  next->schema_ = frame.schema;
  next->names_ = frame.names;
  if (frame.label_sets) next->store_->label_sets = frame.label_sets;
  next->store_->key_property = named_properties(frame.schema, *frame.names, &LabelDef::key);
  next->store_->alias_property = named_properties(frame.schema, *frame.names, &LabelDef::aliases);
  return next;
}

void SnapshotBuilder::apply_chunk(Snapshot& snapshot, std::size_t c,
                                  std::span<const SnapshotDelta::Node> nodes,
                                  std::span<const SnapshotDelta::Half> out,
                                  std::span<const SnapshotDelta::Half> in) {
  const Chunk* old = snapshot.store_->chunks.get(c);
  auto chunk = old ? std::make_shared<Chunk>(*old) : std::make_shared<Chunk>();
  if (!nodes.empty()) {
    const std::size_t before = living(chunk->nodes.get());
    chunk->nodes = merge_nodes(chunk->nodes.get(), nodes);
    snapshot.node_count_ += living(chunk->nodes.get()) - before;
    snapshot.vertex_bound_ = std::max(snapshot.vertex_bound_, static_cast<Vertex>(nodes.back().id + 1));
  }
  if (!out.empty()) {
    const std::size_t before = chunk->out ? chunk->out->total : 0;
    chunk->out = merge_edges(chunk->out.get(), out);
    snapshot.edge_count_ += (chunk->out ? chunk->out->total : 0) - before;
  }
  if (!in.empty()) chunk->in = merge_edges(chunk->in.get(), in);
  snapshot.store_->chunks.set(c, std::move(chunk));
}

void SnapshotBuilder::apply_keys(Snapshot& snapshot, std::vector<SnapshotDelta::Key> keys) {
  const auto shard_of = [](const SnapshotDelta::Key& k) { return k.hash % kKeyShards; };
  // Stable: a key that passes from one node to another is removed and added, in this order.
  std::stable_sort(keys.begin(), keys.end(),
                   [&](const auto& a, const auto& b) { return shard_of(a) < shard_of(b); });
  for (std::size_t i = 0; i < keys.size();) {
    const std::size_t shard = shard_of(keys[i]);
    const KeyShard* old = snapshot.store_->keys.get(shard);
    auto next = old ? std::make_shared<KeyShard>(*old) : std::make_shared<KeyShard>();
    for (; i < keys.size() && shard_of(keys[i]) == shard; ++i) {
      const KeyShard::Entry entry{static_cast<std::uint32_t>(keys[i].hash >> 32),
                                  static_cast<Vertex>(keys[i].node)};
      const auto it = std::lower_bound(next->entries.begin(), next->entries.end(), entry);
      const bool there = it != next->entries.end() && *it == entry;
      if (keys[i].exists && !there) next->entries.insert(it, entry);
      if (!keys[i].exists && there) next->entries.erase(it);
    }
    snapshot.store_->keys.set(shard, std::move(next));
  }
}

std::shared_ptr<const Snapshot> SnapshotBuilder::apply(const Snapshot* previous, const SnapshotDelta& delta,
                                                       const Frame& frame) {
  std::shared_ptr<Snapshot> next = begin(previous, frame);
  std::span<const SnapshotDelta::Node> nodes = delta.nodes;
  std::span<const SnapshotDelta::Half> out = delta.out, in = delta.in;
  while (!nodes.empty() || !out.empty() || !in.empty()) {
    std::size_t c = SIZE_MAX;
    if (!nodes.empty()) c = std::min<std::size_t>(c, nodes[0].id / kChunk);
    if (!out.empty()) c = std::min<std::size_t>(c, out[0].near / kChunk);
    if (!in.empty()) c = std::min<std::size_t>(c, in[0].near / kChunk);
    const auto my_nodes = take(nodes, c, node_id);
    const auto my_out = take(out, c, near_id);
    const auto my_in = take(in, c, near_id);
    apply_chunk(*next, c, my_nodes, my_out, my_in);
  }
  apply_keys(*next, delta.keys);
  return next;
}

}  // namespace relmap::graphstore
