// The rules over all accounts, on both sides of their thresholds, and the 80/20 line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "coverage/rule.h"
#include "query/portfolio.h"
#include "random_account.h"
#include "world.h"

namespace relmap::query {
namespace {

using testing::day;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kToday;
using testing::World;
using Lines = std::vector<std::string>;

Portfolio of(const World& world, const Policy* policy = nullptr, Lang lang = Lang::kEn,
             unsigned threads = 0) {
  PortfolioOptions options;
  options.coverage.date = day(kToday);
  options.coverage.policy = policy;
  options.coverage.lang = lang;
  options.threads = threads;
  auto found = portfolio(world.graph(), options);
  EXPECT_TRUE(found.ok()) << found.status().to_string();
  return *std::move(found);
}

Lines gaps(const std::string& world, std::string_view rule, const char* policy = "{}") {
  const World built(world);
  const Policy parsed = testing::policy(policy);
  Lines lines;
  for (const Gap& gap : of(built, &parsed).gaps) {
    if (gap.rule == "portfolio." + std::string(rule))
      lines.push_back(std::string(severity_name(gap.severity)) + gap.id.substr(gap.rule.size()));
  }
  return lines;
}

std::string strategic(int with_map, int without) {
  std::string out;
  for (int i = 0; i < with_map; ++i) {
    const std::string id = "m" + std::to_string(i);
    out += "Account " + id + " tier=strategic\nContact c" + id + " in=" + id + " level=vp\n";
  }
  for (int i = 0; i < without; ++i) out += "Account w" + std::to_string(i) + " tier=strategic\n";
  return out;
}

TEST(Portfolio, MapsMissing) {
  EXPECT_THAT(gaps(strategic(33, 67), "maps-missing"), ElementsAre("amber:Portfolio/all"));
  EXPECT_THAT(gaps(strategic(32, 68), "maps-missing"), ElementsAre("red:Portfolio/all"));
  EXPECT_THAT(gaps(strategic(67, 33), "maps-missing"), IsEmpty());
  EXPECT_THAT(gaps(strategic(66, 34), "maps-missing"), ElementsAre("amber:Portfolio/all"));
  EXPECT_THAT(gaps("Account a tier=large\n", "maps-missing"), IsEmpty());
  EXPECT_THAT(
      gaps(strategic(32, 68), "maps-missing",
           R"({"base": {"rules": {"portfolio.maps-missing": {"red_share": 0.1, "amber_share": 0.3}}}})"),
      IsEmpty());
}

// One covered key player of five (a) and of one (b).
std::string revenue(const std::string& a, const std::string& b) {
  std::string out = "Account a tier=large currency=EUR revenue=" + a +
                    "\nAccount b tier=large currency=EUR revenue=" + b +
                    "\nTeamMember t seat=account_manager@a\nContact y in=b level=vp\n"
                    "KNOWS t y strength=0.9 last_contact=2026-11-20\n";
  for (int i = 0; i < 5; ++i) out += "Contact x" + std::to_string(i) + " in=a level=vp\n";
  return out + "KNOWS t x0 strength=0.9 last_contact=2026-11-20\n";
}

TEST(Portfolio, RevenueUncovered) {
  EXPECT_THAT(gaps(revenue("100", "100"), "revenue-uncovered"), IsEmpty());  // 0.8 × 100 of 200
  EXPECT_THAT(gaps(revenue("101", "99"), "revenue-uncovered"), ElementsAre("amber:Portfolio/all:EUR"));
  EXPECT_THAT(gaps(revenue("101", "99"), "revenue-uncovered",
                   R"({"base": {"rules": {"portfolio.revenue-uncovered": {"share": 0.5}}}})"),
              IsEmpty());
}

TEST(Portfolio, LeaverExposureNamesTheWorstOfEachCurrency) {
  const std::string world =
      "Account a tier=strategic currency=EUR revenue=100\nAccount b tier=strategic currency=EUR revenue=60\n"
      "Account c tier=strategic currency=EUR revenue=70\nAccount d tier=strategic currency=CNY revenue=5\n"
      "TeamMember bob seat=account_manager@a\nTeamMember eve seat=account_manager@b\n"
      "Contact x in=a level=vp\nContact y in=b level=vp\nContact z in=c level=vp\nContact w in=d level=vp\n"
      "KNOWS bob x strength=0.9 last_contact=2026-11-20\nKNOWS eve y strength=0.9 last_contact=2026-11-20\n"
      "KNOWS eve z strength=0.9 last_contact=2026-11-20\nKNOWS bob w strength=0.9 last_contact=2026-11-20\n";
  const World built(world);
  std::vector<std::string> who;
  for (const Gap& gap : of(built).gaps) {
    if (gap.rule != "portfolio.leaver-exposure") continue;
    who.push_back(graphstore::to_text(gap.values.at("member")) + " " +
                  graphstore::to_text(gap.values.at("revenue")));
  }
  EXPECT_THAT(who, ElementsAre("TeamMember/bob 5", "TeamMember/eve 130"));
  // Two know everybody: nobody's leaving opens a red gap.
  EXPECT_THAT(gaps("Account a tier=smb currency=EUR revenue=1\n", "leaver-exposure"), IsEmpty());
}

std::string teams(int a, int b) {
  std::string out =
      "Account a tier=strategic currency=EUR revenue=10\nAccount b tier=strategic currency=EUR revenue=90\n";
  for (int i = 0; i < a; ++i) out += "TeamMember a" + std::to_string(i) + " seat=marketing@a\n";
  for (int i = 0; i < b; ++i) out += "TeamMember b" + std::to_string(i) + " seat=marketing@b\n";
  return out;
}

TEST(Portfolio, EffortAgainstTier) {
  EXPECT_THAT(gaps(teams(3, 7), "effort-against-tier"), IsEmpty());  // 30 % for 10 %
  EXPECT_THAT(gaps(teams(4, 7), "effort-against-tier"), ElementsAre("amber:Portfolio/all:a"));
  EXPECT_THAT(gaps(teams(7, 3), "effort-against-tier"),
              ElementsAre("amber:Portfolio/all:a"));  // b: exactly a third
  EXPECT_THAT(gaps(teams(71, 29), "effort-against-tier"),
              ElementsAre("amber:Portfolio/all:a", "amber:Portfolio/all:b"));
  EXPECT_THAT(gaps(teams(4, 7), "effort-against-tier",
                   R"({"base": {"rules": {"portfolio.effort-against-tier": {"factor": 4}}}})"),
              IsEmpty());
}

std::string reviewed(const std::string& a, const std::string& c) {
  return "Account a currency=EUR " + a +
         "\nAccount b tier=strategic currency=EUR revenue=20 potential=90 strategic_intent=hold\n"
         "Account c currency=EUR " +
         c + "\n";
}

TEST(Portfolio, TierReview) {
  // a brings 78 %, b crosses the line, c lies below it.
  EXPECT_THAT(gaps(reviewed("tier=large revenue=78", "tier=strategic revenue=2"), "tier-review"),
              ElementsAre("info:Portfolio/all:a", "info:Portfolio/all:c"));
  EXPECT_THAT(gaps(reviewed("tier=large revenue=78 strategic_intent=exit",
                            "tier=strategic revenue=2 strategic_intent=grow"),
                   "tier-review"),
              IsEmpty());
  EXPECT_THAT(
      gaps(reviewed("tier=strategic revenue=78", "tier=strategic revenue=2 potential=900"), "tier-review"),
      IsEmpty());
  EXPECT_THAT(gaps(reviewed("tier=large revenue=78", "tier=smb revenue=2"), "tier-review",
                   R"({"base": {"rules": {"portfolio.tier-review": {"min_accounts": 4}}}})"),
              IsEmpty());
}

TEST(Portfolio, EveryRuleCanBeSwitchedOffAndEveryGapExplainsItself) {
  const World world(teams(71, 29) + strategic(1, 9));
  std::string off = R"({"base": {"rules": {)";
  for (const Rule& rule : portfolio_rules())
    off += (off.ends_with('{') ? "\"" : ", \"") + std::string(rule.info.id) + "\": {\"on\": false}";
  const Policy policy = testing::policy(off + "}}}");
  EXPECT_THAT(of(world, &policy).gaps, IsEmpty());
  for (const Lang lang : {Lang::kEn, Lang::kZh}) {
    const Portfolio found = of(world, nullptr, lang);
    EXPECT_FALSE(found.gaps.empty());
    for (const Gap& gap : found.gaps) {
      EXPECT_EQ((gap.because + gap.action.text).find_first_of("{}"), std::string::npos) << gap.because;
      EXPECT_FALSE(gap.witness.nodes.empty());
      EXPECT_FALSE(gap.values.empty());
    }
  }
}

// The same on one thread and on many, and each row what the account's own report says.
TEST(Portfolio, IsTheReportsOfAllAccounts) {
  std::mt19937 random(7);
  const World world(testing::random_account(random, 14).text());
  const Portfolio one = of(world, nullptr, Lang::kEn, 1), many = of(world, nullptr, Lang::kEn, 4);
  EXPECT_EQ(to_json(one), to_json(many));
  for (const PortfolioAccount& row : one.accounts) {
    const CoverageReport report = testing::report(world, row.account.id);
    EXPECT_NEAR(row.score, report.score.total, 1e-9);
    EXPECT_EQ(row.red, report.by_severity.red);
  }
}

// Against the report on a world without each member: nobody's leaving opens red gaps on more revenue than
// that of the one who is named.
TEST(Portfolio, TheExposureNamedIsTheLargest) {
  const unsigned seed = std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  int named = 0;
  for (int round = 0; round < 80; ++round) {
    auto account = testing::random_account(random, 4 + random() % 8);
    account.nodes[0] += " currency=EUR revenue=100";
    account.nodes[1] += " currency=EUR revenue=60";
    SCOPED_TRACE(account.text());
    const World world(account.text());
    const auto red = [](const World& w, const char* id) {
      std::set<std::string> ids;
      for (const Gap& gap : testing::report(w, id).gaps) {
        if (gap.severity == Severity::kRed) ids.insert(gap.id);
      }
      return ids;
    };
    int worst = 0;
    for (const std::string& member : account.members) {
      auto without = account;
      for (std::string& line : without.nodes) {
        if (line.starts_with("TeamMember " + member) && line.find("left_on") == std::string::npos)
          line += " left_on=" + std::string(kToday);
      }
      const World gone(without.text());
      int sum = 0;
      for (const auto& [id, revenue] : {std::pair("a", 100), std::pair("b", 60)}) {
        const auto before = red(world, id), after = red(gone, id);
        const bool opens = std::any_of(after.begin(), after.end(),
                                       [&](const std::string& g) { return !before.contains(g); });
        sum += opens ? revenue : 0;
      }
      worst = std::max(worst, sum);
    }
    int told = 0;
    for (const Gap& gap : of(world).gaps) {
      if (gap.rule == "portfolio.leaver-exposure")
        told = std::stoi(graphstore::to_text(gap.values.at("revenue")));
    }
    ASSERT_EQ(told, worst);
    named += told > 0;
  }
  EXPECT_GT(named, 20);
}

TEST(Segmentation, DrawsTheLineAndCountsTheLoad) {
  const World world(teams(2, 3) + "ON_TEAM a0 b role=finance\nAccount z tier=smb\n");
  PortfolioOptions options;
  options.coverage.date = day(kToday);
  const auto found = segmentation(world.graph(), options);
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->segments.size(), 2u);  // EUR, and none
  const Segment& eur = found->segments[1];
  ASSERT_EQ(eur.rows.size(), 2u);
  EXPECT_TRUE(eur.rows[0].major_by_revenue);
  EXPECT_FALSE(eur.rows[1].major_by_revenue);
  EXPECT_NEAR(eur.rows[1].cumulative, 1.0, 1e-12);
  EXPECT_EQ(found->load[0].accounts, 2u);
  EXPECT_EQ(found->load[0].seats, 6u);
  EXPECT_EQ(found->load[0].people, 5u);
}

}  // namespace
}  // namespace relmap::query
