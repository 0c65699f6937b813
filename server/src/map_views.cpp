#include "map_views.h"

#include <algorithm>
#include <set>

#include "chart_views.h"
#include "map_parts.h"
#include "pictures.h"
#include "query/influence.h"
#include "small_views.h"
#include "viz/render.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::AccountPicture;
using query::ContactView;
using query::Lang;

// Of the views that draw the whole account.
MapLayers layers_of(std::string_view view) {
  if (view == "org") {
    MapLayers layers{.name_en = "Organisation", .name_zh = "组织结构"};
    layers.influence = false;
    return layers;
  }
  if (view == "coverage") {
    MapLayers layers{.name_en = "Coverage: who of us knows whom", .name_zh = "覆盖：我方谁认识谁"};
    layers.influence = false;
    layers.ties = true;
    return layers;
  }
  return {};
}

Result<viz::MapSpec> layered(const AccountPicture& picture, Lang lang, std::string_view view,
                             const MapRequest& request) {
  return account_map(picture, lang, {request.expand, layers_of(view), request.fold});
}

template <const char* view>
Result<viz::MapSpec> layered(const MapSource& source, std::string_view account, const MapRequest& request) {
  const auto picture = query::account_picture(source.snapshot, account, source.options);
  if (!picture) return picture.status();
  return layered(*picture, source.options.lang, view, request);
}
constexpr char kMap[] = "map", kOrg[] = "org", kCoverage[] = "coverage";

// Only whoever influences or is influenced, the ten first with their place by weighted influence.
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
  // Beyond a page, those of the most influence.
  std::set<std::string_view> shown;
  for (const auto& person : figures->people) {
    if (shown.size() < kMaxCards && on_line.contains(person.person.id)) shown.insert(person.person.id);
  }
  MapLayers layers{.name_en = "Influence", .name_zh = "影响力"};
  layers.only = [&](const ContactView& contact) { return shown.contains(contact.node.id); };
  auto spec = account_map(*picture, source.options.lang, {request.expand, std::move(layers), request.fold});
  if (!spec) return spec;
  if (shown.size() < on_line.size()) {
    append_part(spec->note,
                std::to_string(on_line.size() - shown.size()) +
                    std::string(say(source.options.lang, " people of less influence are not drawn",
                                    " 名影响力较小的人未画出")));
  }
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
    {"map", "the whole: organisation, influence, findings; our people as chips", layered<kMap>},
    {"org", "the reporting tree alone", layered<kOrg>},
    {"influence", "who influences whom, and the ten who matter most", influence},
    {"coverage", "our team as a lane, a line for each relationship", layered<kCoverage>},
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

namespace {

std::string_view view_of(const MapRequest& request) {
  if (!request.view.empty()) return request.view;
  return !request.focus.empty() ? "focus" : !request.gap.empty() ? "gap" : "map";
}

MapSource without_introductions(MapSource source) {
  source.options.introductions = false;  // a map shows findings, not how to mend them
  return source;
}

// What stands together on a page: the people of a unit, or of some small ones that follow each other where
// there are very many.
struct Sheet {
  std::string title;
  std::vector<std::string_view> people;
};

std::vector<Sheet> sheets_of(const query::AccountView& view, Lang lang) {
  constexpr std::size_t kManyUnits = 60, kTogether = 40;
  const bool many = view.units.size() > kManyUnits;
  std::vector<Sheet> sheets;
  const auto add = [&](std::size_t unit, const std::string& name) {
    std::vector<std::string_view> people;
    for (const ContactView& contact : view.contacts) {
      if (contact.unit == unit && !contact.outside && MapParts::is_drawn(contact))
        people.push_back(contact.node.id);
    }
    if (people.empty()) return;
    const bool fits = many && !sheets.empty() && sheets.back().people.size() + people.size() <= kTogether;
    if (!fits) {
      sheets.push_back({name, std::move(people)});
      return;
    }
    if (!sheets.back().title.ends_with(" …")) sheets.back().title += " …";
    sheets.back().people.insert(sheets.back().people.end(), people.begin(), people.end());
  };
  for (std::size_t unit = 0; unit < view.units.size(); ++unit)
    add(unit, cut_text(view.units[unit].node.name));
  add(query::kNoIndex, std::string(say(lang, "No unit recorded", "未记录部门")));
  return sheets;
}

// At most kMaxCards people a page. False where there is no room for all of them.
bool add_pages(const AccountPicture& picture, const Sheet& sheet, Lang lang, std::string_view view,
               std::vector<UnitMap>& pages) {
  for (std::size_t begin = 0; begin < sheet.people.size(); begin += kMaxCards) {
    if (pages.size() + 1 == viz::RenderPool::kMaxPages) return false;
    const std::size_t end = std::min(begin + kMaxCards, sheet.people.size());
    const std::set<std::string_view> on_page(sheet.people.begin() + static_cast<std::ptrdiff_t>(begin),
                                             sheet.people.begin() + static_cast<std::ptrdiff_t>(end));
    MapLayers layers = layers_of(view);
    layers.only = [&](const ContactView& contact) { return on_page.contains(contact.node.id); };
    auto page = account_map(picture, lang, {{std::string(kExpandAll)}, std::move(layers)});
    if (!page) return false;
    page->title += " · " + sheet.title;
    if (sheet.people.size() > kMaxCards) {
      append_part(page->subtitle, std::to_string(begin + 1) + "–" + std::to_string(end) + " / " +
                                      std::to_string(sheet.people.size()));
    }
    pages.push_back({sheet.title, *std::move(page)});
  }
  return true;
}

}  // namespace

Result<viz::MapSpec> map_picture(const MapSource& source, std::string_view account,
                                 const MapRequest& request) {
  for (const MapView& view : kViews) {
    if (view.name != view_of(request)) continue;
    auto spec = view.make(without_introductions(source), account, request);
    if (spec) spec->theme = request.theme;
    return spec;
  }
  return Status::invalid_argument("view must be one of: " + std::string(map_view_names()));
}

std::vector<UnitMap> unit_maps(const AccountPicture& picture, Lang lang, std::string_view view, bool& whole) {
  std::vector<UnitMap> pages;
  whole = true;
  for (const Sheet& sheet : sheets_of(picture.view, lang))
    whole = whole && add_pages(picture, sheet, lang, view, pages);
  return pages;
}

Result<std::vector<viz::MapSpec>> map_pages(const MapSource& source, std::string_view account,
                                            const MapRequest& request) {
  const std::string_view view = view_of(request);
  if (view != kMap && view != kOrg && view != kCoverage) {
    auto only = map_picture(source, account, request);
    if (!only) return only.status();
    return std::vector<viz::MapSpec>{*std::move(only)};
  }
  const MapSource plain = without_introductions(source);
  const auto picture = query::account_picture(plain.snapshot, account, plain.options);
  if (!picture) return picture.status();
  auto cover = layered(*picture, plain.options.lang, view, request);
  if (!cover) return cover.status();
  std::vector<viz::MapSpec> pages{*std::move(cover)};
  pages[0].theme = request.theme;
  const bool folded = std::any_of(pages[0].units.begin(), pages[0].units.end(),
                                  [](const viz::Unit& unit) { return unit.folded; });
  if (!folded) return pages;
  bool whole = true;
  for (UnitMap& unit : unit_maps(*picture, plain.options.lang, view, whole))
    pages.push_back(std::move(unit.map));
  if (!whole) {
    append_part(pages[0].note, say(plain.options.lang, "only the first units have a page of their own",
                                   "仅前面的部门有单独页面"));
  }
  for (viz::MapSpec& page : pages) page.theme = request.theme;
  return pages;
}

}  // namespace relmap::server
