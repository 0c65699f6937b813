// The stages of one import, in the order in which import_folder calls them. Each reads or changes the
// ImportRun only.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/status.h"
#include "bulk_load.h"
#include "graphstore/import.h"
#include "import_batch.h"
#include "import_bytes.h"
#include "import_files.h"
#include "import_issues.h"

namespace relmap::graphstore {

// Tells a caller how far it is, at most about ten times a second.
class ImportProgress {
 public:
  ImportProgress(std::function<void(std::size_t, std::size_t)> tell, const std::vector<ImportFile>& files);

  void at(std::uint64_t offset_in_file);
  void file_done(const ImportFile& file);
  void finish();

 private:
  std::function<void(std::size_t, std::size_t)> tell_;
  std::uint64_t before_ = 0;  // bytes of the files that are done
  std::uint64_t total_ = 0;
  std::chrono::steady_clock::time_point last_;
};

struct ImportRun {
  ImportRun(const std::vector<ImportFile>& import_files, ImportContext import_context,
            std::function<void(std::size_t, std::size_t)> tell)
      : files(import_files),
        context(std::move(import_context)),
        log(files, !context.dry_run),
        batch(context, log),
        progress(std::move(tell), files) {}
  ImportRun(const ImportRun&) = delete;  // its parts refer to each other
  ImportRun& operator=(const ImportRun&) = delete;

  const std::vector<ImportFile>& files;
  ImportContext context;
  IssueLog log;
  ImportBatch batch;
  std::vector<EdgeDraft>
      later_edges;  // of NDJSON files, which hold nodes and edges mixed: added when all nodes are
  ImportProgress progress;
  std::size_t rows = 0;
  std::function<bool()> stop;  // ImportOptions::stop
  Status check_stop() const { return stop && stop() ? import_stopped() : Status(); }
  const FirstLoad* loaded = nullptr;  // not null: only the rows that it left are read
};

// What the commit says of itself.
std::string import_reason(const ImportOptions& options, const std::string& dir);

// Reads a file of nodes or edges into the batch. What is wrong with rows goes to the log; the Status is of
// reading.
Status import_csv(ImportRun& run, std::size_t file, ByteReader bytes);
Status import_ndjson(ImportRun& run, std::size_t file, ByteReader bytes);

// The first load of an empty graph: the rows that are plainly good go into `graph` past the commit, the
// others stay with `run`, which then looks on from there. Nothing is done, and nullptr returned, where the
// graph, the folder or the options do not allow it. kIo and other failures of the store.
Result<std::unique_ptr<FirstLoad>> load_in_bulk(Graph& graph, ImportRun& run, const std::string& dir,
                                                const ImportOptions& options);
// Reads all files through the mapping, and adds what they refer to.
Status import_mapped(ImportRun& run, const MappingRules& rules);

// Takes what the graph made of the batch into the report, and changes that it refused into the log.
void take_commit_result(ImportRun& run, const CommitResult& result, ImportReport& report);

// Warns of cycles that go through an edge of this import, in edge types that are to have none.
void warn_of_cycles(ImportRun& run, const CommitResult& result);

// Writes the rows that were rejected to `dir`, laid out as the imported folder is, with rejects.csv for the
// reasons; removes what an earlier import left there. Leaves no folder behind where there are no rejects.
// kIo.
Status write_rejects(const ImportRun& run, const std::string& dir);
// kInvalidArgument where `dir` may not be used for the rejects of `folder`: it is inside it, or holds
// something else.
Status check_rejects_dir(const std::string& folder, const std::string& dir);

}  // namespace relmap::graphstore
