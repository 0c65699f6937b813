#include "plan_html.h"

#include <cmath>

namespace relmap::server {

std::string money(const std::string& currency, const graphstore::Decimal& amount) {
  std::string text = grouped(amount.to_string());
  if (const auto point = text.find('.');
      point != std::string::npos && text.find_first_not_of('0', point + 1) == std::string::npos)
    text.erase(point);
  return escape_html(currency.empty() ? text : currency + " " + text);
}

std::string money(const std::string& currency, const std::optional<graphstore::Decimal>& amount) {
  return amount ? money(currency, *amount) : std::string();
}

std::string short_money(const std::string& currency, const graphstore::Decimal& amount, Lang lang) {
  const double value = amount.to_double();
  const double unit = lang == Lang::kZh ? 1e4 : 1e6;
  if (std::abs(value) < 1e6) return money(currency, amount);
  const bool hundred_millions = lang == Lang::kZh && std::abs(value) >= 1e8;
  const std::string number = one_decimal(hundred_millions ? value / 1e8 : value / unit);
  const std::string_view word = lang != Lang::kZh ? " m" : hundred_millions ? " 亿" : " 万";
  return escape_html((currency.empty() ? "" : currency + " ") + number) + std::string(word);
}

std::string day(const std::optional<Date>& date) {
  return date ? "<span class=\"day\">" + date->to_string() + "</span>" : std::string();
}

std::string badge(query::Severity severity, Lang lang) {
  return element("span", "sev " + std::string(query::severity_name(severity)),
                 query::severity_spoken(severity, lang));
}

std::string chip(const std::string& word, Lang lang) {
  if (word.empty()) return {};
  return element("span", "chip", escape_html(query::spoken_record_word(word, lang)));
}

std::string table(std::string_view css, const std::vector<std::string>& heads, const std::string& rows) {
  std::string out = "<table class=\"" + std::string(css) + "\"><thead><tr>";
  for (const std::string& head : heads) out += "<th scope=\"col\">" + head + "</th>";
  return out + "</tr></thead>\n<tbody>\n" + rows + "</tbody></table>\n";
}

std::string section(std::string_view id, std::string_view css, std::string_view title,
                    const std::string& body) {
  return "<section id=\"" + std::string(id) + "\" class=\"" + std::string(css) + "\">\n<h2>" +
         std::string(title) + "</h2>\n" + body + "</section>\n";
}

std::string note(std::string_view html) { return element("p", "note", html) + "\n"; }

std::string drawing(const PlanPicture& picture, double scale, double max_width, double max_height) {
  if (picture.width <= 0 || picture.height <= 0) return {};
  const double fits = std::min({scale, max_width / picture.width, max_height / picture.height});
  return "<div class=\"drawing\" style=\"width:" + one_decimal(picture.width * fits) +
         "pt;height:" + one_decimal(picture.height * fits) + "pt\">" + picture.svg + "</div>";
}

}  // namespace relmap::server
