// What the answers about people share: null for what is not recorded.
#pragma once

#include <optional>
#include <string_view>

#include "base/date.h"
#include "json_out.h"

namespace relmap::query {

inline Json or_null(std::string_view text) { return text.empty() ? Json(nullptr) : Json(text); }
inline Json or_null(const std::optional<Date>& date) {
  return date ? Json(date->to_string()) : Json(nullptr);
}
inline Json or_null(const std::optional<int>& number) { return number ? Json(*number) : Json(nullptr); }

}  // namespace relmap::query
