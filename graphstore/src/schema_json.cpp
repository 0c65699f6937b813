// The JSON form of a schema. Every fault is reported with the path to it ("labels.Contact.properties.level:
// …").
#include <algorithm>
#include <nlohmann/json.hpp>

#include "graphstore/schema.h"

namespace relmap::graphstore {
namespace {

using Json = nlohmann::json;

Status wrong(const std::string& path, const std::string& reason) {
  return Status::invalid_argument("schema: " + path + ": " + reason);
}

std::optional<ValueType> type_named(const std::string& name) {
  for (int i = static_cast<int>(ValueType::kBool); i <= static_cast<int>(ValueType::kMap); ++i) {
    if (value_type_name(static_cast<ValueType>(i)) == name) return static_cast<ValueType>(i);
  }
  return std::nullopt;
}

// Refuses members of `json` that are not in `known`: a misspelt constraint must not be silently without
// effect.
Status only(const Json& json, const std::string& path, std::initializer_list<std::string_view> known) {
  if (!json.is_object()) return wrong(path, "must be an object");
  for (const auto& [name, value] : json.items()) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      return wrong(path, "unknown member '" + name + "'");
  }
  return {};
}

template <class T>
Status read(const Json& json, const std::string& path, const char* name, T& into) {
  if (!json.contains(name)) return {};
  const Json& value = json[name];
  bool fits = false;
  if constexpr (std::is_same_v<T, bool>) fits = value.is_boolean();
  if constexpr (std::is_same_v<T, std::string>) fits = value.is_string();
  if constexpr (std::is_same_v<T, std::optional<double>>) fits = value.is_number();
  if constexpr (std::is_same_v<T, std::optional<std::size_t>>) fits = value.is_number_unsigned();
  if constexpr (std::is_same_v<T, std::vector<std::string>>) {
    fits = value.is_array() &&
           std::all_of(value.begin(), value.end(), [](const Json& v) { return v.is_string(); });
  }
  if (!fits) return wrong(path + "." + name, "has the wrong type");
  if constexpr (std::is_same_v<T, std::optional<double>>) {
    into = value.get<double>();
  } else if constexpr (std::is_same_v<T, std::optional<std::size_t>>) {
    into = value.get<std::size_t>();
  } else {
    into = value.get<T>();
  }
  return {};
}

Status first_error(std::initializer_list<Status> all) {
  for (const Status& s : all) {
    if (!s.ok()) return s;
  }
  return {};
}

Result<PropertyDef> parse_property(const std::string& name, const Json& json, const std::string& path) {
  const Status known =
      only(json, path,
           {"type", "of", "required", "words", "min", "max", "sum", "index", "unique", "search", "doc"});
  if (!known.ok()) return known;
  PropertyDef def;
  def.name = name;
  std::string type = "string", element = "string";
  const Status s =
      first_error({read(json, path, "type", type), read(json, path, "of", element),
                   read(json, path, "required", def.required), read(json, path, "words", def.words),
                   read(json, path, "min", def.min), read(json, path, "max", def.max),
                   read(json, path, "sum", def.sum), read(json, path, "index", def.indexed),
                   read(json, path, "unique", def.unique), read(json, path, "search", def.searchable)});
  if (!s.ok()) return s;
  const std::optional<ValueType> outer = type_named(type), inner = type_named(element);
  if (!outer) return wrong(path + ".type", "'" + type + "' is not a property type");
  if (!inner || *inner == ValueType::kList || *inner == ValueType::kMap) {
    return wrong(path + ".of", "'" + element + "' is not a type of elements");
  }
  def.type = *outer;
  def.element = *inner;
  const bool nested = def.type == ValueType::kList || def.type == ValueType::kMap;
  if (def.type == ValueType::kMap && !json.contains("of")) def.element = ValueType::kNull;  // of anything
  if (nested && !def.words.empty()) return wrong(path + ".words", "does not go with a " + type);
  if (def.type == ValueType::kList && (def.min || def.max))
    return wrong(path + ".min", "does not go with a list");
  if (def.sum && def.type != ValueType::kMap) return wrong(path + ".sum", "goes with a map only");
  if (def.min && def.max && *def.min > *def.max) return wrong(path + ".min", "is above max");
  def.indexed |= def.unique;
  if (def.indexed && nested) return wrong(path + ".index", "does not go with a " + type);
  if (def.searchable && def.type != ValueType::kString)
    return wrong(path + ".search", "goes with texts only");
  return def;
}

Status parse_properties(const Json& json, const std::string& path, std::vector<PropertyDef>& into) {
  if (!json.contains("properties")) return {};
  const std::string inner = path + ".properties";
  if (!json["properties"].is_object()) return wrong(inner, "must be an object");
  for (const auto& [name, value] : json["properties"].items()) {
    Result<PropertyDef> def = parse_property(name, value, inner + "." + name);
    if (!def) return def.status();
    into.push_back(std::move(*def));
  }
  return {};
}

Result<LabelDef> parse_label(const std::string& name, const Json& json) {
  const std::string path = "labels." + name;
  LabelDef def;
  def.name = name;
  const Status s = first_error({only(json, path, {"key", "aliases", "properties", "doc"}),
                                parse_properties(json, path, def.properties),
                                read(json, path, "key", def.key), read(json, path, "aliases", def.aliases)});
  if (!s.ok()) return s;
  const PropertyDef* key = def.key.empty() ? nullptr : def.find(def.key);
  if (!def.key.empty() && (!key || key->type != ValueType::kString)) {
    return wrong(path + ".key", "'" + def.key + "' is not among the properties, or is not a string");
  }
  const PropertyDef* aliases = def.aliases.empty() ? nullptr : def.find(def.aliases);
  const bool texts = aliases && aliases->type == ValueType::kList && aliases->element == ValueType::kString;
  if (!def.aliases.empty() && (!texts || def.key.empty())) {
    return wrong(path + ".aliases", "'" + def.aliases + "' is not a list of texts, or the label has no key");
  }
  for (PropertyDef& property : def.properties) property.required |= property.name == def.key;
  return def;
}

Status parse_ends(const Json& json, const std::string& path, std::vector<EdgeEnds>& into) {
  if (!json.contains("ends")) return {};
  if (!json["ends"].is_array()) return wrong(path + ".ends", "must be a list of [from, to]");
  for (const Json& pair : json["ends"]) {
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string() || !pair[1].is_string()) {
      return wrong(path + ".ends", "must be a list of [from, to]");
    }
    into.push_back({pair[0].get<std::string>(), pair[1].get<std::string>()});
  }
  return {};
}

Result<EdgeTypeDef> parse_edge_type(const std::string& name, const Json& json) {
  const std::string path = "edges." + name;
  const Status known =
      only(json, path,
           {"ends", "key", "unique", "undirected", "loops", "acyclic", "max_out", "properties", "doc"});
  if (!known.ok()) return known;
  EdgeTypeDef def;
  def.name = name;
  const Status s =
      first_error({parse_ends(json, path, def.ends), read(json, path, "key", def.key),
                   read(json, path, "unique", def.unique), read(json, path, "undirected", def.undirected),
                   read(json, path, "loops", def.loops), read(json, path, "acyclic", def.acyclic),
                   read(json, path, "max_out", def.max_out), parse_properties(json, path, def.properties)});
  if (!s.ok()) return s;
  for (const PropertyDef& property : def.properties) {
    if (property.indexed || property.searchable)
      return wrong(path + ".properties." + property.name,
                   "only properties of labels are indexed or searched");
  }
  return def;
}

Status check_ends(const EdgeTypeDef& def, const std::vector<LabelDef>& labels) {
  for (const EdgeEnds& ends : def.ends) {
    for (const std::string& label : {ends.from, ends.to}) {
      const auto is = [&](const LabelDef& l) { return l.name == label; };
      if (!label.empty() && std::none_of(labels.begin(), labels.end(), is)) {
        return wrong("edges." + def.name + ".ends", "label '" + label + "' is not in the schema");
      }
    }
  }
  return {};
}

}  // namespace

Result<Schema> Schema::parse(std::string_view text, std::string_view extension) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return Status::invalid_argument("schema: is not well-formed JSON");
  if (Status s = only(json, "schema", {"name", "open", "labels", "edges", "doc"}); !s.ok()) return s;
  auto data = std::make_shared<Data>();
  data->name.clear();
  data->open = false;
  data->json = std::string(text);
  data->extension = std::string(extension);
  Status s =
      first_error({read(json, "schema", "name", data->name), read(json, "schema", "open", data->open)});
  if (!s.ok()) return s;
  if (data->name.empty()) return wrong("name", "is required");
  for (const char* part : {"labels", "edges"}) {
    if (json.contains(part) && !json[part].is_object()) return wrong(part, "must be an object");
  }
  const Json labels = json.value("labels", Json::object());
  for (const auto& [name, value] : labels.items()) {
    Result<LabelDef> def = parse_label(name, value);
    if (!def) return def.status();
    data->labels.push_back(std::move(*def));
  }
  const Json edges = json.value("edges", Json::object());
  for (const auto& [name, value] : edges.items()) {
    Result<EdgeTypeDef> def = parse_edge_type(name, value);
    if (!def) return def.status();
    if (Status r = check_ends(*def, data->labels); !r.ok()) return r;
    data->edge_types.push_back(std::move(*def));
  }
  Schema schema;
  schema.data_ = std::move(data);
  return schema;
}

}  // namespace relmap::graphstore
