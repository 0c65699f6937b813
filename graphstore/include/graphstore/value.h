// Property values of the graph: a closed set of types, compared exactly, with one textual form each.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/date.h"
#include "base/status.h"

namespace relmap::graphstore {

// An exact decimal number, unscaled × 10^−scale. The scale is kept ("12.50" stays "12.50"), equality is by
// representation, order by amount. At most 18 significant digits, scale 0 to 18.
struct Decimal {
  std::int64_t unscaled = 0;
  std::uint8_t scale = 0;

  bool operator==(const Decimal&) const = default;

  static Result<Decimal> parse(std::string_view text);  // [-]digits[.digits], no exponent
  std::string to_string() const;
  double to_double() const;  // nearest double; for ratios and charts, never for sums of money
};

// −1, 0 or 1 by amount: compare(1.5, 1.50) == 0.
int compare(const Decimal& a, const Decimal& b);

// a + b at the larger scale; kResourceExhausted where that needs more than 18 digits.
Result<Decimal> add(const Decimal& a, const Decimal& b);

enum class ValueType : std::uint8_t {
  kNull,
  kBool,
  kInt,
  kFloat,
  kDecimal,
  kString,
  kDate,
  kDateTime,
  kList,
  kMap,
};

// "int", "datetime", …: the names that schemas use.
std::string_view value_type_name(ValueType type);

struct Value;
using ValueList = std::vector<Value>;
using ValueMap = std::map<std::string, Value, std::less<>>;

// One property value. Null stands for "absent": it is never stored, and writing it removes a property.
struct Value {
  std::variant<std::monostate, bool, std::int64_t, double, Decimal, std::string, Date, DateTime, ValueList,
               ValueMap>
      data;

  Value() = default;
  Value(bool v) : data(v) {}                           // NOLINT: implicit on purpose
  Value(std::int64_t v) : data(v) {}                   // NOLINT
  Value(int v) : data(std::int64_t{v}) {}              // NOLINT
  Value(double v) : data(v) {}                         // NOLINT
  Value(Decimal v) : data(v) {}                        // NOLINT
  Value(std::string v) : data(std::move(v)) {}         // NOLINT
  Value(std::string_view v) : data(std::string(v)) {}  // NOLINT
  Value(const char* v) : data(std::string(v)) {}       // NOLINT
  Value(Date v) : data(v) {}                           // NOLINT
  Value(DateTime v) : data(v) {}                       // NOLINT
  Value(ValueList v) : data(std::move(v)) {}           // NOLINT
  Value(ValueMap v) : data(std::move(v)) {}            // NOLINT

  ValueType type() const { return static_cast<ValueType>(data.index()); }
  bool is_null() const { return type() == ValueType::kNull; }

  // Pointers into this value, or nullptr where it is of another type.
  const std::string* as_string() const { return std::get_if<std::string>(&data); }
  const ValueList* as_list() const { return std::get_if<ValueList>(&data); }
  const ValueMap* as_map() const { return std::get_if<ValueMap>(&data); }

  bool operator==(const Value&) const = default;
};

// Bounds on one value, checked where a value enters: nesting depth and total bytes of its text.
inline constexpr int kMaxValueDepth = 16;
inline constexpr std::size_t kMaxValueBytes = 1 << 20;

// kResourceExhausted beyond the bounds above; kInvalidArgument for text that is not UTF-8 or has a NUL, and
// for a float that is not finite.
Status check_value(const Value& value);

// The value as people and CSV files write it: 12.50, 2026-11-23, plain text; lists "a;b" (";" and "\" inside
// an element escaped by "\"), maps and nested lists as JSON.
std::string to_text(const Value& value);

// JSON: numbers, strings, booleans, arrays, objects; dates, datetimes and decimals become strings.
std::string to_json(const Value& value);

// Parses JSON of at most kMaxValueDepth levels; whole numbers become int, other numbers float.
Result<Value> from_json(std::string_view json);

// Types a text whose property no schema names: bool, int, float, date, datetime only if it prints back to the
// same bytes, else text ("007" and "1.50" stay text).
Value infer(std::string_view text);

// The properties of one node or edge, by name. Never holds a null.
using Properties = ValueMap;

}  // namespace relmap::graphstore
