#include "scope_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "query/schema.h"

namespace relmap::server::testing {
namespace {

using graphstore::NodeRef;
using graphstore::Properties;

class Generator {
 public:
  explicit Generator(std::mt19937& random) : random_(random) {}

  PlainWorld run() {
    for (int i = 0; i < 2; ++i) lines_.push_back(node("BusinessLine", {}));
    for (int i = 0; i < 6; ++i)
      members_.push_back(node("TeamMember", {{"level", pick({"vp", "manager", "staff"})}}));
    for (int i = 0; i < 6; ++i) maybe("WORKS_WITH", any(members_), any(members_), {{"strength", 0.7}});
    for (int i = 0; i < 3; ++i) maybe("REPORTS_TO", any(members_), any(members_), {{"kind", "solid"}});
    for (int i = 0; i < 4; ++i) add_account();
    for (int i = 0; i < 2; ++i) maybe("PART_OF", any(accounts_), any(accounts_), {});
    for (int i = 0; i < 4; ++i) move_somebody();
    for (int i = 0; i < 12; ++i) relate(any(contacts_), any(contacts_));
    // What came of what, also across accounts.
    for (int i = 0; i < 6 && !campaigns_.empty() && !leads_.empty(); ++i)
      maybe("LED_TO", any(campaigns_), any(leads_), {});
    for (int i = 0; i < 6 && !opportunities_.empty() && !leads_.empty(); ++i)
      maybe("LED_TO", any(leads_), any(opportunities_), {});
    return std::move(world_);
  }

 private:
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool chance(int percent) { return below(100) < percent; }
  std::string any(const std::vector<std::string>& refs) {
    return refs[static_cast<std::size_t>(below(static_cast<int>(refs.size())))];
  }
  std::string pick(std::vector<std::string> words) { return any(words); }

  std::string node(const std::string& label, Properties properties) {
    const std::string mark = "q" + std::to_string(next_++) + "q";
    properties["name"] = "Name " + mark;
    world_.nodes.push_back({label, label.substr(0, 2) + "-" + mark, mark, std::move(properties)});
    return world_.nodes.back().ref();
  }
  void edge(const std::string& type, const std::string& from, const std::string& to, Properties properties) {
    world_.edges.push_back({type, from, to, std::move(properties), ""});
  }
  // Not twice, and to nobody himself.
  void maybe(const std::string& type, const std::string& from, const std::string& to, Properties properties) {
    if (from != to && !world_.has(type, from, to) && !world_.has(type, to, from))
      edge(type, from, to, properties);
  }
  void know(const std::string& member, const std::string& contact) {
    if (world_.has("KNOWS", member, contact)) return;
    const std::string mark = "q" + std::to_string(next_++) + "q";
    edge("KNOWS", member, contact,
         {{"relationship_level", pick({"vendor", "credible_source", "problem_solver", "trusted_advisor"})},
          {"last_contact", *Date::parse(pick({"2026-11-01", "2026-06-01", "2025-01-01"}))},
          {"note", "note " + mark}});
    world_.edges.back().mark = mark;
  }

  void add_account() {
    const auto account = node("Account", {{"tier", pick({"strategic", "large", "smb"})}});
    accounts_.push_back(account);
    std::vector<std::string> places{account}, contacts;
    for (int i = below(4); i > 0; --i) {
      const auto unit = node("OrgUnit", {});
      edge("PART_OF", unit, any(places), {});
      places.push_back(unit);
    }
    for (int i = 1 + below(5); i > 0; --i) contacts.push_back(add_contact(any(places)));
    for (int i = below(5); i > 0; --i) add_seat(account);
    for (int i = below(6); i > 0; --i) know(any(members_), any(contacts));
    for (int i = below(3); i > 0; --i)
      maybe("COVERS", any(members_), any(contacts), {{"cadence_days", std::int64_t{30}}});
    for (int i = below(4); i > 0; --i) relate(any(contacts), any(contacts));
    add_business(account, contacts);
    if (chance(60)) add_leads(account);
    contacts_.insert(contacts_.end(), contacts.begin(), contacts.end());
    places_.insert(places_.end(), places.begin(), places.end());
  }

  std::string add_contact(const std::string& place) {
    const auto contact =
        node("Contact", {{"level", pick({"c_level", "vp", "director", "staff"})},
                         {"political_status", pick({"inner_circle", "political_structure", "outside"})},
                         {"support", pick({"mentor", "supporter", "neutral", "enemy"})}});
    Properties properties;
    if (chance(20))
      properties["until"] = *Date::parse(pick({"2026-01-01", "2026-11-20", "2026-11-21", "2027-06-01"}));
    edge("WORKS_IN", contact, place, properties);
    return contact;
  }
  void add_seat(const std::string& account) {
    const auto member = any(members_);
    if (world_.has("ON_TEAM", member, account)) return;
    edge("ON_TEAM", member, account, {{"role", pick({"account_manager", "account_sponsor", "presales"})}});
  }
  void relate(const std::string& a, const std::string& b) {
    const auto type = pick({"REPORTS_TO", "INFLUENCES", "WORKS_WITH"});
    if (type == "REPORTS_TO") maybe(type, a, b, {{"kind", "solid"}});
    if (type == "INFLUENCES") maybe(type, a, b, {{"strength", 0.6}});
    if (type == "WORKS_WITH") maybe(type, a, b, {{"strength", 0.5}});
  }
  void add_business(const std::string& account, const std::vector<std::string>& contacts) {
    for (int i = below(3); i > 0; --i) {
      const auto opportunity = node("Opportunity", {{"stage", pick({"lead", "proposal", "won"})}});
      edge("FOR_ACCOUNT", opportunity, account, {});
      edge("INVOLVES", opportunity, any(lines_), {});
      if (chance(60)) edge("OWNED_BY", opportunity, any(members_), {});
      if (chance(60))
        edge("BUYS", any(contacts), opportunity, {{"role", pick({"decision_maker", "approver"})}});
      opportunities_.push_back(opportunity);
      if (chance(40)) add_task(account, contacts, opportunity);
    }
  }
  void add_task(const std::string& account, const std::vector<std::string>& contacts,
                const std::string& opportunity) {
    const auto task = node("Task", {{"kind", pick({"meeting", "follow_up", "cross_sell"})},
                                    {"status", pick({"open", "done"})},
                                    {"created_on", *Date::parse("2026-10-01")},
                                    {"due_on", *Date::parse(pick({"2026-11-01", "2026-12-01"}))}});
    edge("FOR_ACCOUNT", task, account, {});
    edge("ABOUT", task, any(contacts), {});
    if (chance(40)) edge("ABOUT", task, opportunity, {});
    if (chance(60)) edge("OWNED_BY", task, any(members_), {});
  }
  void add_leads(const std::string& account) {
    campaigns_.push_back(node("Campaign", {{"started_on", *Date::parse("2026-09-01")}}));
    edge("FOR_ACCOUNT", campaigns_.back(), account, {});
    leads_.push_back(node("Lead", {{"status", pick({"new", "handed_over"})}}));
    edge("FOR_ACCOUNT", leads_.back(), account, {});
    if (chance(60)) edge("OWNED_BY", leads_.back(), any(members_), {});
    const auto objective = node("Objective", {{"plan_year", std::int64_t{2026}}});
    edge("FOR_ACCOUNT", objective, account, {});
    edge("OWNED_BY", objective, any(members_), {});
  }
  // Somebody has a second placement: he moved, or works in two places.
  void move_somebody() {
    const auto contact = any(contacts_), place = any(places_);
    if (world_.has("WORKS_IN", contact, place)) return;
    Properties properties{{"since", *Date::parse("2026-03-01")}};
    if (chance(30)) properties["until"] = *Date::parse("2026-10-01");
    edge("WORKS_IN", contact, place, properties);
  }

  std::mt19937& random_;
  int next_ = 1;
  PlainWorld world_;
  std::vector<std::string> lines_, members_, accounts_, contacts_, places_, campaigns_, leads_,
      opportunities_;
};

std::string label_of(const std::string& ref) { return ref.substr(0, ref.find('/')); }

NodeRef ref_of(const std::string& ref) {
  return NodeRef::by_key(label_of(ref), ref.substr(ref.find('/') + 1));
}

}  // namespace

std::vector<std::string> PlainWorld::refs(const std::string& label) const {
  std::vector<std::string> all;
  for (const auto& node : nodes) {
    if (node.label == label) all.push_back(node.ref());
  }
  return all;
}

std::vector<std::string> PlainWorld::ids(const std::string& label) const {
  std::vector<std::string> all;
  for (const auto& node : nodes) {
    if (node.label == label) all.push_back(node.id);
  }
  return all;
}

bool PlainWorld::has(const std::string& type, const std::string& from, const std::string& to) const {
  return std::any_of(edges.begin(), edges.end(),
                     [&](const PlainEdge& e) { return e.type == type && e.from == from && e.to == to; });
}

PlainWorld random_world(std::mt19937& random) { return Generator(random).run(); }

std::set<std::string> plainly_visible(const PlainWorld& world, const std::set<std::string>& accounts) {
  std::set<std::string> seen;
  for (const auto& node : world.nodes) {
    if (node.label == "BusinessLine" || (node.label == "Account" && accounts.contains(node.id)))
      seen.insert(node.ref());
  }
  // The day of the version is kCommitDay.
  const auto ended = [](const PlainEdge& e) {
    const auto until = e.properties.find("until");
    return until != e.properties.end() && graphstore::to_text(until->second) <= kCommitDay;
  };
  for (std::size_t before = 0; before != seen.size();) {
    before = seen.size();
    for (const auto& e : world.edges) {
      const auto from = label_of(e.from), to = label_of(e.to);
      if (e.type == "PART_OF" && from == "OrgUnit" && seen.contains(e.to)) seen.insert(e.from);
      if (e.type == "WORKS_IN" && seen.contains(e.to) && !ended(e)) seen.insert(e.from);
      if (e.type == "FOR_ACCOUNT" && seen.contains(e.to)) seen.insert(e.from);
      if ((e.type == "ON_TEAM" || e.type == "KNOWS" || e.type == "COVERS") && seen.contains(e.to))
        seen.insert(e.from);
      if (e.type == "OWNED_BY" && seen.contains(e.from)) seen.insert(e.to);
    }
  }
  return seen;
}

PlainWorld cut_world(const PlainWorld& world, const std::set<std::string>& keep) {
  PlainWorld cut;
  for (const auto& node : world.nodes) {
    if (keep.contains(node.ref())) cut.nodes.push_back(node);
  }
  for (const auto& edge : world.edges) {
    if (keep.contains(edge.from) && keep.contains(edge.to)) cut.edges.push_back(edge);
  }
  return cut;
}

std::unique_ptr<graphstore::Graph> graph_of(const PlainWorld& world) {
  graphstore::OpenOptions options;
  options.url = "memory:";
  options.schema = *query::relationship_schema();
  options.clock = [] { return *DateTime::parse(kCommitDay + std::string("T12:00:00Z")); };
  auto graph = graphstore::Graph::open(options);
  EXPECT_TRUE(graph.ok()) << graph.status().to_string();
  graphstore::Transaction t;
  for (const auto& node : world.nodes) {
    graphstore::WriteNode write;
    write.node = NodeRef::by_key(node.label, node.id);
    write.properties = node.properties;
    t.changes.emplace_back(std::move(write));
  }
  for (const auto& edge : world.edges) {
    graphstore::WriteEdge write;
    write.type = edge.type;
    write.from = ref_of(edge.from);
    write.to = ref_of(edge.to);
    write.properties = edge.properties;
    t.changes.emplace_back(std::move(write));
  }
  const auto committed = (*graph)->commit(t, {});
  EXPECT_TRUE(committed.ok()) << committed.status().to_string();
  return *std::move(graph);
}

PlainWorld plain_of(const graphstore::Snapshot& snapshot) {
  PlainWorld world;
  const auto ref = [&](graphstore::Vertex v) {
    return std::string(snapshot.label(v)) + "/" + std::string(snapshot.key(v));
  };
  for (graphstore::Vertex v = 0; v < snapshot.vertex_bound(); ++v) {
    if (!snapshot.alive(v)) continue;
    const std::string id(snapshot.key(v));
    world.nodes.push_back(
        {std::string(snapshot.label(v)), id, id.substr(id.find('-') + 1), snapshot.properties(v).all()});
    for (const auto edge : snapshot.out(v))
      world.edges.push_back(
          {std::string(snapshot.name(edge.type)), ref(v), ref(edge.target), edge.properties.all(), ""});
  }
  return world;
}

std::set<std::string> marks_in(std::string_view text) {
  std::set<std::string> marks;
  for (std::size_t at = 0; (at = text.find('q', at)) != std::string_view::npos;) {
    std::size_t end = at + 1;
    while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])) != 0) ++end;
    const bool is_mark = end > at + 1 && end < text.size() && text[end] == 'q';
    if (is_mark) marks.emplace(text.substr(at, end + 1 - at));
    at = is_mark ? end + 1 : at + 1;
  }
  return marks;
}

}  // namespace relmap::server::testing
