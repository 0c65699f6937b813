// The commands, each a struct of what the command line says and a function that does it. They write to the
// standard streams and return an exit code (exit_codes.h).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "authenticator.h"
#include "base/date.h"
#include "base/status.h"
#include "files.h"
#include "graphstore/graph.h"
#include "graphstore/import.h"
#include "graphstore/mapping.h"
#include "query/policy.h"
#include "query/types.h"
#include "viz/render.h"

namespace relmap::server {

struct Analysis;  // analyses.h

// The day on which the sample accounts are looked at: all their dates lie around it.
inline constexpr std::string_view kSampleDate = "2026-11-23";

struct ImportCommand {
  std::string db, dir, rejects, mapping;
  bool strict = false, dry_run = false;
};
int run_import(const ImportCommand& command);

struct MappingCommand {
  std::string name;
};
int run_mapping_show(const MappingCommand& command);

struct ExportCommand {
  std::string db, out, as_of, format = "csv";
  bool force = false;
};
int run_export(const ExportCommand& command);

struct CoverageCommand {
  std::string db, account, date, as_of, policy, lang = "en", format = "text";
};
int run_coverage(const CoverageCommand& command);

// One of analyses.h.
struct AnalysisCommand {
  const Analysis* analysis = nullptr;
  std::string db, account, date, policy, lang = "en", format = "text";
  std::map<std::string, std::vector<std::string>> values;  // of its own parameters, by name
};
int run_analysis(const AnalysisCommand& command);

struct PolicyCommand {
  std::string file;
};
int run_policy_check(const PolicyCommand& command);
int run_policy_show(const PolicyCommand& command);

struct PathCommand {
  std::string db, from, to, date, as_of, policy, lang = "en", format = "text", out;
  int k = 3, max_hops = 6;
  double scale = 1;
  std::vector<std::string> avoid;
};
int run_path(const PathCommand& command);

struct MapCommand {
  std::string db, account, out, date, as_of, policy, lang = "en", view, theme = "light", since;
  std::string focus, gap, opportunity, from, to;
  int depth = 1;
  std::string paper = "fit";
  bool portrait = false;
  std::vector<std::string> expand, fold;
  double scale = 1;
};
int run_map(const MapCommand& command);

struct PlanCommand {
  std::string db, account, out, date, as_of, since, policy, lang = "en";
};
int run_plan(const PlanCommand& command);

struct ServeCommand {
  std::string db, listen = "127.0.0.1:7171", date, backups, policy;
  viz::RenderPoolOptions drawing;
  bool log_requests = false;
  AuthOptions auth;
  std::string audit, tls_certificate, tls_key;
  bool plain_http = false;  // beyond loopback without TLS: something in front of the server does that
};
int run_serve(const ServeCommand& command);
int check_serve(const ServeCommand& command);  // what run_serve looks at before it opens the store

struct DemoCommand {
  std::string db = "memory:", samples, listen = "127.0.0.1:7171", date = std::string(kSampleDate),
              lang = "en";
};
int run_demo(const DemoCommand& command);

// relmap token: what stands in a file of tokens (token_file.h).
struct TokenCommand {
  std::string file, name, role = "viewer", id;
  std::vector<std::string> accounts;
  bool all_accounts = false;
  int days = 90;
};
int run_token_create(const TokenCommand& command);
int run_token_list(const TokenCommand& command);
int run_token_revoke(const TokenCommand& command);

struct VerifyCommand {
  std::string db;
};
int run_verify(const VerifyCommand& command);

struct BackupCommand {
  std::string db, dir;
  std::size_t keep = 0;  // 0: all
};
int run_backup(const BackupCommand& command);

struct RestoreCommand {
  std::string db, dir;
  std::uint32_t backup = 0;  // 0: the newest
};
int run_restore(const RestoreCommand& command);

struct SchemaCommand {
  std::string db, action, file;  // show, check, apply, upgrade
};
int run_schema(const SchemaCommand& command);

struct SearchCommand {
  std::string db, text, as_of;
  std::vector<std::string> labels;
  std::size_t limit = 20;
};
int run_search(const SearchCommand& command);

struct MergeCommand {
  std::string db, keep, gone;
  bool dry_run = false;
};
int run_merge(const MergeCommand& command);

struct ChangesCommand {
  std::string db, account, since, until, lang = "en", format = "text";
  std::size_t limit = 1000;
};
int run_changes(const ChangesCommand& command);

struct CompactCommand {
  std::string db;
  std::uint32_t keep_days = 0;  // 0: as the store says
  bool keep_all = false;
};
int run_compact(const CompactCommand& command);

struct SubjectCommand {
  std::string db, node, out;
  bool redact_mentions = false, yes = false;
};
int run_subject_export(const SubjectCommand& command);
int run_subject_erase(const SubjectCommand& command);

// --- what several of them need

// Prints "relmap: …" on the standard error and returns the exit code for it.
int fail(const Status& status);

// Opens a store that must be there for reading: also beside a process that serves or imports into it.
Result<std::unique_ptr<graphstore::Graph>> open_to_read(const std::string& url);
// The same for what needs it alone: no other process may have it open for writing.
Result<std::unique_ptr<graphstore::Graph>> open_alone(const std::string& url);

// A store open for writing. One that was not there is made, with the relationship schema; unless it is kept,
// such a one goes again with this object if nothing was written to it, so that a command that fails leaves no
// empty store.
class WritableStore {
 public:
  static Result<WritableStore> open(const std::string& url);
  WritableStore(WritableStore&&) = default;
  WritableStore& operator=(WritableStore&&) = delete;
  ~WritableStore();

  void keep() { made_in_.clear(); }
  graphstore::Graph& operator*() const { return *graph_; }
  graphstore::Graph* operator->() const { return graph_.get(); }

 private:
  WritableStore(std::unique_ptr<graphstore::Graph> graph, std::string made_in, bool made_folder)
      : graph_(std::move(graph)), made_in_(std::move(made_in)), made_folder_(made_folder) {}

  std::unique_ptr<graphstore::Graph> graph_;
  std::string made_in_;  // the store's folder; "": the store was there, is kept, or has none
  bool made_folder_;     // false: the folder was there, and empty
};

// The built-in mapping of this name, else the one in this file. kNotFound where there is neither.
Result<graphstore::Mapping> open_mapping(const std::string& name_or_file);

// Prints all of it, with the end of a line, on the standard output; kExitFailure where nobody takes it.
int print_or_fail(std::string text, int code = 0);

// The built-in policy where `path` is empty, else the one in that file (merged over it). Messages name the
// file.
Result<query::Policy> read_policy(const std::string& path);

Result<Date> date_or_today(const std::string& text);  // "": today (UTC)

// The picture format that a file's name ends in (svg, png, dot, json). kInvalidArgument for another.
Result<std::string> picture_format(const std::string& path);

// One line "FILE:LINE:COLUMN: value: reason", FILE with the folder before it.
std::string issue_line(const std::string& dir, const graphstore::ImportIssue& issue);
// What import prints: the first issues, and counts.
std::string import_issues(const std::string& dir, const graphstore::ImportReport& report);
std::string import_summary(const std::string& dir, const graphstore::ImportReport& report);

// "12 nodes, …: clean", with the findings before it; and the exit code for them.
int print_report(const graphstore::VerifyReport& report);

}  // namespace relmap::server
