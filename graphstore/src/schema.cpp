#include "graphstore/schema.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/utf8.h"

namespace relmap::graphstore {
namespace {

template <class Defs>
auto* find_named(const Defs& defs, std::string_view name) {
  const auto it = std::find_if(defs.begin(), defs.end(), [&](const auto& d) { return d.name == name; });
  return it == defs.end() ? nullptr : &*it;
}

bool is_number(ValueType type) {
  return type == ValueType::kInt || type == ValueType::kFloat || type == ValueType::kDecimal;
}

double number_of(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value.data)) return static_cast<double>(*whole);
  if (const auto* decimal = std::get_if<Decimal>(&value.data)) return decimal->to_double();
  return std::get<double>(value.data);
}

std::string quoted(std::string_view text) { return "'" + utf8::truncate(text, 60) + "'"; }

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

bool one_of(const std::vector<std::string>& words, std::string_view text) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

Status check_range(const PropertyDef& def, const Value& value) {
  const double number = number_of(value);
  if ((def.min && number < *def.min) || (def.max && number > *def.max)) {
    std::string bound = def.min ? "at least " + to_text(Value(*def.min)) : "";
    if (def.max) bound += (bound.empty() ? "at most " : " and at most ") + to_text(Value(*def.max));
    return Status::schema_violation(to_text(value) + " is out of range: " + bound);
  }
  return {};
}

// Brings a number to `type` where that loses nothing; leaves the value as it is otherwise.
void widen(Value& value, ValueType type) {
  const auto* whole = std::get_if<std::int64_t>(&value.data);
  if (type == ValueType::kFloat && whole) {
    constexpr std::int64_t kExact = std::int64_t{1} << 53;
    if (*whole <= kExact && *whole >= -kExact) value = Value(static_cast<double>(*whole));
  } else if (type == ValueType::kDecimal && (whole || value.type() == ValueType::kFloat)) {
    // A JSON float is written in its shortest form; one too long for a decimal stays a float and is refused.
    std::string text = to_text(value);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    if (Result<Decimal> decimal = Decimal::parse(text)) value = Value(*decimal);
  }
}

Status wrong_type(const Value& value, std::string_view wanted) {
  return Status::schema_violation(quoted(to_text(value)) + " is not of type " + std::string(wanted));
}

// Dates and decimals arrive from JSON as strings: typed here.
Status conform_scalar(const PropertyDef& def, ValueType type, Value& value) {
  if (type == ValueType::kNull) return {};
  widen(value, type);
  if (value.type() == type) return {};
  if (const std::string* text = value.as_string()) {
    if (type == ValueType::kDate || type == ValueType::kDateTime || type == ValueType::kDecimal) {
      PropertyDef scalar = def;
      scalar.type = type;
      Result<Value> parsed = Schema::parse_text(scalar, *text);
      if (!parsed) return parsed.status();
      value = std::move(*parsed);
      return {};
    }
  }
  return wrong_type(value, value_type_name(type));
}

Status conform_map(const PropertyDef& def, Value& value) {
  if (!value.as_map()) return wrong_type(value, "map");
  double total = 0;
  for (auto& [name, element] : std::get<ValueMap>(value.data)) {
    if (Status s = conform_scalar(def, def.element, element); !s.ok()) return s.with_context(name);
    if (is_number(def.element)) {
      if (Status s = check_range(def, element); !s.ok()) return s.with_context(name);
      total += number_of(element);
    }
  }
  if (def.sum && std::abs(total - *def.sum) > 1e-9) {
    return Status::schema_violation("adds up to " + to_text(Value(total)) + ", not to " +
                                    to_text(Value(*def.sum)));
  }
  return {};
}

Status conform_value(const PropertyDef& def, Value& value) {
  if (Status s = check_value(value); !s.ok()) return {StatusCode::kSchemaViolation, s.message()};
  if (def.type == ValueType::kMap) return conform_map(def, value);
  if (def.type == ValueType::kList) {
    if (!value.as_list()) return wrong_type(value, "list");
    for (Value& element : std::get<ValueList>(value.data)) {
      if (Status s = conform_scalar(def, def.element, element); !s.ok()) return s;
    }
    return {};
  }
  const std::string* text = value.as_string();
  if (!def.words.empty() && text) {
    if (one_of(def.words, *text)) return {};
    // A decimal or a date may come as text.
    if (def.type == ValueType::kDecimal || def.type == ValueType::kDate || def.type == ValueType::kDateTime) {
      if (conform_scalar(def, def.type, value).ok())
        return is_number(value.type()) ? check_range(def, value) : Status();
    }
    return Status::schema_violation(quoted(*text) + " is not one of " + joined(def.words));
  }
  if (Status s = conform_scalar(def, def.type, value); !s.ok()) return s;
  return is_number(value.type()) ? check_range(def, value) : Status();
}

enum class Required { kAsk, kIgnore };

Status conform(std::string_view record, const std::vector<PropertyDef>& defs, Properties& properties,
               Required required = Required::kAsk) {
  const auto fail = [&](const std::string& property, const std::string& reason) {
    return Status::schema_violation(record, property, reason);
  };
  for (auto it = properties.begin(); it != properties.end();) {
    if (it->second.is_null()) {
      it = properties.erase(it);
      continue;
    }
    if (Status s = check_value(it->second); !s.ok()) return fail(it->first, s.message());
    for (const PropertyDef& def : defs) {  // several labels may name it: all of them count
      if (def.name != it->first) continue;
      if (Status s = conform_value(def, it->second); !s.ok()) return fail(it->first, s.message());
    }
    ++it;
  }
  for (const PropertyDef& def : defs) {
    if (required == Required::kAsk && def.required && !properties.contains(def.name))
      return fail(def.name, "is required");
  }
  return {};
}

template <class Number>
Result<Value> parse_number(std::string_view text, std::string_view wanted) {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return Status::schema_violation(quoted(text) + " is not a " + std::string(wanted));
  }
  return Value(number);
}

// Splits at ';', where "\;" and "\\" stand for the characters themselves.
std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> parts(1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == ';' || text[i + 1] == '\\')) {
      parts.back() += text[++i];
    } else if (text[i] == ';') {
      parts.emplace_back();
    } else {
      parts.back() += text[i];
    }
  }
  return parts;
}

Result<Value> parse_list(const PropertyDef& def, std::string_view text) {
  if (text.empty()) return Value(ValueList{});
  if (text.starts_with('[')) {
    if (Result<Value> json = from_json(text); json && json->as_list()) return json;
  }
  PropertyDef element;
  element.type = def.element;
  ValueList list;
  for (const std::string& part : split_list(text)) {
    Result<Value> value = Schema::parse_text(element, part);
    if (!value) return value;
    list.push_back(std::move(*value));
  }
  return Value(std::move(list));
}

Result<Value> parse_untested(const PropertyDef& def, std::string_view text) {
  const auto refused = [](const Status& s) { return Status::schema_violation(s.message()); };
  switch (def.type) {
    case ValueType::kBool:
      if (text == "true" || text == "false") return Value(text == "true");
      return Status::schema_violation(quoted(text) + " is not true or false");
    case ValueType::kInt:
      return parse_number<std::int64_t>(text, "whole number");
    case ValueType::kFloat:
      return parse_number<double>(text, "number");
    case ValueType::kDecimal: {
      const Result<Decimal> decimal = Decimal::parse(text);
      if (!decimal) return refused(decimal.status());
      return Value(*decimal);
    }
    case ValueType::kDate: {
      const Result<Date> date = Date::parse(text);
      if (!date) return refused(date.status());
      return Value(*date);
    }
    case ValueType::kDateTime: {
      const Result<DateTime> time = DateTime::parse(text);
      if (!time) return refused(time.status());
      return Value(*time);
    }
    case ValueType::kList:
      return parse_list(def, text);
    case ValueType::kMap: {
      Result<Value> map = from_json(text);
      if (!map) return refused(map.status());
      return map;
    }
    default:
      return Value(text);
  }
}

}  // namespace

const PropertyDef* LabelDef::find(std::string_view property) const {
  return find_named(properties, property);
}
bool LabelDef::has_indexes() const {
  return std::any_of(properties.begin(), properties.end(),
                     [](const PropertyDef& def) { return def.indexed; });
}
const PropertyDef* EdgeTypeDef::find(std::string_view property) const {
  return find_named(properties, property);
}

Schema::Schema() {
  auto data = std::make_shared<Data>();
  data->json = R"({"name":"open","open":true})";
  data_ = std::move(data);
}

const LabelDef* Schema::find_label(std::string_view name) const { return find_named(data_->labels, name); }
const EdgeTypeDef* Schema::find_edge_type(std::string_view name) const {
  return find_named(data_->edge_types, name);
}

const PropertyDef* Schema::find_property(const std::vector<std::string>& labels,
                                         std::string_view property) const {
  for (const std::string& label : labels) {
    const LabelDef* def = find_label(label);
    if (const PropertyDef* found = def ? def->find(property) : nullptr) return found;
  }
  return nullptr;
}

Status Schema::conform_node(std::string_view record, const std::vector<std::string>& labels,
                            Properties& properties) const {
  std::vector<PropertyDef> defs;
  for (const std::string& label : labels) {
    const LabelDef* def = find_label(label);
    if (!def && !is_open()) {
      return Status::schema_violation(std::string(record) + ": label " + quoted(label) +
                                      " is not in the schema");
    }
    if (def) defs.insert(defs.end(), def->properties.begin(), def->properties.end());
  }
  if (labels.empty() && !is_open())
    return Status::schema_violation(std::string(record) + ": a node needs a label");
  return conform(record, defs, properties);
}

Status Schema::conform_edge(std::string_view record, std::string_view type, Properties& properties) const {
  const EdgeTypeDef* def = find_edge_type(type);
  if (!def && !is_open()) {
    return Status::schema_violation(std::string(record) + ": edge type " + quoted(type) +
                                    " is not in the schema");
  }
  static const std::vector<PropertyDef> kNothing;
  return conform(record, def ? def->properties : kNothing, properties);
}

Status Schema::conform_edge_part(std::string_view record, std::string_view type,
                                 Properties& properties) const {
  const EdgeTypeDef* def = find_edge_type(type);
  return def ? conform(record, def->properties, properties, Required::kIgnore) : Status();
}

bool Schema::allows_ends(std::string_view type, const std::vector<std::string>& from,
                         const std::vector<std::string>& to) const {
  const EdgeTypeDef* def = find_edge_type(type);
  if (!def) return is_open();
  if (def->ends.empty()) return true;
  const auto has = [](const std::vector<std::string>& labels, const std::string& label) {
    return label.empty() || one_of(labels, label);
  };
  return std::any_of(def->ends.begin(), def->ends.end(), [&](const EdgeEnds& ends) {
    return (has(from, ends.from) && has(to, ends.to)) ||
           (def->undirected && has(from, ends.to) && has(to, ends.from));
  });
}

bool Schema::coerce(const PropertyDef& def, Value& value) {
  PropertyDef plain;
  plain.type = def.type;
  plain.element = def.element;
  const bool is_word = value.as_string() && one_of(def.words, *value.as_string());
  Value coerced = value;
  if (!is_word && !conform_value(plain, coerced).ok()) return false;
  value = std::move(coerced);
  return true;
}

Result<Value> Schema::parse_text(const PropertyDef& def, std::string_view text) {
  if (!def.words.empty() && one_of(def.words, text)) return Value(text);
  Result<Value> value = parse_untested(def, text);
  if (!value) return value;
  if (Status s = conform_value(def, *value); !s.ok()) return s;
  return value;
}

}  // namespace relmap::graphstore
