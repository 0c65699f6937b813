#include "paths/hops.h"

#include "texts.h"

namespace relmap::query {

IntroductionPath describe(const PathGraph& graph, const FoundPath& found) {
  const Model& model = graph.model();
  IntroductionPath path;
  path.probability = found.probability;
  for (std::size_t i = 0; i + 1 < found.people.size(); ++i) {
    const HopEvidence evidence = graph.best(found.people[i], found.people[i + 1]);
    PathHop& hop = path.hops.emplace_back();
    hop.from = model.name(found.people[i]);
    hop.to = model.name(found.people[i + 1]);
    hop.type = evidence.type;
    hop.strength = evidence.strength;
    if (evidence.type == "KNOWS") {
      hop.last_contact = model.last_contact(evidence.edge.properties);
      hop.level = model.relationship_level(evidence.edge.properties);
    }
    if (evidence.type == "ON_TEAM") hop.account = model.name(evidence.account);
  }
  return path;
}

std::string introduction_sentence(const IntroductionPath& path, Lang lang) {
  const NodeName& target = path.hops.back().to;
  std::size_t knows = 0;  // the hop from our side to theirs
  while (knows < path.hops.size() && path.hops[knows].type != "KNOWS") ++knows;
  if (knows == path.hops.size()) knows = 0;  // all of it runs among contacts
  // Whom the first one asks; who does not know the knower himself asks on, and nobody in between is left out.
  std::string asked = path.hops[knows].from.name;
  for (std::size_t i = knows; i > 1; --i) {
    asked = say(lang, "introduction.ask-on",
                Args().with("first", path.hops[i - 1].from.name).with("next", asked));
  }
  std::vector<std::string> via;
  for (std::size_t i = knows + 1; i + 1 < path.hops.size(); ++i) via.push_back(path.hops[i].to.name);
  Args args;
  args.with("first", path.hops.front().from.name)
      .with("knower", asked)
      .with("contact", path.hops[knows].to.name)
      .with("target", target.name)
      .with("via", enumerate(lang, via))
      .with("probability", percent(path.probability));
  std::string key = "introduction";
  if (knows > 0) key += ".colleague";
  if (knows + 1 == path.hops.size()) {
    key += ".direct";
  } else if (!via.empty()) {
    key += ".via";
  }
  return say(lang, key, args);
}

}  // namespace relmap::query
