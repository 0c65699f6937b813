#include "json_body.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <vector>

#include "base/utf8.h"
#include "target.h"

namespace relmap::server {
namespace {

using graphstore::Properties;
using graphstore::PropertyDef;
using graphstore::Value;
using graphstore::ValueList;
using graphstore::ValueMap;
using graphstore::ValueType;
using nlohmann::json;

// Reads the text once and objects to what nlohmann's own parser would let pass. Not recursive.
class Checker : public nlohmann::json_sax<json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t n) override {
    return n <= static_cast<number_unsigned_t>(std::numeric_limits<std::int64_t>::max()) ||
           fail("a whole number does not fit into 64 bits");
  }
  bool number_float(number_float_t value, const string_t& text) override {
    const bool whole = text.find_first_of(".eE") == string_t::npos;
    if (whole) return fail("a whole number does not fit into 64 bits");
    return std::isfinite(value) || fail("a number is too large");
  }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    keys_.emplace_back(std::in_place);
    return deep_enough();
  }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t) override {
    keys_.emplace_back(std::nullopt);
    return deep_enough();
  }
  bool end_array() override { return leave(); }
  bool key(string_t& name) override {
    return keys_.back()->insert(name).second ||
           fail("the member \"" + utf8::truncate(name, 100) + "\" stands twice in one object");
  }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    return fail("it is not JSON: look at byte " + std::to_string(position));
  }
  const std::string& error() const { return error_; }

 private:
  bool fail(std::string why) {
    if (error_.empty()) error_ = std::move(why);
    return false;
  }
  bool deep_enough() {
    return keys_.size() <= static_cast<std::size_t>(kMaxJsonDepth) ||
           fail("it is nested deeper than " + std::to_string(kMaxJsonDepth) + " levels");
  }
  bool leave() {
    keys_.pop_back();
    return true;
  }

  std::vector<std::optional<std::set<std::string>>> keys_;  // of the open objects; nullopt: an array
  std::string error_;
};

bool contains_word(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const auto space = words.find(' ');
    if (words.substr(0, space) == word) return true;
    if (space == std::string_view::npos) break;
    words.remove_prefix(space + 1);
  }
  return false;
}

// The shortest decimal that reads back as the same double: 12.5 for 12.5.
Result<Value> decimal_of(double number) {
  char text[400];
  const auto end = std::to_chars(text, text + sizeof text, number, std::chars_format::fixed).ptr;
  auto decimal = graphstore::Decimal::parse(std::string_view(text, end));
  if (!decimal) return decimal.status();
  return Value(*decimal);
}

Result<Value> typed(const PropertyDef& def, Value value);

Result<Value> typed_members(const PropertyDef& def, Value value) {
  PropertyDef element;
  element.type = def.element;
  if (auto* list = std::get_if<ValueList>(&value.data)) {
    for (auto& item : *list) {
      auto converted = typed(element, std::move(item));
      if (!converted) return converted.status();
      item = *std::move(converted);
    }
  } else if (auto* map = std::get_if<ValueMap>(&value.data)) {
    for (auto& [name, item] : *map) {
      auto converted = typed(element, std::move(item));
      if (!converted) return converted.status();
      item = *std::move(converted);
    }
  }
  return value;
}

// The value as `def` wants it, as far as JSON cannot say it; what still does not fit is the graph's to
// refuse.
Result<Value> typed(const PropertyDef& def, Value value) {
  if (def.type == ValueType::kList || def.type == ValueType::kMap)
    return typed_members(def, std::move(value));
  if (const auto* number = std::get_if<double>(&value.data); number && def.type == ValueType::kDecimal) {
    return decimal_of(*number);
  }
  const bool spelled =
      def.type == ValueType::kDate || def.type == ValueType::kDateTime || def.type == ValueType::kDecimal;
  if (const auto* text = value.as_string(); text && spelled)
    return graphstore::Schema::parse_text(def, *text);
  return value;
}

template <class Find>
Result<Properties> typed_properties(std::string_view record, const json& object, Find&& find) {
  Properties properties;
  for (const auto& [name, member] : object.items()) {
    Value value = value_of(member);
    if (const PropertyDef* def = find(name)) {
      auto converted = typed(*def, std::move(value));
      if (!converted) {
        return Status::schema_violation(record, name, converted.status().message());
      }
      value = *std::move(converted);
    }
    properties.emplace(name, std::move(value));
  }
  return properties;
}

}  // namespace

Result<json> parse_json_object(std::string_view text) {
  Checker checker;
  if (!json::sax_parse(text.begin(), text.end(), &checker)) {
    return Status::invalid_argument("the body cannot be read: " + checker.error());
  }
  json parsed = json::parse(text.begin(), text.end(), nullptr, false);
  if (!parsed.is_object()) return Status::invalid_argument("the body must be a JSON object");
  return parsed;
}

Status refuse_unknown_members(const json& object, std::string_view known, std::string_view where) {
  for (const auto& [name, value] : object.items()) {
    if (!contains_word(known, name)) {
      return Status::invalid_argument("\"" + utf8::truncate(name, 100) + "\" is not a member of " +
                                      std::string(where));
    }
  }
  return {};
}

Value value_of(const json& member) {
  switch (member.type()) {
    case json::value_t::boolean:
      return member.get<bool>();
    case json::value_t::number_integer:
    case json::value_t::number_unsigned:
      return member.get<std::int64_t>();
    case json::value_t::number_float:
      return member.get<double>();
    case json::value_t::string:
      return member.get<std::string>();
    case json::value_t::array: {
      ValueList list;
      for (const auto& item : member) list.push_back(value_of(item));
      return list;
    }
    case json::value_t::object: {
      ValueMap map;
      for (const auto& [name, item] : member.items()) map.emplace(name, value_of(item));
      return map;
    }
    case json::value_t::null:
    case json::value_t::binary:
    case json::value_t::discarded:
      break;
  }
  return {};
}

Result<Properties> node_properties(const graphstore::Schema& schema, std::string_view label,
                                   std::string_view record, const json& object) {
  const auto* def = schema.find_label(label);
  return typed_properties(record, object,
                          [&](std::string_view name) { return def ? def->find(name) : nullptr; });
}

Result<Properties> edge_properties(const graphstore::Schema& schema, std::string_view type,
                                   std::string_view record, const json& object) {
  const auto* def = schema.find_edge_type(type);
  return typed_properties(record, object,
                          [&](std::string_view name) { return def ? def->find(name) : nullptr; });
}

json json_of(const Properties& properties) {
  json out = json::object();
  for (const auto& [name, value] : properties) out[name] = json_of(value);
  return out;
}

json json_of(const Value& value) {
  if (const auto* map = value.as_map()) return json_of(*map);
  if (const auto* list = value.as_list()) {
    json out = json::array();
    for (const auto& item : *list) out.push_back(json_of(item));
    return out;
  }
  if (const auto* flag = std::get_if<bool>(&value.data)) return *flag;
  if (const auto* whole = std::get_if<std::int64_t>(&value.data)) return *whole;
  if (const auto* number = std::get_if<double>(&value.data)) return *number;
  if (value.is_null()) return nullptr;
  return to_text(value);  // text, and what JSON writes as text: decimals, dates
}

std::string text_member(const json& object, const char* name) {
  const auto at = object.find(name);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

Result<graphstore::NodeRef> node_member(const json& object, const char* name) {
  auto parts = parse_label_and_id(text_member(object, name));
  if (!parts)
    return Status::invalid_argument(std::string("\"") + name + "\" must be a text of the form Label/id");
  return graphstore::NodeRef::by_key(std::move(parts->label), std::move(parts->id));
}

}  // namespace relmap::server
