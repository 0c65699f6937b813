#include "initials.h"

#include <cstdint>
#include <vector>

#include "base/utf8.h"

namespace relmap::server {
namespace {

bool is_separator(std::uint32_t c) {
  return c <= 0x2F || (c >= 0x3A && c <= 0x40) || c == 0xA0 || c == 0xB7 || c == 0x3000 || c == 0x30FB ||
         c == 0x2013 || c == 0x2014 || c == 0x2019;
}

// Letters of the Latin script, as far as names in Europe and pinyin with tones go, and digits ("Manager 12").
bool is_latin(std::uint32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
         (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x1E00 && c <= 0x1EFF);
}

std::uint32_t upper(std::uint32_t c) {
  if ((c >= 'a' && c <= 'z') || (c >= 0xE0 && c <= 0xFE && c != 0xF7)) return c - 0x20;
  return c;
}

using Word = std::vector<std::uint32_t>;

// Words of one script each: "陈丽 Chen Li" and "陈丽Chen Li" have three.
std::vector<Word> words_of(std::string_view name) {
  std::vector<Word> words;
  bool open = false;
  for (std::size_t at = 0; at < name.size();) {
    const auto c = utf8::next(name, at);
    if (is_separator(c)) {
      open = false;
      continue;
    }
    if (!open || is_latin(words.back().back()) != is_latin(c)) words.emplace_back();
    words.back().push_back(c);
    open = true;
  }
  return words;
}

std::string text_of(const Word& characters) {
  std::string out;
  for (const auto c : characters) utf8::append(out, c);
  return out;
}

}  // namespace

std::string initials(std::string_view name) {
  std::vector<Word> latin, other;
  for (auto& word : words_of(name)) {
    const bool is = is_latin(word.front());
    (is ? latin : other).push_back(std::move(word));
  }
  if (latin.size() == 1) return text_of({upper(latin[0][0])});
  if (!latin.empty()) {
    const Word& last = latin.back();
    const bool number = last[0] >= '0' && last[0] <= '9' && last.size() <= 2;  // "Manager 12": M12
    return text_of({upper(latin.front()[0])}) + (number ? text_of(last) : text_of({upper(last[0])}));
  }
  if (other.empty()) return "?";
  if (other.size() > 1) return text_of({other.front()[0], other.back()[0]});
  const Word& only = other[0];
  if (only.size() <= 3) return text_of(only);
  return text_of({only.end()[-2], only.end()[-1]});
}

}  // namespace relmap::server
