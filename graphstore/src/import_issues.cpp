#include "import_issues.h"

#include <algorithm>

#include "base/utf8.h"

namespace relmap::graphstore {

std::string issue_excerpt(std::string_view text) {
  constexpr std::size_t kMaxCharacters = 100;
  std::string out;
  std::size_t i = 0;
  for (std::size_t n = 0; n < kMaxCharacters && i < text.size(); ++n) utf8::append(out, utf8::next(text, i));
  return out;
}

IssueLog::IssueLog(const std::vector<ImportFile>& files) : names_(files), files_(files.size()) {}

ImportIssue IssueLog::issue_of(const RowPlace& row, RowFault fault) const {
  return {names_[row.file].name,
          row.line,
          fault.column,
          std::move(fault.column_name),
          issue_excerpt(fault.value),
          std::move(fault.reason)};
}

void IssueLog::reject(const RowPlace& row, RowFault fault) {
  FileRejects& file = files_[row.file];
  if (file.rows.empty() || file.rows.back().begin != row.begin) {
    file.rows.push_back(row);
    ++rejected_rows_;
  }
  rejects_.push_back({row.file, issue_of(row, std::move(fault))});
}

void IssueLog::reject_file(const RowPlace& header, RowFault fault, std::size_t rows) {
  files_[header.file].whole = true;
  rejected_rows_ += rows;
  rejects_.push_back({header.file, issue_of(header, std::move(fault))});
}

void IssueLog::warn(const RowPlace& row, RowFault fault) {
  warnings_.push_back({row.file, issue_of(row, std::move(fault))});
}

void IssueLog::warn_file(const std::string& name, const std::string& reason) {
  warnings_.push_back({names_.size(), {name, 0, 0, "", "", reason}});
}

std::string IssueLog::place_name(const RowPlace& row) const {
  return names_[row.file].name + " line " + std::to_string(row.line);
}

void IssueLog::note_header(std::size_t file, std::uint64_t begin, std::uint64_t end) {
  files_[file].header_begin = begin;
  files_[file].header_end = end;
}

void IssueLog::sort() {
  const auto before = [](const Told& a, const Told& b) {
    return a.file != b.file ? a.file < b.file : a.issue.line < b.issue.line;
  };
  std::stable_sort(rejects_.begin(), rejects_.end(), before);
  std::stable_sort(warnings_.begin(), warnings_.end(), before);
  for (FileRejects& file : files_) {
    std::sort(file.rows.begin(), file.rows.end(),
              [](const auto& a, const auto& b) { return a.begin < b.begin; });
  }
}

void IssueLog::summarise(ImportReport& report) const {
  report.rejected = rejected_rows_;
  report.warned = warnings_.size();
  for (const Told& told : rejects_) {
    if (report.rejects.size() < ImportReport::kMaxIssues) report.rejects.push_back(told.issue);
  }
  for (const Told& told : warnings_) {
    if (report.warnings.size() < ImportReport::kMaxIssues) report.warnings.push_back(told.issue);
  }
}

}  // namespace relmap::graphstore
