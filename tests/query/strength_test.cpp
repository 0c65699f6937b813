#include "query/strength.h"

#include <gtest/gtest.h>

#include "world.h"

namespace relmap::query {
namespace {

using testing::day;
using testing::kToday;
using testing::World;

struct TieCase {
  const char* properties;
  double strength;
  RelationshipLevel level;
};

// On 2026-11-23: half-life 180 days, floor 0.2.
TEST(Strength, TiesDecayFromTheirBase) {
  const TieCase cases[] = {
      {"relationship_level=vendor last_contact=2026-11-23", 0.25, RelationshipLevel::kVendor},
      {"relationship_level=credible_source last_contact=2026-11-23", 0.5, RelationshipLevel::kCredibleSource},
      {"relationship_level=problem_solver last_contact=2026-11-23", 0.75, RelationshipLevel::kProblemSolver},
      {"relationship_level=trusted_advisor last_contact=2026-11-23", 0.95,
       RelationshipLevel::kTrustedAdvisor},
      {"last_contact=2026-11-23", 0.3, RelationshipLevel::kNone},
      {"relationship_level=problem_solver last_contact=2026-05-27", 0.375, RelationshipLevel::kProblemSolver},
      {"relationship_level=problem_solver last_contact=2025-11-28", 0.1875,
       RelationshipLevel::kProblemSolver},
      {"relationship_level=problem_solver last_contact=2020-01-01", 0.15, RelationshipLevel::kProblemSolver},
      {"relationship_level=problem_solver", 0.15, RelationshipLevel::kProblemSolver},
      {"relationship_level=problem_solver last_contact=2027-01-01", 0.75, RelationshipLevel::kProblemSolver},
      {"relationship_level=vendor strength=0.9 last_contact=2026-11-23", 0.9,
       RelationshipLevel::kTrustedAdvisor},
      {"strength=0.65 last_contact=2026-11-23", 0.65, RelationshipLevel::kProblemSolver},
      {"strength=0.4 last_contact=2026-11-23", 0.4, RelationshipLevel::kCredibleSource},
      {"relationship_level=trusted_advisor strength=0.39 last_contact=2026-11-23", 0.39,
       RelationshipLevel::kVendor},
      {"strength=0 last_contact=2026-11-23", 0, RelationshipLevel::kVendor},
      {"", 0.06, RelationshipLevel::kNone},
  };
  for (const TieCase& c : cases) {
    World world(std::string("Account a tier=strategic\nContact ann in=a\nTeamMember bob\nKNOWS bob ann ") +
                c.properties);
    Model model(world.graph(), day(kToday));
    for (Edge edge : world.graph().out(*model.find("TeamMember", "bob"), model.symbols().knows)) {
      EXPECT_NEAR(tie_strength(model, Policy::built_in().base().strength, edge.properties), c.strength, 1e-12)
          << c.properties;
      EXPECT_EQ(model.relationship_level(edge.properties), c.level) << c.properties;
    }
  }
}

struct InfluenceCase {
  const char* properties;
  double strength;
};

TEST(Strength, InfluenceTakesNumbersAndWords) {
  const InfluenceCase cases[] = {{"", 0.6},
                                 {"strength=weak", 0.3},
                                 {"strength=moderate", 0.6},
                                 {"strength=strong", 0.9},
                                 {"strength=0.42", 0.42},
                                 {"strength=0", 0}};
  for (const InfluenceCase& c : cases) {
    World world(std::string("Contact a\nContact b\nINFLUENCES a b ") + c.properties);
    Model model(world.graph(), day(kToday));
    for (Edge edge : world.graph().out(*model.find("Contact", "a"), model.symbols().influences)) {
      EXPECT_DOUBLE_EQ(influence_strength(model, Policy::built_in().base().strength, edge.properties),
                       c.strength);
    }
  }
}

}  // namespace
}  // namespace relmap::query
