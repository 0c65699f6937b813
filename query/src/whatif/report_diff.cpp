#include "query/report_diff.h"

#include <unordered_map>

#include "coverage/gap_out.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

std::string signed_number(double value, int digits) {
  const std::string text = short_number(value, digits);
  return text.starts_with('-') || text == "0" ? text : "+" + text;
}

std::string score_lines(const ReportDiff& diff) {
  std::string out = say(diff.lang, "diff.score",
                        Args()
                            .with("from", short_number(diff.from_score.total, 0))
                            .with("to", short_number(diff.to_score.total, 0)));
  const auto counts = [&](const char* key, std::size_t from, std::size_t to) {
    out += "  ·  " + say(diff.lang, key, Args().with("from", from).with("to", to));
  };
  counts("diff.red", diff.from_counts.red, diff.to_counts.red);
  counts("diff.amber", diff.from_counts.amber, diff.to_counts.amber);
  out += "\n";
  const auto part = [&](const char* name, const ScorePart& from, const ScorePart& to) {
    if (short_number(from.points, 1) == short_number(to.points, 1) && from.applies() == to.applies()) return;
    out += "  " +
           say(diff.lang, "diff.part",
               Args()
                   .with("part", say(diff.lang, std::string("report.part.") + name))
                   .with("from", short_number(from.points, 1))
                   .with("to", short_number(to.points, 1))
                   .with("change", signed_number(to.points - from.points, 1))) +
           "\n";
  };
  part("people", diff.from_score.people, diff.to_score.people);
  part("team", diff.from_score.team, diff.to_score.team);
  part("lines", diff.from_score.lines, diff.to_score.lines);
  part("opportunities", diff.from_score.opportunities, diff.to_score.opportunities);
  return out;
}

std::string gap_lines(const Gap& gap, const std::string& mark, Lang lang, bool action) {
  std::string out = wrapped(gap.subject.name + say(lang, "diff.colon") + gap.because, "  - " + mark, "    ");
  if (action && !gap.action.text.empty()) out += wrapped(gap.action.text, "    → ", "      ");
  return out;
}

std::string bracketed(Severity severity, Lang lang) {
  return "[" + std::string(severity_spoken(severity, lang)) + "] ";
}

Json side(graphstore::Version version, Date date, const Score& score, const GapCounts& counts) {
  return {{"graph_version", version},
          {"date", date.to_string()},
          {"score", json_of(score)},
          {"gaps", json_of(counts)}};
}

}  // namespace

ReportDiff compare_reports(const CoverageReport& from, const CoverageReport& to) {
  ReportDiff diff;
  diff.account = to.account;
  diff.lang = to.lang;
  diff.from_version = from.graph_version;
  diff.to_version = to.graph_version;
  diff.from_date = from.date;
  diff.to_date = to.date;
  diff.from_score = from.score;
  diff.to_score = to.score;
  diff.from_counts = from.by_severity;
  diff.to_counts = to.by_severity;
  diff.complete = from.gap_count == from.gaps.size() && to.gap_count == to.gaps.size();
  diff.incomplete = from.incomplete || to.incomplete;
  std::unordered_map<std::string_view, const Gap*> earlier, later;
  for (const Gap& gap : from.gaps) earlier.emplace(gap.id, &gap);
  for (const Gap& gap : to.gaps) {
    later.emplace(gap.id, &gap);
    const auto before = earlier.find(gap.id);
    if (before == earlier.end()) {
      diff.opened.push_back(gap);
    } else if (before->second->severity != gap.severity) {
      diff.changed.push_back({*before->second, gap});
    } else {
      ++diff.still_open;
    }
  }
  for (const Gap& gap : from.gaps) {
    if (!later.contains(gap.id)) diff.closed.push_back(gap);
  }
  return diff;
}

std::string diff_headline(const ReportDiff& diff) {
  return say(diff.lang, "diff.title",
             Args()
                 .with("account", diff.account.name)
                 .with("from", diff.from_date.to_string())
                 .with("from_version", diff.from_version)
                 .with("to", diff.to_date.to_string())
                 .with("to_version", diff.to_version));
}

std::string to_text(const ReportDiff& diff, const std::string& headline) {
  const Lang lang = diff.lang;
  std::string out = wrapped(headline, "", "");
  if (diff.incomplete) out += say(lang, "report.incomplete") + "\n";
  out += "\n" + score_lines(diff);
  const auto title = [&](const char* key, std::size_t n) {
    if (n > 0) out += "\n" + say(lang, key, Args().with("n", n)) + "\n";
  };
  title("diff.opened", diff.opened.size());
  for (const Gap& gap : diff.opened) out += gap_lines(gap, bracketed(gap.severity, lang), lang, true);
  title("diff.changed", diff.changed.size());
  for (const GapChange& change : diff.changed) {
    out += gap_lines(change.after,
                     bracketed(change.before.severity, lang) + "→ " + bracketed(change.after.severity, lang),
                     lang, change.worse());
  }
  title("diff.closed", diff.closed.size());
  for (const Gap& gap : diff.closed) out += gap_lines(gap, bracketed(gap.severity, lang), lang, false);
  if (diff.opened.empty() && diff.changed.empty() && diff.closed.empty()) {
    out += "\n" + say(lang, "diff.none") + "\n";
  }
  out += "\n" + say(lang, "diff.still-open", Args().with("n", diff.still_open)) + "\n";
  if (!diff.complete) out += say(lang, "diff.cut") + "\n";
  return out;
}

std::string to_json(const ReportDiff& diff) {
  Json changed = Json::array();
  for (const GapChange& change : diff.changed) {
    changed.push_back(
        {{"from_severity", severity_name(change.before.severity)}, {"gap", json_of(change.after)}});
  }
  return dump({{"account", json_of(diff.account)},
               {"from", side(diff.from_version, diff.from_date, diff.from_score, diff.from_counts)},
               {"to", side(diff.to_version, diff.to_date, diff.to_score, diff.to_counts)},
               {"opened", json_of(diff.opened)},
               {"changed", std::move(changed)},
               {"closed", json_of(diff.closed)},
               {"still_open", diff.still_open},
               {"complete", diff.complete},
               {"incomplete", diff.incomplete}});
}

std::string to_csv(const ReportDiff& diff) {
  std::string out = "change," + std::string(kGapCsvHeader) + "\r\n";
  for (const Gap& gap : diff.opened) out += "opened," + csv_fields(gap) + "\r\n";
  for (const GapChange& change : diff.changed) {
    out += (change.worse() ? "worse," : "better,") + csv_fields(change.after) + "\r\n";
  }
  for (const Gap& gap : diff.closed) out += "closed," + csv_fields(gap) + "\r\n";
  return out;
}

}  // namespace relmap::query
