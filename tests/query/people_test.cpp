// One person, and everybody on a map: the same judgement as the report's.
#include "query/people.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "query/person.h"
#include "query/strength.h"
#include "random_account.h"
#include "world.h"

namespace relmap::query {
namespace {

using nlohmann::json;
using testing::day;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kToday;
using testing::World;

constexpr std::string_view kBank = R"(
Account bank name=Bank tier=strategic
Account mill name=Mill tier=large
OrgUnit board of=bank
OrgUnit it of=board name=IT
Opportunity core for=bank stage=proposal
Opportunity looms for=mill stage=proposal
Opportunity old for=bank stage=won
Contact ann in=board name=Ann level=vp political_status=inner_circle support=mentor
Contact ben in=it level=staff adaptability=laggard
Contact cy in=it left_on=2026-10-01 level=vp
Contact dee in=mill level=staff
Contact eli in=board@2020-01-01@2024-01-01 level=vp political_status=outside
Contact fay in=bank placeholder=true
TeamMember kim name=Kim seat=account_manager@bank
TeamMember lou name=Lou
TeamMember max left_on=2026-01-01
REPORTS_TO ben ann kind=dotted
REPORTS_TO ben cy kind=solid since=2027-01-01
KNOWS kim ann relationship_level=trusted_advisor last_contact=2026-11-13 note=golf contact_depth=in_depth
KNOWS lou ann relationship_level=credible_source desired_level=problem_solver last_contact=2026-01-02
KNOWS max ann relationship_level=trusted_advisor last_contact=2025-12-01
KNOWS kim dee relationship_level=problem_solver last_contact=2026-11-20
KNOWS lou eli relationship_level=problem_solver last_contact=2026-09-01
COVERS lou ben cadence_days=14
BUYS ben core role=champion
BUYS ben old role=user
BUYS dee core role=approver support=enemy
INFLUENCES ben ann strength=strong
INFLUENCES cy ann kind=conflict
WORKS_WITH ann dee strength=0.4 context=school
)";

CoverageOptions on(std::string_view date = kToday) {
  CoverageOptions options;
  options.date = day(date);
  return options;
}

AccountPeople people(const World& world, std::string_view account, PeopleOptions options = {}) {
  options.coverage = on();
  auto found = account_people(world.graph(), account, options);
  EXPECT_TRUE(found) << found.status().to_string();
  return found ? *std::move(found) : AccountPeople();
}

json page(const World& world, std::string_view label, std::string_view id) {
  const auto found = person_page(world.graph(), label, id, on());
  EXPECT_TRUE(found) << found.status().to_string();
  return found ? json::parse(to_json(*found, nullptr)) : json();
}

std::vector<std::string> ids(const json& list, const char* member) {
  std::vector<std::string> out;
  for (const auto& entry : list) out.push_back(entry[member]["id"]);
  return out;
}

TEST(People, AreAllThatTheMapShows) {
  const World world(kBank);
  const json answer = json::parse(to_json(people(world, "bank")));
  EXPECT_EQ(answer["account"]["name"], "Bank");
  EXPECT_EQ(answer["date"], kToday);
  EXPECT_TRUE(answer["next"].is_null());
  // dee works elsewhere but is in on a deal of this account; eli has moved away.
  ASSERT_THAT(ids(answer["people"], "contact"), ElementsAre("ann", "ben", "cy", "dee", "fay"));
  const json &ann = answer["people"][0], &ben = answer["people"][1], &cy = answer["people"][2],
             &dee = answer["people"][3], &fay = answer["people"][4];
  EXPECT_EQ(ann["unit"]["id"], "board");
  EXPECT_TRUE(ann["key_player"] && ann["champion"] && ann["covered"]);
  EXPECT_THAT(ids(ann["ties"], "member"), ElementsAre("kim", "lou"));  // max has left
  const json& tie = ann["ties"][0];
  EXPECT_EQ(tie["level"], "trusted_advisor");
  EXPECT_TRUE(tie["desired_level"].is_null());
  EXPECT_EQ(tie["contact_depth"], "in_depth");
  EXPECT_EQ(tie["days"], 10);
  EXPECT_EQ(tie["cadence_days"], 30);  // a champion's
  EXPECT_TRUE(tie["live"] && tie["on_team"]);
  EXPECT_NEAR(tie["strength"].get<double>(), .95 * std::exp2(-10 / 180.0), 1e-9);
  EXPECT_FALSE(ann["ties"][1]["live"] || ann["ties"][1]["on_team"]);
  EXPECT_TRUE(ann["title"].is_null() && ann["left_on"].is_null() && ann["reports_to"].is_null());
  EXPECT_EQ(ben["reports_to"]["id"], "ann");  // the solid line has not begun
  EXPECT_EQ(ben["adaptability"], "laggard");
  EXPECT_TRUE(ben["champion"] && !ben["covered"]);
  EXPECT_THAT(ids(ben["buys"], "opportunity"), ElementsAre("core"));  // the other one is not open
  EXPECT_EQ(cy["left_on"], "2026-10-01");
  EXPECT_FALSE(cy["key_player"]);
  EXPECT_TRUE(dee["outside"]);
  EXPECT_TRUE(dee["key_player"]);  // approver of an open deal
  EXPECT_EQ(dee["buys"][0]["support"], "enemy");
  EXPECT_TRUE(fay["placeholder"] && fay["unit"].is_null());
}

TEST(People, GapsAreThoseOfTheReport) {
  const World world(kBank);
  const auto report = testing::report(world, "bank");
  const auto found = people(world, "bank");
  std::size_t red = 0, amber = 0, listed = 0;
  for (std::size_t row = 0; row < found.contacts.size(); ++row) {
    const NodeName& contact = found.view.contacts[found.contacts[row]].node;
    for (const Gap& gap : report.gaps) {
      if (gap.subject == contact) (gap.severity == Severity::kRed ? red : amber) += 1;
    }
    listed += found.gaps[row].red + found.gaps[row].amber;
  }
  EXPECT_GT(red + amber, 0u);
  EXPECT_EQ(listed, red + amber);
}

TEST(People, ComePageByPage) {
  const World world(kBank);
  PeopleOptions options;
  options.limit = 2;
  std::vector<std::string> seen;
  for (int i = 0; i < 5; ++i) {
    const auto part = people(world, "bank", options);
    EXPECT_LE(part.contacts.size(), 2u);
    for (const std::size_t c : part.contacts) seen.push_back(part.view.contacts[c].node.id);
    if (!part.next) break;
    options.after = *part.next;
  }
  EXPECT_THAT(seen, ElementsAre("ann", "ben", "cy", "dee", "fay"));
  options.limit = kMaxPeople + 1;
  EXPECT_EQ(account_people(world.graph(), "bank", options).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(account_people(world.graph(), "nobody", {}).status().code(), StatusCode::kNotFound);
}

TEST(People, AsATable) {
  const World world(kBank);
  const std::string csv = to_csv(people(world, "bank"));
  EXPECT_THAT(csv,
              ::testing::HasSubstr("\r\nann,Ann,,vp,board,inner_circle,mentor,,true,true,false,false,,true,"
                                   "TeamMember/kim; TeamMember/lou,,"));
}

TEST(Person, AContactWithAllThatIsKnown) {
  const World world(kBank);
  const json ann = page(world, "Contact", "ann");
  EXPECT_EQ(ann["person"], (json{{"label", "Contact"}, {"id", "ann"}, {"name", "Ann"}}));
  EXPECT_EQ(ann["properties"]["level"], "vp");
  EXPECT_TRUE(ann["version"].is_null());  // nobody said
  ASSERT_EQ(ann["accounts"].size(), 1u);
  EXPECT_EQ(ann["accounts"][0]["id"], "bank");
  EXPECT_TRUE(ann["key_player"] && ann["champion"] && ann["covered"]);
  EXPECT_FALSE(ann["more"]);
}

TEST(Person, TiesAreJudgedAsInTheReport) {
  const World world(kBank);
  const json ann = page(world, "Contact", "ann");
  // With max, who has left: somebody may have to take his place.
  ASSERT_THAT(ids(ann["ties"], "member"), ElementsAre("kim", "max", "lou"));
  EXPECT_EQ(ann["ties"][0]["cadence_days"], 30);
  EXPECT_EQ(ann["ties"][0]["note"], "golf");
  EXPECT_EQ(ann["ties"][0]["account"]["id"], "bank");
  EXPECT_TRUE(ann["ties"][0]["live"]);
  EXPECT_TRUE(ann["ties"][1]["cadence_days"].is_null());
  EXPECT_FALSE(ann["ties"][1]["live"]);
  EXPECT_EQ(ann["ties"][0]["edge"]["type"], "KNOWS");
  EXPECT_EQ(ann["ties"][0]["edge"]["from"], "TeamMember/kim");
  EXPECT_EQ(ann["ties"][0]["edge"]["properties"]["note"], "golf");
  // Somebody of no account is judged by his record alone.
  const json eli = page(world, "Contact", "eli");
  EXPECT_THAT(eli["accounts"], IsEmpty());
  EXPECT_EQ(eli["ties"][0]["cadence_days"], 90);  // a VP's
  EXPECT_TRUE(eli["ties"][0]["live"]);
  EXPECT_TRUE(eli["covered"]);
  EXPECT_TRUE(eli["ties"][0]["account"].is_null());
  EXPECT_FALSE(eli["key_player"]);
}

TEST(Person, LinesInfluenceAndDeals) {
  const World world(kBank);
  const json ben = page(world, "Contact", "ben"), ann = page(world, "Contact", "ann"),
             dee = page(world, "Contact", "dee");
  ASSERT_THAT(ids(ben["reports_to"], "person"), ElementsAre("ann", "cy"));
  EXPECT_EQ(ben["reports_to"][1]["since"], "2027-01-01");
  EXPECT_EQ(ben["reports_to"][0]["edge"]["key"], (json{{"kind", "dotted"}}));
  EXPECT_THAT(ids(ann["reports"], "person"), ElementsAre("ben"));
  EXPECT_NEAR(ben["influences"][0]["strength"].get<double>(), .9, 1e-9);
  EXPECT_THAT(ids(ann["influenced_by"], "from"), ElementsAre("ben", "cy"));
  EXPECT_EQ(ann["influenced_by"][1]["kind"], "conflict");
  EXPECT_TRUE(ann["influenced_by"][0]["kind"].is_null());
  EXPECT_EQ(dee["works_with"][0]["person"]["id"], "ann");
  EXPECT_EQ(dee["works_with"][0]["from"], "Contact/ann");  // as it was given
  EXPECT_EQ(dee["works_with"][0]["context"], "school");
  ASSERT_THAT(ids(ben["buys"], "opportunity"), ElementsAre("core", "old"));
  EXPECT_TRUE(ben["buys"][0]["open"]);
  EXPECT_FALSE(ben["buys"][1]["open"]);
  EXPECT_EQ(ben["covers"][0]["member"]["id"], "lou");
  EXPECT_EQ(ben["covers"][0]["cadence_days"], 14);
  EXPECT_EQ(dee["accounts"][0]["id"], "mill");
  EXPECT_TRUE(dee["key_player"]);  // by the deal of the other account
  EXPECT_EQ(page(world, "Contact", "eli")["units"][0]["until"], "2024-01-01");
}

TEST(Person, AMemberIsFactsOnly) {
  const World world(kBank);
  const json kim = page(world, "TeamMember", "kim");
  EXPECT_TRUE(kim["key_player"].is_null() && kim["covered"].is_null());
  ASSERT_THAT(ids(kim["ties"], "contact"), ElementsAre("ann", "dee"));  // by id, not by worth
  EXPECT_EQ(kim["ties"][0]["cadence_days"], 30);
  // dee's own account judges, not the one on whose deal dee is in.
  EXPECT_EQ(kim["ties"][1]["account"]["id"], "mill");
  EXPECT_EQ(kim["roles"][0]["role"], "account_manager");
  EXPECT_EQ(kim["roles"][0]["edge"]["key"], (json{{"role", "account_manager"}}));
  EXPECT_THAT(ids(page(world, "TeamMember", "max")["ties"], "contact"), ElementsAre("ann"));
  EXPECT_FALSE(page(world, "TeamMember", "max")["ties"][0]["live"]);
  EXPECT_EQ(page(world, "TeamMember", "lou")["covers"][0]["contact"]["id"], "ben");
}

// Whoever is in one account alone is there and on his own page the same, tie by tie and gap by gap.
TEST(Person, IsAsOnTheMapOfHisAccount) {
  std::mt19937 random(20261123);
  std::size_t compared = 0, ties = 0, gaps = 0;
  for (int round = 0; round < 20; ++round) {
    const World world(testing::random_account(random, 12).text());
    const auto report = testing::report(world, "a");
    const json map = json::parse(to_json(people(world, "a")));
    for (const json& there : map["people"]) {
      const json here = page(world, "Contact", there["contact"]["id"].get<std::string>());
      const bool elsewhere = std::any_of(here["buys"].begin(), here["buys"].end(), [&](const json& deal) {
        return deal["open"] && std::none_of(there["buys"].begin(), there["buys"].end(), [&](const json& d) {
                 return d["opportunity"] == deal["opportunity"];
               });
      });
      if (there["outside"] || elsewhere || here["accounts"].size() != 1) continue;
      ++compared;
      for (const char* member : {"key_player", "champion", "covered"})
        EXPECT_EQ(here[member], there[member]) << member << there;
      for (const json& tie : there["ties"]) {
        ++ties;
        const auto same = std::find_if(here["ties"].begin(), here["ties"].end(),
                                       [&](const json& t) { return t["member"] == tie["member"]; });
        ASSERT_NE(same, here["ties"].end()) << tie;
        for (const char* member : {"level", "strength", "days", "cadence_days", "live", "last_contact"})
          EXPECT_EQ((*same)[member], tie[member]) << member;
      }
      std::vector<std::string> expected, found;
      for (const Gap& gap : report.gaps) {
        if (gap.subject.ref() == "Contact/" + here["person"]["id"].get<std::string>())
          expected.push_back(gap.id + gap.because + gap.action.text);
      }
      for (const json& gap : here["gaps"])
        found.push_back(gap["id"].get<std::string>() + gap["because"].get<std::string>() +
                        gap["action"]["text"].get<std::string>());
      EXPECT_EQ(found, expected);
      gaps += found.size();
    }
  }
  EXPECT_GT(compared, 50u);
  EXPECT_GT(ties, 50u);
  EXPECT_GT(gaps, 20u);
}

TEST(Person, OnlyPeople) {
  const World world(kBank);
  for (const auto& [label, id] : {std::pair("Account", "bank"), std::pair("Contact", "nobody"),
                                  std::pair("Contact", "kim"), std::pair("Dragon", "x")})
    EXPECT_EQ(person_page(world.graph(), label, id, on()).status().code(), StatusCode::kNotFound) << label;
}

TEST(Person, VersionsAreThoseThatAreGiven) {
  const World world(kBank);
  const auto found = person_page(world.graph(), "Contact", "ann", on());
  ASSERT_TRUE(found);
  PersonVersions versions{9, 7, {{found->ties[0].edge.id, 8}}};
  const json told = json::parse(to_json(*found, &versions));
  EXPECT_EQ(told["version"], 7);
  EXPECT_EQ(told["ties"][0]["version"], 8);
  EXPECT_EQ(told["ties"][1]["version"], 9);  // gone or changed since: no version that it has now
}

}  // namespace
}  // namespace relmap::query
