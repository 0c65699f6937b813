#include "query/matrix.h"

#include <algorithm>
#include <set>

#include "coverage/cells.h"
#include "coverage/unit_tree.h"
#include "json_out.h"
#include "money.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

constexpr std::size_t kMaxCells = 200'000;

class MatrixBuilder {
 public:
  explicit MatrixBuilder(const Facts& facts)
      : f_(facts), m_(facts.model()), space_(facts, facts.purchase_years(), true), tree_(facts) {
    for (const Cell& cell : space_.cells()) by_place_[{cell.unit, cell.line}] = &cell;
    for (const TeamSeat& seat : f_.seats) {
      if (seat.role != TeamRole::kBusinessLineSeller) continue;
      for (const Vertex line : m_.seller_lines(seat)) sellers_[line].insert(seat.member);
    }
    for (const TieFact& tie : f_.ties) {
      const ContactFact& c = f_.contacts[tie.contact];
      if (!tie.live || !c.counts()) continue;
      for (const Placement& p : c.placements) {
        for (const Vertex unit : tree_.up_from(p.unit)) connected_[unit].insert(tie.member);
      }
    }
  }

  Result<Matrix> run() {
    Matrix matrix;
    matrix.account = m_.name(f_.account());
    matrix.date = m_.date();
    std::vector<Vertex> units = f_.units;
    m_.sort_by_id(units);
    const std::vector<Vertex> lines = business_lines(m_);
    if (units.size() * lines.size() > kMaxCells)
      return Status::resource_exhausted("the account has more cells than a matrix shows");
    for (const Vertex unit : units) matrix.units.push_back(m_.name(unit));
    for (const Vertex line : lines) matrix.lines.push_back(m_.name(line));
    for (const Vertex unit : units) {
      for (const Vertex line : lines) {
        matrix.cells.push_back(cell(unit, line));
        ++matrix.counts[std::string(word(matrix.cells.back().state))];
      }
    }
    matrix.cut_short = space_.reach().cut_short();
    return matrix;
  }

 private:
  MatrixCell cell(Vertex unit, Vertex line) {
    MatrixCell out;
    out.unit = m_.name(unit);
    out.line = m_.name(line);
    add_sellers(unit, line, out);
    const auto found = by_place_.find({unit, line});
    if (found == by_place_.end()) return out;
    const Cell& cell = *found->second;
    add_money(cell, out);
    if (cell.edge) {
      out.potential = cell.edge->properties.decimal(m_.symbols().potential);
      out.competitor = cell.edge->properties.text(m_.symbols().competitor).value_or("");
    }
    out.state = state_of(cell);
    if (cell.judged == CellJudgement::kEligible && !cell.sold()) add_way(cell, out);
    return out;
  }

  CellState state_of(const Cell& cell) const {
    if (cell.sold()) return CellState::kOwned;
    if (!cell.pipeline.empty()) return CellState::kPipeline;
    if (cell.judged == CellJudgement::kCompetitor) return CellState::kCompetitor;
    if (cell.judged == CellJudgement::kNotEligible) return CellState::kNotEligible;
    if (cell.judged == CellJudgement::kNone) return CellState::kUnassessed;
    const UnitReach::Best& best = space_.reach().of(cell.unit);
    const double warm = f_.policy().rule("line.warm-whitespace").number("probability"),
                 cold = f_.policy().rule("line.cold-whitespace").number("probability");
    if (best.supportive && best.supportive->probability >= warm - 1e-12) return CellState::kWarm;
    return best.any && best.any->probability >= cold - 1e-12 ? CellState::kEligible : CellState::kCold;
  }

  void add_way(const Cell& cell, MatrixCell& out) const {
    const UnitReach::Best& best = space_.reach().of(cell.unit);
    const FoundPath* path = out.state == CellState::kWarm ? best.supportive : best.any;
    if (!path) return;
    out.contact = m_.name(path->people.back());
    out.probability = path->probability;
  }

  void add_sellers(Vertex unit, Vertex line, MatrixCell& out) const {
    const auto sellers = sellers_.find(line);
    const auto connected = connected_.find(unit);
    if (sellers == sellers_.end() || connected == connected_.end()) return;
    std::vector<Vertex> found;
    for (const Vertex member : sellers->second) {
      if (connected->second.contains(member)) found.push_back(member);
    }
    m_.sort_by_id(found);
    for (const Vertex member : found) out.sellers.push_back(m_.name(member));
  }

  void add_money(const Cell& cell, MatrixCell& out) const {
    const Symbols& s = m_.symbols();
    for (const Edge& edge : cell.purchases) {
      const auto amount = edge.properties.decimal(s.amount);
      if (!amount) continue;
      std::string currency(edge.properties.text(s.currency).value_or(""));
      query::add_money(out.sold, currency, *amount);
      out.purchases.push_back(
          {static_cast<int>(edge.properties.number(s.year).value_or(0)), *amount, std::move(currency)});
    }
    std::stable_sort(out.purchases.begin(), out.purchases.end(),
                     [](const Purchase& a, const Purchase& b) { return a.year > b.year; });
    for (const Vertex opportunity : cell.pipeline) {
      const PropertyView properties = m_.snapshot().properties(opportunity);
      std::optional<graphstore::Decimal> amount;
      for (const Edge& edge : m_.snapshot().out(opportunity, s.involves)) {
        if (edge.target == cell.line && !amount) amount = edge.properties.decimal(s.amount);
      }
      if (!amount) amount = properties.decimal(s.amount);
      if (amount)
        query::add_money(out.pipeline, std::string(properties.text(s.currency).value_or("")), *amount);
    }
  }

  const Facts& f_;
  const Model& m_;
  Whitespace space_;
  UnitTree tree_;
  std::map<std::pair<Vertex, Vertex>, const Cell*> by_place_;
  std::map<Vertex, std::set<Vertex>> sellers_, connected_;
};

}  // namespace

std::string_view word(CellState state) {
  static constexpr std::string_view kWords[] = {"unassessed", "not_eligible", "competitor", "cold",
                                                "eligible",   "warm",         "pipeline",   "owned"};
  return kWords[static_cast<std::size_t>(state)];
}

std::string_view spoken(CellState state, Lang lang) {
  static constexpr std::string_view kZh[] = {"未评估", "不可销售", "竞争对手", "冷",
                                             "可销售", "暖",       "商机",     "已售"};
  static constexpr std::string_view kEn[] = {"unassessed", "not eligible", "competitor", "cold",
                                             "eligible",   "warm",         "pipeline",   "owned"};
  return (lang == Lang::kZh ? kZh : kEn)[static_cast<std::size_t>(state)];
}

Result<Matrix> matrix(const Snapshot& snapshot, std::string_view account, const CoverageOptions& options) {
  const Policy& policy = options.policy ? *options.policy : Policy::built_in();
  const Model model(snapshot, options.date);
  const Result<Vertex> vertex = model.find_account(account);
  if (!vertex) return vertex.status();
  const Facts facts(model, policy, *vertex);
  Result<Matrix> built = MatrixBuilder(facts).run();
  if (built) built->lang = options.lang;
  return built;
}

Result<Whitespots> whitespace(const Snapshot& snapshot, std::string_view account,
                              const CoverageOptions& options, std::size_t list) {
  if (list < 1 || list > 1000) return Status::invalid_argument("list must be 1 to 1000");
  Result<Matrix> all = matrix(snapshot, account, options);
  if (!all) return all.status();
  Whitespots found{*std::move(all), list};
  std::vector<MatrixCell>& cells = found.matrix.cells;
  std::erase_if(cells, [](const MatrixCell& c) {
    return c.state != CellState::kWarm && c.state != CellState::kCold && c.state != CellState::kEligible;
  });
  const auto worth = [](const MatrixCell& c) {
    return c.potential ? c.potential->to_double() * c.probability : -1;
  };
  std::stable_sort(cells.begin(), cells.end(), [&](const MatrixCell& a, const MatrixCell& b) {
    if (worth(a) != worth(b)) return worth(a) > worth(b);
    return a.probability > b.probability;
  });
  return found;
}

}  // namespace relmap::query
