#include "import_case.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

namespace relmap::graphstore::import_test {

namespace fs = std::filesystem;

const char* const kSchema = R"({"name": "t",
  "labels": {
    "Person": {"key": "id", "properties": {
      "id": {"type": "string", "required": true}, "name": {"type": "string"},
      "level": {"type": "string", "words": ["a", "b"]}, "age": {"type": "int", "min": 0, "max": 150},
      "born": {"type": "date"}, "seen": {"type": "datetime"}, "pay": {"type": "decimal"}, "active": {"type": "bool"},
      "tags": {"type": "list", "of": "string"}, "years": {"type": "list", "of": "int"},
      "shares": {"type": "map", "of": "float", "sum": 100}}},
    "Account": {"key": "id", "properties": {
      "id": {"type": "string", "required": true}, "tier": {"type": "string", "words": ["large", "small"], "required": true}}},
    "Team": {"key": "id", "properties": {"id": {"type": "string", "required": true}}}},
  "edges": {
    "KNOWS": {"ends": [["Person", "Person"]], "key": ["kind"], "loops": false, "properties": {
      "kind": {"type": "string"}, "since": {"type": "date"},
      "strength": {"type": "float", "min": 0, "max": 1, "words": ["weak", "strong"]}}},
    "WORKS_IN": {"ends": [["Person", "Account"], ["Person", "Team"]]},
    "PART_OF": {"ends": [["Team", "Team"], ["Team", "Account"], ["Account", "Account"]], "acyclic": true},
    "BUYS": {"ends": [["Person", "Account"]], "key": ["role"], "properties": {
      "role": {"type": "string", "words": ["user", "boss"], "required": true}}},
    "WITH": {"ends": [["Person", "Person"], ["Team", "Team"]], "undirected": true, "loops": false},
    "HOME": {"ends": [["Person", "Account"]], "max_out": 1}}})";

std::unique_ptr<Graph> open_graph(const std::string& schema_json, const std::string& url) {
  OpenOptions options;
  options.url = url;
  Result<Schema> schema = Schema::parse(schema_json);
  EXPECT_TRUE(schema.ok()) << schema.status().to_string();
  options.schema = *schema;
  Result<std::unique_ptr<Graph>> graph = Graph::open(options);
  EXPECT_TRUE(graph.ok()) << graph.status().to_string();
  return std::move(*graph);
}

void write_files(const fs::path& dir, const Files& files) {
  fs::create_directories(dir);
  for (const auto& [name, content] : files) {
    fs::create_directories((dir / name).parent_path());
    std::ofstream(dir / name, std::ios::binary) << content;
  }
}

Files read_files(const fs::path& dir) {
  Files files;
  if (!fs::exists(dir)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(dir)) {
    if (!entry.is_regular_file()) continue;
    std::ostringstream content;
    content << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    files[entry.path().lexically_relative(dir).string()] = content.str();
  }
  return files;
}

TempDir::TempDir() {
  std::string name = (fs::path(testing::TempDir()) / "relmap_import_XXXXXX").string();
  path_ = ::mkdtemp(name.data());
}

TempDir::~TempDir() {
  std::error_code error;
  fs::remove_all(path_, error);
}

std::string show(const ImportIssue& issue) {
  std::string out = issue.file + ":" + std::to_string(issue.line) + ":" + std::to_string(issue.column);
  if (!issue.column_name.empty()) out += " " + issue.column_name;
  if (!issue.value.empty()) out += " '" + issue.value + "'";
  return out + ": " + issue.reason;
}

std::string show(const ImportReport& report) {
  std::ostringstream out;
  out << report.rows << " rows: " << report.created << " created, " << report.updated << " updated, "
      << report.unchanged << " unchanged, " << report.rejected << " rejected, " << report.warned << " warned"
      << (report.written ? "; written\n" : "; not written\n");
  for (const ImportIssue& issue : report.rejects) out << "reject " << show(issue) << "\n";
  for (const ImportIssue& issue : report.warnings) out << "warning " << show(issue) << "\n";
  return out.str();
}

namespace {

std::string show(const Properties& properties, std::string_view but) {
  std::string out;
  for (const auto& [name, value] : properties) {
    if (name == but) continue;
    out += " " + name + "=";
    if (value.type() != ValueType::kString) out += std::string(value_type_name(value.type())) + " ";
    out += value.as_string() ? "'" + to_text(value) + "'" : to_text(value);
  }
  return out;
}

std::string node_name(const Snapshot& snapshot, Vertex v) {
  if (!snapshot.key(v).empty()) return std::string(snapshot.label(v)) + "/" + std::string(snapshot.key(v));
  std::string labels;
  for (const Symbol label : snapshot.labels(v))
    labels += (labels.empty() ? "" : ";") + std::string(snapshot.name(label));
  return labels + "(" + show(snapshot.properties(v).all(), "") + " )";
}

}  // namespace

std::string show(const Graph& graph) {
  const std::shared_ptr<const Snapshot> snapshot = graph.snapshot();
  std::vector<std::string> nodes, edges;
  for (Vertex v = 0; v < snapshot->vertex_bound(); ++v) {
    if (!snapshot->alive(v)) continue;
    const std::string name = node_name(*snapshot, v);
    nodes.push_back(snapshot->key(v).empty() ? name : name + show(snapshot->properties(v).all(), "id"));
    for (const Edge edge : snapshot->out(v)) {
      edges.push_back(std::string(snapshot->name(edge.type)) + " " + name + " → " +
                      node_name(*snapshot, edge.target) + show(edge.properties.all(), ""));
    }
  }
  std::sort(nodes.begin(), nodes.end());
  std::sort(edges.begin(), edges.end());
  std::string out;
  for (const std::string& line : nodes) out += line + "\n";
  for (const std::string& line : edges) out += line + "\n";
  return out;
}

}  // namespace relmap::graphstore::import_test
