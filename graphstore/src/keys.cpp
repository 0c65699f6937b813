#include "keys.h"

namespace relmap::graphstore::keys {

std::string prefix_end(std::string prefix) {
  while (static_cast<unsigned char>(prefix.back()) == 0xFF) prefix.pop_back();
  ++prefix.back();
  return prefix;
}

std::optional<NodeId> parse_node(std::string_view key) {
  if (key.size() != 9 || key[0] != static_cast<char>(Tag::kNode)) return std::nullopt;
  return get_u64(key.substr(1));
}

std::optional<EdgeKey> parse_edge(std::string_view key) {
  if (key.size() != 27) return std::nullopt;
  const NodeId near = get_u64(key.substr(1));
  const Symbol type = get_u16(key.substr(9));
  const NodeId far = get_u64(key.substr(11));
  const EdgeId id = get_u64(key.substr(19));
  if (key[0] == static_cast<char>(Tag::kOut)) return EdgeKey{near, type, far, id};
  if (key[0] == static_cast<char>(Tag::kIn)) return EdgeKey{far, type, near, id};
  return std::nullopt;
}

std::optional<EntityVersion> parse_before(std::string_view key) {
  if (key.size() < 10 || key[0] != static_cast<char>(Tag::kBefore)) return std::nullopt;
  const EntityVersion parts{key.substr(9), get_u64(key.substr(1))};
  const bool edge = parts.entity[0] == static_cast<char>(Tag::kOut) && parse_edge(parts.entity);
  if (!edge && !parse_node(parts.entity)) return std::nullopt;
  return parts;
}

std::optional<EntityVersion> parse_touched(std::string_view key) {
  if (key.size() < 10 || key[0] != static_cast<char>(Tag::kTouched)) return std::nullopt;
  const EntityVersion parts{key.substr(1, key.size() - 9), get_u64(key.substr(key.size() - 8))};
  if (!parse_edge(parts.entity) && !parse_node(parts.entity)) return std::nullopt;
  return parts;
}

}  // namespace relmap::graphstore::keys
