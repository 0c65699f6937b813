// What Graphviz's SVG lacks: tooltips as <title> of each element, data- attributes, one element a chip.
#pragma once

#include <string>
#include <string_view>

#include "scene.h"

namespace relmap::viz {

// `svg` is Graphviz's rendering of to_dot(scene); `title` that of the whole picture. Comments and the DOCTYPE
// (a page cannot embed one) are dropped, the font is named once. O(size).
std::string polish_svg(std::string_view svg, const Scene& scene, std::string_view title);

}  // namespace relmap::viz
