// JSON in and out of Value. The only bytes-to-Value parser for JSON; depth is bounded before the tree is
// built.
#include <nlohmann/json.hpp>

#include "graphstore/value.h"

namespace relmap::graphstore {
namespace {

using Json = nlohmann::json;

// Recursion is bounded by kMaxValueDepth: values are checked where they enter.
Json json_of(const Value& value) {
  switch (value.type()) {
    case ValueType::kNull:
      return nullptr;
    case ValueType::kBool:
      return std::get<bool>(value.data);
    case ValueType::kInt:
      return std::get<std::int64_t>(value.data);
    case ValueType::kFloat:
      return std::get<double>(value.data);
    case ValueType::kString:
      return std::get<std::string>(value.data);
    case ValueType::kList: {
      Json out = Json::array();
      for (const Value& element : std::get<ValueList>(value.data)) out.push_back(json_of(element));
      return out;
    }
    case ValueType::kMap: {
      Json out = Json::object();
      for (const auto& [name, element] : std::get<ValueMap>(value.data)) out[name] = json_of(element);
      return out;
    }
    default:
      return to_text(value);  // dates and decimals: exact as text
  }
}

Result<Value> value_of(const Json& json) {
  switch (json.type()) {
    case Json::value_t::null:
      return Value();
    case Json::value_t::boolean:
      return Value(json.get<bool>());
    case Json::value_t::number_integer:
      return Value(json.get<std::int64_t>());
    case Json::value_t::number_unsigned: {
      const auto number = json.get<std::uint64_t>();
      if (number > static_cast<std::uint64_t>(INT64_MAX)) {
        return Status::invalid_argument("the whole number " + std::to_string(number) + " is beyond 64 bits");
      }
      return Value(static_cast<std::int64_t>(number));
    }
    case Json::value_t::number_float:
      return Value(json.get<double>());
    case Json::value_t::string:
      return Value(json.get<std::string>());
    case Json::value_t::array: {
      ValueList list;
      for (const Json& element : json) {
        Result<Value> v = value_of(element);
        if (!v) return v.status();
        list.push_back(std::move(*v));
      }
      return Value(std::move(list));
    }
    case Json::value_t::object: {
      ValueMap map;
      for (const auto& [name, element] : json.items()) {
        Result<Value> v = value_of(element);
        if (!v) return v.status();
        map.emplace(name, std::move(*v));
      }
      return Value(std::move(map));
    }
    default:
      return Status::invalid_argument("is not JSON");
  }
}

}  // namespace

std::string to_json(const Value& value) {
  return json_of(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<Value> from_json(std::string_view text) {
  bool too_deep = false;
  const auto watch = [&](int depth, Json::parse_event_t event, Json&) {
    if (depth >= kMaxValueDepth &&
        (event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start)) {
      too_deep = true;
      return false;
    }
    return true;
  };
  const Json json = Json::parse(text, watch, /*allow_exceptions=*/false);
  if (too_deep) return Status::resource_exhausted("JSON is nested deeper than 16 levels");
  if (json.is_discarded()) return Status::invalid_argument("is not well-formed JSON");
  Result<Value> value = value_of(json);
  if (value) {
    if (Status s = check_value(*value); !s.ok()) return s;
  }
  return value;
}

}  // namespace relmap::graphstore
