// What a node has in the store beside its record: its keys and aliases ('k'), its entries in secondary
// indexes ('x'). One place says what they are; commits, loads, changes of schema and verify() all ask here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graphstore/schema.h"
#include "graphstore/snapshot.h"
#include "names.h"

namespace relmap::graphstore {

// (label, key) for each key and alias that `properties` give a node of these labels; each pair once, a
// label's own key before its aliases.
std::vector<std::pair<Symbol, std::string>> node_keys(const Schema& schema, const Names& names,
                                                      const std::vector<Symbol>& labels,
                                                      const Properties& properties);

// One value of an indexed property. All live as long as the schema and the properties.
struct IndexedValue {
  Symbol label, property;
  const PropertyDef* def;
  const Value* value;

  std::string prefix() const;  // of the index's entries with this value
  std::string key(NodeId node) const;
};
std::vector<IndexedValue> indexed_values(const Schema& schema, const Names& names,
                                         const std::vector<Symbol>& labels, const Properties& properties);

// The parts of an 'x' key; nullopt where it is too short or has another tag. The view points into `key`.
struct IndexEntry {
  Symbol label, property;
  std::string_view value;  // index_value.h
  NodeId node;
};
std::optional<IndexEntry> parse_index_key(std::string_view key);

}  // namespace relmap::graphstore
