// The planning cycle of an account: its sessions, the objectives of its plan, its tasks in numbers, and its
// score now and at the last session.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/coverage.h"

namespace relmap::query {

struct ObjectiveRow {
  NodeName objective;
  std::optional<int> plan_year;
  std::string statement, target, status;  // "" where not recorded
  std::optional<NodeName> owner;
  bool owner_left = false;
};

// `overdue` are among those open.
struct TaskCounts {
  std::size_t open = 0, overdue = 0, done = 0, dropped = 0;
};

// How the account stood at its last planning session.
struct StandingThen {
  graphstore::Version graph_version = 0;
  double score = 0;
  GapCounts gaps;
};

struct PlanCycle {
  NodeName account;
  Date date;
  Lang lang = Lang::kEn;
  std::optional<Date> next_session, last_session;  // planning_date, last_planning_date
  int plan_year = 0;                               // D's
  std::vector<ObjectiveRow> objectives;            // of all years: by year (without one last), then id
  TaskCounts tasks;
  double score = 0;
  GapCounts gaps;
  std::optional<StandingThen> then;  // nullopt: no last session, or history does not reach back to it
};

// The day of the account's last planning session before D. kNotFound for an unknown account.
Result<std::optional<Date>> last_planning_session(const Snapshot& snapshot, std::string_view account,
                                                  Date date);

// `then`: the graph as it was on the day of the last session, nullptr where it is not known; where it knows
// nothing of the account, nothing is said of its standing then. Costs two reports without introductions.
// kNotFound for an unknown account.
Result<PlanCycle> plan_cycle(const Snapshot& snapshot, std::string_view account,
                             const CoverageOptions& options, const Snapshot* then);

std::string to_text(const PlanCycle& cycle);
// {account, date, plan_year, sessions:{next, last}, score:{now, then:number|null}, gaps:{now:{red, amber},
// then:{red, amber}|null}, then_version, objectives:[{objective, plan_year, statement, target, status, owner,
// owner_left}], tasks:{open, overdue, done, dropped}}
std::string to_json(const PlanCycle& cycle);
// One line an objective: id,name,plan_year,status,target,statement,owner.
std::string to_csv(const PlanCycle& cycle);

}  // namespace relmap::query
