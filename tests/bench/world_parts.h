// The parts of generate_world(), private to it.
#pragma once

#include "world_generator.h"
#include "world_random.h"

namespace relmap::bench {

using graphstore::Properties;

// One account in the making.
struct AccountDraft {
  const WorldPlan& plan;
  const AccountPlan& account;
  const Emit& emit;
  Random random;

  const MemberBlock& team() const { return plan.blocks[account.team]; }
  const MemberBlock& delivery() const { return plan.blocks[account.delivery]; }
  std::size_t unit_of(std::size_t contact) const { return contact * account.units / account.contacts; }
  std::size_t head_of(std::size_t unit) const {  // the first contact of the unit
    return (unit * account.contacts + account.units - 1) / account.units;
  }
  std::size_t team_member() { return team().first + random.below(team().count); }
  std::size_t anyone_of_ours();  // team or delivery
};

void emit_node(const Emit& emit, std::string label, std::string id, Properties properties);
struct End {
  const char* label;
  std::string id;
};
void emit_edge(const Emit& emit, const char* type, End from, End to, Properties properties = {});
Date date_before(Random& random, std::size_t most_days);
// The number of an account or member before `own` in its region, one time in ten in the region before; `own`
// where there is none.
std::size_t earlier(const WorldPlan& plan, std::size_t region, std::size_t Region::*first, std::size_t own,
                    Random& random);

// world_people.cpp: the customer's organisation, and who of us knows whom in it.
void write_units(AccountDraft& draft);
void write_contacts(AccountDraft& draft);
void write_lines_between_contacts(AccountDraft& draft);
void write_ties(AccountDraft& draft);

// world_business.cpp: our own people, and what is sold.
void write_business_lines(const Emit& emit);
void write_block(const WorldPlan& plan, const MemberBlock& block, const Emit& emit);
void write_account_and_team(AccountDraft& draft);
void write_business(AccountDraft& draft);

}  // namespace relmap::bench
