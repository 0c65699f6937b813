// What gaps say and which values they report: only what is true of the world they speak of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/model.h"
#include "world.h"

namespace relmap::query {
namespace {

using graphstore::Value;
using ::testing::HasSubstr;
using testing::kToday;
using ::testing::Not;
using testing::report;
using testing::World;

// The first gap of the rule; one that is empty where there is none.
Gap gap_of(const char* world, std::string_view rule, Lang lang = Lang::kEn) {
  const World built(world);
  for (const Gap& gap : report(built, "a", kToday, nullptr, lang).gaps) {
    if (gap.rule == rule) return gap;
  }
  ADD_FAILURE() << "no gap of " << rule;
  return {};
}

constexpr const char* kFiveExecutives =
    "Account a tier=strategic\nTeamMember s seat=account_sponsor@a name=Sue\n"
    "Contact p in=a level=c_level placeholder=true name=To_Be_Named\n"
    "Contact u in=a level=vp name=Una\nContact v in=a level=vp name=Vic\nContact w in=a level=vp name=Wes\n"
    "Contact x in=a level=vp name=Xia\nContact y in=a level=vp name=Yan\nContact z in=a level=vp name=Zoe\n";

TEST(Sentences, CountAllExecutivesAndNameThree) {
  for (const char* rule : {"account.no-executive-contact", "team.sponsor-without-executive-tie"}) {
    const Gap gap = gap_of(kFiveExecutives, rule);
    EXPECT_EQ(gap.values.at("executives_on_map"), Value(6)) << rule;
    EXPECT_THAT(gap.because, HasSubstr("Una, Vic, Wes and 3 more")) << rule;
    EXPECT_THAT(gap.because, Not(HasSubstr("To Be Named"))) << rule;
  }
}

TEST(Sentences, APlaceholderIsNobodyToMeet) {
  constexpr const char* kWorld =
      "Account a tier=strategic\nTeamMember s seat=account_sponsor@a name=Sue\nOrgUnit u of=a name=Sales\n"
      "Contact p in=u level=c_level placeholder=true name=To_Be_Named\n";
  EXPECT_EQ(gap_of(kWorld, "account.no-executive-contact").action.text,
            "Find out who leads a and put them on the map.");
  EXPECT_EQ(gap_of(kWorld, "team.sponsor-without-executive-tie").because,
            "Sue sponsors a, and none of its executives is on the map by name.");
  const Gap unit = gap_of(kWorld, "account.unit-uncovered");
  EXPECT_EQ(unit.because, "Sales has 1 person on the map, none of them known by name.");
  EXPECT_FALSE(unit.action.path.has_value());
}

TEST(Sentences, QuietTiesAreBroughtBackOnlyWhereThereAreAny) {
  const auto action = [](const std::string& more) {
    const std::string world =
        "Account a tier=strategic\nTeamMember t seat=account_manager@a\nContact x in=a\nContact y in=a\n" +
        more;
    return gap_of(world.c_str(), "account.single-threaded").action.text;
  };
  EXPECT_EQ(action(""), "Begin with the people who decide, and build live ties to them.");
  EXPECT_EQ(action("KNOWS t x strength=0.5 last_contact=2020-01-01\n"),
            "Bring back the ties that have gone quiet, key players first.");
  EXPECT_EQ(action("KNOWS t y strength=0.5 last_contact=2026-11-20\n"),
            "Win another contact this quarter, and build a live tie.");
  EXPECT_EQ(
      action(
          "KNOWS t x strength=0.5 last_contact=2020-01-01\nKNOWS t y strength=0.5 last_contact=2026-11-20\n"),
      "Bring back a tie that has gone quiet, or win another contact this quarter.");
}

TEST(Sentences, EachLeaverHasTheirOwnDate) {
  constexpr const char* kOne =
      "Account a tier=large name=Acme\nTeamMember m seat=presales@a name=Max left_on=2026-09-01\n";
  const Gap one = gap_of(kOne, "team.role-held-by-leaver");
  EXPECT_EQ(one.because, "Max still holds the role of presales for Acme, but left on 2026-09-01.");
  EXPECT_EQ(one.values.at("left_on"), Value(testing::day("2026-09-01")));
  const std::string two = std::string(kOne) + "TeamMember n seat=presales@a name=Nia left_on=2026-10-05\n";
  const Gap both = gap_of(two.c_str(), "team.role-held-by-leaver");
  EXPECT_EQ(both.because,
            "The role of presales for Acme is still held only by people who have left: Max (left on "
            "2026-09-01) and "
            "Nia (left on 2026-10-05).");
  EXPECT_EQ(both.action.text, "Agree who takes over from Max and Nia, ties included.");
  EXPECT_EQ(both.values.at("holders"), Value(graphstore::ValueList{"TeamMember/m", "TeamMember/n"}));
}

TEST(Sentences, StandingIsTheWordOfTheSchemaInEveryLanguage) {
  constexpr const char* kWorld =
      "Account a tier=strategic\nContact x in=a level=staff name=Xia\nOpportunity o for=a stage=proposal "
      "name=Deal\n"
      "BUYS x o role=approver\n";
  for (Lang lang : {Lang::kEn, Lang::kZh})
    EXPECT_EQ(gap_of(kWorld, "account.key-player-unknown", lang).values.at("standing"), Value("approver"));
  EXPECT_EQ(gap_of(kWorld, "account.key-player-unknown", Lang::kZh).because,
            "Xia 是关键人物（“Deal”的批准者），而我们无人认识。");
}

TEST(Sentences, AnOutsiderWhoDecidesMaySupport) {
  constexpr const char* kWorld =
      "Account a tier=strategic\nContact x in=a level=vp name=Xia support=mentor\n"
      "Contact y in=a level=vp name=Yan political_status=outside support=mentor\n"
      "Opportunity o for=a stage=proposal name=Deal\nBUYS x o role=champion\nBUYS y o role=decision_maker\n";
  EXPECT_EQ(gap_of(kWorld, "opportunity.no-supportive-key-player").because,
            "Xia supports us on Deal, but no key player who approves or decides does.");
}

TEST(Sentences, OneBracketInChinese) {
  constexpr const char* kWorld =
      "Account a tier=strategic\nContact x in=a level=vp name=Xia title=CIO\nTeamMember t name=Tom\n"
      "KNOWS t x relationship_level=problem_solver last_contact=2026-08-25\n";
  EXPECT_EQ(gap_of(kWorld, "account.tie-stale", Lang::kZh).because,
            "客户团队之外的 Tom（问题解决者）上次与 Xia（CIO）沟通是 90 天前；应每 60 "
            "天联系一次，其间也没有其他人维系。");
}

TEST(Sentences, ReasonsOfALineAreJoinedAsClauses) {
  constexpr const char* kWorld =
      "Account a tier=strategic\nBusinessLine l name=Cloud\nPURCHASED a l year=2025\n"
      "Opportunity o for=a stage=proposal name=Deal\nINVOLVES o l\n";
  EXPECT_EQ(gap_of(kWorld, "line.no-seller", Lang::kZh).because,
            "Cloud 曾于 2025 年采购，且有进行中的商机（Deal），而客户团队中无人销售该业务线。");
  EXPECT_EQ(
      gap_of(kWorld, "line.no-seller").because,
      "Cloud was bought in 2025 and is in the open pipeline (Deal), and nobody on the client team sells it.");
}

TEST(Sentences, ScorePartsSayWhatTheyCounted) {
  ScorePart part;
  part.counted = {{"lines", 3}, {"lines_with_seller", 1}};
  EXPECT_EQ(counted_text(part, Lang::kEn), "") << "does not apply";
  part.of = 15;
  EXPECT_EQ(counted_text(part, Lang::kEn), "lines bought or in the pipeline: 1 of 3 has a seller");
  part.counted = {{"required_roles", 9}, {"filled_roles", 5}};
  EXPECT_EQ(counted_text(part, Lang::kEn), "5 of 9 required roles filled");
}

TEST(MarkedKeyPlayer, ByStatusElseLevel) {
  const World world(
      "Account a tier=strategic\nContact x in=a level=vp\nContact y in=a level=c_level "
      "political_status=outside\n"
      "Contact z in=a level=staff political_status=inner_circle\nContact w in=a level=director\n");
  const Model model(world.graph(), testing::day(kToday));
  const auto marked = [&](const char* id) { return model.marked_key_player(*model.find("Contact", id)); };
  EXPECT_TRUE(marked("x"));
  EXPECT_FALSE(marked("y"));
  EXPECT_TRUE(marked("z"));
  EXPECT_FALSE(marked("w"));
}

}  // namespace
}  // namespace relmap::query
