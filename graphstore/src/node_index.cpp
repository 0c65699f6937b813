#include "node_index.h"

#include <algorithm>

#include "index_value.h"
#include "keys.h"

namespace relmap::graphstore {
namespace {

const Value* find(const Properties& properties, std::string_view name) {
  const auto it = properties.find(name);
  return it == properties.end() ? nullptr : &it->second;
}

}  // namespace

std::vector<std::pair<Symbol, std::string>> node_keys(const Schema& schema, const Names& names,
                                                      const std::vector<Symbol>& labels,
                                                      const Properties& properties) {
  std::vector<std::pair<Symbol, std::string>> all;
  const auto add = [&](Symbol label, const Value* value) {
    const std::string* text = value ? value->as_string() : nullptr;
    if (text && std::find(all.begin(), all.end(), std::pair(label, *text)) == all.end())
      all.emplace_back(label, *text);
  };
  for (const Symbol symbol : labels) {
    const LabelDef* label = schema.find_label(names.symbols.text(symbol));
    if (!label || label->key.empty()) continue;
    add(symbol, find(properties, label->key));
    const Value* aliases = label->aliases.empty() ? nullptr : find(properties, label->aliases);
    if (!aliases || !aliases->as_list()) continue;
    for (const Value& alias : *aliases->as_list()) add(symbol, &alias);
  }
  return all;
}

std::string IndexedValue::prefix() const {
  std::string key = keys::index_prefix(label, property);
  append_index_value(key, *value);
  return key;
}

std::string IndexedValue::key(NodeId node) const {
  std::string key = prefix();
  keys::put_u64(key, node);
  return key;
}

std::vector<IndexedValue> indexed_values(const Schema& schema, const Names& names,
                                         const std::vector<Symbol>& labels, const Properties& properties) {
  std::vector<IndexedValue> all;
  for (const Symbol symbol : labels) {
    const LabelDef* label = schema.find_label(names.symbols.text(symbol));
    if (!label) continue;
    for (const PropertyDef& def : label->properties) {
      const Value* value = def.indexed ? find(properties, def.name) : nullptr;
      if (!value || !is_indexable(value->type())) continue;
      all.push_back({symbol, names.symbols.find(def.name, kNoSymbol), &def, value});
    }
  }
  return all;
}

std::optional<IndexEntry> parse_index_key(std::string_view key) {
  if (key.size() <= keys::kIndexPrefixBytes + 8 || key[0] != static_cast<char>(keys::Tag::kIndex))
    return std::nullopt;
  const std::size_t node_at = key.size() - 8;
  return IndexEntry{keys::get_u16(key.substr(1)), keys::get_u16(key.substr(3)),
                    key.substr(keys::kIndexPrefixBytes, node_at - keys::kIndexPrefixBytes),
                    keys::get_u64(key.substr(node_at))};
}

}  // namespace relmap::graphstore
