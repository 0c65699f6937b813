#include "graphstore/import.h"

#include <filesystem>
#include <utility>

#include "import_run.h"

namespace relmap::graphstore {
namespace {

// "DIR.rejects" beside DIR, also where DIR is written "." or with a slash at its end.
std::string default_rejects_dir(const std::string& dir) {
  std::error_code error;
  std::string path = std::filesystem::absolute(dir, error).lexically_normal().string();
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path + ".rejects";
}

Status read_files(ImportRun& run, const Mapping* mapping) {
  if (mapping) return import_mapped(run, mapping->rules());
  for (std::size_t i = 0; i < run.files.size(); ++i) {
    const ImportFile& file = run.files[i];
    if (Status s = run.check_stop(); !s.ok()) return s;
    Result<ByteReader> bytes = ByteReader::open(file.path);
    if (!bytes) return bytes.status();
    const Status read = file.kind == ImportKind::kNdjson ? import_ndjson(run, i, std::move(*bytes))
                                                         : import_csv(run, i, std::move(*bytes));
    if (!read.ok()) return read;
    run.progress.file_done(file);
  }
  for (EdgeDraft& edge : run.later_edges) run.batch.add_edge(std::move(edge));
  run.later_edges.clear();
  run.progress.finish();
  return {};
}

void clear_counts(ImportReport& report) { report.created = report.updated = report.unchanged = 0; }

// Strict: first a look at what the graph would refuse, and the commit itself is all or nothing.
Status commit(Graph& graph, ImportRun& run, const std::string& dir, const ImportOptions& options,
              ImportReport& report) {
  if (Status s = run.check_stop(); !s.ok()) return s;
  const Transaction& transaction = run.batch.transaction();
  if (transaction.changes.empty()) return {};
  CommitOptions how;
  how.author = options.author;
  how.reason = import_reason(options, dir);
  how.partial = true;
  how.dry_run = options.dry_run || options.strict;
  Result<CommitResult> result = graph.commit(transaction, how);
  if (!result) return result.status();
  take_commit_result(run, *result, report);
  if (options.strict && !options.dry_run && !run.log.has_rejects()) {
    how.partial = how.dry_run = false;
    result = graph.commit(transaction, how);
    if (!result) return result.status();
    clear_counts(report);
    take_commit_result(run, *result, report);
  }
  warn_of_cycles(run, *result);
  report.written = !how.dry_run && report.created + report.updated > 0;
  if (!how.dry_run) report.version = result->version;
  return {};
}

Status import_rows(Graph& graph, ImportRun& run, const std::string& dir, const ImportOptions& options,
                   ImportReport& report) {
  if (Status s = read_files(run, options.mapping); !s.ok()) return s;
  if (!run.log.status().ok()) return run.log.status();
  return commit(graph, run, dir, options, report);
}

Status keep_rejects(const ImportRun& run, const std::string& dir, ImportReport& report) {
  if (Status s = write_rejects(run, dir); !s.ok()) {
    const std::string what =
        report.written ? "the import is written (version " + std::to_string(report.version) + "), but "
                       : "nothing is written, and ";
    return s.with_context(what + std::to_string(report.rejected) + " rejected rows could not be kept");
  }
  if (run.log.has_rejects()) report.rejects_dir = dir;
  return {};
}

}  // namespace

std::string import_reason(const ImportOptions& options, const std::string& dir) {
  return options.reason.empty() ? "import of " + dir : options.reason;
}

ImportProgress::ImportProgress(std::function<void(std::size_t, std::size_t)> tell,
                               const std::vector<ImportFile>& files)
    : tell_(std::move(tell)) {
  for (const ImportFile& file : files) total_ += file.size;
}

void ImportProgress::at(std::uint64_t offset_in_file) {
  const auto now = std::chrono::steady_clock::now();
  if (!tell_ || now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  tell_(std::min(before_ + offset_in_file, total_), total_);
}

void ImportProgress::file_done(const ImportFile& file) {
  before_ += file.size;
  at(0);
}

void ImportProgress::finish() {
  if (tell_) tell_(total_, total_);
}

Result<ImportReport> import_folder(Graph& graph, const std::string& dir, const ImportOptions& options) {
  Result<ImportFolder> folder =
      options.mapping ? scan_mapped_folder(dir, options.mapping->rules()) : scan_import_folder(dir);
  if (!folder) return folder.status();
  const std::string rejects_dir =
      options.rejects_dir.empty() ? default_rejects_dir(dir) : options.rejects_dir;
  if (!options.dry_run) {
    if (Status s = check_rejects_dir(dir, rejects_dir); !s.ok()) return s;
  }
  ImportRun run(folder->files,
                {graph.schema(), graph.snapshot(), options.limits, options.strict, options.dry_run},
                options.progress);
  run.stop = options.stop;
  const Result<std::unique_ptr<FirstLoad>> loaded = load_in_bulk(graph, run, dir, options);
  if (!loaded) return loaded.status();
  for (const ImportFolder::Ignored& ignored : folder->ignored)
    run.log.warn_file(ignored.name, ignored.reason);
  ImportReport report;
  report.files = folder->files.size();
  report.version = graph.version();
  if (Status s = import_rows(graph, run, dir, options, report); !s.ok()) {
    return *loaded ? s.with_context(
                         "the rows that are plainly good are written (version 1), but the others "
                         "could not be imported")
                   : s;
  }
  if (*loaded) {
    report.created += (*loaded)->created();
    report.written = true;
  }
  report.rows = run.rows;
  run.log.sort();
  run.log.summarise(report);
  if (!options.dry_run) {
    if (Status s = keep_rejects(run, rejects_dir, report); !s.ok()) return s;
  }
  return report;
}

}  // namespace relmap::graphstore
