// Each rule: a world in which it speaks, a neighbour in which it just does not, and what tier or policy
// change. On 2026-11-23 unless the case says otherwise.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <span>

#include "coverage/rule.h"
#include "world.h"

namespace relmap::query {
namespace {

using testing::gaps;
using testing::report;
using testing::World;
using Lines = std::vector<std::string>;

struct Case {
  const char* name;
  const char* rule;   // only its gaps are compared
  const char* world;  // has an account "a"
  Lines expected;
  const char* policy = "{}";
};

// A contact ann, inner circle, whom bob of the team knows well and saw today.
#define ANN "Contact ann in=a political_status=inner_circle level=c_level support=mentor\n"
#define BOB "TeamMember bob seat=account_manager@a\n"
#define STRATEGIC "Account a tier=strategic\n"
#define LARGE "Account a tier=large\n"
#define SMB "Account a tier=smb\n"

const Case kAccountCases[] = {
    {"no contacts", "account.no-map", STRATEGIC, {"red account.no-map:Account/a"}},
    {"only somebody who left",
     "account.no-map",
     STRATEGIC "Contact x in=a level=vp left_on=2026-11-23\n",
     {"red account.no-map:Account/a"}},
    {"no key players",
     "account.no-map",
     STRATEGIC "Contact x in=a level=director support=mentor\n",
     {"red account.no-map:Account/a"}},
    {"a vp who is marked outside is no key player",
     "account.no-map",
     STRATEGIC "Contact x in=a level=vp political_status=outside support=mentor\n",
     {"red account.no-map:Account/a"}},
    {"no supportive key player",
     "account.no-map",
     STRATEGIC "Contact x in=a level=vp support=neutral\nContact y in=a support=mentor\n",
     {"amber account.no-map:Account/a"}},
    {"a usable map", "account.no-map", STRATEGIC "Contact x in=a level=vp support=supporter\n", {}},
    {"moved on to another account",
     "account.no-map",
     STRATEGIC "Account b tier=smb\nContact x in=a@@2026-11-23 in=b level=vp support=mentor\n",
     {"red account.no-map:Account/a"}},
    {"not yet begun",
     "account.no-map",
     STRATEGIC "Contact x in=a@2026-11-24 level=vp support=mentor\n",
     {"red account.no-map:Account/a"}},
    {"leads over units to the account, also in a cycle",
     "account.no-map",
     STRATEGIC "OrgUnit u of=a\nOrgUnit v of=u\nPART_OF u v\nContact x in=v level=vp support=mentor\n",
     {}},
    {"a subsidiary has its own report",
     "account.no-map",
     STRATEGIC "Account b tier=smb of=a\nContact x in=b level=vp support=mentor\n",
     {"red account.no-map:Account/a"}},

    {"a key player without a tie",
     "account.key-player",
     STRATEGIC ANN BOB,
     {"red account.key-player-unknown:Contact/ann"}},
    {"a leaver's tie does not count",
     "account.key-player",
     STRATEGIC ANN "TeamMember bob left_on=2026-11-23\nKNOWS bob ann strength=0.9 last_contact=2026-11-20\n",
     {"red account.key-player-unknown:Contact/ann"}},
    {"no key player, no gap", "account.key-player", STRATEGIC "Contact x in=a level=director\n", {}},
    {"approver of an open opportunity is a key player",
     "account.key-player",
     STRATEGIC "Contact x in=a level=staff\nOpportunity o for=a stage=proposal\nBUYS x o role=approver\n",
     {"red account.key-player-unknown:Contact/x"}},
    {"of a won one not",
     "account.key-player",
     STRATEGIC "Contact x in=a level=staff\nOpportunity o for=a stage=won\nBUYS x o role=approver\n",
     {}},
    {"a champion is not yet a key player",
     "account.key-player",
     STRATEGIC "Contact x in=a level=staff\nOpportunity o for=a stage=proposal\nBUYS x o role=champion\n",
     {}},
    {"a tie below credible source is weak, not stale",
     "account.",
     LARGE ANN BOB "KNOWS bob ann relationship_level=vendor last_contact=2020-01-01\n",
     {"red account.no-executive-contact:Account/a", "red account.single-threaded:Account/a",
      "amber account.key-player-weak:Contact/ann"}},
    {"a tie without a level is weak",
     "account.key-player",
     STRATEGIC ANN BOB "KNOWS bob ann last_contact=2026-11-23\n",
     {"amber account.key-player-weak:Contact/ann"}},
    {"strength below 0.4 outweighs the level",
     "account.key-player",
     STRATEGIC ANN BOB
     "KNOWS bob ann relationship_level=trusted_advisor strength=0.39 last_contact=2026-11-23\n",
     {"amber account.key-player-weak:Contact/ann"}},
    {"0.4 is credible",
     "account.key-player",
     STRATEGIC ANN BOB "KNOWS bob ann strength=0.4 last_contact=2026-11-23\n",
     {}},
    {"a colleague's tie from outside the team counts",
     "account.key-player",
     STRATEGIC ANN
     "TeamMember eve\nKNOWS eve ann relationship_level=credible_source last_contact=2026-11-23\n",
     {}},

    {"champion: 30 days are within",
     "account.tie-stale",
     STRATEGIC ANN BOB "KNOWS bob ann relationship_level=credible_source last_contact=2026-10-24\n",
     {}},
    {"champion: 31 days are not",
     "account.tie-stale",
     STRATEGIC ANN BOB "KNOWS bob ann relationship_level=credible_source last_contact=2026-10-23\n",
     {"amber account.tie-stale:Contact/ann"}},
    {"twice the cadence is red",
     "account.tie-stale",
     STRATEGIC ANN BOB "KNOWS bob ann relationship_level=credible_source last_contact=2026-09-24\n",
     {"red account.tie-stale:Contact/ann"}},
    {"just below twice",
     "account.tie-stale",
     STRATEGIC ANN BOB "KNOWS bob ann relationship_level=credible_source last_contact=2026-09-25\n",
     {"amber account.tie-stale:Contact/ann"}},
    {"never",
     "account.tie-stale",
     STRATEGIC ANN BOB "KNOWS bob ann relationship_level=credible_source\n",
     {"red account.tie-stale:Contact/ann"}},
    {"a contact in the future counts as today",
     "account.tie-stale",
     STRATEGIC ANN BOB "KNOWS bob ann relationship_level=credible_source last_contact=2027-01-01\n",
     {}},
    {"key player: 60 days",
     "account.tie-stale",
     STRATEGIC "Contact x in=a level=vp\n" BOB "KNOWS bob x strength=0.5 last_contact=2026-09-24\n",
     {}},
    {"key player: 61 days",
     "account.tie-stale",
     STRATEGIC "Contact x in=a level=vp\n" BOB "KNOWS bob x strength=0.5 last_contact=2026-09-23\n",
     {"amber account.tie-stale:Contact/x"}},
    {"an own cadence counts before all",
     "account.tie-stale",
     STRATEGIC ANN BOB "COVERS bob ann cadence_days=90\nKNOWS bob ann strength=0.5 last_contact=2026-09-01\n",
     {}},
    {"else the shortest of the contact",
     "account.tie-stale",
     STRATEGIC ANN BOB
     "TeamMember c1\nTeamMember c2\nCOVERS c1 ann cadence_days=90\nCOVERS c2 ann cadence_days=45\n"
     "KNOWS bob ann strength=0.5 last_contact=2026-10-08\n",
     {"amber account.tie-stale:Contact/ann"}},
    {"a leaver's cadence does not count",
     "account.tie-stale",
     STRATEGIC ANN BOB "TeamMember c1 left_on=2026-01-01\nCOVERS c1 ann cadence_days=3\n"
                       "KNOWS bob ann strength=0.5 last_contact=2026-11-01\n",
     {}},
    {"the freshest of several ties decides",
     "account.tie-stale",
     STRATEGIC ANN BOB
     "TeamMember eve\nKNOWS bob ann strength=0.5\nKNOWS eve ann strength=0.4 last_contact=2026-10-20\n",
     {"amber account.tie-stale:Contact/ann"}},
    {"the red factor is policy",
     "account.tie-stale",
     STRATEGIC ANN BOB "KNOWS bob ann strength=0.5 last_contact=2026-09-24\n",
     {"amber account.tie-stale:Contact/ann"},
     R"({"base": {"rules": {"account.tie-stale": {"red_factor": 3}}}})"},
    {"cadences are policy, by tier",
     "account.tie-stale",
     STRATEGIC ANN BOB "KNOWS bob ann strength=0.5 last_contact=2026-10-01\n",
     {},
     R"({"tiers": {"strategic": {"cadence_days": {"champion": 60}}}})"},

    {"two contacts are too few",
     "account.single-threaded",
     STRATEGIC
     "Contact x in=a\nContact y in=a\n" BOB
     "KNOWS bob x strength=0.5 last_contact=2026-11-23\nKNOWS bob y strength=0.5 last_contact=2026-11-23\n",
     {"red account.single-threaded:Account/a"}},
    {"three equal ones are enough",
     "account.single-threaded",
     STRATEGIC
     "Contact x in=a\nContact y in=a\nContact z in=a\n" BOB
     "KNOWS bob x strength=0.5 last_contact=2026-11-23\nKNOWS bob y strength=0.5 last_contact=2026-11-23\n"
     "KNOWS bob z strength=0.5 last_contact=2026-11-23\n",
     {}},
    {"exactly half on one is allowed",
     "account.single-threaded",
     STRATEGIC
     "Contact x in=a\nContact y in=a\nContact z in=a\n" BOB
     "KNOWS bob x strength=1 last_contact=2026-11-23\nKNOWS bob y strength=0.5 last_contact=2026-11-23\n"
     "KNOWS bob z strength=0.5 last_contact=2026-11-23\n",
     {}},
    {"more than half is not",
     "account.single-threaded",
     STRATEGIC
     "Contact x in=a\nContact y in=a\nContact z in=a\n" BOB
     "KNOWS bob x strength=1 last_contact=2026-11-23\nKNOWS bob y strength=0.5 last_contact=2026-11-23\n"
     "KNOWS bob z strength=0.49 last_contact=2026-11-23\n",
     {"red account.single-threaded:Account/a"}},
    {"no live tie at all",
     "account.single-threaded",
     STRATEGIC "Contact x in=a\n",
     {"red account.single-threaded:Account/a"}},
    {"silent without contacts", "account.single-threaded", STRATEGIC, {}},
    {"policy for smb",
     "account.single-threaded",
     SMB "Contact x in=a\n" BOB "KNOWS bob x strength=0.5 last_contact=2026-11-23\n",
     {},
     R"({"tiers": {"smb": {"rules": {"account.single-threaded": {"min_contacts": 1, "max_share": 1}}}}})"},

    {"an executive 365 days ago",
     "account.no-executive-contact",
     STRATEGIC "Contact x in=a level=vp\n" BOB "KNOWS bob x last_contact=2025-11-23\n",
     {}},
    {"366 days ago",
     "account.no-executive-contact",
     STRATEGIC "Contact x in=a level=vp\n" BOB "KNOWS bob x last_contact=2025-11-22\n",
     {"red account.no-executive-contact:Account/a"}},
    {"no executive on the map",
     "account.no-executive-contact",
     STRATEGIC "Contact x in=a level=director\n" BOB "KNOWS bob x last_contact=2026-11-22\n",
     {"red account.no-executive-contact:Account/a"}},

    {"a unit with people and no live tie",
     "account.unit-uncovered",
     STRATEGIC "OrgUnit u of=a\nOrgUnit v of=u\nContact x in=u\nContact y in=v\n" BOB
               "KNOWS bob y strength=0.5 last_contact=2026-11-23\n",
     {"amber account.unit-uncovered:OrgUnit/u"}},
    {"covered by one of them",
     "account.unit-uncovered",
     STRATEGIC "OrgUnit u of=a\nContact x in=u\nContact y in=u\n" BOB
               "KNOWS bob y strength=0.5 last_contact=2026-11-23\n",
     {}},
    {"not of a placeholder unit, nor of an empty one",
     "account.unit-uncovered",
     STRATEGIC "OrgUnit u of=a placeholder=true\nOrgUnit v of=a\nContact x in=u\n",
     {}},
};

const Case kTeamCases[] = {
    {"strategic template, nobody",
     "team.role-vacant",
     STRATEGIC,
     {"red team.role-vacant:Account/a:account_manager", "red team.role-vacant:Account/a:account_sponsor",
      "amber team.role-vacant:Account/a:business_line_seller",
      "amber team.role-vacant:Account/a:commercial_support", "amber team.role-vacant:Account/a:finance",
      "amber team.role-vacant:Account/a:marketing", "amber team.role-vacant:Account/a:presales",
      "amber team.role-vacant:Account/a:sales_operations", "amber team.role-vacant:Account/a:telesales"}},
    {"large template", "team.role-vacant", LARGE BOB, {"amber team.role-vacant:Account/a:presales"}},
    {"smb: marketing or telesales is one gap",
     "team.role-vacant",
     SMB BOB,
     {"amber team.role-vacant:Account/a:marketing-or-telesales"}},
    {"either fills it", "team.role-vacant", SMB "TeamMember t seat=telesales@a\n", {}},
    {"a seat that has ended is none",
     "team.role",
     LARGE "TeamMember p seat=presales@a\nTeamMember m\nON_TEAM m a role=account_manager until=2026-11-23\n",
     {"red team.role-vacant:Account/a:account_manager"}},
    {"a seat that has not begun is none",
     "team.role",
     LARGE "TeamMember p seat=presales@a\nTeamMember m\nON_TEAM m a role=account_manager since=2026-11-24\n",
     {"red team.role-vacant:Account/a:account_manager"}},
    {"held by a leaver, and not reported as vacant too",
     "team.role",
     LARGE "TeamMember p seat=presales@a\nTeamMember m seat=account_manager@a left_on=2026-11-23\n",
     {"red team.role-held-by-leaver:Account/a:account_manager"}},
    {"a present holder beside the leaver",
     "team.role",
     LARGE "TeamMember p seat=presales@a\nTeamMember m seat=account_manager@a left_on=2026-11-23\n" BOB,
     {}},

    {"a sponsor without executives",
     "team.sponsor",
     STRATEGIC "TeamMember s seat=account_sponsor@a\n",
     {"red team.sponsor-without-executive-tie:TeamMember/s"}},
    {"with a live tie to one",
     "team.sponsor",
     STRATEGIC "TeamMember s seat=account_sponsor@a\nContact x in=a level=vp\nKNOWS s x strength=0.4 "
               "last_contact=2026-11-01\n",
     {}},
    {"a director is no executive",
     "team.sponsor",
     STRATEGIC "TeamMember s seat=account_sponsor@a\nContact x in=a level=director\nKNOWS s x strength=0.4 "
               "last_contact=2026-11-01\n",
     {"red team.sponsor-without-executive-tie:TeamMember/s"}},
    {"one of two sponsors suffices",
     "team.sponsor",
     STRATEGIC
     "TeamMember s seat=account_sponsor@a\nTeamMember t seat=account_sponsor@a\nContact x in=a level=vp\n"
     "KNOWS s x strength=0.4 last_contact=2026-11-01\n",
     {}},
    {"neither: one gap each",
     "team.sponsor",
     STRATEGIC "TeamMember s seat=account_sponsor@a\nTeamMember t seat=account_sponsor@a\n",
     {"red team.sponsor-without-executive-tie:TeamMember/s",
      "red team.sponsor-without-executive-tie:TeamMember/t"}},

    {"one inner-circle contact on one person",
     "team.key-person-risk",
     STRATEGIC ANN BOB "KNOWS bob ann strength=0.5 last_contact=2026-11-23\n",
     {"red team.key-person-risk:TeamMember/bob"}},
    {"shared by two",
     "team.key-person-risk",
     STRATEGIC ANN BOB "TeamMember c\nKNOWS bob ann strength=0.5 last_contact=2026-11-23\n"
                       "KNOWS c ann strength=0.5 last_contact=2026-11-23\n",
     {}},
    {"three other key players are not yet a share",
     "team.key-person-risk",
     STRATEGIC BOB
     "Contact x in=a level=vp\nContact y in=a level=vp\nContact z in=a level=vp\n"
     "KNOWS bob x strength=0.5 last_contact=2026-11-23\nKNOWS bob y strength=0.5 last_contact=2026-11-23\n"
     "KNOWS bob z strength=0.5 last_contact=2026-11-23\n",
     {}},
    {"of four they are",
     "team.key-person-risk",
     STRATEGIC BOB
     "TeamMember c\nContact w in=a level=vp\nContact x in=a level=vp\nContact y in=a level=vp\nContact z "
     "in=a level=vp\n"
     "KNOWS c w strength=0.5 last_contact=2026-11-23\nKNOWS bob w strength=0.5 last_contact=2026-11-23\n"
     "KNOWS c x strength=0.5 last_contact=2026-11-23\nKNOWS bob x strength=0.5 last_contact=2026-11-23\n"
     "KNOWS bob y strength=0.5 last_contact=2026-11-23\nKNOWS bob z strength=0.5 last_contact=2026-11-23\n",
     {"red team.key-person-risk:TeamMember/bob"}},
    {"a quarter is below 30 %",
     "team.key-person-risk",
     STRATEGIC BOB
     "TeamMember c\nContact w in=a level=vp\nContact x in=a level=vp\nContact y in=a level=vp\nContact z "
     "in=a level=vp\n"
     "KNOWS c w strength=0.5 last_contact=2026-11-23\nKNOWS bob w strength=0.5 last_contact=2026-11-23\n"
     "KNOWS c x strength=0.5 last_contact=2026-11-23\nKNOWS bob x strength=0.5 last_contact=2026-11-23\n"
     "KNOWS c y strength=0.5 last_contact=2026-11-23\nKNOWS bob y strength=0.5 last_contact=2026-11-23\n"
     "KNOWS bob z strength=0.5 last_contact=2026-11-23\n",
     {}},
};

const Case kLineCases[] = {
    {"bought two years ago",
     "line.",
     STRATEGIC "BusinessLine l\nPURCHASED a l year=2024\n",
     {"red line.no-seller:BusinessLine/l"}},
    {"three years ago", "line.", STRATEGIC "BusinessLine l\nPURCHASED a l year=2023\n", {}},
    {"in a year to come", "line.", STRATEGIC "BusinessLine l\nPURCHASED a l year=2027\n", {}},
    {"by a unit, of a large account",
     "line.",
     LARGE "BusinessLine l\nOrgUnit u of=a\nPURCHASED u l year=2026\n",
     {"amber line.no-seller:BusinessLine/l"}},
    {"not for smb", "line.", SMB "BusinessLine l\nPURCHASED a l year=2026\n", {}},
    {"ordered two years ago to the day",
     "line.",
     STRATEGIC "BusinessLine l\nOrder r for=a ordered_on=2024-11-23\nINVOLVES r l\n",
     {"red line.no-seller:BusinessLine/l"}},
    {"a day more",
     "line.",
     STRATEGIC "BusinessLine l\nOrder r for=a ordered_on=2024-11-22\nINVOLVES r l\n",
     {}},
    {"cancelled",
     "line.",
     STRATEGIC "BusinessLine l\nOrder r for=a ordered_on=2026-11-22 delivery=cancelled\nINVOLVES r l\n",
     {}},
    {"open pipeline",
     "line.",
     STRATEGIC "BusinessLine l\nOpportunity o for=a stage=lead\nINVOLVES o l\n",
     {"red line.no-seller:BusinessLine/l"}},
    {"lost pipeline",
     "line.",
     STRATEGIC "BusinessLine l\nOpportunity o for=a stage=lost\nINVOLVES o l\n",
     {}},
    {"a seller by the seat's line",
     "line.",
     STRATEGIC "BusinessLine l\nPURCHASED a l year=2026\nTeamMember s seat=business_line_seller@a@l\n",
     {}},
    {"a seller of another line",
     "line.",
     STRATEGIC "BusinessLine l\nBusinessLine k\nPURCHASED a l year=2026\nTeamMember s "
               "seat=business_line_seller@a@k\nMEMBER_OF s l\n",
     {"red line.no-seller:BusinessLine/l"}},
    {"a seller by membership",
     "line.",
     STRATEGIC
     "BusinessLine l\nPURCHASED a l year=2026\nTeamMember s seat=business_line_seller@a\nMEMBER_OF s l\n",
     {}},
    {"a member of the line in another role",
     "line.",
     STRATEGIC "BusinessLine l\nPURCHASED a l year=2026\nTeamMember s seat=presales@a\nMEMBER_OF s l\n",
     {"red line.no-seller:BusinessLine/l"}},
    {"a seller who has left",
     "line.",
     STRATEGIC "BusinessLine l\nPURCHASED a l year=2026\nTeamMember s left_on=2026-11-01 "
               "seat=business_line_seller@a@l\n",
     {"red line.no-seller:BusinessLine/l"}},
};

#define DEAL "Opportunity o for=a stage=proposal\n"
#define RED_ROLES                                               \
  "red opportunity.buying-role-missing:Opportunity/o:approver", \
      "red opportunity.buying-role-missing:Opportunity/o:decision_maker"

const Case kOpportunityCases[] = {
    {"an account without contacts is spared", "opportunity.", STRATEGIC DEAL, {}},
    {"no contact on the deal: the worst case",
     "opportunity.",
     STRATEGIC "Contact x in=a\n" DEAL,
     {RED_ROLES, "red opportunity.no-supportive-key-player:Opportunity/o",
      "amber opportunity.buying-role-missing:Opportunity/o:champion",
      "amber opportunity.buying-role-missing:Opportunity/o:evaluator",
      "amber opportunity.buying-role-missing:Opportunity/o:user"}},
    {"won deals are not judged",
     "opportunity.",
     STRATEGIC "Contact x in=a\nOpportunity o for=a stage=won\n",
     {}},
    {"a neutral decision maker",
     "opportunity.no-supportive",
     STRATEGIC "Contact x in=a support=neutral\n" DEAL "BUYS x o role=decision_maker\n",
     {"red opportunity.no-supportive-key-player:Opportunity/o"}},
    {"a supportive one",
     "opportunity.no-supportive",
     STRATEGIC "Contact x in=a support=supporter\n" DEAL "BUYS x o role=decision_maker\n",
     {}},
    {"supportive, but none who decides",
     "opportunity.no-supportive",
     STRATEGIC "Contact x in=a support=supporter level=vp\nContact y in=a\n" DEAL
               "BUYS x o role=champion\nBUYS y o role=decision_maker\n",
     {"amber opportunity.no-supportive-key-player:Opportunity/o"}},
    {"the deal's own support counts",
     "opportunity.no-supportive",
     STRATEGIC "Contact x in=a support=enemy\n" DEAL "BUYS x o role=decision_maker support=mentor\n",
     {}},
    {"and against",
     "opportunity.no-supportive",
     STRATEGIC "Contact x in=a support=mentor\n" DEAL "BUYS x o role=decision_maker support=neutral\n",
     {"red opportunity.no-supportive-key-player:Opportunity/o"}},
    {"one supportive edge of two suffices",
     "opportunity.no-supportive",
     STRATEGIC "Contact x in=a support=enemy\n" DEAL
               "BUYS x o role=decision_maker\nBUYS x o role=user support=supporter\n",
     {}},
    {"roles are judged each by itself",
     "opportunity.buying-role",
     STRATEGIC "Contact x in=a\n" DEAL
               "BUYS x o role=decision_maker\nBUYS x o role=approver\nBUYS x o role=champion\n"
               "BUYS x o role=evaluator\n",
     {"amber opportunity.buying-role-missing:Opportunity/o:user"}},
    {"a contact of another account names a role",
     "opportunity.buying-role-missing",
     STRATEGIC "Account b tier=smb\nContact x in=a\nContact z in=b\n" DEAL
               "BUYS z o role=decision_maker\nBUYS z o role=approver\nBUYS z o role=champion\nBUYS z o "
               "role=evaluator\nBUYS z o role=user\n",
     {}},
    {"a placeholder or a leaver does not",
     "opportunity.buying-role-missing",
     STRATEGIC "Contact x in=a\nContact p in=a placeholder=true\nContact l in=a left_on=2026-11-23\n" DEAL
               "BUYS p o role=decision_maker\nBUYS l o role=approver\nBUYS x o role=champion\nBUYS x o "
               "role=evaluator\nBUYS x o role=user\n",
     {RED_ROLES}},
};

void check(std::span<const Case> cases) {
  for (const Case& c : cases) {
    World world(c.world);
    Policy policy = testing::policy(c.policy);
    EXPECT_EQ(gaps(report(world, "a", testing::kToday, &policy), c.rule), c.expected) << c.name << "\n"
                                                                                      << c.world;
  }
}

TEST(Rules, Account) { check(kAccountCases); }
TEST(Rules, Team) { check(kTeamCases); }
TEST(Rules, Line) { check(kLineCases); }
TEST(Rules, Opportunity) { check(kOpportunityCases); }

TEST(Rules, EachRuleHasACaseThatFires) {
  std::set<std::string> fired;
  for (std::span<const Case> cases :
       {std::span<const Case>(kAccountCases), std::span<const Case>(kTeamCases),
        std::span<const Case>(kLineCases), std::span<const Case>(kOpportunityCases)}) {
    for (const Case& c : cases) {
      for (const std::string& line : c.expected) {
        const std::size_t space = line.find(' ');
        fired.insert(line.substr(space + 1, line.find(':') - space - 1));
      }
    }
  }
  for (const Rule* rule : all_rules())
    EXPECT_TRUE(fired.contains(std::string(rule->info.id))) << rule->info.id;
}

TEST(Rules, CanBeSwitchedOffAndGraded) {
  World world(STRATEGIC ANN);
  Policy off = testing::policy(R"({"base": {"rules": {"account.key-player-unknown": {"on": false}}}})");
  EXPECT_TRUE(gaps(report(world, "a", testing::kToday, &off), "account.key-player-unknown").empty());
  Policy info =
      testing::policy(R"({"base": {"rules": {"account.key-player-unknown": {"severity": "info"}}}})");
  EXPECT_EQ(gaps(report(world, "a", testing::kToday, &info), "account.key-player-unknown"),
            Lines{"info account.key-player-unknown:Contact/ann"});
}

TEST(Rules, DescribeThemselvesInBothLanguages) {
  for (const RuleInfo& info : coverage_rules()) {
    EXPECT_FALSE(info.summary_en.empty()) << info.id;
    EXPECT_FALSE(info.summary_zh.empty()) << info.id;
    EXPECT_TRUE(info.id.starts_with(scope_name(info.scope))) << info.id;
  }
}

// Whatever fires anywhere above has a sentence without holes, a witness and an action, in both languages.
TEST(Rules, EveryGapExplainsItself) {
  for (std::span<const Case> cases :
       {std::span<const Case>(kAccountCases), std::span<const Case>(kTeamCases),
        std::span<const Case>(kLineCases), std::span<const Case>(kOpportunityCases)}) {
    for (const Case& c : cases) {
      World world(c.world);
      for (Lang lang : {Lang::kEn, Lang::kZh}) {
        for (const Gap& gap : report(world, "a", testing::kToday, nullptr, lang).gaps) {
          for (const std::string& text : {gap.because, gap.action.text}) {
            EXPECT_EQ(text.find_first_of("{}"), std::string::npos) << text;
            EXPECT_NE(text.find(' '), 0u) << text;
            EXPECT_EQ(text.find("()"), std::string::npos) << text;
            EXPECT_EQ(text.find("（）"), std::string::npos) << text;
            EXPECT_EQ(text.find(gap.rule), std::string::npos) << "no sentence for it: " << text;
          }
          EXPECT_FALSE(gap.values.empty()) << gap.id;
          ASSERT_FALSE(gap.witness.nodes.empty()) << gap.id;
          EXPECT_EQ(gap.witness.nodes.front(), gap.subject.ref());
        }
      }
    }
  }
}

}  // namespace
}  // namespace relmap::query
