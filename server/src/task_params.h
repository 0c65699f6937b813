// What a list of tasks may be asked, of one account or of all: shared by both addresses and the command.
#pragma once

#include "params.h"
#include "query/tasks.h"

namespace relmap::server {

inline constexpr Param kTaskOwnerParam{
    .name = "owner", .type = ParamType::kNode, .doc = "TeamMember/ID: only tasks of this member"};
inline constexpr Param kTaskStatusParam{.name = "status",
                                        .type = ParamType::kWord,
                                        .doc = "Only tasks that stand so: open, done or dropped",
                                        .words = "open done dropped"};
inline constexpr Param kTaskKindParam{
    .name = "kind",
    .type = ParamType::kWord,
    .doc = "Only tasks of this kind: cross_sell, introduction, meeting or follow_up",
    .words = "cross_sell introduction meeting follow_up"};
inline constexpr Param kTaskOverdueParam{.name = "overdue",
                                         .type = ParamType::kBoolean,
                                         .doc =
                                             "true: only open tasks that were due before the date; false: "
                                             "only the others"};
inline constexpr Param kTaskCursorParam{.name = "cursor", .doc = "`next` of the page before"};
inline constexpr Param kTaskLimitParam{.name = "limit",
                                       .type = ParamType::kInteger,
                                       .doc = "Tasks on a page",
                                       .min = 1,
                                       .max = 200,
                                       .fallback = "50"};

// `account`: id, "" for all.
inline query::TaskListOptions task_options(const ParamValues& params, std::string_view account,
                                           const query::CoverageOptions& coverage) {
  query::TaskListOptions options;
  options.coverage = coverage;
  options.account = account;
  options.owner = params.text("owner");
  options.status = params.text("status");
  options.kind = params.text("kind");
  if (params.has("overdue")) options.overdue = params.flag("overdue");
  options.after = params.text("cursor");
  options.limit = static_cast<std::size_t>(params.integer("limit"));
  return options;
}

}  // namespace relmap::server
