#include "wrap.h"

#include "base/utf8.h"

namespace relmap::query {

std::string wrapped(std::string_view text, const std::string& first, const std::string& indent) {
  std::string out, line = first, word;
  std::size_t width = utf8::display_width(first), word_width = 0;
  bool line_empty = true;
  auto flush_word = [&](bool space) {
    if (word.empty()) return;
    if (!line_empty && width + word_width > kTextWidth) {
      while (!line.empty() && line.back() == ' ') line.pop_back();
      out += line + "\n";
      line = indent;
      width = utf8::display_width(indent);
    }
    line += word;
    width += word_width;
    if (space) line += ' ', ++width;
    line_empty = false;
    word.clear();
    word_width = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    utf8::next(text, at);
    const std::string_view character = text.substr(begin, at - begin);
    const std::size_t columns = utf8::display_width(character);
    if (character == " ") {
      flush_word(true);
      continue;
    }
    const bool closing = character == "。" || character == "，" || character == "、" || character == "）" ||
                         character == "：" || character == "；" || character == "”";
    if (columns == 2 && !closing) flush_word(false);
    word += character;
    word_width += columns;
  }
  flush_word(false);
  return out + line + "\n";
}

}  // namespace relmap::query
