// Charts in the style of the maps: the whitespace matrix, the score's parts, coverage by level and by unit.
#pragma once

#include "map_views.h"

namespace relmap::server {

Result<viz::MapSpec> matrix_view(const MapSource&, std::string_view account, const MapRequest&);
Result<viz::MapSpec> score_view(const MapSource&, std::string_view account, const MapRequest&);
Result<viz::MapSpec> levels_view(const MapSource&, std::string_view account, const MapRequest&);
Result<viz::MapSpec> units_view(const MapSource&, std::string_view account, const MapRequest&);

}  // namespace relmap::server
