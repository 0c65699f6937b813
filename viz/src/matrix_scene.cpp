// The heat table: a row a unit, a column a business line; symbol, colour and money in each cell.
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

constexpr double kNarrow = 88, kWide = 136, kRow = 32, kGap = 2;
constexpr double kPage = 1000;  // columns get wider as long as the table stays within
constexpr double kHeadWidth = 200, kIndent = 12;
constexpr double kHeadLine = 12, kHeadSize = 9;
constexpr std::size_t kHeadLines = 3;
constexpr double kCellSize = 9, kCellLine = 12, kSymbol = 18, kPad = 4;

std::string table(const std::string& attributes, const std::string& rows) {
  return "<TABLE CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"" + attributes + ">" + rows + "</TABLE>";
}

std::string plain(const std::string& rows) { return table(" BORDER=\"0\"", rows); }

class MatrixScene {
 public:
  explicit MatrixScene(const MapSpec& spec) : spec_(spec), heat_(spec.heat) {}

  Scene run() {
    const double columns = std::max(1.0, static_cast<double>(heat_.columns.size()));
    column_ = std::clamp(std::floor((kPage - kHeadWidth) / columns) - kGap, kNarrow, kWide);
    scene_.width = kHeadWidth + static_cast<double>(heat_.columns.size()) * (column_ + kGap);
    double y = add_columns();
    for (std::size_t r = 0; r < heat_.rows.size(); ++r, y += kRow + kGap) {
      add_row_head(heat_.rows[r], y);
      for (std::size_t c = 0; c < heat_.columns.size(); ++c) add_cell(r, c, y);
    }
    scene_.height = y;
    add_furniture(scene_, spec_, used_);
    return std::move(scene_);
  }

 private:
  double add_columns() {
    std::size_t most = 1;
    std::vector<std::vector<std::string>> names;
    for (const HeatHead& head : heat_.columns) {
      names.push_back(wrap_text(clean_text(head.name.empty() ? head.id : head.name, 200), column_ - 6,
                                kHeadSize, true, kHeadLines));
      most = std::max(most, names.back().size());
    }
    const double height = kHeadLine * static_cast<double>(most) + 6;
    for (std::size_t c = 0; c < names.size(); ++c) {
      std::string rows;
      for (const std::string& line : names[c])
        rows += "<TR>" + text_cell(line, column_ - 6, kHeadLine, {kHeadSize, theme::kInk, true}) + "</TR>";
      SceneNode node = head_node("relmap-line-", heat_.columns[c]);
      const double h = kHeadLine * static_cast<double>(names[c].size());
      node.box = {column_x(c) + 3, height - 3 - h, column_ - 6, std::max(h, kHeadLine)};
      if (!rows.empty()) node.html = plain(rows);
      scene_.nodes.push_back(std::move(node));
    }
    return height + kGap;
  }

  double column_x(std::size_t c) const { return kHeadWidth + static_cast<double>(c) * (column_ + kGap); }

  static SceneNode head_node(const std::string& prefix, const HeatHead& head) {
    SceneNode node;
    node.id = prefix + percent_encode(head.id);
    node.css = "head";
    node.title = clean_text(head.name.empty() ? head.id : head.name, 400);
    const std::string more = clean_text(head.tooltip, 400);
    if (!more.empty()) node.title += "\n" + more;
    return node;
  }

  void add_row_head(const HeatHead& head, double y) {
    SceneNode node = head_node("unit-", head);
    const double inset = kIndent * std::min(head.depth, 6);
    const double width = kHeadWidth - 8 - inset;
    const bool top = head.depth == 0;
    std::string rows;
    const auto lines =
        wrap_text(clean_text(head.name.empty() ? head.id : head.name, 200), width, kHeadSize, top, 2);
    for (const std::string& line : lines)
      rows += "<TR>" +
              text_cell(line, width, kHeadLine, {kHeadSize, top ? theme::kInk : theme::kUnitName, top}) +
              "</TR>";
    const double h = kHeadLine * static_cast<double>(std::max<std::size_t>(1, lines.size()));
    node.box = {inset, y + (kRow - h) / 2, width, h};
    if (!rows.empty()) node.html = plain(rows);
    scene_.nodes.push_back(std::move(node));
  }

  void add_cell(std::size_t r, std::size_t c, double y) {
    const HeatCell& cell = heat_.cells[r * heat_.columns.size() + c];
    const theme::Swatch swatch = theme::heat(cell.state);
    used_.heat[static_cast<int>(cell.state)] = true;
    SceneNode node;
    node.id = "cell-" + percent_encode(heat_.rows[r].id) + ":" + percent_encode(heat_.columns[c].id);
    node.css = "cell";
    node.data = {{"state", std::string(enum_word(cell.state))}};
    node.title = clean_text(heat_.rows[r].name, 200) + " · " + clean_text(heat_.columns[c].name, 200) + "\n" +
                 std::string(theme::heat_word(spec_.lang, cell.state));
    const std::string more = clean_text(cell.tooltip, 600);
    if (!more.empty()) node.title += "\n" + more;
    node.box = {column_x(c), y, column_, kRow};
    node.html = cell_html(cell, swatch);
    scene_.nodes.push_back(std::move(node));
  }

  // Symbol at the left; text and who covers it at the right, in the middle where it is one line.
  std::string cell_html(const HeatCell& cell, const theme::Swatch& swatch) const {
    const double width = column_ - kSymbol - 2 - kPad;
    std::vector<std::string> lines;
    for (const std::string* raw : {&cell.text, &cell.second}) {
      const bool bold = raw == &cell.text;
      const std::string text = fit_text(clean_text(*raw, 100), width, kCellSize, bold);
      if (!text.empty()) lines.push_back(text_cell(text, width, kCellLine, {kCellSize, swatch.ink, bold}));
    }
    const double left = kRow - 2 - kCellLine * static_cast<double>(lines.size());
    const auto filler = [&](double height) { return "<TR>" + text_cell("", width, height, {}) + "</TR>"; };
    std::string rows = filler(std::floor(left / 2));
    for (const std::string& line : lines) rows += "<TR>" + line + "</TR>";
    rows += filler(left - std::floor(left / 2));
    const auto size = [](double x) { return std::to_string(static_cast<int>(x)); };
    return table(" BORDER=\"1\" FIXEDSIZE=\"TRUE\" WIDTH=\"" + size(column_) + "\" HEIGHT=\"" + size(kRow) +
                     "\" COLOR=\"" + std::string(swatch.border) + "\" BGCOLOR=\"" + std::string(swatch.fill) +
                     "\"",
                 "<TR><TD FIXEDSIZE=\"TRUE\" WIDTH=\"" + size(kSymbol) + "\" HEIGHT=\"" + size(kRow - 2) +
                     "\"><FONT POINT-SIZE=\"10\" COLOR=\"" + std::string(swatch.ink) + "\"><B>" +
                     std::string(swatch.symbol) + "</B></FONT></TD><TD FIXEDSIZE=\"TRUE\" WIDTH=\"" +
                     size(width) + "\" HEIGHT=\"" + size(kRow - 2) + "\">" + plain(rows) + "</TD></TR>");
  }

  const MapSpec& spec_;
  const HeatTable& heat_;
  double column_ = kNarrow;
  Scene scene_;
  LegendUse used_;
};

}  // namespace

Scene matrix_scene(const MapSpec& spec) { return MatrixScene(spec).run(); }

Scene scene_of(const MapSpec& spec) {
  switch (spec.kind) {
    case MapKind::org:
      break;
    case MapKind::path:
      return path_scene(spec);
    case MapKind::matrix:
      return matrix_scene(spec);
    case MapKind::bars:
      return bars_scene(spec);
  }
  return org_scene(spec);
}

}  // namespace relmap::viz
