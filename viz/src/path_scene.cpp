// The path map: each introduction path a row from left to right, its probability in front, evidence on the
// arrows.
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

using theme::Word;

constexpr double kChance = 72;  // width of the probability's column
constexpr double kHop = 136;    // width of an arrow with its evidence
constexpr double kLabelPad = 8;
constexpr double kRowPad = 16, kRowGap = 16;
constexpr double kLabelSize = 8.5, kLabelLine = 11;
constexpr std::size_t kLabelLines = 3;

class PathScene {
 public:
  explicit PathScene(const MapSpec& spec) : spec_(spec) {}

  Scene run() {
    double y = 0;
    for (std::size_t i = 0; i < spec_.paths.chains.size(); ++i) y = add_chain(spec_.paths.chains[i], i, y);
    scene_.height = std::max(0.0, y - kRowGap);
    for (SceneBox& box : scene_.boxes) box.box.w = scene_.width;
    if (spec_.paths.chains.empty()) add_empty();
    add_furniture(scene_, spec_, used_);
    return std::move(scene_);
  }

 private:
  static Card card_of(const PathPerson& person) {
    Card card;
    card.id = person.id;
    card.side = person.side;
    card.name = person.name;
    card.title = person.title;
    card.support = person.support;
    card.key_player = person.key_player;
    return card;
  }

  static std::string table(const std::string& rows) {
    return "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">" + rows + "</TABLE>";
  }

  // Returns the y at which the next chain begins.
  double add_chain(const PathChain& chain, std::size_t number, double y) {
    const std::string suffix = "." + std::to_string(number);
    std::vector<CardFace> faces;
    double height = 0;
    for (const PathPerson& person : chain.people) {
      const std::string base =
          person.side == Side::ours ? member_svg_id(person.id) : contact_svg_id(person.id);
      faces.push_back(card_face(card_of(person), spec_.lang, base));
      height = std::max(height, faces.back().height);
      if (person.side == Side::theirs) used_.support[static_cast<int>(person.support)] = true;
      used_.key_player |= person.key_player;
    }
    const double middle = y + kRowPad + height / 2;
    add_row_box(number, y, height + 2 * kRowPad);
    add_chance(chain, number, middle);
    double x = kChance;
    std::string previous;
    for (std::size_t i = 0; i < faces.size(); ++i) {
      SceneNode node;
      // A person met twice within one chain must not make an id twice.
      node.id = unique(base_id(chain.people[i]) + suffix);
      node.css = chain.people[i].side == Side::ours ? "member" : "contact";
      node.title = faces[i].title;
      node.html = faces[i].html;
      node.box = {x, middle - faces[i].height / 2, theme::kCardWidth, faces[i].height};
      if (i > 0) add_hop(chain, i - 1, number, previous, node.id, {x - kHop, middle});
      previous = node.id;
      scene_.nodes.push_back(std::move(node));
      x += theme::kCardWidth + kHop;
    }
    scene_.width = std::max(scene_.width, x - kHop + kRowPad);
    return y + height + 2 * kRowPad + kRowGap;
  }

  static std::string base_id(const PathPerson& person) {
    return person.side == Side::ours ? member_svg_id(person.id) : contact_svg_id(person.id);
  }

  std::string unique(const std::string& wanted) {
    std::string id = wanted;
    const auto taken = [&] {
      return std::any_of(scene_.nodes.begin(), scene_.nodes.end(),
                         [&](const SceneNode& n) { return n.id == id; });
    };
    for (int n = 2; taken(); ++n) id = wanted + "." + std::to_string(n);
    return id;
  }

  void add_row_box(std::size_t number, double y, double height) {
    SceneBox box;
    box.id = "relmap-chain-" + std::to_string(number);
    box.css = "chain";
    box.box = {0, y, 0, height};  // as wide as the widest chain: see run()
    box.fill = theme::kUnitFill;
    box.border = theme::kUnitBorder;
    scene_.boxes.push_back(std::move(box));
  }

  void add_chance(const PathChain& chain, std::size_t number, double middle) {
    const std::string percent = std::to_string(static_cast<int>(std::lround(chain.probability * 100))) + "%";
    SceneNode node;
    node.id = "relmap-chance-" + std::to_string(number);
    node.css = "chance";
    node.box = {kRowPad, middle - 18, kChance - 2 * kRowPad + 12, 36};
    const double w = node.box.w;
    node.html =
        table("<TR>" + text_cell(percent, w, 20, {15, theme::kInk, true}) + "</TR><TR>" +
              text_cell(std::string(theme::word(spec_.lang, Word::probability)), w, 12, {8, theme::kMuted}) +
              "</TR>");
    node.title = percent;
    scene_.nodes.push_back(std::move(node));
  }

  // The arrow from `start` over kHop points, its evidence above it (first line) and below.
  void add_hop(const PathChain& chain, std::size_t index, std::size_t number, const std::string& from,
               const std::string& to, Point start) {
    const Hop& hop = chain.hops[index];
    SceneLine line;
    line.id = "line-" + line_svg_id(LineType::tie, from, to).substr(4);
    line.css = "hop";
    line.from = from;
    line.to = to;
    line.data = {{"type", "hop"}, {"from", from}, {"to", to}};
    line.title = clean_text(hop.label, 600);
    line.points = {{start.x + 2, start.y}, {start.x + kHop - 2, start.y}};
    line.color = std::string(hop.weak ? theme::kMuted : theme::kTie);
    line.style = hop.weak ? "dashed" : "solid";
    line.width = 1 + 2 * hop.strength;
    line.head = "normal";
    used_.weak_hop |= hop.weak;
    scene_.lines.push_back(std::move(line));
    const double w = kHop - 2 * kLabelPad;
    const auto lines = wrap_text(line_text(hop), w, kLabelSize, false, kLabelLines);
    if (lines.empty()) return;
    SceneNode node;
    node.id = "relmap-hop-" + std::to_string(number) + "-" + std::to_string(index);
    node.css = "evidence";
    node.title = clean_text(hop.label, 600);
    const double h = kLabelLine * static_cast<double>(lines.size());
    node.box = {start.x + kLabelPad, start.y - h - 5, w, h};
    std::string rows;
    for (const std::string& text : lines) {
      rows += "<TR><TD FIXEDSIZE=\"TRUE\" WIDTH=\"" + std::to_string(static_cast<int>(w)) +
              "\" HEIGHT=\"11\"><FONT POINT-SIZE=\"8.5\" COLOR=\"" + std::string(theme::kMuted) + "\">" +
              xml_escape(text) + "</FONT></TD></TR>";
    }
    node.html = table(rows);
    scene_.nodes.push_back(std::move(node));
  }

  static std::string line_text(const Hop& hop) { return clean_text(hop.label, 300); }

  void add_empty() {
    SceneNode node;
    node.id = "relmap-empty";
    node.css = "furniture";
    node.box = {0, 0, 400, 24};
    node.html =
        table("<TR>" +
              text_cell(std::string(theme::word(spec_.lang, Word::no_paths)), 400, 24, {11, theme::kMuted}) +
              "</TR>");
    scene_.nodes.push_back(std::move(node));
    scene_.width = 400;
    scene_.height = 24;
  }

  const MapSpec& spec_;
  Scene scene_;
  LegendUse used_;
};

}  // namespace

Scene path_scene(const MapSpec& spec) { return PathScene(spec).run(); }

}  // namespace relmap::viz
