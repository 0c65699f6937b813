// Snapshot: the whole graph of one version, compiled for reading: immutable, in memory, dense vertex numbers,
// adjacency both ways, all properties packed beside it.
//
// Threads: a Snapshot never changes; any number of threads may read one. Views (PropertyView, Edge, ranges,
// string_views) point into it and are valid while it lives, so keep the shared_ptr as long as any of them.
//
// Structure: nodes live in chunks of kChunkNodes; a commit builds anew only the chunks that hold a touched
// node and shares the others with its predecessor (snapshot_builder.h). The adjacency of a node with very
// many edges is cut into segments of its own, so that one more edge at a super-node copies one segment, not
// all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "graphstore/schema.h"
#include "graphstore/value.h"

namespace relmap::graphstore {

using Version = std::uint64_t;  // of the graph: 0 = empty, then one more with each commit
using NodeId = std::uint64_t;   // of a node, for ever; never used again
using EdgeId = std::uint64_t;   // of an edge, for ever; never used again

// Number of a node inside a Snapshot, in [0, vertex_bound()). Equal to its NodeId: a deleted node leaves a
// hole (alive() is false, no label, no edge). The same in all Snapshots of one store.
using Vertex = std::uint32_t;
inline constexpr Vertex kNoVertex = 0xFFFFFFFF;

// A label, edge type or property name. Stable for the life of a store.
using Symbol = std::uint16_t;
inline constexpr Symbol kNoSymbol = 0xFFFF;

// A word of one of the schema's enumerations; 0 stands for "absent, or not an enumerated word".
using Word = std::uint16_t;
inline constexpr Word kNoWord = 0;

enum class Direction : std::uint8_t { kOut, kIn };

class Names;  // symbols and words, append-only, shared by all Snapshots of a store

// The properties of one node or edge as packed bytes. Lookups walk the list: O(number of properties).
class PropertyView {
 public:
  PropertyView() = default;
  PropertyView(const std::uint8_t* packed, const Names* names) : packed_(packed), names_(names) {}

  bool has(Symbol property) const;
  Value get(Symbol property) const;                             // null where absent
  std::optional<std::string_view> text(Symbol property) const;  // of a string, enumerated or not
  Word word(Symbol property) const;                             // of a string that is a word of the schema
  std::optional<double> number(Symbol property) const;          // of an int, float or decimal
  std::optional<Decimal> decimal(Symbol property) const;        // of an int or decimal
  std::optional<Date> date(Symbol property) const;              // of a date, or a datetime's UTC day
  bool flag(Symbol property) const;                             // true only for the bool true
  Properties all() const;
  const std::uint8_t* packed() const {
    return packed_;
  }  // nullptr: none; what they are packed as is codec.h's

 private:
  const std::uint8_t* packed_ = nullptr;  // nullptr: no properties
  const Names* names_ = nullptr;
};

// One edge as seen from one of its ends. A value; cheap to copy.
struct Edge {
  Vertex source = kNoVertex;
  Vertex target = kNoVertex;
  Symbol type = kNoSymbol;
  EdgeId id = 0;
  PropertyView properties;

  bool operator==(const Edge& other) const { return id == other.id; }
};

namespace detail {
// 12 bytes an edge and side: the other end, the type, and where the packed rest begins in the segment's
// bytes.
struct HalfEdge {
  Vertex other;
  std::uint32_t packed;  // offset: varint edge id, then the property list
  Symbol type;
};
struct Segment {
  std::span<const HalfEdge> edges;  // ascending by (type, other, edge id)
  const std::uint8_t* packed = nullptr;
};
class SegmentSource;  // a big node's segments
}  // namespace detail

// The edges out of (or into) one vertex, ascending by (type, other end, edge id). A forward range of Edge;
// iterators stand on their own and live as long as the Snapshot.
class EdgeRange {
 public:
  class iterator {
   public:
    using iterator_category = std::input_iterator_tag;  // dereferences to a value; multi-pass nevertheless
    using value_type = Edge;
    using difference_type = std::ptrdiff_t;
    using pointer = void;
    using reference = Edge;

    iterator() = default;
    Edge operator*() const;
    Vertex other() const { return current_.edges[at_].other; }  // the other end; cheaper than the whole Edge
    iterator& operator++() {
      if (++at_ == current_.edges.size() && many_) next_segment();
      return *this;
    }
    iterator operator++(int) {
      iterator old = *this;
      ++*this;
      return old;
    }
    bool operator==(const iterator& o) const { return segment_ == o.segment_ && at_ == o.at_; }

   private:
    friend class EdgeRange;
    friend class Snapshot;
    void next_segment();

    const Names* names_ = nullptr;
    const detail::SegmentSource* many_ = nullptr;  // nullptr: current_ is the only segment
    detail::Segment current_;
    std::size_t segment_ = 0;  // a big node: [0, count); the end of all edges is (count, 0)
    std::size_t at_ = 0;       // in current_
    Vertex vertex_ = kNoVertex;
    Direction direction_ = Direction::kOut;
  };

  EdgeRange() = default;
  iterator begin() const { return begin_; }
  iterator end() const { return end_; }
  bool empty() const { return begin_ == end_; }
  std::size_t size() const { return size_; }
  // visit(vertex) for the other end of each edge, in their order; may repeat. Cheaper than the edges.
  template <class Visit>
  void for_each_other(Visit visit) const {
    for (iterator it = begin_; it != end_; ++it) visit(it.other());
  }

 private:
  friend class Snapshot;
  iterator begin_, end_;
  std::size_t size_ = 0;
};

class Snapshot {
 public:
  static constexpr std::size_t kChunkNodes = 1024;

  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  Version version() const { return version_; }
  DateTime time() const { return time_; }  // of the commit that made this version; 1970 for an empty graph
  const Schema& schema() const { return schema_; }

  Vertex vertex_bound() const { return vertex_bound_; }
  std::size_t node_count() const { return node_count_; }
  std::size_t edge_count() const { return edge_count_; }
  bool alive(Vertex v) const;
  // The day (UTC) of the commit that last wrote the node: its labels and properties, not its edges. Where
  // history has been compacted, not before the oldest commit kept. Precondition: alive(v).
  Date written_on(Vertex v) const;

  // kNoSymbol / kNoWord where the name was never used; a lookup by it then finds nothing.
  Symbol symbol(std::string_view name) const;
  Word word(std::string_view text) const;
  std::string_view name(Symbol symbol) const;   // precondition: a symbol of this store
  std::string_view word_text(Word word) const;  // precondition: a word of this store

  std::span<const Symbol> labels(Vertex v) const;
  bool has_label(Vertex v, Symbol label) const;
  PropertyView properties(Vertex v) const;

  // The node whose key property (of `label`, in the schema) is `key`, or that has it among its aliases;
  // nullopt where there is none. O(1) expected.
  std::optional<Vertex> find(std::string_view label, std::string_view key) const;
  // The label by whose key the node is known (its first label with one, else its first), "" where it has
  // none.
  std::string_view label(Vertex v) const;
  // Its key under that label, "" where it has none.
  std::string_view key(Vertex v) const;

  EdgeRange out(Vertex v) const { return edges(v, Direction::kOut); }
  EdgeRange in(Vertex v) const { return edges(v, Direction::kIn); }
  EdgeRange out(Vertex v, Symbol type) const { return edges(v, Direction::kOut, type); }
  EdgeRange in(Vertex v, Symbol type) const { return edges(v, Direction::kIn, type); }
  EdgeRange edges(Vertex v, Direction direction) const;
  // Of one type, or of one type and with one other end: O(log degree) to find.
  EdgeRange edges(Vertex v, Direction direction, Symbol type) const;
  EdgeRange edges(Vertex v, Direction direction, Symbol type, Vertex other) const;

  // Calls visit(Vertex) for each living node that has `label`, ascending. Chunks without the label are
  // skipped.
  template <class Visit>
  void for_each_node(Symbol label, Visit&& visit) const {
    for (Vertex v = next_with_label(0, label); v != kNoVertex; v = next_with_label(v + 1, label)) visit(v);
  }
  // The first living node ≥ `from` that has `label`, or kNoVertex.
  Vertex next_with_label(Vertex from, Symbol label) const;

  // Bytes held by this Snapshot, counting shared chunks in full. O(chunks).
  struct Footprint {
    std::size_t node_bytes = 0;    // chunks' node tables and packed properties
    std::size_t edge_bytes = 0;    // adjacency both ways with packed properties
    std::size_t key_bytes = 0;     // key index
    std::size_t search_bytes = 0;  // folded texts, of chunks that were searched
  };
  Footprint footprint() const;

 private:
  friend class SnapshotBuilder;
  friend class SnapshotSearch;
  struct Store;  // chunks, key index, label sets: snapshot_store.h
  Snapshot();
  // The part of `range` (all edges of a vertex one way) of `type`, with other ends in [first, last).
  static EdgeRange narrow(EdgeRange range, Symbol type, std::uint64_t first, std::uint64_t last);

  Version version_ = 0;
  DateTime time_;
  Schema schema_;
  Vertex vertex_bound_ = 0;
  std::size_t node_count_ = 0;
  std::size_t edge_count_ = 0;
  std::shared_ptr<const Names> names_;
  std::unique_ptr<Store> store_;
};

}  // namespace relmap::graphstore
