#include "query/duplicates.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.h"

namespace relmap::query {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> texts(const Duplicates& duplicates) {
  std::vector<std::string> out;
  for (const DuplicateGroup& group : duplicates.groups) out.push_back(to_text(group));
  return out;
}

constexpr const char* kWorld = R"(
Account bank tier=large
Account shop tier=large
OrgUnit it of=bank
Contact ann name=Ann_Lee email=Ann@Bank.com in=bank
Contact ann2 name=ann_lee email=ann@bank.com in=it
Contact jose name=José_Díaz in=it
Contact jose2 name=JOSE_DIAZ in=bank
Contact jose3 name=Jose_Diaz in=shop
Contact open1 name=CFO placeholder=true in=bank
Contact open2 name=CFO placeholder=true in=bank
Contact gone name=Jose_Diaz in=bank@2020-01-01@2021-01-01
Contact none in=bank
Contact none2 in=bank
)";

TEST(DuplicatesTest, SameAddressAnywhereAndSameNameInAnAccount) {
  const testing::World world(kWorld);
  EXPECT_THAT(texts(find_duplicates(world.graph(), testing::day(testing::kToday), 10)),
              ElementsAre("Contact/ann, Contact/ann2: the same e-mail address ann@bank.com",
                          "Contact/jose, Contact/jose2: the same name jose diaz in account bank"));
}

TEST(DuplicatesTest, AreCountedBeyondTheLimit) {
  const testing::World world(kWorld);
  const Duplicates found = find_duplicates(world.graph(), testing::day(testing::kToday), 1);
  EXPECT_EQ(found.groups.size(), 1u);
  EXPECT_EQ(found.count, 2u);
  EXPECT_THAT(texts(find_duplicates(testing::World("Account a tier=large\n").graph(),
                                    testing::day(testing::kToday), 9)),
              IsEmpty());
}

}  // namespace
}  // namespace relmap::query
