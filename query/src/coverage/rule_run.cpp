#include "coverage/rule_run.h"

#include <algorithm>

namespace relmap::query {

GapWriter& GapWriter::weight(double weight) {
  draft_->gap.weight = weight;
  return *this;
}

GapWriter& GapWriter::value(std::string_view name, graphstore::Value value) {
  draft_->gap.values.insert_or_assign(std::string(name), std::move(value));
  return *this;
}

GapWriter& GapWriter::node(Vertex v) {
  std::vector<std::string>& nodes = draft_->gap.witness.nodes;
  std::string ref = facts_->model().ref(v);
  if (std::find(nodes.begin(), nodes.end(), ref) == nodes.end()) nodes.push_back(std::move(ref));
  return *this;
}

GapWriter& GapWriter::edge(const Edge& edge) {
  const Model& model = facts_->model();
  WitnessEdge witness{std::string(model.snapshot().name(edge.type)), model.ref(edge.source),
                      model.ref(edge.target)};
  std::vector<WitnessEdge>& edges = draft_->gap.witness.edges;
  if (std::find(edges.begin(), edges.end(), witness) == edges.end()) edges.push_back(std::move(witness));
  return node(edge.source).node(edge.target);
}

GapWriter& GapWriter::meet(std::vector<Vertex> people, Vertex introduced) {
  draft_->meet = std::move(people);
  draft_->introduced = introduced;
  return *this;
}

GapWriter& GapWriter::say(std::string_view key, const Args& args) {
  draft_->gap.because = query::say(lang_, key, args);
  draft_->gap.action.text = query::say(lang_, std::string(key) + ".action", args);
  return *this;
}

const Whitespace& SharedFacts::whitespace() {
  if (!whitespace_) whitespace_ = std::make_unique<Whitespace>(facts_, facts_.purchase_years(), false);
  return *whitespace_;
}

const std::vector<Committee>& SharedFacts::committees() {
  if (!committees_) committees_ = query::committees(facts_);
  return *committees_;
}

GapWriter RuleRun::gap(Severity severity, Vertex subject, std::string_view discriminator) {
  Draft& draft = drafts_.emplace_back();
  draft.gap.rule = rule_.info.id;
  draft.gap.severity = setting.severity.value_or(severity);
  draft.gap.subject = model.name(subject);
  draft.gap.id = draft.gap.rule + ":" + draft.gap.subject.ref();
  if (!discriminator.empty()) draft.gap.id += ":" + std::string(discriminator);
  GapWriter writer(facts, lang, draft);
  writer.node(subject);
  return writer;
}

std::string RuleRun::person(Vertex v) const {
  std::string name(model.display_name(v));
  std::optional<std::string_view> title = model.snapshot().properties(v).text(model.symbols().title);
  if (!title || title->empty() || *title == name) return name;
  return say(lang, "person.with-title", Args().with("name", name).with("title", *title));
}

std::string RuleRun::member(Vertex v) const {
  if (facts.on_team(v)) return name(v);
  return say(lang, "person.outside-team", Args().with("name", name(v)));
}

std::string RuleRun::standing(const ContactFact& contact) const {
  if (contact.political_status != PoliticalStatus::kNone)
    return std::string(spoken(contact.political_status, lang));
  if (is_executive(contact.level)) return std::string(spoken(contact.level, lang));
  for (std::size_t i : contact.buyers) {
    const BuyerFact& buyer = facts.buyers[i];
    if (buyer.role != BuyingRole::kApprover && buyer.role != BuyingRole::kDecisionMaker) continue;
    return say(lang, "standing.buyer",
               Args()
                   .with("role", spoken(buyer.role, lang))
                   .with("opportunity", name(facts.opportunities[buyer.opportunity].vertex)));
  }
  return std::string(spoken(contact.level, lang));
}

std::string RuleRun::names(const std::vector<Vertex>& nodes, std::size_t limit) const {
  std::vector<std::string> all;
  all.reserve(nodes.size());
  for (Vertex v : nodes) all.push_back(name(v));
  return enumerate(lang, all, limit);
}

}  // namespace relmap::query
