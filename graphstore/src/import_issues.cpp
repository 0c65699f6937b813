#include "import_issues.h"

#include <algorithm>

#include "base/utf8.h"
#include "csv_text.h"

namespace relmap::graphstore {
namespace {

// An empty cell stays unquoted: there is nothing to tell.
std::string cell(const std::string& text) {
  std::string out;
  if (!text.empty()) append_csv_cell(out, text);
  return out;
}

std::string number(std::size_t n) { return n == 0 ? "" : std::to_string(n); }

std::string csv_row(const ImportIssue& issue) {
  return cell(issue.file) + ',' + number(issue.line) + ',' + number(issue.column) + ',' +
         cell(issue.column_name) + ',' + cell(issue.value) + ',' + cell(issue.reason) + '\n';
}

}  // namespace

std::string issue_excerpt(std::string_view text) {
  constexpr std::size_t kMaxCharacters = 100;
  std::string out;
  std::size_t i = 0;
  for (std::size_t n = 0; n < kMaxCharacters && i < text.size(); ++n) utf8::append(out, utf8::next(text, i));
  return out;
}

void FirstIssues::add(std::size_t file, ImportIssue issue) {
  ++count_;
  Told told{file, std::move(issue)};
  if (full_ && !before(told, last_)) return;
  told_.push_back(std::move(told));
  if (told_.size() < 2 * ImportReport::kMaxIssues) return;
  cut(told_);
  full_ = true;
  last_ = told_.back();
}

std::vector<ImportIssue> FirstIssues::list() const {
  std::vector<Told> first = told_;
  cut(first);
  std::vector<ImportIssue> out;
  for (Told& told : first) out.push_back(std::move(told.issue));
  return out;
}

bool FirstIssues::before(const Told& a, const Told& b) {
  return a.file != b.file ? a.file < b.file : a.issue.line < b.issue.line;
}

void FirstIssues::cut(std::vector<Told>& told) {
  std::stable_sort(told.begin(), told.end(), before);
  if (told.size() > ImportReport::kMaxIssues) told.resize(ImportReport::kMaxIssues);
}

IssueLog::IssueLog(const std::vector<ImportFile>& files, bool tell_all)
    : names_(files), files_(files.size()), tell_all_(tell_all) {}

ImportIssue IssueLog::issue_of(const RowPlace& row, RowFault fault) const {
  return {names_[row.file].name,
          row.line,
          fault.column,
          std::move(fault.column_name),
          issue_excerpt(fault.value),
          std::move(fault.reason)};
}

TextSpool::Part IssueLog::tell(const RowPlace& row, RowFault fault) {
  ImportIssue issue = issue_of(row, std::move(fault));
  const TextSpool::Part part = tell_all_ ? all_.append(csv_row(issue)) : TextSpool::Part();
  rejects_.add(row.file, std::move(issue));
  return part;
}

void IssueLog::reject(const RowPlace& row, RowFault fault) {
  FileRejects& file = files_[row.file];
  const TextSpool::Part told = tell(row, std::move(fault));
  if (!file.rows.empty() && file.rows.back().row.begin == row.begin) {
    file.rows.back().told.end = told.end;
  } else {
    file.rows.push_back({row, told});
    ++rejected_rows_;
  }
}

void IssueLog::reject_file(const RowPlace& header, RowFault fault, std::size_t rows) {
  files_[header.file].whole = true;
  files_[header.file].whole_told = tell(header, std::move(fault));
  rejected_rows_ += rows;
}

void IssueLog::warn(const RowPlace& row, RowFault fault) {
  warnings_.add(row.file, issue_of(row, std::move(fault)));
}

void IssueLog::warn_file(const std::string& name, const std::string& reason) {
  warnings_.add(names_.size(), {name, 0, 0, "", "", reason});
}

std::string IssueLog::place_name(const RowPlace& row) const {
  return names_[row.file].name + " line " + std::to_string(row.line);
}

void IssueLog::note_header(std::size_t file, std::uint64_t begin, std::uint64_t end) {
  files_[file].header_begin = begin;
  files_[file].header_end = end;
}

void IssueLog::sort() {
  for (FileRejects& file : files_) {
    std::stable_sort(file.rows.begin(), file.rows.end(),
                     [](const auto& a, const auto& b) { return a.row.begin < b.row.begin; });
    for (std::size_t i = 1; i < file.rows.size(); ++i) rejected_rows_ -= file.again(i) ? 1 : 0;
  }
}

void IssueLog::summarise(ImportReport& report) const {
  report.rejected = rejected_rows_;
  report.warned = warnings_.count();
  report.rejects = rejects_.list();
  report.warnings = warnings_.list();
}

Status IssueLog::tell_rejects(std::ostream& out) const {
  Status s = all_.status();
  for (const FileRejects& file : files_) {
    if (s.ok() && file.whole) s = all_.copy(file.whole_told, out);
    for (std::size_t i = 0; i < file.rows.size() && s.ok(); ++i) s = all_.copy(file.rows[i].told, out);
  }
  return s;
}

}  // namespace relmap::graphstore
