#include "etag.h"

#include <cstdint>

namespace relmap::server {
namespace {

void append_hex(std::string& out, std::uint64_t value) {
  static constexpr char kHex[] = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) out += kHex[value >> shift & 15];
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == ','))
    text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

std::string fingerprint(std::string_view text) {
  // Two FNV-1a hashes, of which only the beginnings differ: side by side they take hardly longer than one.
  constexpr std::uint64_t kPrime = 0x100000001B3ull;
  std::uint64_t first = 0xCBF29CE484222325ull, second = 0x9E3779B97F4A7C15ull;
  for (const char c : text) {
    first = (first ^ static_cast<unsigned char>(c)) * kPrime;
    second = (second ^ static_cast<unsigned char>(c)) * kPrime;
  }
  std::string out;
  out.reserve(32);
  append_hex(out, first);
  append_hex(out, second);
  return out;
}

bool names_tag(std::string_view header, std::string_view tag, bool weak) {
  header = trim(header);
  if (header == "*") return true;
  while (!header.empty()) {
    const bool is_weak = header.starts_with("W/");
    if (is_weak) header.remove_prefix(2);
    if (header.empty() || header[0] != '"') return false;  // not a list of tags: matches nothing
    const auto end = header.find('"', 1);
    if (end == std::string_view::npos) return false;
    if (header.substr(0, end + 1) == tag && (weak || !is_weak)) return true;
    header = trim(header.substr(end + 1));
  }
  return false;
}

std::string entity_tag(graphstore::Version version) { return "\"v" + std::to_string(version) + "\""; }

}  // namespace relmap::server
