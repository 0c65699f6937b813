// What a Snapshot is made of. Everything here is immutable once it is shared; a new Snapshot copies the
// pointers along the paths to what changed and shares the rest.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "graphstore/snapshot.h"

namespace relmap::graphstore {

// A sequence of shared immutable parts, in two levels, so that replacing one part copies a few dozen pointers
// however long the sequence is. A missing part is nullptr.
template <class T>
class SharedArray {
 public:
  static constexpr std::size_t kBranch = 64;

  const T* get(std::size_t i) const {
    const std::size_t b = i / kBranch;
    return b < branches_.size() && branches_[b] ? (*branches_[b])[i % kBranch].get() : nullptr;
  }
  std::shared_ptr<const T> share(std::size_t i) const {
    const std::size_t b = i / kBranch;
    return b < branches_.size() && branches_[b] ? (*branches_[b])[i % kBranch] : nullptr;
  }
  void set(std::size_t i, std::shared_ptr<const T> part) {
    const std::size_t b = i / kBranch;
    if (b >= branches_.size()) branches_.resize(b + 1);
    auto branch = branches_[b] ? std::make_shared<Branch>(*branches_[b]) : std::make_shared<Branch>();
    (*branch)[i % kBranch] = std::move(part);
    branches_[b] = std::move(branch);
  }
  std::size_t bound() const { return branches_.size() * kBranch; }

 private:
  using Branch = std::array<std::shared_ptr<const T>, kBranch>;
  std::vector<std::shared_ptr<const Branch>> branches_;
};

namespace detail {

// Edges with the packed bytes they point into.
struct SegmentData {
  std::vector<HalfEdge> edges;
  std::vector<std::uint8_t> packed;

  Segment view() const { return {edges, packed.data()}; }
  std::size_t bytes() const { return edges.capacity() * sizeof(HalfEdge) + packed.capacity(); }
};

// The adjacency of a node with more than kBigNodeEdges edges in one direction. No segment is empty.
class SegmentSource {
 public:
  std::vector<std::shared_ptr<const SegmentData>> segments;
  std::vector<std::size_t> first;  // number of edges ahead of each segment; one more entry: of all
};

}  // namespace detail

// One changed edge copies what stands beside it: that of its node, or of its segment where the node is big.
// Smaller pieces cost memory, and a list of more pieces to copy (a node of half a million edges has a
// thousand).
inline constexpr std::size_t kBigNodeEdges = 512;
inline constexpr std::size_t kMaxSegmentEdges = 1024;
inline constexpr std::size_t kFreshSegmentEdges = kMaxSegmentEdges / 2;  // room to grow in

struct SearchTable;  // search_table.h

// The nodes of one chunk.
struct NodeTable {
  static constexpr std::uint16_t kDead = 0xFFFF;
  std::array<std::uint16_t, Snapshot::kChunkNodes> label_set;    // index into Store::label_sets, or kDead
  std::array<std::uint32_t, Snapshot::kChunkNodes> packed_at;    // of the property list in `packed`
  std::array<std::int32_t, Snapshot::kChunkNodes> written_on{};  // day of the commit that last wrote it
  std::vector<std::uint8_t> packed;
  std::vector<std::uint16_t> present;  // the label sets that occur, ascending

  // Made when the chunk is first searched: the same for every Snapshot that shares the chunk.
  mutable std::once_flag search_once;
  mutable std::shared_ptr<const SearchTable> search;
  mutable std::atomic<std::size_t> search_bytes{0};

  NodeTable() {
    label_set.fill(kDead);
    packed_at.fill(0);
  }
  // A living node, whose property list begins at `at`.
  void put(std::size_t slot, std::uint16_t set, std::size_t at, std::int32_t day) {
    label_set[slot] = set;
    written_on[slot] = day;
    packed_at[slot] = static_cast<std::uint32_t>(at);
    const auto it = std::lower_bound(present.begin(), present.end(), set);
    if (it == present.end() || *it != set) present.insert(it, set);
  }
};

// The edges of kBlockNodes neighbouring nodes in one direction.
inline constexpr std::size_t kBlockNodes = 32;
struct EdgeBlock {
  std::array<std::uint32_t, kBlockNodes + 1> begin{};  // into data.edges
  detail::SegmentData data;
  // Nodes too big for `data` (their range there is empty), ascending by slot.
  std::vector<std::pair<std::uint16_t, std::shared_ptr<const detail::SegmentSource>>> big;
  std::size_t total = 0;  // edges, the big nodes' among them

  const detail::SegmentSource* find_big(std::size_t slot) const;
};

// The edges of one chunk's nodes in one direction. In blocks, because one more edge copies what stands beside
// it: a chunk of well-connected people has tens of thousands of edges.
struct EdgeTable {
  std::array<std::shared_ptr<const EdgeBlock>, Snapshot::kChunkNodes / kBlockNodes>
      blocks;  // nullptr: no edges
  std::size_t total = 0;
};

struct Chunk {
  std::shared_ptr<const NodeTable> nodes;
  std::shared_ptr<const EdgeTable> out, in;  // nullptr: no edges

  const EdgeTable* edges(Direction direction) const {
    return direction == Direction::kOut ? out.get() : in.get();
  }
};

// One shard of the key index: sorted by hash. Keys with equal hashes are told apart by reading the node.
struct KeyShard {
  struct Entry {
    std::uint32_t hash;  // the upper half of the 64-bit hash; the lower half chose the shard
    Vertex vertex;
    auto operator<=>(const Entry&) const = default;
  };
  std::vector<Entry> entries;
};
inline constexpr std::size_t kKeyShards = 1 << 14;

// A 64-bit hash of (label, key), the same in every process: FNV-1a with a final mix (MurmurHash3's).
std::uint64_t key_hash(Symbol label, std::string_view key);

struct LabelSets {
  std::vector<std::vector<Symbol>> sets;  // each ascending

  // The index of `labels` (ascending), or NodeTable::kDead where it is not among them.
  std::uint16_t find(const std::vector<Symbol>& labels) const {
    for (std::size_t i = 0; i < sets.size(); ++i) {
      if (sets[i] == labels) return static_cast<std::uint16_t>(i);
    }
    return NodeTable::kDead;
  }
};

struct Snapshot::Store {
  SharedArray<Chunk> chunks;
  SharedArray<KeyShard> keys;
  std::shared_ptr<const LabelSets> label_sets;
  // By symbol of a label: the symbol of its key property, or kNoSymbol. From the schema.
  std::vector<Symbol> key_property;
  std::vector<Symbol> alias_property;  // likewise of its list of aliases
};

}  // namespace relmap::graphstore
