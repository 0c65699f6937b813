#include "query/paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "paths/fan_out.h"
#include "paths/hops.h"
#include "world.h"

namespace relmap::query {
namespace {

using testing::day;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::kToday;
using testing::World;

PathResult paths(const World& world, std::string_view from, std::string_view to, PathOptions options = {}) {
  options.date = day(kToday);
  Result<PathResult> result = introduction_paths(world.graph(), from, to, options);
  EXPECT_TRUE(result.ok()) << result.status().to_string();
  return result ? *result : PathResult{};
}

// "bob -KNOWS- ann" …
std::vector<std::string> lines(const PathResult& result) {
  std::vector<std::string> out;
  for (const IntroductionPath& path : result.paths) {
    std::string line = path.hops.front().from.id;
    for (const PathHop& hop : path.hops) line += " " + hop.type + " " + hop.to.id;
    out.push_back(line);
  }
  return out;
}

constexpr std::string_view kWorld = R"(
Account bank tier=strategic
Account shop tier=large
TeamMember amy seat=account_manager@bank
TeamMember bob seat=presales@bank
TeamMember cat seat=account_manager@shop
TeamMember dan seat=presales@shop
TeamMember eve
Contact x in=bank
Contact y in=bank
Contact z in=bank
KNOWS amy x relationship_level=problem_solver last_contact=2026-11-23
KNOWS cat y relationship_level=trusted_advisor last_contact=2026-11-23
INFLUENCES x z strength=strong
REPORTS_TO z y kind=solid
WORKS_WITH eve cat strength=0.9
)";

TEST(Paths, TeamAsOneSource) {
  World world(kWorld);
  PathResult result = paths(world, "team:bank", "Contact/z");
  EXPECT_THAT(lines(result), ElementsAre("amy KNOWS x INFLUENCES z"));
  EXPECT_NEAR(result.paths[0].probability, 0.75 * 0.9, 1e-12);
  EXPECT_EQ(result.paths[0].hops[0].level, RelationshipLevel::kProblemSolver);
  EXPECT_EQ(result.paths[0].hops[0].last_contact, day(kToday));
  EXPECT_TRUE(result.reason.empty());
}

TEST(Paths, ColleaguesBySharedTeamAndByWorkingTogether) {
  World world(kWorld);
  PathResult result = paths(world, "TeamMember/dan", "Contact/y");
  ASSERT_THAT(lines(result), ElementsAre("dan ON_TEAM cat KNOWS y"));
  EXPECT_EQ(result.paths[0].hops[0].account->id, "shop");
  EXPECT_NEAR(result.paths[0].probability, 0.8 * 0.95, 1e-12);
  EXPECT_THAT(lines(paths(world, "TeamMember/eve", "Contact/z")),
              ElementsAre("eve WORKS_WITH cat KNOWS y REPORTS_TO z"));
}

TEST(Paths, AnExplicitColleagueCountsInsteadOfTheTeam) {
  World weak(std::string(kWorld) + "WORKS_WITH dan cat strength=0.1\n");
  PathResult result = paths(weak, "TeamMember/dan", "Contact/y");
  EXPECT_THAT(lines(result), ElementsAre("dan WORKS_WITH cat KNOWS y"));
  EXPECT_NEAR(result.paths[0].probability, 0.1 * 0.95, 1e-12);
  World none(std::string(kWorld) + "WORKS_WITH dan cat strength=0\n");
  EXPECT_THAT(lines(paths(none, "TeamMember/dan", "Contact/y")), IsEmpty());
}

TEST(Paths, InfluenceRunsForwardReportingBothWays) {
  World world(kWorld);
  EXPECT_THAT(lines(paths(world, "Contact/z", "Contact/x")), IsEmpty());
  EXPECT_THAT(lines(paths(world, "Contact/z", "Contact/y")), ElementsAre("z REPORTS_TO y"));
  EXPECT_THAT(lines(paths(world, "Contact/y", "Contact/z")), ElementsAre("y REPORTS_TO z"));
}

TEST(Paths, HopBoundIsExact) {
  // The best way has four hops, the best within three is weaker.
  World world(R"(
    TeamMember m
    Contact a
    Contact b
    Contact c
    Contact t
    KNOWS m a strength=1 last_contact=2026-11-23
    KNOWS m t strength=0.1 last_contact=2026-11-23
    INFLUENCES a b strength=1
    INFLUENCES b c strength=1
    INFLUENCES c t strength=1
    INFLUENCES b t strength=0.2
  )");
  PathOptions options;
  options.k = 1;
  options.max_hops = 4;
  EXPECT_THAT(lines(paths(world, "TeamMember/m", "Contact/t", options)),
              ElementsAre("m KNOWS a INFLUENCES b INFLUENCES c INFLUENCES t"));
  options.max_hops = 3;
  EXPECT_THAT(lines(paths(world, "TeamMember/m", "Contact/t", options)),
              ElementsAre("m KNOWS a INFLUENCES b INFLUENCES t"));
  options.max_hops = 2;
  EXPECT_THAT(lines(paths(world, "TeamMember/m", "Contact/t", options)), ElementsAre("m KNOWS t"));
}

TEST(Paths, EqualProbabilityThenFewerHopsThenIds) {
  World world(R"(
    TeamMember m
    Contact a
    Contact b
    Contact c
    Contact t
    KNOWS m a strength=0.5 last_contact=2026-11-23
    KNOWS m b strength=0.5 last_contact=2026-11-23
    KNOWS m t strength=0.25 last_contact=2026-11-23
    KNOWS m c strength=0.5 last_contact=2026-11-23
    INFLUENCES a t strength=0.5
    INFLUENCES b t strength=0.5
    INFLUENCES c a strength=1
  )");
  EXPECT_THAT(lines(paths(world, "TeamMember/m", "Contact/t",
                          [] {
                            PathOptions o;
                            o.k = 5;
                            return o;
                          }())),
              ElementsAre("m KNOWS t", "m KNOWS a INFLUENCES t", "m KNOWS b INFLUENCES t",
                          "m KNOWS c INFLUENCES a INFLUENCES t"));
}

TEST(Paths, WhoMayBeOnAPath) {
  const std::string base = R"(
    Contact t support=enemy
    KNOWS m s strength=1 last_contact=2026-11-23
    INFLUENCES s t strength=1
  )";
  auto with = [&](const std::string& step) {
    World world("TeamMember m\nContact s " + step + "\n" + base);
    return lines(paths(world, "TeamMember/m", "Contact/t"));
  };
  EXPECT_THAT(with(""), ElementsAre("m KNOWS s INFLUENCES t")) << "the target may be an enemy";
  EXPECT_THAT(with("support=non_supporter"), ElementsAre("m KNOWS s INFLUENCES t"));
  EXPECT_THAT(with("support=enemy"), IsEmpty());
  EXPECT_THAT(with("placeholder=true"), IsEmpty());
  EXPECT_THAT(with("left_on=2026-11-23"), IsEmpty());
  EXPECT_THAT(with("left_on=2026-11-24"), ElementsAre("m KNOWS s INFLUENCES t"));
}

TEST(Paths, AvoidAndReasons) {
  World world(kWorld);
  PathOptions options;
  options.avoid = {"Contact/x"};
  PathResult result = paths(world, "team:bank", "Contact/z", options);
  EXPECT_THAT(lines(result), IsEmpty());
  EXPECT_THAT(result.reason, HasSubstr("at most 6 hops"));
  World gone("TeamMember m\nContact t left_on=2026-01-01\nKNOWS m t\n");
  EXPECT_THAT(paths(gone, "TeamMember/m", "Contact/t").reason, HasSubstr("has left"));
  World empty("Account a tier=smb\nContact t\n");
  EXPECT_THAT(paths(empty, "team:a", "Contact/t").reason, HasSubstr("client team of a"));
  EXPECT_THAT(paths(empty, "Contact/t", "Contact/t").reason, HasSubstr("begin where it ends"));
}

TEST(Paths, RefusesBadRequests) {
  World world(kWorld);
  PathOptions options;
  options.date = day(kToday);
  auto code = [&](std::string_view from, std::string_view to, const PathOptions& o) {
    return introduction_paths(world.graph(), from, to, o).status().code();
  };
  EXPECT_EQ(code("team:nobody", "Contact/x", options), StatusCode::kNotFound);
  EXPECT_EQ(code("TeamMember/nobody", "Contact/x", options), StatusCode::kNotFound);
  EXPECT_EQ(code("TeamMember/amy", "Contact/nobody", options), StatusCode::kNotFound);
  EXPECT_EQ(code("amy", "Contact/x", options), StatusCode::kInvalidArgument);
  EXPECT_EQ(code("TeamMember/amy", "TeamMember/bob", options), StatusCode::kInvalidArgument);
  EXPECT_EQ(code("Account/bank", "Contact/x", options), StatusCode::kInvalidArgument);
  for (int k : {0, 51}) {
    PathOptions bad = options;
    bad.k = k;
    EXPECT_EQ(code("TeamMember/amy", "Contact/x", bad), StatusCode::kInvalidArgument);
  }
  for (int hops : {0, 11}) {
    PathOptions bad = options;
    bad.max_hops = hops;
    EXPECT_EQ(code("TeamMember/amy", "Contact/x", bad), StatusCode::kInvalidArgument);
  }
  options.avoid = {"Contact/nobody"};
  EXPECT_EQ(code("TeamMember/amy", "Contact/x", options), StatusCode::kNotFound);
}

TEST(Paths, SentenceLeavesNoColleagueOut) {
  World world(R"(
Account bank tier=large
TeamMember spon name=Spon
TeamMember two name=T_Two
TeamMember three name=T_Three
Contact key name=Key in=bank
WORKS_WITH spon two strength=0.9
WORKS_WITH two three strength=0.9
KNOWS three key relationship_level=trusted_advisor last_contact=2026-11-23
)");
  const PathResult result = paths(world, "TeamMember/spon", "Contact/key");
  ASSERT_EQ(result.paths.size(), 1u);
  EXPECT_THAT(introduction_sentence(result.paths[0], Lang::kEn),
              HasSubstr("Spon can ask T Two, who can ask T Three, who knows Key"));
  EXPECT_THAT(introduction_sentence(result.paths[0], Lang::kZh),
              HasSubstr("Spon 可请 T Two 转请 T Three 帮忙，其认识 Key"));
}

TEST(Paths, OneSearchForManySaysWhatItsBoundLeftUndecided) {
  World world(kWorld);
  const Model model(world.graph(), day(kToday));
  const PathGraph graph(model, Policy::built_in().tier(Tier::kLarge).strength);
  const std::vector<Vertex> team = graph.hub_members(*model.find_account("bank"));
  const std::vector<Vertex> targets = {*model.find_ref("Contact/x"), *model.find_ref("Contact/z")};
  FanOut all(graph, team, 6, 1'000);
  FanOut cut(graph, team, 6, 1);
  for (const Vertex target : targets) {
    EXPECT_TRUE(all.search(target));
    cut.search(target);
    EXPECT_NE(cut.found(target) != nullptr, cut.undecided(target));
  }
  EXPECT_TRUE(all.complete());
  EXPECT_FALSE(cut.complete());
}

TEST(Paths, Prints) {
  World world(kWorld);
  PathResult result = paths(world, "TeamMember/dan", "Contact/y");
  EXPECT_EQ(to_text(result, Lang::kEn), R"(Introduction paths from dan to y, 2026-11-23

1. 76%, 2 hops
   dan
     is on the team of shop with · 0.8
   cat
     knows (trusted advisor, last contact 2026-11-23) · 0.95
   y
)");
  EXPECT_THAT(to_csv(result),
              HasSubstr("1,1,0.76,TeamMember/dan,dan,TeamMember/cat,cat,ON_TEAM,0.8,,,shop\r\n"));
  EXPECT_THAT(to_json(result), HasSubstr(R"("probability": 0.76)"));
}

}  // namespace
}  // namespace relmap::query
