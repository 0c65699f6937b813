// What differs between two coverage reports on one account: of two versions, of two dates, or of the graph as
// it is and as it would be.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "query/coverage.h"

namespace relmap::query {

struct GapChange {
  Gap before, after;  // the same id, another severity
  bool worse() const { return after.severity < before.severity; }
};

struct ReportDiff {
  NodeName account;
  Lang lang = Lang::kEn;
  graphstore::Version from_version = 0, to_version = 0;
  Date from_date, to_date;  // of judgement
  Score from_score, to_score;
  GapCounts from_counts, to_counts;
  std::vector<Gap> opened;         // only in the later report, in its order
  std::vector<Gap> closed;         // only in the earlier one, in its order
  std::vector<GapChange> changed;  // in the later one's order
  std::size_t still_open = 0;      // in both, with one severity
  bool complete = true;     // false: a report lists fewer gaps than it found, so some may be missing here
  bool incomplete = false;  // somebody known to one of them has been erased since

  double score_change() const { return to_score.total - from_score.total; }
};

// Gaps are the same where their ids are: rule, subject, and what tells the gap from its siblings. How long
// ago somebody was met is no change. Precondition: both are on one account, and in one language.
ReportDiff compare_reports(const CoverageReport& from, const CoverageReport& to);

// Score and parts before and after, then what opened (with what to do), what changed its severity, what
// closed. `headline`: the first line.
std::string to_text(const ReportDiff& diff, const std::string& headline);
// The first line of a comparison of two versions.
std::string diff_headline(const ReportDiff& diff);
// {account, from:{graph_version, date, score, gaps}, to:{…}, opened:[gap…], closed:[gap…],
// changed:[{from_severity, gap}], still_open, complete, incomplete}
std::string to_json(const ReportDiff& diff);
// One line a gap: change (opened, closed, worse, better), then as the report's CSV has it.
std::string to_csv(const ReportDiff& diff);

}  // namespace relmap::query
