#include "frames.h"

#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "viz/svg_id.h"

namespace relmap::server {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

// The next row; false at the end. Our own writers make the text, so it is well-formed.
bool next_row(std::string_view& text, std::vector<std::string>& cells) {
  cells.clear();
  if (text.empty()) return false;
  std::string cell;
  bool quoted = false;
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (quoted) {
      if (c != '"') {
        cell += c;
      } else if (at + 1 < text.size() && text[at + 1] == '"') {
        cell += text[++at];
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      cells.push_back(std::move(cell));
      cell.clear();
    } else if (c == '\n') {
      break;
    } else if (c != '\r') {
      cell += c;
    }
  }
  cells.push_back(std::move(cell));
  text.remove_prefix(std::min(at + 1, text.size()));
  return true;
}

// Only what JSON itself would write as a number: an id such as "007" or "1e5x" stays text.
bool is_json_number(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - from;
  };
  const bool zero = at < text.size() && text[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1) || whole > 15) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

Json value_of_cell(const std::string& cell) {
  if (cell.empty()) return nullptr;
  if (cell == "true") return true;
  if (cell == "false") return false;
  return is_json_number(cell) ? Json::parse(cell) : Json(cell);
}

std::string_view colour_of(viz::Frame frame) {
  return frame == viz::Frame::red ? "red" : frame == viz::Frame::amber ? "orange" : "blue";
}

std::string id_of(viz::Side side, const std::string& id) {
  return side == viz::Side::ours ? viz::member_svg_id(id) : viz::contact_svg_id(id);
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : " · ") + text;
  return out;
}

}  // namespace

std::string rows_of(std::string_view csv) {
  std::vector<std::string> names, cells;
  Json rows = Json::array();
  if (next_row(csv, names)) {
    while (next_row(csv, cells)) {
      Json row = Json::object();
      for (std::size_t i = 0; i < names.size(); ++i)
        row[names[i]] = i < cells.size() ? value_of_cell(cells[i]) : Json();
      rows.push_back(std::move(row));
    }
  }
  return dump(rows);
}

std::string node_graph_of(const viz::MapSpec& spec) {
  Json nodes = Json::array(), edges = Json::array();
  std::set<std::string> known;
  for (const viz::Card& card : spec.cards) {
    const std::string id = id_of(card.side, card.id);
    known.insert(id);
    nodes.push_back(
        {{"id", id},
         {"title", card.name},
         {"subTitle", card.title},
         {"mainStat", card.side == viz::Side::ours ? joined(card.roles) : std::to_string(card.chips.size())},
         {"secondaryStat", card.key_player ? "★" : ""},
         {"color", colour_of(card.frame)},
         {"detail__roles", joined(card.roles)},
         {"detail__findings", joined(card.reasons)}});
  }
  for (const viz::Unit& unit : spec.units) {
    if (!unit.folded) continue;
    nodes.push_back({{"id", viz::unit_svg_id(unit.id)},
                     {"title", unit.name},
                     {"subTitle", ""},
                     {"mainStat", std::to_string(unit.counts.people)},
                     {"secondaryStat", "★ " + std::to_string(unit.counts.key_players)},
                     {"color", unit.counts.gaps > 0 ? "orange" : "blue"},
                     {"detail__roles", ""},
                     {"detail__findings", std::to_string(unit.counts.gaps)}});
  }
  std::set<std::string> ids;
  for (const viz::Line& line : spec.lines) {
    const bool tie = line.type == viz::LineType::tie;
    const std::string from = id_of(tie ? viz::Side::ours : line.side, line.from);
    const std::string to = id_of(tie ? viz::Side::theirs : line.side, line.to);
    if (!known.contains(from) || !known.contains(to)) continue;
    const std::string base = viz::line_svg_id(line.type, line.from, line.to);
    std::string id = base;
    for (int n = 2; !ids.insert(id).second; ++n) id = base + "-" + std::to_string(n);
    edges.push_back({{"id", id},
                     {"source", from},
                     {"target", to},
                     {"mainStat", line.tooltip},
                     {"thickness", 1 + 3 * line.strength}});
  }
  return dump({{"nodes", std::move(nodes)}, {"edges", std::move(edges)}});
}

}  // namespace relmap::server
