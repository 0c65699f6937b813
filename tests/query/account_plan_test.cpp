// The planning pack: what it proposes to decide, what it asks, and what it compares with.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "graphstore/history.h"
#include "query/account_plan.h"
#include "world.h"

namespace relmap::query {
namespace {

using ::testing::Contains;
using testing::day;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kToday;
using ::testing::Not;
using testing::World;

// Three key players whom nobody knows, one who is known.
const char* const kBank = R"(
Account bank tier=large
OrgUnit it of=bank
Contact ann in=it political_status=inner_circle level=c_level
Contact ben in=it political_status=inner_circle level=c_level
Contact cid in=it political_status=political_structure level=vp
Contact dan in=it political_status=political_structure level=vp
TeamMember eva seat=account_manager@bank
KNOWS eva dan relationship_level=trusted_advisor last_contact=2026-11-20
)";

AccountPlanOptions options(std::size_t decisions = 6) {
  AccountPlanOptions options;
  options.coverage.date = day(kToday);
  options.max_decisions = decisions;
  return options;
}

TEST(AccountPlan, ProposesTheMostUrgentSubjectsAndCountsTheRest) {
  const World world(kBank);
  const auto all = account_plan(world.graph(), "bank", options(50));
  ASSERT_TRUE(all.ok()) << all.status().to_string();
  EXPECT_EQ(all->further, 0u);
  std::set<std::string> red, proposed;
  for (const Gap& gap : all->report().gaps) {
    if (gap.severity == Severity::kRed) red.insert(gap.id);
  }
  for (const Decision& decision : all->decisions) {
    EXPECT_FALSE(decision.because.empty());
    EXPECT_FALSE(decision.proposal.empty());
    proposed.insert(decision.gaps.begin(), decision.gaps.end());
  }
  EXPECT_EQ(proposed, red);  // each red gap stands under one decision, and nothing else does
  const auto two = account_plan(world.graph(), "bank", options(2));
  ASSERT_TRUE(two.ok());
  ASSERT_EQ(two->decisions.size(), 2u);
  EXPECT_EQ(two->further, all->decisions.size() - 2);
  EXPECT_EQ(two->decisions[0].subject.id, "ann");  // inner circle before the others
  EXPECT_EQ(two->decisions[1].subject.id, "ben");
  EXPECT_EQ(account_plan(world.graph(), "bank", options(0)).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(account_plan(world.graph(), "nobody", options()).status().code(), StatusCode::kNotFound);
}

TEST(AccountPlan, AsksWhatThePlanItselfLeavesOpen) {
  const World world(std::string(kBank) + R"(
Task late name=Late_one kind=meeting status=open due_on=2026-11-22 for=bank
Task today name=Due_today kind=meeting status=open due_on=2026-11-23 for=bank
Objective old name=Old_one plan_year=2025 status=at_risk for=bank
Objective risky name=Risky_one plan_year=2026 status=at_risk for=bank
Objective next name=Next_one plan_year=2027 status=proposed for=bank
Lead lost name=Lost_lead status=handed_over for=bank
Opportunity soon name=Soon stage=proposal close_date=2027-02-21 for=bank
Opportunity settled name=Settled stage=proposal close_date=2026-12-01 agreed_shares={"a":100} for=bank
Opportunity far name=Far stage=proposal close_date=2027-02-22 for=bank
)");
  const auto plan = account_plan(world.graph(), "bank", options());
  ASSERT_TRUE(plan.ok());
  EXPECT_THAT(plan->points, Contains("1 task is overdue: Late one. Go on, move the day, or drop?"));
  EXPECT_THAT(plan->points, Contains("At risk: Risky one. What changes?"));
  EXPECT_THAT(plan->points, Contains(HasSubstr("Proposed as an objective: Next one.")));
  EXPECT_THAT(plan->points, Contains(HasSubstr("no opportunity came of it: Lost lead.")));
  EXPECT_THAT(plan->points, Contains(HasSubstr("Nobody owns Lost lead.")));
  EXPECT_THAT(plan->points,
              Contains(HasSubstr("No shares are agreed for Soon, closing")));  // 90 days, not 91
  const World bare(kBank);
  const auto nothing = account_plan(bare.graph(), "bank", options());
  ASSERT_TRUE(nothing.ok());
  ASSERT_EQ(nothing->points.size(), 1u);
  EXPECT_THAT(nothing->points[0], HasSubstr("No objective is recorded."));
}

TEST(AccountPlan, ComparesOnlyWithAVersionThatKnewTheAccount) {
  const World world(kBank);
  const auto now = world.store().snapshot();
  const auto empty = world.store().snapshot_at(0);
  const auto diff = world.store().diff(0, now->version(), 1000);
  ASSERT_TRUE(empty.ok() && diff.ok());
  auto asked = options();
  asked.since = EarlierVersion{empty->snapshot.get(), &*diff, day("2025-11-23"), false};
  const auto none = account_plan(*now, "bank", asked);
  ASSERT_TRUE(none.ok()) << none.status().to_string();
  EXPECT_FALSE(none->changes);
  EXPECT_THAT(to_json(*none), HasSubstr("\"changes\": null"));
  const auto same = world.store().diff(now->version(), now->version(), 1000);
  asked.since = EarlierVersion{now.get(), &*same, day("2026-05-01"), false};
  const auto some = account_plan(*now, "bank", asked);
  ASSERT_TRUE(some.ok());
  ASSERT_TRUE(some->changes);
  EXPECT_THAT(some->changes->changes.changes, IsEmpty());
  EXPECT_EQ(some->changes->diff.from_date, day("2026-05-01"));
  EXPECT_THAT(to_json(*some), Not(HasSubstr("\"changes\": null")));
}

}  // namespace
}  // namespace relmap::query
