// The report as a page without scripts, readable on a phone and on paper; the pages of the app are app.cpp's.
#pragma once

#include <string>

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

// The coverage-gap report of one account, in the report's language.
std::string report_page(const query::CoverageReport& report, const PageLinks& links);

}  // namespace relmap::server
