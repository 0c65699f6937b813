#include "base/fold.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/utf8.h"

namespace relmap {
namespace {

struct Letter {
  std::int32_t code_point;
  std::string_view folded;
};

// Letters (case-folded) that Unicode does not decompose, as they are typed on a keyboard without them.
constexpr std::array kLetters{
    Letter{0x00E6, "ae"}, Letter{0x00F0, "d"}, Letter{0x00F8, "o"}, Letter{0x00FE, "th"},
    Letter{0x0111, "d"},  Letter{0x0127, "h"}, Letter{0x0131, "i"}, Letter{0x0142, "l"},
    Letter{0x0153, "oe"}, Letter{0x0167, "t"}, Letter{0x0640, ""},  // Arabic tatweel: only stretches the line
};

void append_space(std::string& out) {
  if (!out.empty() && out.back() != ' ') out.push_back(' ');
}

void trim_end(std::string& out) {
  if (!out.empty() && out.back() == ' ') out.pop_back();
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string fold_ascii(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c <= ' ' || c == 0x7F) {
      append_space(out);
    } else {
      out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c);
    }
  }
  trim_end(out);
  return out;
}

bool is_space(std::int32_t code_point) {
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
      return true;
    default:
      return false;
  }
}

// The decomposed code points; empty where the text is not UTF-8.
std::vector<std::int32_t> decompose(std::string_view text) {
  constexpr auto kOptions = static_cast<utf8proc_option_t>(
      UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE |
      UTF8PROC_STRIPMARK | UTF8PROC_LUMP);
  std::vector<std::int32_t> points(text.size() + 16);
  for (int tries = 0; tries < 2; ++tries) {
    const auto count = utf8proc_decompose(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                          static_cast<utf8proc_ssize_t>(text.size()), points.data(),
                                          static_cast<utf8proc_ssize_t>(points.size()), kOptions);
    if (count < 0) return {};
    const bool fits = static_cast<std::size_t>(count) <= points.size();
    points.resize(static_cast<std::size_t>(count));
    if (fits) break;
  }
  return points;
}

void append_letter(std::string& out, std::int32_t code_point) {
  const auto letter = std::find_if(kLetters.begin(), kLetters.end(),
                                   [&](const Letter& l) { return l.code_point == code_point; });
  if (letter != kLetters.end()) {
    out += letter->folded;
  } else {
    utf8::append(out, static_cast<std::uint32_t>(code_point));
  }
}

bool is_word_part(std::int32_t code_point) {
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

}  // namespace

std::string fold(std::string_view text) {
  if (is_ascii(text)) return fold_ascii(text);
  const std::vector<std::int32_t> points = decompose(text);
  if (points.empty() && !utf8::is_valid(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (const std::int32_t point : points) {
    if (is_space(point)) {
      append_space(out);
    } else {
      append_letter(out, point);
    }
  }
  trim_end(out);
  return out;
}

bool begins_word(std::string_view folded, std::size_t offset) {
  if (offset >= folded.size() || folded[offset] == ' ') return false;
  if (offset == 0) return true;
  std::size_t before = offset - 1;
  const auto is_tail = [&](std::size_t i) { return (static_cast<unsigned char>(folded[i]) & 0xC0) == 0x80; };
  while (before > 0 && is_tail(before)) --before;
  return !is_word_part(static_cast<std::int32_t>(utf8::next(folded, before)));
}

}  // namespace relmap
