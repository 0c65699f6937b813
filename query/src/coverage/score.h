// The score of one account, 0 to 100, each part with what it counted.
#pragma once

#include <vector>

#include "coverage/facts.h"
#include "query/coverage.h"

namespace relmap::query {

// `red_subjects`: "Label/id" of the subjects of red gaps (an open opportunity among them does not count as
// sound).
//
// A part that does not apply hands its weight to the others in proportion: team without required roles; lines
// where no line needs a seller (or the rule is off); opportunities where none is open, or where they were not
// judged because the account has no contacts. People always apply: not knowing anybody must not pay.
Score score_of(const Facts& facts, const std::vector<std::string>& red_subjects);

}  // namespace relmap::query
