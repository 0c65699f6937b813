#include "base/fold.h"

#include <gtest/gtest.h>

#include <random>

#include "base/utf8.h"

namespace relmap {
namespace {

TEST(Fold, SeesNamesAsPeopleTypeThem) {
  const std::pair<const char*, const char*> kPairs[] = {
      {"Ann LEE", "ann lee"},
      {"  Ann\t \n Lee ", "ann lee"},
      {"José Álvarez", "jose alvarez"},
      {"Jose\xCC\x81", "jose"},
      {"Søren Kierkegård", "soren kierkegard"},
      {"Łukasz Żółć", "lukasz zolc"},
      {"Großmann", "grossmann"},
      {"GROẞMANN", "grossmann"},
      {"Æsop Œuvre Þór", "aesop oeuvre thor"},
      {"Ｌｉｎ　Ｓｈｕ", "lin shu"},
      {"林书惠 Lin Shuhui", "林书惠 lin shuhui"},
      {"Алексей Ёлкин", "алексеи елкин"},
      {"مُحَمَّد", "محمد"},
      {"محـــمد", "محمد"},
      {"ΣΊΣΥΦΟΣ", "σισυφοσ"},
      {"O’Brien–Smith", "o'brien-smith"},
      {"İstanbul ılık", "istanbul ilik"},
      {"ﬁnance", "finance"},
      {"", ""},
      {" \xE3\x80\x80 ", ""},
      {"\xFF not UTF-8", "\xFF not UTF-8"},
  };
  for (const auto& [text, folded] : kPairs) EXPECT_EQ(fold(text), folded);
}

TEST(Fold, IsStable) {
  const unsigned seed = std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (int n = 0; n < 8; ++n)
      utf8::append(text, static_cast<std::uint32_t>(random() % (n % 2 ? 0x3000 : 0x20000)));
    const std::string once = fold(text);
    ASSERT_EQ(fold(once), once) << text;
    ASSERT_TRUE(utf8::is_valid(once));
    ASSERT_EQ(once.find('\n'), std::string::npos);
  }
}

TEST(Fold, KnowsWhereWordsBegin) {
  const std::string text = "ann o'lee 林书惠 x@y";
  std::string starts;
  for (std::size_t i = 0; i < text.size();) {
    if (begins_word(text, i)) starts += std::to_string(i) + " ";
    utf8::next(text, i);
  }
  EXPECT_EQ(starts, "0 4 6 10 20 22 ");
}

}  // namespace
}  // namespace relmap
