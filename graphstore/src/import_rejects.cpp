// The rejects folder: DIR.rejects/nodes/LABEL.csv and so on hold the original header and the rejected rows
// byte for byte, so that the folder can be corrected in place and imported as it is; rejects.csv beside them
// says what was wrong. rejects.csv also marks a folder as one of ours: only such a folder is ever cleared.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <system_error>

#include "csv.h"
#include "import_run.h"

namespace relmap::graphstore {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kReport = "rejects.csv";

bool inside(const fs::path& path, const fs::path& folder) {
  const auto [at, ignored] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return at == folder.end();
}

class RejectsWriter {
 public:
  RejectsWriter(const ImportRun& run, fs::path dir) : run_(run), dir_(std::move(dir)) {}

  Status write() {
    if (Status s = remove_earlier(); !s.ok() || !run_.log.has_rejects()) return s;
    std::error_code error;
    fs::create_directories(dir_, error);
    if (error) return Status::io(dir_.string() + ": cannot be created: " + error.message());
    if (Status s = write_report(); !s.ok()) return s;
    for (std::size_t i = 0; i < run_.files.size(); ++i) {
      const IssueLog::FileRejects& rejected = run_.log.rejected()[i];
      if (!rejected.whole && rejected.rows.empty()) continue;
      if (Status s = write_rows(run_.files[i], rejected); !s.ok()) return s;
    }
    return {};
  }

 private:
  // The CSV files in the folder itself that its report names: rows of an import through a mapping.
  void remove_mapped() {
    Result<ByteReader> bytes = ByteReader::open((dir_ / kReport).string());
    if (!bytes) return;
    CsvReader reader(std::move(*bytes));
    CsvRow row;
    std::set<std::string> names;
    while (reader.next(row)) {
      if (!row.cells.empty()) names.emplace(row.cells[0].text);
    }
    std::error_code error;
    for (const std::string& name : names) {
      if (name.find('/') == std::string::npos && name != kReport && fs::is_regular_file(dir_ / name, error))
        remove(dir_ / name);
    }
  }

  Status remove_earlier() {
    std::error_code error;
    if (!fs::exists(dir_ / kReport, error)) return {};
    remove_mapped();
    for (const char* part : {"nodes", "edges", ""}) {
      for (fs::directory_iterator it(dir_ / part, error), end; !error && it != end; it.increment(error)) {
        const fs::path& path = it->path();
        const bool ours = path.extension() == (*part ? ".csv" : ".ndjson") && path.filename() != kReport;
        if (ours && it->is_regular_file(error)) remove(path);
      }
      if (*part) fs::remove(dir_ / part, error);  // only if nothing else is in it
      error.clear();
    }
    remove(dir_ / kReport);
    fs::remove(dir_, error);
    return status_;
  }

  void remove(const fs::path& path) {
    std::error_code error;
    fs::remove(path, error);
    if (error && status_.ok())
      status_ = Status::io(path.string() + ": cannot be removed: " + error.message());
  }

  static Status close(std::ofstream& out, const fs::path& path) {
    out.close();
    return out ? Status() : Status::io(path.string() + ": cannot be written");
  }

  Status write_report() const {
    std::ofstream out(dir_ / kReport, std::ios::binary);
    out << "file,line,column,column_name,value,reason\n";
    if (Status s = run_.log.tell_rejects(out); !s.ok()) return s;
    return close(out, dir_ / kReport);
  }

  Status write_rows(const ImportFile& file, const IssueLog::FileRejects& rejected) const {
    Result<ByteReader> bytes = ByteReader::open(file.path);
    if (!bytes) return bytes.status();
    const fs::path path = dir_ / file.name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream out(path, std::ios::binary);
    if (rejected.whole) {
      if (Status s = copy(*bytes, 0, bytes->size(), out); !s.ok()) return s;
      return close(out, path);
    }
    Status s = copy(*bytes, rejected.header_begin, rejected.header_end, out);
    for (std::size_t i = 0; i < rejected.rows.size() && s.ok(); ++i) {
      if (rejected.again(i)) continue;
      s = copy(*bytes, rejected.rows[i].row.begin, rejected.rows[i].row.end, out);
    }
    return s.ok() ? close(out, path) : s;
  }

  // Ends the last row of a file that does not do so itself: another may follow it here.
  static Status copy(ByteReader& bytes, std::uint64_t begin, std::uint64_t end, std::ofstream& out) {
    if (begin == end) return {};
    char last = '\n';
    bytes.seek(begin);
    while (bytes.offset() < end) {
      const std::string_view window = bytes.window();
      if (window.empty())
        return bytes.status().ok() ? Status::io("a file became shorter while it was read") : bytes.status();
      const std::string_view part = window.substr(
          0, static_cast<std::size_t>(std::min<std::uint64_t>(window.size(), end - bytes.offset())));
      out.write(part.data(), static_cast<std::streamsize>(part.size()));
      last = part.back();
      bytes.advance(part.size());
    }
    if (last != '\n' && last != '\r') out << '\n';
    return {};
  }

  const ImportRun& run_;
  const fs::path dir_;
  Status status_;
};

}  // namespace

Status check_rejects_dir(const std::string& folder, const std::string& dir) {
  std::error_code error;
  const fs::path from = fs::weakly_canonical(folder, error), to = fs::weakly_canonical(dir, error);
  if (error) return Status::invalid_argument(dir + ": " + error.message());
  if (inside(to, from) || inside(from, to)) {
    return Status::invalid_argument(dir +
                                    ": rejects cannot be written into the imported folder, nor around it");
  }
  fs::path nearest = to;  // that exists
  while (!fs::exists(nearest, error) && nearest.has_relative_path()) nearest = nearest.parent_path();
  if (!fs::is_directory(nearest, error)) {
    return Status::invalid_argument(nearest.string() + ": is in the way of the folder of rejects");
  }
  if (nearest == to && !fs::is_empty(to, error) && !fs::exists(to / kReport, error)) {
    return Status::invalid_argument(dir +
                                    ": is not a folder of rejects (it has no rejects.csv) and not empty");
  }
  return {};
}

Status write_rejects(const ImportRun& run, const std::string& dir) { return RejectsWriter(run, dir).write(); }

}  // namespace relmap::graphstore
