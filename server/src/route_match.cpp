// Which row of the route table a request is for.
#include <algorithm>

#include "routes.h"

namespace relmap::server {
namespace {

// A row with its pattern taken apart.
struct SplitRoute {
  const Route* route;
  std::vector<std::string_view> parts;
};

std::vector<std::string_view> split(std::string_view pattern) {
  std::vector<std::string_view> parts;
  pattern.remove_prefix(1);
  while (!pattern.empty()) {
    const auto slash = std::min(pattern.find('/'), pattern.size());
    parts.push_back(pattern.substr(0, slash));
    pattern.remove_prefix(std::min(slash + 1, pattern.size()));
  }
  return parts;
}

// The rows whose patterns have that many segments, in the table's order: a request looks at few others.
std::span<const SplitRoute> routes_of_length(std::size_t segments) {
  static const std::vector<std::vector<SplitRoute>> by_length = [] {
    std::vector<std::vector<SplitRoute>> all;
    for (const auto& route : routes()) {
      auto parts = split(route.pattern);
      const auto length = parts.size();
      if (all.size() <= length) all.resize(length + 1);
      all[length].push_back({&route, std::move(parts)});
    }
    return all;
  }();
  if (segments >= by_length.size()) return {};
  return by_length[segments];
}

// Both have the same length. From the back, where patterns differ most.
bool fits(const std::vector<std::string_view>& parts, const std::vector<std::string>& segments) {
  for (std::size_t i = parts.size(); i-- > 0;) {
    if (parts[i].front() == '{' ? segments[i].empty() : parts[i] != segments[i]) return false;
  }
  return true;
}

// What the "{…}" stand for.
std::vector<std::string> variables_of(const SplitRoute& row, const std::vector<std::string>& segments) {
  std::vector<std::string> variables;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (row.parts[i].front() == '{') variables.push_back(segments[i]);
  }
  return variables;
}

}  // namespace

RouteMatch find_route(std::string_view method, const std::vector<std::string>& segments) {
  if (method == "HEAD") method = "GET";
  RouteMatch found;
  for (const auto& row : routes_of_length(segments.size())) {
    if (!fits(row.parts, segments)) continue;
    const Route& route = *row.route;
    if (route.method == method) {
      found.route = &route;
      found.path = variables_of(row, segments);
      return found;
    }
    if (!found.allowed.empty()) found.allowed += ", ";
    found.allowed += route.method;
    if (route.method == "GET") found.allowed += ", HEAD";
  }
  return found;
}

}  // namespace relmap::server
