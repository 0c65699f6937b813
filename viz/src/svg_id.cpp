#include "viz/svg_id.h"

#include <array>
#include <cstdint>

namespace relmap::viz {
namespace {

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

constexpr std::array<const char*, 5> kLineWords = {"reports", "reports_dotted", "influence", "conflict",
                                                   "tie"};

// FNV-1a, 64 bit (Fowler, Noll, Vo).
std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ull;
  for (char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

}  // namespace

std::string percent_encode(std::string_view raw) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (char c : raw) {
    if (is_unreserved(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

std::string contact_svg_id(std::string_view id) { return "contact-" + percent_encode(id); }
std::string member_svg_id(std::string_view id) { return "member-" + percent_encode(id); }
std::string unit_svg_id(std::string_view id) { return "unit-" + percent_encode(id); }

std::string line_svg_id(LineType type, std::string_view from, std::string_view to) {
  const std::string key = std::string(kLineWords[static_cast<std::size_t>(type)]) + "|" +
                          percent_encode(from) + "|" + percent_encode(to);
  std::uint64_t hash = fnv1a(key);
  std::string out = type == LineType::tie ? "tie-" : "line-";
  for (int shift = 60; shift >= 0; shift -= 4) out += "0123456789abcdef"[(hash >> shift) & 15];
  return out;
}

}  // namespace relmap::viz
