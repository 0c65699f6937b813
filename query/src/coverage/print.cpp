// The coverage report as text, JSON and CSV.
#include <algorithm>
#include <unordered_map>

#include "base/utf8.h"
#include "coverage/gap_out.h"
#include "query/coverage.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

std::string part_line(const CoverageReport& report, std::string_view name, const ScorePart& part) {
  const Lang lang = report.lang;
  std::string points = say(lang, "report.part.na");
  if (part.applies()) {
    points = say(lang, "report.points",
                 Args().with("points", short_number(part.points, 1)).with("of", short_number(part.of, 1)));
  }
  std::string label = say(lang, "report.part." + std::string(name));
  auto pad = [](std::string text, std::size_t columns) {
    const std::size_t width = utf8::display_width(text);
    return width < columns ? text + std::string(columns - width, ' ') : text;
  };
  const std::string head = "  " + pad(label, 16) + pad(points, 16);
  if (!part.applies()) return head.substr(0, head.find_last_not_of(' ') + 1) + "\n";
  return wrapped(counted_text(part, lang), head, std::string(34, ' '));
}

std::string summary_line(const CoverageReport& report) {
  const GapCounts& counts = report.by_severity;
  std::string rest;
  if (counts.info > 0) rest += say(report.lang, "report.summary.info", Args().with("n", counts.info));
  if (counts.whitespace > 0)
    rest += say(report.lang, "report.summary.whitespace", Args().with("n", counts.whitespace));
  return say(report.lang, "report.summary",
             Args().with("red", counts.red).with("amber", counts.amber).with("rest", rest));
}

std::string subject_label(const NodeName& subject, Lang lang) {
  const std::string key = "report.label." + subject.label;
  std::string text = say(lang, key);
  return text == key ? subject.label : text;
}

std::string group_text(const SubjectGaps& group, Lang lang) {
  std::string out = "\n" + group.subject->name + "  · " + subject_label(*group.subject, lang) + "\n";
  // One severity a group needs no mark at every line; a mixed one does.
  const bool mixed = group.gaps.front()->severity != group.gaps.back()->severity;
  for (std::size_t i = 0; i < group.gaps.size(); ++i) {
    const Gap& gap = *group.gaps[i];
    std::string mark = "  - ";
    if (mixed) mark += "[" + std::string(severity_spoken(gap.severity, lang)) + "] ";
    out += wrapped(gap.because, mark, "    ");
    const bool same_action_follows =
        i + 1 < group.gaps.size() && group.gaps[i + 1]->action.text == gap.action.text;
    if (!gap.action.text.empty() && !same_action_follows) out += wrapped(gap.action.text, "    → ", "      ");
  }
  return out;
}

}  // namespace

std::vector<SubjectGaps> gaps_by_subject(const CoverageReport& report) {
  std::vector<SubjectGaps> groups;
  std::unordered_map<std::string, std::size_t> index;
  for (const Gap& gap : report.gaps) {
    auto [it, fresh] = index.try_emplace(gap.subject.ref(), groups.size());
    if (fresh) groups.push_back({&gap.subject, {}});
    groups[it->second].gaps.push_back(&gap);
  }
  return groups;
}

std::string counted_text(const ScorePart& part, Lang lang) {
  if (!part.applies()) return {};
  // Each part is known by what it alone counts.
  static constexpr std::pair<std::string_view, std::string_view> kTexts[] = {
      {"key_players", "report.counted.people"},
      {"required_roles", "report.counted.team"},
      {"lines", "report.counted.lines"},
      {"open_opportunities", "report.counted.opportunities"}};
  for (const auto& [counts, key] : kTexts) {
    if (part.counted.find(counts) == part.counted.end()) continue;
    Args args;
    for (const auto& [name, value] : part.counted) args.with(name, graphstore::to_text(value));
    return say(lang, key, args);
  }
  return {};
}

std::string to_text(const CoverageReport& report) {
  const Lang lang = report.lang;
  std::string out = say(lang, "report.title",
                        Args()
                            .with("account", report.account.name)
                            .with("tier", spoken(report.tier, lang))
                            .with("date", report.date.to_string()));
  out += "\n" + say(lang, "report.version",
                    Args()
                        .with("version", report.graph_version)
                        .with("as_of", report.as_of.to_string())
                        .with("policy", report.policy));
  if (report.incomplete) out += "\n" + say(lang, "report.incomplete");
  if (report.cut_short) out += "\n" + say(lang, "report.cut-short");
  out += "\n\n" + say(lang, "report.score", Args().with("total", short_number(report.score.total, 0)));
  out += "  ·  " + summary_line(report) + "\n\n";
  out += part_line(report, "people", report.score.people);
  out += part_line(report, "team", report.score.team);
  out += part_line(report, "lines", report.score.lines);
  out += part_line(report, "opportunities", report.score.opportunities);
  if (report.gap_count == 0) return out + "\n" + say(lang, "report.none") + "\n";

  std::optional<Severity> section;
  for (const SubjectGaps& group : gaps_by_subject(report)) {
    // Groups come in the order of their gravest gap.
    const Severity severity = group.gaps.front()->severity;
    if (section != severity) {
      out += "\n" + say(lang, "report.section." + std::string(severity_name(severity))) + "\n";
      section = severity;
    }
    out += group_text(group, lang);
  }
  if (report.gap_count > report.gaps.size()) {
    out += "\n" + say(lang, "report.more", Args().with("n", report.gap_count - report.gaps.size())) + "\n";
  }
  return out;
}

std::string to_json(const CoverageReport& report) {
  Json subjects = Json::array();
  for (const SubjectCounts& entry : report.by_subject) {
    Json subject = {{"subject", json_of(entry.subject)}};
    subject.update(json_of(entry.counts));
    subjects.push_back(std::move(subject));
  }
  return dump({{"account", json_of(report.account)},
               {"tier", word(report.tier)},
               {"graph_version", report.graph_version},
               {"as_of", report.as_of.to_string()},
               {"incomplete", report.incomplete},
               {"cut_short", report.cut_short},
               {"date", report.date.to_string()},
               {"policy", report.policy},
               {"score", json_of(report.score)},
               {"gaps", json_of(report.gaps)},
               {"summary",
                {{"total", report.gap_count},
                 {"by_severity", json_of(report.by_severity)},
                 {"by_subject", std::move(subjects)}}}});
}

std::string to_csv(const CoverageReport& report) {
  std::string out = std::string(kGapCsvHeader) + "\r\n";
  for (const Gap& gap : report.gaps) out += csv_fields(gap) + "\r\n";
  return out;
}

}  // namespace relmap::query
