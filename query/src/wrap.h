// Texts for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relmap::query {

inline constexpr std::size_t kTextWidth = 100;  // columns

// Breaks `text` at spaces (or between wide characters) so that no line is wider than kTextWidth, each after
// `indent`.
std::string wrapped(std::string_view text, const std::string& first, const std::string& indent);

}  // namespace relmap::query
