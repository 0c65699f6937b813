// A mapping made of any bytes, and files read through it (nothing is written to the graph). The input is a
// list of parts, each begun by a line "--- NAME": the first is the mapping, the others are the folder's
// files.
#include <stdlib.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graphstore/graph.h"
#include "graphstore/import.h"

namespace {

using namespace relmap::graphstore;
namespace fs = std::filesystem;

constexpr std::string_view kSchema = R"({"name": "t", "labels": {
    "P": {"key": "id", "aliases": "aka", "properties": {"id": {"required": true}, "aka": {"type": "list"},
      "level": {"words": ["a", "b"]}, "born": {"type": "date"}, "pay": {"type": "decimal"}}},
    "T": {"key": "id", "properties": {"id": {}}}},
  "edges": {"R": {"ends": [["P", "P"]], "acyclic": true}, "IN": {"ends": [["P", "T"]], "key": ["role"]}}})";

void require(bool condition) {
  if (!condition) std::abort();
}

std::unique_ptr<Graph> open_graph() {
  OpenOptions options;
  options.url = "memory:";
  options.schema = *Schema::parse(kSchema);
  auto graph = std::move(*Graph::open(options));
  const NodeRef known = NodeRef::by_key("P", "known");
  require(graph->commit({{WriteNode{known, {}, {{"aka", Value(ValueList{"alias"})}}}}}, {}).ok());
  return graph;
}

// A folder of this process, in memory where that can be; its files are those of the last input.
class Folder {
 public:
  Folder() {
    std::string path =
        fs::is_directory("/dev/shm") ? "/dev/shm/mapping-fuzz-XXXXXX" : "/tmp/mapping-fuzz-XXXXXX";
    require(::mkdtemp(path.data()) != nullptr);
    path_ = path;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void fill(const std::vector<std::pair<std::string, std::string_view>>& files) {
    for (const fs::path& old : written_) fs::remove(old);
    written_.clear();
    for (const auto& [name, text] : files) {
      written_.push_back(path_ / name);
      std::ofstream(written_.back(), std::ios::binary) << text;
    }
  }
  std::string path() const { return path_.string(); }

 private:
  fs::path path_;
  std::vector<fs::path> written_;
};

std::string file_name(std::string_view text) {
  std::string name;
  for (const char c : text.substr(0, 24)) {
    if (std::string_view("abcdefghijklmnopqrstuvwxyz0123456789_").find(c) != std::string_view::npos)
      name += c;
  }
  return name + ".csv";
}

std::vector<std::pair<std::string, std::string_view>> split(std::string_view text) {
  constexpr std::string_view kMark = "--- ";
  std::vector<std::pair<std::string, std::string_view>> parts;
  while (text.starts_with(kMark) && parts.size() < 5) {
    const std::size_t line_end = std::min(text.find('\n'), text.size());
    std::string name = file_name(text.substr(kMark.size(), line_end - std::min(line_end, kMark.size())));
    text.remove_prefix(std::min(line_end + 1, text.size()));
    const std::size_t next = text.starts_with(kMark) ? 0 : text.find("\n--- ");
    const std::size_t size = next == std::string_view::npos ? text.size() : (next == 0 ? 0 : next + 1);
    parts.emplace_back(std::move(name), text.substr(0, size));
    text.remove_prefix(size);
  }
  return parts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::unique_ptr<Graph> graph = open_graph();
  static Folder folder;
  auto parts = split({reinterpret_cast<const char*>(data), size});
  if (parts.empty()) return 0;
  const relmap::Result<Mapping> mapping = Mapping::parse(parts[0].second);
  if (!mapping) {
    require(!mapping.status().message().empty());
    return 0;
  }
  parts.erase(parts.begin());
  folder.fill(parts);
  ImportOptions options;
  options.dry_run = true;
  options.strict = size % 2 == 0;
  options.limits = {.max_field_bytes = 200, .max_row_bytes = 400, .max_columns = 12};
  options.mapping = &*mapping;
  const Version before = graph->version();
  const relmap::Result<ImportReport> report = import_folder(*graph, folder.path(), options);
  require(graph->version() == before);
  if (report) require(report->rejects.size() <= report->rejected + report->files);
  return 0;
}
