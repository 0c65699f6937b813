// critical_members against every member's leaving, judged: whoever is not named opens no red gap.
#include "portfolio/critical.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>

#include "coverage/report.h"
#include "random_account.h"
#include "world.h"

namespace relmap::query {
namespace {

using testing::World;

std::set<std::string> red(const Model& model, const Policy& policy, Vertex account) {
  const std::vector<std::string> ids = red_gaps(Facts(model, policy, account));
  return {ids.begin(), ids.end()};
}

// Whether the world had both: members who open something, and some whom nobody needs to judge.
struct Seen {
  int opens = 0, spared = 0;
};

void check(const World& world, const Policy& policy, Date date, const char* id, Seen& seen) {
  const graphstore::Snapshot& graph = world.graph();
  const Model model(graph, date);
  const Vertex account = *model.find("Account", id);
  const std::set<std::string> before = red(model, policy, account);
  const std::vector<Vertex> critical = critical_members(Facts(model, policy, account));
  graph.for_each_node(model.symbols().team_member, [&](Vertex member) {
    if (model.has_left(member)) return;
    const Model without(graph, date, {member});
    const std::set<std::string> after = red(without, policy, account);
    const bool named = std::binary_search(critical.begin(), critical.end(), member);
    const bool opens = !std::includes(before.begin(), before.end(), after.begin(), after.end());
    EXPECT_TRUE(named || !opens) << model.ref(member) << " leaves " << id;
    seen.opens += opens;
    seen.spared += !named;
  });
}

TEST(CriticalMembers, MissNobodyWhoseLeavingOpensARedGap) {
  const char* given = std::getenv("RELMAP_SEED");
  const unsigned seed = given ? static_cast<unsigned>(std::atoi(given)) : std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const Policy policies[] = {
      Policy::built_in(),
      testing::policy(R"({"base": {"rules": {"account.single-threaded": {"min_contacts": 1, "max_share": 0.9},
                          "team.key-person-risk": {"min_covered": 2, "share": 0.7}}}})"),
      testing::policy(R"({"base": {"rules": {"account.map-stale": {"amber_days": 20, "red_days": 40},
                          "account.tie-stale": {"severity": "red"}}}})")};
  Seen seen;
  for (int round = 0; round < 300 && !::testing::Test::HasFailure(); ++round) {
    auto account = testing::random_account(random, 4 + random() % 12);
    SCOPED_TRACE(account.text());
    const World world(account.text());
    // The clock of the store stands at one day, so another date of judgement is what makes records old.
    const Date date = testing::day(testing::kToday) + static_cast<std::int32_t>(random() % 2 * 60);
    for (const char* id : {"a", "b"}) check(world, policies[round % 3], date, id, seen);
  }
  EXPECT_GT(seen.opens, 100);
  EXPECT_GT(seen.spared, 100);
}

// What random accounts seldom have: each time m leaves.
void expect_critical(const std::string& lines, const char* date = "2026-11-23", const char* policy = "{}") {
  const World world(lines);
  Seen seen;
  check(world, testing::policy(policy), testing::day(date), "a", seen);
  EXPECT_GT(seen.opens, 0) << lines;
}

// So many others whom somebody else knows that the account rests on nobody.
std::string crowd() {
  std::string lines = "TeamMember z\n";
  for (int i = 0; i < 30; ++i) {
    const std::string id = "x" + std::to_string(i);
    lines += "Contact " + id + " in=u level=staff\nKNOWS z " + id +
             " relationship_level=trusted_advisor last_contact=2026-11-20\n";
  }
  return lines;
}

TEST(CriticalMembers, OneOfTwoWhoShareAKeyPlayer) {
  expect_critical(R"(
    Account a tier=smb
    OrgUnit u of=a
    TeamMember m
    TeamMember n
    Contact c in=u political_status=inner_circle
    Contact d in=u political_status=inner_circle
    KNOWS m c relationship_level=trusted_advisor last_contact=2026-11-20
    KNOWS n c relationship_level=trusted_advisor last_contact=2026-11-20
    KNOWS m d relationship_level=trusted_advisor last_contact=2026-11-20
    KNOWS n d relationship_level=trusted_advisor last_contact=2026-11-20
)" + crowd());
}

TEST(CriticalMembers, TheSponsorWhoKnowsTheExecutives) {
  std::string lines = R"(
    Account a tier=strategic
    OrgUnit u of=a
    TeamMember m seat=account_sponsor@a
    TeamMember n seat=account_sponsor@a
    TeamMember o
    TeamMember p
)";
  for (const char c : std::string("cdefghij")) {
    const std::string id(1, c);
    lines += "Contact " + id + " in=u level=c_level\n";
    for (const char* member : {"m", "o", "p"})
      lines += std::string("KNOWS ") + member + " " + id +
               " relationship_level=trusted_advisor last_contact=2026-11-20\n";
  }
  expect_critical(lines + crowd());
}

TEST(CriticalMembers, WhoseTieIsTheLastRecord) {
  expect_critical(R"(
    Account a tier=smb
    OrgUnit u of=a
    TeamMember m
    Contact c in=u level=staff
    KNOWS m c relationship_level=vendor last_contact=2027-11-20)",
                  "2027-11-23");
}

}  // namespace
}  // namespace relmap::query
