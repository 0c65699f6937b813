#include "texts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace relmap::query {
namespace {

// Names of the values that a template asks for.
std::set<std::string> slots(std::string_view text) {
  std::set<std::string> names;
  for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    const std::string_view slot = text.substr(open + 1, text.find('}', open) - open - 1);
    names.emplace(slot.substr(0, slot.find('?')));
  }
  return names;
}

TEST(Texts, BothLanguagesHaveTheSameKeysInTheSameOrder) {
  std::span<const Text> en = texts(Lang::kEn), zh = texts(Lang::kZh);
  ASSERT_EQ(en.size(), zh.size());
  std::set<std::string_view> keys;
  for (std::size_t i = 0; i < en.size(); ++i) {
    EXPECT_EQ(en[i].key, zh[i].key);
    EXPECT_TRUE(keys.insert(en[i].key).second) << "twice: " << en[i].key;
  }
}

TEST(Texts, ChineseAsksForNothingThatEnglishDoesNotGet) {
  std::span<const Text> en = texts(Lang::kEn), zh = texts(Lang::kZh);
  for (std::size_t i = 0; i < en.size() && i < zh.size(); ++i) {
    std::set<std::string> more = slots(zh[i].text), known = slots(en[i].text);
    for (const std::string& name : more) {
      // Chinese plurals do not change the verb, so a count may be left out, or shown where English only
      // inflects.
      EXPECT_TRUE(known.contains(name)) << zh[i].key << ": {" << name << "}";
    }
  }
}

TEST(Texts, FillsValuesAndChoosesForms) {
  const auto path = [](Lang lang, int hops) {
    return say(lang, "path.line", Args().with("n", 1).with("probability", "5%").with("hops", hops));
  };
  EXPECT_EQ(path(Lang::kEn, 1), "1. 5%, 1 hop");
  EXPECT_EQ(path(Lang::kEn, 12), "1. 5%, 12 hops");
  EXPECT_EQ(path(Lang::kZh, 12), "1. 5%，12 步");
  EXPECT_EQ(say(Lang::kEn, "no.such.key"), "no.such.key");
  EXPECT_EQ(say(Lang::kEn, "person.with-title", Args().with("name", "{title}").with("title", "CFO")),
            "{title} (CFO)")
      << "values are not templates";
}

// Counts are drawn as given, everything else as a name.
bool is_count(std::string_view slot) {
  static const std::set<std::string_view> kNames{
      "account", "as_of",       "contact", "date",        "first",    "from",   "hint",     "holders",
      "knower",  "left_on",     "level",   "line",        "max",      "member", "name",     "names",
      "next",    "member_name", "of",      "opportunity", "person",   "points", "policy",   "reason",
      "rest",    "probability", "role",    "share",       "standing", "target", "tier",     "title",
      "to",      "total",       "after",   "before",      "changes",  "label",  "property", "type",
      "unit",    "version",     "via",     "years"};
  return !kNames.contains(slot);
}

// "1 people", "2 day", "1 are": a number that does not agree with the word behind it; "" where all do. (No
// std::regex here: GCC 12 warns of its insides under the sanitizers.)
std::string disagreement(const std::string& text) {
  static const std::set<std::string> kBetween{"more", "open", "required", "key", "live"};
  static const std::set<std::string> kMany{"people", "players", "days",          "contacts", "hops", "roles",
                                           "lines",  "gaps",    "opportunities", "have",     "are"};
  static const std::set<std::string> kOne{"person", "player", "day",         "contact", "hop", "role",
                                          "line",   "gap",    "opportunity", "has",     "is"};
  std::istringstream in(text);
  std::string number, word;
  while (in >> word) {
    const bool ends = !word.empty() && std::string_view(".,;:)").find(word.back()) != std::string_view::npos;
    if (ends) word.pop_back();
    if (!number.empty() && (number == "1" ? kMany : kOne).contains(word)) return number + " " + word;
    const bool is_number = word == "0" || word == "1" || word == "2";
    if (is_number) {
      number = ends ? "" : word;
    } else if (ends || !kBetween.contains(word)) {
      number.clear();
    }
  }
  return "";
}

TEST(Texts, AgreeWithEveryCount) {
  EXPECT_NE(disagreement("every 1 days"), "");
  EXPECT_NE(disagreement("only 2 person"), "");
  EXPECT_EQ(disagreement("1 person, 12 people, 21 days"), "");
  for (Lang lang : {Lang::kEn, Lang::kZh}) {
    for (const Text& entry : texts(lang)) {
      const std::set<std::string> names = slots(entry.text);
      for (int count : {0, 1, 2}) {
        Args args;
        for (const std::string& name : names) {
          // A noun follows the count that stands before it, so all counts of a text are drawn alike.
          if (is_count(name))
            args.with(name, count);
          else
            args.with(name, "X");
        }
        const std::string text = say(lang, entry.key, args);
        EXPECT_EQ(text.find_first_of("{}|"), std::string::npos) << entry.key << ": " << text;
        EXPECT_EQ(disagreement(text), "") << entry.key << ": " << text;
      }
    }
  }
}

TEST(Texts, RolesAndTiersReadAsSentences) {
  const auto vacant = [](TeamRole role, Tier tier) {
    return say(Lang::kEn, "team.role-vacant",
               Args()
                   .with("account", "Acme")
                   .with("role", spoken(role, Lang::kEn))
                   .with("tier", spoken(tier, Lang::kEn)));
  };
  EXPECT_EQ(vacant(TeamRole::kFinance, Tier::kSmb),
            "Nobody on the client team of Acme fills the role of finance, which SMB accounts need.");
  EXPECT_EQ(
      vacant(TeamRole::kAccountManager, Tier::kStrategic),
      "Nobody on the client team of Acme fills the role of account manager, which strategic accounts need.");
}

TEST(Texts, ChineseSpacesNamesAlike) {
  const auto sentence = [](const char* name) {
    return say(Lang::kZh, "team.sponsor-without-executive-tie",
               Args().with("name", name).with("account", "Acme").with("names", "王建国"));
  };
  EXPECT_EQ(sentence("Eve Hall"),
            "Eve Hall 是我方负责 Acme 的高层赞助人，却与客户高管（王建国）没有有效关系。");
  EXPECT_EQ(sentence("陈丽"), "陈丽是我方负责 Acme 的高层赞助人，却与客户高管（王建国）没有有效关系。");
  EXPECT_EQ(say(Lang::kZh, "report.points", Args().with("points", "1").with("of", "2")), "1 / 2");
  EXPECT_EQ(say(Lang::kZh, "opportunity.buying-role-missing",
                Args().with("opportunity", "Deal").with("role", "决策者")),
            "“Deal”的决策者尚未明确。");
}

TEST(Texts, Enumerates) {
  EXPECT_EQ(enumerate(Lang::kEn, {}), "");
  EXPECT_EQ(enumerate(Lang::kEn, {"a"}), "a");
  EXPECT_EQ(enumerate(Lang::kEn, {"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(enumerate(Lang::kEn, {"a", "b", "c", "d"}, 2), "a, b and 2 more");
  EXPECT_EQ(enumerate(Lang::kZh, {"a", "b", "c"}), "a、b、c");
}

TEST(Texts, PercentNeverRoundsToCertainty) {
  EXPECT_EQ(percent(0), "0%");
  EXPECT_EQ(percent(0.001), "<1%");
  EXPECT_EQ(percent(0.367), "37%");
  EXPECT_EQ(percent(0.999), ">99%");
  EXPECT_EQ(percent(1), "100%");
}

}  // namespace
}  // namespace relmap::query
