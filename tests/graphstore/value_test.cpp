#include "graphstore/value.h"

#include <gtest/gtest.h>

#include <random>

#include "codec.h"

namespace relmap::graphstore {
namespace {

Names some_names() {
  Names names;
  for (const char* s : {"a", "b", "c"}) names.symbols.add(s);
  names.words.add("high");
  return names;
}

TEST(Decimal, KeepsItsScaleAndComparesByAmount) {
  for (const char* text : {"0", "12.50", "-0.05", "999999999999999999", "-3", "0.000000000000000001"}) {
    const Result<Decimal> d = Decimal::parse(text);
    ASSERT_TRUE(d.ok()) << text;
    EXPECT_EQ(d->to_string(), text);
  }
  EXPECT_EQ(compare(*Decimal::parse("1.5"), *Decimal::parse("1.50")), 0);
  EXPECT_EQ(compare(*Decimal::parse("-1.5"), *Decimal::parse("1.49")), -1);
  EXPECT_EQ(compare(*Decimal::parse("999999999999999999"), *Decimal::parse("0.000000000000000001")), 1);
  EXPECT_EQ(add(*Decimal::parse("1.05"), *Decimal::parse("2.950"))->to_string(), "4.000");
  EXPECT_EQ(add(*Decimal::parse("999999999999999999"), *Decimal::parse("1")).status().code(),
            StatusCode::kResourceExhausted);
  for (const char* text : {"", "-", ".5", "5.", "1e3", "1,000", "1234567890123456789", "٣"}) {
    EXPECT_FALSE(Decimal::parse(text).ok()) << text;
  }
}

TEST(Value, InferTypesOnlyWhatPrintsBack) {
  const std::pair<const char*, ValueType> cases[] = {
      {"true", ValueType::kBool},
      {"True", ValueType::kString},
      {"17", ValueType::kInt},
      {"-4", ValueType::kInt},
      {"007", ValueType::kString},
      {"+1", ValueType::kString},
      {"0.5", ValueType::kFloat},
      {"1.50", ValueType::kString},
      {"2.0", ValueType::kFloat},
      {"1e5", ValueType::kString},
      {"2000000.0", ValueType::kFloat},
      {"nan", ValueType::kString},
      {"2024-02-29", ValueType::kDate},
      {"2023-02-29", ValueType::kString},
      {"2024-02-29T01:02:03Z", ValueType::kDateTime},
      {"2024-02-29T01:02:03+01:00", ValueType::kString},
      {"99999999999999999999", ValueType::kString},
      {"", ValueType::kString},
  };
  for (const auto& [text, type] : cases) {
    const Value value = infer(text);
    EXPECT_EQ(value.type(), type) << text;
    EXPECT_EQ(to_text(value), text);
  }
}

TEST(Value, ListsEscapeTheSeparator) {
  EXPECT_EQ(to_text(Value(ValueList{"a;b", "c\\d", "e"})), "a\\;b;c\\\\d;e");
  EXPECT_EQ(to_text(Value(ValueList{"[x", "y"})), R"(["[x","y"])");
}

TEST(Value, JsonIsBoundedInDepthAndText) {
  EXPECT_TRUE(from_json("[[[1]]]").ok());
  EXPECT_EQ(from_json(std::string(100'000, '[')).status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(from_json("{").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(from_json("\"a\\u0000b\"").status().code(), StatusCode::kInvalidArgument);
  EXPECT_FALSE(check_value(Value("\xC3\x28")).ok());
  EXPECT_FALSE(check_value(Value(std::string(2 << 20, 'x'))).ok());
}

// Random property lists come back from their bytes as they went in.
class RandomValues {
 public:
  explicit RandomValues(unsigned seed) : random_(seed) {}
  Value value(int depth = 0) {
    switch (random_() % (depth < 3 ? 10 : 8)) {
      case 0:
        return true;
      case 1:
        return static_cast<std::int64_t>(random_() << 32 | random_());
      case 2:
        return static_cast<double>(random_()) / 7;
      case 3:
        return Decimal{static_cast<std::int64_t>(random_()) - 1'000'000,
                       static_cast<std::uint8_t>(random_() % 19)};
      case 4:
        return "high";
      case 5:
        return std::string(random_() % 300, 'x');
      case 6:
        return Date{static_cast<std::int32_t>(random_() % 40'000) - 20'000};
      case 7:
        return DateTime{static_cast<std::int64_t>(random_())};
      case 8:
        return ValueList{value(depth + 1), Value(), value(depth + 1)};
      default:
        return ValueMap{{"x", value(depth + 1)}, {"", value(depth + 1)}};
    }
  }

 private:
  std::mt19937 random_;
};

TEST(Codec, PackedListsRoundTrip) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomValues random(seed);
  const Names names = some_names();
  for (int i = 0; i < 2000; ++i) {
    const Properties properties{{"a", random.value()}, {"b", random.value()}, {"c", random.value()}};
    std::string packed;
    codec::pack(properties, names, packed);
    const Result<Properties> back = codec::unpack(packed, names);
    ASSERT_TRUE(back.ok());
    EXPECT_EQ(*back, properties);
    EXPECT_EQ(codec::list_size(reinterpret_cast<const std::uint8_t*>(packed.data())), packed.size());
  }
}

TEST(Codec, DamagedBytesAreRefusedNeverReadPastTheirEnd) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomValues random(seed);
  std::mt19937 flip(seed);
  const Names names = some_names();
  for (int i = 0; i < 5000; ++i) {
    std::string packed;
    codec::pack({{"a", random.value()}, {"b", random.value()}}, names, packed);
    packed.resize(flip() % (packed.size() + 1));
    if (!packed.empty()) packed[flip() % packed.size()] = static_cast<char>(flip());
    const std::unique_ptr<char[]> exact(new char[packed.size() + 1]);  // so that a sanitizer sees any overrun
    std::copy(packed.begin(), packed.end(), exact.get());
    const Result<Properties> back = codec::unpack({exact.get(), packed.size()}, names);
    if (!back) {
      EXPECT_EQ(back.status().code(), StatusCode::kCorrupt);
    }
  }
}

}  // namespace
}  // namespace relmap::graphstore
