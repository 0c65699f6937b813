// Rules whose gaps are about our own side: roles without a holder, a sponsor without executives, one person
// on whom too much depends. They look at seats and ties, never at anybody's activity.
#include <algorithm>
#include <map>

#include "coverage/rule_run.h"
#include "coverage/rules_people.h"
#include "coverage/team_facts.h"

namespace relmap::query {
namespace {

std::string spoken_roles(const RoleState& state, Lang lang) {
  std::string out;
  for (TeamRole role : state.required->any_of) {
    if (!out.empty()) out += say(lang, "list.or");
    out += spoken(role, lang);
  }
  return out;
}

void role_vacant(RuleRun& run) {
  const Facts& f = run.facts;
  for (const RoleState& state : required_roles(f)) {
    if (state.filled() || !state.leavers.empty()) continue;
    GapWriter gap = run.gap(state.required->severity, f.account(), state.code());
    gap.value("role", state.code()).value("tier", word(f.tier())).value("holders", 0);
    gap.say("team.role-vacant", Args()
                                    .with("account", run.name(f.account()))
                                    .with("role", spoken_roles(state, run.lang))
                                    .with("tier", spoken(f.tier(), run.lang)));
  }
}

void role_held_by_leaver(RuleRun& run) {
  const Facts& f = run.facts;
  for (const RoleState& state : required_roles(f)) {
    if (state.filled() || state.leavers.empty()) continue;
    GapWriter gap = run.gap(state.required->severity, f.account(), state.code());
    gap.value("role", state.code()).value("tier", word(f.tier()));
    std::vector<Vertex> people;
    for (const TeamSeat* seat : state.leavers) {
      gap.edge(seat->edge);
      if (std::find(people.begin(), people.end(), seat->member) == people.end())
        people.push_back(seat->member);
    }
    run.model.sort_by_id(people);
    std::vector<std::string> refs, dated;
    for (Vertex member : people) {
      refs.push_back(run.model.ref(member));
      dated.push_back(
          say(run.lang, "person.left",
              Args()
                  .with("name", run.name(member))
                  .with("date", run.model.left_on(member).value_or(run.model.date()).to_string())));
    }
    const Date left = run.model.left_on(people.front()).value_or(run.model.date());
    gap.value("holders", graphstore::ValueList(refs.begin(), refs.end()));
    if (people.size() == 1) gap.value("left_on", left);
    gap.say(people.size() == 1 ? "team.role-held-by-leaver" : "team.role-held-by-leaver.several",
            Args()
                .with("account", run.name(f.account()))
                .with("role", spoken_roles(state, run.lang))
                .with("names", run.names(people, people.size()))
                .with("holders", enumerate(run.lang, dated, dated.size()))
                .with("left_on", left.to_string()));
  }
}

bool has_executive_tie(const Facts& f, Vertex member) {
  return std::any_of(f.ties.begin(), f.ties.end(), [&](const TieFact& tie) {
    const ContactFact& c = f.contacts[tie.contact];
    return tie.member == member && tie.live && c.counts() && is_executive(c.level);
  });
}

void sponsor_without_executive_tie(RuleRun& run) {
  const Facts& f = run.facts;
  std::vector<Vertex> sponsors;
  for (const TeamSeat& seat : f.seats) {
    if (seat.role != TeamRole::kAccountSponsor) continue;
    if (has_executive_tie(f, seat.member)) return;
    if (std::find(sponsors.begin(), sponsors.end(), seat.member) == sponsors.end())
      sponsors.push_back(seat.member);
  }
  run.model.sort_by_id(sponsors);
  const std::vector<Vertex> people = named_executives(f);
  for (Vertex sponsor : sponsors) {
    GapWriter gap = run.gap(Severity::kRed, sponsor);
    gap.value("live_executive_ties", 0).value("executives_on_map", static_cast<int>(people.size()));
    gap.node(f.account());
    for (const TieFact& tie : f.ties) {
      const ContactFact& c = f.contacts[tie.contact];
      if (tie.member == sponsor && c.counts() && is_executive(c.level)) gap.edge(tie.edge);
    }
    gap.meet(first_of(people, 3), sponsor);
    gap.say(
        people.empty() ? "team.sponsor-without-executive-tie.unmapped" : "team.sponsor-without-executive-tie",
        Args()
            .with("name", run.name(sponsor))
            .with("account", run.name(f.account()))
            .with("names", run.names(people, 3)));
  }
}

// What would be left uncovered without one member.
struct Dependence {
  std::vector<const TieFact*> ties;  // to key players whom nobody else covers
  std::vector<Vertex> people;
  int inner_circle = 0;
};

std::map<Vertex, Dependence> dependences(const Facts& f, int& covered_key_players) {
  std::map<Vertex, Dependence> by_member;
  covered_key_players = 0;
  for (const ContactFact& c : f.contacts) {
    if (!c.counts() || !c.key_player || !f.has_live_tie(c)) continue;
    ++covered_key_players;
    const TieFact* only = nullptr;
    bool shared = false;
    for (std::size_t i : c.ties) {
      const TieFact& tie = f.ties[i];
      if (!tie.live) continue;
      shared = shared || (only && only->member != tie.member);
      only = &tie;
    }
    if (!only || shared) continue;
    Dependence& dependence = by_member[only->member];
    dependence.ties.push_back(only);
    dependence.people.push_back(c.vertex);
    dependence.inner_circle += c.political_status == PoliticalStatus::kInnerCircle;
  }
  return by_member;
}

void key_person_risk(RuleRun& run) {
  const Facts& f = run.facts;
  int covered = 0;
  const std::map<Vertex, Dependence> all = dependences(f, covered);
  std::vector<Vertex> members;
  for (const auto& [member, dependence] : all) members.push_back(member);
  run.model.sort_by_id(members);
  for (Vertex member : members) {
    const Dependence& d = all.at(member);
    const double share = static_cast<double>(d.people.size()) / covered;
    const bool inner = d.inner_circle >= run.setting.number("inner_circle");
    const bool many =
        covered >= run.setting.number("min_covered") && share >= run.setting.number("share") - 1e-12;
    if (!inner && !many) continue;
    GapWriter gap = run.gap(Severity::kRed, member);
    gap.value("inner_circle_lost", d.inner_circle)
        .value("inner_circle_allowed_below", run.setting.number("inner_circle"))
        .value("key_players_lost", static_cast<int>(d.people.size()))
        .value("covered_key_players", covered)
        .value("share", share)
        .value("share_allowed_below", run.setting.number("share"))
        .value("min_covered", run.setting.number("min_covered"));
    for (const TieFact* tie : d.ties) gap.edge(tie->edge);
    gap.say("team.key-person-risk", Args()
                                        .with("member", run.member(member))
                                        .with("name", run.name(member))
                                        .with("names", run.names(d.people))
                                        .with("n", d.people.size())
                                        .with("inner", d.inner_circle)
                                        .with("covered", covered)
                                        .with("share", percent(share)));
  }
}

const Rule kRules[] = {
    {{"team.role-vacant", RuleScope::kTeam, Severity::kRed, "A role that the tier requires has no holder.",
      "该级别客户必备的角色无人担任。"},
     {},
     false,
     role_vacant},
    {{"team.role-held-by-leaver", RuleScope::kTeam, Severity::kRed,
      "A required role is held only by somebody who has left.", "必备角色仅由已离职的同事担任。"},
     {},
     false,
     role_held_by_leaver},
    {{"team.sponsor-without-executive-tie", RuleScope::kTeam, Severity::kRed,
      "The sponsor has no live tie to an executive of the customer.",
      "我方高层赞助人与客户高管没有有效关系。"},
     {},
     false,
     sponsor_without_executive_tie},
    {{"team.key-person-risk", RuleScope::kTeam, Severity::kRed,
      "If one colleague left, too many key players would be covered by nobody.",
      "一位同事离开后，过多关键人物将无人覆盖。"},
     {{"inner_circle", 1, 1000, true}, {"share", 0.01, 1}, {"min_covered", 1, 1000, true}},
     false,
     key_person_risk},
};

}  // namespace

std::span<const Rule> team_rules() { return kRules; }

}  // namespace relmap::query
