#include "edge_name.h"

#include <algorithm>

namespace relmap::server {

std::string EdgeName::to_string() const {
  return type + " from " + from.to_string() + " to " + to.to_string();
}

bool is_key_property(const graphstore::Schema& schema, std::string_view type, std::string_view property) {
  const auto* def = schema.find_edge_type(type);
  return def && std::find(def->key.begin(), def->key.end(), property) != def->key.end();
}

std::string identity_of(const graphstore::Schema& schema, std::string_view type) {
  std::string text = std::string(type) + " is identified by from and to";
  if (const auto* def = schema.find_edge_type(type)) {
    for (const auto& key : def->key) text += " and " + key;
  }
  return text;
}

Result<graphstore::Properties> with_key(const graphstore::Schema& schema, const EdgeName& name,
                                        graphstore::Properties properties) {
  const auto* def = schema.find_edge_type(name.type);
  for (const auto& property : def ? def->key : std::vector<std::string>()) {
    const auto in_name = name.key.find(property);
    const auto given = properties.find(property);
    if (given != properties.end() && !given->second.is_null() &&
        (in_name == name.key.end() || given->second != in_name->second)) {
      return Status::schema_violation(
          name.to_string(), property,
          "identifies the edge, and is another among its properties than in its name");
    }
    if (in_name != name.key.end()) properties[property] = in_name->second;
  }
  return properties;
}

}  // namespace relmap::server
