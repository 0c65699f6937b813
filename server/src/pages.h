// The web pages: HTML without scripts, readable on a phone, in light and dark.
#pragma once

#include <string>

#include "query/accounts.h"
#include "query/coverage.h"

namespace relmap::server {

struct PageLinks {
  query::Lang lang = query::Lang::kEn;
  std::string date;  // "YYYY-MM-DD" where the reader chose one: links keep it; "" else
};

// The first page: accounts with score, gaps, and links to report and map.
std::string home_page(const query::AccountList& list, const PageLinks& links);

// The coverage-gap report of one account. `date_chosen`: the reader asked for the report's date.
std::string report_page(const query::CoverageReport& report, bool date_chosen);

}  // namespace relmap::server
