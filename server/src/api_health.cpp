// /healthz and /readyz, for whoever watches the process.
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

Response get_ready(Context& context, const Call&) {
  return json_answer("{\"status\":\"ready\",\"graph_version\":" + std::to_string(context.graph.version()) +
                     "}\n");
}

}  // namespace relmap::server
