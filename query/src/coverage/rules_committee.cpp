// Rules on the buying committee of an open opportunity: how many, how spread, known by whom, and who
// outweighs whom.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "coverage/committee.h"
#include "coverage/rule_run.h"
#include "coverage/team_facts.h"
#include "query/strength.h"

namespace relmap::query {
namespace {

bool is_grave(BuyingRole role) {
  return role == BuyingRole::kDecisionMaker || role == BuyingRole::kApprover || role == BuyingRole::kChampion;
}

// "decision maker and champion".
std::string spoken_roles(const Facts& f, const Committee::Seat& seat, Lang lang) {
  std::vector<std::string> roles;
  for (std::size_t b : seat.buyers) roles.emplace_back(spoken(f.buyers[b].role, lang));
  return enumerate(lang, roles);
}

void buyer_uncovered(RuleRun& run) {
  const Facts& f = run.facts;
  for (const Committee& committee : run.committees()) {
    for (const Committee::Seat& seat : committee.seats) {
      const ContactFact& c = *seat.contact;
      if (f.has_live_tie(c)) continue;
      const bool grave = std::any_of(seat.buyers.begin(), seat.buyers.end(),
                                     [&](std::size_t b) { return is_grave(f.buyers[b].role); });
      const Vertex opportunity = committee.opportunity->vertex;
      GapWriter gap = run.gap(grave ? Severity::kRed : Severity::kAmber, c.vertex, run.model.id(opportunity));
      std::vector<std::string> words;
      for (std::size_t b : seat.buyers) {
        words.emplace_back(word(f.buyers[b].role));
        gap.edge(f.buyers[b].edge);
      }
      for (std::size_t i : c.ties) gap.edge(f.ties[i].edge);
      gap.weight(c.weight)
          .value("opportunity", run.model.ref(opportunity))
          .value("roles", graphstore::ValueList(words.begin(), words.end()))
          .value("ties", static_cast<int>(c.ties.size()))
          .value("live_ties", 0);
      if (c.ties.empty()) gap.meet({c.vertex});
      Args args;
      args.with("person", run.person(c.vertex))
          .with("name", run.name(c.vertex))
          .with("roles", spoken_roles(f, seat, run.lang))
          .with("opportunity", run.name(opportunity));
      if (!c.ties.empty()) args.with("member", run.name(f.ties[c.ties.front()].member));
      gap.say(c.ties.empty() ? "opportunity.buyer-uncovered" : "opportunity.buyer-uncovered.tie", args);
    }
  }
}

void too_few_contacts(RuleRun& run) {
  const Facts& f = run.facts;
  const double min = run.setting.number("min_contacts");
  for (const Committee& committee : run.committees()) {
    if (static_cast<double>(committee.seats.size()) >= min) continue;
    std::vector<Vertex> people;
    GapWriter gap = run.gap(Severity::kAmber, committee.opportunity->vertex);
    gap.value("contacts", static_cast<int>(committee.seats.size()))
        .value("min_contacts", static_cast<std::int64_t>(min));
    for (const Committee::Seat& seat : committee.seats) {
      people.push_back(seat.contact->vertex);
      for (std::size_t b : seat.buyers) gap.edge(f.buyers[b].edge);
    }
    gap.say(people.empty() ? "opportunity.too-few-contacts.none" : "opportunity.too-few-contacts",
            Args()
                .with("opportunity", run.name(committee.opportunity->vertex))
                .with("n", people.size())
                .with("min", static_cast<int>(min))
                .with("names", run.names(people)));
  }
}

void one_reporting_line(RuleRun& run) {
  const Facts& f = run.facts;
  const ReportingLines lines(f);
  for (const Committee& committee : run.committees()) {
    if (committee.seats.size() < 2) continue;
    std::vector<Vertex> people;
    for (const Committee::Seat& seat : committee.seats) people.push_back(seat.contact->vertex);
    const std::optional<ReportingLines::One> one = lines.one_line(people);
    if (!one) continue;
    GapWriter gap = run.gap(Severity::kAmber, committee.opportunity->vertex);
    gap.value("contacts", static_cast<int>(people.size()))
        .value("top", run.model.ref(one->top))
        .value("chain", one->chain);
    for (const Committee::Seat& seat : committee.seats) {
      for (std::size_t b : seat.buyers) gap.edge(f.buyers[b].edge);
    }
    for (const Edge& edge : one->edges) gap.edge(edge);
    gap.say(one->chain ? "opportunity.one-reporting-line.chain" : "opportunity.one-reporting-line",
            Args()
                .with("opportunity", run.name(committee.opportunity->vertex))
                .with("n", people.size())
                .with("top", run.person(one->top))
                .with("names", run.names(people)));
  }
}

void champion_without_power(RuleRun& run) {
  const Facts& f = run.facts;
  for (const Committee& committee : run.committees()) {
    for (const Committee::Seat& seat : committee.seats) {
      const ContactFact& c = *seat.contact;
      if (c.political_status != PoliticalStatus::kOutside) continue;
      const Vertex opportunity = committee.opportunity->vertex;
      for (std::size_t b : seat.buyers) {
        if (f.buyers[b].role != BuyingRole::kChampion) continue;
        GapWriter gap = run.gap(Severity::kAmber, c.vertex, run.model.id(opportunity));
        gap.weight(c.weight)
            .value("opportunity", run.model.ref(opportunity))
            .value("political_status", word(c.political_status))
            .edge(f.buyers[b].edge);
        gap.say("opportunity.champion-without-power", Args()
                                                          .with("person", run.person(c.vertex))
                                                          .with("name", run.name(c.vertex))
                                                          .with("opportunity", run.name(opportunity)));
      }
    }
  }
}

// Influence on one approver or decision maker, by side; the strongest first.
struct Sides {
  double opposed = 0, supportive = 0;
  std::vector<InfluencePath> opponents, supporters;
};

Sides sides_on(const Facts& f, const Committee& committee, Vertex target) {
  Sides sides;
  for (InfluencePath& path : influence_on(f, target, kInfluenceHops)) {
    const Support support = committee.support_of(f, path.edges.front().source);
    if (is_opposed(support)) {
      sides.opposed += path.strength;
      sides.opponents.push_back(std::move(path));
    } else if (is_supportive(support)) {
      sides.supportive += path.strength;
      sides.supporters.push_back(std::move(path));
    }
  }
  const auto stronger = [](const InfluencePath& a, const InfluencePath& b) {
    return a.strength > b.strength;
  };
  std::stable_sort(sides.opponents.begin(), sides.opponents.end(), stronger);
  std::stable_sort(sides.supporters.begin(), sides.supporters.end(), stronger);
  return sides;
}

void outgunned(RuleRun& run) {
  const Facts& f = run.facts;
  for (const Committee& committee : run.committees()) {
    const Committee::Seat* worst = nullptr;
    Sides on_worst;
    for (const Committee::Seat& seat : committee.seats) {
      if (!seat.decides) continue;
      Sides sides = sides_on(f, committee, seat.contact->vertex);
      const double lead = sides.opposed - sides.supportive;
      if (lead <= 1e-9 || (worst && lead <= on_worst.opposed - on_worst.supportive + 1e-12)) continue;
      worst = &seat;
      on_worst = std::move(sides);
    }
    if (!worst) continue;
    std::vector<Vertex> opponents, supporters;
    GapWriter gap = run.gap(Severity::kRed, committee.opportunity->vertex);
    gap.weight(worst->contact->weight)
        .value("on", run.model.ref(worst->contact->vertex))
        .value("opponents_influence", on_worst.opposed)
        .value("supporters_influence", on_worst.supportive)
        .value("opponents", static_cast<int>(on_worst.opponents.size()))
        .value("supporters", static_cast<int>(on_worst.supporters.size()))
        .value("max_hops", kInfluenceHops);
    for (std::size_t b : worst->buyers) gap.edge(f.buyers[b].edge);
    for (const InfluencePath& path : on_worst.opponents) {
      opponents.push_back(path.edges.front().source);
      for (const Edge& edge : path.edges) gap.edge(edge);
    }
    for (const InfluencePath& path : on_worst.supporters) {
      supporters.push_back(path.edges.front().source);
      for (const Edge& edge : path.edges) gap.edge(edge);
    }
    const Vertex first = supporters.empty() ? worst->contact->vertex : supporters.front();
    gap.say(supporters.empty() ? "opportunity.outgunned.alone" : "opportunity.outgunned",
            Args()
                .with("opportunity", run.name(committee.opportunity->vertex))
                .with("person", run.person(worst->contact->vertex))
                .with("name", run.name(worst->contact->vertex))
                .with("opponents", run.names(opponents, 3))
                .with("n", opponents.size())
                .with("friend", run.name(first))
                .with("supporters", run.names(supporters, 3)));
  }
}

void line_unstaffed(RuleRun& run) {
  const Facts& f = run.facts;
  const Model& m = run.model;
  std::unordered_set<Vertex> staffed;
  for (const TeamSeat& seat : f.seats) {
    if (seat.role != TeamRole::kBusinessLineSeller) continue;
    for (Vertex line : m.seller_lines(seat)) staffed.insert(line);
  }
  for (const OpportunityFact& opportunity : f.opportunities) {
    if (!opportunity.open) continue;
    for (const Edge& edge : m.snapshot().out(opportunity.vertex, m.symbols().involves)) {
      if (staffed.contains(edge.target)) continue;
      GapWriter gap = run.gap(Severity::kRed, opportunity.vertex, m.id(edge.target));
      gap.value("line", m.ref(edge.target)).value("sellers", 0).edge(edge).node(f.account());
      gap.say("opportunity.line-unstaffed",
              Args().with("opportunity", run.name(opportunity.vertex)).with("line", run.name(edge.target)));
    }
  }
}

const Rule kRules[] = {
    {{"opportunity.buyer-uncovered", RuleScope::kOpportunity, Severity::kRed,
      "Somebody with a buying role has no live tie to us.", "担任采购角色的人与我们没有有效关系。"},
     {},
     true,
     buyer_uncovered},
    {{"opportunity.too-few-contacts", RuleScope::kOpportunity, Severity::kAmber,
      "Too few people are known to be involved in an open opportunity.", "进行中的商机涉及的联系人太少。"},
     {{"min_contacts", 1, 1000, true}},
     true,
     too_few_contacts},
    {{"opportunity.one-reporting-line", RuleScope::kOpportunity, Severity::kAmber,
      "All contacts on an open opportunity stand on one reporting line: a tree, not a network.",
      "商机的联系人都在同一条汇报线上：只是一棵树，不是一张网。"},
     {},
     true,
     one_reporting_line},
    {{"opportunity.champion-without-power", RuleScope::kOpportunity, Severity::kAmber,
      "The champion is outside the political structure: a coach, not a champion.",
      "内部拥护者不在政治结构之内：只是向导，不是内部拥护者。"},
     {},
     true,
     champion_without_power},
    {{"opportunity.outgunned", RuleScope::kOpportunity, Severity::kRed,
      "Opponents have more influence than supporters on somebody who decides.",
      "对决策者的影响，反对者超过支持者。"},
     {},
     true,
     outgunned},
    {{"opportunity.line-unstaffed", RuleScope::kOpportunity, Severity::kRed,
      "An open opportunity involves a business line that nobody on the team sells.",
      "商机涉及的业务线在团队中没有对应的销售。"},
     {},
     false,
     line_unstaffed},
};

}  // namespace

std::span<const Rule> committee_rules() { return kRules; }

}  // namespace relmap::query
