#include "coverage/cells.h"

#include <algorithm>
#include <iterator>
#include <unordered_set>

#include "coverage/unit_tree.h"
#include "network/near_ways.h"

namespace relmap::query {
namespace {

constexpr int kMaxHops = 6;
// As for the introductions of a report; and for rules, which run in every report.
constexpr std::size_t kMaxWork = 200'000, kMaxWorkForRules = 20'000;

CellJudgement judgement(const Model& m, const PropertyView& cell) {
  const auto state = cell.text(m.symbols().state);
  if (state == "eligible") return CellJudgement::kEligible;
  if (state == "not_eligible") return CellJudgement::kNotEligible;
  return state == "competitor" ? CellJudgement::kCompetitor : CellJudgement::kNone;
}

class CellGatherer {
 public:
  CellGatherer(const Facts& facts, int years) : facts_(facts), m_(facts.model()), years_(years) {}

  std::vector<Cell> run() {
    for (Vertex unit : facts_.units) add_unit(unit);
    const std::unordered_set<Vertex> units(facts_.units.begin(), facts_.units.end());
    for (const OpportunityFact& opportunity : facts_.opportunities) {
      if (opportunity.open) add_pipeline(opportunity.vertex, units);
    }
    std::vector<Cell> found;
    for (auto& [key, cell] : cells_) found.push_back(std::move(cell));
    std::sort(found.begin(), found.end(), [&](const Cell& a, const Cell& b) {
      return std::pair(m_.id(a.unit), m_.id(a.line)) < std::pair(m_.id(b.unit), m_.id(b.line));
    });
    return found;
  }

 private:
  Cell& cell(Vertex unit, Vertex line) {
    Cell& found = cells_[{unit, line}];
    found.unit = unit;
    found.line = line;
    return found;
  }

  void add_unit(Vertex unit) {
    const Symbols& s = m_.symbols();
    for (const Edge& edge : m_.snapshot().out(unit, s.cell)) {
      Cell& found = cell(unit, edge.target);
      found.edge = edge;
      found.judged = judgement(m_, edge.properties);
    }
    const int last = m_.date().year();
    for (const Edge& edge : m_.snapshot().out(unit, s.purchased)) {
      const std::optional<double> year = edge.properties.number(s.year);
      if (year && *year >= last - years_ && *year <= last) cell(unit, edge.target).purchases.push_back(edge);
    }
  }

  void add_pipeline(Vertex opportunity, const std::unordered_set<Vertex>& units) {
    for (const Edge& target : m_.snapshot().out(opportunity, m_.symbols().targets)) {
      if (!units.contains(target.target)) continue;
      for (const Edge& involved : m_.snapshot().out(opportunity, m_.symbols().involves))
        cell(target.target, involved.target).pipeline.push_back(opportunity);
    }
  }

  const Facts& facts_;
  const Model& m_;
  const int years_;
  std::map<std::pair<Vertex, Vertex>, Cell> cells_;
};

// The better of two ways to the unit's people; of equals the one to the first id.
const FoundPath* better(const Model& m, const FoundPath* a, const FoundPath* b) {
  if (!a) return b;
  if (a->probability != b->probability) return a->probability > b->probability ? a : b;
  return m.id(a->people.back()) <= m.id(b->people.back()) ? a : b;
}

}  // namespace

std::vector<Cell> cells_of(const Facts& facts, int years) { return CellGatherer(facts, years).run(); }

std::vector<Vertex> business_lines(const Model& model) {
  std::vector<Vertex> lines;
  if (model.symbols().business_line == graphstore::kNoSymbol) return lines;
  model.snapshot().for_each_node(model.symbols().business_line, [&](Vertex v) { lines.push_back(v); });
  model.sort_by_id(lines);
  return lines;
}

void UnitReach::offer(const Facts& facts, Vertex target, const FoundPath& path) {
  const bool supportive = is_supportive(facts.model().support(target));
  for (Vertex unit : units_of_.at(target)) {
    Best& best = best_.at(unit);
    best.any = better(facts.model(), best.any, &path);
    if (supportive) best.supportive = better(facts.model(), best.supportive, &path);
  }
}

// The people of the units, each once.
std::vector<Vertex> UnitReach::find_targets(const Facts& facts) {
  const UnitTree tree(facts);
  std::vector<Vertex> targets;
  for (const ContactFact& c : facts.contacts) {
    if (!c.counts() || c.placeholder) continue;
    std::vector<Vertex> his;
    for (const Placement& placement : c.placements) {
      for (Vertex unit : tree.up_from(placement.unit)) {
        if (best_.contains(unit) && std::find(his.begin(), his.end(), unit) == his.end()) his.push_back(unit);
      }
    }
    if (his.empty()) continue;
    for (Vertex unit : his) ++best_.at(unit).people;
    units_of_.emplace(c.vertex, std::move(his));
    targets.push_back(c.vertex);
  }
  return targets;
}

// Also puts whoever is reached best first: what is found for him may spare the search for others.
void UnitReach::look_near(const Facts& facts, std::vector<Vertex>& targets) {
  const PeopleNetwork network = ways_network(facts);
  const NearWays near(facts, network, facts.team, kMaxHops);
  std::unordered_map<Vertex, double> reached;
  for (Vertex target : targets) {
    if (std::optional<FoundPath> path = near.to(target)) {
      reached[target] = path->probability;
      near_.push_back(*std::move(path));
      offer(facts, target, near_.back());
    }
  }
  std::stable_sort(targets.begin(), targets.end(),
                   [&](Vertex a, Vertex b) { return reached[a] > reached[b]; });
}

// What a way to this person must be to be of use to one of his units; kBest: none would. Where there is none
// that is enough, the best of the others is of use, too: `cold` asks for that.
double UnitReach::wanted(const Facts& facts, Vertex target, bool cold) const {
  const bool supportive = is_supportive(facts.model().support(target));
  double least = Enough::kBest;
  const auto look = [&](const FoundPath* best, double enough) {
    const double known = best ? best->probability : 0;
    if (known < enough - 1e-12)
      least = std::min(least, cold || enough == Enough::kBest ? known : enough - 1e-12);
  };
  for (Vertex unit : units_of_.at(target)) {
    look(best_.at(unit).any, enough_.any);
    if (supportive && !cold) look(best_.at(unit).supportive, enough_.supportive);
  }
  return least;
}

void UnitReach::look_far(const Facts& facts, Vertex target, bool cold) {
  const double least = wanted(facts, target, cold);
  if (least == Enough::kBest) return;
  if (const FoundPath* path = far_.search(target, least)) offer(facts, target, *path);
  if (!far_.undecided(target)) return;
  for (Vertex unit : units_of_.at(target)) best_.at(unit).undecided = true;
}

UnitReach::UnitReach(const Facts& facts, const std::vector<Vertex>& units, Enough enough,
                     std::size_t max_work)
    : graph_(facts.model(), facts.policy().strength),
      enough_(enough),
      far_(graph_, facts.team, kMaxHops, max_work) {
  for (Vertex unit : units) best_[unit];
  if (units.empty()) return;
  std::vector<Vertex> targets = find_targets(facts);
  if (facts.team.empty()) return;
  look_near(facts, targets);
  for (const bool cold : {false, true}) {
    for (Vertex target : targets) look_far(facts, target, cold);
  }
}

Whitespace::Whitespace(const Facts& facts, int years, bool exact) : cells_(cells_of(facts, years)) {
  std::vector<Vertex> units;
  for (const Cell& cell : cells_) {
    if (cell.judged != CellJudgement::kEligible || cell.sold()) continue;
    open_.push_back(&cell);
    if (units.empty() || units.back() != cell.unit) units.push_back(cell.unit);
  }
  UnitReach::Enough enough;
  if (!exact) {
    enough = {facts.policy().rule("line.warm-whitespace").number("probability"),
              facts.policy().rule("line.cold-whitespace").number("probability")};
  }
  reach_ = std::make_unique<UnitReach>(facts, units, enough, exact ? kMaxWork : kMaxWorkForRules);
}

}  // namespace relmap::query
