// Whom to win next, the repair plan, the matrix: against brute force on small problems, and against what
// they promise on random accounts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <random>
#include <set>

#include "planning/assignment.h"
#include "planning/spread.h"
#include "query/matrix.h"
#include "query/next.h"
#include "query/repair_plan.h"
#include "query/what_if.h"
#include "random_account.h"
#include "world.h"

namespace relmap::query {
namespace {

using testing::day;
using ::testing::ElementsAre;
using testing::kToday;
using testing::report;
using testing::World;

struct Seeded {
  unsigned seed = std::random_device()() % 1'000'000;
  std::mt19937 random{seed};
  ::testing::ScopedTrace trace{__FILE__, __LINE__, "seed " + std::to_string(seed)};
  std::size_t pick(std::size_t n) { return random() % n; }
};

// --- whom to win next

SpreadProblem random_spread(Seeded& s) {
  SpreadProblem problem;
  for (std::size_t t = 1 + s.pick(6); t > 0; --t) problem.worth.push_back(static_cast<double>(s.pick(5)));
  problem.reach.resize(1 + s.pick(8));
  for (auto& reach : problem.reach) {
    for (std::size_t t = 0; t < problem.worth.size(); ++t) {
      if (s.pick(2)) reach.push_back({t, 0.1 * static_cast<double>(1 + s.pick(10))});
    }
  }
  return problem;
}

double best_of_all(const SpreadProblem& problem, std::size_t most) {
  double best = 0;
  for (std::size_t bits = 0; bits < (std::size_t{1} << problem.reach.size()); ++bits) {
    std::vector<std::size_t> set;
    for (std::size_t c = 0; c < problem.reach.size(); ++c) {
      if (bits >> c & 1) set.push_back(c);
    }
    if (set.size() <= most) best = std::max(best, problem.value(set));
  }
  return best;
}

// Looks at every candidate each time.
std::vector<std::size_t> eager(const SpreadProblem& problem, std::size_t most) {
  std::vector<std::size_t> set;
  while (set.size() < most) {
    std::size_t best = problem.reach.size();
    double gain = 1e-12;
    for (std::size_t c = 0; c < problem.reach.size(); ++c) {
      std::vector<std::size_t> with = set;
      with.push_back(c);
      const double own = problem.value(with) - problem.value(set);
      const bool taken = std::find(set.begin(), set.end(), c) != set.end();
      if (!taken && own > gain + 1e-10) {
        gain = own;
        best = c;
      }
    }
    if (best == problem.reach.size()) break;
    set.push_back(best);
  }
  return set;
}

TEST(Next, GreedyIsWithinItsBoundAndLazyIsEager) {
  Seeded s;
  for (int round = 0; round < 1000; ++round) {
    const SpreadProblem problem = random_spread(s);
    const std::size_t most = 1 + s.pick(4);
    std::vector<std::size_t> set;
    double gain = 0;
    for (const Chosen& chosen : choose_greedily(problem, most)) {
      EXPECT_TRUE(std::find(set.begin(), set.end(), chosen.candidate) == set.end());
      set.push_back(chosen.candidate);
      gain += chosen.gain;
    }
    ASSERT_LE(set.size(), most);
    ASSERT_NEAR(gain, problem.value(set), 1e-9);
    const double best = best_of_all(problem, most);
    ASSERT_LE(gain, best + 1e-9);
    ASSERT_GE(gain, (1 - std::exp(-1.0)) * best - 1e-9);
    if (most == 1) {
      ASSERT_NEAR(gain, best, 1e-9);
    }
    ASSERT_NEAR(problem.value(set), problem.value(eager(problem, most)), 1e-9);
  }
}

TEST(Next, AnInfluencerMayBeWorthMoreThanAKeyPlayer) {
  const World world(
      "Account a tier=strategic\nTeamMember m seat=account_manager@a\nContact x in=a level=vp name=Xia\n"
      "Contact y in=a level=vp\nContact z in=a level=vp\nContact s in=a level=staff name=Sam\n"
      "INFLUENCES s x strength=0.9\nINFLUENCES s y strength=0.9\nINFLUENCES s z strength=0.9\n"
      "KNOWS m s strength=0.2 last_contact=2026-11-20\n");
  NextOptions options;
  options.coverage.date = day(kToday);
  options.meetings = 2;
  const auto found = next_meetings(world.graph(), "a", options);
  ASSERT_TRUE(found.ok()) << found.status().to_string();
  ASSERT_EQ(found->meetings.size(), 2u);
  EXPECT_EQ(found->meetings[0].contact.name, "Sam");
  EXPECT_FALSE(found->meetings[0].key_player);
  EXPECT_EQ(found->meetings[0].listeners.size(), 3u);
  ASSERT_TRUE(found->meetings[0].path.has_value());
  EXPECT_EQ(found->meetings[1].contact.name, "Xia");
  // What nobody says is worth nothing to us.
  options.spread = 0;
  EXPECT_EQ(next_meetings(world.graph(), "a", options)->meetings[0].contact.name, "Xia");
}

// The first choice gains at most what the score gains when it is done.
TEST(Next, AKeyPlayerGainsWhatIsSaid) {
  Seeded s;
  for (int round = 0; round < 60; ++round) {
    const auto account = testing::random_account(s.random, 4 + s.pick(8));
    SCOPED_TRACE(account.text());
    const World world(account.text());
    NextOptions options;
    options.coverage.date = day(kToday);
    options.meetings = 1;
    options.spread = 0;
    const auto found = next_meetings(world.graph(), "a", options);
    ASSERT_TRUE(found.ok());
    if (found->meetings.empty() || account.members.empty()) continue;
    const std::string to = found->meetings[0].contact.ref();
    for (const std::string& member : account.members) {
      const auto edit = parse_edit("tie TeamMember/" + member + " " + to + " credible_source");
      const auto transaction = transaction_of(world.graph(), "a", {*edit}, day(kToday));
      ASSERT_TRUE(transaction.ok());
      const auto then = world.store().preview(*transaction);
      const auto after = coverage(**then, "a", options.coverage);
      const double gained = after->score.people.points - report(world, "a").score.people.points;
      if (gained > 1e-9) {  // not by somebody who has left
        EXPECT_NEAR(gained, found->meetings[0].gain, 1e-9);
      }
    }
  }
}

// --- the repair plan

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

// Value and cost of the best assignment, by trying all.
std::pair<int, long> best_assignment(const AssignmentProblem& p) {
  std::pair<int, long> best{0, 0};
  std::vector<int> used(p.capacity.size(), 0);
  const std::function<void(std::size_t, int, int, long)> go = [&](std::size_t c, int pairs, int value,
                                                                  long cost) {
    if (value > best.first || (value == best.first && cost < best.second)) best = {value, cost};
    if (c == p.value.size()) return;
    go(c + 1, pairs, value, cost);
    for (std::size_t m = 0; m < p.capacity.size() && pairs < p.most; ++m) {
      if (!p.cost[m][c] || used[m] == p.capacity[m]) continue;
      ++used[m];
      go(c + 1, pairs + 1, value + p.value[c], cost + std::lround(*p.cost[m][c] * 1000));
      --used[m];
    }
  };
  go(0, 0, 0, 0);
  return best;
}

TEST(RepairPlan, AssignsAsWellAsCanBe) {
  Seeded s;
  for (int round = 0; round < 1000; ++round) {
    AssignmentProblem p;
    p.most = static_cast<int>(1 + s.pick(4));
    for (std::size_t m = 1 + s.pick(3); m > 0; --m) p.capacity.push_back(static_cast<int>(1 + s.pick(2)));
    for (std::size_t c = 1 + s.pick(5); c > 0; --c) p.value.push_back(static_cast<int>(1 + s.pick(3)));
    for (std::size_t m = 0; m < p.capacity.size(); ++m) {
      auto& row = p.cost.emplace_back();
      for (std::size_t c = 0; c < p.value.size(); ++c) {
        row.push_back(s.pick(4) ? std::optional(0.001 * static_cast<double>(s.pick(3000))) : std::nullopt);
      }
    }
    int value = 0;
    long cost = 0;
    std::set<std::size_t> contacts;
    std::vector<int> used(p.capacity.size(), 0);
    const Pairs pairs = assign(p);
    for (const auto& [m, c] : pairs) {
      ASSERT_TRUE(p.cost[m][c].has_value());
      ASSERT_TRUE(contacts.insert(c).second);
      ASSERT_LE(++used[m], p.capacity[m]);
      value += p.value[c];
      cost += std::lround(*p.cost[m][c] * 1000);
    }
    ASSERT_LE(pairs.size(), static_cast<std::size_t>(p.most));
    const auto [best_value, best_cost] = best_assignment(p);
    ASSERT_EQ(value, best_value);
    ASSERT_EQ(cost, best_cost);
  }
}

// Each gap that a plan says it closes is closed when its introductions have come about.
TEST(RepairPlan, ClosesWhatItSays) {
  Seeded s;
  std::size_t closed = 0;
  for (int round = 0; round < 150; ++round) {
    const auto account = testing::random_account(s.random, 4 + s.pick(10));
    SCOPED_TRACE(account.text());
    const World world(account.text());
    RepairOptions options;
    options.coverage.date = day(kToday);
    const auto plan = repair_plan(world.graph(), "a", options);
    ASSERT_TRUE(plan.ok()) << plan.status().to_string();
    std::vector<Edit> edits;
    std::set<std::string> gone;
    for (const RepairStep& step : plan->steps) {
      edits.push_back(*parse_edit("tie " + step.member.ref() + " " + step.contact.ref()));
      gone.insert(step.gaps.begin(), step.gaps.end());
    }
    if (edits.empty()) continue;
    const auto transaction = transaction_of(world.graph(), "a", edits, day(kToday));
    ASSERT_TRUE(transaction.ok()) << transaction.status().to_string();
    const auto then = world.store().preview(*transaction);
    ASSERT_TRUE(then.ok()) << then.status().to_string();
    const auto after = coverage(**then, "a", options.coverage);
    for (const Gap& gap : after->gaps) EXPECT_FALSE(gone.contains(gap.id)) << gap.id;
    EXPECT_EQ(gone.size(), plan->closes);
    closed += gone.size();
    if (HasFailure()) return;
  }
  EXPECT_GT(closed, 100u);
}

// --- the matrix

TEST(Matrix, EachStateOnce) {
  const World world(
      "Account a tier=strategic\nBusinessLine l name=Cloud\nTeamMember s seat=business_line_seller@a@l\n"
      "OrgUnit u1 of=a\nOrgUnit u2 of=a\nOrgUnit u3 of=a\nOrgUnit u4 of=a\nOrgUnit u5 of=a\nOrgUnit u6 of=a\n"
      "OrgUnit u7 of=a\nOrgUnit u8 of=a\nContact x in=u5 support=supporter\nContact y in=u6\nContact z "
      "in=u7\n"
      "PURCHASED u1 l year=2026 amount=10.50 currency=EUR\nPURCHASED u1 l year=2025 amount=1.25 "
      "currency=EUR\n"
      "Opportunity o for=a stage=lead amount=7 currency=CNY\nINVOLVES o l\nTARGETS o u2\nCELL u2 l "
      "state=eligible\n"
      "CELL u3 l state=competitor competitor=Acme\nCELL u4 l state=not_eligible\nCELL u5 l state=eligible "
      "potential=100\n"
      "CELL u6 l state=eligible potential=900\nCELL u7 l state=eligible\n"
      "KNOWS s x strength=0.5 last_contact=2026-11-23\nKNOWS s y strength=0.2 last_contact=2026-11-23\n");
  CoverageOptions options;
  options.date = day(kToday);
  const auto found = matrix(world.graph(), "a", options);
  ASSERT_TRUE(found.ok()) << found.status().to_string();
  std::vector<std::string> states;
  for (const MatrixCell& c : found->cells) states.emplace_back(word(c.state));
  EXPECT_THAT(states, ElementsAre("owned", "pipeline", "competitor", "not_eligible", "warm", "eligible",
                                  "cold", "unassessed"));
  EXPECT_EQ(found->cells[0].sold.at("EUR").to_string(), "11.75");
  EXPECT_EQ(found->cells[1].pipeline.at("CNY").to_string(), "7");
  EXPECT_EQ(found->cells[4].sellers.size(), 1u);
  EXPECT_EQ(found->counts.at("warm"), 1u);
  const auto spots = whitespace(world.graph(), "a", options, 10);
  ASSERT_TRUE(spots.ok());
  std::vector<std::string> order;
  for (const MatrixCell& c : spots->matrix.cells) order.push_back(c.unit.id);
  EXPECT_THAT(order, ElementsAre("u6", "u5", "u7"));  // 900 × 0.2, 100 × 0.5, no way
}

}  // namespace
}  // namespace relmap::query
