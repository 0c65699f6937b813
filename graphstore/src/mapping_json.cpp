// The JSON form of a mapping. Every fault is reported with the path to it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "graphstore/mapping.h"
#include "mapping_rules.h"

namespace relmap::graphstore {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxBytes = 1 << 20;
constexpr std::size_t kMaxEntries = 100;  // of a list
constexpr int kMaxValueNesting = 8;
constexpr int kMaxJsonDepth = 40;

Status wrong(const std::string& path, const std::string& reason) {
  return Status::invalid_argument("mapping: " + (path.empty() ? "" : path + ": ") + reason);
}

// Reads one object's members into rules; the first fault ends it.
class MappingParser {
 public:
  Result<std::shared_ptr<const MappingRules>> parse(const Json& json) {
    auto rules = std::make_shared<MappingRules>();
    only(json, "", {"name", "about", "files"});
    text(json, "", "name", rules->name);
    std::string about;
    text(json, "", "about", about);
    each(json, "", "files", [&](const Json& j, const std::string& p) {
      MappedFile file;
      read_file(j, p, file);
      rules->files.push_back(std::move(file));
    });
    if (rules->files.empty()) fail("files", "must name at least one file");
    if (!status_.ok()) return status_;
    return std::shared_ptr<const MappingRules>(std::move(rules));
  }

 private:
  void fail(const std::string& path, const std::string& reason) {
    if (status_.ok()) status_ = wrong(path, reason);
  }
  static std::string below(const std::string& path, std::string_view name) {
    return path.empty() ? std::string(name) : path + "." + std::string(name);
  }

  void only(const Json& json, const std::string& path, std::initializer_list<std::string_view> known) {
    if (!json.is_object()) return fail(path, "must be an object");
    for (const auto& [name, value] : json.items()) {
      if (std::find(known.begin(), known.end(), name) == known.end())
        fail(path, "unknown member '" + name + "'");
    }
  }
  const Json* member(const Json& json, std::string_view name) const {
    if (!json.is_object()) return nullptr;
    const auto it = json.find(name);
    return it == json.end() ? nullptr : &*it;
  }
  bool text(const Json& json, const std::string& path, std::string_view name, std::string& into) {
    const Json* value = member(json, name);
    if (!value) return false;
    if (!value->is_string()) {
      fail(below(path, name), "must be a text");
      return false;
    }
    into = value->get<std::string>();
    return true;
  }
  void needed(const Json& json, const std::string& path, std::string_view name, std::string& into) {
    text(json, path, name, into);
    if (into.empty()) fail(below(path, name), "must be a text that is not empty");
  }
  void flag(const Json& json, const std::string& path, std::string_view name, bool& into) {
    const Json* value = member(json, name);
    if (value && !value->is_boolean()) return fail(below(path, name), "must be true or false");
    if (value) into = value->get<bool>();
  }
  // A text of `words`; its place in them, 0 where there is no such member.
  std::size_t word(const Json& json, const std::string& path, std::string_view name,
                   const std::vector<std::string>& words) {
    std::string given;
    if (!text(json, path, name, given)) return 0;
    const auto it = std::find(words.begin() + 1, words.end(), given);
    if (it != words.end()) return static_cast<std::size_t>(it - words.begin());
    std::string all;
    for (auto w = words.begin() + 1; w != words.end(); ++w) all += (all.empty() ? "" : ", ") + *w;
    fail(below(path, name), "'" + given + "' is not one of " + all);
    return 0;
  }
  // Calls visit(element, path) for each element of the list.
  template <class Visit>
  void each(const Json& json, const std::string& path, std::string_view name, Visit&& visit) {
    const Json* list = member(json, name);
    if (!list) return;
    const std::string at = below(path, name);
    if (!list->is_array()) return fail(at, "must be a list");
    if (list->size() > kMaxEntries) {
      if (status_.ok())
        status_ = Status::resource_exhausted("mapping: " + at + ": has more than 100 entries");
      return;
    }
    for (std::size_t i = 0; i < list->size() && status_.ok(); ++i)
      visit((*list)[i], at + "[" + std::to_string(i) + "]");
  }
  // One text, or a list of some.
  std::vector<std::string> words(const Json& json, const std::string& path, std::string_view name) {
    std::vector<std::string> all;
    const auto take = [&](const Json& j, const std::string& p) {
      if (!j.is_string()) return fail(p, "must be a text");
      all.push_back(mapping_word(j.get<std::string>()));
    };
    const Json* value = member(json, name);
    if (!value) return all;
    if (value->is_array()) {
      each(json, path, name, take);
    } else {
      take(*value, below(path, name));
    }
    return all;
  }

  void read_file(const Json& json, const std::string& path, MappedFile& file) {
    only(json, path, {"file", "required", "skip", "nodes", "edges", "about"});
    file.names = words(json, path, "file");
    if (file.names.empty()) fail(below(path, "file"), "must name the file");
    flag(json, path, "required", file.required);
    file.skip = conditions(json, path, "skip");
    each(json, path, "nodes", [&](const Json& j, const std::string& p) { read_node(j, p, file); });
    each(json, path, "edges", [&](const Json& j, const std::string& p) { read_edge(j, p, file); });
    if (file.nodes.empty() && file.edges.empty()) fail(path, "makes neither nodes nor edges");
  }

  void read_node(const Json& json, const std::string& path, MappedFile& file) {
    only(json, path, {"label", "id", "properties", "when", "aliases", "mention", "rest", "about"});
    MappedNode node;
    needed(json, path, "label", node.label);
    node.id = value_of(json, path, "id");
    if (!node.id.split.empty() && !node.id.pick_first) fail(below(path, "id.split"), "an id is one text");
    node.properties = properties(json, path);
    node.when = conditions(json, path, "when");
    each(json, path, "aliases",
         [&](const Json& j, const std::string& p) { node.aliases.push_back(read_value(j, p, 0)); });
    flag(json, path, "mention", node.mention);
    node.keep_rest = word(json, path, "rest", {"", "ignore", "keep"}) == 2;
    file.nodes.push_back(std::move(node));
  }

  void read_edge(const Json& json, const std::string& path, MappedFile& file) {
    only(json, path, {"type", "from", "to", "properties", "when", "missing", "mention", "about"});
    MappedEdge edge;
    needed(json, path, "type", edge.type);
    edge.from = end_of(json, path, "from");
    edge.to = end_of(json, path, "to");
    edge.properties = properties(json, path);
    edge.when = conditions(json, path, "when");
    flag(json, path, "mention", edge.mention);
    edge.skip_missing = word(json, path, "missing", {"", "reject", "skip"}) == 2;
    for (const MappedProperty& p : edge.properties) {
      if (p.initial) fail(below(path, "properties." + p.name + ".initial"), "is for nodes only");
    }
    file.edges.push_back(std::move(edge));
  }

  MappedEnd end_of(const Json& json, const std::string& path, std::string_view name) {
    MappedEnd end;
    const std::string at = below(path, name);
    const Json* value = member(json, name);
    if (!value) fail(at, "must say which node the edge is at");
    if (!value) return end;
    only(*value, at, {"label", "id", "alias"});
    needed(*value, at, "label", end.label);
    end.by_alias = value->contains("alias");
    if (end.by_alias == value->contains("id")) fail(at, "must have an id or an alias");
    end.value = value_of(*value, at, end.by_alias ? "alias" : "id");
    return end;
  }

  std::vector<MappedCondition> conditions(const Json& json, const std::string& path, std::string_view name) {
    std::vector<MappedCondition> all;
    each(json, path, name, [&](const Json& j, const std::string& p) {
      only(j, p, {"column", "is", "is_not"});
      MappedCondition c;
      c.columns = words(j, p, "column");
      if (c.columns.empty()) fail(below(p, "column"), "must name a column");
      c.negate = j.contains("is_not");
      if (c.negate == j.contains("is")) fail(p, "must have one of is and is_not");
      c.words = words(j, p, c.negate ? "is_not" : "is");
      all.push_back(std::move(c));
    });
    return all;
  }

  std::vector<MappedProperty> properties(const Json& json, const std::string& path) {
    std::vector<MappedProperty> all;
    const Json* object = member(json, "properties");
    if (!object) return all;
    const std::string at = below(path, "properties");
    if (!object->is_object()) {
      fail(at, "must be an object");
      return all;
    }
    for (const auto& [name, value] : object->items()) {
      MappedProperty property;
      property.name = name;
      property.value = read_value(value, below(at, name), 0);
      if (value.is_object()) read_property(value, below(at, name), property);
      all.push_back(std::move(property));
    }
    return all;
  }

  void read_property(const Json& json, const std::string& path, MappedProperty& property) {
    flag(json, path, "initial", property.initial);
    const std::vector<std::string> types = {"",        "string", "int",  "float",
                                            "decimal", "bool",   "date", "datetime"};
    constexpr ValueType kTypes[] = {ValueType::kNull,  ValueType::kString,  ValueType::kInt,
                                    ValueType::kFloat, ValueType::kDecimal, ValueType::kBool,
                                    ValueType::kDate,  ValueType::kDateTime};
    if (const std::size_t type = word(json, path, "type", types)) {
      property.type.emplace();
      property.type->type = kTypes[type];
    }
  }

  MappedValue value_of(const Json& json, const std::string& path, std::string_view name) {
    const Json* value = member(json, name);
    if (value) return read_value(*value, below(path, name), 0);
    fail(below(path, name), "is missing");
    return {};
  }

  // Recursion is bounded by kMaxValueNesting.
  MappedValue read_value(const Json& json, const std::string& path, int nesting) {
    MappedValue value;
    if (nesting == kMaxValueNesting) {
      if (status_.ok())
        status_ = Status::resource_exhausted("mapping: " + path + ": is nested deeper than 8");
      return value;
    }
    if (json.is_string() || json.is_array()) {
      value.columns = words(Json{{"column", json}}, path, "column");
      if (value.columns.empty()) fail(path, "must name a column");
      return value;
    }
    only(json, path,
         {"column", "constant", "join", "first", "with", "split", "default", "values", "otherwise", "date",
          "number", "percent", "slug", "prefix", "optional", "pick", "initial", "type", "about"});
    if (!status_.ok()) return value;
    read_source(json, path, nesting, value);
    read_steps(json, path, value);
    return value;
  }

  void read_source(const Json& json, const std::string& path, int nesting, MappedValue& value) {
    int sources = 0;
    for (const char* name : {"column", "constant", "join", "first"}) sources += json.contains(name) ? 1 : 0;
    if (sources != 1) fail(path, "must have one of column, constant, join and first");
    value.columns = words(json, path, "column");
    std::string constant;
    if (text(json, path, "constant", constant)) value.constant = constant;
    each(json, path, "join", [&](const Json& j, const std::string& p) {
      value.join.push_back(read_value(j, p, nesting + 1));
      if (!value.join.back().split.empty()) fail(p, "a split stands outermost");
    });
    each(json, path, "first", [&](const Json& j, const std::string& p) {
      value.first.push_back(read_value(j, p, nesting + 1));
      if (!value.first.back().split.empty()) fail(p, "a split stands outermost");
    });
  }

  void read_steps(const Json& json, const std::string& path, MappedValue& value) {
    text(json, path, "with", value.with);
    text(json, path, "split", value.split);
    text(json, path, "default", value.fallback);
    text(json, path, "prefix", value.prefix);
    flag(json, path, "percent", value.percent);
    flag(json, path, "slug", value.slug);
    flag(json, path, "optional", value.optional);
    value.pick_first = word(json, path, "pick", {"", "first"}) == 1;
    if (value.pick_first && value.split.empty()) fail(below(path, "pick"), "goes with a split only");
    value.date = static_cast<MappedValue::Date>(word(json, path, "date", {"", "iso", "us", "eu"}));
    value.number = static_cast<MappedValue::Number>(word(json, path, "number", {"", "1,234.5", "1.234,5"}));
    read_table(json, path, value);
  }

  void read_table(const Json& json, const std::string& path, MappedValue& value) {
    if (const Json* table = member(json, "values")) {
      value.has_table = true;
      if (!table->is_object()) return fail(below(path, "values"), "must be an object");
      for (const auto& [from, to] : table->items()) {
        if (!to.is_string() && !to.is_null())
          return fail(below(path, "values." + from), "must be a text, or null for none");
        value.table[mapping_word(from)] = to.is_null() ? "" : to.get<std::string>();
      }
    }
    const Json* otherwise = member(json, "otherwise");
    if (!otherwise) return;
    if (!value.has_table) fail(below(path, "otherwise"), "goes with values only");
    if (!otherwise->is_string() && !otherwise->is_null())
      return fail(below(path, "otherwise"), "must be a text, or null for none");
    value.otherwise = otherwise->is_null() ? "" : otherwise->get<std::string>();
  }

  Status status_;
};

}  // namespace

std::string mapping_word(std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && space(text.front())) text.remove_prefix(1);
  while (!text.empty() && space(text.back())) text.remove_suffix(1);
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

Result<Mapping> Mapping::parse(std::string_view text) {
  if (text.size() > kMaxBytes) return Status::resource_exhausted("mapping: is longer than 1 MiB");
  bool too_deep = false;
  const auto watch = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > kMaxJsonDepth;
    return !too_deep;
  };
  const Json json = Json::parse(text, watch, /*allow_exceptions=*/false, /*ignore_comments=*/false);
  if (too_deep) return Status::resource_exhausted("mapping: is nested too deeply");
  if (json.is_discarded()) return Status::invalid_argument("mapping: is not well-formed JSON");
  Result<std::shared_ptr<const MappingRules>> rules = MappingParser().parse(json);
  if (!rules) return rules.status();
  return Mapping(*std::move(rules));
}

const std::string& Mapping::name() const { return rules_->name; }

}  // namespace relmap::graphstore
