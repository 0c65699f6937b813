#include "pack.h"

#include <algorithm>
#include <cmath>

#include "theme.h"

namespace relmap::viz {
namespace {

constexpr double kColumnGap = 32, kStackGap = 24, kRowGap = 40;  // multiples of the grid: tracks for lines
constexpr int kWidths = 40;
// A page is read on a screen or on landscape paper: what counts is by how much it has to be made smaller to
// fit there, and among equals how much of it is empty.
constexpr double kPageAspect = 1.55;

struct Column {
  std::vector<std::size_t> boxes;
  double w = 0, h = 0;
};

struct Row {
  std::vector<Column> columns;
  double w = 0, h = 0;
};

// True when the box went below other boxes of the row: in the last column that has room for it.
bool stack(Row& row, std::size_t index, const PackBox& box) {
  for (auto column = row.columns.rbegin(); column != row.columns.rend(); ++column) {
    const bool narrow = box.w <= column->w * 1.02 + theme::kGrid && box.w >= column->w * 0.5;
    if (!narrow || column->h + kStackGap + box.h > row.h * 1.08) continue;
    row.w += std::max(box.w, column->w) - column->w;
    column->w = std::max(column->w, box.w);
    column->h += kStackGap + box.h;
    row.h = std::max(row.h, column->h);
    column->boxes.push_back(index);
    return true;
  }
  return false;
}

std::vector<Row> rows_of(const std::vector<PackBox>& boxes, double width) {
  std::vector<Row> rows(1);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const PackBox& box = boxes[i];
    const bool broken = i > 0 && boxes[i - 1].ends_row;
    if (broken) rows.emplace_back();
    if (!broken && stack(rows.back(), i, box)) continue;
    if (!rows.back().columns.empty() && rows.back().w + kColumnGap + box.w > width) rows.emplace_back();
    Row& row = rows.back();
    row.w += (row.columns.empty() ? 0 : kColumnGap) + box.w;
    row.h = std::max(row.h, box.h);
    row.columns.push_back({{i}, box.w, box.h});
  }
  return rows;
}

double snap(double x) { return std::floor(x / theme::kGrid) * theme::kGrid; }

Packing place(const std::vector<PackBox>& boxes, const std::vector<Row>& rows) {
  Packing out;
  out.boxes.resize(boxes.size());
  for (const Row& row : rows) out.w = std::max(out.w, row.w);
  double y = 0;
  for (const Row& row : rows) {
    double x = snap((out.w - row.w) / 2);
    for (const Column& column : row.columns) {
      double top = y;
      for (std::size_t index : column.boxes) {
        out.boxes[index] = {x, top, column.w, boxes[index].h};
        top += boxes[index].h + kStackGap;
      }
      x += column.w + kColumnGap;
    }
    out.h = y + row.h;
    y += row.h + kRowGap;
  }
  return out;
}

}  // namespace

Packing pack_units(const std::vector<PackBox>& boxes, double extra_height) {
  double widest = 0, sum = 0;
  for (const PackBox& box : boxes) {
    widest = std::max(widest, box.w);
    sum += box.w + kColumnGap;
  }
  Packing best;
  best.cost = 1e300;
  for (int i = 0; i < kWidths; ++i) {
    // Finer at the narrow end, where one more column changes most.
    const double part = static_cast<double>(i) / (kWidths - 1);
    Packing candidate = place(boxes, rows_of(boxes, widest + (sum - widest) * part * part));
    const double height = candidate.h + extra_height;
    const double fit = std::max({candidate.w / kPageAspect, height, 1.0});
    candidate.cost = 2 * std::log(fit) + 0.1 * std::log(std::max(candidate.w * height, 1.0));
    if (candidate.cost < best.cost - 1e-9) best = std::move(candidate);
  }
  return best;
}

}  // namespace relmap::viz
