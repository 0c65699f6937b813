// The files of a folder that a mapping reads.
#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/utf8.h"
#include "import_files.h"
#include "mapping_rules.h"

namespace relmap::graphstore {
namespace {

namespace fs = std::filesystem;

// '*' stands for any text, also none. Linear in each text for one star; a pattern is short.
bool matches(std::string_view pattern, std::string_view name) {
  std::size_t p = 0, n = 0, star = std::string_view::npos, after = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after = n;
    } else if (p < pattern.size() && pattern[p] == name[n]) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++after;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

Result<std::vector<fs::directory_entry>> list_files(const std::string& dir) {
  std::vector<fs::directory_entry> entries;
  std::error_code error;
  for (fs::directory_iterator it(dir, error), end; !error && it != end; it.increment(error)) {
    const std::string name = it->path().filename().string();
    // rejects.csv: the report in a folder of rejects that comes back corrected.
    if (name.starts_with('.') || name == "rejects.csv" || !utf8::is_valid(name)) continue;
    if (it->is_regular_file(error)) entries.push_back(*it);
    error.clear();
  }
  if (error) return Status::io(dir + ": cannot be read: " + error.message());
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.path() < b.path(); });
  return entries;
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : " or ") + name;
  return out;
}

}  // namespace

Result<ImportFolder> scan_mapped_folder(const std::string& dir, const MappingRules& rules) {
  std::error_code error;
  if (!fs::is_directory(dir, error)) return Status::invalid_argument(dir + ": there is no such folder");
  Result<std::vector<fs::directory_entry>> entries = list_files(dir);
  if (!entries) return entries.status();
  ImportFolder folder;
  std::vector<bool> taken(entries->size());
  std::string looked_for;
  for (std::size_t r = 0; r < rules.files.size(); ++r) {
    const MappedFile& rule = rules.files[r];
    bool found = false;
    for (std::size_t i = 0; i < entries->size(); ++i) {
      const fs::path path = (*entries)[i].path();
      const std::string name = path.filename().string(), word = mapping_word(name);
      const auto fits = [&](const std::string& pattern) { return matches(pattern, word); };
      if (taken[i] || !std::any_of(rule.names.begin(), rule.names.end(), fits)) continue;
      taken[i] = found = true;
      const std::uint64_t size = (*entries)[i].file_size(error);
      folder.files.push_back({ImportKind::kMapped, name, path.string(), "", error ? 0 : size, r});
    }
    looked_for += (looked_for.empty() ? "" : ", ") + joined(rule.names);
    if (!found && rule.required)
      return Status::invalid_argument(dir + ": the mapping needs " + joined(rule.names) +
                                      ", and there is no such file");
  }
  if (folder.files.empty())
    return Status::invalid_argument(dir + ": nothing to import: the mapping reads " + looked_for);
  for (std::size_t i = 0; i < entries->size(); ++i) {
    if (!taken[i])
      folder.ignored.push_back(
          {(*entries)[i].path().filename().string(), "ignored: the mapping reads no such file"});
  }
  return folder;
}

}  // namespace relmap::graphstore
