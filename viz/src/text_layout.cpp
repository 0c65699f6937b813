#include "text_layout.h"

#include <array>
#include <cstdint>

#include "base/utf8.h"

namespace relmap::viz {
namespace {

// Advance widths of U+0020 to U+007E in thousandths of an em: Helvetica and Helvetica-Bold (Adobe core AFM).
constexpr std::array<std::uint16_t, 95> kRegular = {
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333,  278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667,  611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278,  556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500,  500, 334, 260, 334, 584};
constexpr std::array<std::uint16_t, 95> kBold = {
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667,
    611, 778, 722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 333, 278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556,
    278, 889, 611, 611, 611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584};
constexpr double kSlack = 1.03;
constexpr std::string_view kEllipsis = "…";

bool is_ideographic(std::uint32_t c) {
  return (c >= 0x2E80 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7AF) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFF00 && c <= 0xFF60) || (c >= 0x20000 && c <= 0x3FFFF);
}

// A date (2026-10-01) is not broken.
bool is_digit(std::uint32_t c) { return c >= '0' && c <= '9'; }

double code_point_ems(std::uint32_t c, bool bold) {
  if (c >= 0x20 && c <= 0x7E) return (bold ? kBold : kRegular)[c - 0x20] / 1000.0;
  if (is_ideographic(c)) return 1.0;
  if (c >= 0x1F000) return 1.35;  // emoji
  if ((c >= 0x300 && c <= 0x36F) || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F)) return 0;
  if (c >= 0x2100 && c <= 0x2E7F) return 1.0;  // symbols, arrows, stars
  if (c >= 0x2000 && c <= 0x206F) return c == 0x2014 || c == 0x2026 ? 1.0 : 0.5;
  if (c < 0x250) return bold ? 0.66 : 0.62;  // accented Latin
  return bold ? 0.72 : 0.68;                 // Cyrillic, Greek, Arabic, Devanagari …
}

bool is_blank(std::uint32_t c) {
  return c <= 0x20 || (c >= 0x7F && c <= 0xA0) || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x3000;
}

bool is_dropped(std::uint32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F ||
         c == 0x200B || c == 0xFEFF || (c >= 0xFDD0 && c <= 0xFDEF) || (c & 0xFFFE) == 0xFFFE ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

// `text` with code points taken off its end until it and an ellipsis fit into `width`.
std::string cut(std::string_view text, double width, double size, bool bold) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text.size();) {
    starts.push_back(at);
    utf8::next(text, at);
    if (starts.size() > 400) break;  // wider than any card
  }
  while (!starts.empty()) {
    std::string_view head = text.substr(0, starts.back());
    while (!head.empty() && head.back() == ' ') head.remove_suffix(1);
    std::string candidate = std::string(head) + std::string(kEllipsis);
    if (text_width(candidate, size, bold) <= width) return candidate;
    starts.pop_back();
  }
  return std::string(kEllipsis);
}

// Bytes of the longest prefix of `text` that fits on a line, at a good place to break; at least one code
// point.
std::size_t line_length(std::string_view text, double width, double size, bool bold) {
  double used = 0;
  std::size_t good = 0;  // end of the last prefix that ends at a break opportunity
  std::uint32_t previous = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    const std::uint32_t c = utf8::next(text, at);
    if (start > 0 &&
        (c == ' ' || is_ideographic(c) || is_ideographic(previous) || (previous == '-' && !is_digit(c))))
      good = start;
    used += code_point_ems(c, bold) * size * kSlack;
    if (used > width && start > 0) return good > 0 ? good : start;
    previous = c;
  }
  return text.size();
}

}  // namespace

double text_width(std::string_view text, double size, bool bold) {
  double ems = 0;
  for (std::size_t at = 0; at < text.size();) ems += code_point_ems(utf8::next(text, at), bold);
  return ems * size * kSlack;
}

std::string clean_text(std::string_view raw, std::size_t max_code_points) {
  std::string out;
  std::size_t count = 0;
  bool blank = false;
  for (std::size_t at = 0; at < raw.size();) {
    const std::uint32_t c = utf8::next(raw, at);
    if (is_dropped(c)) continue;
    if (is_blank(c)) {
      blank = !out.empty();
      continue;
    }
    if (count + (blank ? 2 : 1) > max_code_points) return utf8::truncate(out + "……", max_code_points);
    if (blank) out += ' ';
    count += blank ? 2 : 1;
    blank = false;
    utf8::append(out, c);
  }
  return out;
}

std::vector<std::string> wrap_text(std::string_view text, double width, double size, bool bold,
                                   std::size_t max_lines) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < max_lines) {
    const std::size_t length = line_length(text, width, size, bold);
    if (length < text.size() && lines.size() + 1 == max_lines) {
      lines.push_back(cut(text, width, size, bold));
      break;
    }
    std::string_view line = text.substr(0, length);
    while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
    lines.emplace_back(line);
    text.remove_prefix(length);
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  }
  return lines;
}

std::string fit_text(std::string_view text, double width, double size, bool bold) {
  auto lines = wrap_text(text, width, size, bold, 1);
  return lines.empty() ? std::string() : std::move(lines.front());
}

std::string xml_escape(std::string_view text) {
  std::string out;
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

}  // namespace relmap::viz
