// Rules on where the customer's people stand: with us, against us, gone, and how close we meant to get.
#include <algorithm>

#include "coverage/rule_run.h"
#include "coverage/rules_people.h"
#include "query/strength.h"

namespace relmap::query {
namespace {

void below_desired_level(RuleRun& run) {
  const Facts& f = run.facts;
  for (const ContactFact& c : f.contacts) {
    if (!c.counts()) continue;
    for (std::size_t i : c.ties) {
      const TieFact& tie = f.ties[i];
      const RelationshipLevel desired = run.model.desired_level(tie.edge.properties);
      if (tie.level >= desired) continue;
      GapWriter gap = run.gap(Severity::kAmber, c.vertex, run.model.id(tie.member));
      gap.weight(c.weight)
          .value("member", run.model.ref(tie.member))
          .value("level", tie.level == RelationshipLevel::kNone ? "none" : word(tie.level))
          .value("desired_level", word(desired))
          .edge(tie.edge);
      gap.say("account.below-desired-level", Args()
                                                 .with("person", run.person(c.vertex))
                                                 .with("name", run.name(c.vertex))
                                                 .with("member", run.member(tie.member))
                                                 .with("member_name", run.name(tie.member))
                                                 .with("level", spoken(tie.level, run.lang))
                                                 .with("desired", spoken(desired, run.lang)));
    }
  }
}

void no_champion(RuleRun& run) {
  const Facts& f = run.facts;
  std::vector<const ContactFact*> key_people, supportive;
  for (const ContactFact& c : f.contacts) {
    if (!c.counts() || !c.key_player) continue;
    if (c.champion) return;
    key_people.push_back(&c);
    if (is_supportive(c.support)) supportive.push_back(&c);
  }
  GapWriter gap = run.gap(Severity::kAmber, f.account());
  gap.value("key_players", static_cast<int>(key_people.size()))
      .value("supportive_key_players", static_cast<int>(supportive.size()))
      .value("champions", 0);
  for (const ContactFact* c : key_people) gap.node(c->vertex);
  const std::vector<Vertex> named = best_first(supportive);
  gap.say(key_people.empty() ? "account.no-champion.nobody"
          : named.empty()    ? "account.no-champion"
                             : "account.no-champion.supporters",
          Args()
              .with("account", run.name(f.account()))
              .with("n", key_people.size())
              .with("names", run.names(named, 3)));
}

// Whoever influences a contact most, on one side.
struct Influencer {
  double strength = 0;
  std::optional<Edge> edge;
  void offer(double s, const Edge& e, const Model& model) {
    const bool first_of_equals = edge && s == strength && model.id(e.source) < model.id(edge->source);
    if (s > strength || first_of_equals) {
      strength = s;
      edge = e;
    }
  }
};

void hostile_influence(RuleRun& run) {
  const Facts& f = run.facts;
  const Model& m = run.model;
  for (const ContactFact& c : f.contacts) {
    if (!c.counts() || !c.key_player) continue;
    Influencer hostile, friendly;
    for (const Edge& edge : m.snapshot().in(c.vertex, m.symbols().influences)) {
      if (m.is_conflict(edge.properties) || m.has_left(edge.source)) continue;
      const Support support = m.support(edge.source);
      const double strength = influence_strength(m, f.policy().strength, edge.properties);
      if (is_supportive(support)) friendly.offer(strength, edge, m);
      if (is_opposed(support)) hostile.offer(strength, edge, m);
    }
    if (hostile.strength <= 0 || friendly.strength >= hostile.strength - 1e-12) continue;
    const bool inner = c.political_status == PoliticalStatus::kInnerCircle;
    const Vertex opponent = hostile.edge->source;
    GapWriter gap = run.gap(inner ? Severity::kRed : Severity::kAmber, c.vertex);
    gap.weight(c.weight)
        .value("opponent", m.ref(opponent))
        .value("hostile_strength", hostile.strength)
        .value("supportive_strength", friendly.strength)
        .edge(*hostile.edge);
    if (friendly.edge) gap.edge(*friendly.edge);
    Args args;
    args.with("person", run.person(c.vertex))
        .with("name", run.name(c.vertex))
        .with("opponent", run.person(opponent))
        .with("opponent_name", run.name(opponent))
        .with("support", spoken(m.support(opponent), run.lang));
    if (friendly.edge) args.with("friend", run.name(friendly.edge->source));
    gap.say(friendly.edge ? "account.hostile-influence.weaker" : "account.hostile-influence", args);
  }
}

// What rests on a contact who has left.
struct Resting {
  std::vector<std::size_t> buyers;   // as champion or decision maker
  std::vector<const TieFact*> ties;  // that would be live
};

Resting resting_on(const Facts& f, std::size_t contact) {
  Resting resting;
  for (std::size_t i : f.contacts[contact].buyers) {
    const BuyingRole role = f.buyers[i].role;
    if (role == BuyingRole::kChampion || role == BuyingRole::kDecisionMaker) resting.buyers.push_back(i);
  }
  for (std::size_t i : f.contacts[contact].ties) {
    if (f.ties[i].credible && f.ties[i].within) resting.ties.push_back(&f.ties[i]);
  }
  return resting;
}

void rests_on_leaver(RuleRun& run) {
  const Facts& f = run.facts;
  const bool others = std::any_of(f.contacts.begin(), f.contacts.end(),
                                  [&](const ContactFact& c) { return c.counts() && f.has_live_tie(c); });
  for (std::size_t i = 0; i < f.contacts.size(); ++i) {
    const ContactFact& c = f.contacts[i];
    if (!c.left) continue;
    Resting resting = resting_on(f, i);
    if (others || c.outside) resting.ties.clear();  // there is a live tie to somebody who is there
    if (resting.buyers.empty() && resting.ties.empty()) continue;
    GapWriter gap = run.gap(Severity::kRed, c.vertex);
    gap.value("left_on", run.model.left_on(c.vertex).value_or(run.model.date()))
        .value("roles", static_cast<int>(resting.buyers.size()))
        .value("last_live_tie", !resting.ties.empty());
    std::vector<std::string> parts;
    for (std::size_t b : resting.buyers) {
      const BuyerFact& buyer = f.buyers[b];
      gap.edge(buyer.edge);
      parts.push_back(say(run.lang, "standing.buyer",
                          Args()
                              .with("role", spoken(buyer.role, run.lang))
                              .with("opportunity", run.name(f.opportunities[buyer.opportunity].vertex))));
    }
    for (const TieFact* tie : resting.ties) gap.edge(tie->edge);
    Args args;
    args.with("person", run.person(c.vertex))
        .with("name", run.name(c.vertex))
        .with("date", run.model.left_on(c.vertex).value_or(run.model.date()).to_string())
        .with("roles", enumerate(run.lang, parts))
        .with("account", run.name(f.account()));
    const std::string key = "account.rests-on-leaver";
    gap.say(resting.buyers.empty() ? key + ".tie" : resting.ties.empty() ? key : key + ".both", args);
  }
}

const Rule kRules[] = {
    {{"account.below-desired-level", RuleScope::kAccount, Severity::kAmber,
      "A relationship that has not reached the level we want it to have.", "关系尚未达到我们期望的级别。"},
     {},
     true,
     below_desired_level},
    {{"account.no-champion", RuleScope::kAccount, Severity::kAmber,
      "None of the key players is a champion of ours.", "关键人物中没有我们的内部拥护者。"},
     {},
     true,
     no_champion},
    {{"account.hostile-influence", RuleScope::kAccount, Severity::kRed,
      "An opponent influences a key player, and no supporter does so as strongly.",
      "反对者影响着关键人物，而支持者的影响不及。"},
     {},
     true,
     hostile_influence},
    {{"account.rests-on-leaver", RuleScope::kAccount, Severity::kRed,
      "A champion, a decision maker or the only live tie is a contact who has left.",
      "内部拥护者、决策者或唯一的有效关系是已离职的联系人。"},
     {},
     true,
     rests_on_leaver},
};

}  // namespace

std::span<const Rule> standing_rules() { return kRules; }

}  // namespace relmap::query
