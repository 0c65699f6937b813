// The request target, taken apart while it is still percent-encoded: an id may hold "/" (as %2F), "?", "%" or
// any other character, and a path decoded first could no longer be told apart.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/status.h"

namespace relmap::server {

struct Target {
  std::vector<std::string> segments;                       // of the path, each decoded; "/" has none
  std::vector<std::pair<std::string, std::string>> query;  // name and value, decoded, in order
};

// kInvalidArgument on a "%" without two hex digits, bytes that are not UTF-8, a NUL, or a target without a
// leading
// "/". "+" is a space in the query (as forms write it) and itself in the path. A fragment is refused.
Result<Target> parse_target(std::string_view raw);

// RFC 3986: everything but unreserved characters is encoded.
std::string percent_encode(std::string_view raw);

// Where `Label/id` splits: at its first "/". kInvalidArgument where there is none, or a side is empty.
struct LabelAndId {
  std::string label, id;
};
Result<LabelAndId> parse_label_and_id(std::string_view text);

}  // namespace relmap::server
