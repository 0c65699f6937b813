// The ids that elements of an SVG carry, stable between renderings, for pages that attach to them.
//
//   contact-ID  a card of theirs      member-ID  a card of ours       unit-ID  the box of a unit
//   tie-HASH    a line of type tie    line-HASH  any other line       chip-ID:MEMBER  a chip on a card
//   cell-ROW:COLUMN   of a heat table                    bar-ID     of a chart
//
// Lines carry data-type, data-from and data-to, each end as the id of its card's element. In a path map ids
// end in ".CHAIN" (0-based), since a person may stand in several chains. Names that viz needs for itself
// begin with "relmap-".
#pragma once

#include <string>
#include <string_view>

#include "viz/map_spec.h"

namespace relmap::viz {

// RFC 3986 percent-encoding; unreserved characters (A-Z a-z 0-9 - . _ ~) stay.
std::string percent_encode(std::string_view raw);

std::string contact_svg_id(std::string_view id);
std::string member_svg_id(std::string_view id);
std::string unit_svg_id(std::string_view id);

// "tie-" or "line-" and 16 hex digits: FNV-1a (64 bit) of "TYPE|from|to", ends percent-encoded.
std::string line_svg_id(LineType type, std::string_view from, std::string_view to);

}  // namespace relmap::viz
