// GET /changes: the change feed.
#include "context.h"
#include "graphstore/history.h"
#include "history_json.h"
#include "problem.h"

namespace relmap::server {

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
