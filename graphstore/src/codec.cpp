#include "codec.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace relmap::graphstore::codec {
namespace {

void put_byte(std::string& out, std::uint8_t b) { out.push_back(static_cast<char>(b)); }
void put_tag(std::string& out, Tag tag) { put_byte(out, static_cast<std::uint8_t>(tag)); }
void put_text(std::string& out, std::string_view text) {
  put_varint(out, text.size());
  out += text;
}
void put_number(std::string& out, Tag tag, std::int64_t number) {
  put_tag(out, tag);
  put_varint(out, zigzag(number));
}

void put_float(std::string& out, double number) {
  put_tag(out, Tag::kFloat);
  const auto bits = std::bit_cast<std::uint64_t>(number);
  for (int shift = 0; shift < 64; shift += 8) put_byte(out, static_cast<std::uint8_t>(bits >> shift));
}

double float_at(const std::uint8_t* p) {
  std::uint64_t bits = 0;
  for (int i = 7; i >= 0; --i) bits = bits << 8 | p[i];
  return std::bit_cast<double>(bits);
}

void put_value(std::string& out, const Value& value, const Names& names);

// Recursion, here and below, is bounded: values deeper than kMaxValueDepth are refused on entry and on
// decoding.
void put_list(std::string& out, const ValueList& list, const Names& names) {
  std::string body;
  put_varint(body, list.size());
  for (const Value& element : list) put_value(body, element, names);
  put_tag(out, Tag::kList);
  put_text(out, body);
}

void put_map(std::string& out, const ValueMap& map, const Names& names) {
  std::string body;
  put_varint(body, map.size());
  for (const auto& [name, element] : map) {
    put_text(body, name);
    put_value(body, element, names);
  }
  put_tag(out, Tag::kMap);
  put_text(out, body);
}

void put_string(std::string& out, std::string_view text, const Names& names) {
  const Word word = text.empty() ? kNoWord : names.words.find(text, kNoWord);
  put_tag(out, word != kNoWord ? Tag::kWord : Tag::kText);
  if (word != kNoWord) {
    put_varint(out, word);
  } else {
    put_text(out, text);
  }
}

void put_value(std::string& out, const Value& value, const Names& names) {
  switch (value.type()) {
    case ValueType::kNull:
      put_tag(out, Tag::kList), put_text(out, "");
      break;  // inside a list or map only
    case ValueType::kBool:
      put_tag(out, std::get<bool>(value.data) ? Tag::kTrue : Tag::kFalse);
      break;
    case ValueType::kInt:
      put_number(out, Tag::kInt, std::get<std::int64_t>(value.data));
      break;
    case ValueType::kFloat:
      put_float(out, std::get<double>(value.data));
      break;
    case ValueType::kDecimal: {
      const Decimal& decimal = std::get<Decimal>(value.data);
      put_tag(out, Tag::kDecimal);
      put_byte(out, decimal.scale);
      put_varint(out, zigzag(decimal.unscaled));
      break;
    }
    case ValueType::kString:
      put_string(out, std::get<std::string>(value.data), names);
      break;
    case ValueType::kDate:
      put_number(out, Tag::kDate, std::get<Date>(value.data).days);
      break;
    case ValueType::kDateTime:
      put_number(out, Tag::kDateTime, std::get<DateTime>(value.data).micros);
      break;
    case ValueType::kList:
      put_list(out, std::get<ValueList>(value.data), names);
      break;
    case ValueType::kMap:
      put_map(out, std::get<ValueMap>(value.data), names);
      break;
  }
}

bool check_value_bytes(Reader& in, const Names& names, int depth) {
  if (depth > kMaxValueDepth) return false;
  const std::uint8_t tag = in.byte();
  switch (static_cast<Tag>(tag)) {
    case Tag::kFalse:
    case Tag::kTrue:
      return in.ok();
    case Tag::kInt:
    case Tag::kDate:
    case Tag::kDateTime:
      in.varint();
      return in.ok();
    case Tag::kFloat:
      in.bytes(8);
      return in.ok();
    case Tag::kDecimal:
      return in.byte() <= 18 && (in.varint(), in.ok());
    case Tag::kText:
      in.bytes(in.varint());
      return in.ok();
    case Tag::kWord:
      return in.varint() < names.words.size() && in.ok();
    case Tag::kList:
    case Tag::kMap:
      break;
    default:
      return false;
  }
  Reader body(in.bytes(in.varint()));
  if (!in.ok()) return false;
  if (body.at_end()) return tag == static_cast<std::uint8_t>(Tag::kList);  // a null
  for (std::uint64_t n = body.varint(); n > 0 && body.ok(); --n) {
    if (static_cast<Tag>(tag) == Tag::kMap) body.bytes(body.varint());
    if (!check_value_bytes(body, names, depth + 1)) return false;
  }
  return body.ok() && body.at_end();
}

// Moves `p` past the trusted value.
void skip_value(const std::uint8_t*& p) {
  switch (static_cast<Tag>(*p++)) {
    case Tag::kFalse:
    case Tag::kTrue:
      break;
    case Tag::kFloat:
      p += 8;
      break;
    case Tag::kDecimal:
      ++p, trusted_varint(p);
      break;
    case Tag::kText:
    case Tag::kList:
    case Tag::kMap: {
      const std::uint64_t length = trusted_varint(p);
      p += length;
      break;
    }
    default:
      trusted_varint(p);
      break;
  }
}

std::string_view text_at(const std::uint8_t*& p) {
  const std::uint64_t length = trusted_varint(p);
  const std::string_view text(reinterpret_cast<const char*>(p), length);
  p += length;
  return text;
}

Value decode_nested(Tag tag, const std::uint8_t* p, const Names& names) {
  const std::uint64_t length = trusted_varint(p);
  if (length == 0) return {};
  std::uint64_t count = trusted_varint(p);
  ValueList list;
  ValueMap map;
  for (; count > 0; --count) {
    std::string_view name;
    if (tag == Tag::kMap) name = text_at(p);
    Value element = decode_trusted(p, names);
    skip_value(p);
    if (tag == Tag::kMap) {
      map.emplace(name, std::move(element));
    } else {
      list.push_back(std::move(element));
    }
  }
  return tag == Tag::kMap ? Value(std::move(map)) : Value(std::move(list));
}

}  // namespace

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) put_byte(out, static_cast<std::uint8_t>(value | 0x80));
  put_byte(out, static_cast<std::uint8_t>(value));
}

std::uint64_t zigzag(std::int64_t v) {
  return static_cast<std::uint64_t>(v) << 1 ^ static_cast<std::uint64_t>(v >> 63);
}
std::int64_t unzigzag(std::uint64_t v) {
  return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1);
}

std::uint64_t Reader::varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    const std::uint8_t b = byte();
    if (!ok_) return 0;
    value |= static_cast<std::uint64_t>(b & 0x7F) << shift;
    if (!(b & 0x80)) return value;
  }
  fail();
  return 0;
}

std::uint8_t Reader::byte() {
  const std::string_view one = bytes(1);
  return one.empty() ? 0 : static_cast<std::uint8_t>(one[0]);
}

std::string_view Reader::bytes(std::uint64_t count) {
  if (!ok_ || count > rest_.size()) {
    fail();
    return {};
  }
  const std::string_view taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

void append_value(std::string& out, const Value& value, const Names& names) { put_value(out, value, names); }
void append_text(std::string& out, std::string_view text, const Names& names) {
  put_string(out, text, names);
}

void pack(const Properties& properties, const Names& names, std::string& out) {
  std::vector<std::pair<Symbol, const Value*>> ordered;
  for (const auto& [name, value] : properties)
    ordered.emplace_back(names.symbols.find(name, kNoSymbol), &value);
  std::sort(ordered.begin(), ordered.end());
  put_varint(out, ordered.size());
  for (const auto& [symbol, value] : ordered) {
    put_varint(out, symbol);
    put_value(out, *value, names);
  }
}

bool check_list(std::string_view packed, const Names& names) {
  Reader in(packed);
  std::uint64_t least = 0;  // lookups rely on ascending symbols
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); --n) {
    const std::uint64_t symbol = in.varint();
    if (symbol < least || symbol >= names.symbols.size() || !check_value_bytes(in, names, 1)) return false;
    least = symbol + 1;
  }
  return in.ok() && in.at_end();
}

Result<Properties> unpack(std::string_view packed, const Names& names) {
  if (!check_list(packed, names)) return Status::corrupt("a property list does not decode");
  return unpack_trusted(reinterpret_cast<const std::uint8_t*>(packed.data()), names);
}

const std::uint8_t* find_value(const std::uint8_t* p, Symbol symbol) {
  for (std::uint64_t n = trusted_varint(p); n > 0; --n) {
    const std::uint64_t found = trusted_varint(p);
    if (found == symbol) return p;
    if (found > symbol) return nullptr;
    skip_value(p);
  }
  return nullptr;
}

Value decode_trusted(const std::uint8_t* p, const Names& names) {
  const Tag tag = static_cast<Tag>(*p++);
  switch (tag) {
    case Tag::kFalse:
      return false;
    case Tag::kTrue:
      return true;
    case Tag::kInt:
      return unzigzag(trusted_varint(p));
    case Tag::kFloat:
      return float_at(p);
    case Tag::kDecimal: {
      const std::uint8_t scale = *p++;
      return Decimal{unzigzag(trusted_varint(p)), scale};
    }
    case Tag::kText:
      return text_at(p);
    case Tag::kWord:
      return names.words.text(static_cast<Word>(trusted_varint(p)));
    case Tag::kDate:
      return Date{static_cast<std::int32_t>(unzigzag(trusted_varint(p)))};
    case Tag::kDateTime:
      return DateTime{unzigzag(trusted_varint(p))};
    case Tag::kList:
    case Tag::kMap:
      return decode_nested(tag, p, names);
  }
  return {};
}

std::string_view value_bytes(const std::uint8_t* value) {
  const std::uint8_t* end = value;
  skip_value(end);
  return {reinterpret_cast<const char*>(value), static_cast<std::size_t>(end - value)};
}

std::size_t list_size(const std::uint8_t* packed) {
  const std::uint8_t* p = packed;
  for (std::uint64_t n = trusted_varint(p); n > 0; --n) {
    trusted_varint(p);
    skip_value(p);
  }
  return static_cast<std::size_t>(p - packed);
}

Properties unpack_trusted(const std::uint8_t* p, const Names& names) {
  Properties properties;
  for (std::uint64_t n = trusted_varint(p); n > 0; --n) {
    const auto symbol = static_cast<Symbol>(trusted_varint(p));
    properties.emplace(names.symbols.text(symbol), decode_trusted(p, names));
    skip_value(p);
  }
  return properties;
}

std::string encode_node(Version version, const std::vector<Symbol>& labels, std::string_view packed) {
  std::string out;
  put_varint(out, version);
  put_varint(out, labels.size());
  for (const Symbol label : labels) put_varint(out, label);
  out += packed;
  return out;
}

Status decode_node_into(std::string_view value, const Names& names, NodeValue& node) {
  Reader in(value);
  node.labels.clear();
  node.version = in.varint();
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); --n) {
    const std::uint64_t label = in.varint();
    if (label >= names.symbols.size()) return Status::corrupt("a node has an unknown label");
    node.labels.push_back(static_cast<Symbol>(label));
  }
  node.packed = in.rest();
  if (!in.ok() || !check_list(node.packed, names)) return Status::corrupt("a node record does not decode");
  return {};
}

Result<NodeValue> decode_node(std::string_view value, const Names& names) {
  NodeValue node;
  if (Status s = decode_node_into(value, names, node); !s.ok()) return s;
  return node;
}

std::string encode_edge(Version version, std::string_view packed) {
  std::string out;
  put_varint(out, version);
  out += packed;
  return out;
}

Result<EdgeValue> decode_edge(std::string_view value, const Names& names) {
  Reader in(value);
  EdgeValue edge;
  edge.version = in.varint();
  edge.packed = in.rest();
  if (!in.ok() || !check_list(edge.packed, names)) return Status::corrupt("an edge record does not decode");
  return edge;
}

}  // namespace relmap::graphstore::codec
