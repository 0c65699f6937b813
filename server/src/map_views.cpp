#include "map_views.h"

#include <algorithm>
#include <set>

#include "chart_views.h"
#include "map_parts.h"
#include "pictures.h"
#include "query/influence.h"
#include "small_views.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::AccountPicture;
using query::ContactView;

Result<viz::MapSpec> with_layers(const MapSource& source, std::string_view account, const MapRequest& request,
                                 MapLayers layers) {
  const auto picture = query::account_picture(source.snapshot, account, source.options);
  if (!picture) return picture.status();
  return account_map(*picture, source.options.lang, {request.expand, std::move(layers)});
}

Result<viz::MapSpec> whole_map(const MapSource& source, std::string_view account, const MapRequest& request) {
  return with_layers(source, account, request, {});
}

Result<viz::MapSpec> org(const MapSource& source, std::string_view account, const MapRequest& request) {
  MapLayers layers{.name_en = "Organisation", .name_zh = "组织结构"};
  layers.influence = false;
  return with_layers(source, account, request, std::move(layers));
}

Result<viz::MapSpec> coverage(const MapSource& source, std::string_view account, const MapRequest& request) {
  MapLayers layers{.name_en = "Coverage: who of us knows whom", .name_zh = "覆盖：我方谁认识谁"};
  layers.influence = false;
  layers.ties = true;
  return with_layers(source, account, request, std::move(layers));
}

// Only whoever influences or is influenced, with his place by weighted influence.
Result<viz::MapSpec> influence(const MapSource& source, std::string_view account, const MapRequest& request) {
  const auto picture = query::account_picture(source.snapshot, account, source.options);
  if (!picture) return picture.status();
  query::InfluenceOptions options;
  options.coverage = source.options;
  options.max_betweenness_work = 0;  // not drawn
  const auto figures = query::influence(source.snapshot, account, options);
  if (!figures) return figures.status();
  std::set<std::string_view> on_line;
  for (const auto& line : picture->view.influence) {
    on_line.insert(picture->view.contacts[line.from].node.id);
    on_line.insert(picture->view.contacts[line.to].node.id);
  }
  MapLayers layers{.name_en = "Influence", .name_zh = "影响力"};
  layers.only = [&](const ContactView& contact) { return on_line.contains(contact.node.id); };
  auto spec = account_map(*picture, source.options.lang, {request.expand, std::move(layers)});
  if (!spec) return spec;
  for (const auto& person : figures->people) {
    if (person.rank > 10) break;
    for (viz::Card& card : spec->cards) {
      if (card.id != person.person.id || card.side != viz::Side::theirs) continue;
      card.roles.insert(card.roles.begin(), std::string(say(source.options.lang, "influence #", "影响力 #")) +
                                                std::to_string(person.rank));
    }
  }
  return spec;
}

constexpr MapView kViews[] = {
    {"map", "the whole: organisation, influence, findings; our people as chips", whole_map},
    {"org", "the reporting tree alone", org},
    {"influence", "who influences whom, and the ten who matter most", influence},
    {"coverage", "our team as a lane, a line for each relationship", coverage},
    {"committee", "the buyers of one opportunity by role (opportunity=)", committee_view},
    {"focus", "one person's neighbourhood (focus=, depth=)", focus_view},
    {"gap", "the people and lines that prove a gap (gap=)", gap_view},
    {"path", "introduction paths as chains (from=, to=)", path_view},
    {"diff", "what changed since an earlier version (since=)", diff_view},
    {"matrix", "business line by unit, as a heat table", matrix_view},
    {"score", "the parts of the coverage score as bars", score_view},
    {"levels", "coverage by level as bars", levels_view},
    {"units", "coverage by unit as bars", units_view},
};

}  // namespace

std::span<const MapView> map_views() { return kViews; }

std::string_view map_view_names() {
  static const std::string names = [] {
    std::string out;
    for (const MapView& view : kViews) out += (out.empty() ? "" : " ") + std::string(view.name);
    return out;
  }();
  return names;
}

Result<viz::MapSpec> map_picture(const MapSource& source, std::string_view account,
                                 const MapRequest& request) {
  std::string_view name = request.view;
  if (name.empty()) name = !request.focus.empty() ? "focus" : !request.gap.empty() ? "gap" : "map";
  MapSource plain = source;
  plain.options.introductions = false;  // a map shows findings, not how to mend them
  for (const MapView& view : kViews) {
    if (view.name != name) continue;
    auto spec = view.make(plain, account, request);
    if (spec) spec->theme = request.theme;
    return spec;
  }
  return Status::invalid_argument("view must be one of: " + std::string(map_view_names()));
}

}  // namespace relmap::server
