// The matrix and the whitespace ranking as text, JSON and CSV.
#include "json_out.h"
#include "money.h"
#include "query/matrix.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

Json cell_json(const MatrixCell& c) {
  Json purchases = Json::array();
  for (const Purchase& p : c.purchases) {
    purchases.push_back({{"year", p.year},
                         {"amount", p.amount.to_string()},
                         {"currency", p.currency.empty() ? Json() : Json(p.currency)}});
  }
  return {{"unit", json_of(c.unit)},
          {"line", json_of(c.line)},
          {"state", word(c.state)},
          {"sold", json_of(c.sold)},
          {"purchases", std::move(purchases)},
          {"pipeline", json_of(c.pipeline)},
          {"potential", c.potential ? Json(c.potential->to_string()) : Json()},
          {"competitor", c.competitor.empty() ? Json() : Json(c.competitor)},
          {"sellers", json_of(c.sellers)},
          {"contact", c.contact ? json_of(*c.contact) : Json()},
          {"probability", c.probability}};
}

// "owned · CNY 9,400,000.00 · covered by Liu Fang".
std::string cell_text(const MatrixCell& c, Lang lang) {
  std::string out(spoken(c.state, lang));
  const auto append = [&](const std::string& part) {
    if (!part.empty()) out += " · " + part;
  };
  append(c.competitor);
  if (!c.sold.empty()) append(say(lang, "matrix.sold", Args().with("amount", money_text(c.sold, lang))));
  if (!c.pipeline.empty())
    append(say(lang, "matrix.pipeline", Args().with("amount", money_text(c.pipeline, lang))));
  if (c.potential) append(say(lang, "matrix.potential", Args().with("amount", grouped(*c.potential))));
  if (c.contact)
    append(say(lang, "matrix.way",
               Args().with("name", c.contact->name).with("probability", percent(c.probability))));
  if (!c.sellers.empty())
    append(say(lang, "matrix.sellers", Args().with("names", enumerate(lang, names_of(c.sellers), 3))));
  return out;
}

std::string csv_of(const std::vector<MatrixCell>& cells) {
  std::string out = "unit,line,state,sold,pipeline,potential,competitor,sellers,contact,probability\r\n";
  for (const MatrixCell& c : cells) {
    out += csv_field(c.unit.id) + "," + csv_field(c.line.id) + "," + std::string(word(c.state)) + "," +
           csv_field(money_text(c.sold, Lang::kEn)) + "," + csv_field(money_text(c.pipeline, Lang::kEn)) +
           "," + (c.potential ? c.potential->to_string() : "") + "," + csv_field(c.competitor) + "," +
           csv_field(refs_of(c.sellers)) + "," + (c.contact ? csv_field(c.contact->id) : "") + "," +
           short_number(c.probability, 4) + "\r\n";
  }
  return out;
}

std::string title(const Matrix& m, std::string_view key) {
  return say(m.lang, std::string(key),
             Args().with("account", m.account.name).with("date", m.date.to_string())) +
         "\n";
}

}  // namespace

std::string to_text(const Matrix& m) {
  std::string out = title(m, "matrix.title");
  std::vector<std::string> counts;
  for (int s = static_cast<int>(CellState::kOwned); s >= 0; --s) {
    const auto it = m.counts.find(std::string(word(static_cast<CellState>(s))));
    if (it != m.counts.end())
      counts.push_back(std::to_string(it->second) + " " +
                       std::string(spoken(static_cast<CellState>(s), m.lang)));
  }
  if (!counts.empty()) out += wrapped(enumerate(m.lang, counts, counts.size()), "", "");
  for (std::size_t i = 0; i < m.cells.size(); ++i) {
    const MatrixCell& c = m.cells[i];
    if (i == 0 || c.unit.id != m.cells[i - 1].unit.id) out += "\n" + c.unit.name + "\n";
    out += wrapped(c.line.name + ": " + cell_text(c, m.lang), "  ", "      ");
  }
  if (m.cells.empty()) out += "\n" + say(m.lang, "matrix.none") + "\n";
  if (m.cut_short) out += "\n" + wrapped(say(m.lang, "matrix.bounded"), "", "");
  return out;
}

std::string to_json(const Matrix& m) {
  Json cells = Json::array();
  for (const MatrixCell& c : m.cells) cells.push_back(cell_json(c));
  Json counts = Json::object();
  for (const auto& [state, n] : m.counts) counts[state] = n;
  return dump({{"account", json_of(m.account)},
               {"date", m.date.to_string()},
               {"complete", !m.cut_short},
               {"units", json_of(m.units)},
               {"lines", json_of(m.lines)},
               {"counts", counts},
               {"cells", cells}});
}

std::string to_csv(const Matrix& m) { return csv_of(m.cells); }

std::string to_text(const Whitespots& found) {
  const Matrix& m = found.matrix;
  std::string out = title(m, "whitespace.title") + wrapped(say(m.lang, "whitespace.method"), "", "");
  if (m.cells.empty()) out += "\n" + say(m.lang, "whitespace.none") + "\n";
  for (std::size_t i = 0; i < m.cells.size() && i < found.list; ++i) {
    const MatrixCell& c = m.cells[i];
    out += "\n" + std::to_string(i + 1) + ". " +
           say(m.lang, "whitespace.cell", Args().with("line", c.line.name).with("unit", c.unit.name)) + "\n" +
           wrapped(cell_text(c, m.lang), "   ", "   ");
  }
  if (m.cells.size() > found.list)
    out += "\n" + say(m.lang, "whitespace.more", Args().with("n", m.cells.size() - found.list)) + "\n";
  if (m.cut_short) out += "\n" + wrapped(say(m.lang, "matrix.bounded"), "", "");
  return out;
}

std::string to_json(const Whitespots& found) {
  Json cells = Json::array();
  for (const MatrixCell& c : found.matrix.cells) cells.push_back(cell_json(c));
  return dump({{"account", json_of(found.matrix.account)},
               {"date", found.matrix.date.to_string()},
               {"complete", !found.matrix.cut_short},
               {"cells", cells}});
}

std::string to_csv(const Whitespots& found) { return csv_of(found.matrix.cells); }

}  // namespace relmap::query
