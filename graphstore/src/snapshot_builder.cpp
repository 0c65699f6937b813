#include "snapshot_builder.h"

#include <algorithm>
#include <deque>

#include "codec.h"
#include "edge_table.h"

namespace relmap::graphstore {
namespace {

constexpr std::size_t kChunk = Snapshot::kChunkNodes;

void note_present(NodeTable& table, std::uint16_t label_set) {
  const auto it = std::lower_bound(table.present.begin(), table.present.end(), label_set);
  if (it == table.present.end() || *it != label_set) table.present.insert(it, label_set);
}

void put_node(NodeTable& table, std::size_t slot, std::uint16_t label_set, std::string_view packed) {
  table.label_set[slot] = label_set;
  if (label_set == NodeTable::kDead) return;
  note_present(table, label_set);
  table.packed_at[slot] = static_cast<std::uint32_t>(table.packed.size());
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
      put_node(*table, slot, changes[next].label_set, changes[next].packed);
      ++next;
    } else if (old && old->label_set[slot] != NodeTable::kDead) {
      const std::uint8_t* packed = old->packed.data() + old->packed_at[slot];
      const std::string_view list(reinterpret_cast<const char*>(packed), codec::list_size(packed));
      put_node(*table, slot, old->label_set[slot], list);
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

namespace {

// Reads the records of one chunk after another; the bytes live in `bytes` until the next chunk.
class ChunkReader {
 public:
  ChunkReader(const KvView& view, const Names& names, LabelSets& label_sets, NodeId next_node,
              EdgeId next_edge)
      : names_(names),
        label_sets_(label_sets),
        next_node_(next_node),
        next_edge_(next_edge),
        nodes_(view.scan(keys::tagged(keys::Tag::kNode), keys::tag_end(keys::Tag::kNode))),
        out_(view.scan(keys::tagged(keys::Tag::kOut), keys::tag_end(keys::Tag::kOut))),
        in_(view.scan(keys::tagged(keys::Tag::kIn), keys::tag_end(keys::Tag::kIn))) {}

  bool done() const { return !nodes_->valid() && !out_->valid() && !in_->valid(); }
  Status end_status() const {
    for (const KvIterator* it : {nodes_.get(), out_.get(), in_.get()}) {
      if (Status s = it->status(); !s.ok()) return s;
    }
    return {};
  }

  // The chunk of the next record.
  std::size_t next_chunk() const {
    std::size_t c = SIZE_MAX;
    for (const KvIterator* it : {nodes_.get(), out_.get(), in_.get()}) {
      if (it->valid() && it->key().size() >= 9)
        c = std::min<std::size_t>(c, keys::get_u64(it->key().substr(1)) / kChunk);
    }
    return c;
  }

  Status read(std::size_t chunk, SnapshotDelta& delta) {
    bytes_.clear();
    delta = {};
    if (Status s = read_nodes(chunk, delta); !s.ok()) return s;
    if (Status s = read_edges(*out_, chunk, delta.out); !s.ok()) return s;
    return read_edges(*in_, chunk, delta.in);
  }

 private:
  std::string_view keep(std::string_view packed) { return bytes_.emplace_back(packed); }

  Status read_nodes(std::size_t chunk, SnapshotDelta& delta) {
    for (; nodes_->valid(); nodes_->next()) {
      const std::optional<NodeId> id = keys::parse_node(nodes_->key());
      if (!id || *id >= next_node_) return Status::corrupt("a node key is damaged, or the counter of nodes");
      if (*id / kChunk != chunk) break;
      const Result<codec::NodeValue> node = codec::decode_node(nodes_->value(), names_);
      if (!node) return node.status().with_context("node " + std::to_string(*id));
      std::uint16_t set = label_sets_.find(node->labels);
      if (set == NodeTable::kDead) {
        if (label_sets_.sets.size() >= NodeTable::kDead)
          return Status::corrupt("too many combinations of labels");
        set = static_cast<std::uint16_t>(label_sets_.sets.size());
        label_sets_.sets.push_back(node->labels);
      }
      delta.nodes.push_back({*id, set, keep(node->packed)});
    }
    return {};
  }

  Status read_edges(KvIterator& it, std::size_t chunk, std::vector<SnapshotDelta::Half>& halves) {
    for (; it.valid(); it.next()) {
      const std::optional<keys::EdgeKey> e = keys::parse_edge(it.key());
      const bool named = e && e->type < names_.symbols.size();
      if (!named || e->from >= next_node_ || e->to >= next_node_ || e->id >= next_edge_) {
        return Status::corrupt("an edge key is damaged, or the counter of edges");
      }
      const bool out = &it == out_.get();
      const NodeId near = out ? e->from : e->to;
      if (near / kChunk != chunk) break;
      const Result<codec::EdgeValue> edge = codec::decode_edge(it.value(), names_);
      if (!edge) return edge.status().with_context("edge " + std::to_string(e->id));
      halves.push_back({near, out ? e->to : e->from, e->type, true, e->id, keep(edge->packed)});
    }
    return {};
  }

  const Names& names_;
  LabelSets& label_sets_;
  const NodeId next_node_;
  const EdgeId next_edge_;
  std::unique_ptr<KvIterator> nodes_, out_, in_;
  std::deque<std::string> bytes_;
};

Status read_keys(const KvView& view, const Names& names, std::vector<SnapshotDelta::Key>& keys_out) {
  auto it = view.scan(keys::tagged(keys::Tag::kKey), keys::tag_end(keys::Tag::kKey));
  for (; it->valid(); it->next()) {
    codec::Reader value(it->value());
    const NodeId node = value.varint();
    if (it->key().size() < 3 || !value.ok() || node > SnapshotBuilder::kMaxNode) {
      return Status::corrupt("a key index record is damaged");
    }
    const Symbol label = keys::get_u16(it->key().substr(1));
    if (label >= names.symbols.size()) return Status::corrupt("a key index record has an unknown label");
    keys_out.push_back({key_hash(label, it->key().substr(3)), node, true});
  }
  return it->status();
}

// Every edge runs between nodes that exist, so that whoever follows one may index arrays by it.
Status check_ends(const Snapshot& snapshot, NodeId next_node) {
  for (NodeId id = 0; id < next_node; ++id) {
    const auto v = static_cast<Vertex>(id);
    for (const Direction direction : {Direction::kOut, Direction::kIn}) {
      for (const Edge& e : snapshot.edges(v, direction)) {
        if (snapshot.alive(e.source) && snapshot.alive(e.target)) continue;
        return Status::corrupt("edge " + std::to_string(e.id) + ": one of its ends does not exist");
      }
    }
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const Snapshot>> SnapshotBuilder::load(const KvView& view, Frame& frame,
                                                              NodeId next_node, EdgeId next_edge) {
  if (next_node > kMaxNode + 1) return Status::corrupt("the counter of nodes is damaged");
  auto label_sets = std::make_shared<LabelSets>();
  std::shared_ptr<Snapshot> snapshot = begin(nullptr, frame);
  ChunkReader reader(view, *frame.names, *label_sets, next_node, next_edge);
  SnapshotDelta delta;
  while (!reader.done()) {
    const std::size_t chunk = reader.next_chunk();
    if (chunk > kMaxNode / kChunk) return Status::corrupt("a node or edge key is damaged");
    if (Status s = reader.read(chunk, delta); !s.ok()) return s;
    apply_chunk(*snapshot, chunk, delta.nodes, delta.out, delta.in);
  }
  if (Status s = reader.end_status(); !s.ok()) return s;
  if (Status s = check_ends(*snapshot, next_node); !s.ok()) return s;
  std::vector<SnapshotDelta::Key> all_keys;
  if (Status s = read_keys(view, *frame.names, all_keys); !s.ok()) return s;
  apply_keys(*snapshot, std::move(all_keys));
  frame.label_sets = label_sets;
  snapshot->store_->label_sets = std::move(label_sets);
  return std::shared_ptr<const Snapshot>(std::move(snapshot));
}

}  // namespace relmap::graphstore
