#include "ndjson_value.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <vector>

namespace relmap::graphstore {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 4> kTags = {"$date", "$datetime", "$decimal", "$map"};
// A record holds its properties two levels down, and a tag may add a level to each of a value's.
constexpr std::size_t kMaxLineDepth = 2 * kMaxValueDepth + 4;

bool is_tagged(const ValueMap& map) {
  return map.size() == 1 && std::find(kTags.begin(), kTags.end(), map.begin()->first) != kTags.end();
}

// Whether a text is enough: the schema makes it a value of this type and nothing else.
bool typed_by_schema(const PropertyDef* def, ValueType type) {
  return def && def->words.empty() && def->type == type;
}

// The schema's word on the elements of a list or map.
PropertyDef element_of(const PropertyDef& def) {
  PropertyDef element;
  element.type = def.element;
  return element;
}

void append_tagged(std::string& out, std::string_view tag, const Value& value, const PropertyDef* def) {
  if (typed_by_schema(def, value.type())) return append_json_text(out, to_text(value));
  out.append("{\"").append(tag).append("\":");
  append_json_text(out, to_text(value));
  out += '}';
}

void append_map(std::string& out, const ValueMap& map, const PropertyDef* element) {
  const bool wrap = is_tagged(map);
  if (wrap) out += R"({"$map":)";
  out += '{';
  for (const char* separator = ""; const auto& [name, value] : map) {
    out += separator;
    append_json_text(out, name);
    out += ':';
    append_ndjson_value(out, value, element);
    separator = ",";
  }
  out += wrap ? "}}" : "}";
}

void append_list(std::string& out, const ValueList& list, const PropertyDef* element) {
  out += '[';
  for (const char* separator = ""; const Value& value : list) {
    out += separator;
    append_ndjson_value(out, value, element);
    separator = ",";
  }
  out += ']';
}

// Builds a Value from the parser's events. Depth is bounded before anything is built.
class Builder : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return put(Value()); }
  bool boolean(bool v) override { return put(v); }
  bool number_integer(number_integer_t v) override { return put(Value(v)); }
  bool number_unsigned(number_unsigned_t v) override {
    if (v <= static_cast<number_unsigned_t>(INT64_MAX)) return put(Value(static_cast<std::int64_t>(v)));
    return refuse(Status::invalid_argument("the whole number " + std::to_string(v) + " is beyond 64 bits"));
  }
  bool number_float(number_float_t v, const string_t& text) override {
    // A whole number beyond 64 bits comes here too; as ever, it is a float only if it is written as one.
    if (text.find_first_of(".eE") == std::string::npos)
      return refuse(Status::invalid_argument("the whole number " + text + " is beyond 64 bits"));
    const Result<Decimal> decimal = Decimal::parse(text);
    // A negative zero is a float's only.
    const bool exact = decimal && (decimal->unscaled != 0 || text[0] != '-');
    return put(exact ? Value(*decimal) : Value(v));
  }
  bool string(string_t& v) override { return put(Value(std::move(v))); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Value(ValueMap{})); }
  bool key(string_t& v) override {
    open_.back().name = std::move(v);
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Value(ValueList{})); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return refuse(Status::invalid_argument("is not well-formed JSON"));
  }

  Result<Value> take() {
    if (!status_.ok()) return status_;
    return std::move(whole_);
  }

 private:
  struct Open {
    Value value;
    std::string name;  // of an object's member to come
  };

  bool refuse(Status status) {
    if (status_.ok()) status_ = std::move(status);
    return false;
  }
  bool put(Value value) {
    if (open_.empty()) {
      whole_ = std::move(value);
    } else if (auto* list = std::get_if<ValueList>(&open_.back().value.data)) {
      list->push_back(std::move(value));
    } else {
      std::get<ValueMap>(open_.back().value.data).insert_or_assign(open_.back().name, std::move(value));
    }
    return true;
  }
  bool open(Value value) {
    if (open_.size() == kMaxLineDepth)
      return refuse(Status::resource_exhausted("JSON is nested deeper than 16 levels"));
    open_.push_back({std::move(value), {}});
    return true;
  }
  bool close() {
    Value value = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(value));
  }

  std::vector<Open> open_;
  Value whole_;
  Status status_;
};

Result<Value> tagged_value(std::string_view tag, const Value& inner) {
  const auto refused = [&](std::string_view reason) {
    return Status::invalid_argument(std::string(tag) + ": " + std::string(reason));
  };
  const std::string* text = inner.as_string();
  if (!text) return refused("must hold a text");
  if (tag == "$date") {
    const Result<Date> date = Date::parse(*text);
    return date ? Result<Value>(*date) : refused(date.status().message());
  }
  if (tag == "$datetime") {
    const Result<DateTime> time = DateTime::parse(*text);
    return time ? Result<Value>(*time) : refused(time.status().message());
  }
  const Result<Decimal> decimal = Decimal::parse(*text);
  return decimal ? Result<Value>(*decimal) : refused(decimal.status().message());
}

// Recursion is bounded by kMaxLineDepth.
Status settle(Value& value, const PropertyDef* def) {
  const PropertyDef inner = def ? element_of(*def) : PropertyDef();
  const PropertyDef* element = def ? &inner : nullptr;
  if (const auto* decimal = std::get_if<Decimal>(&value.data)) {
    if (def && def->type == ValueType::kDecimal) return {};
    const std::string text = decimal->to_string();
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    value = Value(number);
  } else if (auto* list = std::get_if<ValueList>(&value.data)) {
    for (Value& v : *list) {
      if (Status s = settle(v, element); !s.ok()) return s;
    }
  } else if (auto* map = std::get_if<ValueMap>(&value.data)) {
    const bool tagged = is_tagged(*map);
    if (tagged && map->begin()->first != "$map") {
      Result<Value> typed = tagged_value(map->begin()->first, map->begin()->second);
      if (!typed) return typed.status();
      value = std::move(*typed);
      return {};
    }
    if (tagged) {
      Value content = std::move(map->begin()->second);
      if (!content.as_map()) return Status::invalid_argument("$map: must hold an object");
      value = std::move(content);
      map = std::get_if<ValueMap>(&value.data);
    }
    for (auto& [name, v] : *map) {
      if (Status s = settle(v, element); !s.ok()) return s;
    }
  }
  return {};
}

}  // namespace

void append_json_text(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_ndjson_value(std::string& out, const Value& value, const PropertyDef* def) {
  const PropertyDef inner = def ? element_of(*def) : PropertyDef();
  const PropertyDef* element = def ? &inner : nullptr;
  switch (value.type()) {
    case ValueType::kNull:
      out += "null";
      break;
    case ValueType::kString:
      append_json_text(out, *value.as_string());
      break;
    case ValueType::kDate:
      append_tagged(out, "$date", value, def);
      break;
    case ValueType::kDateTime:
      append_tagged(out, "$datetime", value, def);
      break;
    case ValueType::kDecimal:
      append_tagged(out, "$decimal", value, def);
      break;
    case ValueType::kList:
      append_list(out, *value.as_list(), element);
      break;
    case ValueType::kMap:
      append_map(out, *value.as_map(), element);
      break;
    default:
      out += to_text(value);  // bool, int, float: as JSON has them
  }
}

Result<Value> parse_ndjson_line(std::string_view line) {
  Builder builder;
  if (!Json::sax_parse(line, &builder)) {
    const Result<Value> failed = builder.take();
    return failed ? Status::invalid_argument("is not well-formed JSON") : failed.status();
  }
  return builder.take();
}

Status settle_ndjson_value(Value& value, const PropertyDef* def) {
  if (Status s = settle(value, def); !s.ok()) return s;
  return check_value(value);
}

}  // namespace relmap::graphstore
