// Rules on how the client team is put together: who sits where, over how many accounts, and close to whom.
// They count seats and ties of an account, never what anybody does or achieves.
#include <algorithm>
#include <map>
#include <set>

#include "coverage/rule_run.h"

namespace relmap::query {
namespace {

// Present members in the role, each once, by id.
std::vector<Vertex> in_role(const Facts& f, TeamRole role) {
  std::vector<Vertex> found;
  for (const TeamSeat& seat : f.seats) {
    if (seat.role == role && std::find(found.begin(), found.end(), seat.member) == found.end())
      found.push_back(seat.member);
  }
  f.model().sort_by_id(found);
  return found;
}

void seat_edges(const Facts& f, Vertex member, TeamRole role, GapWriter& gap) {
  for (const TeamSeat& seat : f.seats) {
    if (seat.member == member && seat.role == role) gap.edge(seat.edge);
  }
}

void sponsor_too_junior(RuleRun& run) {
  const Facts& f = run.facts;
  for (const Vertex sponsor : in_role(f, TeamRole::kAccountSponsor)) {
    const Level level = run.model.level(sponsor);
    if (level == Level::kNone || is_executive(level)) continue;  // what is not recorded proves nothing
    GapWriter gap = run.gap(Severity::kAmber, sponsor);
    gap.value("level", word(level)).value("required_level", word(Level::kVp));
    seat_edges(f, sponsor, TeamRole::kAccountSponsor, gap);
    gap.say("team.sponsor-too-junior", Args()
                                           .with("name", run.name(sponsor))
                                           .with("account", run.name(f.account()))
                                           .with("level", spoken(level, run.lang)));
  }
}

void sponsor_manages_manager(RuleRun& run) {
  const Facts& f = run.facts;
  const Model& m = run.model;
  const std::vector<Vertex> sponsors = in_role(f, TeamRole::kAccountSponsor);
  for (const Vertex manager : in_role(f, TeamRole::kAccountManager)) {
    for (const Edge& edge : m.snapshot().out(manager, m.symbols().reports_to)) {
      const bool sponsor = std::find(sponsors.begin(), sponsors.end(), edge.target) != sponsors.end();
      if (!sponsor || m.is_dotted(edge.properties) || !m.in_force(edge.properties)) continue;
      GapWriter gap = run.gap(Severity::kAmber, edge.target, m.id(manager));
      gap.value("account_manager", m.ref(manager)).edge(edge);
      gap.say("team.sponsor-manages-manager", Args()
                                                  .with("name", run.name(edge.target))
                                                  .with("manager", run.name(manager))
                                                  .with("account", run.name(f.account())));
    }
  }
}

// Accounts of the tier on which the member holds the role, by id.
std::vector<Edge> seats_in_tier(const Model& m, Vertex member, TeamRole role, Tier tier) {
  std::map<std::string_view, Edge> by_account;
  for (const Edge& edge : m.snapshot().out(member, m.symbols().on_team)) {
    if (m.in_force(edge.properties) && m.team_role(edge.properties) == role && m.tier(edge.target) == tier)
      by_account.emplace(m.id(edge.target), edge);
  }
  std::vector<Edge> seats;
  for (const auto& [id, edge] : by_account) seats.push_back(edge);
  return seats;
}

void role_overloaded(RuleRun& run) {
  const Facts& f = run.facts;
  const std::pair<TeamRole, double> limits[] = {
      {TeamRole::kAccountSponsor, run.setting.number("sponsor_accounts")},
      {TeamRole::kAccountManager, run.setting.number("manager_accounts")}};
  for (const auto& [role, limit] : limits) {
    for (const Vertex member : in_role(f, role)) {
      const std::vector<Edge> seats = seats_in_tier(run.model, member, role, f.tier());
      if (static_cast<double>(seats.size()) <= limit) continue;
      GapWriter gap = run.gap(Severity::kAmber, member, word(role));
      gap.value("role", word(role))
          .value("tier", word(f.tier()))
          .value("accounts", static_cast<int>(seats.size()))
          .value("max_accounts", static_cast<std::int64_t>(limit));
      std::vector<Vertex> accounts;
      for (const Edge& seat : seats) {
        gap.edge(seat);
        accounts.push_back(seat.target);
      }
      gap.say("team.role-overloaded", Args()
                                          .with("name", run.name(member))
                                          .with("role", spoken(role, run.lang))
                                          .with("tier", spoken(f.tier(), run.lang))
                                          .with("n", seats.size())
                                          .with("max", static_cast<int>(limit))
                                          .with("names", run.names(accounts)));
    }
  }
}

bool is_customer_facing(TeamRole role) {
  switch (role) {
    case TeamRole::kAccountSponsor:
    case TeamRole::kAccountManager:
    case TeamRole::kAccountExecutive:
    case TeamRole::kPresales:
    case TeamRole::kBusinessLineSeller:
    case TeamRole::kDeliveryLead:
    case TeamRole::kTelesales:
      return true;
    default:
      return false;
  }
}

void not_connected(RuleRun& run) {
  const Facts& f = run.facts;
  std::set<Vertex> connected;
  for (const TieFact& tie : f.ties) {
    if (f.contacts[tie.contact].counts()) connected.insert(tie.member);
  }
  for (const Vertex member : f.team) {
    const auto seat = std::find_if(f.seats.begin(), f.seats.end(), [&](const TeamSeat& s) {
      return s.member == member && is_customer_facing(s.role);
    });
    if (seat == f.seats.end() || connected.contains(member)) continue;
    GapWriter gap = run.gap(Severity::kAmber, member);
    gap.value("role", word(seat->role)).value("ties", 0).edge(seat->edge);
    gap.say("team.not-connected", Args()
                                      .with("name", run.name(member))
                                      .with("role", spoken(seat->role, run.lang))
                                      .with("account", run.name(f.account())));
  }
}

void crowding(RuleRun& run) {
  const Facts& f = run.facts;
  const double min_ties = run.setting.number("min_ties");
  for (const ContactFact& c : f.contacts) {
    if (!c.counts() || c.key_player) continue;
    std::vector<Vertex> members;
    for (std::size_t i : c.ties) {
      if (f.ties[i].live) members.push_back(f.ties[i].member);
    }
    if (static_cast<double>(members.size()) < min_ties) continue;
    run.model.sort_by_id(members);
    GapWriter gap = run.gap(Severity::kAmber, c.vertex);
    gap.value("live_ties", static_cast<int>(members.size()))
        .value("min_ties", static_cast<std::int64_t>(min_ties));
    for (std::size_t i : c.ties) {
      if (f.ties[i].live) gap.edge(f.ties[i].edge);
    }
    gap.say("team.crowding", Args()
                                 .with("person", run.person(c.vertex))
                                 .with("name", run.name(c.vertex))
                                 .with("n", members.size())
                                 .with("names", run.names(members)));
  }
}

void coverage_model_mismatch(RuleRun& run) {
  const Facts& f = run.facts;
  const double min = run.setting.number("min_people"), max = run.setting.number("max_people");
  const auto people = static_cast<double>(f.team.size());
  if (people >= min && people <= max) return;
  const bool few = people < min;
  GapWriter gap = run.gap(Severity::kAmber, f.account());
  gap.value("tier", word(f.tier()))
      .value("people", static_cast<int>(f.team.size()))
      .value(few ? "min_people" : "max_people", static_cast<std::int64_t>(few ? min : max));
  for (const TeamSeat& seat : f.seats) gap.edge(seat.edge);
  gap.say(few ? "team.coverage-model-mismatch.few" : "team.coverage-model-mismatch.many",
          Args()
              .with("account", run.name(f.account()))
              .with("tier", spoken(f.tier(), run.lang))
              .with("n", f.team.size())
              .with("limit", static_cast<int>(few ? min : max)));
}

constexpr double kMostPeople = 100'000;

const Rule kRules[] = {
    {{"team.sponsor-too-junior", RuleScope::kTeam, Severity::kAmber, "The sponsor is below VP.",
      "我方高层赞助人的级别低于副总裁。"},
     {},
     false,
     sponsor_too_junior},
    {{"team.sponsor-manages-manager", RuleScope::kTeam, Severity::kAmber,
      "The sponsor is the account manager's own line manager.", "高层赞助人是客户经理的直属上级。"},
     {},
     false,
     sponsor_manages_manager},
    {{"team.role-overloaded", RuleScope::kTeam, Severity::kAmber,
      "A sponsor or account manager has more accounts of this tier than can be served.",
      "高层赞助人或客户经理负责的该级别客户过多。"},
     {{"sponsor_accounts", 1, kMostPeople, true}, {"manager_accounts", 1, kMostPeople, true}},
     false,
     role_overloaded},
    {{"team.not-connected", RuleScope::kTeam, Severity::kAmber,
      "A member in a customer-facing role who knows nobody at the customer.",
      "面向客户的团队成员在客户方没有任何关系。"},
     {},
     false,
     not_connected},
    {{"team.crowding", RuleScope::kTeam, Severity::kAmber,
      "Many of us keep up with one contact who is not a key player.",
      "过多同事维系同一位并非关键人物的联系人。"},
     {{"min_ties", 2, kMostPeople, true}},
     true,
     crowding},
    {{"team.coverage-model-mismatch", RuleScope::kTeam, Severity::kAmber,
      "The team is too small or too large for the account's tier.", "团队规模与客户级别不符。"},
     {{"min_people", 0, kMostPeople, true}, {"max_people", 0, kMostPeople, true}},
     false,
     coverage_model_mismatch},
};

}  // namespace

std::span<const Rule> seat_rules() { return kRules; }

}  // namespace relmap::query
