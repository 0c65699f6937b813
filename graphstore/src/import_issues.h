// What an import has to tell: rejected rows and warnings, each with its place. Invariant: a row is counted as
// rejected exactly when its bytes stand in rejected(), and has at least one issue.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graphstore/import.h"
#include "import_files.h"

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

class IssueLog {
 public:
  // `files` must outlive the log.
  explicit IssueLog(const std::vector<ImportFile>& files);

  // Several faults of one row may be told one after another; the row counts once.
  void reject(const RowPlace& row, RowFault fault);
  // The file as a whole, with `rows` rows; `header` is where its first row stands.
  void reject_file(const RowPlace& header, RowFault fault, std::size_t rows);
  void warn(const RowPlace& row, RowFault fault);
  void warn_file(const std::string& name, const std::string& reason);

  // "nodes/Contact.csv line 7"
  std::string place_name(const RowPlace& row) const;

  bool has_rejects() const { return !rejects_.empty(); }
  bool file_rejected(std::size_t file) const { return files_[file].whole; }

  // Orders everything as it stands in the files; call once, when all is told.
  void sort();
  // Fills in rejected, warned and their lists.
  void summarise(ImportReport& report) const;

  struct Told {
    std::size_t file = 0;
    ImportIssue issue;
  };
  const std::vector<Told>& rejects() const { return rejects_; }
  // The header (size 0: none) of a file, and the rows of it that were rejected, in order.
  struct FileRejects {
    bool whole = false;  // the file was rejected: all its bytes belong to the rejects
    std::uint64_t header_begin = 0, header_end = 0;
    std::vector<RowPlace> rows;
  };
  const std::vector<FileRejects>& rejected() const { return files_; }
  // So that the rejects of a CSV file can begin with its header.
  void note_header(std::size_t file, std::uint64_t begin, std::uint64_t end);

 private:
  ImportIssue issue_of(const RowPlace& row, RowFault fault) const;

  const std::vector<ImportFile>& names_;
  std::vector<FileRejects> files_;
  std::vector<Told> rejects_, warnings_;
  std::size_t rejected_rows_ = 0;
};

// At most 100 characters of `text`, with U+FFFD for what is not UTF-8.
std::string issue_excerpt(std::string_view text);

}  // namespace relmap::graphstore
