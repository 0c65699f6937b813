// Rules whose gaps are about open opportunities: who stands behind it, and who is to decide?
#include <algorithm>

#include "coverage/committee.h"
#include "coverage/rule_run.h"

namespace relmap::query {
namespace {

void no_supportive_key_player(RuleRun& run) {
  const Facts& f = run.facts;
  for (const Committee& committee : run.committees()) {
    const OpportunityFact& opportunity = *committee.opportunity;
    const std::vector<Committee::Seat>& all = committee.seats;
    std::vector<Vertex> key_people, supportive;
    bool deciding_support = false;
    double weight = 0;
    for (const Committee::Seat& stand : all) {
      if (!stand.contact->key_player) continue;
      key_people.push_back(stand.contact->vertex);
      weight = std::max(weight, stand.contact->weight);
      if (!stand.supportive) continue;
      supportive.push_back(stand.contact->vertex);
      deciding_support = deciding_support || stand.decides;
    }
    if (deciding_support) continue;
    GapWriter gap = run.gap(supportive.empty() ? Severity::kRed : Severity::kAmber, opportunity.vertex);
    gap.weight(weight)
        .value("contacts", static_cast<int>(all.size()))
        .value("key_players", static_cast<int>(key_people.size()))
        .value("supportive_key_players", static_cast<int>(supportive.size()))
        .value("supportive_deciders", 0);
    for (const Committee::Seat& stand : all) {
      if (!stand.contact->key_player) continue;
      for (std::size_t b : stand.buyers) gap.edge(f.buyers[b].edge);
    }
    std::string key = "opportunity.no-supportive-key-player";
    if (!supportive.empty()) {
      key += ".undecided";
    } else if (all.empty()) {
      key += ".no-contacts";
    } else if (key_people.empty()) {
      key += ".no-key-players";
    }
    gap.say(key, Args()
                     .with("opportunity", run.name(opportunity.vertex))
                     .with("n", all.size())
                     .with("supporters", supportive.size())
                     .with("names", run.names(supportive.empty() ? key_people : supportive)));
  }
}

void buying_role_missing(RuleRun& run) {
  const Facts& f = run.facts;
  for (const OpportunityFact& opportunity : f.opportunities) {
    if (!opportunity.open) continue;
    for (const RequiredBuyingRole& required : f.policy().buying_roles) {
      const bool named =
          std::any_of(opportunity.buyers.begin(), opportunity.buyers.end(), [&](std::size_t i) {
            return f.buyers[i].role == required.role && !f.contacts[f.buyers[i].contact].left;
          });
      if (named) continue;
      GapWriter gap = run.gap(required.severity, opportunity.vertex, word(required.role));
      gap.value("role", word(required.role)).value("named", 0);
      gap.say("opportunity.buying-role-missing",
              Args()
                  .with("opportunity", run.name(opportunity.vertex))
                  .with("role", spoken(required.role, run.lang))
                  .with("hint", say(run.lang, "buying-role.hint." + std::string(word(required.role)))));
    }
  }
}

const Rule kRules[] = {
    {{"opportunity.no-supportive-key-player", RuleScope::kOpportunity, Severity::kRed,
      "No key player on an open opportunity supports us, or none who decides.",
      "进行中的商机没有支持我们的关键人物，或支持者中无人有决定权。"},
     {},
     true,
     no_supportive_key_player},
    {{"opportunity.buying-role-missing", RuleScope::kOpportunity, Severity::kRed,
      "Nobody is named in a buying role of an open opportunity.", "进行中的商机有采购角色未明确人选。"},
     {},
     true,
     buying_role_missing},
};

}  // namespace

std::span<const Rule> opportunity_rules() { return kRules; }

}  // namespace relmap::query
