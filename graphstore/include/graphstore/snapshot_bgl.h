// A Snapshot as a Boost.Graph graph: VertexListGraph, BidirectionalGraph and EdgeListGraph (directed,
// parallel edges allowed), so that Boost's algorithms run on it as it stands. Include it where such an
// algorithm is called.
//
// vertices(g) are all numbers in [0, vertex_bound()): a deleted node counts as an isolated vertex without
// label, so that vertex_index is the number itself and property maps are plain arrays of num_vertices(g).
// Edge descriptors are graphstore::Edge: source, target, type and properties come along.
#pragma once

#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/property_map/property_map.hpp>
#include <utility>

#include "graphstore/snapshot.h"

namespace relmap::graphstore {

// Walks the out-edges of all vertices, for edges(g).
class AllEdgesIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = Edge;
  using difference_type = std::ptrdiff_t;
  using pointer = void;
  using reference = Edge;

  AllEdgesIterator() = default;
  AllEdgesIterator(const Snapshot* graph, Vertex vertex) : graph_(graph), vertex_(vertex) { settle(); }
  Edge operator*() const { return *at_; }
  AllEdgesIterator& operator++() {
    if (++at_ == end_) {
      ++vertex_;
      settle();
    }
    return *this;
  }
  AllEdgesIterator operator++(int) {
    AllEdgesIterator old = *this;
    ++*this;
    return old;
  }
  bool operator==(const AllEdgesIterator& o) const {
    if (vertex_ != o.vertex_) return false;
    return !graph_ || vertex_ >= graph_->vertex_bound() || at_ == o.at_;
  }

 private:
  // Moves to the first edge at or behind vertex_.
  void settle() {
    for (; vertex_ < graph_->vertex_bound(); ++vertex_) {
      const EdgeRange range = graph_->out(vertex_);
      at_ = range.begin();
      end_ = range.end();
      if (!range.empty()) return;
    }
  }

  const Snapshot* graph_ = nullptr;
  Vertex vertex_ = 0;
  EdgeRange::iterator at_, end_;
};

struct SnapshotTraversal : boost::bidirectional_graph_tag,
                           boost::vertex_list_graph_tag,
                           boost::edge_list_graph_tag {};

}  // namespace relmap::graphstore

namespace boost {

template <>
struct graph_traits<relmap::graphstore::Snapshot> {
  using vertex_descriptor = relmap::graphstore::Vertex;
  using edge_descriptor = relmap::graphstore::Edge;
  using directed_category = directed_tag;
  using edge_parallel_category = allow_parallel_edge_tag;
  using traversal_category = relmap::graphstore::SnapshotTraversal;
  using vertices_size_type = std::size_t;
  using edges_size_type = std::size_t;
  using degree_size_type = std::size_t;
  using vertex_iterator = counting_iterator<relmap::graphstore::Vertex>;
  using out_edge_iterator = relmap::graphstore::EdgeRange::iterator;
  using in_edge_iterator = relmap::graphstore::EdgeRange::iterator;
  using edge_iterator = relmap::graphstore::AllEdgesIterator;
  static vertex_descriptor null_vertex() { return relmap::graphstore::kNoVertex; }
};

template <>
struct property_map<relmap::graphstore::Snapshot, vertex_index_t> {
  using type = typed_identity_property_map<relmap::graphstore::Vertex>;
  using const_type = type;
};

}  // namespace boost

// Found by argument-dependent lookup, which is how Boost's algorithms call them.
namespace relmap::graphstore {

inline std::pair<boost::counting_iterator<Vertex>, boost::counting_iterator<Vertex>> vertices(
    const Snapshot& g) {
  return {boost::counting_iterator<Vertex>(0), boost::counting_iterator<Vertex>(g.vertex_bound())};
}
inline std::size_t num_vertices(const Snapshot& g) { return g.vertex_bound(); }
inline std::pair<AllEdgesIterator, AllEdgesIterator> edges(const Snapshot& g) {
  return {AllEdgesIterator(&g, 0), AllEdgesIterator(&g, g.vertex_bound())};
}
inline std::size_t num_edges(const Snapshot& g) { return g.edge_count(); }
inline Vertex source(const Edge& e, const Snapshot&) { return e.source; }
inline Vertex target(const Edge& e, const Snapshot&) { return e.target; }
inline std::pair<EdgeRange::iterator, EdgeRange::iterator> out_edges(Vertex v, const Snapshot& g) {
  const EdgeRange range = g.out(v);
  return {range.begin(), range.end()};
}
inline std::pair<EdgeRange::iterator, EdgeRange::iterator> in_edges(Vertex v, const Snapshot& g) {
  const EdgeRange range = g.in(v);
  return {range.begin(), range.end()};
}
inline std::size_t out_degree(Vertex v, const Snapshot& g) { return g.out(v).size(); }
inline std::size_t in_degree(Vertex v, const Snapshot& g) { return g.in(v).size(); }
inline std::size_t degree(Vertex v, const Snapshot& g) { return out_degree(v, g) + in_degree(v, g); }
inline boost::typed_identity_property_map<Vertex> get(boost::vertex_index_t, const Snapshot&) { return {}; }

}  // namespace relmap::graphstore
