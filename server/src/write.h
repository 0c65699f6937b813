// What the routes that write have in common: preconditions, commits, and how their failures read.
#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "context.h"
#include "graphstore/transaction.h"

namespace relmap::server {

// Commits one change on behalf of the caller. The message names the entity, not the change's number.
Result<graphstore::CommitResult> commit_one(Context& context, const Caller& caller,
                                            graphstore::Change change);

// Whether the request's If-Match and If-None-Match let it act on an entity at `current` (nullopt: there is
// none).
bool precondition_holds(const Request& request, std::optional<graphstore::Version> current);
Response precondition_failed(const Request& request, std::optional<graphstore::Version> current);

// The body {"properties": {…}}. kInvalidArgument.
Result<nlohmann::json> properties_in_body(const Request& request);

// One entity, as the routes of nodes and edges need it.
struct Entity {
  std::function<Result<std::optional<graphstore::Version>>()> version;  // nullopt: there is none
  // The change, to be refused unless the entity still has the version (0: does not exist).
  std::function<graphstore::Change(graphstore::Version expected)> change;
  std::function<Response(int status)> show;  // the entity as it is now
  std::string name;                          // "Contact/ann"
};

// PUT (`create`: where there is none it is created, 201) or PATCH (404 there). Reads the version, checks the
// preconditions against it and commits on that very version, anew where somebody was faster: so what was
// checked is what is changed. With preconditions, being slower is a 412.
Response write_entity(Context& context, const Call& call, const Entity& entity, bool create);
Response delete_entity(Context& context, const Call& call, const Entity& entity);

// 200 (or 304 by its tag) with {"…", "version"} and the entity's tag.
Response show_entity(const Request& request, int status, graphstore::Version version,
                     const nlohmann::json& body);

}  // namespace relmap::server
