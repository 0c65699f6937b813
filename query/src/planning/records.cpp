#include "planning/records.h"

#include <algorithm>

#include "texts.h"

namespace relmap::query {

std::vector<Vertex> recorded_for(const Model& model, Vertex account, Symbol label) {
  return linked(model, account, graphstore::Direction::kIn, model.symbols().for_account, label);
}

std::vector<Vertex> linked(const Model& model, Vertex v, graphstore::Direction direction, Symbol type,
                           Symbol label) {
  std::vector<Vertex> found;
  if (type == graphstore::kNoSymbol || label == graphstore::kNoSymbol) return found;
  model.snapshot().edges(v, direction, type).for_each_other([&](Vertex other) {
    if (model.is(other, label)) found.push_back(other);
  });
  model.sort_by_id(found);
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::optional<Vertex> account_of(const Model& model, Vertex v) {
  const auto accounts =
      linked(model, v, graphstore::Direction::kOut, model.symbols().for_account, model.symbols().account);
  return accounts.empty() ? std::nullopt : std::optional<Vertex>(accounts.front());
}

Owner owner_of(const Model& model, Vertex v) {
  const auto members =
      linked(model, v, graphstore::Direction::kOut, model.symbols().owned_by, model.symbols().team_member);
  for (const Vertex member : members) {
    if (!model.has_left(member)) return {model.name(member), false};
  }
  if (members.empty()) return {};
  return {model.name(members.front()), true};
}

std::vector<NodeName> names_of(const Model& model, const std::vector<Vertex>& nodes) {
  std::vector<NodeName> names;
  for (const Vertex v : nodes) names.push_back(model.name(v));
  return names;
}

std::optional<NodeName> first_of(const Model& model, const std::vector<Vertex>& nodes) {
  return nodes.empty() ? std::nullopt : std::optional<NodeName>(model.name(nodes.front()));
}

std::string text_of(const Model& model, Vertex v, Symbol property) {
  return std::string(model.snapshot().properties(v).text(property).value_or(""));
}

std::string spoken_word(std::string_view word, Lang lang) {
  const std::string key = "change.word." + std::string(word);
  std::string text = say(lang, key);
  if (text != key) return text;
  text = word;
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string opportunity_of(const Gap& gap) {
  constexpr std::string_view kLabel = "Opportunity/";
  if (!gap.rule.starts_with("opportunity.")) return {};
  if (gap.subject.label == "Opportunity") return gap.subject.id;
  const auto named = gap.values.find("opportunity");
  const std::string* ref = named == gap.values.end() ? nullptr : named->second.as_string();
  return ref && ref->starts_with(kLabel) ? ref->substr(kLabel.size()) : std::string();
}

Json or_null(const std::optional<NodeName>& node) { return node ? json_of(*node) : Json(nullptr); }
Json or_null(const std::optional<Date>& date) { return date ? Json(date->to_string()) : Json(nullptr); }
Json or_null(const std::optional<graphstore::Decimal>& amount) {
  return amount ? Json(amount->to_string()) : Json(nullptr);
}
Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

std::string or_empty(const std::optional<NodeName>& node) { return node ? node->ref() : std::string(); }
std::string or_empty(const std::optional<Date>& date) { return date ? date->to_string() : std::string(); }
std::string or_empty(const std::optional<graphstore::Decimal>& amount) {
  return amount ? amount->to_string() : std::string();
}

}  // namespace relmap::query
