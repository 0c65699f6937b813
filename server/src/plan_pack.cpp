#include "plan_pack.h"

#include <algorithm>
#include <charconv>
#include <memory>

#include "graphstore/history.h"
#include "map_views.h"
#include "pictures.h"
#include "plan_page.h"

namespace relmap::server {
namespace {

constexpr std::size_t kMaxDiff = 10'000;    // entities of the diff since the last session
constexpr std::size_t kOverviewCards = 26;  // that can be read on A4
constexpr std::size_t kMaxUnitMaps = 60, kMaxCommittees = 20;

// The version to compare with; nullopt: none.
Result<std::optional<graphstore::AsOf>> earlier_version(const PlanRequest& request,
                                                        const std::string& since) {
  const auto version = request.graph.parse_as_of(since);
  if (!version) return version.status();
  if (*version >= request.snapshot.version()) return std::optional<graphstore::AsOf>();
  auto then = request.graph.snapshot_at(*version);
  if (!then) return then.status();
  return std::optional<graphstore::AsOf>(*std::move(then));
}

// The first version that can be looked back at; nullopt: it is the one that is read.
Result<std::optional<graphstore::AsOf>> first_version(const PlanRequest& request) {
  const auto info = request.graph.history_info();
  if (!info) return info.status();
  return earlier_version(request, std::to_string(std::max<graphstore::Version>(info->horizon, 1)));
}

// The number that stands before "pt" in an attribute of the drawing's first element.
double points(std::string_view svg, std::string_view attribute) {
  const auto element = svg.find("<svg");
  const auto at = svg.find(attribute, element);
  double value = 0;
  if (element == std::string_view::npos || at == std::string_view::npos) return 0;
  std::from_chars(svg.data() + at + attribute.size(), svg.data() + svg.size(), value);
  return value;
}

// Without what only a file of its own needs; ids of its own, since several stand on one page. In what viz
// draws a quote inside a text is escaped, so these are attributes.
PlanPicture placed(std::string_view svg, std::size_t number, bool for_print) {
  PlanPicture picture;
  picture.width = points(svg, " width=\"");
  picture.height = points(svg, " height=\"");
  svg.remove_prefix(std::min(svg.find("<svg"), svg.size()));
  const std::string own = "m" + std::to_string(number) + "-";
  for (std::size_t at = 0; at < svg.size();) {
    const auto starts = [&](std::string_view what) { return svg.substr(at).starts_with(what); };
    if (for_print && starts("<title>")) {
      const auto end = svg.find("</title>", at);
      if (end == std::string_view::npos) break;
      at = end + std::string_view("</title>").size();
      continue;
    }
    std::string_view found;
    for (const std::string_view what : {" id=\"", "url(#", "href=\"#"}) {
      if (starts(what)) found = what;
    }
    if (found.empty()) {
      picture.svg += svg[at++];
      continue;
    }
    picture.svg.append(found).append(own);
    at += found.size();
  }
  return picture;
}

// What is drawn, in the order in which the drawings come back.
struct Drawn {
  std::vector<viz::MapSpec> maps;
  std::vector<std::string> units, committees;
  bool all_units = true;
};

Result<Drawn> maps_of(const query::AccountPlan& plan, const graphstore::Snapshot& snapshot,
                      const query::CoverageOptions& coverage) {
  Drawn drawn;
  AccountMapOptions folded;
  folded.max_cards = kOverviewCards;
  auto overview = account_map(plan.page.picture, plan.lang, folded);
  if (!overview) return overview.status();
  overview->title.clear();
  overview->subtitle.clear();
  drawn.maps.push_back(*std::move(overview));
  const auto& first = drawn.maps.front();
  const bool is_folded =
      std::any_of(first.units.begin(), first.units.end(), [](const viz::Unit& unit) { return unit.folded; });
  if (is_folded) {
    auto units = unit_maps(plan.page.picture, plan.lang, "map", drawn.all_units);
    if (units.size() > kMaxUnitMaps) {
      units.resize(kMaxUnitMaps);
      drawn.all_units = false;
    }
    for (UnitMap& unit : units) {
      unit.map.title.clear();
      unit.map.subtitle.clear();
      unit.map.legend = false;
      drawn.units.push_back(std::move(unit.unit));
      drawn.maps.push_back(std::move(unit.map));
    }
  }
  const MapSource source{snapshot, nullptr, coverage};
  for (const query::PipelineOpportunity& o : plan.pipeline.opportunities) {
    if (!o.open || drawn.committees.size() == kMaxCommittees) continue;
    MapRequest request;
    request.view = "committee";
    request.opportunity = o.opportunity.id;
    auto map = map_picture(source, plan.report().account.id, request);
    if (!map) return map.status();
    map->title.clear();
    map->subtitle.clear();
    map->legend = false;
    drawn.committees.push_back(o.opportunity.id);
    drawn.maps.push_back(*std::move(map));
  }
  for (viz::MapSpec& map : drawn.maps) map.theme = viz::Theme::print;
  return drawn;
}

}  // namespace

namespace {

Result<query::AccountPlan> plan_since(const PlanRequest& request, const std::string& since) {
  query::AccountPlanOptions options;
  options.coverage = request.coverage;
  Result<std::optional<graphstore::AsOf>> then = std::optional<graphstore::AsOf>();
  if (!since.empty()) then = earlier_version(request, since);
  // Only what was asked for by name has to be there.
  if (!then && !request.since.empty()) return then.status().with_context("since");
  const bool of_session = then && *then && (*then)->snapshot->version() > 0;
  if (!of_session && request.since.empty()) then = first_version(request);
  if (!then || !*then) return query::account_plan(request.snapshot, request.account, options);
  const graphstore::AsOf& earlier = **then;
  const auto diff = request.graph.diff(earlier.snapshot->version(), request.snapshot.version(), kMaxDiff);
  if (!diff) return diff.status().with_context("since");
  const auto day = Date::parse(since);
  const Date known = std::min(earlier.snapshot->time().date(), request.coverage.date);
  options.since = query::EarlierVersion{earlier.snapshot.get(), &*diff, day && of_session ? *day : known,
                                        earlier.incomplete(), of_session || !request.since.empty()};
  return query::account_plan(request.snapshot, request.account, options);
}

}  // namespace

Result<query::AccountPlan> make_plan(const PlanRequest& request) {
  std::string since = request.since;
  if (since.empty()) {
    const auto session =
        query::last_planning_session(request.snapshot, request.account, request.coverage.date);
    if (!session) return session.status();
    if (*session) since = (*session)->to_string();
  }
  auto plan = plan_since(request, since);
  if (plan) plan->page.picture.report.incomplete = request.incomplete;
  return plan;
}

Result<Document> plan_document(query::AccountPlan plan, const graphstore::Snapshot& snapshot,
                               const query::CoverageOptions& coverage, bool for_print) {
  auto drawn = maps_of(plan, snapshot, coverage);
  if (!drawn) return drawn.status();
  Document document;
  document.pictures = std::move(drawn->maps);
  const auto shared = std::make_shared<const query::AccountPlan>(std::move(plan));
  document.page = [shared, units = std::move(drawn->units), committees = std::move(drawn->committees),
                   all = drawn->all_units, for_print](const std::vector<std::string>& drawings) {
    PlanPictures pictures;
    pictures.all_units = all;
    std::size_t next = 0;
    const auto take = [&] {
      PlanPicture picture = placed(drawings[next], next, for_print);
      ++next;
      return picture;
    };
    pictures.overview = take();
    for (const std::string& unit : units) pictures.units.push_back({unit, take()});
    for (const std::string& opportunity : committees) pictures.committees.push_back({opportunity, take()});
    return plan_page(*shared, pictures);
  };
  return document;
}

}  // namespace relmap::server
