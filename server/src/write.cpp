#include "write.h"

#include <nlohmann/json.hpp>

#include "etag.h"
#include "json_body.h"
#include "problem.h"
#include "scoped_commit.h"

namespace relmap::server {
namespace {

using graphstore::Version;

// How often a write without preconditions is tried again after somebody else was faster.
constexpr int kMaxAttempts = 20;

}  // namespace

Result<graphstore::CommitResult> commit_one(Context& context, const Caller& caller,
                                            graphstore::Change change) {
  graphstore::Transaction transaction;
  transaction.changes.push_back(std::move(change));
  auto result = commit_as(context, caller, transaction, "");
  if (!result) return result.status().without_change();
  return result;
}

bool precondition_holds(const Request& request, std::optional<Version> current) {
  const auto tag = current ? entity_tag(*current) : std::string();
  if (const auto* match = request.header("If-Match"); match && (!current || !names_tag(*match, tag, false))) {
    return false;
  }
  const auto* none = request.header("If-None-Match");
  return !none || !current || !names_tag(*none, tag, true);
}

Response precondition_failed(const Request& request, std::optional<Version> current) {
  auto response = problem(request, 412, "precondition_failed",
                          current ? "it is at " + entity_tag(*current) + " now: read it again, then decide"
                                  : "it does not exist (any more)");
  if (current) response.headers.emplace_back("ETag", entity_tag(*current));
  return response;
}

Result<nlohmann::json> properties_in_body(const Request& request) {
  auto body = parse_json_object(request.body);
  if (!body) return body.status();
  if (auto s = refuse_unknown_members(*body, "properties", "the body, which is {\"properties\": {…}}");
      !s.ok()) {
    return s;
  }
  const auto at = body->find("properties");
  if (at == body->end() || !at->is_object()) {
    return Status::invalid_argument("the body must be {\"properties\": {…}}");
  }
  return std::move(*at);
}

Response write_entity(Context& context, const Call& call, const Entity& entity, bool create) {
  for (int attempt = 0;; ++attempt) {
    const auto current = entity.version();
    if (!current) return problem(call.request, current.status());
    if (!precondition_holds(call.request, *current)) return precondition_failed(call.request, *current);
    if (!*current && !create) {
      return problem(call.request, Status::not_found(entity.name + " does not exist; PUT creates it"));
    }
    const auto result = commit_one(context, call.caller, entity.change(current->value_or(0)));
    if (result.ok()) return entity.show(*current ? 200 : 201);
    if (result.status().code() != StatusCode::kConflict) return problem(call.request, result.status());
    const auto now = entity.version();
    const bool outrun = now.ok() && *now != *current;
    if (!outrun || attempt == kMaxAttempts) return problem(call.request, result.status());
  }
}

Response delete_entity(Context& context, const Call& call, const Entity& entity) {
  for (int attempt = 0;; ++attempt) {
    const auto current = entity.version();
    if (!current) return problem(call.request, current.status());
    if (!precondition_holds(call.request, *current)) return precondition_failed(call.request, *current);
    if (!*current) return problem(call.request, Status::not_found(entity.name + " does not exist"));
    const auto result = commit_one(context, call.caller, entity.change(**current));
    if (result.ok()) {
      Response response;
      response.status = 204;
      return response;
    }
    if (result.status().code() != StatusCode::kConflict) return problem(call.request, result.status());
    const auto now = entity.version();
    const bool outrun = now.ok() && *now != *current;
    if (!outrun || attempt == kMaxAttempts) return problem(call.request, result.status());
  }
}

Response show_entity(const Request& request, int status, Version version, const nlohmann::json& body) {
  Response response;
  response.headers.emplace_back("ETag", entity_tag(version));
  const auto* known = request.header("If-None-Match");
  const bool read = request.method == "GET" || request.method == "HEAD";
  if (read && known && names_tag(*known, entity_tag(version), true)) {
    response.status = 304;
    return response;
  }
  response.status = status;
  response.content_type = media_type("json");
  response.body = std::make_shared<const std::string>(
      body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
  return response;
}

}  // namespace relmap::server
