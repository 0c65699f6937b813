// Rules whose gaps are about the account's people: is there a map, do we know who decides, are our ties live
// and spread over several people and units?
#include <algorithm>

#include "coverage/rule_run.h"
#include "coverage/rules_people.h"

namespace relmap::query {
namespace {

bool is_key_person(const ContactFact& contact) { return contact.counts() && contact.key_player; }

// How many of them a gap names, and how many it looks for introductions to.
constexpr std::size_t kNamed = 3;
constexpr std::size_t kMet = 5;

// What makes a key player one, as the schema's word.
std::string_view standing_word(const ContactFact& contact, const Facts& f) {
  if (contact.political_status != PoliticalStatus::kNone) return word(contact.political_status);
  if (is_executive(contact.level)) return word(contact.level);
  for (std::size_t i : contact.buyers) {
    const BuyingRole role = f.buyers[i].role;
    if (role == BuyingRole::kApprover || role == BuyingRole::kDecisionMaker) return word(role);
  }
  return word(contact.level);
}

// The ladder: 0 no contacts, 1 no key players, 2 none of them supportive, 3 a usable map.
void no_map(RuleRun& run) {
  const Facts& f = run.facts;
  std::size_t supportive = 0;
  std::vector<Vertex> key_people;
  std::vector<const ContactFact*> facts_of_them;
  for (const ContactFact& c : f.contacts) {
    if (!is_key_person(c)) continue;
    key_people.push_back(c.vertex);
    facts_of_them.push_back(&c);
    if (is_supportive(c.support)) ++supportive;
  }
  const int ladder = f.people == 0 ? 0 : (key_people.empty() ? 1 : 2);
  if (ladder == 2 && supportive > 0) return;
  GapWriter gap = run.gap(ladder < 2 ? Severity::kRed : Severity::kAmber, f.account());
  gap.value("ladder", ladder)
      .value("contacts", static_cast<int>(f.people))
      .value("key_players", static_cast<int>(key_people.size()))
      .value("supportive_key_players", 0);
  for (Vertex v : key_people) gap.node(v);
  const std::vector<Vertex> named = best_first(facts_of_them);
  static constexpr std::string_view kKeys[] = {"account.no-map.contacts", "account.no-map.key-players",
                                               "account.no-map.support"};
  gap.say(kKeys[ladder], Args()
                             .with("account", run.name(f.account()))
                             .with("contacts", f.people)
                             .with("key_players", key_people.size())
                             .with("names", run.names(named.empty() ? key_people : named)));
}

void key_player_unknown(RuleRun& run) {
  for (const ContactFact& c : run.facts.contacts) {
    if (!is_key_person(c) || !c.ties.empty()) continue;
    GapWriter gap = run.gap(Severity::kRed, c.vertex);
    gap.weight(c.weight).value("ties", 0).value("standing", standing_word(c, run.facts));
    if (!c.placeholder) gap.meet({c.vertex});
    gap.say(c.placeholder ? "account.key-player-unknown.placeholder" : "account.key-player-unknown",
            Args()
                .with("person", run.person(c.vertex))
                .with("name", run.name(c.vertex))
                .with("standing", run.standing(c)));
  }
}

void key_player_weak(RuleRun& run) {
  const Facts& f = run.facts;
  for (const ContactFact& c : f.contacts) {
    if (!is_key_person(c) || c.ties.empty() || f.freshest_credible(c)) continue;
    const TieFact* best = &f.ties[c.ties.front()];
    for (std::size_t i : c.ties) {
      if (f.ties[i].level > best->level) best = &f.ties[i];
    }
    GapWriter gap = run.gap(Severity::kAmber, c.vertex);
    gap.weight(c.weight)
        .value("ties", static_cast<int>(c.ties.size()))
        .value("best_level", best->level == RelationshipLevel::kNone ? "none" : word(best->level))
        .value("required_level", word(RelationshipLevel::kCredibleSource));
    for (std::size_t i : c.ties) gap.edge(f.ties[i].edge);
    gap.say("account.key-player-weak", Args()
                                           .with("person", run.person(c.vertex))
                                           .with("name", run.name(c.vertex))
                                           .with("standing", run.standing(c))
                                           .with("member", run.member(best->member))
                                           .with("member_name", run.name(best->member))
                                           .with("level", spoken(best->level, run.lang)));
  }
}

void tie_stale(RuleRun& run) {
  const Facts& f = run.facts;
  const double red_factor = run.setting.number("red_factor");
  for (const ContactFact& c : f.contacts) {
    const TieFact* tie = is_key_person(c) ? f.freshest_credible(c) : nullptr;
    if (!tie || f.has_live_tie(c)) continue;
    GapWriter gap = run.gap(tie->factor() >= red_factor ? Severity::kRed : Severity::kAmber, c.vertex);
    gap.weight(c.weight)
        .value("member", run.model.ref(tie->member))
        .value("cadence_days", tie->cadence_days)
        .value("red_factor", red_factor);
    if (tie->days) gap.value("days", *tie->days).value("factor", tie->factor());
    for (std::size_t i : c.ties) {
      if (f.ties[i].credible) gap.edge(f.ties[i].edge);
    }
    Args args;
    args.with("person", run.person(c.vertex))
        .with("name", run.name(c.vertex))
        .with("member", run.member(tie->member))
        .with("member_name", run.name(tie->member))
        .with("level", spoken(tie->level, run.lang))
        .with("cadence", tie->cadence_days)
        .with("days", tie->days.value_or(0));
    gap.say(tie->days ? "account.tie-stale" : "account.tie-stale.never", args);
  }
}

struct LiveStrength {
  const ContactFact* contact;
  double strength;
};

void single_threaded(RuleRun& run) {
  const Facts& f = run.facts;
  std::vector<LiveStrength> live;
  double total = 0;
  bool quiet = false;  // a tie that was worth something is past its cadence
  for (const ContactFact& c : f.contacts) {
    if (!c.counts()) continue;
    if (!f.has_live_tie(c)) {
      quiet = quiet || f.freshest_credible(c);
      continue;
    }
    double sum = 0;
    for (std::size_t i : c.ties) sum += f.ties[i].live ? f.ties[i].strength : 0;
    live.push_back({&c, sum});
    total += sum;
  }
  const double min_contacts = run.setting.number("min_contacts"), max_share = run.setting.number("max_share");
  auto top = std::max_element(live.begin(), live.end(), [](const LiveStrength& a, const LiveStrength& b) {
    return a.strength < b.strength;
  });
  const double share = total > 0 ? top->strength / total : 0;
  const bool few = static_cast<double>(live.size()) < min_contacts;
  if (!few && share <= max_share + 1e-12) return;
  GapWriter gap = run.gap(Severity::kRed, f.account());
  gap.value("contacts_with_live_ties", static_cast<int>(live.size()))
      .value("min_contacts", static_cast<std::int64_t>(min_contacts))
      .value("max_share", max_share);
  if (!live.empty()) gap.value("top_contact", run.model.ref(top->contact->vertex)).value("share", share);
  std::vector<Vertex> people;
  for (const LiveStrength& entry : live) {
    people.push_back(entry.contact->vertex);
    if (!few && entry.contact != top->contact) continue;
    for (std::size_t i : entry.contact->ties) {
      if (f.ties[i].live) gap.edge(f.ties[i].edge);
    }
  }
  Args args;
  args.with("n", live.size())
      .with("min", static_cast<int>(min_contacts))
      .with("names", run.names(people))
      .with("account", run.name(f.account()))
      .with("person", live.empty() ? std::string() : run.person(top->contact->vertex))
      .with("share", percent(share))
      .with("max", percent(max_share));
  std::string key = "account.single-threaded";
  if (live.empty()) {
    key += quiet ? ".none-quiet" : ".none";
  } else if (!few) {
    key += ".share";
  } else if (quiet) {
    key += ".quiet";
  }
  gap.say(key, args);
}

void no_executive_contact(RuleRun& run) {
  const Facts& f = run.facts;
  const double limit = run.setting.number("days");
  const TieFact* latest = nullptr;
  for (const ContactFact& c : f.contacts) {
    if (!c.counts() || !is_executive(c.level)) continue;
    for (std::size_t i : c.ties) {
      const TieFact& tie = f.ties[i];
      if (tie.days && (!latest || *tie.days < *latest->days)) latest = &tie;
    }
  }
  if (latest && *latest->days <= limit) return;
  const std::vector<Vertex> people = named_executives(f);
  GapWriter gap = run.gap(Severity::kRed, f.account());
  gap.value("days_allowed", static_cast<std::int64_t>(limit))
      .value("executives_on_map", static_cast<int>(people.size()));
  for (Vertex v : people) gap.node(v);
  if (latest) gap.value("days", *latest->days).edge(latest->edge);
  Args args;
  args.with("account", run.name(f.account()))
      .with("limit", static_cast<int>(limit))
      .with("names", run.names(people, kNamed));
  if (latest) {
    args.with("member", run.member(latest->member))
        .with("person", run.person(f.contacts[latest->contact].vertex))
        .with("days", *latest->days);
  }
  gap.meet(first_of(people, kMet));
  gap.say(people.empty() ? "account.no-executive-contact.unmapped"
          : latest       ? "account.no-executive-contact.old"
                         : "account.no-executive-contact",
          args);
}

void unit_uncovered(RuleRun& run) {
  const Facts& f = run.facts;
  std::unordered_map<Vertex, std::vector<const ContactFact*>> people;
  std::unordered_set<Vertex> covered;
  for (const ContactFact& c : f.contacts) {
    if (!c.counts()) continue;
    const bool live = f.has_live_tie(c);
    for (const Placement& placement : c.placements) {
      std::vector<const ContactFact*>& in_unit = people[placement.unit];
      if (in_unit.empty() || in_unit.back() != &c) in_unit.push_back(&c);
      if (live) covered.insert(placement.unit);
    }
  }
  std::vector<Vertex> units = f.units;
  run.model.sort_by_id(units);
  for (Vertex unit : units) {
    auto found = people.find(unit);
    if (found == people.end() || covered.contains(unit) || run.model.is_placeholder(unit)) continue;
    const std::vector<Vertex> best = best_first(found->second);
    GapWriter gap = run.gap(Severity::kAmber, unit);
    gap.value("contacts", static_cast<int>(found->second.size())).value("live_ties", 0);
    for (const ContactFact* c : found->second) gap.node(c->vertex);
    gap.meet(first_of(best, kNamed));
    gap.say(best.empty() ? "account.unit-uncovered.unnamed" : "account.unit-uncovered",
            Args()
                .with("unit", run.name(unit))
                .with("n", found->second.size())
                .with("names", run.names(first_of(best, kNamed))));
  }
}

const Rule kRules[] = {
    {{"account.no-map", RuleScope::kAccount, Severity::kRed,
      "The map of the account lacks contacts, key players, or a supportive key player.",
      "客户关系图缺少联系人、关键人物，或没有一位支持我们的关键人物。"},
     {},
     false,
     no_map},
    {{"account.key-player-unknown", RuleScope::kAccount, Severity::kRed,
      "A key player whom none of us knows.", "我们没有任何人认识的关键人物。"},
     {},
     true,
     key_player_unknown},
    {{"account.key-player-weak", RuleScope::kAccount, Severity::kAmber,
      "A key player with whom no tie has reached credible source.", "与关键人物的关系都未达到“可信来源”。"},
     {},
     true,
     key_player_weak},
    {{"account.tie-stale", RuleScope::kAccount, Severity::kRed,
      "A key player to whom nobody has spoken within the cadence.", "关键人物已超过约定的联系周期无人联系。"},
     {{"red_factor", 1, 100}},
     true,
     tie_stale},
    {{"account.single-threaded", RuleScope::kAccount, Severity::kRed,
      "Too few contacts with live ties, or too much resting on one of them.",
      "有效关系的联系人太少，或过度依赖其中一人。"},
     {{"min_contacts", 0, 1000, true}, {"max_share", 0, 1}},
     true,
     single_threaded},
    {{"account.no-executive-contact", RuleScope::kAccount, Severity::kRed,
      "Nobody has spoken to an executive of the customer for a long time.", "很久没有人与客户高管沟通过。"},
     {{"days", 1, 36'500, true}},
     true,
     no_executive_contact},
    {{"account.unit-uncovered", RuleScope::kAccount, Severity::kAmber,
      "An org unit with people on the map and no live tie.", "关系图上有人员、却没有有效关系的组织单元。"},
     {},
     true,
     unit_uncovered},
};

}  // namespace

std::span<const Rule> account_rules() { return kRules; }

}  // namespace relmap::query
