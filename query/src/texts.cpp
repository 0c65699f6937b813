#include "texts.h"

#include <algorithm>
#include <cmath>

namespace relmap::query {

const std::string* Args::find(std::string_view name) const {
  for (const auto& [key, value] : values_) {
    if (key == name) return &value;
  }
  return nullptr;
}

namespace {

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

}  // namespace

std::string say(Lang lang, std::string_view key, const Args& args) {
  std::span<const Text> catalogue = texts(lang);
  auto found =
      std::find_if(catalogue.begin(), catalogue.end(), [key](const Text& text) { return text.key == key; });
  if (found == catalogue.end()) return std::string(key);
  std::string out;
  std::string_view rest = found->text;
  while (!rest.empty()) {
    const std::size_t open = rest.find('{');
    const std::size_t close = open == std::string_view::npos ? open : rest.find('}', open);
    if (close == std::string_view::npos) break;
    out += rest.substr(0, open);
    out += filled(rest.substr(open + 1, close - open - 1), args);
    rest.remove_prefix(close + 1);
  }
  return out += rest;
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

std::string percent(double share) {
  double whole = std::round(share * 100);
  if (whole <= 0 && share > 0) return "<1%";
  if (whole >= 100 && share < 1) return ">99%";
  return std::to_string(static_cast<int>(whole)) + "%";
}

}  // namespace relmap::query
