// Routes lines between cards along the free space: rectilinear shortest paths (A*, Hart, Nilsson & Raphael
// 1968) on the layout grid, with a price on bends, crossings, and on sharing a track with another line.
//
// Why not Graphviz: with positions fixed, its splines hug the corners of cards, run on top of each other, and
// cross names of units. On a map of 120 cards and 60 influence lines they cannot be followed by eye.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "scene.h"

namespace relmap::viz {

// Which sides of a card a line may use, and at what price (in grid steps); negative: not at all.
struct Sides {
  double top = 0, bottom = 0, left = 0, right = 0;
};

class Router {
 public:
  // The page is width × height points, plus a margin that lines may use.
  Router(double width, double height);

  void block(const Rect& rect);       // no line enters
  void discourage(const Rect& rect);  // lines rather go around; above all not along its border
  void occupy(const std::vector<Point>& line, int group);

  // From one blocked rectangle's border to another's. Lines of one `group` may share a track at no price
  // (branches of a tree); a negative group shares with none. The result is occupied. None: no way, or the
  // budget that bounds all routes of a picture together is used up; draw a straight line then.
  std::optional<std::vector<Point>> route(const Rect& from, Sides from_sides, const Rect& to, Sides to_sides,
                                          int group);

 private:
  struct Port {
    int cell = 0;
    bool vertical = false;  // the line leaves the card vertically
    double price = 0;
    Point at;  // on the card's border
  };
  enum : std::uint8_t { kBlocked = 1, kBorderH = 2, kBorderV = 4, kInside = 8 };

  int column(double x) const;
  int row(double y) const;
  int cell(int cx, int cy) const { return cy * columns_ + cx; }
  Point centre(int cell) const;
  bool inside(int cx, int cy) const { return cx >= 0 && cy >= 0 && cx < columns_ && cy < rows_; }
  std::vector<Port> ports(const Rect& rect, Sides sides, int group) const;
  double step_price(int cell, bool vertical, int group) const;
  std::vector<int> search(const std::vector<Port>& starts, const std::vector<Port>& goals, const Rect& to,
                          int group, int& start_port, int& goal_port);
  static void take(int& track, int group);

  int columns_ = 0, rows_ = 0;
  std::vector<std::uint8_t> flags_;
  std::vector<int> horizontal_, vertical_;  // who runs through a cell in that direction (0: nobody, -1:
                                            // several, or one that does not share)
  // Search state, two a cell (moving horizontally, vertically), valid where stamp_ is the current search's.
  std::vector<std::uint32_t> stamp_;
  std::vector<float> best_;
  std::vector<int> parent_;
  std::uint32_t epoch_ = 0;
  long budget_ = 6'000'000;  // cells that all searches together may visit: a few seconds
};

}  // namespace relmap::viz
