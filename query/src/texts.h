// The sentences that people read, one catalogue a language (texts/en_*.cpp, texts/zh_*.cpp), by key. A
// sentence is a template: "{name}" is replaced by the value of that name; "{n?day|days}" by the first form
// where the value is "1", else by the second.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/types.h"

namespace relmap::query {

struct Text {
  std::string_view key, text;
};

// By key. Both catalogues hold the same keys (tests see to it).
std::span<const Text> texts(Lang lang);

class Args {
 public:
  Args() = default;
  Args& with(std::string_view name, std::string value) {
    values_.emplace_back(name, std::move(value));
    return *this;
  }
  Args& with(std::string_view name, std::string_view value) { return with(name, std::string(value)); }
  Args& with(std::string_view name, const char* value) { return with(name, std::string(value)); }
  template <class Int>
  requires std::is_integral_v<Int> Args& with(std::string_view name, Int value) {
    return with(name, std::to_string(value));
  }
  const std::string* find(std::string_view name) const;

 private:
  std::vector<std::pair<std::string_view, std::string>> values_;
};

// The template filled in. A key that is missing gives the key itself, a value that is missing its "{name}":
// tests look for both. In Chinese a value gets the space that belongs between it and its neighbours, whatever
// the template has: one between Chinese and Latin script, none beside Chinese otherwise.
std::string say(Lang lang, std::string_view key, const Args& args = {});

// "a, b and c" / "a、b、c"; beyond `limit` items "a, b and 3 more" / "a、b、另外 3 项".
std::string enumerate(Lang lang, const std::vector<std::string>& items, std::size_t limit = 5);

// Names alone, for enumerate().
std::vector<std::string> names_of(const std::vector<NodeName>& nodes);

// "Ann Lee (CFO)", or the name where there is no title.
std::string with_title(Lang lang, const std::string& name, const std::string& title);

// A share or probability in [0,1] as whole percent: "37%"; "<1%" and ">99%" of what is neither 0 nor 1.
std::string percent(double share);

}  // namespace relmap::query
