#include "coverage/gap_out.h"

namespace relmap::query {
namespace {

Json json_of(const ScorePart& part) {
  return {{"points", part.points}, {"of", part.of}, {"counted", query::json_of(part.counted)}};
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
  if (gap.action.path) action["path"] = json_of(*gap.action.path);
  return {{"id", gap.id},
          {"rule", gap.rule},
          {"severity", severity_name(gap.severity)},
          {"subject", json_of(gap.subject)},
          {"because", gap.because},
          {"values", json_of(gap.values)},
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

Json json_of(const std::vector<Gap>& gaps) {
  Json all = Json::array();
  for (const Gap& gap : gaps) all.push_back(json_of(gap));
  return all;
}

std::string csv_fields(const Gap& gap) {
  std::string out(severity_name(gap.severity));
  for (const std::string& field : {gap.rule, gap.subject.label, gap.subject.id, gap.subject.name, gap.because,
                                   gap.action.text, value_text(gap.values), gap.id}) {
    out += "," + csv_field(field);
  }
  return out;
}

}  // namespace relmap::query
