// How far a task has come, as query/tasks.h defines it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "coverage/cells.h"
#include "coverage/facts.h"
#include "query/tasks.h"

namespace relmap::query {

class TaskProgressReader {
 public:
  TaskProgressReader(const Model& model, const Policy& policy, Lang lang)
      : m_(model), policy_(policy), lang_(lang) {}

  // `account`: that of the task.
  std::optional<TaskProgress> of(Vertex task, Vertex account);

 private:
  struct Known {
    std::unique_ptr<Facts> facts;
    std::vector<Cell> cells;
  };
  const Known& known(Vertex account);
  std::optional<Date> made_on(Vertex task) const;
  std::optional<TaskProgress> acquaintance(const std::vector<Vertex>& contacts, const Facts& facts) const;
  std::optional<TaskProgress> acquaintance_with(const ContactFact& contact, const Facts& facts) const;
  std::optional<TaskProgress> follow_up(const std::vector<Vertex>& contacts, std::optional<Date> made,
                                        const Facts& facts) const;
  TaskProgress sale_to(Vertex unit, std::optional<Date> made, const Known& known) const;
  TaskProgress sale(Vertex opportunity) const;

  const Model& m_;
  const Policy& policy_;
  Lang lang_;
  std::map<Vertex, Known> known_;  // by account: several tasks of one cost its neighbourhood once
};

}  // namespace relmap::query
