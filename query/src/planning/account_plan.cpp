#include "query/account_plan.h"

#include <algorithm>
#include <set>

#include "json_out.h"
#include "planning/records.h"
#include "texts.h"

namespace relmap::query {
namespace {

constexpr int kSoonDays = 90;  // until an opportunity closes: by then shares should be agreed

void add_decisions(const CoverageReport& report, std::size_t most, AccountPlan& plan) {
  for (const SubjectGaps& subject : gaps_by_subject(report)) {
    const Gap& first = *subject.gaps.front();
    if (first.severity != Severity::kRed) continue;
    if (plan.decisions.size() == most) {
      ++plan.further;
      continue;
    }
    Decision decision{*subject.subject, first.severity, first.because, first.action.text, {}};
    for (const Gap* gap : subject.gaps) {
      if (gap->severity == Severity::kRed) decision.gaps.push_back(gap->id);
    }
    plan.decisions.push_back(std::move(decision));
  }
}

// What the plan itself asks the session.
class Points {
 public:
  explicit Points(AccountPlan& plan) : plan_(plan) {}

  void add() {
    add_tasks();
    add_objectives();
    add_leads();
    add_shares();
  }

 private:
  void say_of(const std::vector<std::string>& names, const std::string& key, Args args = {}) {
    if (names.empty()) return;
    args.with("names", enumerate(plan_.lang, names)).with("n", names.size());
    plan_.points.push_back(say(plan_.lang, key, args));
  }

  void add_tasks() {
    std::vector<std::string> overdue;
    for (const TaskRow& t : plan_.tasks.tasks) {
      if (t.overdue) overdue.push_back(t.task.name);
    }
    say_of(overdue, "plan.point.overdue");
  }

  void add_objectives() {
    std::vector<std::string> risk, missed, proposed;
    for (const ObjectiveRow& o : plan_.cycle.objectives) {
      if (o.plan_year && *o.plan_year < plan_.cycle.plan_year) continue;
      if (o.status == "at_risk") risk.push_back(o.objective.name);
      if (o.status == "missed") missed.push_back(o.objective.name);
      if (o.status == "proposed") proposed.push_back(o.objective.name);
    }
    say_of(risk, "plan.point.at-risk");
    say_of(missed, "plan.point.missed");
    say_of(proposed, "plan.point.proposed");
    if (plan_.cycle.objectives.empty()) plan_.points.push_back(say(plan_.lang, "plan.point.no-objective"));
  }

  void add_leads() {
    say_of(names_of(plan_.pipeline.hand_over.without_opportunity), "plan.point.no-opportunity");
    say_of(names_of(plan_.pipeline.hand_over.without_owner), "plan.point.no-owner");
  }

  void add_shares() {
    std::vector<std::string> unsettled;
    for (const PipelineOpportunity& o : plan_.pipeline.opportunities) {
      const bool soon = o.close_date && *o.close_date - plan_.date <= kSoonDays;
      if (o.open && soon && !o.agreed_shares) unsettled.push_back(o.opportunity.name);
    }
    say_of(unsettled, "plan.point.shares");
  }

  AccountPlan& plan_;
};

// Nothing where the account was not known then.
Result<std::optional<PlanChanges>> changes_since(const Snapshot& snapshot, std::string_view account,
                                                 const EarlierVersion& since, const CoverageOptions& options,
                                                 const CoverageReport& now) {
  CoverageOptions then = options;
  then.date = since.date;
  then.introductions = false;
  auto before = coverage(*since.snapshot, account, then);
  if (before.status().code() == StatusCode::kNotFound) return std::optional<PlanChanges>();
  if (!before) return before.status();
  before->incomplete = since.incomplete;
  auto changes = account_changes(*since.snapshot, snapshot, *since.diff, account, options.lang);
  if (!changes) return changes.status();
  return std::optional<PlanChanges>(
      PlanChanges{since.date, *std::move(changes), compare_reports(*before, now)});
}

}  // namespace

Result<AccountPlan> account_plan(const Snapshot& snapshot, std::string_view account,
                                 const AccountPlanOptions& options) {
  if (options.max_decisions < 1 || options.max_decisions > 50)
    return Status::invalid_argument("max_decisions must be from 1 to 50");
  const CoverageOptions& coverage = options.coverage;
  AccountPlan plan;
  plan.date = coverage.date;
  plan.lang = coverage.lang;
  auto page = account_page(snapshot, account, coverage);
  if (!page) return page.status();
  plan.page = *std::move(page);
  auto cycle = plan_cycle(snapshot, account, coverage,
                          options.since && options.since->of_session ? options.since->snapshot : nullptr);
  if (!cycle) return cycle.status();
  plan.cycle = *std::move(cycle);
  auto team = account_team(snapshot, account, coverage);
  if (!team) return team.status();
  plan.team = *std::move(team);
  auto cells = matrix(snapshot, account, coverage);
  if (!cells) return cells.status();
  plan.matrix = *std::move(cells);
  auto line = pipeline(snapshot, account, coverage);
  if (!line) return line.status();
  plan.pipeline = *std::move(line);
  TaskListOptions wanted;
  wanted.coverage = coverage;
  wanted.account = account;
  wanted.limit = options.max_tasks;
  auto list = tasks(snapshot, wanted);
  if (!list) return list.status();
  plan.tasks = *std::move(list);
  if (options.since) {
    auto changes = changes_since(snapshot, account, *options.since, coverage, plan.report());
    if (!changes) return changes.status();
    plan.changes = *std::move(changes);
  }
  add_decisions(plan.report(), options.max_decisions, plan);
  Points(plan).add();
  return plan;
}

std::string to_json(const AccountPlan& plan) {
  Json decisions = Json::array();
  for (const Decision& d : plan.decisions)
    decisions.push_back({{"subject", json_of(d.subject)},
                         {"severity", severity_name(d.severity)},
                         {"because", d.because},
                         {"proposal", d.proposal},
                         {"gaps", d.gaps}});
  // Each part is what its own address gives, so that who reads one knows the other.
  const auto part = [](const std::string& text) { return Json::parse(text); };
  Json changes = nullptr;
  if (plan.changes)
    changes = {{"since", plan.changes->since.to_string()},
               {"changes", part(to_json(plan.changes->changes))},
               {"diff", part(to_json(plan.changes->diff))}};
  return dump({{"account", json_of(plan.report().account)},
               {"date", plan.date.to_string()},
               {"decisions", std::move(decisions)},
               {"further_decisions", plan.further},
               {"points", plan.points},
               {"overview", part(to_json(plan.page))},
               {"report", part(to_json(plan.report()))},
               {"cycle", part(to_json(plan.cycle))},
               {"team", part(to_json(plan.team))},
               {"matrix", part(to_json(plan.matrix))},
               {"pipeline", part(to_json(plan.pipeline))},
               {"tasks", part(to_json(plan.tasks))},
               {"changes", std::move(changes)}});
}

}  // namespace relmap::query
