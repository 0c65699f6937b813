// The management system round an account: tasks of all accounts, and the planning pack.
#include "context.h"
#include "plan_pack.h"
#include "query/tasks.h"
#include "report_options.h"
#include "task_params.h"

namespace relmap::server {
Response get_tasks(Context& context, const Call& call) {
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    const auto list = query::tasks(*read.snapshot, task_options(call.params, call.params.text("account"),
                                                                coverage_options(context, read)));
    if (!list) return list.status();
    return read.format == "csv" ? query::to_csv(*list) : query::to_json(*list);
  });
}

Response get_plan(Context& context, const Call& call) {
  auto response = answer_read_or_draw(context, call, [&](const Read& read) -> Result<BodyOrPicture> {
    const auto coverage = coverage_options(context, read);
    auto plan = make_plan({seen(context, call), *read.snapshot, call.path[0],
                           std::string(call.params.text("since")), coverage, read.incomplete});
    if (!plan) return plan.status();
    if (read.format == "json") return BodyOrPicture(query::to_json(*plan));
    auto document = plan_document(*std::move(plan), *read.snapshot, coverage, read.format == "pdf");
    if (!document) return document.status();
    return BodyOrPicture(*std::move(document));
  });
  // The document is whole in itself, style and pictures too, and runs nothing.
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                                "form-action 'none'; base-uri 'none'; frame-ancestors 'none'");
  return response;
}

}  // namespace relmap::server
