// Rules on the map itself: what of the customer's organisation is not on it.
#include <unordered_set>

#include "coverage/rule_run.h"
#include "coverage/unit_tree.h"

namespace relmap::query {
namespace {

void unit_unmapped(RuleRun& run) {
  const Facts& f = run.facts;
  const UnitTree tree(f);
  std::unordered_set<Vertex> mapped;  // with people in it or below it
  for (const ContactFact& c : f.contacts) {
    if (!c.counts()) continue;
    for (const Placement& placement : c.placements) {
      for (Vertex unit : tree.up_from(placement.unit)) mapped.insert(unit);
    }
  }
  std::vector<Vertex> units = f.units;
  run.model.sort_by_id(units);
  for (Vertex unit : units) {
    if (mapped.contains(unit) || run.model.is_placeholder(unit)) continue;
    GapWriter gap = run.gap(Severity::kAmber, unit);
    gap.value("contacts", 0).node(f.account());
    gap.say("account.unit-unmapped",
            Args().with("unit", run.name(unit)).with("account", run.name(f.account())));
  }
}

const Rule kRules[] = {
    {{"account.unit-unmapped", RuleScope::kAccount, Severity::kAmber,
      "An org unit of whose people nobody is on the map.", "关系图上没有任何人员的组织单元。"},
     {},
     true,
     unit_unmapped},
};

}  // namespace

std::span<const Rule> map_rules() { return kRules; }

}  // namespace relmap::query
