#include "card_face.h"

#include <cmath>

#include "base/utf8.h"
#include "text_layout.h"
#include "theme.h"
#include "viz/svg_id.h"

namespace relmap::viz {
namespace {

using theme::Swatch;
using theme::Word;

constexpr double kBorder = 2;         // room kept for it on each side, whatever its width
constexpr double kPad = 5, kRim = 4;  // free space at the sides; above and below
constexpr double kBar = 14, kBadge = 16;
constexpr double kNameLine = 14, kTitleLine = 12, kRoleLine = 11, kChipLine = 17;
constexpr double kChipGap = 3, kMoreWidth = 18;
constexpr std::size_t kTooltipText = 400;  // code points of one text in a tooltip

std::string number(double x) { return std::to_string(static_cast<int>(std::lround(x))); }

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + std::string(value) + "\"";
}

std::string fixed(double width, double height) {
  return attribute("FIXEDSIZE", "TRUE") + attribute("WIDTH", number(width)) +
         attribute("HEIGHT", number(height));
}

std::string filler(double width, double height) { return "<TD" + fixed(width, height) + "></TD>"; }

std::string swatch_cell(const Swatch& swatch, double width, double height, std::string_view style) {
  return "<TD" + fixed(width, height) + attribute("BGCOLOR", swatch.fill) + std::string(style) +
         "><FONT COLOR=\"" + std::string(swatch.ink) + "\" POINT-SIZE=\"9\"><B>" +
         std::string(swatch.symbol) + "</B></FONT></TD>";
}

std::string initials_of(const Chip& chip) {
  std::string given = clean_text(chip.initials, 3);
  if (!given.empty()) return given;
  const std::string name = clean_text(chip.name.empty() ? chip.member : chip.name, 200);
  std::string out;
  bool start = true;
  std::size_t count = 0;
  for (std::size_t at = 0; at < name.size() && count < 2;) {
    const std::uint32_t c = utf8::next(name, at);
    if (start && c != ' ') {
      utf8::append(out, c);
      ++count;
    }
    start = c == ' ';
  }
  return out.empty() ? "?" : out;
}

std::string chip_title(const Chip& chip, Lang lang) {
  std::string out = clean_text(chip.name.empty() ? chip.member : chip.name, kTooltipText);
  out += " · " + std::string(theme::tie_word(lang, chip.level));
  if (chip.stale) out += " · " + std::string(theme::word(lang, Word::stale));
  const std::string detail = clean_text(chip.detail, kTooltipText);
  return detail.empty() ? out : out + " · " + detail;
}

// The row of chips within `width`; what does not fit becomes "+N".
std::string chip_row(const Card& card, Lang lang, double width, const std::string& svg_id,
                     std::vector<SceneItem>& parts) {
  std::string cells;
  double used = 0;
  for (std::size_t i = 0; i < card.chips.size(); ++i) {
    const Chip& chip = card.chips[i];
    const std::string initials = initials_of(chip);
    const double w = chip_width(initials, chip.stale);
    const double reserve = i + 1 < card.chips.size() ? kMoreWidth + kChipGap : 0;
    if (used + w + reserve > width) {
      cells += text_cell("+" + std::to_string(card.chips.size() - i), kMoreWidth, kChipHeight,
                         {8, theme::kMuted, true});
      used += kMoreWidth;
      break;
    }
    SceneItem part;
    part.id = "chip-" + svg_id.substr(svg_id.find('-') + 1) + ":" + percent_encode(chip.member);
    part.title = chip_title(chip, lang);
    part.css = "chip";
    // TARGET makes Graphviz give the cell an element of its own; polish_svg turns that into a plain group.
    cells += chip_cell(initials, chip.level, chip.stale,
                       attribute("ID", part.id) + attribute("TARGET", "_self") + attribute("TOOLTIP", "-"));
    used += w;
    if (used + kChipGap <= width) {
      cells += filler(kChipGap, kChipHeight);
      used += kChipGap;
    }
    parts.push_back(std::move(part));
  }
  // Graphviz 2.42 aborts when a table is larger than the cell around it: never exceed `width`.
  if (width - used >= 1) cells += filler(std::floor(width - used), kChipHeight);
  return "<TD" + fixed(width, kChipLine) +
         "><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR>" + cells +
         "</TR></TABLE></TD>";
}

std::string join(const std::vector<std::string>& texts, std::string_view separator) {
  std::string out;
  for (const std::string& text : texts) {
    const std::string clean = clean_text(text, kTooltipText);
    if (clean.empty()) continue;
    if (!out.empty()) out += separator;
    out += clean;
  }
  return out;
}

std::string card_title(const Card& card, Lang lang) {
  std::string out = clean_text(card.name, kTooltipText);
  const auto line = [&out](const std::string& text) {
    if (text.empty()) return;
    if (!out.empty()) out += '\n';
    out += text;
  };
  line(clean_text(card.title, kTooltipText));
  line(join(card.roles, ", "));
  if (card.side == Side::theirs) line(std::string(theme::support_word(lang, card.support)));
  if (card.key_player) line("★ " + std::string(theme::word(lang, Word::key_player)));
  if (card.placeholder) line(std::string(theme::word(lang, Word::placeholder)));
  for (const Chip& chip : card.chips) line(chip_title(chip, lang));
  if (card.no_contact && card.chips.empty()) line(std::string(theme::word(lang, Word::no_contact)));
  if (card.frame != Frame::none) line(std::string(theme::frame_word(lang, card.frame)));
  for (const std::string& reason : card.reasons) line(clean_text(reason, kTooltipText));
  if (card.change != Change::none) line(std::string(theme::change_word(lang, card.change)));
  line(clean_text(card.tooltip, kTooltipText));
  return out;
}

// A column of `height`, badges at its top; empty without badges.
std::string badges(const Card& card, double height) {
  std::string cells;
  for (const Swatch& swatch : {theme::frame(card.frame), theme::change(card.change)}) {
    if (swatch.symbol.empty()) continue;
    cells += "<TR>" + swatch_cell(swatch, kBadge, 13, attribute("STYLE", "ROUNDED")) + "</TR><TR>" +
             filler(kBadge, 2) + "</TR>";
    height -= 15;
  }
  if (cells.empty() || height < 1) return cells;
  return cells + "<TR>" + filler(kBadge, height) + "</TR>";
}

// Rows of text: each a <TR> of one cell, and their total height.
struct Rows {
  std::string html;
  double height = 0;

  void add(const std::string& cell, double line_height) {
    html += "<TR>" + cell + "</TR>";
    height += line_height;
  }
};

Rows text_rows(const Card& card, Lang lang, double width, double name_width, const std::string& svg_id,
               std::vector<SceneItem>& parts) {
  Rows rows;
  const bool removed = card.change == Change::removed;
  std::string name = clean_text(card.name, 300);
  if (name.empty()) name = card.placeholder ? "?" : clean_text(card.id, 60);
  if (card.key_player) name = "★ " + name;
  for (const std::string& line : wrap_text(name, name_width, theme::kNameSize, true, 2)) {
    rows.add(text_cell(line, width, kNameLine, {theme::kNameSize, theme::kInk, true, removed}), kNameLine);
  }
  for (const std::string& line : wrap_text(clean_text(card.title, 300), width, theme::kTitleSize, false, 2)) {
    rows.add(text_cell(line, width, kTitleLine, {theme::kTitleSize, theme::kMuted, false, removed}),
             kTitleLine);
  }
  const std::string roles = fit_text(join(card.roles, " · "), width, theme::kSmallSize, true);
  if (!roles.empty()) {
    rows.add(text_cell(roles, width, kRoleLine, {theme::kSmallSize, theme::kRole, true}), kRoleLine);
  }
  if (!card.chips.empty()) {
    rows.add(chip_row(card, lang, width, svg_id, parts), kChipLine);
  } else if (card.no_contact) {
    const std::string words = "⊘ " + std::string(theme::word(lang, Word::no_contact));
    rows.add(text_cell(words, width, kChipLine, {theme::kSmallSize, theme::kRed, true}), kChipLine);
  }
  return rows;
}

std::string outer_table(const Card& card, double height, const std::string& cells) {
  const Swatch frame = theme::frame(card.frame), change = theme::change(card.change);
  std::string_view border =
      card.frame == Frame::none && card.change != Change::none ? change.border : frame.border;
  if (card.side == Side::ours && card.frame == Frame::none) border = theme::kOursBorder;
  if (card.focus && card.frame == Frame::none) border = theme::kInk;
  const bool strong = card.frame != Frame::none || card.change != Change::none || card.focus;
  return "<TABLE" + fixed(theme::kCardWidth, height) +
         " CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"" + attribute("BORDER", strong ? "2" : "1") +
         attribute("STYLE", card.placeholder ? "ROUNDED,DASHED" : "ROUNDED") + attribute("COLOR", border) +
         attribute("BGCOLOR", card.side == Side::ours ? theme::kOursFill : theme::kCard) + ">" + cells +
         "</TABLE>";
}

}  // namespace

double chip_width(const std::string& initials, bool stale) {
  return std::ceil(std::max(22.0, text_width(initials, theme::kSmallSize, true) + 8) + (stale ? 10 : 0));
}

std::string chip_cell(const std::string& initials, TieLevel level, bool stale,
                      const std::string& attributes) {
  const Swatch swatch = theme::tie(level);
  const std::string text = xml_escape(initials) + (stale ? " " + std::string(theme::kStaleSymbol) : "");
  const std::string_view fill = stale ? theme::kStaleFill : swatch.fill;
  const std::string_view ink = stale ? theme::kStaleInk : swatch.ink;
  return "<TD" + fixed(chip_width(initials, stale), kChipHeight) + attribute("BORDER", "1") +
         attribute("STYLE", "ROUNDED") + attribute("COLOR", swatch.border) + attribute("BGCOLOR", fill) +
         attributes + "><FONT COLOR=\"" + std::string(ink) + "\" POINT-SIZE=\"8\"><B>" + text +
         "</B></FONT></TD>";
}

std::string text_cell(const std::string& text, double width, double height, const TextStyle& style) {
  if (text.empty()) return filler(width, height);  // Graphviz does not accept <FONT></FONT>
  std::string inner = xml_escape(text);
  if (style.struck) inner = "<S>" + inner + "</S>";
  if (style.bold) inner = "<B>" + inner + "</B>";
  return "<TD" + fixed(width, height) + " ALIGN=\"LEFT\"><FONT" +
         attribute("POINT-SIZE", number(style.size)) + attribute("COLOR", style.color) + ">" + inner +
         "</FONT></TD>";
}

CardFace card_face(const Card& card, Lang lang, const std::string& svg_id) {
  CardFace face;
  const bool badged = card.frame != Frame::none || card.change != Change::none;
  const bool ours = card.side == Side::ours;
  const double bar = ours ? 0 : kBar + kPad;
  const double width = theme::kCardWidth - 2 * kBorder - 2 * kPad - bar - (badged ? kBadge : 0);
  const Rows rows = text_rows(card, lang, width, width, svg_id, face.parts);
  face.height = std::ceil((rows.height + 2 * kBorder + 2 * kRim) / theme::kGrid) * theme::kGrid;
  face.height = std::max(face.height, 5 * theme::kGrid);
  const double inner = face.height - 2 * kBorder - 2 * kRim;
  const std::string rim = "<TR>" + filler(kPad, kRim) + "</TR>";
  std::string cells = filler(kPad, inner);
  if (!ours) cells += swatch_cell(theme::support(card.support), kBar, inner, "") + filler(kPad, inner);
  cells += "<TD" + fixed(width, inner) +
           "><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">" + rows.html +
           "</TABLE></TD>";
  if (badged) {
    cells += "<TD VALIGN=\"TOP\"" + fixed(kBadge, inner) +
             "><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\">" +
             badges(card, inner) + "</TABLE></TD>";
  }
  cells += filler(kPad, inner);
  face.html = outer_table(card, face.height, rim + "<TR>" + cells + "</TR>" + rim);
  face.title = card_title(card, lang);
  return face;
}

}  // namespace relmap::viz
