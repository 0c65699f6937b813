// GET /accounts/{id}/NAME for each row of analyses.h; POST /accounts/{id}/what-if with edits as JSON.
#include <algorithm>

#include "analyses.h"
#include "context.h"
#include "problem.h"
#include "query/report_diff.h"
#include "query/what_if.h"

namespace relmap::server {
namespace {

const Analysis& analysis_of(const Route& route) {
  const auto all = analyses();
  const std::string_view pattern = route.pattern, name = pattern.substr(pattern.rfind('/') + 1);
  const bool of_account = pattern.find("{id}") != std::string_view::npos;
  // A route without a row is a fault of the table, which a test looks for.
  return *std::find_if(all.begin(), all.end(), [&](const Analysis& a) {
    return a.of_account == of_account && (a.address.empty() ? a.name : a.address) == name;
  });
}

}  // namespace

Response get_analysis(Context& context, const Call& call) {
  const Analysis& analysis = analysis_of(call.route);
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    return analysis.run({seen(context, call), *read.snapshot,
                         analysis.of_account ? call.path[0] : std::string(), call.params, read.date,
                         read.lang, read.format, context.policy, read.incomplete, call.params.has("date")});
  });
}

Response post_what_if(Context& context, const Call& call) {
  const auto edits = query::parse_edits_json(call.request.body);
  if (!edits) return problem(call.request, edits.status());
  // An analysis like others, and no write: it waits for its turn, and is not kept.
  return answer_uncached(context, call, [&](const Read& read) -> Result<std::string> {
    return what_if({seen(context, call), *read.snapshot, call.path[0], call.params, read.date, read.lang,
                    read.format, context.policy, read.incomplete},
                   *edits);
  });
}

}  // namespace relmap::server
