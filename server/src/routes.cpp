#include "routes.h"

#include <array>
#include <cctype>
#include <deque>

#include "analyses.h"
#include "task_params.h"

namespace relmap::server {
namespace {

constexpr Param kDate{.name = "date",
                      .type = ParamType::kDate,
                      .doc = "Date of judgement; else the server's, else today (UTC)"};
constexpr Param kAsOf{
    .name = "as_of",
    .doc = "An earlier version: its number, a date (the last commit of that UTC day) or a datetime"};
constexpr Param kLang{.name = "lang",
                      .type = ParamType::kWord,
                      .doc = "Language of texts for people",
                      .words = "en zh",
                      .fallback = "en"};
constexpr Param kCursor{.name = "cursor", .doc = "`next` of the page before: the last id on it"};
constexpr Param kLimit{.name = "limit",
                       .type = ParamType::kInteger,
                       .doc = "Accounts on a page",
                       .min = 1,
                       .max = 200,
                       .fallback = "50"};
constexpr Param kScale{.name = "scale",
                       .type = ParamType::kNumber,
                       .doc = "png: pixels a CSS pixel",
                       .min = 0.1,
                       .max = 8,
                       .fallback = "1"};

constexpr Param format_param(std::string_view words) {
  return {.name = "format",
          .type = ParamType::kWord,
          .doc =
              "Goes before the Accept header. rows: the CSV's table as a JSON array; nodegraph: frames for "
              "Grafana",
          .words = words};
}

constexpr std::array kHomeParams{kCursor, kAsOf, kDate, kLang};
constexpr std::array kAccountsParams{
    Param{.name = "tier",
          .type = ParamType::kWord,
          .doc = "Only accounts of this tier",
          .words = "strategic large smb"},
    Param{.name = "sort",
          .type = ParamType::kWord,
          .doc = "Order, with - the other way round; red: by urgent gaps",
          .words = "id -id name -name score -score red -red",
          .fallback = "id"},
    Param{.name = "fields", .doc = "json: only these members of each account, separated by commas"},
    kCursor,
    kLimit,
    kAsOf,
    kDate,
    kLang,
    format_param("json csv rows")};
constexpr std::array kAccountParams{kAsOf, kDate, kLang};
constexpr std::array kCoverageParams{kAsOf, kDate, kLang, format_param("json csv rows html text")};
constexpr std::string_view kViewNames =
    "map org influence coverage committee focus gap path diff matrix score levels units";
constexpr std::array kMapParams{
    kAsOf,
    kDate,
    kLang,
    format_param("svg png pdf json nodegraph dot"),
    kScale,
    Param{.name = "paper",
          .type = ParamType::kWord,
          .doc = "pdf: sheets; `fit` is one as large as the picture, on others folded units get pages of "
                 "their own",
          .words = "fit a4 a3 letter",
          .fallback = "fit"},
    Param{.name = "orientation",
          .type = ParamType::kWord,
          .doc = "pdf: of the sheets",
          .words = "landscape portrait",
          .fallback = "landscape"},
    Param{.name = "view",
          .type = ParamType::kWord,
          .doc = "What is drawn; else `focus` or `gap` where they are given, else `map`",
          .words = kViewNames},
    Param{.name = "theme",
          .type = ParamType::kWord,
          .doc = "Colours",
          .words = "light dark print",
          .fallback = "light"},
    Param{.name = "focus", .doc = "Contact/ID or TeamMember/ID whose neighbourhood is drawn"},
    Param{.name = "depth",
          .type = ParamType::kInteger,
          .doc = "Steps from the focus",
          .min = 1,
          .max = 3,
          .fallback = "1"},
    Param{.name = "gap", .doc = "Id of a gap of the report, whose witness is drawn"},
    Param{.name = "opportunity", .doc = "Id of the opportunity of `view=committee`"},
    Param{.name = "from",
          .doc = "Of `view=path`: TeamMember/ID, Contact/ID or team:ACCOUNT; else the account's team"},
    Param{.name = "to", .doc = "Of `view=path`: Contact/ID"},
    Param{.name = "since", .doc = "Of `view=diff`, the earlier version: its number, a date or a datetime"},
    Param{
        .name = "expand", .doc = "Id of a unit that stays open on a large map, or `all`", .repeated = true}};
constexpr std::array kPathsParams{Param{.name = "from",
                                        .doc = "TeamMember/ID, Contact/ID or team:ACCOUNT",
                                        .required = true,
                                        .example = "team:oceanic-bank"},
                                  Param{.name = "to",
                                        .type = ParamType::kNode,
                                        .doc = "Contact/ID",
                                        .required = true,
                                        .example = "Contact/ob-lin-shuhui"},
                                  Param{.name = "k",
                                        .type = ParamType::kInteger,
                                        .doc = "Paths wanted",
                                        .min = 1,
                                        .max = 50,
                                        .fallback = "3"},
                                  Param{.name = "max_hops",
                                        .type = ParamType::kInteger,
                                        .doc = "Most edges of a path",
                                        .min = 1,
                                        .max = 10,
                                        .fallback = "6"},
                                  Param{.name = "avoid",
                                        .type = ParamType::kNode,
                                        .doc = "Nobody whom a path may lead over",
                                        .repeated = true},
                                  kAsOf,
                                  kDate,
                                  kLang,
                                  format_param("json csv rows svg png"),
                                  kScale};
constexpr std::array kDeleteNodeParams{Param{
    .name = "cascade", .type = ParamType::kBoolean, .doc = "Delete its edges with it", .fallback = "false"}};
constexpr std::array kEdgeParams{Param{.name = "from",
                                       .type = ParamType::kNode,
                                       .doc = "Where it begins",
                                       .required = true,
                                       .example = "TeamMember/tm-chen-li"},
                                 Param{.name = "to",
                                       .type = ParamType::kNode,
                                       .doc = "Where it ends",
                                       .required = true,
                                       .example = "Contact/ob-arjun-mehta"},
                                 Param{.name = kOtherParams, .doc = "The key properties of the edge type"}};

constexpr std::array kNodeParams{kAsOf};
constexpr std::array kGetEdgeParams{
    Param{.name = "from",
          .type = ParamType::kNode,
          .doc = "Where it begins",
          .required = true,
          .example = "TeamMember/tm-chen-li"},
    Param{.name = "to",
          .type = ParamType::kNode,
          .doc = "Where it ends",
          .required = true,
          .example = "Contact/ob-arjun-mehta"},
    kAsOf, Param{.name = kOtherParams, .doc = "The key properties of the edge type"}};

constexpr std::array kSearchParams{
    Param{.name = "q",
          .doc = "Words, or parts of words, of a name or an e-mail address",
          .required = true,
          .example = "lin"},
    Param{.name = "label", .doc = "Only nodes of this label", .repeated = true},
    Param{.name = "limit",
          .type = ParamType::kInteger,
          .doc = "Results on a page",
          .min = 1,
          .max = 200,
          .fallback = "20"},
    Param{.name = "cursor",
          .type = ParamType::kInteger,
          .doc = "`next` of the page before",
          .min = 0,
          .max = 1000,
          .fallback = "0"},
    kAsOf,
    format_param("json csv rows")};
constexpr std::array kAccountChangesParams{
    Param{.name = "since",
          .doc = "The earlier version: its number, a date or a datetime",
          .required = true,
          .example = "1"},
    kAsOf, kLang, format_param("json csv rows text")};
constexpr std::array kFeedParams{Param{.name = "since",
                                       .doc = "`next` of the page before, or a version: the commits after it",
                                       .fallback = "0"},
                                 Param{.name = "limit",
                                       .type = ParamType::kInteger,
                                       .doc = "Most changed nodes and edges",
                                       .min = 1,
                                       .max = 1000,
                                       .fallback = "200"},
                                 format_param("json events")};

constexpr std::array kWhatIfParams{kDate, kLang, format_param("json csv rows text")};
constexpr std::array kLoginParams{
    Param{.name = "to", .doc = "Where to go then: a path of this server", .fallback = "/"}, kLang};

constexpr std::array kImportParams{
    Param{.name = "strict",
          .type = ParamType::kBoolean,
          .doc = "Any rejected row fails the import, and nothing is written",
          .fallback = "false"},
    Param{.name = "dry_run",
          .type = ParamType::kBoolean,
          .doc = "Everything is checked, nothing is written",
          .fallback = "false"},
    Param{.name = "mapping",
          .type = ParamType::kWord,
          .doc = "application/zip: the CSV files are this program's export",
          .words = "salesforce hubspot dynamics"},
    Param{.name = "label", .doc = "text/csv: the rows are nodes of this label"},
    Param{.name = "type", .doc = "text/csv: the rows are edges of this type"}};

constexpr std::array kTasksParams{Param{.name = "account", .doc = "Id of an account: only its tasks"},
                                  kTaskOwnerParam,
                                  kTaskStatusParam,
                                  kTaskKindParam,
                                  kTaskOverdueParam,
                                  kTaskCursorParam,
                                  kTaskLimitParam,
                                  kAsOf,
                                  kDate,
                                  kLang,
                                  format_param("json csv rows")};

constexpr std::array kPlanParams{
    Param{.name = "since",
          .doc = "The version to compare with: its number, a date or a datetime; else the last planning "
                 "session, where history reaches back to it"},
    kAsOf, kDate, kLang, format_param("json html pdf")};

constexpr std::array kRoutes{
    Route{"GET", "/", get_home, kHomeParams, "html", "The first page: accounts with score and gaps"},
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

bool writes(const Route& route) { return route.method != "GET" && route.handler != post_what_if; }

std::string_view media_type(std::string_view format) {
  if (format == "json" || format == "rows" || format == "nodegraph") return "application/json";
  if (format == "events") return "text/event-stream";
  if (format == "csv") return "text/csv; charset=utf-8";
  if (format == "html") return "text/html; charset=utf-8";
  if (format == "text") return "text/plain; charset=utf-8";
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
