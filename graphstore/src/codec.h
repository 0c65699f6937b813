// Records as bytes. The same packed property list stands in the store's values and in a Snapshot's memory, so
// that loading copies bytes and decodes nothing.
//
//   list     := count:varint (symbol:varint value)*                       ascending by symbol
//   value    := tag:u8 payload
//   payload  := - (false, true) | zigzag varint (int, date, datetime) | 8 bytes little-endian (float)
//             | scale:u8 zigzag varint (decimal) | length:varint bytes (text) | word:varint (a word of the
//             schema) | length:varint count:varint value* (list) | length:varint count:varint (length:varint
//             bytes value)* (map)
//
// Decoding checks every bound: bytes from a damaged file give kCorrupt, never a read past the end. A Snapshot
// holds only lists that check_list() has passed, and walks them without checks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "graphstore/snapshot.h"
#include "graphstore/value.h"
#include "names.h"

namespace relmap::graphstore::codec {

enum class Tag : std::uint8_t {
  kFalse,
  kTrue,
  kInt,
  kFloat,
  kDecimal,
  kText,
  kWord,
  kDate,
  kDateTime,
  kList,
  kMap,
};

void put_varint(std::string& out, std::uint64_t value);
std::uint64_t zigzag(std::int64_t value);
std::int64_t unzigzag(std::uint64_t value);

// Reads a varint of trusted bytes and moves `p` past it.
inline std::uint64_t trusted_varint(const std::uint8_t*& p) {
  std::uint64_t value = *p & 0x7F;
  for (int shift = 7; *p++ & 0x80; shift += 7) value |= static_cast<std::uint64_t>(*p & 0x7F) << shift;
  return value;
}

// Takes bytes off the front of a string, never past its end. After a failure everything reads as 0 and ok()
// is false.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  std::uint64_t varint();
  std::uint8_t byte();
  std::string_view bytes(std::uint64_t count);
  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

 private:
  void fail() {
    ok_ = false;
    rest_ = {};
  }
  std::string_view rest_;
  bool ok_ = true;
};

// Appends one value as it stands in a list, behind its symbol; `text` as a string value.
void append_value(std::string& out, const Value& value, const Names& names);
void append_text(std::string& out, std::string_view text, const Names& names);

// Appends the packed list. Precondition: all property names are symbols of `names`.
void pack(const Properties& properties, const Names& names, std::string& out);
// Decodes a list; kCorrupt where the bytes are no list.
Result<Properties> unpack(std::string_view packed, const Names& names);
// Whether `packed` is exactly one well-formed list over `names`.
bool check_list(std::string_view packed, const Names& names);

// Trusted access, for PropertyView: the value of `symbol` in the list at `packed`, or nullptr.
const std::uint8_t* find_value(const std::uint8_t* packed, Symbol symbol);
Value decode_trusted(const std::uint8_t* value, const Names& names);
// The trusted value at `value` as bytes, its tag included: equal values of one type have equal bytes, but for
// floats (0.0 and -0.0) and what holds them.
std::string_view value_bytes(const std::uint8_t* value);
// The length in bytes of the list at `packed`.
std::size_t list_size(const std::uint8_t* packed);
Properties unpack_trusted(const std::uint8_t* packed, const Names& names);

struct NodeValue {
  Version version = 0;
  std::vector<Symbol> labels;  // ascending
  std::string_view packed;     // the property list
};
std::string encode_node(Version version, const std::vector<Symbol>& labels, std::string_view packed);
Result<NodeValue> decode_node(std::string_view value, const Names& names);
Status decode_node_into(std::string_view value, const Names& names, NodeValue& node);  // reuses its memory

struct EdgeValue {
  Version version = 0;
  std::string_view packed;
};
std::string encode_edge(Version version, std::string_view packed);
Result<EdgeValue> decode_edge(std::string_view value, const Names& names);

}  // namespace relmap::graphstore::codec
