// What the routes take: the parameters that the rows of routes.cpp name.
#pragma once

#include <array>

#include "params.h"
#include "task_params.h"

namespace relmap::server {

inline constexpr Param kDate{.name = "date",
                             .type = ParamType::kDate,
                             .doc = "Date of judgement; else the server's, else today (UTC)"};
inline constexpr Param kAsOf{
    .name = "as_of",
    .doc = "An earlier version: its number, a date (the last commit of that UTC day) or a datetime"};
inline constexpr Param kLang{.name = "lang",
                             .type = ParamType::kWord,
                             .doc = "Language of texts for people",
                             .words = "en zh",
                             .fallback = "en"};
inline constexpr Param kCursor{.name = "cursor", .doc = "`next` of the page before: the last id on it"};
inline constexpr Param kLimit{.name = "limit",
                              .type = ParamType::kInteger,
                              .doc = "Accounts on a page",
                              .min = 1,
                              .max = 200,
                              .fallback = "50"};
inline constexpr Param kScale{.name = "scale",
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

inline constexpr std::array kPageParams{
    kLang, Param{.name = kOtherParams, .doc = "How the page stands: its own, for the browser alone"}};
inline constexpr std::array kAccountsParams{
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
inline constexpr std::array kAccountParams{kAsOf, kDate, kLang};
inline constexpr std::array kCoverageParams{kAsOf, kDate, kLang, format_param("json csv rows html text")};
inline constexpr std::string_view kViewNames =
    "map org influence coverage committee focus gap path diff matrix score levels units";
inline constexpr std::array kMapParams{
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
    Param{.name = "expand", .doc = "Id of a unit that stays open on a large map, or `all`", .repeated = true},
    Param{.name = "fold", .doc = "Id of a unit that is to be a box with counts", .repeated = true}};
inline constexpr std::array kPathsParams{Param{.name = "from",
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
inline constexpr std::array kDeleteNodeParams{Param{
    .name = "cascade", .type = ParamType::kBoolean, .doc = "Delete its edges with it", .fallback = "false"}};
inline constexpr Param kEdgeFrom{.name = "from",
                                 .type = ParamType::kNode,
                                 .doc = "Where it begins",
                                 .required = true,
                                 .example = "TeamMember/tm-chen-li"};
inline constexpr Param kEdgeTo{.name = "to",
                               .type = ParamType::kNode,
                               .doc = "Where it ends",
                               .required = true,
                               .example = "Contact/ob-arjun-mehta"};
inline constexpr Param kEdgeKey{.name = kOtherParams, .doc = "The key properties of the edge type"};
inline constexpr std::array kEdgeParams{kEdgeFrom, kEdgeTo, kEdgeKey};
inline constexpr std::array kGetEdgeParams{kEdgeFrom, kEdgeTo, kAsOf, kEdgeKey};

inline constexpr std::array kNodeParams{kAsOf};

inline constexpr std::array kSearchParams{
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
inline constexpr std::array kAccountChangesParams{
    Param{.name = "since",
          .doc = "The earlier version: its number, a date or a datetime",
          .required = true,
          .example = "1"},
    kAsOf, kLang, format_param("json csv rows text")};
inline constexpr std::array kFeedParams{
    Param{.name = "since",
          .doc = "`next` of the page before, or a version: the commits after it",
          .fallback = "0"},
    Param{.name = "limit",
          .type = ParamType::kInteger,
          .doc = "Most changed nodes and edges",
          .min = 1,
          .max = 1000,
          .fallback = "200"},
    format_param("json events")};

inline constexpr std::array kVersionsParams{Param{.name = "limit",
                                                  .type = ParamType::kInteger,
                                                  .doc = "Most versions",
                                                  .min = 1,
                                                  .max = 1000,
                                                  .fallback = "200"}};
inline constexpr std::array kRulesParams{kLang};
inline constexpr std::array kWhatIfParams{kDate, kLang, format_param("json csv rows text")};
inline constexpr std::array kLoginParams{
    Param{.name = "to", .doc = "Where to go then: a path of this server", .fallback = "/"}, kLang};

inline constexpr std::array kImportParams{
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

// --- people
inline constexpr std::array kPeopleParams{
    Param{.name = "cursor", .doc = "`next` of the page before: the last id on it"},
    Param{.name = "limit",
          .type = ParamType::kInteger,
          .doc = "People on a page",
          .min = 1,
          .max = 10000,
          .fallback = "10000"},
    kAsOf,
    kDate,
    kLang,
    format_param("json csv rows")};
inline constexpr std::array kPersonParams{kAsOf, kDate, kLang};
inline constexpr std::array kPersonHistoryParams{
    Param{.name = "cursor",
          .type = ParamType::kInteger,
          .doc = "`next` of the page before: the commits before it",
          .min = 1,
          .max = 2147483647},
    Param{.name = "limit",
          .type = ParamType::kInteger,
          .doc = "Commits on a page",
          .min = 1,
          .max = 100,
          .fallback = "20"},
    kLang};
inline constexpr std::array kTasksParams{Param{.name = "account", .doc = "Id of an account: only its tasks"},
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

inline constexpr std::array kPlanParams{
    Param{.name = "since",
          .doc = "The version to compare with: its number, a date or a datetime; else the last planning "
                 "session, where history reaches back to it"},
    kAsOf, kDate, kLang, format_param("json html pdf")};

}  // namespace relmap::server
