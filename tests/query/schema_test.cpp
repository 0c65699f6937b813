#include "query/schema.h"

#include <gtest/gtest.h>

namespace relmap::query {
namespace {

TEST(RelationshipSchema, ParsesAndNamesTheModel) {
  Result<graphstore::Schema> schema = relationship_schema();
  ASSERT_TRUE(schema.ok()) << schema.status().to_string();
  EXPECT_EQ(schema->name(), "relationship");
  EXPECT_FALSE(schema->is_open());
  for (const char* label : {"Account", "OrgUnit", "Contact", "TeamMember", "BusinessLine", "Opportunity",
                            "Order", "Campaign", "Lead", "Task", "Objective"}) {
    const graphstore::LabelDef* def = schema->find_label(label);
    ASSERT_TRUE(def) << label;
    EXPECT_EQ(def->key, "id") << label;
    EXPECT_TRUE(def->find("name")) << label;
  }
  for (const char* type : {"PART_OF", "WORKS_IN", "REPORTS_TO", "INFLUENCES", "KNOWS", "COVERS", "ON_TEAM",
                           "MEMBER_OF", "WORKS_WITH", "FOR_ACCOUNT", "TARGETS", "INVOLVES", "OWNED_BY",
                           "BUYS", "PURCHASED", "CELL", "LED_TO", "ABOUT"}) {
    EXPECT_TRUE(schema->find_edge_type(type)) << type;
  }
}

TEST(RelationshipSchema, NarrowsWhatMatters) {
  const graphstore::Schema schema = relationship_schema().value();
  EXPECT_TRUE(schema.find_edge_type("PART_OF")->acyclic);
  EXPECT_TRUE(schema.find_edge_type("REPORTS_TO")->acyclic);
  EXPECT_TRUE(schema.find_edge_type("WORKS_WITH")->undirected);
  EXPECT_EQ(schema.find_edge_type("FOR_ACCOUNT")->max_out, 1u);
  EXPECT_EQ(schema.find_edge_type("ON_TEAM")->key,
            (std::vector<std::string>{"role", "business_line", "since"}));
  for (const char* between_people : {"REPORTS_TO", "INFLUENCES", "WORKS_WITH"}) {
    EXPECT_FALSE(schema.find_edge_type(between_people)->loops) << between_people;
  }
  const graphstore::PropertyDef* strength = schema.find_edge_type("INFLUENCES")->find("strength");
  ASSERT_TRUE(strength);
  EXPECT_TRUE(graphstore::Schema::parse_text(*strength, "strong").ok());
  EXPECT_TRUE(graphstore::Schema::parse_text(*strength, "0.4").ok());
  EXPECT_FALSE(graphstore::Schema::parse_text(*strength, "1.4").ok());
}

}  // namespace
}  // namespace relmap::query
