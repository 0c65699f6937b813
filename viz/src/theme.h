// Colours, sizes and words of the visual language, in one place. Every pair of text and ground has a contrast
// of at least 4.5 : 1 (WCAG AA) in each theme, and every colour comes with a symbol or word, so that nothing
// is lost in greyscale.
//
// Layouts do not write colours but names of them ("\001ink;"), and to_dot() puts in what they are in the
// picture's theme: the style table is that of theme.cpp, and a theme is one column of it. A name begins with
// a control character, which no text that is drawn can hold (clean_text).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "viz/map_spec.h"

namespace relmap::viz::theme {

// The layout grid, in points: cards, gaps and the tracks of lines lie on multiples of it.
constexpr double kGrid = 8;
constexpr double kCardWidth = 160;  // even in grid steps: lines meet the middle
constexpr double kNameSize = 11, kTitleSize = 9, kSmallSize = 8;

// Families in order of preference: what is installed with relmap's container, then macOS, Windows, anything.
constexpr std::string_view kFonts =
    "Noto Sans CJK SC,Noto Sans SC,PingFang SC,Microsoft YaHei,Helvetica,Arial,sans-serif";

constexpr std::string_view kPage = "\001page;", kInk = "\001ink;", kMuted = "\001muted;",
                           kFaint = "\001faint;", kRed = "\001red;", kGood = "\001good;", kRole = "\001role;";
constexpr std::string_view kUnitFill = "\001unit-fill;", kUnitBorder = "\001unit-border;",
                           kUnitName = "\001unit-name;";
constexpr std::string_view kOursLane = "\001ours-lane;", kOursFill = "\001ours-fill;",
                           kOursBorder = "\001ours-border;";
constexpr std::string_view kCard = "\001card;", kCardBorder = "\001card-border;";
constexpr std::string_view kReports = "\001reports;", kInfluence = "\001influence;",
                           kConflict = "\001conflict;", kTie = "\001tie;", kChangedLine = "\001changed-line;";

// `text` with each name of a colour replaced by the colour ("#rrggbb"); what is no name stays.
std::string resolve(std::string_view text, Theme theme);
// All names, for tests.
std::vector<std::string_view> colour_names();

// A small filled field: its ground, the text on it, and the symbol that says the same without colour.
struct Swatch {
  std::string_view fill, ink, border, symbol;
};

constexpr Swatch support(Support support) {
  switch (support) {
    case Support::mentor:
      return {"\001mentor-fill;", "\001mentor-ink;", "\001mentor-fill;", "++"};
    case Support::supporter:
      return {"\001supporter-fill;", "\001supporter-ink;", "\001supporter-fill;", "+"};
    case Support::neutral:
      return {"\001neutral-fill;", "\001neutral-ink;", "\001neutral-fill;", "="};
    case Support::non_supporter:
      return {"\001non-supporter-fill;", "\001non-supporter-ink;", "\001non-supporter-fill;", "–"};
    case Support::enemy:
      return {"\001enemy-fill;", "\001enemy-ink;", "\001enemy-fill;", "×"};
    case Support::unknown:
      break;
  }
  return {"\001unknown-fill;", "\001unknown-ink;", "\001unknown-border;", "?"};
}

// Closer stands out more against the page: the order survives greyscale.
constexpr Swatch tie(TieLevel level) {
  switch (level) {
    case TieLevel::trusted:
      return {"\001trusted-fill;", "\001trusted-ink;", "\001trusted-border;", ""};
    case TieLevel::problem_solver:
      return {"\001solver-fill;", "\001solver-ink;", "\001solver-border;", ""};
    case TieLevel::credible:
      return {"\001credible-fill;", "\001credible-ink;", "\001credible-border;", ""};
    case TieLevel::vendor:
      return {"\001vendor-fill;", "\001vendor-ink;", "\001vendor-border;", ""};
    case TieLevel::none:
      break;
  }
  return {"\001level-none-fill;", "\001level-none-ink;", "\001level-none-border;", ""};
}

constexpr std::string_view kStaleFill = "\001stale-fill;", kStaleInk = "\001stale-ink;", kStaleSymbol = "◷";

constexpr Swatch frame(Frame frame) {
  if (frame == Frame::red) return {"\001urgent-fill;", "\001urgent-ink;", "\001urgent-border;", "!!"};
  if (frame == Frame::amber)
    return {"\001attention-fill;", "\001attention-ink;", "\001attention-border;", "!"};
  return {kCard, kInk, kCardBorder, ""};
}

constexpr Swatch change(Change change) {
  switch (change) {
    case Change::added:
      return {"\001added-fill;", "\001added-ink;", "\001added-border;", "+"};
    case Change::removed:
      return {"\001removed-fill;", "\001removed-ink;", "\001removed-border;", "−"};
    case Change::changed:
      return {"\001attention-fill;", "\001attention-ink;", "\001attention-border;", "~"};
    case Change::none:
      break;
  }
  return {kCard, kInk, kCardBorder, ""};
}

// Money first, then hope, then nothing: the order survives greyscale, and each has its symbol.
constexpr Swatch heat(HeatState state) {
  switch (state) {
    case HeatState::owned:
      return {"\001owned-fill;", "\001owned-ink;", "\001owned-fill;", "●"};
    case HeatState::pipeline:
      return {"\001pipeline-fill;", "\001pipeline-ink;", "\001pipeline-fill;", "▶"};
    case HeatState::warm:
      return {"\001warm-fill;", "\001warm-ink;", "\001warm-border;", "+"};
    case HeatState::eligible:
      return {kCard, kInk, kCardBorder, "○"};
    case HeatState::cold:
      return {"\001cold-fill;", "\001cold-ink;", "\001cold-border;", "∅"};
    case HeatState::competitor:
      return {"\001rival-fill;", "\001rival-ink;", "\001rival-border;", "×"};
    case HeatState::not_eligible:
      return {kUnitFill, kMuted, kUnitBorder, "–"};
    case HeatState::unassessed:
      break;
  }
  return {kPage, kMuted, kUnitBorder, "?"};
}

constexpr Swatch tone(Tone tone) {
  switch (tone) {
    case Tone::good:
      return {"\001good-fill;", "\001good-ink;", "\001good-fill;", "✓"};
    case Tone::fair:
      return {"\001attention-fill;", "\001attention-ink;", "\001attention-border;", "◷"};
    case Tone::bad:
      return {"\001lack-fill;", "\001lack-ink;", "\001lack-border;", "⊘"};
    case Tone::rest:
      break;
  }
  return {"\001unknown-fill;", "\001unknown-ink;", "\001unknown-border;", ""};
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
std::string counted(Lang lang, int n, Word word);  // "1 gap", "4 gaps"; of people, covered, gaps
std::string_view support_word(Lang lang, Support support);
std::string_view tie_word(Lang lang, TieLevel level);
std::string_view frame_word(Lang lang, Frame frame);
std::string_view heat_word(Lang lang, HeatState state);
std::string_view change_word(Lang lang, Change change);

}  // namespace relmap::viz::theme
