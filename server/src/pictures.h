// From an analysis to a picture: the only place where query's views become viz's MapSpec.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/account_view.h"
#include "query/paths.h"
#include "viz/map_spec.h"

namespace relmap::server {

// The relationship map of an account: a card a contact, our people as chips on it, the frame as the finding.
// Beyond kMaxCards people, units fold to one box with counts, those that matter least first; where there is
// more influence than a page can show, the strongest lines are drawn. The note at the foot says what was left
// out.
inline constexpr std::size_t kMaxCards = 60;
inline constexpr std::string_view kExpandAll = "all";

// What is drawn of the account, and what the picture is called.
struct MapLayers {
  std::string_view name_en = "Relationship map", name_zh = "关系地图";
  bool reports = true, influence = true;
  bool all_influence = false;  // also what a page cannot show: somebody chooses among them later
  bool ties = false;           // our people as a lane, ties as lines; else as chips on the cards
  std::function<bool(const query::ContactView&)> only = {};  // who is on it; unset: everybody
};

struct AccountMapOptions {
  std::vector<std::string> expand;  // ids of units that stay open whatever the page holds, or kExpandAll
  MapLayers layers = {};
  std::vector<std::string> fold = {};  // ids of units that are a box with counts, however few they hold
  std::size_t max_cards = kMaxCards;   // people beyond which units fold
};

// kNotFound names an id of `expand` or `fold` that is not a unit of the account.
Result<viz::MapSpec> account_map(const query::AccountPicture& picture, query::Lang lang,
                                 const AccountMapOptions& options = {});

// Introduction paths, each as a row of people with the evidence on its steps. Titles and standing of the
// people are read from `snapshot`, the one that the paths were found on.
viz::MapSpec paths_picture(const query::Snapshot& snapshot, const query::PathResult& result,
                           query::Lang lang);

// Says at the picture's head that it shows a version from which an erased person is missing.
void mark_incomplete(viz::MapSpec& spec);

// How viz calls a contact's stance.
viz::Support drawn_support(query::Support support);

}  // namespace relmap::server
