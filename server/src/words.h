// Small texts for people in two languages, and numbers as people read them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <string_view>

#include "query/types.h"

namespace relmap::server {

inline std::string_view say(query::Lang lang, std::string_view en, std::string_view zh) {
  return lang == query::Lang::kZh ? zh : en;
}

// 0.875 → "0.88"
inline std::string two_decimals(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

// Points: 15.64 → "15.6", 20 → "20"
inline std::string one_decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  std::string out(text);
  if (out.ends_with(".0")) out.erase(out.size() - 2);
  return out;
}

// An amount as recorded, in groups of three: "27500000.00" → "27,500,000.00"
inline std::string grouped(std::string amount) {
  const std::size_t first = amount.starts_with('-') ? 1 : 0;
  std::size_t at = std::min(amount.find('.'), amount.size());
  while (at > first + 3) amount.insert(at -= 3, ",");
  return amount;
}

// A score: 54.3 → "54"
inline std::string whole(double value) { return std::to_string(std::lround(value)); }

}  // namespace relmap::server
