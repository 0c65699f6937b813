// The report on facts that are already gathered, for those who also show the facts.
#pragma once

#include "coverage/facts.h"
#include "query/coverage.h"

namespace relmap::query {

CoverageReport report_on(const Facts& facts, const Policy& policy, const CoverageOptions& options);

// The ids of its red gaps alone, by the rules that can find some: cheaper.
std::vector<std::string> red_gaps(const Facts& facts);

}  // namespace relmap::query
