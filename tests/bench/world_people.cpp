#include <algorithm>

#include "world_parts.h"

namespace relmap::bench {
namespace {

constexpr std::size_t kUnitsBelow = 4;  // each unit has at most so many directly below it
constexpr std::size_t kCloseBy = 25;    // whom one works with sits that near, in the order of numbers

std::size_t parent_unit(std::size_t unit) { return (unit - 1) / kUnitsBelow; }

std::size_t depth_of(std::size_t unit) {
  std::size_t depth = 0;
  for (; unit > 0; unit = parent_unit(unit)) ++depth;
  return depth;
}

constexpr std::string_view kLevels[] = {"c_level", "vp", "director", "manager", "staff"};

// 0 (C-level) to 4 (staff): heads by the depth of their unit, the others mostly staff.
std::size_t rank_of(AccountDraft& d, std::size_t contact) {
  const std::size_t unit = d.unit_of(contact);
  const std::size_t head = std::min<std::size_t>(depth_of(unit), 3);
  if (contact == d.head_of(unit)) return head;
  return d.random.chance(0.12) ? std::min<std::size_t>(head + 1, 4) : 4;
}

void add_standing(AccountDraft& d, std::size_t rank, Properties& p) {
  if (rank == 0 || (rank == 1 && d.random.chance(0.4))) {
    p["political_status"] = "inner_circle";
  } else if (rank <= 2 && d.random.chance(0.5)) {
    p["political_status"] = "political_structure";
  } else if (d.random.chance(0.5)) {
    p["political_status"] = "outside";
  }
  if (d.random.chance(0.6)) {
    p["support"] = d.random.word_of(
        {"mentor", "supporter", "supporter", "neutral", "neutral", "neutral", "non_supporter", "enemy"});
  }
}

std::size_t near(AccountDraft& d, std::size_t contact) {
  const std::size_t low = contact > kCloseBy ? contact - kCloseBy : 0;
  return d.random.between(low, std::min(contact + kCloseBy, d.account.contacts - 1));
}

End contact_end(const AccountDraft& d, std::size_t contact) {
  return {"Contact", d.account.contact_id(contact)};
}

void write_reporting(AccountDraft& d, std::size_t contact) {
  const std::size_t unit = d.unit_of(contact);
  std::size_t boss = d.head_of(unit);
  if (contact == boss) {
    if (unit == 0) return;
    boss = d.head_of(parent_unit(unit));
  } else if (contact - boss > 6) {
    boss += 1 + d.random.below(2);  // in a large unit not everybody reports to its head
  }
  Properties p{{"kind", "solid"}};
  emit_edge(d.emit, "REPORTS_TO", contact_end(d, contact), contact_end(d, boss), std::move(p));
  if (!d.random.chance(0.05)) return;
  const std::size_t other = near(d, contact);
  if (other >= contact) return;  // upward only: no circles
  emit_edge(d.emit, "REPORTS_TO", contact_end(d, contact), contact_end(d, other), {{"kind", "dotted"}});
}

void write_influence(AccountDraft& d, std::size_t contact) {
  for (std::size_t i = d.random.between(1, 3); i > 0; --i) {
    const std::size_t other = d.random.chance(0.4) ? d.head_of(d.unit_of(contact)) : near(d, contact);
    if (other == contact) continue;
    Properties p{{"kind", d.random.chance(0.08) ? "conflict" : "positive"}};
    if (d.random.chance(0.6)) {
      p["strength"] = d.random.word_of({"weak", "moderate", "strong"});
    } else if (d.random.chance(0.5)) {
      p["strength"] = static_cast<double>(d.random.between(5, 95)) / 100;
    }
    emit_edge(d.emit, "INFLUENCES", contact_end(d, contact), contact_end(d, other), std::move(p));
  }
}

void write_acquaintance(AccountDraft& d, std::size_t contact) {
  for (std::size_t i = d.random.between(1, 3); i > 0; --i) {
    const std::size_t other = near(d, contact);
    if (other == contact) continue;
    Properties p{{"context", "colleague"}};
    if (d.random.chance(0.4)) p["strength"] = static_cast<double>(d.random.between(20, 90)) / 100;
    emit_edge(d.emit, "WORKS_WITH", contact_end(d, contact), contact_end(d, other), std::move(p));
  }
  if (!d.random.chance(0.08)) return;
  const std::size_t number =
      earlier(d.plan, d.account.region, &Region::first_account, d.account.number, d.random);
  if (number == d.account.number) return;
  const AccountPlan& elsewhere = d.plan.accounts[number];
  const End other{"Contact", elsewhere.contact_id(d.random.below(elsewhere.contacts))};
  Properties p{{"context", d.random.word_of({"alumni", "board", "school"})}};
  emit_edge(d.emit, "WORKS_WITH", contact_end(d, contact), other, std::move(p));
}

void write_tie(AccountDraft& d, std::size_t contact) {
  const End member{"TeamMember", member_id(d.anyone_of_ours())};
  Properties p;
  if (d.random.chance(0.9)) {
    p["relationship_level"] = d.random.word_of(
        {"vendor", "vendor", "credible_source", "credible_source", "problem_solver", "trusted_advisor"});
  }
  if (d.random.chance(0.3)) p["desired_level"] = d.random.word_of({"problem_solver", "trusted_advisor"});
  if (d.random.chance(0.4)) p["contact_depth"] = d.random.word_of({"brief", "multiple", "in_depth"});
  if (d.random.chance(0.85)) p["last_contact"] = date_before(d.random, d.random.chance(0.6) ? 90 : 500);
  emit_edge(d.emit, "KNOWS", member, contact_end(d, contact), std::move(p));
  if (!d.random.chance(0.3)) return;
  const auto days = static_cast<std::int64_t>(30 * d.random.between(1, 6));
  emit_edge(d.emit, "COVERS", member, contact_end(d, contact), {{"cadence_days", days}});
}

}  // namespace

void write_units(AccountDraft& d) {
  for (std::size_t u = 0; u < d.account.units; ++u) {
    Properties p{{"name", "Unit " + std::to_string(u)}, {"kind", u == 0 ? "board" : "department"}};
    emit_node(d.emit, "OrgUnit", d.account.unit_id(u), std::move(p));
  }
  for (std::size_t u = 0; u < d.account.units; ++u) {
    const End parent =
        u == 0 ? End{"Account", d.account.id()} : End{"OrgUnit", d.account.unit_id(parent_unit(u))};
    emit_edge(d.emit, "PART_OF", {"OrgUnit", d.account.unit_id(u)}, parent);
  }
}

void write_contacts(AccountDraft& d) {
  for (std::size_t i = 0; i < d.account.contacts; ++i) {
    const std::size_t rank = rank_of(d, i);
    const std::string id = d.account.contact_id(i);
    Properties p{{"name", d.random.person_name()},
                 {"title", std::string(kLevels[rank]) + ", unit " + std::to_string(d.unit_of(i))},
                 {"level", kLevels[rank]},
                 {"email", id + "@example.com"}};
    add_standing(d, rank, p);
    if (d.random.chance(0.01)) p["placeholder"] = true;
    if (d.random.chance(0.03)) p["left_on"] = date_before(d.random, 300);
    emit_node(d.emit, "Contact", id, std::move(p));
  }
}

void write_lines_between_contacts(AccountDraft& d) {
  for (std::size_t i = 0; i < d.account.contacts; ++i) {
    const End unit{"OrgUnit", d.account.unit_id(d.unit_of(i))};
    emit_edge(d.emit, "WORKS_IN", contact_end(d, i), unit, {{"since", date_before(d.random, 3000)}});
    write_reporting(d, i);
    write_influence(d, i);
    write_acquaintance(d, i);
  }
}

void write_ties(AccountDraft& d) {
  for (std::size_t i = 0; i < d.account.contacts; ++i) {
    const bool head = i == d.head_of(d.unit_of(i));
    for (std::size_t n = head ? d.random.between(1, 4) : d.random.below(4); n > 0; --n) write_tie(d, i);
  }
}

}  // namespace relmap::bench
