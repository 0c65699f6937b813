// Property values as the bytes of an index key: they order as the values do.
//
//   bool      01 then 00 or 01
//   int       02 then 8 bytes, big-endian, sign bit flipped
//   float     03 then 8 bytes of the IEEE number, big-endian: negative ones inverted, others sign bit flipped
//   decimal   04 then the amount × 10^18 as 16 bytes, big-endian, sign bit flipped: 1.5 and 1.50 are one
//   value text      05 then its bytes, NUL as 00 FF, then 00 00. Of a text longer than kMaxIndexedTextBytes
//   its
//             first bytes, then 00 01 and a hash of all of it (8 bytes)
//   date      06 then 4 bytes, big-endian, sign bit flipped
//   datetime  07 then 8 bytes likewise
//
// Each form says where it ends, so that what follows in a key cannot be mistaken for a part of it. Long texts
// with the same first bytes come in no order of meaning, and two may in theory have the same bytes: whoever
// must be exact looks into the record (is_cut tells when).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "graphstore/value.h"

namespace relmap::graphstore {

inline constexpr std::size_t kMaxIndexedTextBytes = 512;
// No encoded value is longer.
inline constexpr std::size_t kMaxIndexValueBytes = 1 + 2 * kMaxIndexedTextBytes + 2 + 8;

// Whether values of this type can be indexed: all but null, lists and maps.
bool is_indexable(ValueType type);

// Appends the bytes. Precondition: is_indexable(value.type()).
void append_index_value(std::string& out, const Value& value);
std::string index_value(const Value& value);

// Whether the bytes stand for a text that was too long, and so perhaps for another than the one in question.
bool is_cut(std::string_view encoded);

}  // namespace relmap::graphstore
