#include "query/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "coverage/rule.h"

namespace relmap::query {
namespace {

using ::testing::HasSubstr;

TEST(Policy, BuiltInHoldsEveryRuleForEveryTier) {
  const Policy& policy = Policy::built_in();
  EXPECT_EQ(policy.name(), "default");
  for (Tier tier : {Tier::kStrategic, Tier::kLarge, Tier::kSmb}) {
    for (const Rule* rule : all_rules()) {
      const RuleSetting& setting = policy.tier(tier).rule(rule->info.id);
      EXPECT_EQ(setting.numbers.size(), rule->numbers.size()) << rule->info.id;
    }
  }
  EXPECT_EQ(policy.tier(Tier::kStrategic).required_roles.size(), 9u);
  EXPECT_EQ(policy.tier(Tier::kLarge).required_roles.size(), 2u);
  ASSERT_EQ(policy.tier(Tier::kSmb).required_roles.size(), 1u);
  EXPECT_EQ(policy.tier(Tier::kSmb).required_roles[0].any_of.size(), 2u);
  EXPECT_FALSE(policy.tier(Tier::kSmb).rule("line.no-seller").on);
  EXPECT_EQ(policy.tier(Tier::kLarge).rule("line.no-seller").severity, Severity::kAmber);
}

TEST(Policy, OverridesMergeValueByValue) {
  Result<Policy> policy = Policy::parse(R"({"name": "ours",
      "base": {"cadence_days": {"champion": 14}},
      "tiers": {"smb": {"cadence_days": {"key_player": 120}, "rules": {"account.no-map": {"severity": "info"}}}}})");
  ASSERT_TRUE(policy.ok()) << policy.status().to_string();
  EXPECT_EQ(policy->name(), "ours");
  EXPECT_EQ(policy->tier(Tier::kStrategic).cadence_days.champion, 14);
  EXPECT_EQ(policy->tier(Tier::kStrategic).cadence_days.key_player, 60);
  EXPECT_EQ(policy->tier(Tier::kSmb).cadence_days.champion, 14);
  EXPECT_EQ(policy->tier(Tier::kSmb).cadence_days.key_player, 120);
  EXPECT_EQ(policy->tier(Tier::kSmb).rule("account.no-map").severity, Severity::kInfo);
  EXPECT_EQ(policy->tier(Tier::kLarge).rule("account.no-map").severity, std::nullopt);
}

TEST(Policy, EqualPoliciesHaveEqualText) {
  Result<Policy> a = Policy::parse(R"({"base": {"score": {"people": 60}}})");
  Result<Policy> b = Policy::parse(R"({"tiers": {}, "base": {"score": {"people": 60}}, "name": "default"})");
  ASSERT_TRUE(a.ok() && b.ok());
  EXPECT_EQ(a->json(), b->json());
  EXPECT_NE(a->json(), Policy::built_in().json());
  EXPECT_TRUE(Policy::parse(a->json()).ok()) << "what a policy prints can be read again";
}

struct Wrong {
  const char* json;
  const char* message;
};

TEST(Policy, RefusesWhatIsWrongAndSaysWhere) {
  const Wrong cases[] = {
      {"", "is not JSON"},
      {"[1]", "must be an object"},
      {R"({"base": 3})", "base: must be an object"},
      {R"({"colour": 3})", "colour: is not a field of the policy"},
      {R"({"name": 3})", "name: must be text"},
      {R"({"base": {"strength": {"half_life": 3}}})", "base.strength.half_life: is not a field"},
      {R"({"base": {"strength": {"half_life_days": 0}}})", "base.strength.half_life_days: must be a number"},
      {R"({"base": {"strength": {"vendor": 1.5}}})", "base.strength.vendor: must be a number from 0"},
      {R"({"base": {"strength": {"vendor": null}}})", "base.strength.vendor: is missing"},
      {R"({"base": {"cadence_days": {"champion": 0}}})",
       "base.cadence_days.champion: must be a whole number from 1"},
      {R"({"base": {"cadence_days": {"champion": 1.5}}})",
       "base.cadence_days.champion: must be a whole number"},
      {R"({"base": {"score": {"people": 0, "team": 0, "lines": 0, "opportunities": 0}}})",
       "base.score: at least one"},
      {R"({"tiers": {"huge": {}}})", "tiers.huge: is not a field"},
      {R"({"tiers": {"smb": []}})", "tiers.smb: must be an object"},
      {R"({"tiers": {"smb": {"rules": {"account.no-map": {"on": "yes"}}}}})",
       "tiers.smb.rules.account.no-map.on: must be true or false"},
      {R"({"base": {"rules": {"account.nothing": {"on": true}}}})",
       "base.rules.account.nothing: is not a field"},
      {R"({"base": {"rules": {"account.single-threaded": {"max_share": 2}}}})",
       "account.single-threaded.max_share"},
      {R"({"base": {"rules": {"account.no-map": {"severity": "pink"}}}})", "severity: must be one of red"},
      {R"({"tiers": {"large": {"required_roles": [{"any_of": ["boss"], "severity": "red"}]}}})",
       "tiers.large.required_roles[0].any_of: \"boss\" is not a team role"},
      {R"({"base": {"buying_roles": [{"role": "king", "severity": "red"}]}})",
       "base.buying_roles[0].role: 'king'"},
  };
  for (const Wrong& wrong : cases) {
    Result<Policy> policy = Policy::parse(wrong.json);
    ASSERT_FALSE(policy.ok()) << wrong.json;
    EXPECT_EQ(policy.status().code(), StatusCode::kInvalidArgument) << wrong.json;
    EXPECT_THAT(policy.status().message(), HasSubstr(wrong.message)) << wrong.json;
  }
}

TEST(Policy, BoundsNestingAndSize) {
  std::string deep(100'000, '[');
  EXPECT_FALSE(Policy::parse(deep).ok());
  EXPECT_FALSE(Policy::parse("{\"base\":" + deep).ok());
  EXPECT_EQ(Policy::parse(std::string(2 << 20, ' ')).status().code(), StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace relmap::query
