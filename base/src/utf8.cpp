#include "base/utf8.h"

#include <array>
#include <cstring>

namespace relmap::utf8 {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

// Length of the well-formed sequence at `text[i]`, or 0. Ranges are those of RFC 3629, section 4.
std::size_t sequence_length(std::string_view text, std::size_t i) {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[k]); };
  const auto continues = [&](std::size_t k, unsigned low, unsigned high) {
    return k < text.size() && byte(k) >= low && byte(k) <= high;
  };
  const unsigned lead = byte(i);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(i + 1, 0x80, 0xBF) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const unsigned low = lead == 0xE0 ? 0xA0 : 0x80;
    const unsigned high = lead == 0xED ? 0x9F : 0xBF;
    return continues(i + 1, low, high) && continues(i + 2, 0x80, 0xBF) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const unsigned low = lead == 0xF0 ? 0x90 : 0x80;
    const unsigned high = lead == 0xF4 ? 0x8F : 0xBF;
    return continues(i + 1, low, high) && continues(i + 2, 0x80, 0xBF) && continues(i + 3, 0x80, 0xBF) ? 4
                                                                                                       : 0;
  }
  return 0;
}

struct Range {
  std::uint32_t first, last;
};

// East Asian Wide and Fullwidth blocks and the emoji planes (Unicode 15, EastAsianWidth.txt, coarsely).
constexpr std::array<Range, 12> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0x33FF},
                                          {0x3400, 0x4DBF},
                                          {0x4E00, 0x9FFF},
                                          {0xA000, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0x1F300, 0x1FAFF},
                                          {0x20000, 0x3FFFD}}};

constexpr std::array<Range, 5> kZero = {
    {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}}};

template <std::size_t N>
bool contains(const std::array<Range, N>& ranges, std::uint32_t c) {
  for (const Range& r : ranges) {
    if (c >= r.first && c <= r.last) return true;
  }
  return false;
}

}  // namespace

std::size_t first_invalid(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    // ASCII, eight bytes at a time: nearly all text is.
    for (std::uint64_t word = 0; i + sizeof word <= text.size(); i += sizeof word) {
      std::memcpy(&word, text.data() + i, sizeof word);
      if (word & 0x8080808080808080ULL) break;
    }
    if (i == text.size()) break;
    const std::size_t n = sequence_length(text, i);
    if (n == 0) return i;
    i += n;
  }
  return i;
}

bool is_valid(std::string_view text) { return first_invalid(text) == text.size(); }

std::uint32_t next(std::string_view text, std::size_t& offset) {
  const std::size_t n = sequence_length(text, offset);
  const auto byte = [&](std::size_t k) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(text[offset + k]));
  };
  std::uint32_t c = kReplacement;
  switch (n) {
    case 1:
      c = byte(0);
      break;
    case 2:
      c = (byte(0) & 0x1F) << 6 | (byte(1) & 0x3F);
      break;
    case 3:
      c = (byte(0) & 0x0F) << 12 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
      break;
    case 4:
      c = (byte(0) & 0x07) << 18 | (byte(1) & 0x3F) << 12 | (byte(2) & 0x3F) << 6 | (byte(3) & 0x3F);
      break;
    default:
      break;
  }
  offset += n == 0 ? 1 : n;
  return c;
}

std::size_t length(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) next(text, i);
  return count;
}

void append(std::string& out, std::uint32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = kReplacement;
  const auto put = [&](std::uint32_t b) { out.push_back(static_cast<char>(b)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6), put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | c >> 18), put(0x80 | (c >> 12 & 0x3F)), put(0x80 | (c >> 6 & 0x3F)), put(0x80 | (c & 0x3F));
  }
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::uint32_t c = next(text, i);
    if (contains(kZero, c)) continue;
    width += contains(kWide, c) ? 2 : 1;
  }
  return width;
}

std::string truncate(std::string_view text, std::size_t max_code_points) {
  if (length(text) <= max_code_points) return std::string(text);
  if (max_code_points == 0) return {};
  std::size_t offset = 0;
  for (std::size_t k = 0; k + 1 < max_code_points; ++k) next(text, offset);
  return std::string(text.substr(0, offset)) + "…";
}

}  // namespace relmap::utf8
