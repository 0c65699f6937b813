// Specs that the tests of viz share: small ones written out, large ones generated (the same in every run).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "viz/map_spec.h"

namespace relmap::viz::testing {

// A linear congruential generator (Knuth, MMIX): the same numbers everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  int below(int n) {
    state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<int>((state_ >> 33) % static_cast<std::uint64_t>(n));
  }

 private:
  std::uint64_t state_;
};

// An account of `people` contacts in about people/11 units under a board, with `influences` lines; names in
// several scripts, some of them very long.
inline MapSpec generated(int people, int influences) {
  static const char* const kNames[] = {
      "Chen Li",       "王建国 Wang Jianguo",     "Maximiliana Freifrau von Hohenstein-Wallenberg",
      "محمد بن سلمان", "O'Brien & Sons <script>", "Иван Тургенев",
      "João 😀"};
  static const char* const kTitles[] = {"Chief Risk Officer", "数据平台主管", "",
                                        "Vice President, Enterprise Architecture and Data Platforms"};
  Random random(static_cast<std::uint64_t>(people));
  MapSpec spec;
  spec.title = "Oceanic Bank 远洋银行";
  spec.subtitle = "Relationship map · strategic";
  const int units = std::max(3, people / 11);
  for (int u = 0; u < units; ++u) {
    Unit unit;
    unit.id = "u" + std::to_string(u);
    unit.name = "Unit 部门 " + std::to_string(u);
    unit.order = u;
    if (u > 0) unit.parent = "u0";
    spec.units.push_back(unit);
  }
  std::vector<std::vector<std::string>> members(static_cast<std::size_t>(units));
  for (int i = 0; i < people; ++i) {
    const int u = i % units;
    Card card;
    card.id = "c" + std::to_string(i);
    card.name = kNames[i % 7];
    card.title = kTitles[i % 4];
    card.unit = "u" + std::to_string(u);
    card.support = static_cast<Support>(random.below(6));
    card.key_player = i < units;
    card.placeholder = random.below(20) == 0;
    card.frame = static_cast<Frame>(random.below(8) < 6 ? 0 : 1 + random.below(2));
    card.rank = i;
    for (int t = 0; t < random.below(7); ++t) {
      card.chips.push_back({"t" + std::to_string(t), "", "Team Member" + std::to_string(t),
                            static_cast<TieLevel>(random.below(5)), random.below(4) == 0, ""});
    }
    card.no_contact = card.chips.empty();
    auto& unit = members[static_cast<std::size_t>(u)];
    Line line;
    line.from = card.id;
    if (!unit.empty()) {
      line.to = unit[(unit.size() - 1) / 4];
      spec.lines.push_back(line);
    } else if (u > 0) {
      line.to = "c0";
      spec.lines.push_back(line);
    }
    unit.push_back(card.id);
    spec.cards.push_back(card);
  }
  for (int i = 0; i < influences; ++i) {
    Line line;
    line.type = i % 10 == 9 ? LineType::conflict : LineType::influence;
    line.from = "c" + std::to_string(random.below(people));
    line.to = "c" + std::to_string(random.below(people));
    line.strength = 0.3;
    spec.lines.push_back(line);
  }
  return spec;
}

// A heat table with every state in turn.
inline HeatTable table(const std::vector<std::string>& rows, const std::vector<std::string>& columns) {
  HeatTable out;
  for (const std::string& row : rows) out.rows.push_back({"r" + row, row, 0, "tip " + row});
  for (const std::string& column : columns) out.columns.push_back({"c" + column, column, 0, ""});
  for (std::size_t i = 0; i < rows.size() * columns.size(); ++i) {
    const std::string& text = rows[i / columns.size()];
    out.cells.push_back({static_cast<HeatState>(i % 8), text, text, text});
  }
  return out;
}

inline BarChart bars(const std::string& text) {
  BarChart out;
  out.bars = {{text + "1", text, 10, {{4, Tone::good, "4"}, {2.5, Tone::fair, text}}, text, text},
              {text + "2", text, 3, {{1, Tone::bad, ""}, {2, Tone::rest, text}}, "3 / 3", ""},
              {text + "3", text, 1e6, {{1, Tone::good, text}}, "", ""}};
  out.good = text;
  out.fair = "fair";
  out.bad = "bad";
  out.rest = "rest";
  return out;
}

// Every field is set to something that is not its default.
inline MapSpec everything() {
  MapSpec spec;
  spec.kind = MapKind::path;
  spec.lang = Lang::zh;
  spec.title = "t";
  spec.subtitle = "s";
  spec.note = "n";
  spec.legend = false;
  spec.units = {{"u", "Unit", "p", 3, true, true, {4, 3, 2, 1}, "tip", Side::ours}};
  Card card;
  card.id = "c \"1\"\n";
  card.side = Side::ours;
  card.name = "王 <b>";
  card.title = "title";
  card.unit = "u";
  card.support = Support::enemy;
  card.key_player = card.placeholder = card.no_contact = card.focus = true;
  card.rank = -2;
  card.roles = {"Approver", "User"};
  card.chips = {{"m", "AB", "Anna B", TieLevel::trusted, true, "detail"}};
  card.frame = Frame::red;
  card.reasons = {"why"};
  card.change = Change::removed;
  card.tooltip = "more";
  spec.cards = {card};
  spec.lines = {{LineType::tie, "a", "b", 0.25, TieLevel::vendor, true, Change::added, Side::ours, "tip"}};
  PathPerson one{"p1", Side::ours, "One", "T", Support::mentor, true},
      two{"p2", Side::theirs, "Two", "", {}, false};
  spec.paths.chains = {{{one, two}, {{"trusted · 0.87", 0.875, true}}, 0.125}};
  spec.theme = Theme::print;
  spec.heat = table({"row <1>", "行二"}, {"line"});
  spec.heat.rows[1].depth = 2;
  spec.bars = bars("name");
  return spec;
}

// A small map with one of each thing, for the golden file.
inline MapSpec small() {
  MapSpec spec;
  spec.title = "Oceanic Bank 远洋银行";
  spec.subtitle = "Relationship map · strategic · as of 2026-11-23";
  spec.units = {{"board", "Group Board", "", 0, false, false, {}, "", Side::theirs},
                {"tech", "Technology", "board", 1, false, false, {}, "", Side::theirs},
                {"ops", "Operations", "board", 2, true, false, {12, 3, 8, 4}, "", Side::theirs}};
  Card ceo;
  ceo.id = "wang";
  ceo.name = "王建国 Wang Jianguo";
  ceo.title = "Chief Executive Officer";
  ceo.unit = "board";
  ceo.rank = 0;
  ceo.key_player = true;
  ceo.no_contact = true;
  ceo.frame = Frame::red;
  ceo.reasons = {"No live tie to this key player"};
  ceo.roles = {"Approver"};
  Card cio = ceo;
  cio.id = "zhou";
  cio.name = "Zhou Min";
  cio.title = "CIO";
  cio.unit = "tech";
  cio.support = Support::supporter;
  cio.frame = Frame::none;
  cio.reasons = {};
  cio.no_contact = false;
  cio.chips = {{"sl", "SL", "Sara Lind", TieLevel::trusted, false, ""},
               {"kt", "KT", "Kim Tran", TieLevel::vendor, true, ""}};
  Card open = cio;
  open.id = "open role";
  open.name = "";
  open.title = "Head of Applications";
  open.placeholder = true;
  open.key_player = false;
  open.chips = {};
  open.roles = {};
  open.support = Support::unknown;
  spec.cards = {ceo, cio, open};
  spec.lines = {{LineType::reports, "zhou", "wang", 0.5, {}, false, {}, {}, ""},
                {LineType::reports, "open role", "zhou", 0.5, {}, false, {}, {}, ""},
                {LineType::influence, "open role", "wang", 0.9, {}, false, {}, {}, ""}};
  return spec;
}

}  // namespace relmap::viz::testing
