// Every view, drawn: nothing on top of anything else, nothing cut off, everybody once, and SVG that holds
// what it should. With names in many scripts, at sizes up to 2,000 contacts.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "gallery_world.h"
#include "graphstore/history.h"
#include "map_views.h"
#include "scene.h"
#include "svg_check.h"
#include "viz/render.h"
#include "viz/svg_id.h"

namespace relmap::server {
namespace {

using viz::Rect;

bool overlap(const Rect& a, const Rect& b) {
  return a.x < b.right() - 0.01 && b.x < a.right() - 0.01 && a.y < b.bottom() - 0.01 &&
         b.y < a.bottom() - 0.01;
}

class ViewPictures : public ::testing::TestWithParam<std::size_t> {
 protected:
  // Each view's picture, in the language that is asked for.
  std::map<std::string, viz::MapSpec> all(query::Lang lang) const {
    const auto world = gallery::gallery_world(GetParam());
    const auto now = world.graph->snapshot();
    const auto then = world.graph->snapshot_at(world.before);
    EXPECT_TRUE(then.ok());
    MapSource source{*now, then->snapshot.get(), {}};
    source.options.date = *Date::parse(gallery::kDate);
    source.options.lang = lang;
    const auto report = query::coverage(*now, gallery::kAccount, source.options);
    std::map<std::string, viz::MapSpec> out;
    for (const MapView& view : map_views()) {
      MapRequest request;
      request.view = view.name;
      request.focus = "Contact/contact-0";
      request.gap = report->gaps.front().id;
      request.opportunity = gallery::kOpportunity;
      request.to = "Contact/contact-3";
      auto spec = map_picture(source, gallery::kAccount, request);
      EXPECT_TRUE(spec.ok()) << view.name << ": " << spec.status().to_string();
      if (spec.ok()) out.emplace(view.name, *std::move(spec));
    }
    return out;
  }
};

INSTANTIATE_TEST_SUITE_P(Sizes, ViewPictures, ::testing::Values(12, 60, 120, 500, 2000));

TEST_P(ViewPictures, NothingOverlapsAndNothingIsCut) {
  for (const query::Lang lang : {query::Lang::kEn, query::Lang::kZh}) {
    for (const auto& [view, spec] : all(lang)) {
      const viz::Scene scene = viz::scene_of(spec);
      for (std::size_t i = 0; i < scene.nodes.size(); ++i) {
        const viz::SceneNode& node = scene.nodes[i];
        EXPECT_GE(std::min(node.box.x, node.box.y), -0.01) << view << " " << node.id;
        EXPECT_LE(node.box.right(), scene.width + 0.01) << view << " " << node.id;
        EXPECT_LE(node.box.bottom(), scene.height + 0.01) << view << " " << node.id;
        for (std::size_t j = 0; j < i; ++j)
          ASSERT_FALSE(overlap(node.box, scene.nodes[j].box))
              << view << ": " << node.id << " on " << scene.nodes[j].id;
      }
      for (std::size_t i = 0; i < scene.boxes.size(); ++i) {
        EXPECT_LE(scene.boxes[i].box.right(), scene.width + 0.01) << view << " " << scene.boxes[i].id;
        EXPECT_LE(scene.boxes[i].box.bottom(), scene.height + 0.01) << view << " " << scene.boxes[i].id;
        for (std::size_t j = 0; j < i; ++j)
          ASSERT_FALSE(overlap(scene.boxes[i].box, scene.boxes[j].box)) << view << ": " << scene.boxes[i].id;
        // The name of a unit is not covered by a card.
        for (const viz::SceneNode& node : scene.nodes)
          ASSERT_FALSE(overlap(scene.boxes[i].label, node.box)) << view << ": " << node.id << " on a name";
      }
      if (view == "map" && GetParam() >= 12 && GetParam() <= 120) {
        EXPECT_GT(scene.width / scene.height, 0.6);
        EXPECT_LT(scene.width / scene.height, 2.2);
      }
    }
  }
}

TEST_P(ViewPictures, EverybodyIsInTheSvgOnce) {
  if (GetParam() > 120) return;  // the same code, and slow under a sanitizer
  viz::RenderPoolOptions options;
  options.command = {RELMAP_PROGRAM, "render-worker"};
  options.workers = 1;
  options.memory_limit_mib = 0;  // the sanitizers' shadow memory needs terabytes of addresses
  options.time_limit_ms = 120'000;
  auto pool = viz::RenderPool::start(options);
  ASSERT_TRUE(pool.ok());
  for (const auto& [view, spec] : all(query::Lang::kEn)) {
    const auto svg = (*pool)->render(spec, viz::Format::svg);
    ASSERT_TRUE(svg.ok()) << view << ": " << svg.status().to_string();
    const auto facts = viz::testing::check_svg(*svg);
    EXPECT_EQ(facts.error, "") << view;
    for (const auto& [id, count] : facts.ids) EXPECT_EQ(count, 1) << view << " " << id;
    for (const viz::Card& card : spec.cards) {
      const std::string id =
          card.side == viz::Side::ours ? viz::member_svg_id(card.id) : viz::contact_svg_id(card.id);
      EXPECT_TRUE(facts.ids.contains(id)) << view << " " << id;
    }
    EXPECT_EQ(svg->find("<script"), std::string::npos);
    EXPECT_NE(svg->find("viewBox="), std::string::npos);
  }
}

}  // namespace
}  // namespace relmap::server
