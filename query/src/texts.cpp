#include "texts.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "texts/sections.h"

namespace relmap::query {

const std::string* Args::find(std::string_view name) const {
  for (const auto& [key, value] : values_) {
    if (key == name) return &value;
  }
  return nullptr;
}

namespace {

std::vector<Text> catalogue_of(Lang lang) {
  std::vector<Text> all;
#define RELMAP_APPEND(section)                                                              \
  {                                                                                         \
    const auto texts = lang == Lang::kZh ? zh_##section##_texts() : en_##section##_texts(); \
    all.insert(all.end(), texts.begin(), texts.end());                                      \
  }
  RELMAP_TEXT_SECTIONS(RELMAP_APPEND)
#undef RELMAP_APPEND
  std::sort(all.begin(), all.end(), [](const Text& a, const Text& b) { return a.key < b.key; });
  return all;
}

// The replacement for one "{…}", given what stands between the braces.
std::string filled(std::string_view slot, const Args& args) {
  const std::size_t question = slot.find('?');
  const std::string* value = args.find(slot.substr(0, question));
  if (!value) return "{" + std::string(slot) + "}";
  if (question == std::string_view::npos) return *value;
  const std::string_view forms = slot.substr(question + 1);
  const std::size_t bar = forms.find('|');
  return std::string(*value == "1" ? forms.substr(0, bar) : forms.substr(bar + 1));
}

enum class Script { kNone, kHan, kHanPunctuation, kOther };

// Of its first character.
Script script_of(std::string_view text) {
  if (text.empty()) return Script::kNone;
  std::size_t at = 0;
  const std::uint32_t c = utf8::next(text, at);
  if ((c >= 0x2014 && c <= 0x2026) || (c >= 0x3000 && c < 0x3040) || c >= 0xFF00)
    return Script::kHanPunctuation;
  return utf8::display_width(text.substr(0, at)) == 2 ? Script::kHan : Script::kOther;
}

Script last_script(std::string_view text) {
  std::size_t begin = text.size();
  while (begin > 0 && (static_cast<unsigned char>(text[begin - 1]) & 0xC0) == 0x80) --begin;
  return script_of(text.substr(begin > 0 ? begin - 1 : 0));
}

// Appends with the space that belongs between the two, as Chinese is set.
void append_chinese(std::string& out, std::string_view piece) {
  if (piece.empty()) return;
  const std::size_t end = out.find_last_not_of(' ') + 1,
                    begin = std::min(piece.find_first_not_of(' '), piece.size());
  const Script left = last_script(std::string_view(out).substr(0, end)),
               right = script_of(piece.substr(begin));
  const bool beside_chinese = left == Script::kHan || left == Script::kHanPunctuation ||
                              right == Script::kHan || right == Script::kHanPunctuation;
  if (left != Script::kNone && right != Script::kNone && beside_chinese) {
    out.resize(end);
    if ((left == Script::kHan && right == Script::kOther) ||
        (left == Script::kOther && right == Script::kHan))
      out += ' ';
    piece.remove_prefix(begin);
  }
  out += piece;
}

}  // namespace

std::span<const Text> texts(Lang lang) {
  static const std::vector<Text> english = catalogue_of(Lang::kEn), chinese = catalogue_of(Lang::kZh);
  return lang == Lang::kZh ? chinese : english;
}

std::string say(Lang lang, std::string_view key, const Args& args) {
  std::span<const Text> catalogue = texts(lang);
  auto found = std::lower_bound(catalogue.begin(), catalogue.end(), key,
                                [](const Text& text, std::string_view k) { return text.key < k; });
  if (found == catalogue.end() || found->key != key) return std::string(key);
  std::string out;
  auto append = [&](std::string_view piece) {
    if (lang == Lang::kZh) return append_chinese(out, piece);
    out += piece;
  };
  std::string_view rest = found->text;
  while (!rest.empty()) {
    const std::size_t open = rest.find('{');
    const std::size_t close = open == std::string_view::npos ? open : rest.find('}', open);
    if (close == std::string_view::npos) break;
    append(rest.substr(0, open));
    append(filled(rest.substr(open + 1, close - open - 1), args));
    rest.remove_prefix(close + 1);
  }
  append(rest);
  return out;
}

std::string enumerate(Lang lang, const std::vector<std::string>& items, std::size_t limit) {
  std::vector<std::string> shown(items.begin(),
                                 items.begin() + static_cast<std::ptrdiff_t>(std::min(limit, items.size())));
  if (items.size() > limit) shown.push_back(say(lang, "list.more", Args().with("n", items.size() - limit)));
  std::string out;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    if (i > 0) out += say(lang, i + 1 == shown.size() ? "list.and" : "list.comma");
    out += shown[i];
  }
  return out;
}

std::vector<std::string> names_of(const std::vector<NodeName>& nodes) {
  std::vector<std::string> names;
  for (const NodeName& node : nodes) names.push_back(node.name);
  return names;
}

std::string with_title(Lang lang, const std::string& name, const std::string& title) {
  return title.empty() ? name
                       : say(lang, "person.with-title", Args().with("name", name).with("title", title));
}

std::string percent(double share) {
  double whole = std::round(share * 100);
  if (whole <= 0 && share > 0) return "<1%";
  if (whole >= 100 && share < 1) return ">99%";
  return std::to_string(static_cast<int>(whole)) + "%";
}

}  // namespace relmap::query
