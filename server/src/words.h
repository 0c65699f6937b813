// Small texts for people in two languages, and numbers as people read them.
#pragma once

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

// A score or points: 54.3 → "54"
inline std::string whole(double value) { return std::to_string(std::lround(value)); }

}  // namespace relmap::server
