// Gaps and scores as JSON and CSV, for all answers that hold some. Included by .cpp files only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json_out.h"
#include "query/coverage.h"

namespace relmap::query {

Json json_of(const GapCounts& counts);
Json json_of(const Gap& gap);
Json json_of(const Score& score);
Json json_of(const std::vector<Gap>& gaps);

inline constexpr std::string_view kGapCsvHeader =
    "severity,rule,subject_label,subject_id,subject_name,because,action,values,id";
std::string csv_fields(const Gap& gap);  // without the end of the line

}  // namespace relmap::query
