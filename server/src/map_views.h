// The views of an account's map, one function each, in one table: `view=` of the HTTP API and --view of the
// command line name a row of it. A new view is a row and a function.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/account_view.h"
#include "query/coverage.h"
#include "viz/map_spec.h"

namespace relmap::server {

struct MapRequest {
  std::string view = {};   // a name in map_views(); "": that of focus or gap where one is given, else "map"
  std::string focus = {};  // Contact/ID or TeamMember/ID
  int depth = 1;           // of focus: steps from it, 1 to 3
  std::string gap = {};    // id of a gap
  std::string opportunity = {};    // id; of committee
  std::string from = {}, to = {};  // of path, as introduction_paths takes them
  std::vector<std::string> expand = {};
  viz::Theme theme = viz::Theme::light;
  std::vector<std::string> fold = {};
};

struct MapSource {
  const query::Snapshot& snapshot;
  const query::Snapshot* since = nullptr;  // of diff: the earlier version
  query::CoverageOptions options;          // introductions are not looked for
};

struct MapView {
  std::string_view name;
  std::string_view what;  // one line of help
  Result<viz::MapSpec> (*make)(const MapSource& source, std::string_view account, const MapRequest& request);
};
std::span<const MapView> map_views();
// Their names, separated by blanks.
std::string_view map_view_names();

// kNotFound for an account, person, gap, opportunity or unit that is not there; kInvalidArgument for a view
// that is unknown or lacks what it needs.
Result<viz::MapSpec> map_picture(const MapSource& source, std::string_view account,
                                 const MapRequest& request);

// For paper: the same, and where units are folded on it a page for each unit with people (of very many units
// some together), at most kMaxCards of them on one. The note on the first says where that is more than a PDF
// may have.
Result<std::vector<viz::MapSpec>> map_pages(const MapSource& source, std::string_view account,
                                            const MapRequest& request);

// A map for each unit with people (`view`: map, org or coverage), called as the unit is, under the account's
// name; of very many units some together, at most kMaxCards people on one. At most kMaxPages − 1 of them:
// `whole` says whether that was all.
struct UnitMap {
  std::string unit;
  viz::MapSpec map;
};
std::vector<UnitMap> unit_maps(const query::AccountPicture& picture, query::Lang lang, std::string_view view,
                               bool& whole);

}  // namespace relmap::server
