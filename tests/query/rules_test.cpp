// Runs tests/cases/rules/RULE.case: for each rule worlds in which it speaks, neighbours in which it just does
// not, and what another tier or policy changes.
//
// A file is a list of cases, each begun by a line "== NAME". Its lines:
//   policy: JSON        merged over the built-in policy          compare: PREFIX   whose gaps are compared;
//   the date: YYYY-MM-DD    of judgement, 2026-11-23 if not given                      file's own rule if not
//   given
//   => SEVERITY GAP-ID  a gap that is expected, in order; none: the rule is silent
//   # …                 a comment
// and for the rest a world (world.h) with an account "a".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "coverage/rule.h"
#include "world.h"

namespace relmap::query {
namespace {

namespace fs = std::filesystem;

using testing::gaps;
using testing::report;
using testing::World;
using Lines = std::vector<std::string>;

struct Case {
  std::string rule;  // the file's
  std::string name, world;
  std::string compare, policy = "{}", date = std::string(testing::kToday);
  Lines expected;
};

void read_line(const std::string& line, Case& c) {
  const auto directive = [&](std::string_view word, std::string& into) {
    if (!line.starts_with(word)) return false;
    into = line.substr(word.size());
    return true;
  };
  std::string gap;
  if (directive("policy: ", c.policy) || directive("compare: ", c.compare) || directive("date: ", c.date))
    return;
  if (directive("=> ", gap)) return c.expected.push_back(gap);
  c.world += line + "\n";
}

std::vector<Case> read_cases(const fs::path& path) {
  std::ifstream file(path);
  std::vector<Case> cases;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("== ")) {
      Case& c = cases.emplace_back();
      c.rule = c.compare = path.stem().string();
      c.name = line.substr(3);
    } else if (!cases.empty()) {
      read_line(line, cases.back());
    }
  }
  return cases;
}

// By rule.
const std::map<std::string, std::vector<Case>>& all_cases() {
  static const auto* const cases = [] {
    auto* found = new std::map<std::string, std::vector<Case>>;
    for (const auto& entry : fs::directory_iterator(RELMAP_SOURCE_DIR "/tests/cases/rules"))
      (*found)[entry.path().stem().string()] = read_cases(entry.path());
    return found;
  }();
  return *cases;
}

class RuleCases : public ::testing::TestWithParam<std::string> {};

TEST_P(RuleCases, Hold) {
  for (const Case& c : all_cases().at(GetParam())) {
    World world(c.world);
    Policy policy = testing::policy(c.policy);
    EXPECT_EQ(gaps(report(world, "a", c.date, &policy), c.compare), c.expected) << c.name << "\n" << c.world;
  }
}

// It fires somewhere, is silent somewhere, and somewhere another tier or policy is tried.
TEST_P(RuleCases, AreThereForBothSidesAndForAnotherTierOrPolicy) {
  bool fires = false, silent = false;
  std::set<std::string> tiers;
  for (const Case& c : all_cases().at(GetParam())) {
    const bool speaks = std::any_of(c.expected.begin(), c.expected.end(), [&](const std::string& gap) {
      return gap.find(" " + GetParam() + ":") != std::string::npos;
    });
    (speaks ? fires : silent) = true;
    const std::size_t tier = c.world.find("tier=", c.world.find("Account a "));
    tiers.insert(c.world.substr(tier, c.world.find_first_of(" \n", tier) - tier) + c.policy);
  }
  EXPECT_TRUE(fires);
  EXPECT_TRUE(silent);
  EXPECT_GT(tiers.size(), 1u) << "no case under another tier or policy";
}

std::vector<std::string> rules_with_cases() {
  std::vector<std::string> rules;
  for (const auto& [rule, cases] : all_cases()) rules.push_back(rule);
  return rules;
}

INSTANTIATE_TEST_SUITE_P(Files, RuleCases, ::testing::ValuesIn(rules_with_cases()), [](const auto& rule) {
  std::string name = rule.param;
  for (char& c : name) {
    if (c == '.' || c == '-') c = '_';
  }
  return name;
});

TEST(Rules, EachHasCasesAndNoCaseIsOfAnother) {
  std::set<std::string> rules;
  for (const Rule* rule : all_rules()) rules.insert(std::string(rule->info.id));
  std::set<std::string> files;
  for (const auto& [rule, cases] : all_cases()) files.insert(rule);
  EXPECT_EQ(files, rules);
}

TEST(Rules, EachStandsInTheDocuments) {
  const auto text = [](const char* path) {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  const std::string rules = text(RELMAP_SOURCE_DIR "/docs/rules.md"),
                    policy = text(RELMAP_SOURCE_DIR "/docs/policy.md");
  for (const Rule* rule : policy_rules()) {
    EXPECT_NE(rules.find("| `" + std::string(rule->info.id) + "` |"), std::string::npos) << rule->info.id;
    for (const NumberSpec& number : rule->numbers) {
      const bool told =
          policy.find(std::string(rule->info.id) + "." + std::string(number.name)) != std::string::npos ||
          policy.find("`" + std::string(number.name) + "`") != std::string::npos;
      EXPECT_TRUE(told) << rule->info.id << " " << number.name;
    }
  }
}

TEST(Rules, CanBeSwitchedOffAndGraded) {
  World world("Account a tier=strategic\nContact ann in=a political_status=inner_circle\n");
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
  for (const auto& [rule, cases] : all_cases()) {
    for (const Case& c : cases) {
      World world(c.world);
      const Policy policy = testing::policy(c.policy);
      for (Lang lang : {Lang::kEn, Lang::kZh}) {
        for (const Gap& gap : report(world, "a", c.date, &policy, lang).gaps) {
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
