// The web pages: HTML without scripts, readable on a phone, in light and dark.
#pragma once

#include <string>

#include "query/accounts.h"
#include "query/coverage.h"

namespace relmap::server {

struct PageLinks {
  query::Lang lang = query::Lang::kEn;
  std::string date;         // "YYYY-MM-DD" where the reader chose one: links keep it; "" else
  std::string as_of;        // the same of an earlier version, as the reader wrote it
  bool incomplete = false;  // of that version: the page says so
};

struct Call;
struct Read;
// Of a request: what the reader chose stays chosen.
PageLinks page_links(const Call& call, const Read& read);

// The first page: accounts with score, gaps, and links to report and map.
std::string home_page(const query::AccountList& list, const PageLinks& links);

// The coverage-gap report of one account, in the report's language.
std::string report_page(const query::CoverageReport& report, const PageLinks& links);

}  // namespace relmap::server
