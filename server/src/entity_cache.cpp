#include "entity_cache.h"

#include "etag.h"

namespace relmap::server {

Response answer_entity(Context& context, const Call& call, const std::function<Response()>& show) {
  const auto epoch = context.entities.epoch();
  const auto version = context.graph.version();  // before the entity is read
  auto key = std::to_string(version) + call.request.target;
  if (const auto& scope = call.caller.scope) key += " for " + scope->fingerprint;
  if (auto kept = context.entities.get(key)) {
    Response response;
    const auto* known = call.request.header("If-None-Match");
    if (known && names_tag(*known, kept->tag, true)) {
      response.status = 304;
    } else {
      response.content_type = std::move(kept->content_type);
      response.body = std::move(kept->body);
    }
    response.headers.emplace_back("ETag", std::move(kept->tag));
    return response;
  }
  auto response = show();
  const auto* tag = response.header("ETag");
  // What was read while somebody committed may be of either version.
  if (response.status == 200 && tag && context.graph.version() == version) {
    context.entities.put(std::move(key), {response.content_type, response.body, *tag}, epoch);
  }
  return response;
}

}  // namespace relmap::server
