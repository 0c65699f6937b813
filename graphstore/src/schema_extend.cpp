// Schema::extend(): an extension laid over a base schema, both as JSON. The result is parsed as any schema
// is, so that what is wrong with the extension by itself is found there.
//
// Rule: an extension may add labels, edge types, properties, words and ends, say what the base leaves open,
// and switch constraints and indexes on. What the base says it may not change or take away.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "graphstore/schema.h"

namespace relmap::graphstore {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxExtensionBytes = 1 << 20;
constexpr int kMaxDepth = 32;

Status contradicts(const std::string& path, const Json& said, const Json& wanted) {
  const auto text = [](const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  return Status::invalid_argument("schema: " + path + ": is " + text(said) +
                                  "; an extension cannot make it " + text(wanted));
}

// `name` of `base` stays; where it says nothing, `otherwise` is what that means (null: it is open).
Status settle(Json& base, const std::string& path, const std::string& name, const Json& wanted,
              const Json& otherwise = nullptr) {
  const Json said = base.contains(name) ? base[name] : otherwise;
  if (!said.is_null() && said != wanted) return contradicts(path + "." + name, said, wanted);
  base[name] = wanted;
  return {};
}

// Adds the elements of `wanted` that are not in the list yet.
Status append(Json& base, const std::string& path, const std::string& name, const Json& wanted) {
  if (!wanted.is_array())
    return Status::invalid_argument("schema: " + path + "." + name + ": must be a list");
  Json& list = base[name];
  std::set<Json> known(list.begin(), list.end());
  for (const Json& element : wanted) {
    if (known.insert(element).second) list.push_back(element);
  }
  return {};
}

Status switch_on(Json& base, const std::string& path, const std::string& name, const Json& wanted) {
  const bool is_on = base.contains(name) && base[name] == true;
  if (is_on && wanted == false) return contradicts(path + "." + name, true, wanted);
  base[name] = wanted;
  return {};
}

bool is_any(const std::string& name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Status extend_property(Json& base, const Json& extension, const std::string& path) {
  for (const auto& [name, wanted] : extension.items()) {
    Status s;
    if (is_any(name, {"required", "index", "unique", "search"})) {
      s = switch_on(base, path, name, wanted);
    } else if (name == "words") {
      s = append(base, path, name, wanted);
    } else if (name == "type") {
      s = settle(base, path, name, wanted, "string");
    } else if (name == "of") {
      s = settle(base, path, name, wanted, base.value("type", "string") == "list" ? Json("string") : Json());
    } else if (name == "doc") {
      base.emplace(name, wanted);
    } else {
      s = settle(base, path, name, wanted);
    }
    if (!s.ok()) return s;
  }
  return {};
}

using Extend = Status (*)(Json&, const Json&, const std::string&);

// Members that `base` has are extended, others added.
Status extend_members(Json& base, const Json& extension, const std::string& path, Extend extend) {
  if (!extension.is_object()) return Status::invalid_argument("schema: " + path + ": must be an object");
  if (base.is_null()) base = Json::object();
  for (const auto& [name, wanted] : extension.items()) {
    const std::string inner = path + "." + name;
    if (!wanted.is_object()) return Status::invalid_argument("schema: " + inner + ": must be an object");
    if (!base.contains(name)) {
      base[name] = wanted;
    } else if (Status s = extend(base[name], wanted, inner); !s.ok()) {
      return s;
    }
  }
  return {};
}

// A label or an edge type. `defaults`: what a member means where the base does not name it, and an extension
// may not change.
Status extend_type(Json& base, const Json& extension, const std::string& path, const Json& defaults) {
  for (const auto& [name, wanted] : extension.items()) {
    Status s;
    if (name == "properties") {
      s = extend_members(base[name], wanted, path + ".properties", extend_property);
    } else if (name == "ends") {
      s = append(base, path, name, wanted);
    } else if (name == "doc") {
      base.emplace(name, wanted);
    } else {
      s = settle(base, path, name, wanted, defaults.value(name, Json()));
    }
    if (!s.ok()) return s;
  }
  return {};
}

Status extend_label(Json& base, const Json& extension, const std::string& path) {
  return extend_type(base, extension, path, Json::object());
}

// These decide which edges are the same one.
Status extend_edge_type(Json& base, const Json& extension, const std::string& path) {
  return extend_type(base, extension, path,
                     {{"key", Json::array()}, {"unique", true}, {"undirected", false}});
}

// Not well-formed, too large, or nested deeper than any schema is: an error.
Result<Json> parse_extension(std::string_view text) {
  if (text.size() > kMaxExtensionBytes)
    return Status::resource_exhausted("schema: an extension has at most 1 MiB");
  bool deep = false;
  const auto watch = [&](int depth, Json::parse_event_t, Json&) {
    deep |= depth > kMaxDepth;
    return !deep;
  };
  Json json = Json::parse(text, watch, /*allow_exceptions=*/false);
  if (deep) return Status::invalid_argument("schema: is nested too deeply");
  if (json.is_discarded() || !json.is_object())
    return Status::invalid_argument("schema: an extension is a JSON object");
  return json;
}

}  // namespace

Result<Schema> Schema::extend(std::string_view text) const {
  if (!extension().empty()) return Status::invalid_argument("schema: is extended already");
  Json base = Json::parse(json(), nullptr, /*allow_exceptions=*/false);
  const Result<Json> extension = parse_extension(text);
  if (!extension) return extension.status();
  for (const auto& [name, wanted] : extension->items()) {
    Status s;
    if (name == "labels") {
      s = extend_members(base[name], wanted, name, extend_label);
    } else if (name == "edges") {
      s = extend_members(base[name], wanted, name, extend_edge_type);
    } else if (name == "open") {
      s = settle(base, "schema", name, wanted, false);
    } else if (name != "name" && name != "doc") {
      s = Status::invalid_argument("schema: unknown member '" + name + "'");
    }
    if (!s.ok()) return s;
  }
  return parse(base.dump(-1, ' ', false, Json::error_handler_t::replace), text);
}

}  // namespace relmap::graphstore
