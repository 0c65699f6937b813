// The coverage report as text, JSON and CSV.
#include <algorithm>
#include <unordered_map>

#include "base/utf8.h"
#include "json_out.h"
#include "query/coverage.h"
#include "texts.h"

namespace relmap::query {
namespace {

constexpr std::size_t kTextWidth = 100;  // columns

// Breaks `text` at spaces (or between wide characters) so that no line is wider than kTextWidth, each after
// `indent`.
std::string wrapped(std::string_view text, const std::string& first, const std::string& indent) {
  std::string out, line = first, word;
  std::size_t width = utf8::display_width(first), word_width = 0;
  bool line_empty = true;
  auto flush_word = [&](bool space) {
    if (word.empty()) return;
    if (!line_empty && width + word_width > kTextWidth) {
      while (!line.empty() && line.back() == ' ') line.pop_back();
      out += line + "\n";
      line = indent;
      width = utf8::display_width(indent);
    }
    line += word;
    width += word_width;
    if (space) line += ' ', ++width;
    line_empty = false;
    word.clear();
    word_width = 0;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    utf8::next(text, at);
    const std::string_view character = text.substr(begin, at - begin);
    const std::size_t columns = utf8::display_width(character);
    if (character == " ") {
      flush_word(true);
      continue;
    }
    const bool closing = character == "。" || character == "，" || character == "、" || character == "）" ||
                         character == "：" || character == "；" || character == "”";
    if (columns == 2 && !closing) flush_word(false);
    word += character;
    word_width += columns;
  }
  flush_word(false);
  return out + line + "\n";
}

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

Json json_of(const ScorePart& part) {
  return {{"points", part.points}, {"of", part.of}, {"counted", query::json_of(part.counted)}};
}

Json json_of(const GapCounts& counts) {
  return {
      {"red", counts.red}, {"amber", counts.amber}, {"info", counts.info}, {"whitespace", counts.whitespace}};
}

Json json_of(const Gap& gap) {
  Json edges = Json::array();
  for (const WitnessEdge& edge : gap.witness.edges) {
    edges.push_back({{"type", edge.type}, {"from", edge.from}, {"to", edge.to}});
  }
  Json action = {{"text", gap.action.text}};
  if (gap.action.path) action["path"] = query::json_of(*gap.action.path);
  return {{"id", gap.id},
          {"rule", gap.rule},
          {"severity", severity_name(gap.severity)},
          {"subject", query::json_of(gap.subject)},
          {"because", gap.because},
          {"values", query::json_of(gap.values)},
          {"witness", {{"nodes", gap.witness.nodes}, {"edges", std::move(edges)}}},
          {"action", std::move(action)}};
}

Json json_of(const Score& score) {
  return {{"total", score.total},
          {"parts",
           {{"people", json_of(score.people)},
            {"team", json_of(score.team)},
            {"lines", json_of(score.lines)},
            {"opportunities", json_of(score.opportunities)}}}};
}

std::string value_text(const graphstore::Properties& values) {
  std::string out;
  for (const auto& [name, value] : values) {
    if (!out.empty()) out += "; ";
    out += name + "=" + graphstore::to_text(value);
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
  Json gaps = Json::array();
  for (const Gap& gap : report.gaps) gaps.push_back(json_of(gap));
  Json subjects = Json::array();
  for (const SubjectCounts& entry : report.by_subject) {
    Json subject = {{"subject", query::json_of(entry.subject)}};
    subject.update(json_of(entry.counts));
    subjects.push_back(std::move(subject));
  }
  return dump({{"account", query::json_of(report.account)},
               {"tier", word(report.tier)},
               {"graph_version", report.graph_version},
               {"as_of", report.as_of.to_string()},
               {"incomplete", report.incomplete},
               {"date", report.date.to_string()},
               {"policy", report.policy},
               {"score", json_of(report.score)},
               {"gaps", std::move(gaps)},
               {"summary",
                {{"total", report.gap_count},
                 {"by_severity", json_of(report.by_severity)},
                 {"by_subject", std::move(subjects)}}}});
}

std::string to_csv(const CoverageReport& report) {
  std::string out = "severity,rule,subject_label,subject_id,subject_name,because,action,values,id\r\n";
  for (const Gap& gap : report.gaps) {
    out += severity_name(gap.severity);
    for (const std::string& field : {gap.rule, gap.subject.label, gap.subject.id, gap.subject.name,
                                     gap.because, gap.action.text, value_text(gap.values), gap.id}) {
      out += "," + csv_field(field);
    }
    out += "\r\n";
  }
  return out;
}

}  // namespace relmap::query
