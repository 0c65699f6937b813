// The management system round an account: tasks of all accounts, and the planning pack.
#include "context.h"
#include "plan_pack.h"
#include "query/tasks.h"
#include "task_params.h"

namespace relmap::server {
namespace {

query::CoverageOptions coverage_options(const Context& context, const Read& read) {
  query::CoverageOptions options;
  options.date = read.date;
  options.policy = &context.policy;
  options.lang = read.lang;
  return options;
}

}  // namespace

Response get_tasks(Context& context, const Call& call) {
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    const auto list = query::tasks(*read.snapshot, task_options(call.params, call.params.text("account"),
                                                                coverage_options(context, read)));
    if (!list) return list.status();
    return read.format == "csv" ? query::to_csv(*list) : query::to_json(*list);
  });
}

Response get_plan(Context& context, const Call& call) {
  return answer_read_or_draw(context, call, [&](const Read& read) -> Result<BodyOrPicture> {
    const auto coverage = coverage_options(context, read);
    auto plan = make_plan({seen(context, call), *read.snapshot, call.path[0],
                           std::string(call.params.text("since")), coverage, read.incomplete});
    if (!plan) return plan.status();
    if (read.format == "json") return BodyOrPicture(query::to_json(*plan));
    auto document = plan_document(*std::move(plan), *read.snapshot, coverage, read.format == "pdf");
    if (!document) return document.status();
    return BodyOrPicture(*std::move(document));
  });
}

}  // namespace relmap::server
