#include "money.h"

#include "texts.h"

namespace relmap::query {

void add_money(std::map<std::string, graphstore::Decimal>& sums, const std::string& currency,
               const graphstore::Decimal& amount) {
  auto [it, fresh] = sums.try_emplace(currency, amount);
  if (fresh) return;
  Result<graphstore::Decimal> sum = graphstore::add(it->second, amount);
  if (sum) it->second = *sum;
}

std::string grouped(const graphstore::Decimal& amount) {
  std::string text = amount.to_string();
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t first = text.starts_with('-') ? 1 : 0;
  for (std::size_t at = point; at > first + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string money_text(const std::map<std::string, graphstore::Decimal>& sums, Lang lang) {
  std::vector<std::string> parts;
  for (const auto& [currency, amount] : sums)
    parts.push_back((currency.empty() ? "" : currency + " ") + grouped(amount));
  return parts.empty() ? "" : enumerate(lang, parts, parts.size());
}

Json json_of(const std::map<std::string, graphstore::Decimal>& sums) {
  Json all = Json::array();
  for (const auto& [currency, amount] : sums)
    all.push_back({{"currency", currency}, {"amount", amount.to_string()}});
  return all;
}

}  // namespace relmap::query
