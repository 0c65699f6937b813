#include "routes.h"

#include <array>
#include <cctype>
#include <deque>

#include "analyses.h"
#include "route_params.h"

namespace relmap::server {
namespace {

constexpr std::array kRoutes{
    Route{"GET", "/", get_app, kPageParams, "html", "The first page of the app: the portfolio"},
    Route{"GET", "/tasks", get_app, kPageParams, "html", "The app: tasks across accounts"},
    Route{"GET", "/teams", get_app, kPageParams, "html",
          "The app: tiers and coverage models with their teams"},
    Route{"GET", "/import", get_app, kPageParams, "html", "The app: files to import, and how that goes"},
    Route{"GET", "/glossary", get_app, kPageParams, "html", "The app: what the words mean"},
    Route{"GET", "/accounts/{id}", get_app, kPageParams, "html", "The app: one account"},
    Route{"GET", "/accounts/{id}/{page}", get_app, kPageParams, "html",
          "The app: map, coverage and so on of one account"},
    Route{"GET", "/people/{label}/{id}", get_app, kPageParams, "html", "The app: one person"},
    Route{"GET",
          "/assets/{version}/{name}",
          get_asset,
          {},
          "js css svg",
          "A file of the app",
          "",
          "",
          Access::kAnyone},
    Route{"GET",
          "/favicon.ico",
          get_icon,
          {},
          "svg",
          "What a browser asks for by itself",
          "",
          "",
          Access::kAnyone},
    Route{"GET", "/style.css", get_style, {}, "css", "The style of the pages", "", "", Access::kAnyone},
    Route{"GET", "/login", get_login, kLoginParams, "html", "The page on which a browser logs in", "", "",
          Access::kAnyone},
    Route{"POST", "/login", post_login, kLoginParams, "html", "Begins a session: a token for a cookie", "",
          "LoginForm", Access::kAnyone},
    Route{"POST", "/logout", post_logout, kLoginParams, "html", "Ends the session", "", "", Access::kAnyone},
    Route{
        "GET", "/healthz", get_health, {}, "json", "Whether the process runs", "Health", "", Access::kAnyone},
    Route{"GET",
          "/readyz",
          get_ready,
          {},
          "json",
          "Whether it can answer, and the version of the graph",
          "Ready",
          "",
          Access::kAnyone},
    Route{"GET", "/openapi.json", get_openapi, {}, "json", "This description", "", "", Access::kAnyone},
    Route{"GET",
          "/metrics",
          get_metrics,
          {},
          "text",
          "Figures of the server, as Prometheus reads them",
          "",
          "",
          Access::kReadAll},
    Route{"GET", "/api/v1/accounts", get_accounts, kAccountsParams, "json csv rows",
          "Accounts with score and gaps, by id", "Accounts"},
    Route{"GET", "/api/v1/accounts/{id}", get_account, kAccountParams, "json",
          "One account: team, units, figures", "Account"},
    Route{"GET", "/api/v1/accounts/{id}/coverage", get_coverage, kCoverageParams, "json csv rows html text",
          "The coverage-gap report", "Coverage"},
    Route{"GET", "/api/v1/accounts/{id}/map", get_map, kMapParams, "svg png pdf json nodegraph dot",
          "The relationship map", "Map"},
    Route{"GET", "/api/v1/accounts/{id}/changes", get_account_changes, kAccountChangesParams,
          "json csv rows text", "What has changed about the account between two versions", "AccountChanges"},
    Route{"POST", "/api/v1/accounts/{id}/what-if", post_what_if, kWhatIfParams, "json csv rows text",
          "What edits would change in the coverage report; nothing is written", "Diff", "WhatIfBody"},
    Route{"GET", "/api/v1/paths", get_paths, kPathsParams, "json csv rows svg png", "Introduction paths",
          "Paths"},
    Route{"GET", "/api/v1/accounts/{id}/plan", get_plan, kPlanParams, "json html pdf",
          "The planning pack: all that a planning session needs, as a page, to print or as data", "Plan"},
    Route{"GET", "/api/v1/tasks", get_tasks, kTasksParams, "json csv rows",
          "Tasks of all accounts, by the day they are due", "Tasks"},
    Route{"GET", "/api/v1/nodes/{label}/{id}", get_node, kNodeParams, "json", "A node", "Node"},
    Route{"PUT",
          "/api/v1/nodes/{label}/{id}",
          put_node,
          {},
          "json",
          "Creates a node, or replaces its properties",
          "Node",
          "NodeBody",
          Access::kWrite},
    Route{"PATCH",
          "/api/v1/nodes/{label}/{id}",
          patch_node,
          {},
          "json",
          "Merges into a node's properties",
          "Node",
          "NodeBody",
          Access::kWrite},
    Route{"DELETE", "/api/v1/nodes/{label}/{id}", delete_node, kDeleteNodeParams, "json", "Deletes a node",
          "", "", Access::kWrite},
    Route{"GET", "/api/v1/edges/{type}", get_edge, kGetEdgeParams, "json", "An edge", "Edge"},
    Route{"PUT", "/api/v1/edges/{type}", put_edge, kEdgeParams, "json",
          "Creates an edge, or replaces its properties", "Edge", "EdgeBody", Access::kWrite},
    Route{"PATCH", "/api/v1/edges/{type}", patch_edge, kEdgeParams, "json",
          "Merges into an edge's properties", "Edge", "EdgeBody", Access::kWrite},
    Route{"DELETE", "/api/v1/edges/{type}", delete_edge, kEdgeParams, "json", "Deletes an edge", "", "",
          Access::kWrite},
    Route{"POST",
          "/api/v1/batch",
          post_batch,
          {},
          "json",
          "Many changes as one commit",
          "Written",
          "BatchBody",
          Access::kWrite},
    Route{"GET", "/api/v1/search", get_search, kSearchParams, "json csv rows", "People and others by name",
          "Search"},
    Route{"GET", "/api/v1/changes", get_changes, kFeedParams, "json events",
          "The commits and what they changed", "Changes", "", Access::kReadAll},
    Route{"POST",
          "/api/v1/merge",
          post_merge,
          {},
          "json",
          "Two nodes become one",
          "Merged",
          "MergeBody",
          Access::kWriteAll},
    Route{"POST",
          "/api/v1/backup",
          post_backup,
          {},
          "json",
          "Adds a backup to the server's folder of backups",
          "Backup",
          "",
          Access::kAdmin},
    Route{"POST",
          "/api/v1/imports",
          post_import,
          kImportParams,
          "json",
          "Imports a file, or a folder as an archive, as a job",
          "ImportJob",
          {},
          Access::kWriteAll,
          "application/x-ndjson text/csv application/zip"},
    Route{"GET",
          "/api/v1/imports",
          get_imports,
          {},
          "json",
          "The last imports, the newest first",
          "Imports",
          "",
          Access::kReadAll},
    Route{"GET",
          "/api/v1/imports/{id}",
          get_import,
          {},
          "json",
          "How an import stands",
          "ImportJob",
          "",
          Access::kReadAll},
    Route{"GET",
          "/api/v1/imports/{id}/rejects",
          get_import_rejects,
          {},
          "zip csv ndjson",
          "The rows that an import rejected, as they came: a file, or an archive of a folder to import",
          "",
          "",
          Access::kReadAll},
    Route{"DELETE",
          "/api/v1/imports/{id}",
          delete_import,
          {},
          "json",
          "Forgets an import that has ended, or withdraws one that waits",
          "",
          "",
          Access::kWriteAll},
    // --- people
    Route{"GET", "/api/v1/accounts/{id}/people", get_people, kPeopleParams, "json csv rows",
          "Everybody on the account's map: standing, ties, gaps", "People"},
    Route{"GET", "/api/v1/people/{label}/{id}", get_person, kPersonParams, "json",
          "All that is known of one person, a contact or a team member", "Person"},
    Route{"GET", "/api/v1/people/{label}/{id}/history", get_person_history, kPersonHistoryParams, "json",
          "What was changed about a person, the newest first", "PersonHistory"},
    Route{"GET",
          "/api/v1/people/{label}/{id}/export",
          get_person_export,
          {},
          "json",
          "All that is stored of a person, with its history: for who asks what we hold of him",
          "PersonFile",
          "",
          Access::kReadAll},
    Route{"POST",
          "/api/v1/people/{label}/{id}/erase",
          post_person_erase,
          {},
          "json",
          "Erases a person and all of its history for good",
          "Erased",
          "EraseBody",
          Access::kAdmin},
    Route{"GET", "/api/v1/versions", get_versions, kVersionsParams, "json",
          "The newest versions of the graph, oldest first: what as_of can name", "Versions"},
    Route{"GET", "/api/v1/me", get_me, {}, "json", "Who asks, and what he may", "Me"},
    Route{"GET",
          "/api/v1/schema",
          get_schema,
          {},
          "json",
          "The graph's schema: labels, edge types, properties, words",
          "Schema"},
    Route{"GET", "/api/v1/rules", get_rules, kRulesParams, "json", "The coverage rules in one line each",
          "Rules"},
    Route{"GET", "/api/v1/policy", get_policy, {}, "json", "The coverage policy in use", "Policy"},
};

// "repair-plan" → "RepairPlan"; a what-if answers as a diff does.
std::string schema_of(std::string_view analysis) {
  if (analysis == "what-if") return "Diff";
  std::string out;
  bool start = true;
  for (const char c : analysis) {
    if (c != '-') out += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    start = c == '-';
  }
  return out;
}

}  // namespace

std::span<const Route> routes() {
  static const std::vector<Route> all = [] {
    std::vector<Route> rows(kRoutes.begin(), kRoutes.end());
    // The rows point into these.
    static std::deque<std::string> patterns, schemas;
    static std::deque<std::vector<Param>> params;
    for (const Analysis& analysis : analyses()) {
      patterns.push_back((analysis.of_account ? "/api/v1/accounts/{id}/" : "/api/v1/portfolio/") +
                         std::string(analysis.address.empty() ? analysis.name : analysis.address));
      params.emplace_back(analysis.params.begin(), analysis.params.end());
      for (const Param& shared : {kDate, kLang, format_param("json csv rows text")})
        params.back().push_back(shared);
      schemas.push_back(schema_of(analysis.name));
      rows.push_back({"GET", patterns.back(), get_analysis, params.back(), "json csv rows text",
                      analysis.what, schemas.back()});
    }
    return rows;
  }();
  return all;
}

bool is_page(const Route& route) {
  return route.handler == get_app || route.handler == get_asset || route.handler == get_icon ||
         route.handler == get_style;
}

bool writes(const Route& route) { return route.method != "GET" && route.handler != post_what_if; }

std::string_view media_type(std::string_view format) {
  if (format == "json" || format == "rows" || format == "nodegraph") return "application/json";
  if (format == "events") return "text/event-stream";
  if (format == "csv") return "text/csv; charset=utf-8";
  if (format == "html") return "text/html; charset=utf-8";
  if (format == "text") return "text/plain; charset=utf-8";
  if (format == "js") return "text/javascript; charset=utf-8";
  if (format == "css") return "text/css; charset=utf-8";
  if (format == "svg") return "image/svg+xml; charset=utf-8";
  if (format == "png") return "image/png";
  if (format == "pdf") return "application/pdf";
  if (format == "zip") return "application/zip";
  if (format == "ndjson") return "application/x-ndjson";
  if (format == "dot") return "text/vnd.graphviz; charset=utf-8";
  return "";
}

}  // namespace relmap::server
