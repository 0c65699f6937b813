// The org map: each unit laid out by itself, the units packed in rows, lines routed around the cards.
#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "card_face.h"
#include "enum_words.h"
#include "org_model.h"
#include "pack.h"
#include "router.h"
#include "scene.h"
#include "text_layout.h"
#include "theme.h"
#include "unit_layout.h"
#include "viz/svg_id.h"

namespace relmap::viz {
namespace {

using theme::kGrid;
using theme::Word;

// Who leads should stand on top, unless that makes the page a quarter larger (e^0.22).
constexpr double kMixedRowCost = 0.22;
constexpr double kFurnitureHeight = 130;  // title and legend, roughly
constexpr double kUnitPad = 16, kUnitHead = 32, kUnitFoot = 8;
constexpr double kLaneGap = 16, kAboveLane = 56;  // room for the ties to spread
constexpr double kFoldedWidth = 176, kFoldedHeight = 56;
constexpr double kUnitNameSize = 10;
constexpr std::size_t kMaxShaped = 80;                        // units; beyond that all have one shape
constexpr double kUnitAspects[] = {0.6, 0.9, 1.3, 1.8, 2.5};  // shapes of units that are tried

struct PlacedUnit {
  UnitLayout layout;
  PackBox box;
};

double ceil_grid(double x) { return std::ceil(x / kGrid) * kGrid; }

class OrgScene {
 public:
  explicit OrgScene(const MapSpec& spec) : spec_(spec), model_(org_model(spec)) {}

  Scene run() {
    make_faces();
    arrange_units();
    emit_units();
    emit_cards();
    Router router(scene_.width, scene_.height);
    prepare(router);
    emit_tree_lines(router);
    emit_routed_lines(router);
    note_use();
    add_furniture(scene_, spec_, used_);
    return std::move(scene_);
  }

 private:
  const Card& card(int index) const { return spec_.cards[static_cast<std::size_t>(index)]; }

  std::string svg_id(int index) const {
    return card(index).side == Side::ours ? member_svg_id(card(index).id) : contact_svg_id(card(index).id);
  }

  void make_faces() {
    faces_.resize(spec_.cards.size());
    rects_.resize(spec_.cards.size());
    for (const OrgUnit& unit : model_.units) {
      for (int index : unit.cards) faces_[index] = card_face(card(index), spec_.lang, svg_id(index));
    }
    if (std::any_of(model_.units.begin(), model_.units.end(), [](const OrgUnit& u) { return u.leads; }))
      lift_leaders();
  }

  // Units that lead go first, unless there are so many that "on top" says nothing.
  void lift_leaders() {
    const auto leads = [](const OrgUnit& unit) { return unit.leads; };
    const auto count = std::count_if(model_.units.begin(), model_.units.end(), leads);
    if (count > std::max<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(model_.units.size()) / 4)) {
      for (OrgUnit& unit : model_.units) unit.leads = false;
      return;
    }
    std::stable_partition(model_.units.begin(), model_.units.end(), leads);
    for (std::size_t i = 0; i < model_.units.size(); ++i) {
      for (int index : model_.units[i].cards) model_.unit_of[index] = static_cast<int>(i);
    }
  }

  std::string unit_label(const OrgUnit& unit) const {
    if (unit.unit == nullptr) return "";
    return clean_text(unit.unit->name.empty() ? unit.unit->id : unit.unit->name, 200);
  }

  PlacedUnit place_unit(const OrgUnit& unit, double aspect) const {
    PlacedUnit out;
    if (unit.unit != nullptr && unit.unit->folded) {
      out.box = {kFoldedWidth + 2 * kUnitPad, kFoldedHeight + kUnitHead, false};
      return out;
    }
    std::vector<int> position(spec_.cards.size(), -1);
    for (std::size_t i = 0; i < unit.cards.size(); ++i) position[unit.cards[i]] = static_cast<int>(i);
    std::vector<CardBox> boxes;
    for (int index : unit.cards) {
      const int manager = model_.manager_of[index];
      boxes.push_back({faces_[index].height, manager < 0 ? -1 : position[manager]});
    }
    out.layout = lay_out_unit(boxes, aspect);
    const double label = std::min(text_width(unit_label(unit), kUnitNameSize, true), 240.0);
    const double inner = std::max({out.layout.w, ceil_grid(label), theme::kCardWidth});
    out.box = {inner + 2 * kUnitPad, std::max(out.layout.h, 2 * kGrid) + kUnitHead + kUnitFoot, false};
    return out;
  }

  // Tries several shapes of units, all alike and then one unit after the other, with and without a row of
  // their own for those that lead, and takes the page that comes out best: near the wanted shape, and small.
  void arrange_units() {
    constexpr std::size_t kShapes = std::size(kUnitAspects);
    const std::size_t units = lanes_begin();
    std::vector<std::vector<PlacedUnit>> shapes(kShapes);  // by shape and unit
    for (std::size_t s = 0; s < kShapes; ++s) {
      for (std::size_t u = 0; u < units; ++u)
        shapes[s].push_back(place_unit(model_.units[u], kUnitAspects[s]));
    }
    packing_.cost = 1e300;
    for (std::size_t s = 0; s < kShapes; ++s) consider(shapes[s]);
    if (units <= kMaxShaped) {
      for (int pass = 0; pass < 2; ++pass) {
        for (std::size_t u = 0; u < units; ++u) {
          for (std::size_t s = 0; s < kShapes; ++s) {
            std::vector<PlacedUnit> changed = placed_;
            changed[u] = shapes[s][u];
            consider(changed);
          }
        }
      }
    }
    for (std::size_t u = units; u < model_.units.size(); ++u) add_lane(model_.units[u]);
    scene_.width = packing_.w;
    scene_.height = packing_.h;
  }

  // The first of our own units: they come last and are lanes, unless nobody else is there.
  std::size_t lanes_begin() const {
    std::size_t first = model_.units.size();
    while (first > 0 && is_ours(model_.units[first - 1])) --first;
    return first == 0 ? model_.units.size() : first;
  }

  // A lane as wide as the page below all that is there, its cards in rows, each as near as may be to those
  // whom he or she knows.
  void add_lane(OrgUnit& unit) {
    std::map<int, std::pair<double, int>> sums;  // by card: of the places of whom it has ties to
    for (const Line& line : spec_.lines) {
      const auto [from, to] = line.type == LineType::tie ? model_.ends(line) : std::pair(-1, -1);
      if (from < 0 || to < 0) continue;
      sums[from].first += place_of(to);
      ++sums[from].second;
    }
    const auto middle = [&](int index) {
      const auto it = sums.find(index);
      return it == sums.end() ? packing_.w / 2 : it->second.first / it->second.second;
    };
    std::stable_sort(unit.cards.begin(), unit.cards.end(),
                     [&](int a, int b) { return middle(a) < middle(b); });
    const double step = theme::kCardWidth + kLaneGap;
    const double inner = std::max(packing_.w - 2 * kUnitPad, theme::kCardWidth);
    const auto columns = static_cast<std::size_t>(std::max(1.0, std::floor((inner + kLaneGap) / step)));
    const std::size_t rows = std::max<std::size_t>(1, (unit.cards.size() + columns - 1) / columns);
    PlacedUnit lane;
    double y = 0;
    // Column by column, so that the order from left to right holds over all rows.
    const std::size_t across = std::max<std::size_t>(1, (unit.cards.size() + rows - 1) / rows);
    const double spread = std::max(step, std::floor(inner / static_cast<double>(across) / kGrid) * kGrid);
    std::vector<double> tops(rows, 0);
    for (std::size_t r = 0; r < rows; ++r) {
      tops[r] = y;
      double height = 0;
      for (std::size_t i = r; i < unit.cards.size(); i += rows)
        height = std::max(height, faces_[unit.cards[i]].height);
      y += height + kLaneGap;
    }
    for (std::size_t i = 0; i < unit.cards.size(); ++i) {
      const std::size_t column = i / rows;
      const double x = static_cast<double>(column) * spread;
      lane.layout.cards.push_back({x, tops[i % rows], theme::kCardWidth, faces_[unit.cards[i]].height});
      lane.layout.w = std::max(lane.layout.w, x + theme::kCardWidth);
    }
    lane.layout.h = y - kLaneGap;
    lane.box = {inner + 2 * kUnitPad, std::max(lane.layout.h, 2 * kGrid) + kUnitHead + kUnitFoot, false};
    packing_.boxes.push_back({0, packing_.h + kAboveLane, lane.box.w, lane.box.h});
    packing_.w = std::max(packing_.w, lane.box.w);
    packing_.h += kAboveLane + lane.box.h;
    placed_.push_back(std::move(lane));
  }

  // The middle of a card that is placed.
  double place_of(int index) const {
    const auto unit = static_cast<std::size_t>(model_.unit_of[index]);
    if (unit >= placed_.size()) return packing_.w / 2;
    const auto& cards = model_.units[unit].cards;
    const auto at = static_cast<std::size_t>(std::find(cards.begin(), cards.end(), index) - cards.begin());
    return packing_.boxes[unit].x + placed_[unit].layout.cards[at].x + theme::kCardWidth / 2;
  }

  void consider(const std::vector<PlacedUnit>& placed) {
    for (bool leaders_alone : {true, false}) {
      Packing packing = pack_units(boxes_of(placed, leaders_alone), kFurnitureHeight);
      if (!leaders_alone) packing.cost += kMixedRowCost;
      if (packing.cost >= packing_.cost - 1e-9) continue;
      packing_ = std::move(packing);
      placed_ = placed;
    }
  }

  std::vector<PackBox> boxes_of(const std::vector<PlacedUnit>& placed, bool leaders_alone) const {
    std::vector<PackBox> boxes;
    for (std::size_t i = 0; i < placed.size(); ++i) {
      boxes.push_back(placed[i].box);
      if (i + 1 == placed.size()) break;
      const OrgUnit &unit = model_.units[i], &next = model_.units[i + 1];
      boxes.back().ends_row =
          (leaders_alone && unit.leads && !next.leads) || (is_ours(next) && !is_ours(unit));
    }
    return boxes;
  }

  bool is_ours(const OrgUnit& unit) const {
    if (unit.unit != nullptr) return unit.unit->side == Side::ours;
    return !unit.cards.empty() && card(unit.cards.front()).side == Side::ours;
  }

  void emit_units() {
    for (std::size_t i = 0; i < model_.units.size(); ++i) {
      const OrgUnit& unit = model_.units[i];
      const Rect& box = packing_.boxes[i];
      SceneBox out;
      out.box = box;
      out.fill = is_ours(unit) ? theme::kOursLane : theme::kUnitFill;
      out.border = is_ours(unit) ? theme::kOursBorder : theme::kUnitBorder;
      out.id = unit.unit != nullptr ? unit_svg_id(unit.unit->id)
               : is_ours(unit)      ? "relmap-our-team"
                                    : "relmap-no-unit";
      if (unit.unit != nullptr) {
        out.dashed = unit.unit->placeholder;
        const std::string name = unit_label(unit);
        out.title = name;
        const std::string more = clean_text(unit.unit->tooltip, 400);
        if (!more.empty()) out.title += "\n" + more;
        const std::string shown = fit_text(name, box.w - 2 * kUnitPad, kUnitNameSize, true);
        out.label = {box.x + kUnitPad, box.y + 6, box.w - 2 * kUnitPad, 18};
        out.html = label_table(shown, out.label);
        if (unit.unit->folded) emit_folded(*unit.unit, box);
      }
      out.css = "unit";
      scene_.boxes.push_back(std::move(out));
      const double inset = std::floor((box.w - placed_[i].layout.w) / 2 / kGrid) * kGrid;
      for (std::size_t c = 0; c < unit.cards.size(); ++c) {
        Rect rect = placed_[i].layout.cards[c];
        rect.x += box.x + inset;
        rect.y += box.y + kUnitHead;
        rects_[unit.cards[c]] = rect;
      }
    }
  }

  static std::string label_table(const std::string& text, const Rect& box) {
    return "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR>" +
           text_cell(text, box.w, box.h, {kUnitNameSize, theme::kUnitName, true}) + "</TR></TABLE>";
  }

  void emit_folded(const Unit& unit, const Rect& box) {
    const auto count = [&](int n, Word word) { return theme::counted(spec_.lang, n, word); };
    const UnitCounts& c = unit.counts;
    SceneNode node;
    node.id = "relmap-folded-" + percent_encode(unit.id);
    node.css = "folded";
    node.box = {box.x + kUnitPad, box.y + kUnitHead - 4, box.w - 2 * kUnitPad, kFoldedHeight - 8};
    const std::string first = count(c.people, Word::people) + " · ★ " + std::to_string(c.key_players);
    const std::string second = "✓ " + count(c.covered, Word::covered);
    const std::string third = c.gaps > 0 ? "! " + count(c.gaps, Word::gaps) : "";
    node.title =
        clean_text(unit.name, 200) + "\n" + first + "\n" + second + (third.empty() ? "" : "\n" + third);
    const double w = node.box.w;
    node.html =
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\" ALIGN=\"LEFT\"><TR>" +
        text_cell(first, w, 16, {10, theme::kInk, true}) + "</TR><TR>" +
        text_cell(second, w, 14, {9, theme::kGood, true}) + "</TR><TR>" +
        text_cell(third, w, 14, {9, theme::kRed, true}) + "</TR></TABLE>";
    scene_.nodes.push_back(std::move(node));
  }

  void emit_cards() {
    for (const OrgUnit& unit : model_.units) {
      for (int index : unit.cards) {
        SceneNode node;
        node.id = svg_id(index);
        node.title = faces_[index].title;
        node.css = std::string(card(index).side == Side::ours ? "member" : "contact");
        node.data = {{"support", std::string(enum_word(card(index).support))},
                     {"frame", std::string(enum_word(card(index).frame))}};
        node.box = rects_[index];
        node.html = faces_[index].html;
        for (SceneItem& part : faces_[index].parts) scene_.parts.push_back(std::move(part));
        scene_.nodes.push_back(std::move(node));
      }
    }
  }

  void prepare(Router& router) const {
    for (const SceneBox& box : scene_.boxes) {
      router.discourage(box.box);
      if (box.html.empty()) continue;
      Rect label = box.label;  // only as much as the name takes
      label.w = std::min(label.w, text_width(box.title.substr(0, box.title.find('\n')), kUnitNameSize, true));
      router.block(label);
    }
    for (const SceneNode& node : scene_.nodes) router.block(node.box);
  }

  SceneLine styled(const Line& line, int from, int to) const {
    SceneLine out;
    out.id = line_svg_id(line.type, line.from, line.to);
    out.from = svg_id(from);
    out.to = svg_id(to);
    out.css = "line-" + std::string(enum_word(line.type));
    out.data = {{"type", std::string(enum_word(line.type))}, {"from", out.from}, {"to", out.to}};
    out.title = clean_text(card(from).name, 200) + " → " + clean_text(card(to).name, 200);
    const std::string more = clean_text(line.tooltip, 600);
    if (!more.empty()) out.title += "\n" + more;
    apply_type(line, out);
    if (line.change == Change::added) out.color = theme::change(Change::added).border;
    if (line.change == Change::removed) out.color = std::string(theme::change(Change::removed).border) + "a0";
    if (line.change == Change::changed) out.color = theme::kChangedLine;
    if (line.change != Change::none) out.css += " " + std::string(enum_word(line.change));
    return out;
  }

  static void apply_type(const Line& line, SceneLine& out) {
    switch (line.type) {
      case LineType::reports_dotted:
        out.style = "dotted";
        [[fallthrough]];
      case LineType::reports:
        out.color = theme::kReports;
        out.width = line.type == LineType::reports ? 1.2 : 1.8;
        return;
      case LineType::influence:
        out.color = std::string(theme::kInfluence) + "b8";
        out.style = "dashed";
        out.width = 0.7 + 1.6 * line.strength;
        out.head = "normal";
        return;
      case LineType::conflict:
        out.color = std::string(theme::kConflict) + "d0";
        out.style = "dashed";
        out.width = 1.2 + 1.2 * line.strength;
        out.head = out.tail = "tee";
        return;
      case LineType::tie: {
        const std::string_view border = theme::tie(line.level).border;
        out.color = std::string(line.stale ? theme::kFaint : border);
        out.style = line.stale ? "dashed" : "solid";
        out.width = 0.8 + 1.8 * line.strength;
      }
    }
  }

  // Several lines may have the same type and ends; the id of each must still be its own.
  void add_line(SceneLine line) {
    const std::string base = line.id;
    for (int n = 2; !line_ids_.insert(line.id).second; ++n) line.id = base + "-" + std::to_string(n);
    scene_.lines.push_back(std::move(line));
  }

  void emit_tree_lines(Router& router) {
    for (std::size_t i = 0; i < model_.units.size(); ++i) {
      const OrgUnit& unit = model_.units[i];
      for (const TreeLine& tree : placed_[i].layout.lines) {
        const int report = unit.cards[static_cast<std::size_t>(tree.report)];
        const int manager = unit.cards[static_cast<std::size_t>(tree.manager)];
        const Rect& local = placed_[i].layout.cards[static_cast<std::size_t>(tree.report)];
        const double dx = rects_[report].x - local.x, dy = rects_[report].y - local.y;
        SceneLine line =
            styled(spec_.lines[static_cast<std::size_t>(model_.line_of_report[report])], report, manager);
        for (Point p : tree.points) line.points.push_back({p.x + dx, p.y + dy});
        router.occupy(line.points, manager + 1);
        add_line(std::move(line));
      }
    }
  }

  // Reporting lines first: they are the skeleton. Then conflicts, ties, influence; short ones first, since
  // they have the least choice.
  void emit_routed_lines(Router& router) {
    struct Job {
      int kind;
      double length;
      int line, from, to;
    };
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < spec_.lines.size(); ++i) {
      const auto [from, to] = model_.ends(spec_.lines[i]);
      if (from < 0 || to < 0 || from == to) continue;
      if (model_.line_of_report[from] == static_cast<int>(i)) continue;
      const Point a = rects_[from].centre(), b = rects_[to].centre();
      constexpr int kOrder[] = {0, 1, 4, 2, 3};  // by LineType
      jobs.push_back({kOrder[static_cast<int>(spec_.lines[i].type)],
                      std::abs(a.x - b.x) + std::abs(a.y - b.y), static_cast<int>(i), from, to});
    }
    std::sort(jobs.begin(), jobs.end(), [](const Job& a, const Job& b) {
      return std::tie(a.kind, a.length, a.line) < std::tie(b.kind, b.length, b.line);
    });
    for (const Job& job : jobs) {
      const Line& line = spec_.lines[static_cast<std::size_t>(job.line)];
      SceneLine out = styled(line, job.from, job.to);
      const bool reports = line.type == LineType::reports || line.type == LineType::reports_dotted;
      const Sides start = reports ? Sides{0, 14, 8, 8} : Sides{0, 0, 0, 0};
      const Sides end = reports ? Sides{14, 0, 6, 6} : Sides{0, 0, 0, 0};
      const int group = line.type == LineType::reports ? job.to + 1 : -1;
      auto points = router.route(rects_[job.from], start, rects_[job.to], end, group);
      out.points = points ? std::move(*points) : straight(rects_[job.from], rects_[job.to]);
      add_line(std::move(out));
    }
  }

  // From border to border, along the line between the centres; drawn behind the cards that it meets.
  static std::vector<Point> straight(const Rect& from, const Rect& to) {
    const auto leave = [](const Rect& rect, Point target) {
      const Point c = rect.centre();
      const double dx = target.x - c.x, dy = target.y - c.y;
      const double scale =
          std::min(dx == 0 ? 1e300 : rect.w / 2 / std::abs(dx), dy == 0 ? 1e300 : rect.h / 2 / std::abs(dy));
      return Point{c.x + dx * std::min(scale, 1.0), c.y + dy * std::min(scale, 1.0)};
    };
    return {leave(from, to.centre()), leave(to, from.centre())};
  }

  void note_use() {
    for (const OrgUnit& unit : model_.units) {
      for (int index : unit.cards) {
        const Card& c = card(index);
        if (c.side == Side::theirs) used_.support[static_cast<int>(c.support)] = true;
        used_.frames[static_cast<int>(c.frame)] = true;
        used_.changes[static_cast<int>(c.change)] = true;
        used_.key_player |= c.key_player;
        used_.placeholder |= c.placeholder;
        for (const Chip& chip : c.chips) {
          if (!chip.stale) used_.ties[static_cast<int>(chip.level)] = true;
          used_.stale |= chip.stale;
        }
      }
    }
    for (const Line& line : spec_.lines) {
      const auto [from, to] = model_.ends(line);
      if (from < 0 || to < 0 || from == to) continue;
      used_.lines[static_cast<int>(line.type)] = true;
      if (line.type == LineType::tie) {
        used_.stale_tie |= line.stale;
        if (!line.stale) used_.tie_lines[static_cast<int>(line.level)] = true;
      }
      used_.changes[static_cast<int>(line.change)] = true;
    }
  }

  const MapSpec& spec_;
  OrgModel model_;
  std::vector<CardFace> faces_;  // by card
  std::vector<Rect> rects_;      // by card, on the page
  std::vector<PlacedUnit> placed_;
  Packing packing_;
  Scene scene_;
  LegendUse used_;
  std::set<std::string> line_ids_;
};

}  // namespace

Scene org_scene(const MapSpec& spec) { return OrgScene(spec).run(); }

}  // namespace relmap::viz
