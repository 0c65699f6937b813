// GET /search: nodes by name. POST /merge: two nodes become one.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/csv.h"
#include "base/utf8.h"
#include "context.h"
#include "graphstore/merge.h"
#include "graphstore/search.h"
#include "json_body.h"
#include "problem.h"
#include "target.h"

namespace relmap::server {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxSteps = 1000;

std::string dump(const json& body) {
  return body.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

json hit_json(const graphstore::Snapshot& snapshot, const graphstore::SearchHit& hit) {
  static constexpr const char* kRanks[] = {"exact", "prefix", "word_prefix", "substring"};
  const auto properties = snapshot.properties(hit.vertex);
  json result = {{"label", snapshot.label(hit.vertex)},
                 {"id", snapshot.key(hit.vertex)},
                 {"rank", kRanks[static_cast<std::size_t>(hit.rank)]}};
  for (const char* name : {"name", "title", "email"}) {
    if (const auto text = properties.text(snapshot.symbol(name))) result[name] = *text;
  }
  return result;
}

std::string hits_csv(const json& hits) {
  static constexpr std::array kColumns = {"label", "id", "name", "title", "email", "rank"};
  std::string out = "label,id,name,title,email,rank\r\n";
  for (const json& hit : hits) {
    for (const char* column : kColumns) {
      out += csv_field(hit.value(column, std::string()));
      out += column == kColumns.back() ? "\r\n" : ",";
    }
  }
  return out;
}

json first_lines(const std::vector<std::string>& lines) {
  json list = json::array();
  for (std::size_t i = 0; i < std::min(lines.size(), kMaxSteps); ++i) list.push_back(lines[i]);
  return list;
}

Result<graphstore::MergeReport> merge(Context& context, const Call& call) {
  const auto body = parse_json_object(call.request.body);
  if (!body) return body.status();
  if (auto s = refuse_unknown_members(*body, "keep merge dry_run reason", "a merge"); !s.ok()) return s;
  const auto keep = node_member(*body, "keep"), gone = node_member(*body, "merge");
  if (!keep) return keep.status();
  if (!gone) return gone.status();
  const json dry_run = body->value("dry_run", json(false)), reason = body->value("reason", json(""));
  if (!dry_run.is_boolean() || !reason.is_string())
    return Status::invalid_argument("\"dry_run\" must be true or false, \"reason\" a text");
  graphstore::MergeOptions options;
  options.author = call.caller.name;
  options.reason = utf8::truncate(reason.get<std::string>(), 500);
  options.dry_run = dry_run.get<bool>();
  return graphstore::merge_nodes(context.graph, *keep, *gone, options);
}

}  // namespace

Response get_search(Context& context, const Call& call) {
  return answer_read(context, call, [&](const Read& read) -> Result<std::string> {
    graphstore::SearchOptions options;
    options.labels = call.params.all("label");
    options.limit = static_cast<std::size_t>(call.params.integer("limit"));
    options.offset = static_cast<std::size_t>(call.params.integer("cursor"));
    const auto found = graphstore::search(*read.snapshot, call.params.text("q"), options);
    if (!found) return found.status();
    json body = {{"results", json::array()}, {"next", nullptr}};
    for (const auto& hit : found->hits) body["results"].push_back(hit_json(*read.snapshot, hit));
    if (read.format == "csv") return hits_csv(body["results"]);
    const std::size_t next = options.offset + options.limit;
    if (found->more && next + options.limit <= graphstore::kMaxSearchHits)
      body["next"] = std::to_string(next);
    return dump(body);
  });
}

Response post_merge(Context& context, const Call& call) {
  const auto report = merge(context, call);
  if (!report) return problem(call.request, report.status());
  Response response;
  response.content_type = media_type("json");
  response.body = std::make_shared<const std::string>(dump({{"version", report->version},
                                                            {"written", report->written},
                                                            {"moved", report->moved},
                                                            {"united", report->united},
                                                            {"dropped", report->dropped},
                                                            {"steps", first_lines(report->steps)},
                                                            {"conflicts", first_lines(report->conflicts)}}));
  return response;
}

}  // namespace relmap::server
