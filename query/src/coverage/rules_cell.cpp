// Rules on the whitespace matrix (business line × org unit), and on the sellers who are to sell there.
#include <algorithm>
#include <unordered_set>

#include "coverage/cells.h"
#include "coverage/rule_run.h"
#include "coverage/team_facts.h"
#include "coverage/unit_tree.h"

namespace relmap::query {
namespace {

// Units that buy a line or are targeted for it; `anywhere` where the account itself bought it.
struct Buyers {
  std::vector<Vertex> units;
  bool anywhere = false;
};

Buyers buyers_of(const Facts& f, const LineNeed& need) {
  const Model& m = f.model();
  Buyers buyers;
  const auto add = [&](Vertex unit) {
    const bool ours = std::find(f.units.begin(), f.units.end(), unit) != f.units.end();
    if (ours && std::find(buyers.units.begin(), buyers.units.end(), unit) == buyers.units.end())
      buyers.units.push_back(unit);
  };
  for (const Edge& edge : need.purchases) {
    buyers.anywhere = buyers.anywhere || edge.source == f.account();
    add(edge.source);
  }
  for (Vertex opportunity : need.pipeline) {
    for (const Edge& edge : m.snapshot().out(opportunity, m.symbols().targets)) add(edge.target);
  }
  m.sort_by_id(buyers.units);
  return buyers;
}

bool has_live_tie_there(const Facts& f, Vertex member, const Buyers& buyers, const UnitTree& tree) {
  return std::any_of(f.ties.begin(), f.ties.end(), [&](const TieFact& tie) {
    const ContactFact& c = f.contacts[tie.contact];
    if (tie.member != member || !tie.live || !c.counts()) return false;
    if (buyers.anywhere) return true;
    for (const Placement& placement : c.placements) {
      for (Vertex unit : tree.up_from(placement.unit)) {
        if (std::find(buyers.units.begin(), buyers.units.end(), unit) != buyers.units.end()) return true;
      }
    }
    return false;
  });
}

void seller_not_connected(RuleRun& run) {
  const Facts& f = run.facts;
  const UnitTree tree(f);
  for (const LineNeed& need : lines_needing_sellers(f, f.purchase_years())) {
    const Buyers buyers = buyers_of(f, need);
    if (buyers.units.empty() && !buyers.anywhere) continue;  // nobody knows where it is to be sold
    std::vector<Vertex> sellers = need.sellers;
    run.model.sort_by_id(sellers);
    sellers.erase(std::unique(sellers.begin(), sellers.end()), sellers.end());
    for (Vertex seller : sellers) {
      if (has_live_tie_there(f, seller, buyers, tree)) continue;
      GapWriter gap = run.gap(Severity::kAmber, seller, run.model.id(need.line));
      gap.value("line", run.model.ref(need.line)).value("live_ties", 0).node(need.line);
      for (Vertex unit : buyers.units) gap.node(unit);
      for (const Edge& edge : need.purchases) gap.edge(edge);
      for (const Edge& edge : need.involves) gap.edge(edge);
      gap.say(buyers.units.empty() ? "line.seller-not-connected.anywhere" : "line.seller-not-connected",
              Args()
                  .with("name", run.name(seller))
                  .with("line", run.name(need.line))
                  .with("account", run.name(f.account()))
                  .with("units", run.names(buyers.units, 3)));
    }
  }
}

GapWriter cell_gap(RuleRun& run, Severity severity, const Cell& cell) {
  GapWriter gap = run.gap(severity, cell.unit, run.model.id(cell.line));
  gap.value("line", run.model.ref(cell.line));
  if (cell.edge) {
    gap.edge(*cell.edge);
    const graphstore::Value potential = cell.edge->properties.get(run.model.symbols().potential);
    if (!potential.is_null()) gap.value("potential", potential);
  }
  return gap;
}

void warm_whitespace(RuleRun& run) {
  const double enough = run.setting.number("probability");
  for (const Cell* cell : run.whitespace().open()) {
    const FoundPath* path = run.whitespace().reach().of(cell->unit).supportive;
    if (!path || path->probability < enough - 1e-12) continue;
    const Vertex friendly = path->people.back();
    GapWriter gap = cell_gap(run, Severity::kWhitespace, *cell);
    gap.value("contact", run.model.ref(friendly))
        .value("probability", path->probability)
        .value("min_probability", enough);
    for (Vertex v : path->people) gap.node(v);
    gap.meet({friendly});
    gap.say("line.warm-whitespace", Args()
                                        .with("unit", run.name(cell->unit))
                                        .with("line", run.name(cell->line))
                                        .with("person", run.person(friendly))
                                        .with("name", run.name(friendly)));
  }
}

void cold_whitespace(RuleRun& run) {
  const double enough = run.setting.number("probability");
  for (const Cell* cell : run.whitespace().open()) {
    const UnitReach::Best& best = run.whitespace().reach().of(cell->unit);
    if (best.undecided || (best.any && best.any->probability >= enough - 1e-12)) continue;
    GapWriter gap = cell_gap(run, Severity::kAmber, *cell);
    gap.value("people", static_cast<int>(best.people))
        .value("best_probability", best.any ? best.any->probability : 0.0)
        .value("min_probability", enough);
    if (best.any) {
      for (Vertex v : best.any->people) gap.node(v);
    }
    gap.say(best.people == 0 ? "line.cold-whitespace.unmapped"
            : best.any       ? "line.cold-whitespace"
                             : "line.cold-whitespace.no-way",
            Args()
                .with("unit", run.name(cell->unit))
                .with("line", run.name(cell->line))
                .with("n", best.people)
                .with("probability", percent(best.any ? best.any->probability : 0)));
  }
}

void cell_unassessed(RuleRun& run) {
  const Facts& f = run.facts;
  std::map<Vertex, std::unordered_set<Vertex>> known;  // lines of each unit
  for (const Cell& cell : run.whitespace().cells()) {
    if (cell.judged != CellJudgement::kNone || cell.sold() || !cell.pipeline.empty())
      known[cell.unit].insert(cell.line);
  }
  const std::vector<Vertex> lines = business_lines(run.model);
  std::vector<Vertex> units = f.units;
  run.model.sort_by_id(units);
  for (Vertex unit : units) {
    std::vector<Vertex> open;
    const auto of_unit = known.find(unit);
    for (Vertex line : lines) {
      if (of_unit == known.end() || !of_unit->second.contains(line)) open.push_back(line);
    }
    if (open.empty()) continue;
    std::vector<std::string> refs;
    for (Vertex line : open) refs.push_back(run.model.ref(line));
    GapWriter gap = run.gap(Severity::kInfo, unit);
    gap.value("lines", graphstore::ValueList(refs.begin(), refs.end()));
    for (Vertex line : open) gap.node(line);
    gap.say("line.cell-unassessed",
            Args().with("unit", run.name(unit)).with("n", open.size()).with("names", run.names(open)));
  }
}

void competitor_holds_cell(RuleRun& run) {
  for (const Cell& cell : run.whitespace().cells()) {
    if (cell.judged != CellJudgement::kCompetitor) continue;
    const auto name = cell.edge->properties.text(run.model.symbols().competitor);
    GapWriter gap = cell_gap(run, Severity::kAmber, cell);
    gap.value("competitor", std::string(name.value_or("unknown")));
    gap.say(name ? "line.competitor-holds-cell" : "line.competitor-holds-cell.unnamed",
            Args()
                .with("unit", run.name(cell.unit))
                .with("line", run.name(cell.line))
                .with("competitor", name.value_or("")));
  }
}

const Rule kRules[] = {
    {{"line.seller-not-connected", RuleScope::kLine, Severity::kAmber,
      "A seller has no live tie where the line is bought or to be sold.",
      "业务线销售在采购或目标部门没有有效关系。"},
     {},
     false,
     seller_not_connected},
    {{"line.warm-whitespace", RuleScope::kLine, Severity::kWhitespace,
      "A unit that could buy a line, with a supporter whom we can reach.",
      "可销售而未售、且能触达支持者的部门与业务线。"},
     {{"probability", 0, 1}},
     false,
     warm_whitespace},
    {{"line.cold-whitespace", RuleScope::kLine, Severity::kAmber,
      "A unit that could buy a line, and no good way leads to its people.",
      "可销售而未售、且无法触达其人员的部门与业务线。"},
     {{"probability", 0, 1}},
     false,
     cold_whitespace},
    {{"line.cell-unassessed", RuleScope::kLine, Severity::kInfo,
      "Nobody has judged whether a unit could buy some of our lines.", "尚未评估部门能否采购某些业务线。"},
     {},
     false,
     cell_unassessed},
    {{"line.competitor-holds-cell", RuleScope::kLine, Severity::kAmber,
      "A competitor holds a unit for a business line.", "竞争对手占据了某部门的某业务线。"},
     {},
     false,
     competitor_holds_cell},
};

}  // namespace

std::span<const Rule> cell_rules() { return kRules; }

}  // namespace relmap::query
