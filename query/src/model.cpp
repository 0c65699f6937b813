// Model: see query/model.h. Every property and word of the relationship schema is spelled here and in
// types.cpp.
#include "query/model.h"

#include <algorithm>
#include <unordered_set>

namespace relmap::query {

using graphstore::kNoWord;
using graphstore::Word;

Symbols::Symbols(const Snapshot& g)
    : account(g.symbol("Account")),
      org_unit(g.symbol("OrgUnit")),
      contact(g.symbol("Contact")),
      team_member(g.symbol("TeamMember")),
      business_line(g.symbol("BusinessLine")),
      opportunity(g.symbol("Opportunity")),
      order(g.symbol("Order")),
      campaign(g.symbol("Campaign")),
      lead(g.symbol("Lead")),
      task(g.symbol("Task")),
      objective(g.symbol("Objective")),
      part_of(g.symbol("PART_OF")),
      works_in(g.symbol("WORKS_IN")),
      reports_to(g.symbol("REPORTS_TO")),
      influences(g.symbol("INFLUENCES")),
      knows(g.symbol("KNOWS")),
      covers(g.symbol("COVERS")),
      on_team(g.symbol("ON_TEAM")),
      member_of(g.symbol("MEMBER_OF")),
      works_with(g.symbol("WORKS_WITH")),
      for_account(g.symbol("FOR_ACCOUNT")),
      targets(g.symbol("TARGETS")),
      involves(g.symbol("INVOLVES")),
      owned_by(g.symbol("OWNED_BY")),
      buys(g.symbol("BUYS")),
      purchased(g.symbol("PURCHASED")),
      cell(g.symbol("CELL")),
      led_to(g.symbol("LED_TO")),
      about(g.symbol("ABOUT")),
      name(g.symbol("name")),
      title(g.symbol("title")),
      email(g.symbol("email")),
      tier(g.symbol("tier")),
      currency(g.symbol("currency")),
      kind(g.symbol("kind")),
      placeholder(g.symbol("placeholder")),
      level(g.symbol("level")),
      political_status(g.symbol("political_status")),
      support(g.symbol("support")),
      adaptability(g.symbol("adaptability")),
      left_on(g.symbol("left_on")),
      function(g.symbol("function")),
      stage(g.symbol("stage")),
      amount(g.symbol("amount")),
      close_date(g.symbol("close_date")),
      ordered_on(g.symbol("ordered_on")),
      delivery(g.symbol("delivery")),
      since(g.symbol("since")),
      until(g.symbol("until")),
      strength(g.symbol("strength")),
      context(g.symbol("context")),
      relationship_level(g.symbol("relationship_level")),
      desired_level(g.symbol("desired_level")),
      last_contact(g.symbol("last_contact")),
      cadence_days(g.symbol("cadence_days")),
      role(g.symbol("role")),
      business_line_id(g.symbol("business_line")),
      year(g.symbol("year")),
      state(g.symbol("state")),
      potential(g.symbol("potential")),
      competitor(g.symbol("competitor")),
      revenue(g.symbol("revenue")),
      strategic_intent(g.symbol("strategic_intent")),
      created_on(g.symbol("created_on")),
      channel(g.symbol("channel")),
      started_on(g.symbol("started_on")),
      source(g.symbol("source")),
      status(g.symbol("status")),
      due_on(g.symbol("due_on")),
      plan_year(g.symbol("plan_year")),
      statement(g.symbol("statement")),
      target(g.symbol("target")),
      agreed_shares(g.symbol("agreed_shares")),
      planning_date(g.symbol("planning_date")),
      last_planning_date(g.symbol("last_planning_date")),
      contact_depth(g.symbol("contact_depth")),
      note(g.symbol("note")) {}

namespace {

// The store's numbers for the words of an enumeration, by its values 0 … last.
template <class E>
std::vector<Word> words_of(const Snapshot& snapshot, E last) {
  std::vector<Word> words(static_cast<std::size_t>(last) + 1, kNoWord);
  for (std::size_t i = 1; i < words.size(); ++i) words[i] = snapshot.word(word(static_cast<E>(i)));
  return words;
}

}  // namespace

Model::Model(const Snapshot& snapshot, Date date, std::vector<Vertex> gone)
    : snapshot_(&snapshot),
      date_(date),
      gone_(std::move(gone)),
      s_(snapshot),
      level_(words_of(snapshot, Level::kCLevel)),
      political_(words_of(snapshot, PoliticalStatus::kInnerCircle)),
      support_(words_of(snapshot, Support::kMentor)),
      relationship_(words_of(snapshot, RelationshipLevel::kTrustedAdvisor)),
      stage_(words_of(snapshot, Stage::kLost)),
      role_(words_of(snapshot, TeamRole::kLegal)),
      buying_(words_of(snapshot, BuyingRole::kInfluencer)) {
  std::sort(gone_.begin(), gone_.end());
}

template <class E>
E Model::enumerated(const PropertyView& properties, Symbol property, const std::vector<Word>& words) const {
  if (words[1] != kNoWord) {
    Word found = properties.word(property);
    if (found == kNoWord) return E::kNone;
    for (std::size_t i = 1; i < words.size(); ++i) {
      if (words[i] == found) return static_cast<E>(i);
    }
    return E::kNone;
  }
  // A store whose schema does not list these words keeps them as plain text.
  std::optional<std::string_view> text = properties.text(property);
  if (!text) return E::kNone;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (word(static_cast<E>(i)) == *text) return static_cast<E>(i);
  }
  return E::kNone;
}

// --- nodes

Result<Vertex> Model::find_ref(std::string_view ref) const {
  std::size_t slash = ref.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == ref.size()) {
    return Status::invalid_argument("'" + std::string(ref.substr(0, 200)) + "' is not of the form Label/id");
  }
  std::optional<Vertex> v = find(ref.substr(0, slash), ref.substr(slash + 1));
  if (!v) return Status::not_found("there is no " + std::string(ref));
  return *v;
}

Result<Vertex> Model::find_account(std::string_view id) const {
  std::optional<Vertex> v = find("Account", id);
  if (!v) return Status::not_found("there is no account '" + std::string(id) + "'");
  return *v;
}

std::string_view Model::display_name(Vertex v) const {
  std::optional<std::string_view> name = snapshot_->properties(v).text(s_.name);
  return name && !name->empty() ? *name : snapshot_->key(v);
}

NodeName Model::name(Vertex v) const {
  return {std::string(snapshot_->label(v)), std::string(snapshot_->key(v)), std::string(display_name(v))};
}

std::string Model::ref(Vertex v) const {
  std::string out(snapshot_->label(v));
  out += '/';
  out += snapshot_->key(v);
  return out;
}

void Model::sort_by_id(std::vector<Vertex>& nodes) const {
  std::sort(nodes.begin(), nodes.end(), [this](Vertex a, Vertex b) {
    int order = id(a).compare(id(b));
    return order != 0 ? order < 0 : a < b;
  });
}

// --- people

bool Model::has_left(Vertex person) const {
  if (!gone_.empty() && std::binary_search(gone_.begin(), gone_.end(), person)) return true;
  std::optional<Date> left = snapshot_->properties(person).date(s_.left_on);
  return left && *left <= date_;
}

std::optional<Date> Model::left_on(Vertex person) const {
  if (!gone_.empty() && std::binary_search(gone_.begin(), gone_.end(), person)) return date_;
  return snapshot_->properties(person).date(s_.left_on);
}

bool Model::is_placeholder(Vertex v) const { return snapshot_->properties(v).flag(s_.placeholder); }

Level Model::level(Vertex person) const {
  return enumerated<Level>(snapshot_->properties(person), s_.level, level_);
}

PoliticalStatus Model::political_status(Vertex contact) const {
  return enumerated<PoliticalStatus>(snapshot_->properties(contact), s_.political_status, political_);
}

Support Model::support(Vertex contact) const {
  return enumerated<Support>(snapshot_->properties(contact), s_.support, support_);
}

bool Model::marked_key_player(Vertex contact) const {
  const PoliticalStatus status = political_status(contact);
  return status == PoliticalStatus::kNone ? is_executive(level(contact))
                                          : status >= PoliticalStatus::kPoliticalStructure;
}

// --- accounts, units and people

Tier Model::tier(Vertex account) const {
  std::optional<std::string_view> text = snapshot_->properties(account).text(s_.tier);
  return text ? parse_tier(*text).value_or(Tier::kStrategic) : Tier::kStrategic;
}

std::vector<Vertex> Model::child_units(Vertex parent) const {
  std::vector<Vertex> children;
  for (Edge edge : snapshot_->in(parent, s_.part_of)) {
    if (is(edge.source, s_.org_unit)) children.push_back(edge.source);
  }
  sort_by_id(children);
  children.erase(std::unique(children.begin(), children.end()), children.end());
  return children;
}

std::vector<Vertex> Model::units(Vertex account) const {
  std::vector<Vertex> found;
  std::unordered_set<Vertex> seen{account};
  auto add_children = [&](Vertex parent) {
    for (Vertex child : child_units(parent)) {
      if (seen.insert(child).second) found.push_back(child);
    }
  };
  add_children(account);
  for (std::size_t i = 0; i < found.size(); ++i) add_children(found[i]);
  return found;
}

std::vector<Placement> Model::placements(Vertex account, const std::vector<Vertex>& units) const {
  std::vector<Placement> found;
  auto add = [&](Vertex unit) {
    for (Edge edge : snapshot_->in(unit, s_.works_in)) {
      if (in_force(edge.properties)) found.push_back({edge.source, unit, edge});
    }
  };
  add(account);
  for (Vertex unit : units) add(unit);
  return found;
}

std::vector<Vertex> Model::accounts_of(Vertex contact) const {
  std::vector<Vertex> places, accounts;
  std::unordered_set<Vertex> seen;
  for (Edge edge : snapshot_->out(contact, s_.works_in)) {
    if (in_force(edge.properties) && seen.insert(edge.target).second) places.push_back(edge.target);
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (is(places[i], s_.account)) {
      accounts.push_back(places[i]);
      continue;
    }
    for (Edge edge : snapshot_->out(places[i], s_.part_of)) {
      if (seen.insert(edge.target).second) places.push_back(edge.target);
    }
  }
  sort_by_id(accounts);
  return accounts;
}

// --- our side

std::vector<TeamSeat> Model::team(Vertex account) const {
  std::vector<TeamSeat> seats;
  for (Edge edge : snapshot_->in(account, s_.on_team)) {
    if (!in_force(edge.properties)) continue;
    std::string_view line = edge.properties.text(s_.business_line_id).value_or(std::string_view());
    seats.push_back({edge.source, team_role(edge.properties), line, edge});
  }
  return seats;
}

std::vector<Vertex> Model::seller_lines(const TeamSeat& seat) const {
  std::vector<Vertex> lines;
  if (!seat.business_line.empty()) {
    if (std::optional<Vertex> line = find("BusinessLine", seat.business_line)) lines.push_back(*line);
    return lines;
  }
  for (Edge edge : snapshot_->out(seat.member, s_.member_of)) lines.push_back(edge.target);
  sort_by_id(lines);
  return lines;
}

// --- opportunities

std::vector<Vertex> Model::opportunities(Vertex account) const {
  std::vector<Vertex> found;
  for (Edge edge : snapshot_->in(account, s_.for_account)) {
    if (is(edge.source, s_.opportunity)) found.push_back(edge.source);
  }
  sort_by_id(found);
  return found;
}

Stage Model::stage(Vertex opportunity) const {
  return enumerated<Stage>(snapshot_->properties(opportunity), s_.stage, stage_);
}

// --- edges

bool Model::in_force(const PropertyView& properties) const {
  std::optional<Date> since = properties.date(s_.since);
  if (since && *since > date_) return false;
  std::optional<Date> until = properties.date(s_.until);
  return !until || *until > date_;
}

RelationshipLevel Model::relationship_level(const PropertyView& knows) const {
  if (std::optional<double> strength = knows.number(s_.strength)) {
    if (*strength >= 0.9) return RelationshipLevel::kTrustedAdvisor;
    if (*strength >= 0.65) return RelationshipLevel::kProblemSolver;
    return *strength >= 0.4 ? RelationshipLevel::kCredibleSource : RelationshipLevel::kVendor;
  }
  return enumerated<RelationshipLevel>(knows, s_.relationship_level, relationship_);
}

RelationshipLevel Model::desired_level(const PropertyView& knows) const {
  return enumerated<RelationshipLevel>(knows, s_.desired_level, relationship_);
}

BuyingRole Model::buying_role(const PropertyView& buys) const {
  return enumerated<BuyingRole>(buys, s_.role, buying_);
}

Support Model::deal_support(const PropertyView& buys, Vertex contact) const {
  Support own = enumerated<Support>(buys, s_.support, support_);
  return own != Support::kNone ? own : support(contact);
}

TeamRole Model::team_role(const PropertyView& on_team) const {
  return enumerated<TeamRole>(on_team, s_.role, role_);
}

bool Model::is_conflict(const PropertyView& influences) const {
  return influences.text(s_.kind) == "conflict";
}

bool Model::is_dotted(const PropertyView& reports_to) const { return reports_to.text(s_.kind) == "dotted"; }

std::optional<Date> Model::last_contact(const PropertyView& knows) const {
  std::optional<Date> date = knows.date(s_.last_contact);
  if (date && *date > date_) return date_;
  return date;
}

}  // namespace relmap::query
