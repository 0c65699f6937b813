#include "texts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

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
