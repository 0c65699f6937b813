// What an import has to tell: rejected rows and warnings, each with its place. Invariant: a row is counted as
// rejected exactly when its bytes stand in rejected(), and has at least one issue.
//
// However many issues there are, only the first ImportReport::kMaxIssues of each list stay in memory, and of
// each rejected row its place; what is to be told of all rejects goes to a TextSpool.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graphstore/import.h"
#include "import_files.h"
#include "import_spool.h"

namespace relmap::graphstore {

// A row (or line) of one of the files.
struct RowPlace {
  std::size_t file = 0;  // in ImportFolder::files
  std::size_t line = 0;
  std::uint64_t begin = 0, end = 0;  // its bytes
};

// What is wrong with one row, apart from where the row stands.
struct RowFault {
  std::size_t column = 0;
  std::string column_name;
  std::string value;  // as found; cut and cleaned when it is reported
  std::string reason;
};

// The first ImportReport::kMaxIssues of many issues, as they stand in the files.
class FirstIssues {
 public:
  void add(std::size_t file, ImportIssue issue);
  std::size_t count() const { return count_; }  // of all that were added
  std::vector<ImportIssue> list() const;

 private:
  struct Told {
    std::size_t file = 0;
    ImportIssue issue;
  };
  static bool before(const Told& a, const Told& b);
  static void cut(std::vector<Told>& told);

  std::vector<Told> told_;  // at most twice as many as are wanted, in the order in which they came
  bool full_ = false;       // only what stands before `last_` can be among the first
  Told last_;
  std::size_t count_ = 0;
};

class IssueLog {
 public:
  // `files` must outlive the log. `tell_all`: tell_rejects() will be called.
  IssueLog(const std::vector<ImportFile>& files, bool tell_all);

  // Several faults of one row are told one right after another; the row counts once.
  void reject(const RowPlace& row, RowFault fault);
  // The file as a whole, with `rows` rows; `header` is where its first row stands.
  void reject_file(const RowPlace& header, RowFault fault, std::size_t rows);
  void warn(const RowPlace& row, RowFault fault);
  void warn_file(const std::string& name, const std::string& reason);

  // "nodes/Contact.csv line 7"
  std::string place_name(const RowPlace& row) const;

  bool has_rejects() const { return rejects_.count() > 0; }

  // Orders the rejected rows as they stand in the files; call once, when all is told.
  void sort();
  // Fills in rejected, warned and their lists.
  void summarise(ImportReport& report) const;
  // Every reject as a row of CSV: file, line, column, its name, value, reason.
  Status tell_rejects(std::ostream& out) const;
  // kIo where there were more rejects than could be kept to tell.
  const Status& status() const { return all_.status(); }

  struct RejectedRow {
    RowPlace row;
    TextSpool::Part told;
  };
  // The header (size 0: none) of a file, and the rows of it that were rejected, in order.
  struct FileRejects {
    bool whole = false;          // the file was rejected: all its bytes belong to the rejects
    TextSpool::Part whole_told;  // why
    std::uint64_t header_begin = 0, header_end = 0;
    std::vector<RejectedRow> rows;
    // Once sorted: row i is the one before it, told of at another time (as a node, then as an edge).
    bool again(std::size_t i) const { return i > 0 && rows[i].row.begin == rows[i - 1].row.begin; }
  };
  const std::vector<FileRejects>& rejected() const { return files_; }
  // So that the rejects of a CSV file can begin with its header.
  void note_header(std::size_t file, std::uint64_t begin, std::uint64_t end);

 private:
  ImportIssue issue_of(const RowPlace& row, RowFault fault) const;
  TextSpool::Part tell(const RowPlace& row, RowFault fault);

  const std::vector<ImportFile>& names_;
  std::vector<FileRejects> files_;
  FirstIssues rejects_, warnings_;
  const bool tell_all_;
  TextSpool all_;  // the rejects
  std::size_t rejected_rows_ = 0;
};

// At most 100 characters of `text`, with U+FFFD for what is not UTF-8.
std::string issue_excerpt(std::string_view text);

}  // namespace relmap::graphstore
