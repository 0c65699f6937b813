#include "query/changes.h"

#include <gmock/gmock.h>

#include "query/schema.h"

namespace relmap::query {
namespace {

using graphstore::Graph;
using graphstore::NodeRef;
using graphstore::WriteMode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Changes : public ::testing::Test {
 protected:
  Changes() {
    graphstore::OpenOptions options;
    options.url = "memory:";
    options.schema = *relationship_schema();
    graph_ = std::move(*Graph::open(options));
    write({node("Account", "bank", {{"name", "Bank"}, {"tier", "strategic"}}),
           node("Account", "shop", {{"name", "Shop"}, {"tier", "smb"}}),
           node("OrgUnit", "it", {{"name", "IT"}}), edge("PART_OF", "OrgUnit/it", "Account/bank"),
           node("Contact", "nia", {{"name", "Nia"}, {"support", "neutral"}}),
           node("Contact", "sam", {{"name", "Sam"}}), node("TeamMember", "eva", {{"name", "Eva"}}),
           edge("WORKS_IN", "Contact/nia", "OrgUnit/it"), edge("WORKS_IN", "Contact/sam", "Account/shop")});
  }
  static NodeRef ref(const std::string& text) {
    return NodeRef::by_key(text.substr(0, text.find('/')), text.substr(text.find('/') + 1));
  }
  static graphstore::Change node(const char* label, const char* id, graphstore::Properties properties) {
    return graphstore::WriteNode{
        NodeRef::by_key(label, id), {}, std::move(properties), WriteMode::kMerge, {}};
  }
  static graphstore::Change edge(const char* type, const char* from, const char* to,
                                 graphstore::Properties properties = {}) {
    return graphstore::WriteEdge{type, ref(from), ref(to), std::move(properties), WriteMode::kMerge, {}, {}};
  }
  void write(std::vector<graphstore::Change> changes) {
    const auto done = graph_->commit({std::move(changes), {}}, {"test", "test", false, false});
    ASSERT_TRUE(done.ok()) << done.status().to_string();
  }
  std::vector<std::string> told(const char* account, Lang lang = Lang::kEn, graphstore::Version from = 1) {
    const auto diff = graph_->diff(from, graph_->version(), 100);
    const auto older = graph_->snapshot_at(from);
    const auto changes = account_changes(*older->snapshot, *graph_->snapshot(), *diff, account, lang);
    EXPECT_TRUE(changes.ok()) << changes.status().to_string();
    std::vector<std::string> sentences;
    for (const AccountChange& change : changes->changes) sentences.push_back(change.sentence);
    return sentences;
  }

  std::unique_ptr<Graph> graph_;
};

TEST_F(Changes, OnlyWhatConcernsTheAccountInReadableOrder) {
  write({node("Contact", "nia", {{"support", "supporter"}}), node("Contact", "sam", {{"support", "enemy"}}),
         edge("KNOWS", "TeamMember/eva", "Contact/nia", {{"relationship_level", "vendor"}}),
         node("Account", "bank", {{"tier", "large"}})});
  EXPECT_THAT(told("bank"), ElementsAre("Bank: tier strategic → large", "Nia: support neutral → supporter",
                                        "New: Eva knows Nia (relationship_level vendor)"));
  EXPECT_THAT(told("shop"), ElementsAre("Sam: support nothing → enemy"));
  EXPECT_THAT(told("bank", Lang::kZh), ElementsAre(HasSubstr("strategic → large"),
                                                   HasSubstr("neutral → supporter"), HasSubstr("新增")));
}

TEST_F(Changes, WhoCameAndWhoWent) {
  write({node("Contact", "kim", {{"name", "Kim"}, {"title", "CFO"}}),
         edge("WORKS_IN", "Contact/kim", "OrgUnit/it"),
         graphstore::DeleteNode{NodeRef::by_key("Contact", "nia"), true, {}}});
  EXPECT_THAT(told("bank"), ElementsAre("Gone: Nia", "New: Kim (title CFO)", "Gone: Nia works in IT",
                                        "New: Kim works in IT"));
  EXPECT_THAT(told("shop"), IsEmpty());
}

TEST_F(Changes, UnknownAccountsAreToldAsSuch) {
  const auto diff = graph_->diff(0, 1, 100);
  const auto none =
      account_changes(*graph_->snapshot_at(0)->snapshot, *graph_->snapshot(), *diff, "nobody", Lang::kEn);
  EXPECT_EQ(none.status().code(), StatusCode::kNotFound);
  EXPECT_EQ(told("bank", Lang::kEn, 0).front(),
            "New: Bank (tier strategic)");  // an account that is new itself
}

}  // namespace
}  // namespace relmap::query
