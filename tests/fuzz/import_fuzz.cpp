// An import of files made of any bytes, up to what the graph says to it (nothing is written). The input is a
// list of files, each begun by a line "--- NAME"; names decide what kind a file is, as in a folder.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graphstore/graph.h"
#include "import_run.h"

namespace {

using namespace relmap::graphstore;

constexpr std::string_view kSchema = R"({"name": "t", "labels": {
    "Person": {"key": "id", "properties": {"id": {"type": "string", "required": true},
      "level": {"type": "string", "words": ["a", "b"]}, "age": {"type": "int"}, "born": {"type": "date"},
      "seen": {"type": "datetime"}, "pay": {"type": "decimal"}, "tags": {"type": "list"},
      "years": {"type": "list", "of": "int"}, "shares": {"type": "map", "of": "float", "sum": 100}}},
    "Team": {"key": "id", "properties": {"id": {"type": "string"}}}},
  "edges": {
    "KNOWS": {"ends": [["Person", "Person"]], "key": ["kind"], "properties": {"since": {"type": "date"}}},
    "PART_OF": {"ends": [["Team", "Team"], ["Person", "Team"]], "acyclic": true},
    "WITH": {"ends": [["Person", "Person"], ["Team", "Team"]], "undirected": true}}})";

void require(bool condition) {
  if (!condition) std::abort();
}

std::unique_ptr<Graph> open_graph(bool narrow) {
  OpenOptions options;
  options.url = "memory:";
  if (narrow) options.schema = *Schema::parse(kSchema);
  return std::move(*Graph::open(options));
}

struct Input {
  std::vector<ImportFile> files;
  std::vector<std::string_view> texts;
};

ImportKind kind_of(const std::string& name) {
  if (name.starts_with("nodes/")) return ImportKind::kNodes;
  return name.starts_with("edges/") ? ImportKind::kEdges : ImportKind::kNdjson;
}

Input split(std::string_view text) {
  constexpr std::string_view kMark = "--- ";
  Input input;
  while (text.starts_with(kMark) && input.files.size() < 8) {
    const std::size_t line_end = std::min(text.find('\n'), text.size());
    const std::string name(text.substr(kMark.size(), line_end - std::min(line_end, kMark.size())));
    text.remove_prefix(std::min(line_end + 1, text.size()));
    const std::size_t next = text.starts_with(kMark) ? 0 : text.find("\n--- ");
    const std::size_t size = next == std::string_view::npos ? text.size() : (next == 0 ? 0 : next + 1);
    const std::size_t slash = name.find('/') + 1;
    input.files.push_back({kind_of(name), name, "", name.substr(slash, name.rfind('.') - slash), size});
    input.texts.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return input;
}

void import_into(Graph& graph, const Input& input, bool strict) {
  ImportLimits limits{.max_field_bytes = 200, .max_row_bytes = 400, .max_columns = 12};
  ImportRun run(input.files, {graph.schema(), graph.snapshot(), limits, strict}, nullptr);
  for (std::size_t i = 0; i < input.files.size(); ++i) {
    ByteReader bytes = ByteReader::over(input.texts[i]);
    const bool ndjson = input.files[i].kind == ImportKind::kNdjson;
    require((ndjson ? import_ndjson(run, i, std::move(bytes)) : import_csv(run, i, std::move(bytes))).ok());
  }
  for (EdgeDraft& edge : run.later_edges) run.batch.add_edge(std::move(edge));
  CommitOptions options;
  options.partial = options.dry_run = true;
  const relmap::Result<CommitResult> result = graph.commit(run.batch.transaction(), options);
  require(result.ok());
  ImportReport report;
  take_commit_result(run, *result, report);
  warn_of_cycles(run, *result);
  run.log.sort();
  run.log.summarise(report);
  const std::size_t told = report.created + report.updated + report.unchanged + report.rejected;
  require(told <= run.rows && run.rows <= told + report.warned);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::unique_ptr<Graph> narrow = open_graph(true), open = open_graph(false);
  const Input input = split({reinterpret_cast<const char*>(data), size});
  import_into(*narrow, input, size % 2 == 0);
  import_into(*open, input, false);
  return 0;
}
