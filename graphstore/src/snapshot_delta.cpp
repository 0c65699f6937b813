#include "snapshot_delta.h"

#include "codec.h"
#include "keys.h"

namespace relmap::graphstore {
namespace {

void add_half(const keys::EdgeKey& e, Direction direction, const std::optional<std::string>& value,
              const Names& names, std::vector<SnapshotDelta::Half>& halves) {
  const bool out = direction == Direction::kOut;
  SnapshotDelta::Half half{out ? e.from : e.to, out ? e.to : e.from, e.type, value.has_value(), e.id, {}};
  if (value) half.packed = codec::decode_edge(*value, names)->packed;
  halves.push_back(half);
}

}  // namespace

SnapshotDelta delta_of(const Layer& written, const Snapshot& before, const Names& names,
                       const LabelSets& label_sets, std::int32_t day) {
  SnapshotDelta delta;
  for (const auto& [key, value] : written) {
    switch (static_cast<keys::Tag>(key[0])) {
      case keys::Tag::kNode: {
        SnapshotDelta::Node node{*keys::parse_node(key), NodeTable::kDead, day, {}};
        if (value) {
          const codec::NodeValue decoded = *codec::decode_node(*value, names);
          node.label_set = label_sets.find(decoded.labels);
          node.packed = decoded.packed;
        }
        delta.nodes.push_back(node);
        break;
      }
      case keys::Tag::kOut:
        add_half(*keys::parse_edge(key), Direction::kOut, value, names, delta.out);
        break;
      case keys::Tag::kIn:
        add_half(*keys::parse_edge(key), Direction::kIn, value, names, delta.in);
        break;
      case keys::Tag::kKey: {
        const Symbol label = keys::get_u16(std::string_view(key).substr(1));
        const std::string_view text = std::string_view(key).substr(3);
        const std::uint64_t hash = key_hash(label, text);
        const std::optional<Vertex> old = before.find(names.symbols.text(label), text);
        const NodeId now = value ? codec::Reader(*value).varint() : kNoVertex;
        if (old == now) break;  // left and came back
        if (old) delta.keys.push_back({hash, *old, false});
        if (value) delta.keys.push_back({hash, now, true});
        break;
      }
      default:
        break;
    }
  }
  return delta;
}

}  // namespace relmap::graphstore
