// Tasks of one account, or of all: what is to be done by whom and when, and how far the graph shows it to be.
//
// Progress is read from the graph, never typed in:
//   introduction, meeting   about contacts: nobody of us knows them (0), somebody does (1), at credible
//   source
//                           or above (2), by a live tie (3); of several contacts the one who is furthest back
//   cross_sell              about units: nothing judged eligible (0), a cell is (1), an open opportunity
//   targets
//                           one (2), one was won since the task was made (3). About opportunities: lost (0),
//                           open (2), won (3). The furthest counts.
//   follow_up               about contacts: of how many we have met since the task was made
// "Made" is created_on, else the day on which the task was last written. Where nothing can be said (a task
// about nobody, a day of judgement before it was made) there is no progress.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "query/coverage.h"

namespace relmap::query {

struct TaskProgress {
  int step = 0, steps = 0;  // 0 ≤ step ≤ steps
  std::string text;         // one sentence
};

struct TaskRow {
  NodeName task;
  std::string kind, status;  // the schema's words, "" where none is recorded
  std::optional<Date> due_on;
  bool overdue = false;  // open, and due before D
  std::optional<NodeName> owner, account;
  bool owner_left = false;
  std::vector<NodeName> about;  // contacts, opportunities, units: by label, then id
  std::optional<TaskProgress> progress;
};

struct TaskListOptions {
  CoverageOptions coverage;     // date, policy, language
  std::string account;          // id; "": of all
  std::string owner;            // TeamMember/ID; "": of all
  std::string status, kind;     // only these; "": all
  std::optional<bool> overdue;  // only those that are, or that are not
  std::string after;            // `next` of the page before; "" from the start
  std::size_t limit = 100;      // 1 to 1000
};

struct TaskList {
  Lang lang = Lang::kEn;
  Date date;
  std::vector<TaskRow> tasks;       // by due day (without one last), then id
  std::optional<std::string> next;  // cursor of the next page; nullopt: that was all
};

// Costs a walk over the tasks (of the account), and of each account on the page its neighbourhood.
// kNotFound for an unknown account or owner; kInvalidArgument for a limit or cursor that is none.
Result<TaskList> tasks(const Snapshot& snapshot, const TaskListOptions& options);

// A word of the schema's records as people read it ("handed_over" → "handed over"); the word itself, with
// spaces, where it is none of them.
std::string spoken_record_word(std::string_view word, Lang lang);

std::string to_text(const TaskList& list);
// {tasks:[{task, kind, status, due_on, overdue, owner, owner_left, account, about, progress:{step, steps,
// text}|null}], next}
std::string to_json(const TaskList& list);
// id,name,kind,status,due_on,overdue,owner,account,about,step,steps,progress
std::string to_csv(const TaskList& list);

}  // namespace relmap::query
