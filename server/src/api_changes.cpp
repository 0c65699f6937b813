// GET /changes: the change feed. GET /accounts/{id}/changes: what it means for one account.
#include "context.h"
#include "graphstore/history.h"
#include "history_json.h"
#include "problem.h"
#include "query/changes.h"

namespace relmap::server {
namespace {

// Nodes and edges that changed anywhere, of which those of the account are picked.
constexpr std::size_t kMaxAccountDiff = 100'000;

}  // namespace

Response get_account_changes(Context& context, const Call& call) {
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    const auto since = context.graph.parse_as_of(call.params.text("since"));
    if (!since) return since.status().with_context("since");
    const auto older = context.graph.snapshot_at(*since);
    if (!older) return older.status();
    const auto diff = context.graph.diff(*since, read.snapshot->version(), kMaxAccountDiff);
    if (!diff) return diff.status();
    const auto changes =
        query::account_changes(*older->snapshot, *read.snapshot, *diff, call.path[0], read.lang);
    if (!changes) return changes.status();
    return read.format == "text" ? query::to_text(*changes, read.lang) : query::to_json(*changes);
  });
}

// No tag and no cache: who asks wants what is new, and asks on from `next`.
Response get_changes(Context& context, const Call& call) {
  const auto since = graphstore::FeedPosition::parse(call.params.text("since"));
  if (!since) return problem(call.request, since.status().with_context("since"));
  const auto feed = context.graph.changes(*since, static_cast<std::size_t>(call.params.integer("limit")));
  if (!feed) return problem(call.request, feed.status());
  Response response;
  response.content_type = media_type("json");
  response.body = std::make_shared<const std::string>(
      feed_json(*feed).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  return response;
}

}  // namespace relmap::server
