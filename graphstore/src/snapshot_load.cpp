// SnapshotBuilder::load(): the first Snapshot, from the whole store, on all processors: ranges of chunks,
// first of nodes, then of edges, whose ends are checked against the nodes that are there; the key index
// beside them.
#include <algorithm>
#include <mutex>
#include <tuple>

#include "codec.h"
#include "commit_days.h"
#include "edge_table.h"
#include "parallel.h"
#include "snapshot_builder.h"

namespace relmap::graphstore {
namespace {

constexpr std::size_t kChunk = Snapshot::kChunkNodes;
constexpr std::size_t kChunksPerPart = 32;  // at least: a part has iterators of its own
constexpr std::size_t kMaxParts = 512;

template <class Table>
using Loaded = std::vector<std::pair<std::size_t, std::shared_ptr<const Table>>>;  // by chunk

class Loader {
 public:
  Loader(const KvView& view, const Names& names, const CommitDays& days, NodeId next_node, EdgeId next_edge)
      : view_(view), names_(names), days_(days), next_node_(next_node), next_edge_(next_edge) {
    const std::size_t chunks = next_node / kChunk + 1;
    chunks_per_part_ = std::max(kChunksPerPart, chunks / kMaxParts + 1);
    parts_ = (chunks + chunks_per_part_ - 1) / chunks_per_part_;
  }

  Status run() {
    nodes_.resize(parts_);
    Status s = run_parallel(parts_, [&](std::size_t part) { return read_nodes(part); });
    if (!s.ok()) return s;
    note_living();
    out_.resize(parts_);
    in_.resize(parts_);
    // The key index is one long part: it goes first.
    return run_parallel(2 * parts_ + 1, [&](std::size_t part) {
      if (part == 0) return read_keys();
      const Direction direction = part <= parts_ ? Direction::kOut : Direction::kIn;
      return read_edges(direction, (part - 1) % parts_);
    });
  }

  // Puts everything into `store`; the counts are then known.
  void assemble(SharedArray<Chunk>& chunks, SharedArray<KeyShard>& shards) {
    std::vector<std::shared_ptr<Chunk>> all(vertex_bound_ / kChunk + 1);
    const auto chunk = [&](std::size_t c) -> Chunk& {
      if (!all[c]) all[c] = std::make_shared<Chunk>();
      return *all[c];
    };
    for (Loaded<NodeTable>& part : nodes_) {
      for (auto& [c, table] : part) chunk(c).nodes = std::move(table);
    }
    for (Loaded<EdgeTable>& part : out_) {
      for (auto& [c, table] : part) {
        edge_count_ += table->total;
        chunk(c).out = std::move(table);
      }
    }
    for (Loaded<EdgeTable>& part : in_) {
      for (auto& [c, table] : part) chunk(c).in = std::move(table);
    }
    for (std::size_t c = 0; c < all.size(); ++c) {
      if (all[c]) chunks.set(c, std::move(all[c]));
    }
    for (auto& [shard, entries] : shards_) shards.set(shard, std::move(entries));
  }

  std::shared_ptr<LabelSets> take_label_sets() { return std::move(label_sets_); }
  Vertex vertex_bound() const { return vertex_bound_; }
  std::size_t node_count() const { return node_count_; }
  std::size_t edge_count() const { return edge_count_; }

 private:
  NodeId first_of(std::size_t part) const { return static_cast<NodeId>(part) * chunks_per_part_ * kChunk; }

  // All records of the part; those before the first key and behind the last are the first and last part's.
  template <class KeyOf>
  std::unique_ptr<KvIterator> scan(keys::Tag tag, std::size_t part, KeyOf key_of) const {
    return view_.scan_once(part == 0 ? keys::tagged(tag) : key_of(first_of(part)),
                           part + 1 == parts_ ? keys::tag_end(tag) : key_of(first_of(part + 1)));
  }

  Result<std::uint16_t> label_set(const std::vector<Symbol>& labels) {
    const std::lock_guard lock(mutex_);
    const std::uint16_t known = label_sets_->find(labels);
    if (known != NodeTable::kDead) return known;
    if (label_sets_->sets.size() >= NodeTable::kDead)
      return Status::corrupt("too many combinations of labels");
    label_sets_->sets.push_back(labels);
    return static_cast<std::uint16_t>(label_sets_->sets.size() - 1);
  }

  Status read_nodes(std::size_t part) {
    const auto it = scan(keys::Tag::kNode, part, [](NodeId id) { return keys::node(id); });
    std::shared_ptr<NodeTable> table;
    std::vector<std::uint8_t> packed;
    std::size_t chunk = 0, count = 0;
    codec::NodeValue node;
    std::vector<Symbol> last_labels;
    std::uint16_t last_set = NodeTable::kDead;
    const auto end_chunk = [&] {
      if (!table) return;
      table->packed.assign(packed.begin(), packed.end());
      packed.clear();
      nodes_[part].emplace_back(chunk, std::move(table));
    };
    NodeId last = 0;
    for (; it->valid(); it->next(), ++count) {
      const std::optional<NodeId> id = keys::parse_node(it->key());
      if (!id || *id >= next_node_) return Status::corrupt("a node key is damaged, or the counter of nodes");
      if (Status s = codec::decode_node_into(it->value(), names_, node); !s.ok())
        return s.with_context("node " + std::to_string(*id));
      if (!table || *id / kChunk != chunk) {
        end_chunk();
        table = std::make_shared<NodeTable>();
        chunk = *id / kChunk;
      }
      if (last_set == NodeTable::kDead || node.labels != last_labels) {
        const Result<std::uint16_t> set = label_set(node.labels);
        if (!set) return set.status();
        last_set = *set;
        last_labels = node.labels;
      }
      table->put(*id % kChunk, last_set, static_cast<std::uint32_t>(packed.size()),
                 days_.day_of(node.version));
      packed.insert(packed.end(), node.packed.begin(), node.packed.end());
      last = *id;
    }
    end_chunk();
    const std::lock_guard lock(mutex_);
    node_count_ += count;
    if (count > 0) vertex_bound_ = std::max(vertex_bound_, static_cast<Vertex>(last + 1));
    return it->status();
  }

  void note_living() {
    living_.assign(vertex_bound_, false);
    for (const Loaded<NodeTable>& part : nodes_) {
      for (const auto& [chunk, table] : part) {
        for (std::size_t slot = 0; slot < kChunk; ++slot) {
          if (table->label_set[slot] != NodeTable::kDead) living_[chunk * kChunk + slot] = true;
        }
      }
    }
  }

  bool alive(NodeId id) const { return id < living_.size() && living_[id]; }

  Status read_edges(Direction direction, std::size_t part) {
    const bool out = direction == Direction::kOut;
    const auto it = scan(out ? keys::Tag::kOut : keys::Tag::kIn, part,
                         [&](NodeId id) { return keys::edge_prefix(direction, id); });
    Loaded<EdgeTable>& loaded = out ? out_[part] : in_[part];
    EdgeTableLoader loader;
    std::size_t chunk = 0;
    const auto end_chunk = [&] {
      if (std::shared_ptr<const EdgeTable> table = loader.take())
        loaded.emplace_back(chunk, std::move(table));
    };
    for (; it->valid(); it->next()) {
      const std::optional<keys::EdgeKey> e = keys::parse_edge(it->key());
      const bool named = e && e->type < names_.symbols.size();
      if (!named || e->from >= next_node_ || e->to >= next_node_ || e->id >= next_edge_)
        return Status::corrupt("an edge key is damaged, or the counter of edges");
      const Result<codec::EdgeValue> edge = codec::decode_edge(it->value(), names_);
      if (!edge) return edge.status().with_context("edge " + std::to_string(e->id));
      // Every edge runs between nodes that exist, so that whoever follows one may index arrays by it.
      if (!alive(e->from) || !alive(e->to))
        return Status::corrupt("edge " + std::to_string(e->id) + ": one of its ends does not exist");
      const NodeId near = out ? e->from : e->to;
      if (near / kChunk != chunk) {
        end_chunk();
        chunk = near / kChunk;
      }
      loader.add(static_cast<Vertex>(near), e->type, static_cast<Vertex>(out ? e->to : e->from), e->id,
                 edge->packed);
    }
    end_chunk();
    return it->status();
  }

  Status read_keys() {
    struct Key {
      std::size_t shard;
      KeyShard::Entry entry;
    };
    std::vector<Key> all;
    const auto it = view_.scan_once(keys::tagged(keys::Tag::kKey), keys::tag_end(keys::Tag::kKey));
    for (; it->valid(); it->next()) {
      codec::Reader value(it->value());
      const NodeId node = value.varint();
      if (it->key().size() < 3 || !value.ok() || node > SnapshotBuilder::kMaxNode)
        return Status::corrupt("a key index record is damaged");
      const Symbol label = keys::get_u16(it->key().substr(1));
      if (label >= names_.symbols.size()) return Status::corrupt("a key index record has an unknown label");
      const std::uint64_t hash = key_hash(label, it->key().substr(3));
      all.push_back({hash % kKeyShards, {static_cast<std::uint32_t>(hash >> 32), static_cast<Vertex>(node)}});
    }
    std::sort(all.begin(), all.end(), [](const Key& a, const Key& b) {
      return std::tie(a.shard, a.entry) < std::tie(b.shard, b.entry);
    });
    for (std::size_t i = 0; i < all.size();) {
      std::size_t end = i;
      while (end < all.size() && all[end].shard == all[i].shard) ++end;
      auto shard = std::make_shared<KeyShard>();
      shard->entries.reserve(end - i);
      for (std::size_t k = i; k < end; ++k) shard->entries.push_back(all[k].entry);
      shards_.emplace_back(all[i].shard, std::move(shard));
      i = end;
    }
    return it->status();
  }

  const KvView& view_;
  const Names& names_;
  const CommitDays& days_;
  const NodeId next_node_;
  const EdgeId next_edge_;
  std::size_t chunks_per_part_ = 1, parts_ = 1;

  std::vector<Loaded<NodeTable>> nodes_;     // by part
  std::vector<Loaded<EdgeTable>> out_, in_;  // by part
  std::vector<bool> living_;
  std::vector<std::pair<std::size_t, std::shared_ptr<const KeyShard>>> shards_;

  std::mutex mutex_;  // of what follows
  std::shared_ptr<LabelSets> label_sets_ = std::make_shared<LabelSets>();
  Vertex vertex_bound_ = 0;
  std::size_t node_count_ = 0, edge_count_ = 0;
};

}  // namespace

Result<std::shared_ptr<const Snapshot>> SnapshotBuilder::load(const KvView& view, Frame& frame,
                                                              NodeId next_node, EdgeId next_edge) {
  if (next_node > kMaxNode + 1) return Status::corrupt("the counter of nodes is damaged");
  const Result<CommitDays> days = CommitDays::read(view, frame.version);
  if (!days) return days.status();
  Loader loader(view, *frame.names, *days, next_node, next_edge);
  if (Status s = loader.run(); !s.ok()) return s;
  std::shared_ptr<Snapshot> snapshot = begin(nullptr, frame);
  loader.assemble(snapshot->store_->chunks, snapshot->store_->keys);
  snapshot->vertex_bound_ = loader.vertex_bound();
  snapshot->node_count_ = loader.node_count();
  snapshot->edge_count_ = loader.edge_count();
  frame.label_sets = loader.take_label_sets();
  snapshot->store_->label_sets = frame.label_sets;
  return std::shared_ptr<const Snapshot>(std::move(snapshot));
}

}  // namespace relmap::graphstore
