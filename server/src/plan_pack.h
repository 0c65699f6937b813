// The planning pack as a page with pictures: what is drawn for it, and the page round the drawings.
#pragma once

#include <string>
#include <string_view>

#include "as_of.h"
#include "context.h"
#include "query/account_plan.h"
#include "seen_graph.h"

namespace relmap::server {

// What a pack is asked for.
struct PlanRequest {
  const SeenGraph& graph;
  const graphstore::Snapshot& snapshot;
  std::string account;
  std::string since;  // as moment_at() takes it; "": the last planning session, else where the records begin
  query::CoverageOptions coverage;
  bool incomplete = false;
};

// kInvalidArgument and kNotFound also for a `since` that was asked for and is none.
Result<query::AccountPlan> make_plan(const PlanRequest& request);

// `snapshot`, `coverage`: those that the plan was made from; read only here, not when the page is made. For
// print the drawings are without what only shows under a pointer.
Result<Document> plan_document(query::AccountPlan plan, const graphstore::Snapshot& snapshot,
                               const query::CoverageOptions& coverage, bool for_print);

}  // namespace relmap::server
