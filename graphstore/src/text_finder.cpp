#include "text_finder.h"

#include <algorithm>

namespace relmap::graphstore {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_word(char c) {
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9');
}

bool same(char in_text, char wanted) { return lower(in_text) == wanted; }

// Whether `wanted` (lower case) begins at `at`.
bool begins_at(std::string_view text, std::size_t at, std::string_view wanted) {
  return text.size() - at >= wanted.size() &&
         std::equal(wanted.begin(), wanted.end(), text.begin() + static_cast<std::ptrdiff_t>(at),
                    [](char w, char t) { return same(t, w); });
}

bool stands_alone(std::string_view text, std::size_t at, std::size_t length) {
  if (at > 0 && is_word(text[at]) && is_word(text[at - 1])) return false;
  const std::size_t end = at + length;
  return end == text.size() || !is_word(text[end - 1]) || !is_word(text[end]);
}

}  // namespace

TextFinder::TextFinder(const std::vector<std::string>& texts, bool short_too) {
  for (const std::string& text : texts) {
    if (text.size() < (short_too ? 1 : 2)) continue;
    std::string folded = text;
    std::transform(folded.begin(), folded.end(), folded.begin(), lower);
    texts_.push_back(std::move(folded));
  }
  std::sort(texts_.begin(), texts_.end(), [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  texts_.erase(std::unique(texts_.begin(), texts_.end()), texts_.end());
}

bool TextFinder::may_be_in(std::string_view bytes) const {
  return std::any_of(texts_.begin(), texts_.end(), [&](const std::string& wanted) {
    return std::search(bytes.begin(), bytes.end(), wanted.begin(), wanted.end(), same) != bytes.end();
  });
}

TextFinder::Match TextFinder::next(std::string_view text, std::size_t from) const {
  for (std::size_t at = from; at < text.size(); ++at) {
    for (const std::string& wanted : texts_) {
      if (begins_at(text, at, wanted) && stands_alone(text, at, wanted.size())) return {at, wanted.size()};
    }
  }
  return {text.size(), 0};
}

std::string TextFinder::redact(std::string_view text) const {
  std::string out;
  std::size_t from = 0;
  for (Match m = next(text, 0); m.length > 0; m = next(text, from)) {
    out += text.substr(from, m.at - from);
    out += kErased;
    from = m.at + m.length;
  }
  out += text.substr(from);
  return out;
}

// Recursion is bounded: a value has at most kMaxValueDepth levels.
bool TextFinder::is_in(const Value& value) const {
  if (const std::string* text = value.as_string()) return is_in(std::string_view(*text));
  if (const ValueList* list = value.as_list()) {
    return std::any_of(list->begin(), list->end(), [&](const Value& v) { return is_in(v); });
  }
  const ValueMap* map = value.as_map();
  return map && std::any_of(map->begin(), map->end(), [&](const auto& entry) {
           return is_in(std::string_view(entry.first)) || is_in(entry.second);
         });
}

Value TextFinder::redact(const Value& value) const {
  if (const std::string* text = value.as_string()) return redact(std::string_view(*text));
  if (const ValueList* list = value.as_list()) {
    ValueList out;
    for (const Value& element : *list) out.push_back(redact(element));
    return out;
  }
  const ValueMap* map = value.as_map();
  if (!map) return value;
  ValueMap out;
  for (const auto& [name, element] : *map) {
    const std::string wanted = redact(std::string_view(name));
    std::string free = wanted;
    for (int n = 2; out.contains(free); ++n) free = wanted + " " + std::to_string(n);
    out.emplace(std::move(free), redact(element));
  }
  return out;
}

}  // namespace relmap::graphstore
