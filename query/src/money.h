// Sums of money, currency by currency.
#pragma once

#include <map>
#include <string>

#include "graphstore/value.h"
#include "json_out.h"

namespace relmap::query {

// Adds exactly; an amount that would not fit 18 digits is left out.
void add_money(std::map<std::string, graphstore::Decimal>& sums, const std::string& currency,
               const graphstore::Decimal& amount);

// "CNY 1,200,000.00 and EUR 5": as people read amounts; "" for none.
std::string money_text(const std::map<std::string, graphstore::Decimal>& sums, Lang lang);
// [{currency, amount}], amounts as text.
Json json_of(const std::map<std::string, graphstore::Decimal>& sums);

// "1200000.50" → "1,200,000.50".
std::string grouped(const graphstore::Decimal& amount);

}  // namespace relmap::query
