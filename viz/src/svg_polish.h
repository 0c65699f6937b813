// What Graphviz's SVG lacks: roles and labels for screen readers, tooltips as <title> of each element, data-
// attributes, one element a chip.
#pragma once

#include <string>
#include <string_view>

#include "scene.h"

namespace relmap::viz {

// `svg` is Graphviz's rendering of to_dot(scene); `title` that of the whole picture and
// `lang` its language ("en"). Comments and the DOCTYPE
// (a page cannot embed one) are dropped, the font is named once. O(size).
std::string polish_svg(std::string_view svg, const Scene& scene, std::string_view title,
                       std::string_view lang);

}  // namespace relmap::viz
