// Introduction paths as chains of people.
#include <algorithm>

#include "base/utf8.h"
#include "pictures.h"
#include "query/model.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::Lang;
using query::PathHop;

// Below this a step needs care, and is drawn dashed.
constexpr double kWeakStep = 0.3;
constexpr std::size_t kMaxTextCodePoints = 500;

std::string cut(std::string_view text) { return utf8::truncate(text, kMaxTextCodePoints); }

std::string step_kind(const PathHop& hop, Lang lang) {
  if (hop.type == "KNOWS") return std::string(query::spoken(hop.level, lang));
  if (hop.type == "ON_TEAM") {
    const auto team = hop.account ? cut(hop.account->name) : std::string();
    return lang == Lang::kZh ? "同在客户团队：" + team : "same client team: " + team;
  }
  if (hop.type == "INFLUENCES") return std::string(say(lang, "influences", "影响"));
  if (hop.type == "REPORTS_TO") return std::string(say(lang, "reporting line", "汇报关系"));
  if (hop.type == "WORKS_WITH") return std::string(say(lang, "works with", "共事"));
  return hop.type;
}

viz::Hop step_of(const PathHop& hop, Lang lang) {
  viz::Hop step;
  step.label = step_kind(hop, lang);
  if (hop.type == "KNOWS") {
    step.label += hop.last_contact ? std::string(say(lang, " · last contact ", " · 最近联系 ")) +
                                         hop.last_contact->to_string()
                                   : std::string(say(lang, " · no contact recorded", " · 无联系记录"));
  }
  step.label += " · " + two_decimals(hop.strength);
  step.strength = std::clamp(hop.strength, 0.0, 1.0);
  step.weak = hop.strength < kWeakStep;
  return step;
}

viz::PathPerson person_of(const query::Model& model, const query::NodeName& node) {
  viz::PathPerson person;
  person.id = node.id;
  person.name = cut(node.name);
  person.side = node.label == "TeamMember" ? viz::Side::ours : viz::Side::theirs;
  const auto vertex = model.find(node.label, node.id);
  if (!vertex) return person;
  const auto properties = model.snapshot().properties(*vertex);
  person.title = cut(properties.text(model.symbols().title).value_or(""));
  if (person.side == viz::Side::ours) return person;
  person.key_player = model.marked_key_player(*vertex);
  person.support = drawn_support(model.support(*vertex));
  return person;
}

}  // namespace

viz::MapSpec paths_picture(const query::Snapshot& snapshot, const query::PathResult& result, Lang lang) {
  const query::Model model(snapshot, result.date);
  viz::MapSpec spec;
  spec.kind = viz::MapKind::path;
  spec.lang = lang == Lang::kZh ? viz::Lang::zh : viz::Lang::en;
  spec.title = cut(result.from.name) + " → " + cut(result.to.name);
  spec.subtitle =
      std::string(say(lang, "Introduction paths · as of ", "引荐路径 · 截至 ")) + result.date.to_string();
  spec.note = cut(result.reason);
  for (const auto& path : result.paths) {
    if (path.hops.empty()) continue;
    viz::PathChain chain;
    chain.probability = std::clamp(path.probability, 0.0, 1.0);
    chain.people.push_back(person_of(model, path.hops.front().from));
    for (const auto& hop : path.hops) {
      chain.hops.push_back(step_of(hop, lang));
      chain.people.push_back(person_of(model, hop.to));
    }
    spec.paths.chains.push_back(std::move(chain));
  }
  return spec;
}

}  // namespace relmap::server
