#include "pack.h"

#include <algorithm>
#include <cmath>

#include "theme.h"

namespace relmap::viz {
namespace {

constexpr double kColumnGap = 40, kStackGap = 32, kRowGap = 48;  // multiples of the grid: tracks for lines
constexpr int kWidths = 40;
constexpr double kBestAspect = 1.45, kTolerance = 0.27;  // e^0.27 = 1.31: 1.1 to 1.9

struct Column {
  std::vector<std::size_t> boxes;
  double w = 0, h = 0;
};

struct Row {
  std::vector<Column> columns;
  double w = 0, h = 0;
};

// True when the box went below the last column's boxes.
bool stack(Row& row, std::size_t index, const PackBox& box) {
  if (row.columns.empty()) return false;
  Column& last = row.columns.back();
  const bool narrow = box.w <= last.w * 1.02 + theme::kGrid && box.w >= last.w * 0.55;
  if (!narrow || last.h + kStackGap + box.h > row.h * 1.08) return false;
  row.w += std::max(box.w, last.w) - last.w;
  last.w = std::max(last.w, box.w);
  last.h += kStackGap + box.h;
  row.h = std::max(row.h, last.h);
  last.boxes.push_back(index);
  return true;
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
    const double off = std::abs(std::log(std::max(candidate.w, 1.0) / height / kBestAspect));
    candidate.cost = 3 * std::max(0.0, off - kTolerance) + 0.1 * off + std::log(candidate.w * height);
    if (candidate.cost < best.cost - 1e-9) best = std::move(candidate);
  }
  return best;
}

}  // namespace relmap::viz
