// The route table: one row a route. What a route takes is data, so that unknown parameters are refused and
// the API description can be made from the same rows.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access.h"
#include "http.h"
#include "params.h"

namespace relmap::server {

struct Context;
struct Call;
using Handler = Response (*)(Context&, const Call&);

struct Route {
  std::string_view method;
  std::string_view pattern;  // segments of which "{…}" stands for any one that is not empty
  Handler handler;
  std::span<const Param> params;
  std::string_view formats;  // what it can answer, the default first, separated by spaces; see media_type()
  std::string_view doc;
  std::string_view answer = {};  // the schema of its JSON, and of its body: names in openapi/schemas.json
  std::string_view body = {};
  Access access = Access::kRead;
  std::string_view uploads = {};  // instead: the media types of a file that it takes, separated by spaces; up
                                  // to max_upload_bytes, and the answer is 202
};

// One request on its way through its route.
struct Call {
  const Request& request;
  const Route& route;
  std::vector<std::string> path;  // what the pattern's {…} stood for
  ParamValues params;
  const Caller& caller;
};

std::span<const Route> routes();

// Whether requests of the route change anything. A what-if has a body, but changes nothing.
bool writes(const Route& route);

// Whether it is a document or a file of the app: no part of the API, and not described as such.
bool is_page(const Route& route);

// The route for a request (HEAD counts as GET). Without one: `allowed` holds the methods that the path knows,
// none where there is no such path at all.
struct RouteMatch {
  const Route* route = nullptr;
  std::vector<std::string> path;
  std::string allowed;  // "GET, HEAD, PUT"
};
RouteMatch find_route(std::string_view method, const std::vector<std::string>& segments);

// "json" → "application/json" and so on; "" for a format that there is none of.
std::string_view media_type(std::string_view format);

// --- the handlers, by file
Response get_app(Context&, const Call&);  // app.cpp
Response get_asset(Context&, const Call&);
Response get_icon(Context&, const Call&);
Response get_style(Context&, const Call&);  // pages.cpp
Response get_login(Context&, const Call&);  // login_page.cpp
Response post_login(Context&, const Call&);
Response post_logout(Context&, const Call&);
Response get_health(Context&, const Call&);  // api_health.cpp
Response get_ready(Context&, const Call&);
Response get_metrics(Context&, const Call&);
Response get_openapi(Context&, const Call&);   // openapi.cpp
Response get_accounts(Context&, const Call&);  // api_accounts.cpp
Response get_account(Context&, const Call&);
Response get_coverage(Context&, const Call&);
Response get_map(Context&, const Call&);
Response get_paths(Context&, const Call&);  // api_paths.cpp
Response get_node(Context&, const Call&);   // api_nodes.cpp
Response put_node(Context&, const Call&);
Response patch_node(Context&, const Call&);
Response delete_node(Context&, const Call&);
Response get_edge(Context&, const Call&);  // api_edges.cpp
Response put_edge(Context&, const Call&);
Response patch_edge(Context&, const Call&);
Response delete_edge(Context&, const Call&);
Response post_batch(Context&, const Call&);   // api_batch.cpp
Response post_backup(Context&, const Call&);  // api_backup.cpp
Response get_account_changes(Context&, const Call&);
Response get_changes(Context&, const Call&);  // api_changes.cpp
Response get_search(Context&, const Call&);   // api_search.cpp
Response post_merge(Context&, const Call&);
Response get_analysis(Context&, const Call&);  // api_analyses.cpp
Response post_what_if(Context&, const Call&);
Response get_people(Context&, const Call&);  // api_people.cpp
Response get_person(Context&, const Call&);
Response get_person_history(Context&, const Call&);  // api_person_history.cpp
Response get_person_export(Context&, const Call&);   // api_person_file.cpp
Response post_person_erase(Context&, const Call&);
Response get_versions(Context&, const Call&);  // api_changes.cpp
Response get_me(Context&, const Call&);        // api_me.cpp
Response get_schema(Context&, const Call&);
Response get_policy(Context&, const Call&);
Response get_rules(Context&, const Call&);
Response get_tasks(Context&, const Call&);  // api_plan.cpp
Response get_plan(Context&, const Call&);
Response post_import(Context&, const Call&);  // api_imports.cpp
Response get_imports(Context&, const Call&);
Response get_import(Context&, const Call&);
Response get_import_rejects(Context&, const Call&);
Response delete_import(Context&, const Call&);

}  // namespace relmap::server
