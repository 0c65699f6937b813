#include "query/changes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/schema.h"
#include "world.h"

namespace relmap::query {
namespace {

using graphstore::ChangeKind;
using graphstore::NodeRef;
using graphstore::Properties;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A graph that keeps both versions.
class Story {
 public:
  Story() {
    graphstore::OpenOptions options;
    options.url = "memory:";
    options.schema = relationship_schema().value();
    graph_ = graphstore::Graph::open(options).value();
  }
  Story& node(const char* label, const char* id, Properties properties) {
    graphstore::WriteNode write;
    write.node = NodeRef::by_key(label, id);
    write.properties = std::move(properties);
    next_.changes.push_back(std::move(write));
    return *this;
  }
  Story& edge(const char* type, NodeRef from, NodeRef to, Properties properties = {}) {
    graphstore::WriteEdge write;
    write.type = type;
    write.from = std::move(from);
    write.to = std::move(to);
    write.properties = std::move(properties);
    next_.changes.push_back(std::move(write));
    return *this;
  }
  template <class Change>
  Story& change(Change change) {
    next_.changes.push_back(std::move(change));
    return *this;
  }
  std::shared_ptr<const Snapshot> commit() {
    auto done = graph_->commit(next_, {"test", "story", false, false});
    EXPECT_TRUE(done) << done.status().to_string();
    next_ = {};
    return graph_->snapshot();
  }
  AccountChanges changes(const Snapshot& older, const Snapshot& newer, const char* account = "bank",
                         Lang lang = Lang::kEn, std::size_t limit = 1000) {
    auto diff = graph_->diff(older.version(), newer.version(), limit);
    EXPECT_TRUE(diff) << diff.status().to_string();
    auto found = account_changes(older, newer, *diff, account, lang);
    EXPECT_TRUE(found) << found.status().to_string();
    return *found;
  }

 private:
  std::unique_ptr<graphstore::Graph> graph_;
  graphstore::Transaction next_;
};

NodeRef contact(const char* id) { return NodeRef::by_key("Contact", id); }
NodeRef member(const char* id) { return NodeRef::by_key("TeamMember", id); }
NodeRef account(const char* id) { return NodeRef::by_key("Account", id); }
NodeRef unit(const char* id) { return NodeRef::by_key("OrgUnit", id); }

std::vector<std::string> sentences(const AccountChanges& changes) {
  std::vector<std::string> out;
  for (const AccountChange& change : changes.changes) out.push_back(change.sentence);
  return out;
}

class Changes : public ::testing::Test {
 protected:
  void SetUp() override {
    story_.node("Account", "bank", {{"name", "Bank"}, {"tier", "large"}})
        .node("Account", "shop", {{"name", "Shop"}, {"tier", "smb"}})
        .node("OrgUnit", "it", {{"name", "IT"}})
        .node("Contact", "lin", {{"name", "林书惠 Lin Shuhui"}, {"support", "neutral"}})
        .node("Contact", "ann", {{"name", "Ann Lee"}})
        .node("Contact", "bob", {{"name", "Bob Ray"}})
        .node("Contact", "joe", {{"name", "Joe Shop"}})
        .node("TeamMember", "eva", {{"name", "Eva Berg"}})
        .node("Opportunity", "cloud", {{"name", "Cloud"}, {"stage", "proposal"}})
        .edge("PART_OF", unit("it"), account("bank"))
        .edge("WORKS_IN", contact("lin"), unit("it"))
        .edge("WORKS_IN", contact("ann"), account("bank"))
        .edge("WORKS_IN", contact("bob"), unit("it"))
        .edge("WORKS_IN", contact("joe"), account("shop"))
        .edge("REPORTS_TO", contact("bob"), contact("ann"), {{"kind", "solid"}})
        .edge("FOR_ACCOUNT", NodeRef::by_key("Opportunity", "cloud"), account("bank"));
    before_ = story_.commit();
  }
  Story story_;
  std::shared_ptr<const Snapshot> before_;
};

TEST_F(Changes, TellsOfEachKindInOrderAndLeavesOthersOut) {
  story_.node("Account", "bank", {{"tier", "strategic"}})
      .node("Contact", "lin", {{"support", "supporter"}})
      .node("Contact", "joe", {{"support", "enemy"}})
      .node("Contact", "nia", {{"name", "Nia Park"}, {"title", "CTO"}})
      .node("Opportunity", "cloud", {{"stage", "negotiation"}})
      .edge("WORKS_IN", contact("nia"), unit("it"))
      .edge("KNOWS", member("eva"), contact("nia"),
            {{"relationship_level", "problem_solver"}, {"last_contact", testing::day("2026-11-20")}})
      .edge("KNOWS", member("eva"), contact("joe"))
      .edge("ON_TEAM", member("eva"), account("shop"), {{"role", "finance"}})
      .edge("ON_TEAM", member("eva"), account("bank"),
            {{"role", "presales"}, {"since", testing::day("2020-11-01")}});
  const auto after = story_.commit();
  const AccountChanges found = story_.changes(*before_, *after);
  EXPECT_THAT(sentences(found),
              ElementsAre("Bank: tier large → strategic",
                          "Eva Berg is on the client team of Bank (presales, since 2020-11-01)",
                          "New contact: Nia Park (CTO)", "Nia Park works in IT",
                          "林书惠 Lin Shuhui: support neutral → supporter",
                          "Eva Berg knows Nia Park (problem solver, last contact 2026-11-20)",
                          "Opportunity Cloud: stage proposal → negotiation"));
  EXPECT_FALSE(found.more);
  EXPECT_FALSE(found.incomplete);
  EXPECT_EQ(found.changes[2].kind, ChangeKind::kCreated);
  EXPECT_EQ(found.changes[5].entity, "KNOWS TeamMember/eva → Contact/nia");
  EXPECT_EQ(found.changes[5].subject, "Nia Park");
  EXPECT_THAT(sentences(story_.changes(*before_, *after, "bank", Lang::kZh)),
              ElementsAre("Bank：客户级别由大型变为战略",
                          "Eva Berg 在 Bank 的客户团队中（售前、开始日期为 2020-11-01）",
                          "新增联系人：Nia Park（CTO）", "Nia Park 在 IT 任职",
                          "林书惠 Lin Shuhui：态度由中立者变为支持者",
                          "Eva Berg 认识 Nia Park（问题解决者、上次联系为 2026-11-20）",
                          "商机“Cloud”：阶段由方案报价变为谈判"));
  EXPECT_THAT(sentences(story_.changes(*before_, *after, "shop")),
              ElementsAre("Eva Berg is on the client team of Shop (finance)", "Joe Shop: support enemy",
                          "Eva Berg knows Joe Shop"));
  EXPECT_TRUE(story_.changes(*before_, *after, "bank", Lang::kEn, 2).more);
}

TEST_F(Changes, TellsBothAccountsOfSomebodyWhoMoved) {
  story_.edge("WORKS_IN", contact("ann"), account("shop"), {{"since", testing::day("2020-01-02")}});
  const auto after = story_.commit();
  EXPECT_THAT(sentences(story_.changes(*before_, *after)),
              ElementsAre("Ann Lee works in Shop (since 2020-01-02)"));
  EXPECT_THAT(sentences(story_.changes(*before_, *after, "shop")),
              ElementsAre("Ann Lee works in Shop (since 2020-01-02)"));
}

TEST_F(Changes, SaysThatAPlacementIsOver) {
  story_.edge("WORKS_IN", contact("ann"), account("bank"), {{"until", testing::day("2020-01-02")}});
  const auto moved = story_.commit();
  EXPECT_THAT(sentences(story_.changes(*before_, *moved)),
              ElementsAre("Ann Lee no longer works in Bank: until 2020-01-02"));
  story_.node("Contact", "ann", {{"support", "mentor"}});
  EXPECT_THAT(sentences(story_.changes(*moved, *story_.commit())), IsEmpty())
      << "she is no longer there in either version";
}

TEST_F(Changes, TellsOfADeletedContact) {
  graphstore::DeleteNode gone;
  gone.node = contact("bob");
  gone.cascade = true;
  story_.change(gone);
  const auto after = story_.commit();
  EXPECT_THAT(sentences(story_.changes(*before_, *after)),
              ElementsAre("Deleted contact: Bob Ray", "Bob Ray no longer works in IT",
                          "Bob Ray no longer reports to Ann Lee"));
  EXPECT_THAT(sentences(story_.changes(*after, *before_)),
              ElementsAre("New contact: Bob Ray", "Bob Ray works in IT", "Bob Ray reports to Ann Lee"));
}

TEST_F(Changes, TellsOfTiesThatEndAndOfOtherTypes) {
  graphstore::DeleteEdge line{"REPORTS_TO", contact("bob"), contact("ann"), {{"kind", "solid"}}};
  const NodeRef cloud = NodeRef::by_key("Opportunity", "cloud"), db = NodeRef::by_key("BusinessLine", "db");
  story_.change(line)
      .node("BusinessLine", "db", {{"name", "Databases"}})
      .node("Contact", "ann", {{"notes", "a\n" + std::string(100, 'x')}})
      .edge("BUYS", contact("joe"), cloud, {{"role", "champion"}})
      .edge("CELL", unit("it"), db, {{"state", "not_eligible"}})
      .edge("MEMBER_OF", member("eva"), db)
      .edge("INFLUENCES", contact("ann"), contact("bob"), {{"kind", "conflict"}});
  const auto after = story_.commit();
  EXPECT_THAT(
      sentences(story_.changes(*before_, *after)),
      ElementsAre("Ann Lee: notes a " + std::string(78, 'x') + "…", "Ann Lee influences Bob Ray (conflict)",
                  "Bob Ray no longer reports to Ann Lee", "Joe Shop has a part in buying Cloud (champion)",
                  "IT and Databases in the whitespace matrix (state not eligible)"));
  EXPECT_THAT(sentences(story_.changes(*before_, *after, "shop")),
              ElementsAre("Joe Shop has a part in buying Cloud (champion)"));
  EXPECT_THAT(sentences(story_.changes(*before_, *after, "shop", Lang::kZh)),
              ElementsAre("Joe Shop 参与“Cloud”的采购（内部拥护者）"));
}

TEST_F(Changes, KnowsNoOtherAccounts) {
  EXPECT_EQ(account_changes(*before_, *before_, {}, "nobody", Lang::kEn).status().code(),
            StatusCode::kNotFound);
  graphstore::Diff erased;
  erased.erasures = 1;
  EXPECT_TRUE(account_changes(*before_, *before_, erased, "bank", Lang::kEn)->incomplete);
}

}  // namespace
}  // namespace relmap::query
