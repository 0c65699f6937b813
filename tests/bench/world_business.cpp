#include "world_parts.h"

namespace relmap::bench {
namespace {

using Kind = MemberBlock::Kind;

End member_end(std::size_t number) { return {"TeamMember", member_id(number)}; }
End line_end(std::size_t number) { return {"BusinessLine", line_id(number)}; }

std::string_view function_of(Kind kind, std::size_t place) {
  switch (kind) {
    case Kind::kTelesales:
      return "telesales";
    case Kind::kDelivery:
      return "delivery";
    case Kind::kPod:
      return place >= 1 && place <= 4 ? "presales" : "sales";
    case Kind::kAccountTeam:
      break;
  }
  static constexpr std::string_view kPlaces[] = {"executive", "sales",     "presales",         "commercial",
                                                 "marketing", "telesales", "sales_operations", "finance"};
  return place < 8 ? kPlaces[place] : "sales";
}

void write_member(const MemberBlock& block, std::size_t place, Random& random, const Emit& emit) {
  const std::size_t number = block.first + place;
  const bool executive = block.kind == Kind::kAccountTeam && place == 0;
  Properties p{{"name", random.person_name()},
               {"function", function_of(block.kind, place)},
               {"level", executive    ? "vp"
                         : place == 1 ? "director"
                                      : "staff"},
               {"email", member_id(number) + "@example.org"}};
  if (random.chance(0.02)) p["left_on"] = date_before(random, 200);
  emit_node(emit, "TeamMember", member_id(number), std::move(p));
}

void write_seat(AccountDraft& d, std::size_t member, const char* role, bool with_line = false) {
  Properties p{{"role", role}, {"since", date_before(d.random, 1500)}};
  if (with_line) p["business_line"] = line_id(d.random.below(kBusinessLines));
  emit_edge(d.emit, "ON_TEAM", member_end(member), {"Account", d.account.id()}, std::move(p));
}

// Strategic: N to 1. The first eight hold the roles of the tier, the rest sell and deliver.
void write_account_team(AccountDraft& d) {
  static constexpr const char* kRoles[] = {"account_sponsor",    "account_manager", "presales",
                                           "commercial_support", "marketing",       "telesales",
                                           "sales_operations",   "finance"};
  for (std::size_t i = 0; i < d.team().count; ++i) {
    const std::size_t member = d.team().first + i;
    if (i < 8) {
      write_seat(d, member, kRoles[i]);
    } else if (i % 3 == 0) {
      write_seat(d, member, "delivery_lead");
    } else {
      write_seat(d, member, "business_line_seller", true);
    }
  }
}

// Large: 1 to N. The pod's manager serves all its accounts, some of the others this one.
void write_pod_seats(AccountDraft& d) {
  write_seat(d, d.team().first, "account_manager");
  write_seat(d, d.team().first + 1 + d.random.below(4), "presales");
  for (int i = 0; i < 3; ++i)
    write_seat(d, d.team().first + 5 + d.random.below(8), "business_line_seller", true);
}

void write_opportunity(AccountDraft& d, std::size_t i) {
  const std::string id = d.account.opportunity_id(i);
  const End self{"Opportunity", id};
  Properties p{{"name", "Opportunity " + std::to_string(i)},
               {"stage", d.random.word_of({"lead", "qualified", "proposal", "negotiation", "won", "lost"})},
               {"amount", graphstore::Decimal{static_cast<std::int64_t>(1000 * d.random.between(5, 900)), 0}},
               {"currency", "EUR"},
               {"created_on", date_before(d.random, 400)}};
  emit_node(d.emit, "Opportunity", id, std::move(p));
  emit_edge(d.emit, "FOR_ACCOUNT", self, {"Account", d.account.id()});
  emit_edge(d.emit, "OWNED_BY", self, member_end(d.team_member()));
  const std::size_t unit = d.random.below(d.account.units);
  emit_edge(d.emit, "TARGETS", self, {"OrgUnit", d.account.unit_id(unit)});
  emit_edge(d.emit, "INVOLVES", self, line_end(d.random.below(kBusinessLines)));
  for (const char* role : {"decision_maker", "approver", "champion", "evaluator", "user"}) {
    if (!d.random.chance(0.8)) continue;
    const bool head = d.random.chance(0.4);
    const std::size_t buyer =
        head ? d.head_of(d.random.below(d.account.units)) : d.random.below(d.account.contacts);
    emit_edge(d.emit, "BUYS", {"Contact", d.account.contact_id(buyer)}, self, {{"role", role}});
  }
}

// What the unit has bought, and how its other cells of the business line matrix are judged.
void write_cells(AccountDraft& d, std::size_t unit) {
  const End self{"OrgUnit", d.account.unit_id(unit)};
  for (int i = 0; i < 2; ++i) {
    Properties p{
        {"amount", graphstore::Decimal{static_cast<std::int64_t>(1000 * d.random.between(1, 500)), 0}},
        {"currency", "EUR"},
        {"year", static_cast<std::int64_t>(d.random.between(2021, 2026))}};
    emit_edge(d.emit, "PURCHASED", self, line_end(d.random.below(kBusinessLines)), std::move(p));
  }
  for (int i = 0; i < 4; ++i) {
    Properties p{{"state", d.random.word_of({"eligible", "eligible", "not_eligible", "competitor"})}};
    emit_edge(d.emit, "CELL", self, line_end(d.random.below(kBusinessLines)), std::move(p));
  }
}

}  // namespace

std::size_t AccountDraft::anyone_of_ours() {
  if (delivery().count == 0 || random.chance(0.65)) return team_member();
  return delivery().first + random.below(delivery().count);
}

void write_business_lines(const Emit& emit) {
  for (std::size_t i = 0; i < kBusinessLines; ++i) {
    emit_node(emit, "BusinessLine", line_id(i), {{"name", "Business line " + std::to_string(i)}});
  }
}

void write_block(const WorldPlan& plan, const MemberBlock& block, const Emit& emit) {
  Random random(plan.options.seed, 1'000'000'000 + block.first);
  for (std::size_t i = 0; i < block.count; ++i) write_member(block, i, random, emit);
  for (std::size_t i = 0; i < block.count; ++i) {
    const End self = member_end(block.first + i);
    emit_edge(emit, "MEMBER_OF", self, line_end(random.below(kBusinessLines)));
    if (i == 0) continue;
    emit_edge(emit, "REPORTS_TO", self, member_end(block.first + (i > 8 ? 1 : 0)), {{"kind", "solid"}});
    if (random.chance(0.5)) {
      emit_edge(emit, "WORKS_WITH", self, member_end(block.first + random.below(i)),
                {{"context", "colleague"}});
    }
    if (!random.chance(0.3)) continue;
    const std::size_t elsewhere = earlier(plan, block.region, &Region::first_member, block.first, random);
    if (elsewhere == block.first) continue;
    emit_edge(emit, "WORKS_WITH", self, member_end(elsewhere), {{"context", "colleague"}});
  }
}

void write_account_and_team(AccountDraft& d) {
  Properties p{{"name", d.random.company_name()},
               {"tier", d.account.tier},
               {"currency", "EUR"},
               {"revenue", graphstore::Decimal{static_cast<std::int64_t>(10'000 * d.account.contacts), 0}}};
  emit_node(d.emit, "Account", d.account.id(), std::move(p));
  switch (d.team().kind) {
    case Kind::kAccountTeam:
      return write_account_team(d);
    case Kind::kPod:
      return write_pod_seats(d);
    default:
      break;
  }
  for (std::size_t i = 0; i < d.team().count; ++i) write_seat(d, d.team().first + i, "telesales");
}

void write_business(AccountDraft& d) {
  for (std::size_t i = 0; i < d.account.opportunities; ++i) write_opportunity(d, i);
  for (std::size_t u = 0; u < d.account.units; ++u) write_cells(d, u);
}

}  // namespace relmap::bench
