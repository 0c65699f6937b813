// Title, note and legend. The legend explains exactly what the picture uses, in a strip below it.
#include <algorithm>
#include <cmath>

#include "card_face.h"
#include "scene.h"
#include "text_layout.h"
#include "theme.h"

namespace relmap::viz {
namespace {

using theme::Word;

constexpr double kMinWidth = 560;  // a title wants room even over a small map
constexpr double kTitleHeight = 28, kSubtitleHeight = 18, kHeadGap = 14;
constexpr double kLegendGap = 24, kItemHeight = 18, kItemGap = 18, kSample = 30;
constexpr double kTextSize = 9;

std::string table(const std::string& cells) {
  return "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"0\"><TR>" + cells +
         "</TR></TABLE>";
}

std::string gap(double width) {
  return "<TD FIXEDSIZE=\"TRUE\" HEIGHT=\"14\" WIDTH=\"" + std::to_string(static_cast<int>(width)) +
         "\"></TD>";
}

std::string field(const theme::Swatch& swatch, std::string_view symbol, bool dashed) {
  // Graphviz does not accept <FONT></FONT>.
  const std::string text = symbol.empty() ? ""
                                          : "<FONT POINT-SIZE=\"9\" COLOR=\"" + std::string(swatch.ink) +
                                                "\"><B>" + std::string(symbol) + "</B></FONT>";
  return "<TD FIXEDSIZE=\"TRUE\" WIDTH=\"18\" HEIGHT=\"14\" BORDER=\"1\" STYLE=\"ROUNDED" +
         std::string(dashed ? ",DASHED" : "") + "\" COLOR=\"" + std::string(swatch.border) + "\" BGCOLOR=\"" +
         std::string(swatch.fill) + "\">" + text + "</TD>";
}

struct Entry {
  std::string swatch;  // table cell(s); empty: a line is drawn as sample
  double swatch_width = 18;
  std::string text;
  SceneLine sample;
};

class Furniture {
 public:
  Furniture(Scene& scene, const MapSpec& spec, const LegendUse& used)
      : scene_(scene), spec_(spec), used_(used) {}

  void run() {
    make_room_for_lines();
    width_ = std::max(scene_.width, kMinWidth);
    const double head = head_height();
    shift((width_ - scene_.width) / 2, head);
    scene_.width = width_;
    scene_.height += head;
    add_head();
    if (spec_.legend) add_legend();
    add_note();
  }

 private:
  std::string word(Word w) const { return std::string(theme::word(spec_.lang, w)); }

  double head_height() const {
    const double lines =
        (spec_.title.empty() ? 0 : kTitleHeight) + (spec_.subtitle.empty() ? 0 : kSubtitleHeight);
    return lines > 0 ? lines + kHeadGap : 0;
  }

  // Lines may run a little outside the units; the title and the legend must not meet them.
  void make_room_for_lines() {
    double left = 0, top = 0, right = scene_.width, bottom = scene_.height;
    for (const SceneLine& line : scene_.lines) {
      for (const Point& p : line.points) {
        left = std::min(left, p.x);
        right = std::max(right, p.x);
        top = std::min(top, p.y);
        bottom = std::max(bottom, p.y);
      }
    }
    shift(-left, -top);
    scene_.width = right - left;
    scene_.height = bottom - top;
  }

  void shift(double dx, double dy) {
    const auto move = [&](Rect& r) {
      r.x += dx;
      r.y += dy;
    };
    for (SceneBox& box : scene_.boxes) {
      move(box.box);
      move(box.label);
    }
    for (SceneNode& node : scene_.nodes) move(node.box);
    for (SceneLine& line : scene_.lines) {
      for (Point& p : line.points) p = {p.x + dx, p.y + dy};
    }
  }

  SceneNode& add_text(const std::string& id, const std::string& text, Rect box, const TextStyle& style) {
    SceneNode node;
    node.id = id;
    node.css = "furniture";
    node.box = box;
    node.html = table(text_cell(fit_text(text, box.w, style.size, style.bold), box.w, box.h, style));
    scene_.nodes.push_back(std::move(node));
    return scene_.nodes.back();
  }

  void add_head() {
    double y = 0;
    const std::string title = clean_text(spec_.title, 400), subtitle = clean_text(spec_.subtitle, 400);
    if (!spec_.title.empty()) {
      add_text("relmap-title", title, {0, y, width_, kTitleHeight}, {18, theme::kInk, true}).title = title;
      y += kTitleHeight;
    }
    if (!spec_.subtitle.empty()) {
      add_text("relmap-subtitle", subtitle, {0, y, width_, kSubtitleHeight}, {10, theme::kMuted}).title =
          subtitle;
    }
  }

  void add_note() {
    const std::string note = clean_text(spec_.note, 400);
    if (note.empty()) return;
    add_text("relmap-note", note, {0, scene_.height + 8, width_, 16}, {9, theme::kMuted}).title = note;
    scene_.height += 24;
  }

  void add(std::string swatch, double swatch_width, std::string_view text) {
    entries_.push_back({std::move(swatch), swatch_width, std::string(text), {}});
  }

  void collect_cards() {
    for (Support s : {Support::mentor, Support::supporter, Support::neutral, Support::non_supporter,
                      Support::enemy, Support::unknown}) {
      const auto swatch = theme::support(s);
      if (used_.support[static_cast<int>(s)])
        add(field(swatch, swatch.symbol, false), 18, theme::support_word(spec_.lang, s));
    }
    const theme::Swatch plain = {theme::kCard, theme::kInk, theme::kCardBorder, ""};
    if (used_.key_player)
      add(field({theme::kPage, theme::kInk, theme::kPage, ""}, "★", false), 18, word(Word::key_player));
    if (used_.placeholder) add(field(plain, "", true), 18, word(Word::placeholder));
    for (Frame f : {Frame::red, Frame::amber}) {
      const auto swatch = theme::frame(f);
      if (used_.frames[static_cast<int>(f)])
        add(field(swatch, swatch.symbol, false), 18, theme::frame_word(spec_.lang, f));
    }
    for (Change c : {Change::added, Change::changed, Change::removed}) {
      const auto swatch = theme::change(c);
      if (used_.changes[static_cast<int>(c)])
        add(field(swatch, swatch.symbol, false), 18, theme::change_word(spec_.lang, c));
    }
    for (TieLevel t : {TieLevel::trusted, TieLevel::problem_solver, TieLevel::credible, TieLevel::vendor,
                       TieLevel::none}) {
      if (used_.ties[static_cast<int>(t)])
        add(chip_cell("AB", t, false, ""), chip_width("AB", false), theme::tie_word(spec_.lang, t));
    }
    for (int i = static_cast<int>(HeatState::owned); i >= 0; --i) {
      const auto swatch = theme::heat(static_cast<HeatState>(i));
      if (used_.heat[i])
        add(field(swatch, swatch.symbol, false), 18, theme::heat_word(spec_.lang, static_cast<HeatState>(i)));
    }
    for (const auto& [tone, text] : {std::pair(Tone::good, &spec_.bars.good),
                                     {Tone::fair, &spec_.bars.fair},
                                     {Tone::bad, &spec_.bars.bad},
                                     {Tone::rest, &spec_.bars.rest}}) {
      const auto swatch = theme::tone(tone);
      if (spec_.kind == MapKind::bars && !text->empty())
        add(field(swatch, swatch.symbol, false), 18, clean_text(*text, 60));
    }
    if (used_.stale)
      add(chip_cell("AB", TieLevel::none, true, ""), chip_width("AB", true), word(Word::stale));
  }

  void add_line(std::string_view color, std::string_view style, double width, std::string_view head,
                std::string_view tail, const std::string& text) {
    Entry entry;
    entry.swatch_width = kSample;
    entry.text = text;
    entry.sample.color = color;
    entry.sample.style = style;
    entry.sample.width = width;
    entry.sample.head = head;
    entry.sample.tail = tail;
    entries_.push_back(std::move(entry));
  }

  void collect_lines() {
    const auto uses = [&](LineType type) { return used_.lines[static_cast<int>(type)]; };
    if (uses(LineType::reports)) add_line(theme::kReports, "solid", 1.2, "none", "none", word(Word::reports));
    if (uses(LineType::reports_dotted)) {
      add_line(theme::kReports, "dotted", 1.2, "none", "none", word(Word::reports_dotted));
    }
    if (uses(LineType::influence)) {
      add_line(theme::kInfluence, "dashed", 1.8, "normal", "none", word(Word::influence));
    }
    if (uses(LineType::conflict))
      add_line(theme::kConflict, "dashed", 1.8, "tee", "tee", word(Word::conflict));
    for (TieLevel t : {TieLevel::trusted, TieLevel::problem_solver, TieLevel::credible, TieLevel::vendor,
                       TieLevel::none}) {
      if (!used_.tie_lines[static_cast<int>(t)]) continue;
      add_line(theme::tie(t).border, "solid", 1.8, "none", "none",
               word(Word::tie) + ": " + std::string(theme::tie_word(spec_.lang, t)));
    }
    if (used_.stale_tie)
      add_line(theme::kFaint, "dashed", 1.6, "none", "none", word(Word::tie) + ": " + word(Word::stale));
    if (used_.weak_hop) add_line(theme::kFaint, "dashed", 1.4, "normal", "none", word(Word::weak_hop));
  }

  void add_legend() {
    collect_cards();
    collect_lines();
    if (entries_.empty()) return;
    double x = 0, y = scene_.height + kLegendGap;
    int number = 0;
    for (Entry& entry : entries_) {
      const double text = std::ceil(text_width(entry.text, kTextSize, false)) + 2;
      const double width = entry.swatch_width + 5 + text;
      if (x > 0 && x + width > width_) {
        x = 0;
        y += kItemHeight + 2;
      }
      place(entry, {x, y, width, kItemHeight}, text, number++);
      x += width + kItemGap;
    }
    scene_.height = y + kItemHeight;
  }

  void place(Entry& entry, Rect box, double text_width, int number) {
    SceneNode node;
    node.id = "relmap-legend-" + std::to_string(number);
    node.css = "legend";
    node.box = box;
    const bool is_line = entry.swatch.empty();
    const std::string swatch = is_line ? gap(kSample) : entry.swatch;
    node.html = table(swatch + gap(5) + text_cell(entry.text, text_width, 14, {kTextSize, theme::kMuted}));
    if (is_line) {
      SceneLine& line = entry.sample;
      line.id = node.id + "-line";
      line.css = "legend";
      line.from = line.to = node.id;
      line.points = {{box.x, box.centre().y}, {box.x + kSample - 2, box.centre().y}};
      scene_.lines.push_back(std::move(line));
    }
    scene_.nodes.push_back(std::move(node));
  }

  Scene& scene_;
  const MapSpec& spec_;
  const LegendUse& used_;
  double width_ = 0;
  std::vector<Entry> entries_;
};

}  // namespace

void add_furniture(Scene& content, const MapSpec& spec, const LegendUse& used) {
  content.theme = spec.theme;
  Furniture(content, spec, used).run();
}

}  // namespace relmap::viz
