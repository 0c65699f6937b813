// Small pieces of HTML for the planning pack.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graphstore/value.h"
#include "html.h"
#include "plan_page.h"
#include "words.h"

namespace relmap::server {

using query::Lang;

inline std::string element(std::string_view tag, std::string_view css, std::string_view html) {
  std::string out = "<" + std::string(tag);
  if (!css.empty()) out += " class=\"" + std::string(css) + "\"";
  return out + ">" + std::string(html) + "</" + std::string(tag) + ">";
}
inline std::string cell(std::string_view html, std::string_view css = {}) { return element("td", css, html); }

// "186,400,000" with its currency; cents only where there are some.
std::string money(const std::string& currency, const graphstore::Decimal& amount);
std::string money(const std::string& currency, const std::optional<graphstore::Decimal>& amount);
// A large sum as people say it: "CNY 186.4 m".
std::string short_money(const std::string& currency, const graphstore::Decimal& amount, Lang lang);

std::string day(const std::optional<Date>& date);  // "" where there is none
std::string badge(query::Severity severity, Lang lang);
// A word of the schema as a small label.
std::string chip(const std::string& word, Lang lang);

// A table whose head is repeated on each page. `widths`: CSS classes of the columns.
std::string table(std::string_view css, const std::vector<std::string>& heads, const std::string& rows);
std::string section(std::string_view id, std::string_view css, std::string_view title,
                    const std::string& body);
std::string note(std::string_view html);

// The drawing at `scale` of its own size, less where it would be larger than this (points).
std::string drawing(const PlanPicture& picture, double scale, double max_width, double max_height);

}  // namespace relmap::server
