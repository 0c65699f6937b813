// Places the cards of one unit as printed organisation charts do: a manager above the reports; reports
// without reports of their own stacked in columns that hang from a line; reports with a team of their own
// side by side, in as many rows as keep the block near the wanted shape.
#pragma once

#include <vector>

#include "scene.h"

namespace relmap::viz {

struct CardBox {
  double height = 0;  // multiple of theme::kGrid
  int manager = -1;   // index of another card of the unit, or -1. No cycles.
};

struct TreeLine {
  int report = 0, manager = 0;  // indices of cards
  std::vector<Point> points;    // from the report's edge to the manager's
};

struct UnitLayout {
  double w = 0, h = 0;
  std::vector<Rect> cards;  // by index, within (0, 0) to (w, h)
  std::vector<TreeLine> lines;
};

// `cards` in drawing order (siblings keep it). `aspect` is the wanted width : height. Not recursive, so that
// a chain of command may be as long as MapLimits allow. Roughly O(n) for real organisations.
UnitLayout lay_out_unit(const std::vector<CardBox>& cards, double aspect);

}  // namespace relmap::viz
