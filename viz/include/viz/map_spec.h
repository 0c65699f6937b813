// A picture described as data: what stands on the page, not where. Plain structs that own their text; nothing
// here knows of a graph, of coverage rules or of Graphviz. The server fills one in from an analysis, a
// RenderPool (render.h) turns it into SVG, PNG, PDF or DOT, and the same JSON that crosses the pipe to a
// render worker is what `format=json` serves.
//
// Text is UTF-8 in any script. It may be of any content (quotes, markup, control characters, right-to-left):
// whatever cannot be drawn is dropped, long text is wrapped or cut with the whole in the tooltip. Ids may
// hold any character; in the SVG they are percent-encoded (svg_id.h).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace relmap::viz {

// What the picture is. `org`: units with cards in them and lines between; `path`: introduction paths as
// chains; `matrix`: a heat table of business lines and units; `bars`: small bars, as reports have them.
enum class MapKind { org, path, matrix, bars };

enum class Lang { en, zh };  // language of the words that viz itself writes (legend, "no contact")

// Colours: for the screen, for a dark screen, and for paper (white ground, readable in greyscale).
enum class Theme { light, dark, print };

// Where a contact stands towards us. `unknown`: nobody recorded it (never the same as neutral).
enum class Support { unknown, mentor, supporter, neutral, non_supporter, enemy };

// How well one of us knows a contact. `none`: known, but nobody said how well.
enum class TieLevel { none, vendor, credible, problem_solver, trusted };

// The finding: a gap names this person. `none`: all is well.
enum class Frame { none, amber, red };

// For a diff between two versions; `none` everywhere in an ordinary map.
enum class Change { none, added, removed, changed };

// Whose person: the customer's, or one of our own.
enum class Side { theirs, ours };

// `reports` points from the report to the manager; `tie` from one of ours to one of theirs (focus and
// coverage views); the others between two of theirs.
enum class LineType { reports, reports_dotted, influence, conflict, tie };

// Counts shown in a unit that is folded to one box.
struct UnitCounts {
  int people = 0;  // each >= 0
  int key_players = 0;
  int covered = 0;  // people with a live tie
  int gaps = 0;
};

// A part of the customer's organisation: a pale rounded box around its cards.
struct Unit {
  std::string id;       // unique among units, not empty
  std::string name;     // drawn at the top of the box
  std::string parent;   // id of the unit above, empty at the top; unknown ids and cycles are taken as the top
  int order = 0;        // among its siblings, ascending; then by name, then id
  bool folded = false;  // drawn as one box with `counts`; cards that name this unit are not drawn
  bool placeholder = false;  // the part is known to exist, no more: dashed
  UnitCounts counts;         // read only when folded
  std::string tooltip;       // added to the tooltip; may be empty
  Side side = Side::theirs;  // ours: the lane of our team, placed below the customer's units
};

// One of our people on a contact's card.
struct Chip {
  std::string member;    // team member id, not empty; at most one chip a member on a card
  std::string initials;  // 1 to 3 characters; empty: made from `name`
  std::string name;      // full name, in the tooltip
  TieLevel level = TieLevel::none;
  bool stale = false;  // past cadence: drawn pale, with a symbol
  std::string detail;  // added to the tooltip ("last contact 2026-10-01"); may be empty
};

// A person.
struct Card {
  std::string id;  // contact id (ours: member id), not empty; unique within its side
  Side side = Side::theirs;
  std::string name;                    // first line, bold; wrapped to two lines, then cut
  std::string title;                   // under it; wrapped to two lines, then cut
  std::string unit;                    // id of a unit; empty or unknown: drawn in a box without a name
  Support support = Support::unknown;  // the bar on the left; not drawn for our own people
  bool key_player = false;             // a star
  bool placeholder = false;            // the role is known, the person is not: dashed
  int rank = 100;                      // order among equals, ascending (0: the top); then by name, then id
  std::vector<std::string> roles;      // buying roles, as words in the map's language
  std::vector<Chip> chips;             // in the order drawn; what does not fit becomes "+3"
  bool no_contact = false;             // says "no contact" in words; only drawn when there are no chips
  Frame frame = Frame::none;           // border and symbol
  std::vector<std::string> reasons;    // short sentences behind the frame; tooltip
  Change change = Change::none;        // border, symbol; removed: struck through
  bool focus = false;                  // the person that the map is about: a heavier border
  std::string tooltip;                 // added to the tooltip; may be empty
};

// A line between two cards. Lines whose ends are not drawn (unknown or folded away) are left out silently.
struct Line {
  LineType type = LineType::reports;
  std::string from;  // card id; side: ours when type is tie, else theirs (our team's REPORTS_TO: see `side`)
  std::string to;    // card id
  double strength = 0.5;            // [0, 1]; influence, conflict and tie: thickness
  TieLevel level = TieLevel::none;  // tie only: shade
  bool stale = false;               // tie only: pale, broken
  Change change = Change::none;
  Side side = Side::theirs;  // reports between two of our own people: ours
  std::string tooltip;       // all that is said about the line; may be empty
};

// One step of an introduction path.
struct Hop {
  std::string label;  // evidence: "trusted advisor · last contact 2026-10-01 · 0.87"; wrapped to three lines
  double strength = 0.5;  // [0, 1]: thickness
  bool weak = false;      // the step that needs care (stale, or vendor only): dashed
};

// A person of a chain. The same person may stand in several chains.
struct PathPerson {
  std::string id;  // not empty
  Side side = Side::theirs;
  std::string name;
  std::string title;
  Support support = Support::unknown;  // theirs only
  bool key_player = false;
};

// One introduction path, drawn as a row from left to right.
struct PathChain {
  std::vector<PathPerson> people;  // at least 1
  std::vector<Hop> hops;           // exactly people.size() - 1; hops[i] joins people[i] and people[i+1]
  double probability = 0;  // [0, 1]: that the introduction succeeds; drawn at the left as a percentage
};

// Introduction paths, best first.
struct PathSpec {
  std::vector<PathChain> chains;
};

// How far a business line has come in a unit.
enum class HeatState { unassessed, not_eligible, competitor, cold, eligible, warm, pipeline, owned };

// A row (unit) or column (business line) of a heat table.
struct HeatHead {
  std::string id;       // unique among rows, or columns; not empty
  std::string name;     // wrapped, then cut
  int depth = 0;        // rows: how far it is set in, [0, 20]
  std::string tooltip;  // may be empty
};

struct HeatCell {
  HeatState state = HeatState::unassessed;
  std::string text;     // beside the state's symbol: money, a name; cut to the cell
  std::string second;   // under it: who covers it
  std::string tooltip;  // may be empty
};

struct HeatTable {
  std::vector<HeatHead> rows, columns;
  std::vector<HeatCell> cells;  // rows × columns, row by row
};

// What a part of a bar says; each has a symbol too.
enum class Tone { good, fair, bad, rest };

struct BarPart {
  double value = 0;  // >= 0; parts stand side by side, in proportion to Bar::full
  Tone tone = Tone::good;
  std::string text;  // within the part, where it fits ("7")
};

struct Bar {
  std::string id;    // unique among bars, not empty
  std::string name;  // at the left
  double full = 1;   // > 0: what the whole width stands for; no less than the parts together
  std::vector<BarPart> parts;
  std::string value;    // at the right ("13.5 / 40")
  std::string tooltip;  // may be empty
};

// Bars below each other; the legend gives the tones these words, and leaves out those without one.
struct BarChart {
  std::vector<Bar> bars;
  std::string good, fair, bad, rest;
};

// The whole picture. `kind` says which part is read: org → units, cards, lines; path → paths;
// matrix → heat; bars → bars.
struct MapSpec {
  MapKind kind = MapKind::org;
  Lang lang = Lang::en;
  Theme theme = Theme::light;
  std::string title;     // "Oceanic Bank 远洋银行"
  std::string subtitle;  // "Relationship map · strategic · coverage 54/100 · as of 2026-11-23"
  std::string note;      // one line at the foot ("12 more people are folded away"); may be empty
  std::vector<Unit> units;
  std::vector<Card> cards;
  std::vector<Line> lines;
  PathSpec paths;
  HeatTable heat;
  BarChart bars;
  bool legend = true;  // a legend of exactly what the picture uses
};

// Bounds that validate() holds a spec to; beyond them a picture is of no use to a reader, and costs a worker.
struct MapLimits {
  static constexpr std::size_t kUnits = 2'000;
  static constexpr std::size_t kCards = 5'000;  // the server folds units long before
  static constexpr std::size_t kLines = 20'000;
  static constexpr std::size_t kChipsPerCard = 200;
  static constexpr std::size_t kTextsPerCard = 50;  // roles, reasons: each
  static constexpr std::size_t kChains = 50;
  static constexpr std::size_t kPeoplePerChain = 30;
  static constexpr std::size_t kHeads = 400;  // rows, columns: each
  static constexpr std::size_t kHeatCells = 20'000;
  static constexpr std::size_t kBars = 500, kPartsPerBar = 20;
  static constexpr std::size_t kTextBytes = 65'536;     // one id, name, tooltip …
  static constexpr std::size_t kJsonBytes = 64u << 20;  // from_json refuses longer input unread
};

// kInvalidArgument naming the first thing wrong: an empty or repeated id, a number out of range (NaN
// included), hops that do not fit people; kResourceExhausted when a limit is met. O(size).
Status validate(const MapSpec& spec);

// One JSON object, keys in a fixed order, members that have their default left out; invalid UTF-8 becomes
// U+FFFD. Same spec, same bytes. Does not validate.
std::string to_json(const MapSpec& spec);

// The reverse; kInvalidArgument (with where) on bad syntax, wrong types, unknown words and whatever
// validate() refuses. Unknown members are refused too: a misspelt one would silently change the picture.
Result<MapSpec> from_json(std::string_view json);

}  // namespace relmap::viz
