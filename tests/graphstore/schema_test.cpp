#include "graphstore/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fixtures.h"

namespace relmap::graphstore {
namespace {

using ::testing::HasSubstr;

std::string parse_error(const char* json) { return Schema::parse(json).status().message(); }

TEST(SchemaJson, FaultsNameTheirPlace) {
  EXPECT_THAT(parse_error("{"), HasSubstr("well-formed"));
  EXPECT_THAT(parse_error(R"({})"), HasSubstr("name"));
  EXPECT_THAT(parse_error(R"({"name":"x","lables":{}})"), HasSubstr("unknown member 'lables'"));
  EXPECT_THAT(parse_error(R"({"name":"x","labels":{"A":{"properties":{"p":{"type":"text"}}}}})"),
              HasSubstr("labels.A.properties.p.type: 'text'"));
  EXPECT_THAT(parse_error(R"({"name":"x","labels":{"A":{"key":"id"}}})"), HasSubstr("labels.A.key"));
  EXPECT_THAT(parse_error(R"({"name":"x","edges":{"E":{"ends":[["A","B"]]}}})"), HasSubstr("label 'A'"));
  EXPECT_THAT(parse_error(R"({"name":"x","edges":{"E":{"max_out":-1}}})"), HasSubstr("edges.E.max_out"));
}

// {property, value, expected part of the refusal ("" accepted)}
struct Case {
  const char* property;
  Value value;
  const char* refusal;
};

TEST(Schema, NodePropertiesAreNarrowed) {
  const Schema schema = testing::people_schema();
  const Case cases[] = {
      {"level", "high", ""},
      {"level", "huge", "'huge' is not one of low, high"},
      {"level", 3, "is not of type string"},
      {"age", 30, ""},
      {"age", -1, "out of range: at least 0"},
      {"age", "30", "is not of type int"},
      {"joined", "2024-01-31", ""},
      {"joined", "2024-02-31", "is not a date"},
      {"pay", 12, ""},
      {"pay", 12.25, ""},
      {"pay", "12.250", ""},
      {"pay", "much", "is not a decimal"},
      {"pay", 2000000.0, ""},
      {"pay", 0.0001, ""},
      {"tags", ValueList{"a", "b"}, ""},
      {"tags", "a", "is not of type list"},
      {"shares", ValueMap{{"x", 40}, {"y", 60}}, ""},
      {"shares", ValueMap{{"x", 40}, {"y", 50}}, "adds up to 90.0, not to 100.0"},
      {"other", ValueMap{{"anything", ValueList{1, "x"}}}, ""},
      {"other", "\xFF", "not valid UTF-8"},
  };
  for (const Case& c : cases) {
    Properties properties{{"id", "x"}, {c.property, c.value}};
    const Status s = schema.conform_node("Person/x", {"Person"}, properties);
    if (*c.refusal == '\0') {
      EXPECT_TRUE(s.ok()) << s.to_string();
    } else {
      EXPECT_EQ(s.code(), StatusCode::kSchemaViolation);
      EXPECT_THAT(s.message(),
                  ::testing::AllOf(HasSubstr("Person/x: " + std::string(c.property)), HasSubstr(c.refusal)));
    }
  }
}

TEST(Schema, RequiredAndUnknownLabels) {
  const Schema schema = testing::people_schema();
  Properties none;
  EXPECT_THAT(schema.conform_node("r", {"Team"}, none).message(), HasSubstr("is required"));
  EXPECT_THAT(schema.conform_node("r", {"Ghost"}, none).message(),
              HasSubstr("label 'Ghost' is not in the schema"));
  EXPECT_THAT(schema.conform_edge("r", "HATES", none).message(), HasSubstr("edge type 'HATES'"));
  EXPECT_TRUE(Schema().conform_node("r", {"Ghost"}, none).ok());
  EXPECT_TRUE(Schema().conform_edge("r", "HATES", none).ok());
}

TEST(Schema, TextIsParsedAsDeclared) {
  const Schema schema = testing::people_schema();
  const EdgeTypeDef& knows = *schema.find_edge_type("KNOWS");
  const PropertyDef& strength = *knows.find("strength");
  EXPECT_EQ(*Schema::parse_text(strength, "strong"), Value("strong"));
  EXPECT_EQ(*Schema::parse_text(strength, "0.25"), Value(0.25));
  EXPECT_FALSE(Schema::parse_text(strength, "1.25").ok());
  EXPECT_FALSE(Schema::parse_text(strength, "stronger").ok());
  const PropertyDef& tags = *schema.find_label("Person")->find("tags");
  EXPECT_EQ(*Schema::parse_text(tags, "a\\;b;c\\\\d;e"), Value(ValueList{"a;b", "c\\d", "e"}));
  EXPECT_EQ(*Schema::parse_text(tags, R"(["[x","y"])"), Value(ValueList{"[x", "y"}));
  EXPECT_EQ(*Schema::parse_text(tags, ""), Value(ValueList{}));
}

}  // namespace
}  // namespace relmap::graphstore
