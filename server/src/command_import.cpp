#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>

#include "commands.h"
#include "exit_codes.h"
#include "query/duplicates.h"
#include "query/schema.h"

namespace relmap::server {
namespace {

constexpr std::size_t kShownIssues = 20;
constexpr std::size_t kBarWidth = 40;

constexpr std::size_t kRateWidth = 30;

// A bar with the rate since the begin, and the time that is left at this rate.
class ProgressBar {
 public:
  void draw(std::size_t done, std::size_t total) const {
    const std::size_t part = total == 0 ? kBarWidth : std::min(done, total) * kBarWidth / total;
    const std::string bar = std::string(part, '#') + std::string(kBarWidth - part, '.');
    std::string rate;
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
    if (seconds >= 1 && done > 0) {
      const double left =
          seconds / static_cast<double>(done) * static_cast<double>(total - std::min(done, total));
      char text[64];
      std::snprintf(text, sizeof text, "%.1f MB/s, %lld:%02lld left",
                    static_cast<double>(done) / seconds / 1e6, static_cast<long long>(left) / 60,
                    static_cast<long long>(left) % 60);
      rate = text;
    }
    std::fprintf(stderr, "\r[%s] %3zu %% %-*s", bar.c_str(), part * 100 / kBarWidth,
                 static_cast<int>(kRateWidth), rate.c_str());
  }
  static void erase() { std::fprintf(stderr, "\r%*s\r", static_cast<int>(kBarWidth + kRateWidth) + 10, ""); }

 private:
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void append_issues(std::string& out, const std::string& dir, std::string_view kind,
                   const std::vector<graphstore::ImportIssue>& issues, std::size_t count) {
  const auto shown = std::min(issues.size(), kShownIssues);
  for (std::size_t i = 0; i < shown; ++i)
    out.append(kind).append(": ").append(issue_line(dir, issues[i])).append("\n");
  if (count > shown)
    out.append(kind).append(": … and ").append(std::to_string(count - shown)).append(" more\n");
}

std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return std::to_string(n) + " " + std::string(n == 1 ? one : many);
}

// The check before a commit: against the store, or against an empty one where there is none yet.
Result<std::unique_ptr<graphstore::Graph>> open_to_check(const std::string& url) {
  auto graph = open_to_read(url);
  if (graph.ok() || graph.status().code() != StatusCode::kNotFound) return graph;
  auto schema = query::relationship_schema();
  if (!schema) return schema.status();
  graphstore::OpenOptions options;
  options.url = "memory:";
  options.schema = *std::move(schema);
  return graphstore::Graph::open(options);
}

// Contacts that may be one person. No fault of the import: the exit code does not speak of them.
void print_duplicates(const graphstore::Graph& graph) {
  const auto found = query::find_duplicates(*graph.snapshot(), Date::today(), kShownIssues);
  if (found.count == 0) return;
  for (const auto& group : found.groups) std::printf("duplicates? %s\n", query::to_text(group).c_str());
  if (found.count > found.groups.size())
    std::printf("duplicates? … and %zu more\n", found.count - found.groups.size());
  std::puts("'relmap merge KEEP GONE' makes one of two; with --dry-run it says what it would do");
}

// Imports and tells of it; the exit code.
int import_into(graphstore::Graph& graph, const ImportCommand& command, const graphstore::Mapping* mapping) {
  graphstore::ImportOptions options;
  options.mapping = mapping;
  options.strict = command.strict;
  options.dry_run = command.dry_run;
  options.rejects_dir = command.rejects;
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  const ProgressBar bar;
  if (terminal) options.progress = [&bar](std::size_t done, std::size_t total) { bar.draw(done, total); };
  const auto report = graphstore::import_folder(graph, command.dir, options);
  if (terminal) ProgressBar::erase();
  // What is wrong is not the command line but what stands in the folder.
  if (!report) {
    fail(report.status());
    return kExitFailure;
  }
  if (report->files == 0) {
    std::fputs(import_issues(command.dir, *report).c_str(), stderr);
    return fail(Status::not_found(command.dir + ": nothing to import: there is no file in nodes/ or edges/"));
  }
  std::fputs(import_summary(command.dir, *report).c_str(), stdout);
  if (command.dry_run) {
    std::puts("dry run: nothing was written");
  } else if (report->written) {
    std::printf("the graph is at version %llu\n", static_cast<unsigned long long>(report->version));
    print_duplicates(graph);
  } else if (command.strict && report->rejected + report->warned > 0) {
    std::puts("strict: nothing was written");
  } else {
    std::puts("nothing had to be written");
  }
  const bool refused = command.strict && !command.dry_run && !report->written && report->warned > 0;
  return report->rejected > 0 || refused ? kExitFindings : kExitOk;
}

}  // namespace

std::string issue_line(const std::string& dir, const graphstore::ImportIssue& issue) {
  std::string line = (std::filesystem::path(dir) / issue.file).string() + ":" + std::to_string(issue.line) +
                     ":" + std::to_string(issue.column) + ": ";
  if (!issue.column_name.empty()) line += issue.column_name + " ";
  if (!issue.value.empty() || issue.column > 0) line += "'" + issue.value + "'";
  if (line.ends_with(' ')) line.pop_back();
  if (!line.ends_with(':')) line += ":";
  return line + " " + issue.reason;
}

std::string import_issues(const std::string& dir, const graphstore::ImportReport& report) {
  std::string out;
  append_issues(out, dir, "rejected", report.rejects, report.rejected);
  append_issues(out, dir, "warning", report.warnings, report.warned);
  return out;
}

std::string import_summary(const std::string& dir, const graphstore::ImportReport& report) {
  std::string out = import_issues(dir, report);
  out += counted(report.files, "file", "files") + ", " + counted(report.rows, "row", "rows") + ": " +
         std::to_string(report.created) + " created, " + std::to_string(report.updated) + " updated, " +
         std::to_string(report.unchanged) + " unchanged, " + std::to_string(report.rejected) + " rejected, " +
         counted(report.warned, "warning", "warnings") + "\n";
  if (!report.rejects_dir.empty()) out += "rejected rows stand in " + report.rejects_dir + "\n";
  return out;
}

int run_import(const ImportCommand& command) {
  // Before the store is opened: a mistyped folder must not leave an empty store behind.
  std::error_code error;
  if (!std::filesystem::is_directory(command.dir, error)) {
    return fail(Status::not_found("there is no folder " + command.dir));
  }
  std::optional<graphstore::Mapping> mapping;
  if (!command.mapping.empty()) {
    auto opened = open_mapping(command.mapping);
    if (!opened) return fail(opened.status());
    mapping = *std::move(opened);
  }
  const graphstore::Mapping* through = mapping ? &*mapping : nullptr;
  if (command.dry_run) {
    const auto graph = open_to_check(command.db);
    return graph.ok() ? import_into(**graph, command, through) : fail(graph.status());
  }
  auto store = WritableStore::open(command.db);
  if (!store) return fail(store.status());
  const int code = import_into(**store, command, through);
  if (code == kExitOk) store->keep();
  return code;
}

}  // namespace relmap::server
