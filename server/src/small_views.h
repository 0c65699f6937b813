// Views of a part of an account: a buying committee, one person's neighbourhood, a gap's witness, paths, and
// what changed. See MapView for the signature.
#pragma once

#include "map_views.h"

namespace relmap::server {

Result<viz::MapSpec> committee_view(const MapSource&, std::string_view account, const MapRequest&);
Result<viz::MapSpec> focus_view(const MapSource&, std::string_view account, const MapRequest&);
Result<viz::MapSpec> gap_view(const MapSource&, std::string_view account, const MapRequest&);
Result<viz::MapSpec> path_view(const MapSource&, std::string_view account, const MapRequest&);
Result<viz::MapSpec> diff_view(const MapSource&, std::string_view account, const MapRequest&);

}  // namespace relmap::server
