// The face of a card: one HTML-like label of fixed size. All text is cut to fit beforehand, so that a card
// has the same size whatever draws it.
#pragma once

#include <string>
#include <vector>

#include "scene.h"
#include "theme.h"

namespace relmap::viz {

struct CardFace {
  double height = 0;  // points, a multiple of theme::kGrid; the width is theme::kCardWidth
  std::string html;
  std::string title;             // tooltip: everything that is known, one fact a line
  std::vector<SceneItem> parts;  // the chips
};

// `svg_id` is the card's own, from which the ids of chips are made (once a card, whatever the picture).
CardFace card_face(const Card& card, Lang lang, const std::string& svg_id);

// For legend and cards alike: a chip as table cell(s) of kChipHeight.
constexpr double kChipHeight = 14;
double chip_width(const std::string& initials, bool stale);
std::string chip_cell(const std::string& initials, TieLevel level, bool stale, const std::string& attributes);

// One line of text as a fixed cell, left-aligned. `text` is escaped here.
struct TextStyle {
  double size = 9;
  std::string_view color = theme::kInk;
  bool bold = false, struck = false;
};
std::string text_cell(const std::string& text, double width, double height, const TextStyle& style);

}  // namespace relmap::viz
