// The pipeline, tasks, the planning cycle and client teams: on small accounts, by values that can be told by
// hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "graphstore/history.h"
#include "query/objectives.h"
#include "query/pipeline.h"
#include "query/tasks.h"
#include "query/teams.h"
#include "world.h"

namespace relmap::query {
namespace {

using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kToday;
using testing::World;

CoverageOptions on(std::string_view date = kToday, Lang lang = Lang::kEn) {
  CoverageOptions options;
  options.date = day(date);
  options.lang = lang;
  return options;
}

std::vector<std::string> ids(const std::vector<NodeName>& nodes) {
  std::vector<std::string> out;
  for (const NodeName& node : nodes) out.push_back(node.id);
  return out;
}

// --- the pipeline

const char* const kSales = R"(
Account bank tier=strategic
Account other tier=smb
TeamMember eva name=Eva
TeamMember max left_on=2026-10-01
OrgUnit it of=bank
BusinessLine cloud
BusinessLine hw
Campaign fair channel=event started_on=2026-03-01 for=bank
Campaign mail for=bank
Lead l1 source=event status=handed_over created_on=2026-03-05 for=bank
Lead l2 status=working created_on=2026-11-13 for=bank
Lead l3 status=handed_over for=bank
Lead l4 status=dropped for=bank
Lead l5 status=new created_on=2026-12-01 for=bank
Lead foreign status=new for=other
LED_TO fair l1
LED_TO fair l2
LED_TO fair foreign
OWNED_BY l1 eva
OWNED_BY l2 max
OWNED_BY l5 eva
Contact ann in=it
Contact ben in=it left_on=2026-01-01
Opportunity o1 stage=proposal amount=10.50 currency=CNY close_date=2027-03-01 for=bank
Opportunity o2 stage=negotiation amount=5 currency=CNY close_date=2026-12-01 for=bank
Opportunity o3 stage=won amount=7 currency=EUR close_date=2026-02-01 agreed_shares={"cloud":40,"hw":60} for=bank
Opportunity o4 stage=lost amount=99 currency=CNY close_date=2026-05-01 for=bank
LED_TO l1 o1
INVOLVES o1 hw amount=4
INVOLVES o1 cloud amount=6.50
TARGETS o1 it
OWNED_BY o1 eva
BUYS ann o1 role=approver
BUYS ann o1 role=decision_maker
BUYS ben o1 role=champion
Order d1 amount=6 currency=EUR ordered_on=2026-02-20 delivery=open for=bank
Order d2 amount=1 currency=EUR ordered_on=2026-03-20 delivery=delivered for=bank
Order d3 amount=50 currency=EUR ordered_on=2026-01-20 delivery=cancelled for=bank
LED_TO o3 d1
)";

TEST(Pipeline, LeadsFromCampaignToDelivery) {
  const World world(kSales);
  const auto found = pipeline(world.graph(), "bank", on());
  ASSERT_TRUE(found.ok()) << found.status().to_string();
  ASSERT_EQ(found->campaigns.size(), 2u);
  EXPECT_EQ(found->campaigns[0].campaign.id, "fair");
  EXPECT_EQ(found->campaigns[1].campaign.id, "mail");                    // without a day last
  EXPECT_THAT(ids(found->campaigns[0].leads), ElementsAre("l1", "l2"));  // the third is another account's
  const PipelineLead& l1 = found->leads[0];
  EXPECT_EQ(l1.lead.id, "l1");
  EXPECT_EQ(l1.campaign->id, "fair");
  EXPECT_EQ(l1.opportunity->id, "o1");
  EXPECT_EQ(l1.owner->id, "eva");
  EXPECT_FALSE(l1.days_open);  // it was handed over
  const PipelineOpportunity& o1 = found->opportunities[1];
  EXPECT_EQ(o1.opportunity.id, "o1");
  EXPECT_EQ(o1.lead->id, "l1");
  EXPECT_EQ(o1.owner->id, "eva");
  EXPECT_THAT(ids(o1.units), ElementsAre("it"));
  ASSERT_EQ(o1.lines.size(), 2u);
  EXPECT_EQ(o1.lines[0].line.id, "cloud");
  EXPECT_EQ(o1.lines[0].amount->to_string(), "6.50");
  EXPECT_EQ(o1.buyers, 1u);  // one person in two roles; the other has left
  EXPECT_FALSE(o1.agreed_shares);
  ASSERT_EQ(found->orders.size(), 3u);
  EXPECT_EQ(found->orders[1].order.id, "d1");
  EXPECT_EQ(found->orders[1].opportunity->id, "o3");
  EXPECT_EQ(pipeline(world.graph(), "nobody", on()).status().code(), StatusCode::kNotFound);
}

TEST(Pipeline, OpenOpportunitiesComeFirstByCloseDate) {
  const World world(kSales);
  const auto found = pipeline(world.graph(), "bank", on());
  ASSERT_TRUE(found.ok());
  std::vector<std::string> order;
  for (const auto& o : found->opportunities) order.push_back(o.opportunity.id);
  EXPECT_THAT(order, ElementsAre("o2", "o1", "o4", "o3"));
}

TEST(Pipeline, AddsUpWithinACurrencyAndDerivesNoShares) {
  const World world(kSales);
  const auto found = pipeline(world.graph(), "bank", on());
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->totals.size(), 2u);
  EXPECT_EQ(found->totals[0].currency, "CNY");
  EXPECT_EQ(found->totals[0].open.to_string(), "15.50");
  EXPECT_EQ(found->totals[0].won.to_string(), "0");
  EXPECT_EQ(found->totals[1].currency, "EUR");
  EXPECT_EQ(found->totals[1].won.to_string(), "7");
  EXPECT_EQ(found->totals[1].ordered.to_string(), "7");  // what was cancelled is in neither
  EXPECT_EQ(found->totals[1].delivered.to_string(), "1");
  const auto won = std::find_if(found->opportunities.begin(), found->opportunities.end(),
                                [](const auto& o) { return o.opportunity.id == "o3"; });
  ASSERT_TRUE(won->agreed_shares);
  ASSERT_EQ(won->agreed_shares->size(), 2u);
  EXPECT_EQ(won->agreed_shares->at(0).first, "cloud");
  EXPECT_EQ(won->agreed_shares->at(0).second.to_string(), "40");
}

TEST(Pipeline, ShowsHowLeadsWereHandedOver) {
  const World world(kSales);
  const auto found = pipeline(world.graph(), "bank", on());
  ASSERT_TRUE(found.ok());
  const HandOver& h = found->hand_over;
  EXPECT_EQ(h.fresh, 1u);
  EXPECT_EQ(h.working, 1u);
  EXPECT_EQ(h.handed_over, 2u);
  EXPECT_EQ(h.dropped, 1u);
  EXPECT_THAT(ids(h.without_opportunity), ElementsAre("l3"));
  // l2's owner has left, l3 never had one; nobody minds that l4, which was dropped, has none.
  EXPECT_THAT(ids(h.without_owner), ElementsAre("l2", "l3"));
  for (const auto& lead : found->leads) {
    if (lead.lead.id == "l2") {
      EXPECT_TRUE(lead.owner_left);
      EXPECT_EQ(lead.days_open, 10);
    }
    if (lead.lead.id == "l5") {
      EXPECT_FALSE(lead.days_open);  // made after the day of judgement
    }
  }
}

TEST(Pipeline, CountsTheGapsOnAnOpportunityAndItsPeople) {
  const World world(kSales);
  const auto found = pipeline(world.graph(), "bank", on());
  ASSERT_TRUE(found.ok());
  const CoverageReport report = testing::report(world, "bank");
  std::size_t red = 0;
  for (const Gap& gap : report.gaps) {
    if (gap.rule.starts_with("opportunity.") && gap.severity == Severity::kRed &&
        gap.id.find("o1") != std::string::npos)
      ++red;
  }
  ASSERT_GT(red, 0u);  // whom none of us knows approves it
  EXPECT_EQ(found->opportunities[1].red, red);
  EXPECT_THAT(to_json(*found), HasSubstr("\"agreed_shares\": null"));
  EXPECT_THAT(to_csv(*found),
              HasSubstr("opportunity,o1,o1,proposal,TeamMember/eva,10.50,CNY,2027-03-01,Lead/l1"));
}

// --- tasks

// The progress of the one task that `text` declares about ann, who is in the unit `it` of the bank.
std::optional<TaskProgress> progress(const std::string& text, std::string_view date = kToday) {
  const World world(
      "Account bank tier=strategic\nOrgUnit it of=bank\nContact ann in=it level=staff\n"
      "TeamMember eva name=Eva\nTeamMember max\nBusinessLine cloud\n" +
      text);
  TaskListOptions options;
  options.coverage = on(date);
  const auto list = tasks(world.graph(), options);
  EXPECT_TRUE(list.ok() && list->tasks.size() == 1);
  return list->tasks.front().progress;
}

TEST(Tasks, AnIntroductionGoesFromUnknownToALiveTie) {
  const std::string task = "Task t kind=introduction status=open for=bank\nABOUT t ann\n";
  EXPECT_EQ(progress(task)->step, 0);
  EXPECT_EQ(progress(task)->steps, 3);
  EXPECT_THAT(progress(task)->text, HasSubstr("None of us knows ann"));
  EXPECT_EQ(progress(task + "KNOWS eva ann relationship_level=vendor last_contact=2026-11-20")->step, 1);
  // Too long ago: staff is to be met within 180 days.
  const auto stale =
      progress(task + "KNOWS eva ann relationship_level=credible_source last_contact=2026-05-26");
  EXPECT_EQ(stale->step, 2);
  EXPECT_THAT(stale->text, HasSubstr("181 days ago, and due every 180 days"));
  EXPECT_EQ(progress(task + "KNOWS eva ann relationship_level=credible_source")->step, 2);
  const auto live =
      progress(task + "KNOWS eva ann relationship_level=credible_source last_contact=2026-05-27");
  EXPECT_EQ(live->step, 3);
  EXPECT_THAT(live->text, HasSubstr("Eva has a live tie to ann"));
}

TEST(Tasks, AMeetingWithSeveralIsAsFarAsTheLeastKnown) {
  const auto both = progress(
      "Contact bob in=it\nTask t kind=meeting status=open for=bank\nABOUT t ann\nABOUT t bob\n"
      "KNOWS eva ann relationship_level=trusted_advisor last_contact=2026-11-20\n"
      "KNOWS eva bob relationship_level=vendor last_contact=2026-11-20");
  EXPECT_EQ(both->step, 1);
  EXPECT_THAT(both->text, HasSubstr("bob"));
}

TEST(Tasks, AFollowUpIsDoneByATieTouchedSince) {
  const std::string task = "Task t kind=follow_up status=open created_on=2026-11-01 for=bank\nABOUT t ann\n";
  EXPECT_EQ(progress(task)->step, 0);
  EXPECT_EQ(progress(task + "KNOWS eva ann last_contact=2026-11-01")->step, 0);  // the meeting it came out of
  const auto met = progress(task + "KNOWS eva ann last_contact=2026-11-02");
  EXPECT_EQ(met->step, 1);
  EXPECT_EQ(met->steps, 1);
  EXPECT_FALSE(progress(task, "2026-10-31"));  // judged on a day on which it was not made yet
  // Without its own day it counts from the day on which it was written: today.
  const std::string undated = "Task t kind=follow_up status=open for=bank\nABOUT t ann\n";
  EXPECT_EQ(progress(undated + "KNOWS eva ann last_contact=2026-11-22")->step, 0);
  EXPECT_FALSE(progress(undated, "2026-11-22"));
}

TEST(Tasks, ASaleGoesFromEligibleToWon) {
  const std::string task = "Task t kind=cross_sell status=open created_on=2026-06-01 for=bank\nABOUT t it\n";
  EXPECT_EQ(progress(task)->step, 0);
  EXPECT_EQ(progress(task + "CELL it cloud state=not_eligible")->step, 0);
  EXPECT_EQ(progress(task + "CELL it cloud state=eligible")->step, 1);
  EXPECT_EQ(progress(task + "CELL it cloud state=eligible\nPURCHASED it cloud year=2026")->step, 0);
  const auto with = [&](const std::string& o) {
    return progress(task + "Opportunity o for=bank " + o + "\nTARGETS o it")->step;
  };
  EXPECT_EQ(with("stage=lead"), 2);
  EXPECT_EQ(with("stage=lost"), 0);
  EXPECT_EQ(with("stage=won close_date=2026-06-01"), 3);
  EXPECT_EQ(with("stage=won close_date=2026-05-31"), 0);  // before the task was made
  const auto about = [&](const std::string& o) {
    return progress("Task t kind=cross_sell status=open for=bank\nOpportunity o for=bank " + o +
                    "\nABOUT t o")
        ->step;
  };
  EXPECT_EQ(about("stage=qualified"), 2);
  EXPECT_EQ(about("stage=won"), 3);
  EXPECT_EQ(about("stage=lost"), 0);
}

TEST(Tasks, WhereNothingCanBeSaidThereIsNoProgress) {
  EXPECT_FALSE(progress("Task t kind=introduction status=open for=bank"));
  EXPECT_FALSE(progress("Task t status=open for=bank\nABOUT t ann"));
  EXPECT_FALSE(progress("Task t kind=meeting status=open\nABOUT t ann"));  // of no account
}

const char* const kTasks = R"(
Account bank tier=strategic
Account shop tier=smb
TeamMember eva
TeamMember max
Task a kind=meeting status=open due_on=2026-11-22 for=bank
Task b kind=meeting status=open due_on=2026-11-23 for=bank
Task c kind=follow_up status=done due_on=2026-01-01 for=shop
Task d kind=follow_up status=open for=shop
Task e kind=meeting status=dropped due_on=2026-11-22 for=shop
OWNED_BY a eva
OWNED_BY c eva
OWNED_BY d max
)";

std::vector<std::string> listed(const World& world, TaskListOptions options) {
  options.coverage = on();
  std::vector<std::string> out;
  for (std::size_t pages = 0; pages < 20; ++pages) {
    const auto list = tasks(world.graph(), options);
    EXPECT_TRUE(list.ok()) << list.status().to_string();
    if (!list) break;
    EXPECT_LE(list->tasks.size(), options.limit);
    for (const TaskRow& t : list->tasks) out.push_back(t.task.id);
    if (!list->next) break;
    options.after = *list->next;
  }
  return out;
}

TEST(Tasks, AreListedByTheDayTheyAreDueAndPagedSo) {
  const World world(kTasks);
  for (std::size_t limit : {1u, 2u, 3u, 5u, 100u}) {
    TaskListOptions options;
    options.limit = limit;
    EXPECT_THAT(listed(world, options), ElementsAre("c", "a", "e", "b", "d")) << limit;
  }
}

TEST(Tasks, AreChosenByAccountOwnerStatusKindAndDay) {
  const World world(kTasks);
  const auto with = [&](auto set) {
    TaskListOptions options;
    set(options);
    return listed(world, options);
  };
  EXPECT_THAT(with([](auto& o) { o.account = "shop"; }), ElementsAre("c", "e", "d"));
  EXPECT_THAT(with([](auto& o) { o.owner = "TeamMember/eva"; }), ElementsAre("c", "a"));
  EXPECT_THAT(with([](auto& o) { o.status = "open"; }), ElementsAre("a", "b", "d"));
  EXPECT_THAT(with([](auto& o) { o.kind = "follow_up"; }), ElementsAre("c", "d"));
  EXPECT_THAT(with([](auto& o) { o.overdue = true; }), ElementsAre("a"));  // not what is due today
  EXPECT_THAT(with([](auto& o) { o.overdue = false; }), ElementsAre("c", "e", "b", "d"));
}

TEST(Tasks, RefuseWhatIsNotThere) {
  const World world(kTasks);
  const auto code = [&](auto set) {
    TaskListOptions options;
    options.coverage = on();
    set(options);
    return tasks(world.graph(), options).status().code();
  };
  EXPECT_EQ(code([](auto& o) { o.account = "nobody"; }), StatusCode::kNotFound);
  EXPECT_EQ(code([](auto& o) { o.owner = "TeamMember/nobody"; }), StatusCode::kNotFound);
  EXPECT_EQ(code([](auto& o) { o.after = "yesterday"; }), StatusCode::kInvalidArgument);
  EXPECT_EQ(code([](auto& o) { o.after = "2026-02-30/x"; }), StatusCode::kInvalidArgument);
  EXPECT_EQ(code([](auto& o) { o.limit = 0; }), StatusCode::kInvalidArgument);
}

// --- the planning cycle

TEST(Objectives, SayWhenTheSessionsAre) {
  const World world(
      "Account bank tier=strategic planning_date=2026-11-24 last_planning_date=2025-11-25\n"
      "Account past tier=strategic planning_date=2026-11-01 last_planning_date=2025-11-25\n"
      "Account none tier=strategic\n");
  const auto bank = plan_cycle(world.graph(), "bank", on(), nullptr);
  ASSERT_TRUE(bank.ok());
  EXPECT_EQ(bank->next_session, day("2026-11-24"));
  EXPECT_EQ(bank->last_session, day("2025-11-25"));
  EXPECT_FALSE(bank->then);
  EXPECT_THAT(to_text(*bank), HasSubstr("does not reach back"));
  const auto past = plan_cycle(world.graph(), "past", on(), nullptr);  // nobody has moved the date on yet
  EXPECT_FALSE(past->next_session);
  EXPECT_EQ(past->last_session, day("2026-11-01"));
  const auto none = plan_cycle(world.graph(), "none", on(), nullptr);
  EXPECT_FALSE(none->next_session || none->last_session);
}

TEST(Objectives, CompareTheScoreWithThatOfTheLastSession) {
  const World before("Account bank tier=strategic\n");
  const World after(
      "Account bank tier=strategic last_planning_date=2026-01-01\nOrgUnit it of=bank\n"
      "Contact ann in=it level=c_level\nTeamMember eva seat=account_manager@bank\n"
      "KNOWS eva ann relationship_level=trusted_advisor last_contact=2026-11-20\n");
  const World stranger("Account other tier=smb\n");
  const auto cycle = plan_cycle(after.graph(), "bank", on(), &before.graph());
  ASSERT_TRUE(cycle.ok());
  ASSERT_TRUE(cycle->then);
  EXPECT_EQ(cycle->then->score, testing::report(before, "bank", "2026-01-01").score.total);
  EXPECT_EQ(cycle->score, testing::report(after, "bank").score.total);
  EXPECT_GT(cycle->score, cycle->then->score);
  EXPECT_FALSE(plan_cycle(after.graph(), "bank", on(), &stranger.graph())->then);  // it did not exist then
}

TEST(Objectives, StandByYearWithWhoAnswersForThem) {
  const World world(R"(
Account bank tier=strategic
TeamMember eva
TeamMember max left_on=2026-01-01
Objective o2 plan_year=2027 for=bank
Objective o1 plan_year=2026 status=at_risk target=8 for=bank
Objective o3 for=bank
OWNED_BY o1 max
OWNED_BY o1 eva
OWNED_BY o2 max
Task t1 status=open due_on=2026-11-22 for=bank
Task t2 status=open due_on=2026-11-23 for=bank
Task t3 status=done due_on=2026-11-22 for=bank
)");
  const auto cycle = plan_cycle(world.graph(), "bank", on(), nullptr);
  ASSERT_TRUE(cycle.ok());
  ASSERT_EQ(cycle->objectives.size(), 3u);
  EXPECT_EQ(cycle->objectives[0].objective.id, "o1");
  EXPECT_EQ(cycle->objectives[0].owner->id, "eva");  // who is still here
  EXPECT_FALSE(cycle->objectives[0].owner_left);
  EXPECT_EQ(cycle->objectives[1].owner->id, "max");
  EXPECT_TRUE(cycle->objectives[1].owner_left);
  EXPECT_EQ(cycle->objectives[2].objective.id, "o3");
  EXPECT_EQ(cycle->plan_year, 2026);
  EXPECT_EQ(cycle->tasks.open, 2u);
  EXPECT_EQ(cycle->tasks.overdue, 1u);
  EXPECT_EQ(cycle->tasks.done, 1u);
}

// --- client teams

TEST(Teams, HoldEachAccountAgainstItsTiersTemplate) {
  const World world(R"(
Account bank tier=strategic
Account shop tier=smb
BusinessLine cloud
TeamMember eva seat=account_manager@bank
TeamMember max seat=presales@bank@cloud left_on=2026-01-01
TeamMember kim seat=legal@bank
TeamMember zoe seat=telesales@shop
)");
  const auto models = team_models(world.graph(), on());
  ASSERT_TRUE(models.ok());
  ASSERT_EQ(models->tiers.size(), 3u);
  EXPECT_THAT(models->tiers[1].accounts, IsEmpty());  // large: none, yet with its template
  EXPECT_EQ(models->tiers[1].required.size(), 2u);
  const AccountTeam& bank = models->tiers[0].accounts.at(0);
  EXPECT_EQ(bank.roles.size(), models->tiers[0].required.size());
  std::set<TeamRole> vacant;
  for (const TemplateRole& role : bank.roles) {
    if (role.vacant) vacant.insert(role.any_of.front());
    if (role.any_of.front() == TeamRole::kPresales) {
      ASSERT_EQ(role.holders.size(), 1u);
      EXPECT_TRUE(role.holders[0].left);  // held by a leaver: vacant all the same
      EXPECT_EQ(role.holders[0].business_line->id, "cloud");
    }
  }
  EXPECT_EQ(vacant.size(), bank.vacant());
  EXPECT_EQ(bank.vacant(), bank.roles.size() - 1);
  EXPECT_FALSE(vacant.contains(TeamRole::kAccountManager));
  ASSERT_EQ(bank.others.size(), 1u);
  EXPECT_EQ(bank.others[0].member.id, "kim");
  const AccountTeam& shop = models->tiers[2].accounts.at(0);  // marketing or telesales
  ASSERT_EQ(shop.roles.size(), 1u);
  EXPECT_FALSE(shop.roles[0].vacant);
  EXPECT_THAT(to_csv(*models), HasSubstr("strategic,bank,finance,vacant,,,,"));
  EXPECT_THAT(to_csv(*models), HasSubstr("strategic,bank,presales,left,max,max,cloud,"));
  EXPECT_EQ(coverage_model(Tier::kStrategic, Lang::kEn), "N to 1");
}

TEST(Teams, FollowThePolicy) {
  const World world("Account shop tier=smb\nTeamMember zoe seat=telesales@shop\n");
  const Policy own = testing::policy(
      R"({"tiers": {"smb": {"required_roles": [{"any_of": ["account_manager"], "severity": "red"}]}}})");
  CoverageOptions options = on();
  options.policy = &own;
  const auto team = account_team(world.graph(), "shop", options);
  ASSERT_TRUE(team.ok());
  EXPECT_EQ(team->vacant(), 1u);
  ASSERT_EQ(team->others.size(), 1u);
  EXPECT_EQ(account_team(world.graph(), "nobody", options).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace relmap::query
