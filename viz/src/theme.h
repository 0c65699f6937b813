// Colours, sizes and words of the visual language, in one place. Every pair of text and ground has a contrast
// of at least 4.5 : 1 (WCAG AA), and every colour comes with a symbol or word, so that nothing is lost in
// greyscale.
#pragma once

#include <string>
#include <string_view>

#include "viz/map_spec.h"

namespace relmap::viz::theme {

// The layout grid, in points: cards, gaps and the tracks of lines lie on multiples of it.
constexpr double kGrid = 8;
constexpr double kCardWidth = 160;  // even in grid steps: lines meet the middle
constexpr double kNameSize = 11, kTitleSize = 9, kSmallSize = 8;

// Families in order of preference: what is installed with relmap's container, then macOS, Windows, anything.
constexpr std::string_view kFonts =
    "Noto Sans CJK SC,Noto Sans SC,PingFang SC,Microsoft YaHei,Helvetica,Arial,sans-serif";

constexpr std::string_view kInk = "#1f2328", kMuted = "#57606a", kFaint = "#8c959f", kRed = "#cf222e";
constexpr std::string_view kUnitFill = "#f6f8fa", kUnitBorder = "#d0d7de";
constexpr std::string_view kOursFill = "#ddf4ff", kOursBorder = "#54aeff";
constexpr std::string_view kReports = "#8c959f", kInfluence = "#8250df", kConflict = "#cf222e",
                           kTie = "#0969da";

// A small filled field: its ground, the text on it, and the symbol that says the same without colour.
struct Swatch {
  std::string_view fill, ink, border, symbol;
};

constexpr Swatch support(Support support) {
  switch (support) {
    case Support::mentor:
      return {"#1a7f37", "#ffffff", "#1a7f37", "++"};
    case Support::supporter:
      return {"#4ac26b", "#04260f", "#4ac26b", "+"};
    case Support::neutral:
      return {"#8c959f", "#10141a", "#8c959f", "="};
    case Support::non_supporter:
      return {"#fb8f44", "#3d1600", "#fb8f44", "–"};
    case Support::enemy:
      return {"#cf222e", "#ffffff", "#cf222e", "×"};
    case Support::unknown:
      break;
  }
  return {"#eaeef2", "#57606a", "#d0d7de", "?"};
}

// Darker is closer: the order survives greyscale.
constexpr Swatch tie(TieLevel level) {
  switch (level) {
    case TieLevel::trusted:
      return {"#0a3069", "#ffffff", "#0a3069", ""};
    case TieLevel::problem_solver:
      return {"#0969da", "#ffffff", "#0969da", ""};
    case TieLevel::credible:
      return {"#80ccff", "#032040", "#4aa8f0", ""};
    case TieLevel::vendor:
      return {"#ddf4ff", "#0a3069", "#54aeff", ""};
    case TieLevel::none:
      break;
  }
  return {"#ffffff", "#57606a", "#afb8c1", ""};
}

constexpr std::string_view kStaleFill = "#f6f8fa", kStaleInk = "#57606a", kStaleSymbol = "◷";

constexpr Swatch frame(Frame frame) {
  if (frame == Frame::red) return {"#cf222e", "#ffffff", "#cf222e", "!!"};
  if (frame == Frame::amber) return {"#eac54f", "#24292f", "#bf8700", "!"};
  return {"#ffffff", "#1f2328", "#c0c8d0", ""};
}

constexpr Swatch change(Change change) {
  switch (change) {
    case Change::added:
      return {"#1a7f37", "#ffffff", "#1a7f37", "+"};
    case Change::removed:
      return {"#6e7781", "#ffffff", "#6e7781", "−"};
    case Change::changed:
      return {"#eac54f", "#24292f", "#bf8700", "~"};
    case Change::none:
      break;
  }
  return {"#ffffff", "#1f2328", "#c0c8d0", ""};
}

// The words that viz itself writes.
enum class Word {
  no_contact,
  key_player,
  placeholder,
  reports,
  reports_dotted,
  influence,
  conflict,
  tie,
  stale,
  focus,
  people,
  covered,
  gaps,
  no_paths,
  our_team,
  probability,
  weak_hop,
};
std::string_view word(Lang lang, Word word);
std::string_view support_word(Lang lang, Support support);
std::string_view tie_word(Lang lang, TieLevel level);
std::string_view frame_word(Lang lang, Frame frame);
std::string_view change_word(Lang lang, Change change);

}  // namespace relmap::viz::theme
