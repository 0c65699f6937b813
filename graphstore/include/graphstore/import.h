// Folder import: DIR/nodes/LABEL.csv and DIR/edges/TYPE.csv into a Graph, as one idempotent upsert commit (a
// large first import: as up to two); or, with a mapping, the CSV files of another program. The format stands
// in docs/files.md.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/status.h"
#include "graphstore/graph.h"
#include "graphstore/mapping.h"

namespace relmap::graphstore {

// Bounds on what a file may hold; beyond them a row (or file) is rejected, never read further into memory.
struct ImportLimits {
  std::size_t max_field_bytes = 1 << 20;
  std::size_t max_row_bytes = 8 << 20;
  std::size_t max_columns = 1000;
};

// Whether the first import into an empty graph goes past the commit, as sorted runs: many times as fast, in
// bounded memory, and with the same report. It becomes up to two versions: what is plainly good, then what is
// left (repeated identities beside faulty rows, knots of cycles, rows that are rejected). There are no
// before-images of it: history begins with it. Folders with NDJSON files, with nodes of several labels or of
// labels without a key are imported as ever.
enum class BulkLoad { kAuto, kNever, kAlways };  // kAuto: from kBulkLoadBytes of files on

inline constexpr std::size_t kBulkLoadBytes = 8 << 20;

struct ImportOptions {
  bool strict = false;   // any reject or warning about a duplicate fails the import, and nothing is written
  bool dry_run = false;  // everything is checked, nothing is written
  std::string author = "import";
  std::string reason;       // of the commit; empty: "import of DIR"
  std::string rejects_dir;  // where rejects go, laid out as the folder is; empty: "DIR.rejects" beside it
  ImportLimits limits;
  BulkLoad bulk_load = BulkLoad::kAuto;
  const Mapping* mapping = nullptr;  // the folder is another program's, read through this; outlives the call
  // Called now and then (never more than about ten times a second) with bytes done and bytes in all, from one
  // thread at a time. Starts again where a bulk load was begun and given up.
  std::function<void(std::size_t done, std::size_t total)> progress;
  // Asked between files and every few hundred rows, from one thread at a time, until the commit begins. Once
  // it says true the import ends with kUnavailable and nothing is written. A bulk load is stopped between its
  // stages; what it leaves is then imported without asking, so that an import is never stopped halfway.
  std::function<bool()> stop;
};

// One thing to tell about one row. Reported to people as FILE:LINE:COLUMN: value: reason.
struct ImportIssue {
  std::string file;         // relative to the folder
  std::size_t line = 0;     // 1-based physical line on which the row begins
  std::size_t column = 0;   // 1-based field; 0: the row as a whole
  std::string column_name;  // the header's word for it, "" where none
  std::string value;        // the offending text, cut to 100 characters
  std::string reason;
};

struct ImportReport {
  std::size_t files = 0, rows = 0;
  std::size_t created = 0, updated = 0, unchanged = 0;  // records
  std::size_t rejected = 0, warned = 0;                 // rows; counts, also beyond what the lists hold
  std::vector<ImportIssue> rejects;                     // the first kMaxIssues
  std::vector<ImportIssue> warnings;                    // the first kMaxIssues
  bool written = false;     // false: dry run, strict failure, or nothing to change
  Version version = 0;      // of the graph afterwards
  std::string rejects_dir;  // where rejected rows stand, "" where there are none
  static constexpr std::size_t kMaxIssues = 1000;
};

// Imports the folder. An error Status is a failure of the import as such (no folder, nothing importable in
// it, store failure); rows that fail are in the report. A strict import with rejects returns a report with
// !written.
Result<ImportReport> import_folder(Graph& graph, const std::string& dir, const ImportOptions& options);

}  // namespace relmap::graphstore
