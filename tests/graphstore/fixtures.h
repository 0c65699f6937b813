// What the tests of graphstore share: a small schema, a fresh folder, short ways to write changes.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "graphstore/graph.h"

namespace relmap::graphstore::testing {

inline constexpr const char* kPeopleSchema = R"({
  "name": "people",
  "labels": {
    "Person": {"key": "id", "properties": {
      "id": {"type": "string", "required": true}, "level": {"words": ["low", "high"]}, "age": {"type": "int", "min": 0},
      "joined": {"type": "date"}, "pay": {"type": "decimal"}, "tags": {"type": "list"},
      "shares": {"type": "map", "of": "decimal", "sum": 100}}},
    "Team": {"key": "id", "properties": {"id": {"required": true}, "name": {"required": true}}},
    "Admin": {"properties": {"scope": {}}}},
  "edges": {
    "KNOWS": {"ends": [["Person", "Person"]], "key": ["kind"], "loops": false, "properties": {
      "kind": {}, "since": {"type": "date"}, "strength": {"type": "float", "min": 0, "max": 1, "words": ["weak", "strong"]}}},
    "WITH": {"ends": [["Person", "Person"]], "undirected": true, "loops": false, "properties": {"note": {}}},
    "IN": {"ends": [["Person", "Team"]], "key": ["role"], "max_out": 2, "properties": {"role": {"required": true}}},
    "PART_OF": {"ends": [["Team", "Team"]], "acyclic": true}}})";

inline Schema people_schema() {
  const Result<Schema> schema = Schema::parse(kPeopleSchema);
  EXPECT_TRUE(schema.ok()) << schema.status().to_string();
  return *schema;
}

// A folder of its own, removed with everything in it.
class TempDir {
 public:
  TempDir() {
    static std::atomic<int> counter{0};
    path_ = std::filesystem::temp_directory_path() /
            ("relmap-test-" + std::to_string(::getpid()) + "-" + std::to_string(counter++));
    std::filesystem::create_directories(path_);
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The bytes of all files of a folder, for looking whether something is still in one of them.
inline std::string all_bytes(const std::filesystem::path& dir) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
    std::ifstream in(entry.path(), std::ios::binary);
    if (entry.is_regular_file()) all.append(std::istreambuf_iterator<char>(in), {});
  }
  return all;
}

inline std::unique_ptr<Graph> open_graph(const std::string& url,
                                         std::optional<Schema> schema = people_schema()) {
  OpenOptions options;
  options.url = url;
  options.schema = std::move(schema);
  Result<std::unique_ptr<Graph>> graph = Graph::open(options);
  EXPECT_TRUE(graph.ok()) << graph.status().to_string();
  return graph ? std::move(*graph) : nullptr;
}

inline NodeRef person(const std::string& id) { return NodeRef::by_key("Person", id); }
inline NodeRef team(const std::string& id) { return NodeRef::by_key("Team", id); }
inline WriteNode put_person(const std::string& id, Properties properties = {}) {
  return {person(id), {}, std::move(properties), WriteMode::kMerge, {}};
}
inline WriteEdge put_edge(const std::string& type, NodeRef from, NodeRef to, Properties properties = {}) {
  return {type, std::move(from), std::move(to), std::move(properties), WriteMode::kMerge, {}, {}};
}

inline Result<CommitResult> commit(Graph& graph, std::vector<Change> changes, bool partial = false) {
  CommitOptions options;
  options.author = "test";
  options.reason = "because";
  options.partial = partial;
  return graph.commit(Transaction{std::move(changes)}, options);
}

// Expects a clean verify().
inline void expect_clean(const Graph& graph) {
  const Result<VerifyReport> report = graph.verify();
  ASSERT_TRUE(report.ok()) << report.status().to_string();
  for (const std::string& finding : report->findings) ADD_FAILURE() << finding;
}

}  // namespace relmap::graphstore::testing
