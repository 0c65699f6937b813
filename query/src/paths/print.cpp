// Introduction paths as text, JSON and CSV.
#include "json_out.h"
#include "query/paths.h"
#include "texts.h"

namespace relmap::query {
namespace {

std::string hop_text(const PathHop& hop, Lang lang) {
  if (hop.type == "KNOWS") {
    Args args;
    args.with("level", spoken(hop.level, lang));
    if (!hop.last_contact) return say(lang, "path.knows-undated", args);
    return say(lang, "path.knows-level", args.with("date", hop.last_contact->to_string()));
  }
  if (hop.type == "ON_TEAM") {
    return say(lang, "path.on-team", Args().with("account", hop.account ? hop.account->name : ""));
  }
  if (hop.type == "REPORTS_TO") return say(lang, "path.reports-to");
  return say(lang, hop.type == "INFLUENCES" ? "path.influences" : "path.works-with");
}

}  // namespace

std::string to_text(const PathResult& result, Lang lang) {
  const std::string from =
      result.from_team ? say(lang, "path.team", Args().with("account", result.from.name)) : result.from.name;
  std::string out =
      say(lang, "path.heading",
          Args().with("from", from).with("to", result.to.name).with("date", result.date.to_string()));
  out += "\n";
  if (result.paths.empty()) return out + "\n" + result.reason + "\n";
  for (std::size_t i = 0; i < result.paths.size(); ++i) {
    const IntroductionPath& path = result.paths[i];
    out += "\n" + say(lang, "path.line",
                      Args()
                          .with("n", i + 1)
                          .with("probability", percent(path.probability))
                          .with("hops", path.hops.size()));
    out += "\n   " + path.hops.front().from.name + "\n";
    for (const PathHop& hop : path.hops) {
      out += "     " + hop_text(hop, lang) + " · " + short_number(hop.strength, 2) + "\n   " + hop.to.name +
             "\n";
    }
  }
  if (!result.complete) out += "\n" + say(lang, "path.bounded") + "\n";
  return out;
}

std::string to_json(const PathResult& result) {
  Json paths = Json::array();
  for (const IntroductionPath& path : result.paths) paths.push_back(json_of(path));
  Json out = {{"from", json_of(result.from)}, {"to", json_of(result.to)}, {"date", result.date.to_string()}};
  if (result.from_team) out["from_team"] = true;
  out["paths"] = std::move(paths);
  out["complete"] = result.complete;
  if (!result.reason.empty()) out["reason"] = result.reason;
  return dump(out);
}

std::string to_csv(const PathResult& result) {
  std::string out =
      "path,hop,probability,from,from_name,to,to_name,type,strength,last_contact,relationship_level,"
      "account\r\n";
  for (std::size_t i = 0; i < result.paths.size(); ++i) {
    const IntroductionPath& path = result.paths[i];
    for (std::size_t j = 0; j < path.hops.size(); ++j) {
      const PathHop& hop = path.hops[j];
      out += std::to_string(i + 1) + "," + std::to_string(j + 1) + "," + short_number(path.probability, 6);
      for (const std::string& field : {hop.from.ref(), hop.from.name, hop.to.ref(), hop.to.name, hop.type}) {
        out += "," + csv_field(field);
      }
      out += "," + short_number(hop.strength, 6) + ",";
      if (hop.last_contact) out += hop.last_contact->to_string();
      out +=
          "," + std::string(word(hop.level)) + "," + (hop.account ? csv_field(hop.account->id) : "") + "\r\n";
    }
  }
  return out;
}

}  // namespace relmap::query
