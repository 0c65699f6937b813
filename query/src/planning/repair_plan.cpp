#include "query/repair_plan.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "coverage/report.h"
#include "coverage/rules_people.h"
#include "json_out.h"
#include "network/near_ways.h"
#include "paths/hops.h"
#include "planning/assignment.h"
#include "texts.h"
#include "wrap.h"

namespace relmap::query {
namespace {

constexpr int kIntroductionHops = 6;
constexpr std::size_t kMaxTargets = 500;  // those who close most

bool closes_by_tie(std::string_view rule) {
  return rule == "account.key-player-unknown" || rule == "account.key-player-weak" ||
         rule == "account.tie-stale" || rule == "opportunity.buyer-uncovered";
}

// A contact, and the gaps that a live tie to him closes.
struct Target {
  const ContactFact* contact = nullptr;
  std::vector<const Gap*> gaps;
};

class TargetFinder {
 public:
  TargetFinder(const Facts& facts, const CoverageReport& report) : f_(facts), report_(report) {}

  std::vector<Target> run() {
    for (const Gap& gap : report_.gaps) {
      if (closes_by_tie(gap.rule)) add(contact_of(gap), gap);
    }
    for (const Gap& gap : report_.gaps) {
      if (gap.rule == "account.unit-uncovered") add(best_of_unit(gap), gap);
    }
    std::vector<Target> targets;
    for (auto& [vertex, target] : targets_) targets.push_back(std::move(target));
    std::stable_sort(targets.begin(), targets.end(), [&](const Target& a, const Target& b) {
      if (a.gaps.size() != b.gaps.size()) return a.gaps.size() > b.gaps.size();
      return f_.model().id(a.contact->vertex) < f_.model().id(b.contact->vertex);
    });
    if (targets.size() > kMaxTargets) targets.resize(kMaxTargets);
    return targets;
  }

 private:
  void add(const ContactFact* contact, const Gap& gap) {
    if (!contact || contact->placeholder) return;
    Target& target = targets_[contact->vertex];
    target.contact = contact;
    target.gaps.push_back(&gap);
  }
  const ContactFact* contact_of(const Gap& gap) const {
    const auto v = f_.model().find(gap.subject.label, gap.subject.id);
    return v ? f_.find_contact(*v) : nullptr;
  }
  // Whoever of the unit closes most already, else the weightiest.
  const ContactFact* best_of_unit(const Gap& gap) const {
    const auto unit = f_.model().find(gap.subject.label, gap.subject.id);
    std::vector<const ContactFact*> people;
    for (const ContactFact& c : f_.contacts) {
      const bool there = std::any_of(c.placements.begin(), c.placements.end(),
                                     [&](const Placement& p) { return unit && p.unit == *unit; });
      if (c.counts() && there) people.push_back(&c);
    }
    const ContactFact* best = nullptr;
    std::size_t most = 0;
    for (const Vertex v : best_first(people)) {
      const auto it = targets_.find(v);
      const std::size_t closes = it == targets_.end() ? 0 : it->second.gaps.size();
      if (best && closes <= most) continue;
      best = f_.find_contact(v);
      most = closes;
    }
    return best;
  }

  const Facts& f_;
  const CoverageReport& report_;
  std::map<Vertex, Target> targets_;
};

// How each member gets to each target: over the account's people from a tie of his own, or by a colleague of
// the team with the best such way.
class Ways {
 public:
  Ways(const Facts& facts, const std::vector<Target>& targets)
      : graph_(facts.model(), facts.policy().strength), paths_(facts.team.size()) {
    const PeopleNetwork network = ways_network(facts);
    std::vector<std::vector<std::optional<FoundPath>>> own;
    for (const Vertex member : facts.team) {
      const NearWays ways(facts, network, {member}, kIntroductionHops);
      auto& row = own.emplace_back();
      for (const Target& target : targets) row.push_back(ways.to(target.contact->vertex));
    }
    for (std::size_t t = 0; t < targets.size(); ++t) add(facts, own, t);
  }

  const FoundPath* find(std::size_t member, std::size_t target) const {
    const std::optional<FoundPath>& path = paths_[member][target];
    return path ? &*path : nullptr;
  }
  const PathGraph& graph() const { return graph_; }

 private:
  void add(const Facts& facts, const std::vector<std::vector<std::optional<FoundPath>>>& own, std::size_t t) {
    // Whoever has the best way, and the next best for him.
    std::vector<std::size_t> order;
    for (std::size_t m = 0; m < own.size(); ++m) {
      if (own[m][t]) order.push_back(m);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return own[a][t]->probability > own[b][t]->probability;
    });
    for (std::size_t m = 0; m < own.size(); ++m) {
      std::optional<FoundPath> best = own[m][t];
      const auto colleague = std::find_if(order.begin(), order.end(), [&](std::size_t o) { return o != m; });
      if (colleague != order.end()) {
        const FoundPath& his = *own[*colleague][t];
        const double asked = strength_between(facts.team[m], facts.team[*colleague]);
        const bool short_enough = his.people.size() <= static_cast<std::size_t>(kIntroductionHops);
        if (short_enough && asked * his.probability > (best ? best->probability : 0))
          best = by(facts.team[m], asked, his);
      }
      paths_[m].push_back(std::move(best));
    }
  }

  // Many contacts are reached by the same colleague.
  double strength_between(Vertex member, Vertex colleague) {
    const auto [it, fresh] = between_.try_emplace({member, colleague}, 0.0);
    if (fresh) it->second = graph_.strength(member, colleague);
    return it->second;
  }

  static FoundPath by(Vertex member, double asked, const FoundPath& his) {
    FoundPath path;
    path.people.push_back(member);
    path.people.insert(path.people.end(), his.people.begin(), his.people.end());
    path.reached.push_back(1);
    for (const double reached : his.reached) path.reached.push_back(asked * reached);
    path.probability = asked * his.probability;
    return path;
  }

  PathGraph graph_;
  std::map<std::pair<Vertex, Vertex>, double> between_;
  std::vector<std::vector<std::optional<FoundPath>>> paths_;  // [member][target]
};

// Who knows him already need not be of his rank.
int levels_below(const Model& m, Vertex member, const ContactFact& contact, const FoundPath& path) {
  if (path.people.size() == 2) return 0;
  const Level own = m.level(member);
  if (own == Level::kNone || contact.level == Level::kNone) return 0;
  return std::max(0, static_cast<int>(contact.level) - static_cast<int>(own));
}

AssignmentProblem problem_of(const Facts& f, const std::vector<Target>& targets, const Ways& ways,
                             const RepairOptions& options) {
  AssignmentProblem problem;
  problem.most = options.introductions;
  problem.capacity.assign(f.team.size(), options.capacity);
  for (const Target& target : targets) problem.value.push_back(static_cast<int>(target.gaps.size()));
  for (std::size_t m = 0; m < f.team.size(); ++m) {
    auto& row = problem.cost.emplace_back();
    for (std::size_t t = 0; t < targets.size(); ++t) {
      const Target& target = targets[t];
      const FoundPath* path = ways.find(m, t);
      if (!path || path->probability <= 0) {
        row.emplace_back(std::nullopt);
      } else {
        row.emplace_back(std::min(AssignmentProblem::kMaxCost,
                                  -std::log(path->probability) +
                                      0.25 * levels_below(f.model(), f.team[m], *target.contact, *path)));
      }
    }
  }
  return problem;
}

}  // namespace

Result<RepairPlan> repair_plan(const Snapshot& snapshot, std::string_view account,
                               const RepairOptions& options) {
  if (options.introductions < 1 || options.introductions > 50)
    return Status::invalid_argument("introductions must be 1 to 50");
  if (options.capacity < 1 || options.capacity > 50)
    return Status::invalid_argument("capacity must be 1 to 50");
  const Policy& policy = options.coverage.policy ? *options.coverage.policy : Policy::built_in();
  const Model model(snapshot, options.coverage.date);
  const Result<Vertex> vertex = model.find_account(account);
  if (!vertex) return vertex.status();
  const Facts facts(model, policy, *vertex);
  CoverageOptions plain = options.coverage;
  plain.introductions = false;
  const CoverageReport report = report_on(facts, policy, plain);
  const std::vector<Target> targets = TargetFinder(facts, report).run();
  const Ways ways(facts, targets);
  RepairPlan plan;
  plan.account = model.name(*vertex);
  plan.date = options.coverage.date;
  plan.lang = options.coverage.lang;
  const AssignmentProblem problem = problem_of(facts, targets, ways, options);
  for (std::size_t t = 0; t < targets.size(); ++t) {
    plan.closable += targets[t].gaps.size();
    const bool reachable = std::any_of(problem.cost.begin(), problem.cost.end(),
                                       [&](const auto& row) { return row[t].has_value(); });
    if (!reachable) plan.unreachable.push_back(model.name(targets[t].contact->vertex));
  }
  std::vector<std::pair<std::size_t, std::size_t>> pairs = assign(problem);
  std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  for (const auto& [m, t] : pairs) {
    const ContactFact& c = *targets[t].contact;
    RepairStep& step = plan.steps.emplace_back();
    step.member = model.name(facts.team[m]);
    step.contact = model.name(c.vertex);
    step.title = std::string(snapshot.properties(c.vertex).text(model.symbols().title).value_or(""));
    const FoundPath& path = *ways.find(m, t);
    step.path = describe(ways.graph(), path);
    step.levels_below = levels_below(model, facts.team[m], c, path);
    for (const Gap* gap : targets[t].gaps) {
      step.gaps.push_back(gap->id);
      step.sentences.push_back(gap->because);
    }
    plan.closes += step.gaps.size();
  }
  return plan;
}

std::string to_text(const RepairPlan& plan) {
  const Lang lang = plan.lang;
  std::string out = say(lang, "repair.title",
                        Args().with("account", plan.account.name).with("date", plan.date.to_string())) +
                    "\n" +
                    wrapped(say(lang, "repair.summary",
                                Args()
                                    .with("n", plan.steps.size())
                                    .with("closes", plan.closes)
                                    .with("closable", plan.closable)),
                            "", "");
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const RepairStep& step = plan.steps[i];
    const std::string name = with_title(lang, step.contact.name, step.title);
    out += "\n" + wrapped(say(lang, step.path.hops.size() == 1 ? "repair.head.renew" : "repair.head",
                              Args().with("member", step.member.name).with("name", name)),
                          std::to_string(i + 1) + ". ", "   ");
    if (step.path.hops.size() > 1) out += wrapped(introduction_sentence(step.path, lang), "   ", "   ");
    for (const std::string& sentence : step.sentences) out += wrapped(sentence, "   - ", "     ");
  }
  if (!plan.unreachable.empty()) {
    out += "\n" + wrapped(say(lang, "repair.unreachable",
                              Args().with("names", enumerate(lang, names_of(plan.unreachable), 10))),
                          "", "");
  }
  return out;
}

std::string to_json(const RepairPlan& plan) {
  Json steps = Json::array();
  for (const RepairStep& step : plan.steps) {
    steps.push_back({{"member", json_of(step.member)},
                     {"contact", json_of(step.contact)},
                     {"gaps", step.gaps},
                     {"levels_below", step.levels_below},
                     {"path", json_of(step.path)}});
  }
  return dump({{"account", json_of(plan.account)},
               {"date", plan.date.to_string()},
               {"closes", plan.closes},
               {"closable", plan.closable},
               {"steps", steps},
               {"unreachable", json_of(plan.unreachable)}});
}

std::string to_csv(const RepairPlan& plan) {
  std::string out = "member,contact,contact_name,way_in,gaps\r\n";
  for (const RepairStep& step : plan.steps) {
    std::string gaps;
    for (const std::string& gap : step.gaps) gaps += (gaps.empty() ? "" : "; ") + gap;
    out += csv_field(step.member.id) + "," + csv_field(step.contact.id) + "," + csv_field(step.contact.name) +
           "," + short_number(step.path.probability, 4) + "," + csv_field(gaps) + "\r\n";
  }
  return out;
}

}  // namespace relmap::query
