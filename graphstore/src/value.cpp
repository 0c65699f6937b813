#include "graphstore/value.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include "base/utf8.h"

namespace relmap::graphstore {
namespace {

constexpr int kMaxDigits = 18;  // of a Decimal: 10^18 − 1 fits an int64

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::int64_t power_of_ten(int exponent) {
  std::int64_t p = 1;
  while (exponent-- > 0) p *= 10;
  return p;
}

Status not_decimal(std::string_view text) {
  return Status::invalid_argument("'" + utf8::truncate(text, 40) +
                                  "' is not a decimal number of at most 18 digits");
}

struct Bounds {
  std::size_t bytes = 0;
};

Status check_text(std::string_view text, Bounds& used) {
  used.bytes += text.size();
  if (used.bytes > kMaxValueBytes) return Status::resource_exhausted("is longer than 1 MiB");
  if (!utf8::is_valid(text)) return Status::invalid_argument("is not valid UTF-8");
  if (text.find('\0') != std::string_view::npos) return Status::invalid_argument("holds a NUL character");
  return {};
}

// Recursion is bounded by kMaxValueDepth.
Status check(const Value& value, int depth, Bounds& used) {
  if (depth > kMaxValueDepth) return Status::resource_exhausted("is nested deeper than 16 levels");
  used.bytes += 8;
  if (used.bytes > kMaxValueBytes) return Status::resource_exhausted("is longer than 1 MiB");
  if (const std::string* text = value.as_string()) return check_text(*text, used);
  if (const double* number = std::get_if<double>(&value.data); number && !std::isfinite(*number)) {
    return Status::invalid_argument("is not a finite number");
  }
  if (const ValueList* list = value.as_list()) {
    for (const Value& element : *list) {
      if (Status s = check(element, depth + 1, used); !s.ok()) return s;
    }
  }
  if (const ValueMap* map = value.as_map()) {
    for (const auto& [name, element] : *map) {
      if (Status s = check_text(name, used); !s.ok()) return s;
      if (Status s = check(element, depth + 1, used); !s.ok()) return s;
    }
  }
  return {};
}

std::string float_text(double number) {
  char buffer[64];
  // Plain digits wherever they are of a length that people write; an exponent beyond.
  const double size = std::abs(number);
  const bool plain = number == 0 || (size >= 1e-6 && size < 1e18);
  const auto end = plain ? std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::fixed).ptr
                         : std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  std::string text(buffer, end);
  // A whole float keeps its point, so that it reads back as a float.
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
  return text;
}

std::string list_text(const ValueList& list) {
  std::string out;
  bool plain = list.empty() || list.size() > 1 || !to_text(list[0]).empty();
  for (const Value& element : list) plain = plain && !element.as_list() && !element.as_map();
  if (plain && !list.empty()) plain = !to_text(list[0]).starts_with('[');
  if (!plain) return to_json(Value(list));
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i > 0) out += ';';
    for (const char c : to_text(list[i])) {
      if (c == ';' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out;
}

template <class Number>
bool parse_whole(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

Result<Decimal> Decimal::parse(std::string_view text) {
  std::size_t i = 0;
  const bool negative = !text.empty() && text[0] == '-';
  if (negative) ++i;
  Decimal result;
  int count = 0;
  bool point = false;
  const std::size_t first = i;
  for (; i < text.size(); ++i) {
    if (text[i] == '.' && !point && i > first) {
      point = true;
      continue;
    }
    if (!is_digit(text[i])) return not_decimal(text);
    if (result.unscaled != 0 || text[i] != '0') ++count;
    if (point) ++result.scale;
    if (count > kMaxDigits || result.scale > kMaxDigits) return not_decimal(text);
    result.unscaled = result.unscaled * 10 + (text[i] - '0');
  }
  if (i == first || text.back() == '.') return not_decimal(text);
  if (negative) result.unscaled = -result.unscaled;
  return result;
}

std::string Decimal::to_string() const {
  std::string digits = std::to_string(unscaled < 0 ? -unscaled : unscaled);
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  if (scale > 0) digits.insert(digits.size() - scale, ".");
  return (unscaled < 0 ? "-" : "") + digits;
}

double Decimal::to_double() const {
  return static_cast<double>(unscaled) / static_cast<double>(power_of_ten(scale));
}

int compare(const Decimal& a, const Decimal& b) {
  // At most 10^18 × 10^18: fits 128 bits.
  __extension__ using Wide = __int128;
  const Wide left = static_cast<Wide>(a.unscaled) * power_of_ten(b.scale);
  const Wide right = static_cast<Wide>(b.unscaled) * power_of_ten(a.scale);
  return left < right ? -1 : (left > right ? 1 : 0);
}

Result<Decimal> add(const Decimal& a, const Decimal& b) {
  __extension__ using Wide = __int128;
  const std::uint8_t scale = std::max(a.scale, b.scale);
  const Wide sum = static_cast<Wide>(a.unscaled) * power_of_ten(scale - a.scale) +
                   static_cast<Wide>(b.unscaled) * power_of_ten(scale - b.scale);
  const Wide limit = power_of_ten(kMaxDigits);
  if (sum >= limit || sum <= -limit)
    return Status::resource_exhausted("a sum of money needs more than 18 digits");
  return Decimal{static_cast<std::int64_t>(sum), scale};
}

std::string_view value_type_name(ValueType type) {
  static constexpr std::array<std::string_view, 10> kNames = {
      "null", "bool", "int", "float", "decimal", "string", "date", "datetime", "list", "map"};
  return kNames[static_cast<std::size_t>(type)];
}

Status check_value(const Value& value) {
  Bounds used;
  return check(value, 1, used);
}

std::string to_text(const Value& value) {
  switch (value.type()) {
    case ValueType::kNull:
      return "";
    case ValueType::kBool:
      return std::get<bool>(value.data) ? "true" : "false";
    case ValueType::kInt:
      return std::to_string(std::get<std::int64_t>(value.data));
    case ValueType::kFloat:
      return float_text(std::get<double>(value.data));
    case ValueType::kDecimal:
      return std::get<Decimal>(value.data).to_string();
    case ValueType::kString:
      return std::get<std::string>(value.data);
    case ValueType::kDate:
      return std::get<Date>(value.data).to_string();
    case ValueType::kDateTime:
      return std::get<DateTime>(value.data).to_string();
    case ValueType::kList:
      return list_text(std::get<ValueList>(value.data));
    case ValueType::kMap:
      return to_json(value);
  }
  return "";
}

Value infer(std::string_view text) {
  const auto prints_back = [&](const Value& v) { return to_text(v) == text; };
  if (text == "true") return true;
  if (text == "false") return false;
  if (text.empty() || text.size() > 40) return text;
  if (std::int64_t whole = 0; parse_whole(text, whole) && prints_back(whole)) return whole;
  if (double number = 0; parse_whole(text, number) && std::isfinite(number) && prints_back(number))
    return number;
  if (const Result<Date> date = Date::parse(text); date && prints_back(*date)) return *date;
  if (const Result<DateTime> time = DateTime::parse(text); time && prints_back(*time)) return *time;
  return text;
}

}  // namespace relmap::graphstore
