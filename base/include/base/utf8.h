// UTF-8: validation and code points. Text that enters relmap is checked once, at the border, with is_valid;
// everything behind the border may assume it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace relmap::utf8 {

// True when `text` is well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF).
bool is_valid(std::string_view text);

// Offset of the first byte that is not well-formed, or text.size(). O(n).
std::size_t first_invalid(std::string_view text);

// Decodes the code point at `offset` and moves `offset` past it. Precondition: offset < text.size().
// A malformed byte gives U+FFFD and moves by one, so that a loop always ends.
std::uint32_t next(std::string_view text, std::size_t& offset);

// Number of code points (malformed bytes count as one each).
std::size_t length(std::string_view text);

// Appends the UTF-8 form of `code_point`; an invalid one is appended as U+FFFD.
void append(std::string& out, std::uint32_t code_point);

// Width in terminal columns, roughly as wcwidth counts: East Asian wide and emoji 2, combining marks 0,
// else 1.
std::size_t display_width(std::string_view text);

// The first `max_code_points` code points, with "…" in place of the last one where something was cut.
std::string truncate(std::string_view text, std::size_t max_code_points);

}  // namespace relmap::utf8
