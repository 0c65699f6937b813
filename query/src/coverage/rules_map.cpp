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

void placeholder_unfilled(RuleRun& run) {
  const Facts& f = run.facts;
  const double limit = run.setting.number("days");
  for (const ContactFact& c : f.contacts) {
    if (!c.counts() || !c.placeholder) continue;
    const std::optional<Date> created =
        run.model.snapshot().properties(c.vertex).date(run.model.symbols().created_on);
    const Date since = created.value_or(run.model.snapshot().written_on(c.vertex));
    const int days = run.model.date() - since;
    if (days <= limit) continue;
    GapWriter gap = run.gap(Severity::kAmber, c.vertex);
    gap.weight(c.weight)
        .value("days", days)
        .value("max_days", static_cast<std::int64_t>(limit))
        .value("since", since);
    gap.say("account.placeholder-unfilled",
            Args().with("person", run.person(c.vertex)).with("name", run.name(c.vertex)).with("days", days));
  }
}

// The last day on which something about the account's people was written, as far as the graph tells: their
// own records, and the dates that their ties and places carry. nullopt: nobody is on the map.
std::optional<Date> last_written(const Facts& f) {
  const Model& m = f.model();
  std::optional<Date> last;
  const auto see = [&](std::optional<Date> day) {
    if (day && (!last || *last < *day)) last = day;
  };
  for (const ContactFact& c : f.contacts) {
    if (c.outside) continue;
    see(m.snapshot().written_on(c.vertex));
    for (std::size_t i : c.ties) see(m.last_contact(f.ties[i].edge.properties));
    for (const Placement& p : c.placements) see(p.edge.properties.date(m.symbols().since));
  }
  return last;
}

void map_stale(RuleRun& run) {
  const Facts& f = run.facts;
  const double amber = run.setting.number("amber_days"), red = run.setting.number("red_days");
  const std::optional<Date> last = last_written(f);
  if (!last) return;
  const int days = run.model.date() - *last;
  if (days < amber) return;
  GapWriter gap = run.gap(days >= red ? Severity::kRed : Severity::kAmber, f.account());
  gap.value("days", days)
      .value("last_written", *last)
      .value("amber_days", static_cast<std::int64_t>(amber))
      .value("red_days", static_cast<std::int64_t>(red));
  for (const ContactFact& c : f.contacts) {
    if (c.counts()) gap.node(c.vertex);
  }
  gap.say("account.map-stale",
          Args().with("account", run.name(f.account())).with("date", last->to_string()).with("days", days));
}

const Rule kRules[] = {
    {{"account.unit-unmapped", RuleScope::kAccount, Severity::kAmber,
      "An org unit of whose people nobody is on the map.", "关系图上没有任何人员的组织单元。"},
     {},
     true,
     unit_unmapped},
    {{"account.placeholder-unfilled", RuleScope::kAccount, Severity::kAmber,
      "A position on the map whose holder has long been unknown.", "关系图上长期不知由谁担任的职位。"},
     {{"days", 1, 36'500, true}},
     true,
     placeholder_unfilled},
    {{"account.map-stale", RuleScope::kAccount, Severity::kRed,
      "Nothing about the account's people has been written for a long time.",
      "很久没有记录过该客户人员的任何信息。"},
     {{"amber_days", 1, 36'500, true}, {"red_days", 1, 36'500, true}},
     true,
     map_stale},
};

}  // namespace

std::span<const Rule> map_rules() { return kRules; }

}  // namespace relmap::query
