// The same answers in the shapes that dashboards read without a mapping: flat rows, and Grafana's node graph.
#pragma once

#include <string>
#include <string_view>

#include "viz/map_spec.h"

namespace relmap::server {

// A CSV table of ours (RFC 4180, with a header) as a JSON array of objects, one a row. Cells that are JSON
// numbers become numbers, "true" and "false" booleans, and empty ones null; the rest stays text.
std::string rows_of(std::string_view csv);

// The people and lines of a map as the frames of Grafana's node graph panel:
// {"nodes": [{id, title, subTitle, mainStat, secondaryStat, color, arc__…, detail__…}], "edges": [{id,
// source, target, mainStat, thickness}]}. People in folded units are not in it; a folded unit is one node.
std::string node_graph_of(const viz::MapSpec& spec);

}  // namespace relmap::server
