// The report as a whole: order, summary, score, introductions, and how it is printed.
#include "query/coverage.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "query/accounts.h"
#include "world.h"

namespace relmap::query {
namespace {

using testing::day;
using ::testing::ElementsAre;
using testing::gaps;
using ::testing::HasSubstr;
using testing::kToday;
using testing::report;
using testing::World;

constexpr std::string_view kWorld = R"(
Account a tier=large name=Acme
OrgUnit it of=a name=IT
OrgUnit ops of=it name=Operations
Contact ann in=it name=Ann_Lee title=CFO level=c_level political_status=inner_circle support=neutral
Contact ben in=ops name=Ben_Fox title=Director level=director political_status=political_structure support=mentor
Contact cat in=ops name=Cat_Ray level=vp
Contact dot in=ops name=Dot_Kim
TeamMember bob seat=account_manager@a name=Bob_Chen
TeamMember eve name=Eve_Hall
TeamMember pam seat=presales@a name=Pam_Ito
KNOWS bob ben relationship_level=problem_solver last_contact=2026-11-20
KNOWS eve cat relationship_level=credible_source last_contact=2026-11-01
KNOWS bob dot relationship_level=vendor last_contact=2026-11-01
REPORTS_TO ben ann kind=solid
INFLUENCES ben ann strength=strong
INFLUENCES dot ann strength=0.4 kind=conflict
BusinessLine cloud name=Cloud
BusinessLine iron name=Iron
PURCHASED it cloud year=2025
Opportunity deal for=a name=Deal stage=proposal amount=10.50 currency=EUR
INVOLVES deal iron
TeamMember sue seat=business_line_seller@a@cloud name=Sue_Bach
BUYS ben deal role=champion
)";

TEST(Coverage, UnknownAccount) {
  World world(kWorld);
  CoverageOptions options;
  options.date = day(kToday);
  EXPECT_EQ(coverage(world.graph(), "nobody", options).status().code(), StatusCode::kNotFound);
}

TEST(Coverage, OrderedBySeverityThenWeightThenId) {
  World world(kWorld);
  CoverageReport r = report(world, "a");
  EXPECT_THAT(
      gaps(r),
      ElementsAre("red account.key-player-unknown:Contact/ann", "red account.single-threaded:Account/a",
                  "red opportunity.buying-role-missing:Opportunity/deal:approver",
                  "red opportunity.buying-role-missing:Opportunity/deal:decision_maker",
                  "red opportunity.line-unstaffed:Opportunity/deal:iron",
                  "amber opportunity.no-supportive-key-player:Opportunity/deal",
                  "amber account.unit-uncovered:OrgUnit/it", "amber line.no-seller:BusinessLine/iron",
                  "amber line.seller-not-connected:TeamMember/sue:cloud",
                  "amber opportunity.buying-role-missing:Opportunity/deal:evaluator",
                  "amber opportunity.buying-role-missing:Opportunity/deal:user",
                  "amber opportunity.too-few-contacts:Opportunity/deal",
                  "amber team.not-connected:TeamMember/pam", "amber team.not-connected:TeamMember/sue"));
}

TEST(Coverage, SummaryCountsBySeverityAndSubject) {
  World world(kWorld);
  CoverageReport r = report(world, "a");
  GapCounts all;
  for (const Gap& gap : r.gaps) all.add(gap.severity);
  EXPECT_EQ(all.red, r.by_severity.red);
  EXPECT_EQ(all.amber, r.by_severity.amber);
  EXPECT_EQ(r.gap_count, r.gaps.size());
  std::size_t by_subject = 0;
  for (const SubjectCounts& entry : r.by_subject) by_subject += entry.counts.total();
  EXPECT_EQ(by_subject, r.gaps.size());
  EXPECT_EQ(r.by_subject.front().subject.ref(), r.gaps.front().subject.ref());
}

TEST(Coverage, ALimitListsFewerAndCountsAll) {
  World world(kWorld);
  CoverageOptions options;
  options.date = day(kToday);
  options.max_gaps = 1;
  CoverageReport all = report(world, "a"), some = coverage(world.graph(), "a", options).value();
  EXPECT_EQ(some.gaps.size(), 1u);
  EXPECT_EQ(some.gap_count, all.gap_count);
  EXPECT_EQ(some.by_severity.red, all.by_severity.red);
  EXPECT_EQ(some.score.total, all.score.total);
}

TEST(Coverage, TheUnknownGetAnIntroduction) {
  World world(kWorld);
  const Gap gap = report(world, "a").gaps.front();
  EXPECT_EQ(gap.because, "Ann Lee (CFO), inner circle, is a key player, and none of us knows them.");
  ASSERT_TRUE(gap.action.path.has_value());
  EXPECT_EQ(gap.action.path->hops.front().from.id, "bob");
  EXPECT_EQ(gap.action.path->hops.back().to.id, "ann");
  EXPECT_THAT(gap.action.text, HasSubstr("Bob Chen knows Ben Fox, who can introduce us to Ann Lee."));
  EXPECT_THAT(gap.witness.nodes, ElementsAre("Contact/ann"));
}

// Worth too little for the rule, by a colleague from outside the team: it is told, not taken for none.
TEST(Coverage, ColdWhitespaceNamesTheBestWayThereIs) {
  World world(R"(
Account a tier=strategic
BusinessLine l
OrgUnit u of=a
Contact x in=u
CELL u l state=eligible
TeamMember s seat=account_manager@a
TeamMember t
WORKS_WITH s t strength=0.2
KNOWS t x strength=0.4 last_contact=2026-11-23
)");
  const CoverageReport r = report(world, "a");
  const auto gap = std::find_if(r.gaps.begin(), r.gaps.end(),
                                [](const Gap& g) { return g.rule == "line.cold-whitespace"; });
  ASSERT_NE(gap, r.gaps.end());
  EXPECT_THAT(gap->witness.nodes, ::testing::IsSupersetOf({"TeamMember/s", "TeamMember/t", "Contact/x"}));
  EXPECT_THAT(gap->because, HasSubstr("8%"));
}

TEST(Coverage, TheSameInputGivesTheSameBytes) {
  World world(kWorld), again(kWorld);
  CoverageReport a = report(world, "a"), b = report(again, "a");
  b.as_of = a.as_of;
  EXPECT_EQ(to_json(a), to_json(b));
  EXPECT_EQ(to_text(a), to_text(b));
  EXPECT_EQ(to_csv(a), to_csv(b));
}

// --- score

TEST(Score, PartsAndWhatTheyCounted) {
  World world(kWorld);
  const Score score = report(world, "a").score;
  // ann 3 × 0, ben 2 × 1 (strong live), cat 1 × .7 (live): 2.7 of 6.
  EXPECT_NEAR(score.people.points, 50 * 2.7 / 6, 1e-9);
  EXPECT_NEAR(score.team.points, 20, 1e-9);          // manager and presales
  EXPECT_NEAR(score.lines.points, 7.5, 1e-9);        // cloud has a seller, iron has none
  EXPECT_NEAR(score.opportunities.points, 0, 1e-9);  // the deal has red gaps
  EXPECT_NEAR(score.total, 50 * 2.7 / 6 + 27.5, 1e-9);
  EXPECT_EQ(score.people.counted.at("key_players"), graphstore::Value(3));
  EXPECT_EQ(score.people.counted.at("strong_live_tie"), graphstore::Value(1));
  EXPECT_EQ(score.people.counted.at("live_tie"), graphstore::Value(1));
  EXPECT_EQ(score.people.counted.at("no_tie"), graphstore::Value(1));
}

TEST(Score, APartThatDoesNotApplyHandsItsWeightOn) {
  World world(
      "Account a tier=smb\nContact x in=a level=vp\nTeamMember t seat=telesales@a\n"
      "KNOWS t x relationship_level=problem_solver last_contact=2026-11-23\n");
  const Score score = report(world, "a").score;
  EXPECT_FALSE(score.lines.applies());
  EXPECT_FALSE(score.opportunities.applies());
  EXPECT_NEAR(score.people.of, 100 * 50.0 / 70, 1e-9);
  EXPECT_NEAR(score.team.of, 100 * 20.0 / 70, 1e-9);
  EXPECT_NEAR(score.total, 100, 1e-9);
}

TEST(Score, AWeakOrStaleTieCountsAThird) {
  World world(
      "Account a tier=smb\nContact x in=a level=vp\nTeamMember t\nKNOWS t x relationship_level=vendor\n");
  EXPECT_NEAR(report(world, "a").score.people.points, 0.3 * 100 * 50 / 70, 1e-9);
}

TEST(Score, NotKnowingAnybodyDoesNotPay) {
  World world("Account a tier=smb\nTeamMember t seat=telesales@a\nOpportunity o for=a stage=lead\n");
  const Score score = report(world, "a").score;
  EXPECT_NEAR(score.people.points, 0, 1e-9);
  EXPECT_TRUE(score.people.applies());
  EXPECT_FALSE(score.opportunities.applies()) << "opportunities were not judged";
  EXPECT_NEAR(score.total, 100 * 20.0 / 70, 1e-9);
}

TEST(Score, WeightsArePolicy) {
  World world("Account a tier=smb\nContact x in=a level=vp\nTeamMember t seat=telesales@a\n");
  Policy policy = testing::policy(R"({"base": {"score": {"people": 0}}})");
  EXPECT_NEAR(report(world, "a", kToday, &policy).score.total, 100, 1e-9);
}

// --- printing

TEST(CoverageText, ReadsFromHeadlineToActions) {
  World world(kWorld);
  CoverageReport r = report(world, "a");
  const std::string text = to_text(r);
  EXPECT_THAT(text, HasSubstr("Coverage of Acme (large) on 2026-11-23\n"));
  EXPECT_THAT(text, HasSubstr("Score 50 of 100"));
  EXPECT_LT(text.find("RED"), text.find("Ann Lee  · contact"));
  EXPECT_THAT(text, HasSubstr("  - Ann Lee (CFO), inner circle"));
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    EXPECT_LE(end - begin, 105u) << text.substr(begin, end - begin);
    begin = end + 1;
  }
}

TEST(CoverageText, SaysWhenThereIsNothingToSay) {
  World world(
      "Account a tier=smb\nContact x in=a level=vp support=mentor\nContact y in=a\nContact z in=a\n"
      "TeamMember t seat=telesales@a\nTeamMember u\n"
      "KNOWS t x strength=0.5 last_contact=2026-11-23\nKNOWS u y strength=0.5 last_contact=2026-11-23\n"
      "KNOWS u z strength=0.5 last_contact=2026-11-23\n");
  EXPECT_THAT(to_text(report(world, "a")), HasSubstr("No gaps"));
  EXPECT_THAT(to_text(report(world, "a", kToday, nullptr, Lang::kZh)), HasSubstr("没有缺口"));
}

TEST(CoverageJson, HasTheShapeOfTheApi) {
  World world(kWorld);
  const nlohmann::json json = nlohmann::json::parse(to_json(report(world, "a")));
  for (const char* key :
       {"account", "tier", "graph_version", "as_of", "date", "policy", "score", "gaps", "summary"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
  for (const char* part : {"people", "team", "lines", "opportunities"}) {
    for (const char* key : {"points", "of", "counted"})
      EXPECT_TRUE(json["score"]["parts"][part].contains(key));
  }
  const nlohmann::json& gap = json["gaps"][0];
  for (const char* key : {"id", "rule", "severity", "subject", "because", "values", "witness", "action"}) {
    EXPECT_TRUE(gap.contains(key)) << key;
  }
  EXPECT_EQ(gap["subject"]["label"], "Contact");
  EXPECT_TRUE(gap["witness"]["nodes"].is_array());
  EXPECT_TRUE(gap["action"].contains("text"));
  EXPECT_TRUE(gap["action"]["path"]["hops"].is_array());
  EXPECT_EQ(json["summary"]["by_severity"]["red"], 5);
}

TEST(CoverageCsv, QuotesAndDisarmsFormulas) {
  World world("Account a tier=smb\nContact x in=a level=vp name==1+1\n");
  const std::string csv = to_csv(report(world, "a"));
  EXPECT_THAT(csv,
              HasSubstr("severity,rule,subject_label,subject_id,subject_name,because,action,values,id\r\n"));
  EXPECT_THAT(csv, HasSubstr(",x,'=1+1,"));
}

// --- views and lists

TEST(AccountPicture, ShowsPeopleTiesAndLines) {
  World world(kWorld);
  CoverageOptions options;
  options.date = day(kToday);
  Result<AccountPicture> picture = account_picture(world.graph(), "a", options);
  ASSERT_TRUE(picture.ok());
  const AccountView& view = picture->view;
  ASSERT_EQ(view.units.size(), 2u);
  EXPECT_EQ(view.units[0].node.id, "it");
  EXPECT_EQ(view.units[1].parent, 0u);
  EXPECT_EQ(view.units[1].depth, 1);
  EXPECT_EQ(view.units[1].contacts, 3u);
  EXPECT_EQ(view.units[1].covered, 2u);
  ASSERT_EQ(view.contacts.size(), 4u);
  const ContactView& ann = view.contacts[0];
  EXPECT_EQ(ann.node.name, "Ann Lee");
  EXPECT_EQ(ann.worst, Severity::kRed);
  EXPECT_EQ(ann.reasons.size(), 1u);
  EXPECT_TRUE(ann.ties.empty());
  const ContactView& ben = view.contacts[1];
  EXPECT_TRUE(ben.champion);
  EXPECT_TRUE(ben.covered);
  ASSERT_EQ(ben.buying_roles.size(), 1u);
  EXPECT_EQ(ben.buying_roles[0].role, BuyingRole::kChampion);
  ASSERT_EQ(ben.ties.size(), 1u);
  const TieView& tie = view.ties[ben.ties[0]];
  EXPECT_EQ(view.members[tie.member].node.id, "bob");
  EXPECT_EQ(tie.days, 3);
  EXPECT_EQ(tie.cadence_days, 30);
  EXPECT_TRUE(tie.live);
  ASSERT_EQ(view.reporting.size(), 1u);
  EXPECT_EQ(view.reporting[0].to, 0u);
  ASSERT_EQ(view.influence.size(), 2u);
  EXPECT_FALSE(view.influence[0].conflict);
  EXPECT_TRUE(view.influence[1].conflict);
  ASSERT_EQ(view.members.size(), 4u);
  EXPECT_FALSE(view.members[1].on_team) << "eve only holds a tie";
  ASSERT_EQ(view.opportunities.size(), 1u);
  EXPECT_EQ(view.opportunities[0].worst, Severity::kRed);
}

TEST(AccountPage, HasFiguresAndPrints) {
  World world(kWorld);
  CoverageOptions options;
  options.date = day(kToday);
  Result<AccountPage> page = account_page(world.graph(), "a", options);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->figures.contacts, 4u);
  EXPECT_EQ(page->figures.key_players, 3u);
  EXPECT_EQ(page->figures.covered_key_players, 2u);
  EXPECT_EQ(page->figures.live_ties, 2u);
  EXPECT_EQ(page->figures.team_members, 3u);
  ASSERT_EQ(page->figures.pipeline.size(), 1u);
  EXPECT_EQ(page->figures.pipeline[0].amount.to_string(), "10.50");
  const nlohmann::json json = nlohmann::json::parse(to_json(*page));
  EXPECT_EQ(json["team"].size(), 3u);
  EXPECT_EQ(json["units"][1]["parent"], "OrgUnit/it");
}

TEST(AccountList, PagesById) {
  World world("Account c tier=smb\nAccount a tier=large\nAccount b tier=strategic\n");
  AccountListOptions options;
  options.date = day(kToday);
  options.limit = 2;
  Result<AccountList> first = list_accounts(world.graph(), options);
  ASSERT_TRUE(first.ok());
  ASSERT_EQ(first->accounts.size(), 2u);
  EXPECT_EQ(first->accounts[0].account.id, "a");
  EXPECT_EQ(first->next, "b");
  options.after = *first->next;
  Result<AccountList> second = list_accounts(world.graph(), options);
  ASSERT_EQ(second->accounts.size(), 1u);
  EXPECT_EQ(second->next, std::nullopt);
  EXPECT_EQ(nlohmann::json::parse(to_json(*second))["next"], nullptr);
  options.limit = 0;
  EXPECT_FALSE(list_accounts(world.graph(), options).ok());
}

}  // namespace
}  // namespace relmap::query
