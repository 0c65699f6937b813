// Scene → DOT with everything at its place, for `neato -n2`. Units are clusters with a given `bb`, lines
// edges with a given `pos`, so that Graphviz lays out nothing. Its y axis points up.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string_view>
#include <unordered_map>

#include "scene.h"
#include "text_layout.h"
#include "theme.h"

namespace relmap::viz {
namespace {

constexpr double kCorner = 5;  // radius of rounded corners of lines
constexpr double kArrow = 6;   // length of an arrow head at arrowsize 0.6

// Graphviz 2.42 reads a message's arguments a second time when its text passes 1024 bytes, which is undefined
// (cgraph, agerr with a function of one's own); messages name nodes, so names stay well below that.
constexpr std::size_t kMaxName = 400;

std::string num(double x) {
  char buffer[32];
  const int length = std::snprintf(buffer, sizeof buffer, "%.2f", x);
  std::string out(buffer, static_cast<std::size_t>(length));
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

std::string inches(double points) { return num(std::round(points / 72 * 1e4) / 1e4); }

// A quoted DOT string. In attributes that Graphviz expands ("\N" …) a backslash stands for itself when
// doubled.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

class DotWriter {
 public:
  explicit DotWriter(const Scene& scene) : scene_(scene) {
    for (const SceneNode& node : scene.nodes) {
      if (node.id.size() > kMaxName) names_.emplace(node.id, "relmap-node-" + std::to_string(names_.size()));
    }
  }

  std::string run() {
    out_ = "digraph relmap {\n  graph [bb=\"0,0," + num(scene_.width) + "," + num(scene_.height) +
           "\", outputorder=edgesfirst, splines=true, bgcolor=\"" + std::string(theme::kPage) +
           "\", pad=0.15, fontname=" + quoted(theme::kFonts) +
           "];\n  node [shape=plain, margin=0, fixedsize=true, fontname=" + quoted(theme::kFonts) +
           "];\n  edge [arrowsize=0.6];\n" + page();
    int number = 0;
    for (const SceneBox& box : scene_.boxes) write_box(box, number++);
    for (const SceneNode& node : scene_.nodes) write_node(node);
    for (const SceneLine& line : scene_.lines) write_line(line);
    return out_ + "}\n";
  }

 private:
  double up(double y) const { return scene_.height - y; }
  std::string at(Point p) const { return num(p.x) + "," + num(up(p.y)); }

  // Graphviz takes the size of the page from clusters and lines, not from nodes of shape plain.
  std::string page() const {
    return "  subgraph cluster_page { graph [id=\"relmap-page\", style=invis, bb=\"0,0," + num(scene_.width) +
           "," + num(scene_.height) + "\"]; }\n";
  }

  static std::string identity(const SceneItem& item) {
    std::string out = "id=" + quoted(item.id);
    if (!item.css.empty()) out += ", class=" + quoted(item.css);
    return out;
  }

  void write_box(const SceneBox& box, int number) {
    const Rect& r = box.box;
    out_ += "  subgraph cluster_" + std::to_string(number) + " {\n    graph [" + identity(box) + ", bb=\"" +
            num(r.x) + "," + num(up(r.bottom())) + "," + num(r.right()) + "," + num(up(r.y)) +
            "\", style=\"rounded,filled" + (box.dashed ? ",dashed" : "") + "\", fillcolor=\"" +
            std::string(box.fill) + "\", color=\"" + std::string(box.border) + "\"";
    if (!box.html.empty()) {
      out_ += ", lp=\"" + at(box.label.centre()) + "\", lwidth=" + inches(box.label.w) +
              ", lheight=" + inches(box.label.h) + ", label=<" + box.html + ">";
    }
    out_ += "];\n  }\n";
  }

  // What Graphviz calls the node: its id, unless that is too long. The SVG has the id in any case.
  std::string name(const std::string& id) const {
    const auto it = names_.find(id);
    return quoted(it == names_.end() ? id : it->second);
  }

  void write_node(const SceneNode& node) {
    out_ += "  " + name(node.id) + " [" + identity(node) + ", pos=\"" + at(node.box.centre()) +
            "\", width=" + inches(node.box.w) + ", height=" + inches(node.box.h) +
            (node.html.empty() ? ", style=invis, label=\"\"" : ", label=<" + node.html + ">") + "];\n";
  }

  void write_line(const SceneLine& line) {
    std::string_view dir = "none";
    if (line.head != "none") dir = line.tail != "none" ? "both" : "forward";
    out_ += "  " + name(line.from) + " -> " + name(line.to) + " [" + identity(line) + ", pos=\"" +
            spline(line) + "\", dir=" + std::string(dir);
    if (dir != "none") out_ += ", arrowhead=" + std::string(line.head);
    if (dir == "both") out_ += ", arrowtail=" + std::string(line.tail);
    out_ += ", color=" + quoted(line.color) + ", style=" + std::string(line.style) +
            ", penwidth=" + num(line.width) + "];\n";
  }

  // `p`, `distance` towards `q`.
  static Point towards(Point p, Point q, double distance) {
    const double length = std::hypot(q.x - p.x, q.y - p.y);
    if (length < 1e-9) return p;
    const double t = std::min(1.0, distance / length);
    return {p.x + (q.x - p.x) * t, p.y + (q.y - p.y) * t};
  }

  // Cubic Bézier pieces: straight ones, and one a rounded corner. Arrow heads take the ends of the line.
  std::string spline(const SceneLine& line) const {
    std::vector<Point> points = line.points;
    std::string out;
    if (line.tail != "none") {
      out += "s," + at(points.front()) + " ";
      points.front() = towards(points.front(), points[1], kArrow);
    }
    if (line.head != "none") {
      out += "e," + at(points.back()) + " ";
      points.back() = towards(points.back(), points[points.size() - 2], kArrow);
    }
    out += at(points.front());
    Point from = points.front();
    const auto straight = [&](Point to) {
      out += " " + at(towards(from, to, std::hypot(to.x - from.x, to.y - from.y) / 3));
      out += " " + at(towards(to, from, std::hypot(to.x - from.x, to.y - from.y) / 3)) + " " + at(to);
      from = to;
    };
    for (std::size_t i = 1; i + 1 < points.size(); ++i) {
      const Point corner = points[i], next = points[i + 1];
      const double before = std::hypot(corner.x - points[i - 1].x, corner.y - points[i - 1].y);
      const double after = std::hypot(next.x - corner.x, next.y - corner.y);
      const double radius = std::min<double>({kCorner, before / 2, after / 2});
      straight(towards(corner, from, radius));
      const Point leave = towards(corner, next, radius);
      out += " " + at(corner) + " " + at(corner) + " " + at(leave);
      from = leave;
    }
    straight(points.back());
    return out;
  }

  const Scene& scene_;
  std::unordered_map<std::string, std::string> names_;  // of nodes whose ids are too long to be names
  std::string out_;
};

}  // namespace

std::string to_dot(const Scene& scene) { return theme::resolve(DotWriter(scene).run(), scene.theme); }

}  // namespace relmap::viz
