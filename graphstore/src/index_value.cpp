#include "index_value.h"

#include <bit>
#include <cstdint>

#include "keys.h"
#include "snapshot_store.h"

namespace relmap::graphstore {
namespace {

enum class Form : char { kBool = 1, kInt, kFloat, kDecimal, kText, kDate, kDateTime };

constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

void put_signed(std::string& out, std::int64_t number) {
  keys::put_u64(out, static_cast<std::uint64_t>(number) ^ kSignBit);
}

// The order of IEEE numbers is that of their bits as sign and magnitude. −0 is 0.
void put_float(std::string& out, double number) {
  const auto bits = std::bit_cast<std::uint64_t>(number == 0 ? 0.0 : number);
  keys::put_u64(out, bits & kSignBit ? ~bits : bits | kSignBit);
}

// 18 digits at scale 0 are below 10^36, which 128 bits hold with room to spare.
void put_decimal(std::string& out, const Decimal& decimal) {
  __extension__ using Wide = __int128;
  Wide amount = decimal.unscaled;
  for (int scale = decimal.scale; scale < 18; ++scale) amount *= 10;
  put_signed(out, static_cast<std::int64_t>(amount >> 64));
  keys::put_u64(out, static_cast<std::uint64_t>(amount));
}

void put_text(std::string& out, std::string_view text) {
  for (const char c : text.substr(0, kMaxIndexedTextBytes)) {
    out.push_back(c);
    if (c == '\0') out.push_back('\xFF');
  }
  out.push_back('\0');
  const bool cut = text.size() > kMaxIndexedTextBytes;
  out.push_back(cut ? '\1' : '\0');
  if (cut) keys::put_u64(out, key_hash(0, text));
}

void put_date(std::string& out, Date date) {
  const std::uint32_t days = static_cast<std::uint32_t>(date.days) ^ 0x80000000U;
  keys::put_u16(out, static_cast<std::uint16_t>(days >> 16));
  keys::put_u16(out, static_cast<std::uint16_t>(days));
}

void put_form(std::string& out, Form form) { out.push_back(static_cast<char>(form)); }

}  // namespace

bool is_indexable(ValueType type) {
  return type != ValueType::kNull && type != ValueType::kList && type != ValueType::kMap;
}

void append_index_value(std::string& out, const Value& value) {
  switch (value.type()) {
    case ValueType::kBool:
      put_form(out, Form::kBool);
      out.push_back(std::get<bool>(value.data) ? '\1' : '\0');
      break;
    case ValueType::kInt:
      put_form(out, Form::kInt);
      put_signed(out, std::get<std::int64_t>(value.data));
      break;
    case ValueType::kFloat:
      put_form(out, Form::kFloat);
      put_float(out, std::get<double>(value.data));
      break;
    case ValueType::kDecimal:
      put_form(out, Form::kDecimal);
      put_decimal(out, std::get<Decimal>(value.data));
      break;
    case ValueType::kString:
      put_form(out, Form::kText);
      put_text(out, std::get<std::string>(value.data));
      break;
    case ValueType::kDate:
      put_form(out, Form::kDate);
      put_date(out, std::get<Date>(value.data));
      break;
    case ValueType::kDateTime:
      put_form(out, Form::kDateTime);
      put_signed(out, std::get<DateTime>(value.data).micros);
      break;
    case ValueType::kNull:
    case ValueType::kList:
    case ValueType::kMap:
      break;
  }
}

std::string index_value(const Value& value) {
  std::string out;
  append_index_value(out, value);
  return out;
}

bool is_cut(std::string_view encoded) {
  return encoded.size() >= 10 && encoded[0] == static_cast<char>(Form::kText) &&
         encoded.substr(encoded.size() - 10, 2) == std::string_view("\0\1", 2);
}

}  // namespace relmap::graphstore
