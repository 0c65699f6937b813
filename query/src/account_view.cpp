// The view is built from the same Facts as the report, so that a map and its gaps never disagree.
#include "query/account_view.h"

#include <algorithm>
#include <unordered_map>

#include "coverage/facts.h"
#include "coverage/report.h"
#include "query/strength.h"

namespace relmap::query {
namespace {

class ViewBuilder {
 public:
  ViewBuilder(const Facts& facts, const CoverageReport& report)
      : f_(facts), m_(facts.model()), report_(report) {}

  AccountView build() {
    view_.account = m_.name(f_.account());
    view_.tier = f_.tier();
    view_.date = m_.date();
    add_units();
    add_members();
    add_opportunities();
    add_contacts();
    add_ties();
    add_lines();
    judge();
    return std::move(view_);
  }

 private:
  std::string text(Vertex v, Symbol property) const {
    return std::string(m_.snapshot().properties(v).text(property).value_or(std::string_view()));
  }

  void add_units();
  void add_members();
  void add_opportunities();
  void add_contacts();
  void count_in_unit(const ContactFact& fact, const ContactView& contact);
  void add_ties();
  void add_lines();
  void judge();

  const Facts& f_;
  const Model& m_;
  const CoverageReport& report_;
  AccountView view_;
  std::unordered_map<Vertex, std::size_t> unit_index_, member_index_, contact_index_;
};

// Depth first, so that parents come before children and siblings stay in the order of their ids.
void ViewBuilder::add_units() {
  struct Pending {
    Vertex unit;
    std::size_t parent;
    int depth;
  };
  std::vector<Pending> stack;
  auto push_children = [&](Vertex of, std::size_t parent, int depth) {
    std::vector<Vertex> children = m_.child_units(of);
    for (auto it = children.rbegin(); it != children.rend(); ++it) stack.push_back({*it, parent, depth});
  };
  push_children(f_.account(), kNoIndex, 0);
  while (!stack.empty()) {
    const Pending next = stack.back();
    stack.pop_back();
    if (!unit_index_.try_emplace(next.unit, view_.units.size()).second) continue;
    UnitView unit;
    unit.node = m_.name(next.unit);
    unit.parent = next.parent;
    unit.depth = next.depth;
    unit.placeholder = m_.is_placeholder(next.unit);
    view_.units.push_back(std::move(unit));
    push_children(next.unit, view_.units.size() - 1, next.depth + 1);
  }
}

void ViewBuilder::add_members() {
  std::vector<Vertex> members = f_.team;
  for (const TeamSeat& seat : f_.leaver_seats) members.push_back(seat.member);
  for (const TieFact& tie : f_.ties) members.push_back(tie.member);
  m_.sort_by_id(members);
  members.erase(std::unique(members.begin(), members.end()), members.end());
  for (Vertex v : members) {
    member_index_[v] = view_.members.size();
    MemberView member;
    member.node = m_.name(v);
    member.title = text(v, m_.symbols().title);
    member.function = text(v, m_.symbols().function);
    member.level = m_.level(v);
    member.left = m_.has_left(v);
    view_.members.push_back(std::move(member));
  }
  auto seat_them = [&](const std::vector<TeamSeat>& seats) {
    for (const TeamSeat& seat : seats) {
      MemberView& member = view_.members[member_index_.at(seat.member)];
      member.on_team = true;
      MemberView::Seat& added = member.seats.emplace_back();
      added.role = seat.role;
      added.since = seat.edge.properties.date(m_.symbols().since);
      if (seat.business_line.empty()) continue;
      if (std::optional<Vertex> line = m_.find("BusinessLine", seat.business_line)) {
        added.business_line = m_.name(*line);
      } else {
        added.business_line =
            NodeName{"BusinessLine", std::string(seat.business_line), std::string(seat.business_line)};
      }
    }
  };
  seat_them(f_.seats);
  seat_them(f_.leaver_seats);
}

void ViewBuilder::add_opportunities() {
  const Symbols& s = m_.symbols();
  for (const OpportunityFact& fact : f_.opportunities) {
    const PropertyView properties = m_.snapshot().properties(fact.vertex);
    OpportunityView& opportunity = view_.opportunities.emplace_back();
    opportunity.node = m_.name(fact.vertex);
    opportunity.stage = fact.stage;
    opportunity.open = fact.open;
    opportunity.amount = graphstore::to_text(properties.get(s.amount));
    opportunity.currency = text(fact.vertex, s.currency);
    opportunity.close_date = properties.date(s.close_date);
    for (Edge edge : m_.snapshot().out(fact.vertex, s.involves))
      opportunity.lines.push_back(m_.name(edge.target));
    for (Edge edge : m_.snapshot().out(fact.vertex, s.targets))
      opportunity.units.push_back(m_.name(edge.target));
  }
}

void ViewBuilder::count_in_unit(const ContactFact& fact, const ContactView& contact) {
  if (contact.unit == kNoIndex || !fact.counts()) return;
  UnitView& unit = view_.units[contact.unit];
  ++unit.contacts;
  unit.covered += contact.covered;
  unit.key_players += contact.key_player;
}

void ViewBuilder::add_contacts() {
  for (const ContactFact& fact : f_.contacts) {
    contact_index_[fact.vertex] = view_.contacts.size();
    ContactView& contact = view_.contacts.emplace_back();
    contact.node = m_.name(fact.vertex);
    contact.title = text(fact.vertex, m_.symbols().title);
    contact.level = fact.level;
    contact.political_status = fact.political_status;
    contact.support = fact.support;
    contact.adaptability = text(fact.vertex, m_.symbols().adaptability);
    contact.key_player = fact.key_player;
    contact.champion = fact.champion;
    contact.placeholder = fact.placeholder;
    contact.left = fact.left;
    contact.left_on = m_.left_on(fact.vertex);
    contact.outside = fact.outside;
    contact.covered = f_.has_live_tie(fact);
    contact.weight = fact.weight;
    for (std::size_t i : fact.buyers) {
      contact.buying_roles.push_back({f_.buyers[i].opportunity, f_.buyers[i].role, f_.buyers[i].support});
    }
    contact.ties = fact.ties;
    // Of several units the first in the order of the tree.
    for (const Placement& placement : fact.placements) {
      auto unit = unit_index_.find(placement.unit);
      if (unit != unit_index_.end()) contact.unit = std::min(contact.unit, unit->second);
    }
    count_in_unit(fact, contact);
  }
}

void ViewBuilder::add_ties() {
  for (const TieFact& fact : f_.ties) {
    TieView& tie = view_.ties.emplace_back();
    tie.contact = fact.contact;
    tie.member = member_index_.at(fact.member);
    tie.level = fact.level;
    tie.desired = m_.desired_level(fact.edge.properties);
    tie.strength = fact.strength;
    tie.last_contact = m_.last_contact(fact.edge.properties);
    tie.days = fact.days;
    tie.cadence_days = fact.cadence_days;
    tie.within_cadence = fact.within;
    tie.live = fact.live;
    tie.member_on_team = fact.on_team;
    tie.contact_depth = fact.edge.properties.text(m_.symbols().contact_depth).value_or(std::string_view());
  }
}

void ViewBuilder::add_lines() {
  const Symbols& s = m_.symbols();
  const Snapshot& g = m_.snapshot();
  auto index = [&](Vertex v) {
    auto found = contact_index_.find(v);
    return found == contact_index_.end() ? kNoIndex : found->second;
  };
  for (std::size_t from = 0; from < f_.contacts.size(); ++from) {
    const Vertex v = f_.contacts[from].vertex;
    for (Edge edge : g.out(v, s.reports_to)) {
      const std::size_t to = index(edge.target);
      if (to == kNoIndex || !m_.in_force(edge.properties)) continue;
      view_.reporting.push_back({from, to, m_.is_dotted(edge.properties)});
    }
    for (Edge edge : g.out(v, s.influences)) {
      const std::size_t to = index(edge.target);
      if (to == kNoIndex) continue;
      const double strength = influence_strength(m_, f_.policy().strength, edge.properties);
      view_.influence.push_back({from, to, strength, m_.is_conflict(edge.properties)});
    }
    for (Edge edge : g.out(v, s.works_with)) {
      const std::size_t to = index(edge.target);
      if (to == kNoIndex) continue;
      const std::string context(edge.properties.text(s.context).value_or(std::string_view()));
      view_.works_with.push_back(
          {from, to, works_with_strength(m_, f_.policy().strength, edge.properties), context});
    }
  }
}

// Hangs each gap on its subject. Gaps come gravest first, so the first one of a subject is its worst.
void ViewBuilder::judge() {
  std::unordered_map<std::string, std::size_t> units, contacts, members, opportunities;
  for (std::size_t i = 0; i < view_.units.size(); ++i) units[view_.units[i].node.ref()] = i;
  for (std::size_t i = 0; i < view_.contacts.size(); ++i) contacts[view_.contacts[i].node.ref()] = i;
  for (std::size_t i = 0; i < view_.members.size(); ++i) members[view_.members[i].node.ref()] = i;
  for (std::size_t i = 0; i < view_.opportunities.size(); ++i)
    opportunities[view_.opportunities[i].node.ref()] = i;
  auto mark = [](std::optional<Severity>& worst, const Gap& gap) {
    if (!worst) worst = gap.severity;
  };
  for (const Gap& gap : report_.gaps) {
    const std::string ref = gap.subject.ref();
    if (auto it = contacts.find(ref); it != contacts.end()) {
      ContactView& contact = view_.contacts[it->second];
      mark(contact.worst, gap);
      contact.reasons.push_back(gap.because);
      contact.gaps.push_back(gap.id);
    } else if (auto unit = units.find(ref); unit != units.end()) {
      mark(view_.units[unit->second].worst, gap);
    } else if (auto member = members.find(ref); member != members.end()) {
      mark(view_.members[member->second].worst, gap);
      view_.members[member->second].gaps.push_back(gap.id);
    } else if (auto opportunity = opportunities.find(ref); opportunity != opportunities.end()) {
      mark(view_.opportunities[opportunity->second].worst, gap);
      view_.opportunities[opportunity->second].gaps.push_back(gap.id);
    }
  }
}

}  // namespace

Result<AccountPicture> account_picture(const Snapshot& snapshot, std::string_view account,
                                       const CoverageOptions& options) {
  const Policy& policy = options.policy ? *options.policy : Policy::built_in();
  Model model(snapshot, options.date);
  Result<Vertex> vertex = model.find_account(account);
  if (!vertex) return vertex.status();
  Facts facts(model, policy, *vertex);
  AccountPicture picture;
  picture.report = report_on(facts, policy, options);
  picture.view = ViewBuilder(facts, picture.report).build();
  return picture;
}

}  // namespace relmap::query
