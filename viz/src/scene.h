// What a layout produces and the DOT writer consumes: everything at its final place, in points, y downwards
// from the top left. Rendering adds nothing but fonts.
//
// Stages:  MapSpec → scene_of (org_, path_, matrix_, bars_scene) → Scene → to_dot → Graphviz (neato -n2) →
// polish_svg.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "viz/map_spec.h"

namespace relmap::viz {

struct Point {
  double x = 0, y = 0;
};

struct Rect {
  double x = 0, y = 0, w = 0, h = 0;  // top left corner and size

  double right() const { return x + w; }
  double bottom() const { return y + h; }
  Point centre() const { return {x + w / 2, y + h / 2}; }
};

// Something with an id in the SVG. `id` is safe in any attribute (see svg_id.h); `title` is plain text.
struct SceneItem {
  std::string id;
  std::string title;                                      // tooltip; empty: none
  std::string css;                                        // further classes, blank-separated
  std::vector<std::pair<std::string, std::string>> data;  // data-NAME="VALUE"
};

struct SceneNode : SceneItem {
  Rect box;
  std::string html;  // HTML-like label, of exactly the size of `box`
};

struct SceneBox : SceneItem {  // drawn first, in order
  Rect box;
  std::string html;  // label; may be empty
  Rect label;        // where it stands
  std::string_view fill, border;
  bool dashed = false;
};

struct SceneLine : SceneItem {       // drawn above boxes, below nodes
  std::string from, to;              // ids of nodes of this scene
  std::vector<Point> points;         // a polyline, at least 2; corners get rounded
  std::string color;                 // theme.h; an alpha of two hex digits may follow
  std::string_view style = "solid";  // Graphviz: solid, dashed, dotted
  double width = 1;
  std::string_view head = "none", tail = "none";  // Graphviz arrow shapes
};

struct Scene {
  Theme theme = Theme::light;
  double width = 0, height = 0;
  std::vector<SceneBox> boxes;
  std::vector<SceneLine> lines;
  std::vector<SceneNode> nodes;
  // Chips and the like: elements inside a node's label that carry an id and a title of their own.
  std::vector<SceneItem> parts;
};

// Pure functions of a validated spec; deterministic.
Scene org_scene(const MapSpec& spec);
Scene path_scene(const MapSpec& spec);
Scene matrix_scene(const MapSpec& spec);
Scene bars_scene(const MapSpec& spec);
Scene scene_of(const MapSpec& spec);  // the one that its kind asks for

// A graph that `neato -n2` draws as it stands, in the scene's theme.
std::string to_dot(const Scene& scene);

// Title, note and legend around `content` (whose nodes are already placed from (0, 0) to width × height).
// `used` is what the picture shows, and so what the legend explains.
struct LegendUse {
  bool support[6] = {}, ties[5] = {}, frames[3] = {}, changes[4] = {}, lines[5] = {}, heat[8] = {},
       tie_lines[5] = {};
  bool key_player = false, placeholder = false, stale = false, stale_tie = false, weak_hop = false,
       no_contact = false;
};
void add_furniture(Scene& content, const MapSpec& spec, const LegendUse& used);

}  // namespace relmap::viz
