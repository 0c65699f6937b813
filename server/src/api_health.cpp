// /healthz, /readyz and /metrics, for whoever watches the process.
#include <nlohmann/json.hpp>

#include "context.h"

namespace relmap::server {
namespace {

Response json_answer(std::string body) {
  Response response;
  response.content_type = media_type("json");
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = std::make_shared<const std::string>(std::move(body));
  return response;
}

}  // namespace

Response get_health(Context&, const Call&) { return json_answer("{\"status\":\"ok\"}\n"); }

// Anybody may ask: where not everybody may read, only the log says why writes have stopped.
// Ready to answer reads in any case: what stopped the writes is for a person to look at.
Response get_ready(Context& context, const Call&) {
  const auto writes = context.graph.write_status();
  nlohmann::ordered_json answer;
  answer["status"] = "ready";
  answer["graph_version"] = context.graph.version();
  answer["writes"] = writes.status.ok()      ? "ok"
                     : context.authenticator ? "stopped"
                                             : "stopped: " + writes.status.message();
  if (!writes.status.ok()) answer["writes_stopped_at"] = writes.since.to_string();
  return json_answer(answer.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

// For Prometheus. Figures of the server, none of the people in the graph.
Response get_metrics(Context& context, const Call&) {
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = std::make_shared<const std::string>(context.metrics.text(context));
  return response;
}

}  // namespace relmap::server
