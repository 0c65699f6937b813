// Index bytes order as values do, equal exactly where values are, and never run into what follows.
#include "index_value.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace relmap::graphstore {
namespace {

int sign(int n) { return (n > 0) - (n < 0); }
int order(const std::string& a, const std::string& b) { return sign(a.compare(b)); }

// The order that values of one type have, by other means than bytes.
int order_of(const Value& a, const Value& b) {
  if (const auto* x = std::get_if<Decimal>(&a.data)) return compare(*x, std::get<Decimal>(b.data));
  if (const auto* x = a.as_string()) return sign(x->compare(*b.as_string()));
  const auto three = [](const auto& x, const auto& y) { return x < y ? -1 : y < x ? 1 : 0; };
  if (const auto* x = std::get_if<double>(&a.data)) return three(*x, std::get<double>(b.data));
  if (const auto* x = std::get_if<Date>(&a.data)) return three(x->days, std::get<Date>(b.data).days);
  if (const auto* x = std::get_if<DateTime>(&a.data))
    return three(x->micros, std::get<DateTime>(b.data).micros);
  if (const auto* x = std::get_if<bool>(&a.data)) return three(*x, std::get<bool>(b.data));
  return three(std::get<std::int64_t>(a.data), std::get<std::int64_t>(b.data));
}

class Values {
 public:
  explicit Values(unsigned seed) : random_(seed) {}
  Value of(ValueType type) {
    switch (type) {
      case ValueType::kBool:
        return pick(2) == 0;
      case ValueType::kFloat:
        return pick(4) == 0 ? edge()
                            : std::ldexp(static_cast<double>(number()), static_cast<int>(pick(200)) - 100);
      case ValueType::kDecimal:
        return Decimal{number() % 1'000'000'000'000'000'000, static_cast<std::uint8_t>(pick(19))};
      case ValueType::kString:
        return text();
      case ValueType::kDate:
        return Date{static_cast<std::int32_t>(number())};
      case ValueType::kDateTime:
        return DateTime{number()};
      default:
        return number();
    }
  }

 private:
  std::uint64_t pick(std::uint64_t n) { return random_() % n; }
  double edge() {
    static constexpr double kEdges[] = {0.0, -0.0, 1e300, -1e300, 5e-324, -5e-324, 1.0, -1.0};
    return kEdges[pick(8)];
  }
  std::int64_t number() {
    const auto bits = static_cast<std::int64_t>(random_());
    static constexpr std::int64_t kEdges[] = {0, -1, 1, std::numeric_limits<std::int64_t>::max(),
                                              std::numeric_limits<std::int64_t>::min()};
    if (pick(5) == 0) return kEdges[pick(5)];
    return bits >> pick(64);
  }
  std::string text() {
    static constexpr char kBytes[] = {'\0', '\1', 'a', 'b', '\x7F', '\x80', '\xFE', '\xFF'};
    std::string out;
    for (std::uint64_t n = pick(6); n > 0; --n) out.push_back(kBytes[pick(8)]);
    return out;
  }
  std::mt19937_64 random_;
};

TEST(IndexValue, OrdersAsValuesDo) {
  const unsigned seed = std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  Values values(seed);
  for (const ValueType type : {ValueType::kBool, ValueType::kInt, ValueType::kFloat, ValueType::kDecimal,
                               ValueType::kString, ValueType::kDate, ValueType::kDateTime}) {
    for (int i = 0; i < 20'000; ++i) {
      const Value a = values.of(type), b = values.of(type);
      ASSERT_EQ(order(index_value(a), index_value(b)), order_of(a, b))
          << value_type_name(type) << ' ' << to_json(a) << ' ' << to_json(b);
      // Whatever follows the value, the value decides.
      if (order_of(a, b) != 0) {
        ASSERT_EQ(order(index_value(a) + "\xFF", index_value(b) + '\0'), order_of(a, b));
      }
    }
  }
}

TEST(IndexValue, AmountsAreEqualAtAnyScale) {
  EXPECT_EQ(index_value(*Decimal::parse("1.5")), index_value(*Decimal::parse("1.500")));
  EXPECT_EQ(index_value(Value(0.0)), index_value(Value(-0.0)));
  EXPECT_LT(index_value(*Decimal::parse("-999999999999999999")), index_value(*Decimal::parse("-0.1")));
}

TEST(IndexValue, LongTextsAreCutAndToldApartByAHash) {
  const std::string at(kMaxIndexedTextBytes, 'x'), over = at + "y", other = at + "z";
  EXPECT_FALSE(is_cut(index_value(at)));
  EXPECT_TRUE(is_cut(index_value(over)));
  EXPECT_NE(index_value(over), index_value(other));
  EXPECT_LT(index_value(at), index_value(over));
  EXPECT_LT(index_value(over), index_value(std::string(kMaxIndexedTextBytes - 1, 'x') + "y"));
  EXPECT_LE(index_value(std::string(1'000'000, '\0')).size(), kMaxIndexValueBytes);
  EXPECT_FALSE(is_cut(index_value(std::string("ab\0\1cdefgh", 10))));
}

// Bounds of a list go by the form: every value of a type has the same first byte, also dates before 1970.
TEST(IndexValue, TheFirstByteSaysTheType) {
  for (const std::int32_t days : {-30'000, -1, 0, 20'000}) EXPECT_EQ(index_value(Date{days})[0], 6) << days;
  EXPECT_EQ(index_value(DateTime{-1})[0], 7);
  EXPECT_EQ(index_value(Value("text"))[0], 5);
  EXPECT_LT(index_value(Date{-30'000}), index_value(Date{20'000}));
}

}  // namespace
}  // namespace relmap::graphstore
