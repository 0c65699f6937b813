// The layout of the store, in one place. Format version 2.
//
// Integers in keys are big-endian, so that bytes order as numbers do; integers in values are LEB128 varints.
//
// clang-format off
//   key                                        value
//   'm' "format"                               format version (varint); beyond kFormatVersion: refused
//   'm' "schema"                               the schema's JSON
//   'm' "extension"                            the JSON of the extension in it; absent: none
//   'm' "next"                                 next NodeId, next EdgeId (varints)
//   'm' "horizon"                              the oldest version that history reaches back to (varint); absent: 0
//   'm' "retention"                            days for which history is kept (varint); absent: for ever
//   's' symbol:u16                             name of a label, edge type or property
//   'w' word:u16                               word of a schema's enumeration
//   'n' node:u64                               node: version, label count, labels, properties (codec.h)
//   'o' from:u64 type:u16 to:u64 edge:u64      edge, at its source: version, properties
//   'i' to:u64 type:u16 from:u64 edge:u64      the same edge and value, at its target
//   'k' label:u16 key bytes                    node (varint): its key under a label, or one of its aliases
//   'x' label:u16 property:u16 value node:u64  (empty) secondary index; the value: index_value.h
//   'v' version:u64                            commit: time, author, reason, number of changed entities
//   'c' version:u64 entity                     before-image: 0 (it did not exist) or 1 and the record as it was
//   'h' entity version:u64                     (empty) the entity was changed by that commit
//   'h' 'i'-key version:u64                    (empty) the same of an edge, found from its target
//   'e' version:u64                            a person was erased by that commit: first version that knew them
//
// clang-format on
// An entity is its 'n' key or 'o' key. A node's edges are one range each way, ascending by (type, other end,
// edge): a super-node is a long range, never a large value. Before-images give back any version from the
// horizon on: walk 'c' from the newest version down; 'h' finds all that ever happened to one node or edge.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "graphstore/snapshot.h"

namespace relmap::graphstore::keys {

// 1 had no 'x' and 'e' records, no horizon and no retention: a store of version 1 is one of version 2 without
// them, and is marked as such when it is first written to.
inline constexpr std::uint64_t kFormatVersion = 2;

enum class Tag : char {
  kMeta = 'm',
  kSymbol = 's',
  kWord = 'w',
  kNode = 'n',
  kOut = 'o',
  kIn = 'i',
  kKey = 'k',
  kCommit = 'v',
  kBefore = 'c',
  kTouched = 'h',
  kIndex = 'x',
  kErasure = 'e',
};

inline constexpr std::string_view kFormatKey = "mformat";
inline constexpr std::string_view kSchemaKey = "mschema";
inline constexpr std::string_view kExtensionKey = "mextension";
inline constexpr std::string_view kNextKey = "mnext";
inline constexpr std::string_view kHorizonKey = "mhorizon";
inline constexpr std::string_view kRetentionKey = "mretention";

struct EdgeKey {
  NodeId from = 0;
  Symbol type = 0;
  NodeId to = 0;
  EdgeId id = 0;

  auto operator<=>(const EdgeKey&) const = default;
};

inline void put_u16(std::string& out, std::uint16_t v) {
  out.push_back(static_cast<char>(v >> 8));
  out.push_back(static_cast<char>(v));
}
inline void put_u64(std::string& out, std::uint64_t v) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(v >> shift));
}
inline std::uint64_t get_u64(std::string_view bytes) {  // of the first 8; precondition: there are 8
  std::uint64_t v = 0;
  for (std::size_t i = 0; i < 8; ++i) v = v << 8 | static_cast<unsigned char>(bytes[i]);
  return v;
}
inline std::uint16_t get_u16(std::string_view bytes) {
  return static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[0]) << 8 |
                                    static_cast<unsigned char>(bytes[1]));
}

inline std::string tagged(Tag tag) { return std::string(1, static_cast<char>(tag)); }
// The first key behind all that begin with `tag`.
inline std::string tag_end(Tag tag) { return std::string(1, static_cast<char>(static_cast<char>(tag) + 1)); }

inline std::string symbol(Tag tag, std::uint16_t id) {
  std::string k = tagged(tag);
  put_u16(k, id);
  return k;
}
inline std::string node(NodeId id) {
  std::string k = tagged(Tag::kNode);
  put_u64(k, id);
  return k;
}
// All edges of a node in one direction; with `type`, of that type.
inline std::string edge_prefix(Direction direction, NodeId node_id,
                               std::optional<Symbol> type = std::nullopt) {
  std::string k = tagged(direction == Direction::kOut ? Tag::kOut : Tag::kIn);
  put_u64(k, node_id);
  if (type) put_u16(k, *type);
  return k;
}
inline std::string out_edge(const EdgeKey& e) {
  std::string k = edge_prefix(Direction::kOut, e.from, e.type);
  put_u64(k, e.to);
  put_u64(k, e.id);
  return k;
}
inline std::string in_edge(const EdgeKey& e) {
  std::string k = edge_prefix(Direction::kIn, e.to, e.type);
  put_u64(k, e.from);
  put_u64(k, e.id);
  return k;
}
// Makes `out` the key of one half of an edge, without a string of its own: for writing very many.
inline void write_edge(std::string& out, Direction direction, const EdgeKey& e) {
  const bool outward = direction == Direction::kOut;
  out.assign(1, static_cast<char>(outward ? Tag::kOut : Tag::kIn));
  put_u64(out, outward ? e.from : e.to);
  put_u16(out, e.type);
  put_u64(out, outward ? e.to : e.from);
  put_u64(out, e.id);
}
inline std::string key_index(Symbol label, std::string_view key) {
  std::string k = symbol(Tag::kKey, label);
  k += key;
  return k;
}
// All entries of one index; behind the prefix stand value and node.
inline std::string index_prefix(Symbol label, Symbol property) {
  std::string k = symbol(Tag::kIndex, label);
  put_u16(k, property);
  return k;
}
inline constexpr std::size_t kIndexPrefixBytes = 5;
inline std::string commit(Version version) {
  std::string k = tagged(Tag::kCommit);
  put_u64(k, version);
  return k;
}
inline std::string before(Version version, std::string_view entity) {
  std::string k = tagged(Tag::kBefore);
  put_u64(k, version);
  k += entity;
  return k;
}
inline std::string touched(std::string_view entity, Version version) {
  std::string k = tagged(Tag::kTouched);
  k += entity;
  put_u64(k, version);
  return k;
}

inline std::string erasure(Version version) {
  std::string k = tagged(Tag::kErasure);
  put_u64(k, version);
  return k;
}

// The parts of a 'c' or 'h' key. `entity` points into the key; nullopt where it names no entity.
struct EntityVersion {
  std::string_view entity;  // an 'n' or 'o' key; from 'h' also an 'i' key
  Version version = 0;
};
std::optional<EntityVersion> parse_before(std::string_view key);
std::optional<EntityVersion> parse_touched(std::string_view key);

// The first key behind all that begin with `prefix` (prefix not empty, not all 0xFF).
std::string prefix_end(std::string prefix);

// The parts of an 'n' key, of an 'o' or 'i' key; nullopt where the length or tag is wrong.
std::optional<NodeId> parse_node(std::string_view key);
std::optional<EdgeKey> parse_edge(std::string_view key);

}  // namespace relmap::graphstore::keys
