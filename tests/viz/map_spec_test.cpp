#include "viz/map_spec.h"

#include <gtest/gtest.h>

#include <cmath>

#include <cmath>
#include <functional>

#include "specs.h"
#include "viz/svg_id.h"

namespace relmap::viz {
namespace {

using ::relmap::viz::testing::everything;
using ::relmap::viz::testing::generated;

TEST(MapSpecJson, RoundTripIsExact) {
  for (const MapSpec& spec : {MapSpec{}, everything(), generated(60, 20)}) {
    const std::string json = to_json(spec);
    const auto back = from_json(json);
    ASSERT_TRUE(back.ok()) << back.status().to_string();
    EXPECT_EQ(to_json(*back), json);
  }
}

TEST(MapSpecJson, EveryFieldIsWritten) {
  const std::string json = to_json(everything());
  for (const char* word : {"\"path\"",
                           "\"zh\"",
                           "\"legend\":false",
                           "\"gaps\":1",
                           "\"placeholder\":true",
                           "\"enemy\"",
                           "\"rank\":-2",
                           "\"Approver\"",
                           "\"detail\"",
                           "\"red\"",
                           "\"why\"",
                           "\"removed\"",
                           "\"focus\":true",
                           "\"tie\"",
                           "\"vendor\"",
                           "\"added\"",
                           "\"weak\":true",
                           "\"probability\":0.125",
                           "\"strength\":0.875",
                           "\"no_contact\":true"}) {
    EXPECT_NE(json.find(word), std::string::npos) << word << " in " << json;
  }
}

TEST(MapSpecJson, MalformedUtf8IsReplaced) {
  MapSpec spec;
  spec.title = "a\xff";
  spec.note = std::string("nul\0nul", 7);
  const auto back = from_json(to_json(spec));
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(back->title, "a\xEF\xBF\xBD");
  EXPECT_EQ(back->note.size(), 7u);
}

TEST(MapSpecJson, RefusesWithAPlace) {
  const struct {
    const char* json;
    const char* says;
  } cases[] = {
      {"", "not JSON"},
      {"[1", "not JSON"},
      {"[]", "map: must be an object"},
      {R"({"kind":"tree"})", "map.kind: must be one of org, path"},
      {R"({"titel":"x"})", "unknown member 'titel'"},
      {R"({"cards":[{"id":"a","rank":"high"}]})", "map.cards[0].rank: must be a whole number"},
      {R"({"cards":[{"id":"a","rank":1e30}]})", "map.cards[0].rank"},
      {R"({"cards":[{"id":"a","rank":99999999999999999999}]})", "map.cards[0].rank"},
      {R"({"cards":[{"id":"a"},{"id":"a"}]})", "card id 'a' is used twice"},
      {R"({"cards":[{}]})", "a card has an empty id"},
      {R"({"cards":{}})", "map.cards: must be an array"},
      {R"({"lines":[{"from":"a","to":"b","strength":2}]})", "strength"},
      {R"({"units":[{"id":"u","counts":{"gaps":-1}}]})", "negative count"},
      {R"({"paths":{"chains":[{"people":[{"id":"a"}],"hops":[{}]}]}})", "one hop fewer"},
      {R"({"paths":{"chains":[{"people":[]}]}})", "no people"},
  };
  for (const auto& c : cases) {
    const auto spec = from_json(c.json);
    ASSERT_FALSE(spec.ok()) << c.json;
    EXPECT_EQ(spec.status().code(), StatusCode::kInvalidArgument);
    EXPECT_NE(spec.status().message().find(c.says), std::string::npos) << spec.status().message();
  }
}

TEST(MapSpecJson, DeepNestingIsRefusedNotCrashedOn) {
  EXPECT_FALSE(from_json(std::string(1'000'000, '[')).ok());
  EXPECT_FALSE(from_json(std::string(500'000, '[') + std::string(500'000, ']')).ok());
}

TEST(MapSpecValidate, LimitsAndNumbers) {
  const auto code_after = [](const std::function<void(MapSpec&)>& change) {
    MapSpec spec = everything();
    change(spec);
    return validate(spec).code();
  };
  EXPECT_EQ(code_after([](MapSpec&) {}), StatusCode::kOk);
  EXPECT_EQ(code_after([](MapSpec& s) { s.lines[0].strength = std::nan(""); }), StatusCode::kInvalidArgument);
  EXPECT_EQ(code_after([](MapSpec& s) { s.paths.chains[0].probability = 1.5; }),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(code_after([](MapSpec& s) { s.cards[0].chips.push_back(s.cards[0].chips[0]); }),
            StatusCode::kInvalidArgument);
  EXPECT_EQ(code_after([](MapSpec& s) { s.lines.resize(MapLimits::kLines + 1); }),
            StatusCode::kResourceExhausted);
  EXPECT_EQ(code_after([](MapSpec& s) { s.title.assign(MapLimits::kTextBytes + 1, 'x'); }),
            StatusCode::kResourceExhausted);
  EXPECT_EQ(code_after([](MapSpec& s) { s.cards[0].roles.resize(MapLimits::kTextsPerCard + 1); }),
            StatusCode::kResourceExhausted);
}

TEST(MapSpecValidate, TablesAndBars) {
  MapSpec spec;
  spec.heat = testing::table({"a", "b"}, {"c"});
  spec.bars = testing::bars("x");
  EXPECT_TRUE(validate(spec).ok());
  const auto refused = [&](auto change) {
    MapSpec bad = spec;
    change(bad);
    return validate(bad).code();
  };
  EXPECT_EQ(refused([](MapSpec& s) { s.heat.cells.pop_back(); }), StatusCode::kInvalidArgument);
  EXPECT_EQ(refused([](MapSpec& s) { s.heat.rows[1].id = s.heat.rows[0].id; }), StatusCode::kInvalidArgument);
  EXPECT_EQ(refused([](MapSpec& s) { s.heat.rows[0].id = ""; }), StatusCode::kInvalidArgument);
  EXPECT_EQ(refused([](MapSpec& s) { s.heat.rows[0].depth = 21; }), StatusCode::kInvalidArgument);
  EXPECT_EQ(refused([](MapSpec& s) { s.bars.bars[0].full = 6; }), StatusCode::kInvalidArgument);
  EXPECT_EQ(refused([](MapSpec& s) { s.bars.bars[0].parts[0].value = -1; }), StatusCode::kInvalidArgument);
  EXPECT_EQ(refused([](MapSpec& s) { s.bars.bars[0].full = std::nan(""); }), StatusCode::kInvalidArgument);
  EXPECT_EQ(refused([](MapSpec& s) { s.bars.bars[1].id = s.bars.bars[0].id; }), StatusCode::kInvalidArgument);
  EXPECT_EQ(refused([](MapSpec& s) {
              s.heat.rows.assign(MapLimits::kHeads + 1, {"r", "", 0, ""});
            }),
            StatusCode::kResourceExhausted);
}

TEST(SvgId, EncodesAndHashes) {
  EXPECT_EQ(contact_svg_id("a b/王\""), "contact-a%20b%2F%E7%8E%8B%22");
  EXPECT_EQ(unit_svg_id("x"), "unit-x");
  EXPECT_EQ(member_svg_id("A-Z_~."), "member-A-Z_~.");
  EXPECT_EQ(line_svg_id(LineType::tie, "a", "b").substr(0, 4), "tie-");
  EXPECT_EQ(line_svg_id(LineType::reports, "a", "b").size(), 5u + 16u);
  // Ends must not run into each other.
  EXPECT_NE(line_svg_id(LineType::reports, "a|b", "c"), line_svg_id(LineType::reports, "a", "b|c"));
  // Stable for ever: pages keep these.
  EXPECT_EQ(line_svg_id(LineType::reports, "a", "b"), line_svg_id(LineType::reports, "a", "b"));
}

}  // namespace
}  // namespace relmap::viz
