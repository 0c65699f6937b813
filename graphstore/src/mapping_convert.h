// Texts as other programs write them → the one form that this store has.
#pragma once

#include <string>
#include <string_view>

#include "base/status.h"
#include "mapping_rules.h"

namespace relmap::graphstore {

// "11/23/2026", "23.11.2026 10:15", "2026-11-23T10:15:00.000+0000" → "2026-11-23": the day as it is written.
// kInvalidArgument with a reason for what is no day in this form; ISO dates are taken in every form.
Result<std::string> mapped_date(std::string_view text, MappedValue::Date form);

// "$1,234.50", "EUR 1.234,50", "(12)" → "1234.50", "1234.50", "-12": currency signs, thousands separators and
// spaces are dropped, no digit is. `percent`: a hundredth of it, "12.5%" → "0.125". kInvalidArgument with a
// reason.
Result<std::string> mapped_number(std::string_view text, MappedValue::Number form, bool percent);

// "Eva  Berg" → "eva-berg"; letters beyond ASCII stay.
std::string mapped_slug(std::string_view text);

}  // namespace relmap::graphstore
