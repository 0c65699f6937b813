#include "target.h"

#include <optional>

#include "base/utf8.h"

namespace relmap::server {
namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

Result<std::string> decode(std::string_view raw, bool plus_is_space) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '%') {
      const auto high = i + 1 < raw.size() ? hex_digit(raw[i + 1]) : std::nullopt;
      const auto low = i + 2 < raw.size() ? hex_digit(raw[i + 2]) : std::nullopt;
      if (!high || !low)
        return Status::invalid_argument("the address has a % that two hex digits do not follow");
      out += static_cast<char>(*high << 4 | *low);
      i += 2;
    } else {
      out += plus_is_space && raw[i] == '+' ? ' ' : raw[i];
    }
  }
  if (!utf8::is_valid(out)) return Status::invalid_argument("the address holds bytes that are not UTF-8");
  if (out.find('\0') != std::string::npos)
    return Status::invalid_argument("the address holds a NUL character");
  return out;
}

Status split_path(std::string_view path, Target& target) {
  if (path == "/") return {};
  path.remove_prefix(1);
  while (true) {
    const auto slash = path.find('/');
    auto segment = decode(path.substr(0, slash), false);
    if (!segment) return segment.status();
    target.segments.push_back(*std::move(segment));
    if (slash == std::string_view::npos) return {};
    path.remove_prefix(slash + 1);
  }
}

Status split_query(std::string_view query, Target& target) {
  while (!query.empty()) {
    const auto amp = query.find('&');
    const auto pair = query.substr(0, amp);
    if (!pair.empty()) {
      const auto equals = pair.find('=');
      auto name = decode(pair.substr(0, equals), true);
      if (!name) return name.status();
      auto value =
          decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), true);
      if (!value) return value.status();
      target.query.emplace_back(*std::move(name), *std::move(value));
    }
    if (amp == std::string_view::npos) break;
    query.remove_prefix(amp + 1);
  }
  return {};
}

}  // namespace

Result<Target> parse_target(std::string_view raw) {
  if (raw.empty() || raw[0] != '/') return Status::invalid_argument("the address does not begin with a /");
  if (raw.find('#') != std::string_view::npos)
    return Status::invalid_argument("the address has a fragment (#)");
  Target target;
  const auto mark = raw.find('?');
  if (auto s = split_path(raw.substr(0, mark), target); !s.ok()) return s;
  if (mark != std::string_view::npos) {
    if (auto s = split_query(raw.substr(mark + 1), target); !s.ok()) return s;
  }
  return target;
}

std::string percent_encode(std::string_view raw) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : raw) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                            c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  return out;
}

Result<LabelAndId> parse_label_and_id(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) {
    return Status::invalid_argument("'" + utf8::truncate(text, 100) + "' is not of the form Label/id");
  }
  return LabelAndId{std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

}  // namespace relmap::server
