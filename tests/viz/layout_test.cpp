// Layout without rendering: text, units, routes, whole scenes.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <set>
#include <sstream>

#include "base/utf8.h"
#include "router.h"
#include "scene.h"
#include "specs.h"
#include "text_layout.h"
#include "theme.h"
#include "unit_layout.h"

namespace relmap::viz {
namespace {

using ::relmap::viz::testing::generated;
using ::relmap::viz::testing::Random;

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

TEST(TextLayout, CleansWhatCannotBeDrawn) {
  EXPECT_EQ(clean_text(std::string("a\0b\tc\n\nd ", 9), 100), "a b c d");
  EXPECT_EQ(clean_text("\xE2\x80\xAE"
                       "evil",
                       100),
            "evil");  // right-to-left override
  EXPECT_EQ(clean_text("a\xff", 100), "a\xEF\xBF\xBD");
  EXPECT_EQ(clean_text("\xEF\xBF\xBF", 100), "");  // U+FFFF
  EXPECT_EQ(clean_text("王建国", 100), "王建国");
  EXPECT_EQ(utf8::length(clean_text(std::string(10'000, 'x'), 50)), 50u);
}

TEST(TextLayout, WrapsWithinTheWidth) {
  for (const char* text :
       {"Maximiliana Freifrau von Hohenstein-Wallenberg", "欧阳修远上官婉儿诸葛孔明欧阳修远",
        "Donaudampfschifffahrtsgesellschaftskapitän", "محمد بن سلمان الحربي القرشي", "W"}) {
    for (double width : {40.0, 80.0, 119.0}) {
      const auto lines = wrap_text(text, width, 11, true, 2);
      ASSERT_LE(lines.size(), 2u);
      ASSERT_GE(lines.size(), 1u);
      for (const auto& line : lines) {
        EXPECT_LE(text_width(line, 11, true), width) << line;
        EXPECT_TRUE(utf8::is_valid(line));
      }
    }
  }
  EXPECT_EQ(wrap_text("Ann Lee", 200, 11, true, 2), std::vector<std::string>{"Ann Lee"});
  EXPECT_TRUE(wrap_text("", 200, 11, true, 2).empty());
}

TEST(UnitLayout, RandomOrganisationsDoNotOverlap) {
  for (int seed = 0; seed < 60; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    std::vector<CardBox> cards;
    for (int i = 0; i < 1 + random.below(60); ++i) {
      cards.push_back({8.0 * (5 + random.below(6)), i == 0 || random.below(10) == 0 ? -1 : random.below(i)});
    }
    for (double aspect : {0.6, 1.3, 2.5}) {
      const UnitLayout layout = lay_out_unit(cards, aspect);
      for (std::size_t i = 0; i < cards.size(); ++i) {
        EXPECT_LE(layout.cards[i].right(), layout.w);
        EXPECT_LE(layout.cards[i].bottom(), layout.h);
        EXPECT_GE(layout.cards[i].x, 0);
        for (std::size_t j = 0; j < i; ++j) ASSERT_FALSE(overlap(layout.cards[i], layout.cards[j])) << seed;
      }
    }
  }
}

TEST(UnitLayout, LinesHangFromTheirManagers) {
  const UnitLayout layout = lay_out_unit({{64, -1}, {64, 0}, {64, 0}, {64, 2}, {64, 2}, {64, 0}}, 1.3);
  ASSERT_EQ(layout.lines.size(), 5u);
  for (const TreeLine& line : layout.lines) {
    const Rect& report = layout.cards[static_cast<std::size_t>(line.report)];
    const Rect& manager = layout.cards[static_cast<std::size_t>(line.manager)];
    EXPECT_GT(report.y, manager.y);
    EXPECT_EQ(line.points.back().y, manager.bottom());
    EXPECT_GE(line.points.back().x, manager.x);
    EXPECT_LE(line.points.back().x, manager.right());
    for (std::size_t i = 1; i < line.points.size(); ++i) {
      const Point &a = line.points[i - 1], &b = line.points[i];
      EXPECT_TRUE(a.x == b.x || a.y == b.y);
    }
  }
}

TEST(UnitLayout, LongChainOfCommandDoesNotExhaustTheStack) {
  std::vector<CardBox> cards;
  for (int i = 0; i < 5000; ++i) cards.push_back({64, i - 1});
  EXPECT_EQ(lay_out_unit(cards, 1.3).cards.size(), 5000u);
}

TEST(Router, GoesAroundAndGivesUp) {
  Router router(800, 600);
  const Rect a{0, 200, 160, 64}, wall{320, 0, 80, 560}, b{560, 200, 160, 64};
  for (const Rect& rect : {a, wall, b}) router.block(rect);
  const auto line = router.route(a, {}, b, {}, -1);
  ASSERT_TRUE(line.has_value());
  EXPECT_GE(line->size(), 4u);
  Router walled(800, 600);
  walled.block(a);
  walled.block({160, -200, 400, 1200});
  walled.block(b);
  EXPECT_FALSE(walled.route(a, {}, b, {}, -1).has_value());
}

// Lines of several pieces lie on tracks: no piece may run through a card other than at its border.
void expect_no_line_over_cards(const Scene& scene) {
  for (const SceneLine& line : scene.lines) {
    for (std::size_t i = 1; i < line.points.size(); ++i) {
      const Point &a = line.points[i - 1], &b = line.points[i];
      const Rect piece{std::min(a.x, b.x) + 0.5, std::min(a.y, b.y) + 0.5,
                       std::max(0.1, std::abs(a.x - b.x) - 1), std::max(0.1, std::abs(a.y - b.y) - 1)};
      for (const SceneNode& node : scene.nodes) {
        if (node.css == "legend") continue;
        EXPECT_FALSE(overlap(piece, node.box)) << line.title << " runs over " << node.id;
      }
    }
  }
}

TEST(OrgScene, ShapeAndPlacesOfGeneratedMaps) {
  for (const auto& [people, influences] : {std::pair{12, 5}, {30, 10}, {60, 30}, {90, 40}, {120, 60}}) {
    const MapSpec spec = generated(people, influences);
    const Scene scene = org_scene(spec);
    const double aspect = scene.width / scene.height;
    EXPECT_GT(aspect, 0.6) << people;
    EXPECT_LT(aspect, 2.2) << people;
    std::set<std::string> ids;
    for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
      const SceneNode& node = scene.nodes[i];
      EXPECT_TRUE(ids.insert(node.id).second) << node.id;
      EXPECT_GE(node.box.x, 0);
      EXPECT_GE(node.box.y, 0);
      EXPECT_LE(node.box.right(), scene.width + 0.01) << node.id;
      EXPECT_LE(node.box.bottom(), scene.height + 0.01) << node.id;
      for (std::size_t j = 0; j < i; ++j) {
        ASSERT_FALSE(overlap(node.box, scene.nodes[j].box)) << node.id << " on " << scene.nodes[j].id;
      }
    }
    for (const Card& card : spec.cards) EXPECT_TRUE(ids.contains("contact-" + card.id));
    expect_no_line_over_cards(scene);
  }
}

TEST(OrgScene, LegendShowsOnlyWhatIsUsed) {
  const auto legend_of = [](const MapSpec& spec) {
    std::string all;
    for (const SceneNode& node : org_scene(spec).nodes) {
      if (node.css == "legend") all += node.html;
    }
    return all;
  };
  MapSpec spec;
  Card card;
  card.id = "a";
  card.support = Support::mentor;
  spec.cards = {card};
  EXPECT_NE(legend_of(spec).find("mentor"), std::string::npos);
  for (const char* word : {"enemy", "reports", "key player", "gap", "vendor"}) {
    EXPECT_EQ(legend_of(spec).find(word), std::string::npos) << word;
  }
  spec.lang = Lang::zh;
  EXPECT_NE(legend_of(spec).find("导师"), std::string::npos);
  spec.legend = false;
  EXPECT_EQ(legend_of(spec), "");
}

TEST(OrgScene, CyclesFoldedUnitsAndLooseEnds) {
  MapSpec spec = generated(12, 0);
  spec.units[1].parent = "u2";
  spec.units[2].parent = "u1";  // a cycle of units
  spec.cards[3].unit = "nowhere";
  spec.lines.push_back({LineType::reports, "c0", "c3", 0.5, {}, false, {}, {}, ""});
  spec.lines.push_back({LineType::reports, "c3", "c0", 0.5, {}, false, {}, {}, ""});
  spec.lines.push_back({LineType::influence, "c1", "c1", 0.5, {}, false, {}, {}, ""});
  spec.lines.push_back({LineType::influence, "gone", "c1", 0.5, {}, false, {}, {}, ""});
  spec.units[1].folded = true;
  spec.units[1].counts = {4, 1, 2, 1};
  const Scene scene = org_scene(spec);
  int contacts = 0, folded = 0;
  for (const SceneNode& node : scene.nodes) {
    contacts += node.css == "contact";
    folded += node.css == "folded";
  }
  EXPECT_EQ(contacts, 8);  // 12 less the 4 in the folded unit
  EXPECT_EQ(folded, 1);
  EXPECT_EQ(scene.boxes.size(), 4u);  // three units, and the cards without one
}

TEST(OrgScene, OneIsNotMany) {
  EXPECT_EQ(theme::counted(Lang::en, 1, theme::Word::gaps), "1 gap");
  EXPECT_EQ(theme::counted(Lang::en, 2, theme::Word::gaps), "2 gaps");
  EXPECT_EQ(theme::counted(Lang::en, 1, theme::Word::people), "1 person");
  EXPECT_EQ(theme::counted(Lang::en, 0, theme::Word::people), "0 people");
  EXPECT_EQ(theme::counted(Lang::zh, 1, theme::Word::gaps), "1 缺口");
}

TEST(OrgScene, EmptyMap) {
  const Scene scene = org_scene(MapSpec{});
  EXPECT_TRUE(scene.lines.empty());
  EXPECT_NE(to_dot(scene).find("digraph"), std::string::npos);
}

// RELMAP_UPDATE_GOLDEN=1 rewrites the file; look at the difference before committing it.
void expect_golden(const char* name, const MapSpec& spec) {
  const std::string path = std::string(RELMAP_SOURCE_DIR) + "/tests/golden/viz/" + name + ".dot";
  const std::string dot = to_dot(scene_of(spec));
  if (std::getenv("RELMAP_UPDATE_GOLDEN") != nullptr) std::ofstream(path) << dot;
  std::ifstream file(path);
  std::stringstream golden;
  golden << file.rdbuf();
  EXPECT_EQ(dot, golden.str()) << name;
}

TEST(Dot, Golden) {
  MapSpec spec = ::relmap::viz::testing::small();
  expect_golden("small_map", spec);
  spec.kind = MapKind::path;
  const PathPerson us{"sl", Side::ours, "Sara Lind", "Account executive", {}, false};
  const PathPerson target{"wang", Side::theirs, "王建国 Wang Jianguo", "CEO", Support::enemy, true};
  spec.paths.chains = {{{us, target}, {{"trusted advisor · 0.87", 0.87, false}}, 0.43}};
  expect_golden("small_path", spec);
  spec.kind = MapKind::matrix;
  spec.theme = Theme::print;
  spec.heat = ::relmap::viz::testing::table({"Board", "Technology 技术"},
                                            {"Cloud", "Software", "Hardware", "Consulting"});
  expect_golden("small_matrix", spec);
  spec.kind = MapKind::bars;
  spec.theme = Theme::dark;
  spec.bars = ::relmap::viz::testing::bars("People");
  expect_golden("small_bars", spec);
}

TEST(Dot, SameSpecSameBytes) {
  const MapSpec spec = generated(60, 30);
  EXPECT_EQ(to_dot(org_scene(spec)), to_dot(org_scene(spec)));
}

// WCAG 2.1, relative luminance and contrast.
double luminance(std::string_view color) {
  const auto channel = [&](std::size_t at) {
    const double c = std::stoi(std::string(color.substr(at, 2)), nullptr, 16) / 255.0;
    return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}

double contrast(std::string_view a, std::string_view b) {
  const double x = luminance(a), y = luminance(b);
  return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

class ThemeTest : public ::testing::TestWithParam<Theme> {};
INSTANTIATE_TEST_SUITE_P(All, ThemeTest, ::testing::Values(Theme::light, Theme::dark, Theme::print));

TEST_P(ThemeTest, TextIsLegible) {
  const auto check = [](std::string_view ground, std::string_view ink) {
    EXPECT_GE(contrast(theme::resolve(ground, GetParam()), theme::resolve(ink, GetParam())), 4.5)
        << ground << " " << ink;
  };
  const auto check_swatch = [&](const theme::Swatch& s) { check(s.fill, s.ink); };
  for (int i = 0; i < 6; ++i) check_swatch(theme::support(static_cast<Support>(i)));
  for (int i = 0; i < 5; ++i) check_swatch(theme::tie(static_cast<TieLevel>(i)));
  for (int i = 0; i < 3; ++i) check_swatch(theme::frame(static_cast<Frame>(i)));
  for (int i = 0; i < 4; ++i) check_swatch(theme::change(static_cast<Change>(i)));
  for (int i = 0; i < 8; ++i) check_swatch(theme::heat(static_cast<HeatState>(i)));
  for (int i = 0; i < 4; ++i) check_swatch(theme::tone(static_cast<Tone>(i)));
  check(theme::kStaleFill, theme::kStaleInk);
  for (const auto ground : {theme::kPage, theme::kCard, theme::kOursFill, theme::kUnitFill}) {
    check(ground, theme::kInk);
    check(ground, theme::kMuted);
  }
  check(theme::kCard, theme::kRole);
  for (const auto ground : {theme::kCard, theme::kUnitFill}) {
    check(ground, theme::kRed);
    check(ground, theme::kGood);
    check(ground, theme::kUnitName);
  }
  // Closer stands out more against the page, so that levels can be told apart in greyscale.
  const auto stands_out = [](int level) {
    return contrast(theme::resolve(theme::kPage, GetParam()),
                    theme::resolve(theme::tie(static_cast<TieLevel>(level)).fill, GetParam()));
  };
  for (int i = 1; i < 5; ++i) EXPECT_GT(stands_out(i), stands_out(i - 1)) << i;
}

// In greyscale, or to somebody who sees no colours: what a card says in colour it also says in a sign.
TEST_P(ThemeTest, NothingIsSaidInColourAlone) {
  const auto distinct = [](auto swatch_of, int count) {
    std::set<std::string_view> symbols;
    for (int i = 0; i < count; ++i) symbols.insert(swatch_of(i).symbol);
    return symbols.size() == static_cast<std::size_t>(count);
  };
  EXPECT_TRUE(distinct([](int i) { return theme::support(static_cast<Support>(i)); }, 6));
  EXPECT_TRUE(distinct([](int i) { return theme::frame(static_cast<Frame>(i)); }, 3));
  EXPECT_TRUE(distinct([](int i) { return theme::change(static_cast<Change>(i)); }, 4));
  EXPECT_TRUE(distinct([](int i) { return theme::heat(static_cast<HeatState>(i)); }, 8));
  EXPECT_TRUE(distinct([](int i) { return theme::tone(static_cast<Tone>(i)); }, 4));
  // A red frame and an amber one also differ in how dark they are.
  EXPECT_GT(contrast(theme::resolve(theme::frame(Frame::red).fill, GetParam()),
                     theme::resolve(theme::frame(Frame::amber).fill, GetParam())),
            1.5);
}

TEST_P(ThemeTest, EveryNameOfAColourIsReplaced) {
  MapSpec spec = generated(60, 30);
  spec.theme = GetParam();
  const std::string dot = to_dot(org_scene(spec));
  EXPECT_EQ(dot.find('\001'), std::string::npos);
  EXPECT_NE(dot.find(theme::resolve(theme::kInk, GetParam())), std::string::npos);
  for (const std::string_view name : theme::colour_names()) {
    const std::string colour = theme::resolve("\001" + std::string(name) + ";", GetParam());
    EXPECT_TRUE(colour.size() == 7 && colour[0] == '#') << name;
  }
}

}  // namespace
}  // namespace relmap::viz
