#include "chart_views.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "initials.h"
#include "map_parts.h"
#include "query/matrix.h"
#include "words.h"

namespace relmap::server {
namespace {

using query::Lang;

constexpr std::size_t kMaxRows = 60, kMaxColumns = 40;  // units and lines of a matrix on one page

viz::HeatState drawn(query::CellState state) {
  switch (state) {
    case query::CellState::kUnassessed:
      return viz::HeatState::unassessed;
    case query::CellState::kNotEligible:
      return viz::HeatState::not_eligible;
    case query::CellState::kCompetitor:
      return viz::HeatState::competitor;
    case query::CellState::kCold:
      return viz::HeatState::cold;
    case query::CellState::kEligible:
      return viz::HeatState::eligible;
    case query::CellState::kWarm:
      return viz::HeatState::warm;
    case query::CellState::kPipeline:
      return viz::HeatState::pipeline;
    case query::CellState::kOwned:
      return viz::HeatState::owned;
  }
  return viz::HeatState::unassessed;
}

// "9.4 M": as much as fits a cell; the tooltip has the whole.
std::string short_amount(double amount) {
  const double size = std::abs(amount);
  const auto scaled = [&](double by, const char* unit) {
    const double x = amount / by;
    return (std::abs(x) < 10 ? one_decimal(x) : whole(x)) + unit;
  };
  if (size >= 999.5e6) return scaled(1e9, " G");
  if (size >= 999.5e3) return scaled(1e6, " M");
  if (size >= 1000) return scaled(1e3, " k");
  return whole(amount);
}

std::string short_money(const query::Money& money) {
  if (money.empty()) return "";
  std::string out = short_amount(money.begin()->second.to_double());
  if (!money.begin()->first.empty()) out = money.begin()->first + " " + out;
  return money.size() > 1 ? out + " +" : out;
}

std::string whole_money(const query::Money& money) {
  std::string out;
  for (const auto& [currency, amount] : money) append_part(out, currency + " " + amount.to_string());
  return out;
}

viz::HeatCell cell_of(const query::MatrixCell& from, Lang lang) {
  viz::HeatCell cell;
  cell.state = drawn(from.state);
  if (!from.sold.empty()) {
    cell.text = short_money(from.sold);
  } else if (!from.pipeline.empty()) {
    cell.text = short_money(from.pipeline);
  } else if (!from.competitor.empty()) {
    cell.text = cut_text(from.competitor);
  } else if (from.potential) {
    cell.text = short_amount(from.potential->to_double());
  }
  const bool worth =
      from.state != query::CellState::kUnassessed && from.state != query::CellState::kNotEligible;
  for (const auto& seller : from.sellers) {
    if (worth) append_part(cell.second, initials(seller.name));
  }
  if (worth && cell.second.empty() && from.contact && from.probability > 0)
    cell.second = "→ " + cut_text(from.contact->name);
  const auto line = [&](std::string_view en, std::string_view zh, const std::string& text) {
    if (!text.empty()) append_part(cell.tooltip, std::string(say(lang, en, zh)) + " " + text);
  };
  line("sold", "已售", whole_money(from.sold));
  line("pipeline", "商机", whole_money(from.pipeline));
  line("potential", "潜力", from.potential ? from.potential->to_string() : "");
  line("competitor", "竞争对手", cut_text(from.competitor));
  std::string names;
  for (const auto& seller : from.sellers) append_part(names, cut_text(seller.name));
  line("covered by", "覆盖人", names);
  if (from.contact) {
    line("way in:", "途径：", cut_text(from.contact->name) + " (" + whole(from.probability * 100) + " %)");
  }
  return cell;
}

bool tells(const query::MatrixCell& cell) {
  return cell.state != query::CellState::kUnassessed && cell.state != query::CellState::kNotEligible;
}

// At most so many of `all`, those with most to tell, in the order in which they were.
std::vector<std::size_t> most_telling(std::vector<std::size_t> all, std::size_t most, auto count) {
  if (all.size() <= most) return all;
  std::stable_sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) { return count(a) > count(b); });
  all.resize(most);
  std::sort(all.begin(), all.end());
  return all;
}

struct Extract {
  std::vector<std::size_t> units;    // of the view, by the organisation's tree
  std::vector<std::size_t> columns;  // of the matrix
  std::map<std::string_view, std::size_t> row_by_unit;
};

Extract extract_of(const query::AccountView& view, const query::Matrix& matrix) {
  Extract out;
  const std::size_t columns = matrix.lines.size();
  for (std::size_t r = 0; r < matrix.units.size(); ++r) out.row_by_unit[matrix.units[r].id] = r;
  const auto in_row = [&](std::size_t unit) {
    const std::size_t row = out.row_by_unit.at(view.units[unit].node.id);
    std::size_t count = 0;
    for (std::size_t c = 0; c < columns; ++c) count += tells(matrix.cells[row * columns + c]);
    return count;
  };
  std::vector<std::size_t> units, lines(columns), in_column(columns);
  for (std::size_t u = 0; u < view.units.size(); ++u) {
    if (out.row_by_unit.contains(view.units[u].node.id)) units.push_back(u);
  }
  for (std::size_t i = 0; i < matrix.cells.size(); ++i) in_column[i % columns] += tells(matrix.cells[i]);
  for (std::size_t c = 0; c < columns; ++c) lines[c] = c;
  out.units = most_telling(std::move(units), kMaxRows, in_row);
  out.columns = most_telling(std::move(lines), kMaxColumns, [&](std::size_t c) { return in_column[c]; });
  return out;
}

// ---- bars

viz::MapSpec bars(const MapParts& parts, std::string_view en, std::string_view zh) {
  viz::MapSpec spec = parts.spec(en, zh);
  spec.kind = viz::MapKind::bars;
  return spec;
}

struct Coverage {
  int live = 0, quiet = 0, none = 0;  // people with a live tie, with another one, with none
  int people() const { return live + quiet + none; }
  void add(const query::ContactView& contact) {
    ++(contact.covered ? live : contact.ties.empty() ? none : quiet);
  }
};

viz::Bar bar_of(std::string id, std::string_view name, const Coverage& of, int full) {
  viz::Bar bar;
  bar.id = std::move(id);
  bar.name = cut_text(name);
  bar.full = std::max(1, full);
  for (const auto& [count, tone] :
       {std::pair(of.live, viz::Tone::good), {of.quiet, viz::Tone::fair}, {of.none, viz::Tone::bad}}) {
    if (count > 0) bar.parts.push_back({static_cast<double>(count), tone, std::to_string(count)});
  }
  bar.value = std::to_string(of.live) + " / " + std::to_string(of.people());
  return bar;
}

void name_coverage(viz::MapSpec& spec, Lang lang) {
  spec.bars.good = say(lang, "people with a live relationship", "有活跃关系的人");
  spec.bars.fair = say(lang, "known, but weak or past cadence", "认识，但关系弱或超期");
  spec.bars.bad = say(lang, "no contact", "无联系");
}

bool counts(const query::ContactView& contact) { return !contact.left && !contact.outside; }

}  // namespace

Result<viz::MapSpec> matrix_view(const MapSource& source, std::string_view account, const MapRequest&) {
  const auto picture = query::account_picture(source.snapshot, account, source.options);
  if (!picture) return picture.status();
  const auto matrix = query::matrix(source.snapshot, account, source.options);
  if (!matrix) return matrix.status();
  const Lang lang = source.options.lang;
  const MapParts parts(*picture, lang);
  viz::MapSpec spec = parts.spec("Whitespace: business line by unit", "空白市场：业务线 × 部门");
  spec.kind = viz::MapKind::matrix;
  const Extract extract = extract_of(parts.view(), *matrix);
  for (const std::size_t c : extract.columns)
    spec.heat.columns.push_back({matrix->lines[c].id, cut_text(matrix->lines[c].name), 0, ""});
  for (const std::size_t u : extract.units) {
    const query::UnitView& unit = parts.view().units[u];
    spec.heat.rows.push_back({unit.node.id, cut_text(unit.node.name), std::min(unit.depth, 20), ""});
    const std::size_t row = extract.row_by_unit.at(unit.node.id);
    for (const std::size_t c : extract.columns)
      spec.heat.cells.push_back(cell_of(matrix->cells[row * matrix->lines.size() + c], lang));
  }
  const auto left_out = [&](std::size_t count, std::string_view en, std::string_view zh) {
    if (count > 0) append_part(spec.note, std::to_string(count) + std::string(say(lang, en, zh)));
  };
  left_out(matrix->units.size() - extract.units.size(), " more units, of which less is known, are not drawn",
           " 个信息较少的部门未画出");
  left_out(matrix->lines.size() - extract.columns.size(),
           " more business lines, of which less is known, are not drawn", " 条信息较少的业务线未画出");
  return spec;
}

Result<viz::MapSpec> score_view(const MapSource& source, std::string_view account, const MapRequest&) {
  const auto picture = query::account_picture(source.snapshot, account, source.options);
  if (!picture) return picture.status();
  const Lang lang = source.options.lang;
  const MapParts parts(*picture, lang);
  viz::MapSpec spec = bars(parts, "Parts of the coverage score", "覆盖得分构成");
  const query::Score& score = parts.report().score;
  const struct {
    const char* id;
    std::string_view en, zh;
    const query::ScorePart& part;
  } rows[] = {{"people", "People", "人脉", score.people},
              {"team", "Team", "团队", score.team},
              {"lines", "Business lines", "业务线", score.lines},
              {"opportunities", "Opportunities", "商机", score.opportunities}};
  double most = 1;
  for (const auto& row : rows) most = std::max(most, row.part.of);
  for (const auto& row : rows) {
    viz::Bar bar;
    bar.id = row.id;
    bar.name = say(lang, row.en, row.zh);
    bar.full = most;
    const double points = std::clamp(row.part.points, 0.0, row.part.of);
    if (points > 0) bar.parts.push_back({points, viz::Tone::good, one_decimal(points)});
    if (row.part.of > points)
      bar.parts.push_back({row.part.of - points, viz::Tone::bad, one_decimal(row.part.of - points)});
    bar.value = row.part.applies() ? one_decimal(points) + " / " + one_decimal(row.part.of)
                                   : std::string(say(lang, "does not apply", "不适用"));
    spec.bars.bars.push_back(std::move(bar));
  }
  spec.bars.good = say(lang, "points", "得分");
  spec.bars.bad = say(lang, "points missing", "失分");
  return spec;
}

Result<viz::MapSpec> levels_view(const MapSource& source, std::string_view account, const MapRequest&) {
  const auto picture = query::account_picture(source.snapshot, account, source.options);
  if (!picture) return picture.status();
  const Lang lang = source.options.lang;
  const MapParts parts(*picture, lang);
  std::array<Coverage, kLevels + 1> by_level{};
  int most = 1;
  for (const auto& contact : parts.view().contacts) {
    if (!counts(contact)) continue;
    Coverage& at = by_level[static_cast<std::size_t>(contact.level)];
    at.add(contact);
    most = std::max(most, at.people());
  }
  viz::MapSpec spec = bars(parts, "Coverage by level", "按级别覆盖");
  for (int level = kLevels; level >= 0; --level) {
    const Coverage& at = by_level[static_cast<std::size_t>(level)];
    if (at.people() == 0) continue;
    const auto of = static_cast<query::Level>(level);
    spec.bars.bars.push_back(bar_of(std::string(of == query::Level::kNone ? "none" : query::word(of)),
                                    query::spoken(of, lang), at, most));
  }
  name_coverage(spec, lang);
  return spec;
}

Result<viz::MapSpec> units_view(const MapSource& source, std::string_view account, const MapRequest&) {
  const auto picture = query::account_picture(source.snapshot, account, source.options);
  if (!picture) return picture.status();
  const Lang lang = source.options.lang;
  const MapParts parts(*picture, lang);
  const query::AccountView& view = parts.view();
  std::vector<Coverage> by_unit(view.units.size());
  for (const auto& contact : view.contacts) {
    if (counts(contact) && contact.unit != query::kNoIndex) by_unit[contact.unit].add(contact);
  }
  std::vector<std::size_t> order(view.units.size());
  for (std::size_t u = 0; u < order.size(); ++u) order[u] = u;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return by_unit[a].people() > by_unit[b].people(); });
  std::size_t left_out = 0;
  if (order.size() > kMaxRows) {
    left_out = order.size() - kMaxRows;
    order.resize(kMaxRows);
  }
  viz::MapSpec spec = bars(parts, "Coverage by unit", "按部门覆盖");
  const int most = order.empty() ? 1 : by_unit[order.front()].people();
  for (const std::size_t u : order) {
    viz::Bar bar = bar_of(view.units[u].node.id, view.units[u].node.name, by_unit[u], most);
    if (by_unit[u].people() == 0) bar.value = say(lang, "nobody on the map", "无人员");
    spec.bars.bars.push_back(std::move(bar));
  }
  if (left_out > 0) {
    append_part(spec.note, std::to_string(left_out) +
                               std::string(say(lang, " smaller units are not drawn", " 个较小部门未画出")));
  }
  name_coverage(spec, lang);
  return spec;
}

}  // namespace relmap::server
