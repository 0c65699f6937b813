// Small bars for reports: a name, a bar of parts, a figure.
#include <algorithm>
#include <cmath>

#include "card_face.h"
#include "enum_words.h"
#include "scene.h"
#include "text_layout.h"
#include "theme.h"
#include "viz/svg_id.h"

namespace relmap::viz {
namespace {

constexpr double kName = 176, kBar = 272, kValue = 104, kBarGap = 8;
constexpr double kInner = kBar - 2;  // within the border: Graphviz 2.42 aborts where cells take more
constexpr double kHeight = 18, kLine = 26;
constexpr double kSize = 10, kPartSize = 9;

std::string table(const std::string& attributes, const std::string& cells) {
  return "<TABLE CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"" + attributes + "><TR>" + cells +
         "</TR></TABLE>";
}

class BarsScene {
 public:
  explicit BarsScene(const MapSpec& spec) : spec_(spec) {}

  Scene run() {
    scene_.width = kName + kBar + kBarGap + kValue;
    for (const Bar& bar : spec_.bars.bars) {
      add_text(bar, "name-", bar.name, {0, scene_.height + 4, kName - kBarGap, kHeight}, true);
      add_parts(bar, scene_.height + 4);
      add_text(bar, "value-", bar.value, {kName + kBar + kBarGap, scene_.height + 4, kValue, kHeight}, false);
      scene_.height += kLine;
    }
    add_furniture(scene_, spec_, used_);
    return std::move(scene_);
  }

 private:
  void add_text(const Bar& bar, const char* prefix, const std::string& raw, Rect box, bool bold) {
    const std::string text = fit_text(clean_text(raw, 200), box.w, kSize, bold);
    if (text.empty()) return;
    SceneNode node;
    node.id = "relmap-" + std::string(prefix) + percent_encode(bar.id);
    node.css = "furniture";
    node.title = clean_text(raw, 400);
    node.box = box;
    node.html = table(" BORDER=\"0\"", text_cell(text, box.w, box.h, {kSize, theme::kInk, bold}));
    scene_.nodes.push_back(std::move(node));
  }

  // The ground of the bar, and a box for each part that is wide enough to be seen.
  void add_parts(const Bar& bar, double y) {
    SceneNode ground;
    ground.id = "bar-" + percent_encode(bar.id);
    ground.css = "bar";
    ground.title = clean_text(bar.name, 200) + ": " + clean_text(bar.value, 200);
    const std::string more = clean_text(bar.tooltip, 400);
    if (!more.empty()) ground.title += "\n" + more;
    ground.box = {kName, y, kBar, kHeight};
    std::string cells;
    double used = 0, sum = 0;
    for (const BarPart& part : bar.parts) {
      sum += part.value;
      const double to = std::round(kInner * std::min(1.0, sum / bar.full));
      if (to - used < 1) continue;
      cells += part_cell(part, to - used);
      used = to;
    }
    if (kInner - used >= 1) cells += part_cell({}, kInner - used, true);
    ground.html = table(" BORDER=\"1\" FIXEDSIZE=\"TRUE\" WIDTH=\"272\" HEIGHT=\"18\" COLOR=\"" +
                            std::string(theme::kCardBorder) + "\"",
                        cells);
    scene_.nodes.push_back(std::move(ground));
  }

  static std::string part_cell(const BarPart& part, double width, bool empty = false) {
    const theme::Swatch swatch = theme::tone(part.tone);
    std::string text;
    if (!empty) {
      const std::string whole =
          std::string(swatch.symbol) + (part.text.empty() ? "" : " " + clean_text(part.text, 40));
      for (const std::string& tried : {whole, std::string(swatch.symbol)}) {
        if (text.empty() && text_width(tried, kPartSize, true) + 4 <= width) text = tried;
      }
    }
    return "<TD FIXEDSIZE=\"TRUE\" HEIGHT=\"16\" WIDTH=\"" + std::to_string(static_cast<int>(width)) +
           "\" BGCOLOR=\"" + std::string(empty ? theme::kPage : swatch.fill) + "\">" +
           (text.empty() ? ""
                         : "<FONT POINT-SIZE=\"9\" COLOR=\"" + std::string(swatch.ink) + "\"><B>" +
                               xml_escape(text) + "</B></FONT>") +
           "</TD>";
  }

  const MapSpec& spec_;
  Scene scene_;
  LegendUse used_;
};

}  // namespace

Scene bars_scene(const MapSpec& spec) { return BarsScene(spec).run(); }

}  // namespace relmap::viz
