#include "router.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <queue>

#include "theme.h"

namespace relmap::viz {
namespace {

using theme::kGrid;

constexpr int kMargin = 5;             // cells around the page
constexpr long kMaxCells = 4'000'000;  // a larger page gets straight lines
constexpr long kMaxVisits = 400'000;   // of one search
constexpr double kBend = 6, kCross = 3, kShare = 14, kFollow = 0.4, kBorder = 3, kThrough = 0.5;

struct Open {
  double estimate;
  double cost;
  int state;
  bool operator<(const Open& other) const {
    if (estimate != other.estimate) return estimate > other.estimate;
    return state > other.state;  // a total order: the same map gives the same lines
  }
};

double axis_distance(double x, double low, double high) {
  return x < low ? low - x : x > high ? x - high : 0;
}

}  // namespace

Router::Router(double width, double height)
    : columns_(static_cast<int>(width / kGrid) + 2 * kMargin + 1),
      rows_(static_cast<int>(height / kGrid) + 2 * kMargin + 1) {
  if (static_cast<long>(columns_) * rows_ > kMaxCells) columns_ = rows_ = 0;
  const auto cells = static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_);
  flags_.resize(cells);
  horizontal_.resize(cells);
  vertical_.resize(cells);
  stamp_.resize(2 * cells);
  best_.resize(2 * cells);
  parent_.resize(2 * cells);
}

int Router::column(double x) const { return static_cast<int>(std::lround(x / kGrid)) + kMargin; }
int Router::row(double y) const { return static_cast<int>(std::lround(y / kGrid)) + kMargin; }

Point Router::centre(int cell) const {
  const std::div_t at = std::div(cell, columns_);
  return {(at.rem - kMargin) * kGrid, (at.quot - kMargin) * kGrid};
}

void Router::block(const Rect& rect) {
  for (int cy = row(rect.y); cy <= row(rect.bottom()); ++cy) {
    for (int cx = column(rect.x); cx <= column(rect.right()); ++cx) {
      if (inside(cx, cy)) flags_[cell(cx, cy)] |= kBlocked;
    }
  }
}

void Router::discourage(const Rect& rect) {
  for (int cy = row(rect.y); cy <= row(rect.bottom()); ++cy) {
    for (int cx = column(rect.x); cx <= column(rect.right()); ++cx) {
      if (inside(cx, cy)) flags_[cell(cx, cy)] |= kInside;
    }
  }
  for (int cx = column(rect.x); cx <= column(rect.right()); ++cx) {
    for (int cy : {row(rect.y), row(rect.bottom())}) {
      if (inside(cx, cy)) flags_[cell(cx, cy)] |= kBorderH;
    }
  }
  for (int cy = row(rect.y); cy <= row(rect.bottom()); ++cy) {
    for (int cx : {column(rect.x), column(rect.right())}) {
      if (inside(cx, cy)) flags_[cell(cx, cy)] |= kBorderV;
    }
  }
}

void Router::take(int& track, int group) { track = track == 0 || track == group ? std::max(group, -1) : -1; }

void Router::occupy(const std::vector<Point>& line, int group) {
  for (std::size_t i = 1; i < line.size(); ++i) {
    int x0 = column(line[i - 1].x), x1 = column(line[i].x), y0 = row(line[i - 1].y), y1 = row(line[i].y);
    if (x0 > x1) std::swap(x0, x1);
    if (y0 > y1) std::swap(y0, y1);
    if (x0 != x1 && y0 != y1) continue;  // a straight line across: it lies on no track
    for (int cy = y0; cy <= y1; ++cy) {
      for (int cx = x0; cx <= x1; ++cx) {
        if (!inside(cx, cy)) continue;
        if (y0 == y1) take(horizontal_[cell(cx, cy)], group);
        if (x0 == x1) take(vertical_[cell(cx, cy)], group);
      }
    }
  }
}

std::vector<Router::Port> Router::ports(const Rect& rect, Sides sides, int group) const {
  std::vector<Port> out;
  const int x0 = column(rect.x), x1 = column(rect.right()), y0 = row(rect.y), y1 = row(rect.bottom());
  const auto port_price = [](int taken, int mine) {
    if (mine > 0 && taken == mine) return -0.5;  // branches of a tree leave together
    return taken != 0 ? kShare / 2 : 0.0;
  };
  const auto add = [&](int cx, int cy, bool vertical, double price, double off_middle, Point at) {
    if (price < 0 || !inside(cx, cy) || (flags_[cell(cx, cy)] & kBlocked)) return;
    const int taken = vertical ? vertical_[cell(cx, cy)] : horizontal_[cell(cx, cy)];
    out.push_back({cell(cx, cy), vertical, price + 0.2 * off_middle + port_price(taken, group), at});
  };
  for (int cx = x0 + 2; cx <= x1 - 2; ++cx) {
    const double x = (cx - kMargin) * kGrid, off = std::abs(cx - (x0 + x1) / 2.0);
    add(cx, y0 - 1, true, sides.top, off, {x, rect.y});
    add(cx, y1 + 1, true, sides.bottom, off, {x, rect.bottom()});
  }
  for (int cy = y0 + 1; cy <= y1 - 1; ++cy) {
    const double y = (cy - kMargin) * kGrid, off = std::abs(cy - (y0 + y1) / 2.0);
    add(x0 - 1, cy, false, sides.left, off, {rect.x, y});
    add(x1 + 1, cy, false, sides.right, off, {rect.right(), y});
  }
  return out;
}

// The price of being in `cell`, moving in that direction.
double Router::step_price(int cell, bool vertical, int group) const {
  const int along = vertical ? vertical_[cell] : horizontal_[cell];
  const int across = vertical ? horizontal_[cell] : vertical_[cell];
  const bool mine = group > 0 && along == group;
  double price = mine ? kFollow : 1;
  if (along != 0 && !mine) price += kShare;
  if (across != 0 && !(group > 0 && across == group)) price += kCross;
  if (flags_[cell] & (vertical ? kBorderV : kBorderH)) price += kBorder;
  if (flags_[cell] & kInside) price += kThrough;
  return price;
}

std::vector<int> Router::search(const std::vector<Port>& starts, const std::vector<Port>& goals,
                                const Rect& to, int group, int& start_port, int& goal_port) {
  ++epoch_;
  std::priority_queue<Open> open;
  const double least = group > 0 ? kFollow : 1;  // price of the cheapest step: keeps the estimate admissible
  const auto distance = [&](int cell) {
    const Point p = centre(cell);
    return least * (axis_distance(p.x, to.x, to.right()) + axis_distance(p.y, to.y, to.bottom())) / kGrid;
  };
  const auto relax = [&](int state, double cost, int parent) {
    if (stamp_[state] == epoch_ && best_[state] <= static_cast<float>(cost)) return;
    stamp_[state] = epoch_;
    best_[state] = static_cast<float>(cost);
    parent_[state] = parent;
    open.push({cost + distance(state / 2), cost, state});
  };
  for (std::size_t i = 0; i < starts.size(); ++i) {
    relax(2 * starts[i].cell + (starts[i].vertical ? 1 : 0), starts[i].price, -1 - static_cast<int>(i));
  }
  std::vector<std::pair<int, int>> goal_states;  // state → port, sorted
  for (std::size_t i = 0; i < goals.size(); ++i) {
    goal_states.push_back({2 * goals[i].cell + (goals[i].vertical ? 1 : 0), static_cast<int>(i)});
  }
  std::sort(goal_states.begin(), goal_states.end());
  double best_total = 1e300;
  int best_state = -1;
  long visits = 0;
  while (!open.empty() && open.top().estimate < best_total && ++visits < kMaxVisits && --budget_ > 0) {
    const Open top = open.top();
    open.pop();
    if (static_cast<float>(top.cost) > best_[top.state]) continue;
    const auto goal = std::lower_bound(goal_states.begin(), goal_states.end(), std::pair(top.state, 0));
    if (goal != goal_states.end() && goal->first == top.state) {
      const double total = top.cost + goals[static_cast<std::size_t>(goal->second)].price;
      if (total < best_total) {
        best_total = total;
        best_state = top.state;
        goal_port = goal->second;
      }
    }
    const int at = top.state / 2;
    const bool vertical = top.state % 2 == 1;
    relax(2 * at + (vertical ? 0 : 1), top.cost + kBend, top.state);
    for (int step : {-1, 1}) {
      const int cx = at % columns_ + (vertical ? 0 : step), cy = at / columns_ + (vertical ? step : 0);
      if (!inside(cx, cy) || (flags_[cell(cx, cy)] & kBlocked)) continue;
      const int next = cell(cx, cy);
      relax(2 * next + (vertical ? 1 : 0), top.cost + step_price(next, vertical, group), top.state);
    }
  }
  std::vector<int> cells;
  for (int state = best_state; state >= 0; state = parent_[state]) {
    cells.push_back(state / 2);
    if (parent_[state] < 0) start_port = -1 - parent_[state];
  }
  std::reverse(cells.begin(), cells.end());
  return cells;
}

std::optional<std::vector<Point>> Router::route(const Rect& from, Sides from_sides, const Rect& to,
                                                Sides to_sides, int group) {
  if (columns_ == 0 || budget_ <= 0) return std::nullopt;
  const std::vector<Port> starts = ports(from, from_sides, group), goals = ports(to, to_sides, group);
  if (starts.empty() || goals.empty()) return std::nullopt;
  int start_port = 0, goal_port = 0;
  const std::vector<int> cells = search(starts, goals, to, group, start_port, goal_port);
  if (cells.empty()) return std::nullopt;
  std::vector<Point> line = {starts[static_cast<std::size_t>(start_port)].at};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i == 0 || cells[i] != cells[i - 1])
      line.push_back(centre(cells[i]));  // a bend is two states in one cell
  }
  line.push_back(goals[static_cast<std::size_t>(goal_port)].at);
  std::vector<Point> corners;  // without the points in the middle of straight pieces
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (i > 0 && i + 1 < line.size()) {
      const Point &a = line[i - 1], &b = line[i], &c = line[i + 1];
      if ((a.x == b.x && b.x == c.x) || (a.y == b.y && b.y == c.y)) continue;
    }
    corners.push_back(line[i]);
  }
  occupy(corners, group);
  return corners;
}

}  // namespace relmap::viz
