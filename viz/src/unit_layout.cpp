#include "unit_layout.h"

#include <algorithm>
#include <cmath>

#include "theme.h"

namespace relmap::viz {
namespace {

using theme::kCardWidth;
using theme::kGrid;

constexpr double kIndent = 16;  // of a stacked card from the left edge of its column; the line hangs at half
constexpr double kStackGap = 16;  // between stacked cards: room for one track
constexpr double kSideGap = 16;   // between items of a row
constexpr double kBusDrop = 8;    // from a manager down to the line that its reports hang from
constexpr double kLevelGap = 24;  // from a manager down to the reports
constexpr double kRowGap = 24;    // between rows of items
constexpr double kRowMargin =
    16;  // left of the items when there are several rows: the line to the later ones

double snap(double x) { return std::floor(x / kGrid) * kGrid; }

// What stands in a row under a manager: one report with a team (a block), or a column of stacked reports.
struct Item {
  std::vector<int> cards;  // one for a block
  bool column = false;
  double w = 0, h = 0;
  double anchor = 0;  // x where its line comes in, from the item's left
  double x = 0, y = 0;
  int row = 0;
};

struct Block {
  double w = 0, h = 0;
  double manager_x = 0;
  std::vector<Item> items;
  std::vector<double> row_tops;
  double x = 0, y = 0;  // within the unit; set on the way down
};

class UnitLayouter {
 public:
  UnitLayouter(const std::vector<CardBox>& cards, double aspect)
      : cards_(cards),
        aspect_(aspect),
        children_(cards.size() + 1),
        blocks_(cards.size() + 1),
        root_(cards.size()) {
    for (std::size_t i = 0; i < cards.size(); ++i) {
      children_[cards[i].manager < 0 ? root_ : static_cast<std::size_t>(cards[i].manager)].push_back(
          static_cast<int>(i));
    }
  }

  UnitLayout run() {
    // Breadth first gives every manager before the reports; backwards, every report before the manager.
    std::vector<std::size_t> order = {root_};
    for (std::size_t at = 0; at < order.size(); ++at) {
      for (int child : children_[order[at]]) order.push_back(static_cast<std::size_t>(child));
    }
    for (auto it = order.rbegin(); it != order.rend(); ++it) measure(*it);
    UnitLayout out;
    out.cards.resize(cards_.size());
    for (std::size_t owner : order) place(owner, out);
    out.w = blocks_[root_].w;
    out.h = blocks_[root_].h;
    return out;
  }

 private:
  bool is_root(std::size_t owner) const { return owner == root_; }
  double height(std::size_t owner) const { return is_root(owner) ? 0 : cards_[owner].height; }
  bool is_leaf(int card) const { return children_[static_cast<std::size_t>(card)].empty(); }

  // Leaves in `columns` columns, filled one after the other.
  std::vector<Item> columns_of(const std::vector<int>& leaves, std::size_t columns, bool indented) const {
    std::vector<Item> out;
    const std::size_t rows = (leaves.size() + columns - 1) / columns;
    for (std::size_t at = 0; at < leaves.size(); at += rows) {
      Item item;
      item.column = true;
      item.cards.assign(leaves.begin() + static_cast<std::ptrdiff_t>(at),
                        leaves.begin() + static_cast<std::ptrdiff_t>(std::min(at + rows, leaves.size())));
      item.w = kCardWidth + (indented ? kIndent : 0);
      item.anchor = kIndent / 2;
      for (int card : item.cards) item.h += cards_[static_cast<std::size_t>(card)].height + kStackGap;
      item.h -= kStackGap;
      out.push_back(std::move(item));
    }
    return out;
  }

  // The number of columns whose block (with a manager on top) comes nearest to the wanted shape.
  std::size_t column_count(const std::vector<int>& leaves, bool has_manager) const {
    double total = 0;
    for (int card : leaves) total += cards_[static_cast<std::size_t>(card)].height + kStackGap;
    const double mean = total / static_cast<double>(leaves.size());
    std::size_t best = 1;
    double best_cost = 1e300;
    for (std::size_t k = 1; k <= leaves.size() && k <= 64; ++k) {
      const double rows = std::ceil(static_cast<double>(leaves.size()) / static_cast<double>(k));
      const double w = static_cast<double>(k) * (kCardWidth + kIndent + kSideGap);
      const double cost = std::abs(std::log(w / ((rows + (has_manager ? 1 : 0)) * mean) / aspect_));
      if (cost < best_cost - 1e-9) {
        best_cost = cost;
        best = k;
      }
    }
    return best;
  }

  std::vector<Item> items_of(std::size_t owner) const {
    std::vector<Item> items;
    std::vector<int> leaves;
    for (int child : children_[owner]) {
      if (is_leaf(child)) {
        leaves.push_back(child);
        continue;
      }
      const Block& block = blocks_[static_cast<std::size_t>(child)];
      Item item;
      item.cards = {child};
      item.w = block.w;
      item.h = block.h;
      item.anchor = block.manager_x + kCardWidth / 2;
      items.push_back(std::move(item));
    }
    if (!leaves.empty()) {
      for (Item& item : columns_of(leaves, column_count(leaves, !is_root(owner)), !is_root(owner))) {
        items.push_back(std::move(item));
      }
    }
    return items;
  }

  // Fills rows from the left up to `max_width`; returns the size that results.
  static Point flow(std::vector<Item>& items, double max_width, double top, std::vector<double>& row_tops) {
    row_tops = {top};
    double x = 0, row_height = 0, width = 0;
    int row = 0;
    for (Item& item : items) {
      if (x > 0 && x + item.w > max_width) {
        row_tops.push_back(row_tops.back() + row_height + kRowGap);
        x = row_height = 0;
        ++row;
      }
      item.x = x;
      item.y = row_tops.back();
      item.row = row;
      x += item.w + kSideGap;
      width = std::max(width, x - kSideGap);
      row_height = std::max(row_height, item.h);
    }
    return {width, row_tops.back() + row_height};
  }

  // The best of a dozen row widths: near the wanted shape, and not much empty.
  Point flow_well(std::vector<Item>& items, double top, std::vector<double>& row_tops) const {
    double sum = 0, widest = 0, area = 0;
    for (const Item& item : items) {
      sum += item.w + kSideGap;
      widest = std::max(widest, item.w);
      area += item.w * item.h;
    }
    double best_width = sum, best_cost = 1e300;
    for (int i = 0; i < 12; ++i) {
      const double width = widest + (sum - widest) * i / 11;
      const Point size = flow(items, width, top, row_tops);
      const double waste = size.x * size.y / std::max(area, 1.0);
      const double cost = std::abs(std::log(size.x / size.y / aspect_)) + 0.5 * std::log(waste);
      if (cost < best_cost - 1e-9) {
        best_cost = cost;
        best_width = width;
      }
    }
    return flow(items, best_width, top, row_tops);
  }

  void measure(std::size_t owner) {
    Block& block = blocks_[owner];
    block.items = items_of(owner);
    if (block.items.empty()) {
      block.w = kCardWidth;
      block.h = height(owner);
      return;
    }
    const Point size = flow_well(block.items, is_root(owner) ? 0 : height(owner) + kLevelGap, block.row_tops);
    const double margin = block.row_tops.size() > 1 && !is_root(owner) ? kRowMargin : 0;
    double first = -1, last = 0;
    for (Item& item : block.items) {
      item.x += margin;
      if (item.row > 0) continue;
      if (first < 0) first = item.x + item.anchor;
      last = item.x + item.anchor;
    }
    const bool hangs = block.items.size() == 1 && block.items.front().column;
    const double middle = (first + last) / 2 - kCardWidth / 2;
    block.manager_x = hangs ? 0 : std::max(0.0, snap(middle));
    block.w = std::max(size.x + margin, block.manager_x + (is_root(owner) ? 0 : kCardWidth));
    block.h = size.y;
  }

  void place(std::size_t owner, UnitLayout& out) {
    Block& block = blocks_[owner];
    if (!is_root(owner))
      out.cards[owner] = {block.x + block.manager_x, block.y, kCardWidth, cards_[owner].height};
    for (const Item& item : block.items) {
      const double x = block.x + item.x, y = block.y + item.y;
      if (!item.column) {
        Block& child = blocks_[static_cast<std::size_t>(item.cards.front())];
        child.x = x;
        child.y = y;
        if (!is_root(owner)) connect(owner, item, item.cards.front(), {x + item.anchor, y}, out);
        continue;
      }
      double top = y;
      for (int card : item.cards) {
        const auto index = static_cast<std::size_t>(card);
        Block& child = blocks_[index];
        child.x = x + (is_root(owner) ? 0 : kIndent);
        child.y = top;
        if (!is_root(owner)) connect(owner, item, card, {child.x, top + cards_[index].height / 2}, out);
        top += cards_[index].height + kStackGap;
      }
    }
  }

  // The line from a report (at `start`: the left edge of a stacked card, the top of a block) to the manager.
  void connect(std::size_t owner, const Item& item, int report, Point start, UnitLayout& out) const {
    const Block& block = blocks_[owner];
    const double hang_x = block.x + item.x + item.anchor;
    const double bottom = block.y + cards_[owner].height;
    const double centre = block.x + block.manager_x + kCardWidth / 2;
    TreeLine line{report, static_cast<int>(owner), {start}};
    if (item.column) line.points.push_back({hang_x, start.y});
    const bool straight_down = item.row == 0 && hang_x >= block.x + block.manager_x &&
                               hang_x <= block.x + block.manager_x + kCardWidth && block.items.size() == 1;
    if (straight_down) {
      line.points.push_back({hang_x, bottom});
      out.lines.push_back(std::move(line));
      return;
    }
    const double bus = bottom + kBusDrop;
    if (item.row > 0) {
      const double row_bus = block.y + block.row_tops[static_cast<std::size_t>(item.row)] - kRowGap / 2;
      const double trunk = block.x + kGrid / 2;
      line.points.insert(line.points.end(), {{hang_x, row_bus}, {trunk, row_bus}, {trunk, bus}});
    } else {
      line.points.push_back({hang_x, bus});
    }
    line.points.push_back({centre, bus});
    line.points.push_back({centre, bottom});
    out.lines.push_back(std::move(line));
  }

  const std::vector<CardBox>& cards_;
  const double aspect_;
  std::vector<std::vector<int>> children_;  // the last: cards without a manager in the unit
  std::vector<Block> blocks_;               // by manager; the last: the unit
  const std::size_t root_;
};

}  // namespace

UnitLayout lay_out_unit(const std::vector<CardBox>& cards, double aspect) {
  return UnitLayouter(cards, aspect).run();
}

}  // namespace relmap::viz
