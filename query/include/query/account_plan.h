// The planning pack: everything that a client team lays on the table in the planning session of its account,
// gathered from the analyses. What to decide is proposed, not decided: nobody's name stands beside a decision
// before the session puts it there.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/accounts.h"
#include "query/changes.h"
#include "query/matrix.h"
#include "query/objectives.h"
#include "query/pipeline.h"
#include "query/report_diff.h"
#include "query/tasks.h"
#include "query/teams.h"

namespace relmap::query {

// An earlier version to compare with, and on which day it was judged.
struct EarlierVersion {
  const Snapshot* snapshot = nullptr;
  const graphstore::Diff* diff = nullptr;  // from it to the version that is read
  Date date;
  bool incomplete = false;  // somebody known then has been erased since
  bool of_session = true;   // false: only where the records begin, later than the last session
};

struct AccountPlanOptions {
  CoverageOptions coverage;
  std::optional<EarlierVersion> since;
  std::size_t max_decisions = 6;  // 1 to 50: what a session has time for
  std::size_t max_tasks = 200;    // 1 to 1000
};

// What to decide about one subject: its most urgent gap stands for it.
struct Decision {
  NodeName subject;
  Severity severity = Severity::kRed;
  std::string because, proposal;  // the gap's sentence, and what it suggests
  std::vector<std::string> gaps;  // ids of all red gaps of the subject
};

struct PlanChanges {
  Date since;
  AccountChanges changes;
  ReportDiff diff;
};

struct AccountPlan {
  Date date;
  Lang lang = Lang::kEn;
  AccountPage page;  // picture (view and report with introductions), figures, properties
  PlanCycle cycle;
  std::vector<Decision> decisions;  // red gaps by subject, most urgent first
  std::size_t further = 0;          // subjects with red gaps beyond those
  std::vector<std::string> points;  // sentences: tasks overdue, objectives at risk or proposed, leads, shares
  AccountTeam team;
  Matrix matrix;
  Pipeline pipeline;
  TaskList tasks;
  std::optional<PlanChanges> changes;  // nullopt: there is nothing to compare with

  const CoverageReport& report() const { return page.picture.report; }
};

// kNotFound for an unknown account; kInvalidArgument for bounds out of range; kResourceExhausted as matrix().
// An account that the earlier version does not know has nothing to be compared with.
Result<AccountPlan> account_plan(const Snapshot& snapshot, std::string_view account,
                                 const AccountPlanOptions& options);

// {account, date, decisions:[{subject, severity, because, proposal, gaps}], further_decisions, points, and
// each part as its own address gives it: overview, report, cycle, team, matrix, pipeline, tasks,
// changes:{since, changes, diff}|null}
std::string to_json(const AccountPlan& plan);

}  // namespace relmap::query
