// POST /api/v1/backup: adds a backup to the folder that the server was started with. The client names no
// path.
#include <nlohmann/json.hpp>

#include "context.h"
#include "problem.h"

namespace relmap::server {

Response post_backup(Context& context, const Call& call) {
  const auto& dir = context.options.backups;
  if (dir.empty()) {
    return problem(call.request, 404, "no_backups", "the server was not started with --backups DIR");
  }
  const std::unique_lock lock(context.backup, std::try_to_lock);
  if (!lock) return problem(call.request, Status::unavailable("a backup is being made; try again later"));
  const auto version = context.graph.version();
  if (const auto made = context.graph.backup(dir); !made.ok()) return problem(call.request, made);
  const auto backups = graphstore::list_backups(dir);
  if (!backups) return problem(call.request, backups.status());
  if (backups->empty()) return problem(call.request, Status::internal("the backup just made is not there"));
  nlohmann::ordered_json answer;
  answer["backup"] = backups->back().number;
  answer["graph_version"] = version;  // at least: it may hold later commits too
  answer["time"] = backups->back().time.to_string();
  answer["size_bytes"] = backups->back().size_bytes;
  Response response;
  response.status = 201;
  response.content_type = media_type("json");
  response.headers.emplace_back("Cache-Control", "no-store");
  response.body = std::make_shared<const std::string>(answer.dump() + "\n");
  return response;
}

}  // namespace relmap::server
