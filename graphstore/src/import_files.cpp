#include "import_files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/utf8.h"

namespace relmap::graphstore {
namespace {

namespace fs = std::filesystem;

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Result<std::vector<fs::directory_entry>> list(const fs::path& dir) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  for (fs::directory_iterator it(dir, error), end; !error && it != end; it.increment(error))
    entries.push_back(*it);
  if (error) return Status::io(dir.string() + ": cannot be read: " + error.message());
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.path() < b.path(); });
  return entries;
}

class Scan {
 public:
  explicit Scan(fs::path dir) : dir_(std::move(dir)) {}

  Status part(const std::string& name, ImportKind kind) {
    std::error_code error;
    if (!fs::is_directory(dir_ / name, error)) return {};
    Result<std::vector<fs::directory_entry>> entries = list(dir_ / name);
    if (!entries) return entries.status();
    for (const fs::directory_entry& entry : *entries) {
      consider(entry, name + "/", ".csv", kind, "ignored: only .csv files are read here");
    }
    return {};
  }

  Status top() {
    Result<std::vector<fs::directory_entry>> entries = list(dir_);
    if (!entries) return entries.status();
    for (const fs::directory_entry& entry : *entries) {
      const std::string name = entry.path().filename().string();
      const std::string extension = lower(entry.path().extension().string());
      // rejects.csv: the report in a folder of rejects that comes back corrected.
      if (extension == ".csv" && name != "rejects.csv" && !name.starts_with('.')) {
        folder_.ignored.push_back({printable(name), "ignored: CSV files are read from nodes/ and edges/"});
      } else if (extension == ".ndjson") {
        consider(entry, "", ".ndjson", ImportKind::kNdjson, "");
      }
    }
    return {};
  }

  ImportFolder take() { return std::move(folder_); }

 private:
  // File names come from the disk and need not be UTF-8; reports are.
  static std::string printable(std::string_view name) {
    std::string out;
    for (std::size_t i = 0; i < name.size();) utf8::append(out, utf8::next(name, i));
    return out;
  }

  void consider(const fs::directory_entry& entry, const std::string& prefix, std::string_view extension,
                ImportKind kind, const std::string& other) {
    const std::string file = entry.path().filename().string();
    if (file.starts_with('.')) return;
    const std::string name = prefix + printable(file);
    std::error_code error;
    if (lower(entry.path().extension().string()) != extension) {
      folder_.ignored.push_back({name, other});
    } else if (!entry.is_regular_file(error)) {
      // A link to a file is read as the file; one that leads nowhere is worth a word.
      folder_.ignored.push_back({name, "ignored: it is not a file that can be read"});
    } else if (!utf8::is_valid(file)) {
      folder_.ignored.push_back({name, "ignored: its name is not UTF-8"});
    } else {
      const std::uint64_t size = entry.file_size(error);
      folder_.files.push_back(
          {kind, name, entry.path().string(), entry.path().stem().string(), error ? 0 : size});
    }
  }

  fs::path dir_;
  ImportFolder folder_;
};

}  // namespace

Result<ImportFolder> scan_import_folder(const std::string& dir) {
  std::error_code error;
  if (!fs::is_directory(dir, error)) return Status::invalid_argument(dir + ": there is no such folder");
  Scan scan(dir);
  for (const Status& s :
       {scan.part("nodes", ImportKind::kNodes), scan.top(), scan.part("edges", ImportKind::kEdges)}) {
    if (!s.ok()) return s;
  }
  ImportFolder folder = scan.take();
  if (!folder.files.empty()) return folder;
  std::string reason = "nothing to import: looked for nodes/LABEL.csv, edges/TYPE.csv and *.ndjson";
  if (!folder.ignored.empty())
    reason += " (" + folder.ignored[0].name + ": " + folder.ignored[0].reason + ")";
  return Status::invalid_argument(dir + ": " + reason);
}

}  // namespace relmap::graphstore
