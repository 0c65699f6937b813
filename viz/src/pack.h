// Packs the boxes of units into rows, in order, so that the page gets a readable shape.
#pragma once

#include <vector>

#include "scene.h"

namespace relmap::viz {

struct PackBox {
  double w = 0, h = 0;
  bool ends_row = false;  // the next box begins a new row
};

struct Packing {
  std::vector<Rect> boxes;  // by index; a box may get wider than asked, to line up with its neighbours
  double w = 0, h = 0;
  double cost = 0;  // lower is better: off the wanted shape, and empty area
};

// Rows of columns; small boxes that follow each other share a column where it fits. Tries a number of page
// widths and keeps the best. O(n) each.
Packing pack_units(const std::vector<PackBox>& boxes, double extra_height);

}  // namespace relmap::viz
