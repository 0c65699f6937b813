// Lines of NDJSON made of any bytes, up to what the graph says to what they became (nothing is written).
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
    "Person": {"key": "id", "properties": {"id": {}, "level": {"words": ["a", "b"]}, "age": {"type": "int"},
      "pay": {"type": "decimal"}, "tags": {"type": "list"}, "shares": {"type": "map", "of": "float", "sum": 100}}},
    "Team": {"key": "id", "properties": {"id": {}}}},
  "edges": {"KNOWS": {"ends": [["Person", "Person"]], "key": ["kind"]},
    "IN": {"ends": [["Person", "Team"]]}}})";

void require(bool condition) {
  if (!condition) std::abort();
}

std::unique_ptr<Graph> open_graph(bool narrow) {
  OpenOptions options;
  options.url = "memory:";
  if (narrow) options.schema = *Schema::parse(kSchema);
  return std::move(*Graph::open(options));
}

void import_into(Graph& graph, std::string_view text, const ImportLimits& limits) {
  const std::vector<ImportFile> files{{ImportKind::kNdjson, "x.ndjson", "", "", text.size()}};
  ImportRun run(files, {graph.schema(), graph.snapshot(), limits, false}, nullptr);
  require(import_ndjson(run, 0, ByteReader::over(text)).ok());
  for (EdgeDraft& edge : run.later_edges) run.batch.add_edge(std::move(edge));
  CommitOptions options;
  options.partial = options.dry_run = true;
  require(graph.commit(run.batch.transaction(), options).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::unique_ptr<Graph> narrow = open_graph(true), open = open_graph(false);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  import_into(*narrow, text, {});
  import_into(*open, text, {.max_field_bytes = 50, .max_row_bytes = 200, .max_columns = 8});
  return 0;
}
