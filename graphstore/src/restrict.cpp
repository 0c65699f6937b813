#include "graphstore/restrict.h"

#include <algorithm>
#include <tuple>

#include "codec.h"
#include "snapshot_builder.h"

namespace relmap::graphstore {
namespace {

std::string_view packed_list(const PropertyView& properties) {
  const std::uint8_t* packed = properties.packed();
  if (!packed) return {};
  return {reinterpret_cast<const char*>(packed), codec::list_size(packed)};
}

bool before(const SnapshotDelta::Half& a, const SnapshotDelta::Half& b) {
  return std::tie(a.near, a.type, a.far, a.id) < std::tie(b.near, b.type, b.far, b.id);
}

// Only outgoing edges are walked: a node that everybody points at (a business line) would cost all of them.
void add_edges(const Snapshot& whole, Vertex v, std::span<const Vertex> keep, SnapshotDelta& delta) {
  for (const Edge edge : whole.out(v)) {
    if (!std::binary_search(keep.begin(), keep.end(), edge.target)) continue;
    const std::string_view packed = packed_list(edge.properties);
    delta.out.push_back({edge.source, edge.target, edge.type, true, edge.id, packed});
    delta.in.push_back({edge.target, edge.source, edge.type, true, edge.id, packed});
  }
}

}  // namespace

std::shared_ptr<const Snapshot> SnapshotBuilder::restrict_to(const Snapshot& whole,
                                                             std::span<const Vertex> keep) {
  const Frame frame{whole.version(), whole.time(), whole.schema(), whole.names_, label_sets(whole)};
  SnapshotDelta delta;
  for (const Vertex v : keep) {
    const std::uint16_t set = frame.label_sets->find({whole.labels(v).begin(), whole.labels(v).end()});
    delta.nodes.push_back({v, set, whole.written_on(v).days, packed_list(whole.properties(v))});
    add_edges(whole, v, keep, delta);
    for (const Symbol label : whole.labels(v)) add_keys(whole, v, label, delta);
  }
  std::sort(delta.in.begin(), delta.in.end(), before);
  return apply(nullptr, delta, frame);
}

// The node's own key under `label`, and its aliases.
void SnapshotBuilder::add_keys(const Snapshot& whole, Vertex v, Symbol label, SnapshotDelta& delta) {
  const Snapshot::Store& store = *whole.store_;
  if (label >= store.key_property.size() || store.key_property[label] == kNoSymbol) return;
  const PropertyView properties = whole.properties(v);
  if (const auto key = properties.text(store.key_property[label]))
    delta.keys.push_back({key_hash(label, *key), v, true});
  if (store.alias_property[label] == kNoSymbol) return;
  const Value aliases = properties.get(store.alias_property[label]);
  const auto* list = aliases.as_list();
  if (!list) return;
  for (const Value& alias : *list) {
    if (const auto* text = alias.as_string()) delta.keys.push_back({key_hash(label, *text), v, true});
  }
}

std::shared_ptr<const Snapshot> restricted(const Snapshot& whole, std::span<const Vertex> keep) {
  return SnapshotBuilder::restrict_to(whole, keep);
}

}  // namespace relmap::graphstore
