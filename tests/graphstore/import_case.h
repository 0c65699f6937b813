// Support of the import tests: a folder made of texts, an import of it, and everything that came of it as
// text.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "graphstore/graph.h"
#include "graphstore/import.h"

namespace relmap::graphstore::import_test {

// Persons, accounts and teams, and edge types with each of the schema's constraints.
extern const char* const kSchema;

// path → content
using Files = std::map<std::string, std::string>;

std::unique_ptr<Graph> open_graph(const std::string& schema_json = kSchema,
                                  const std::string& url = "memory:");

// Writes files, making the folders they need.
void write_files(const std::filesystem::path& dir, const Files& files);
// All files below `dir`; empty where there is no such folder.
Files read_files(const std::filesystem::path& dir);

// A folder of its own for one test, removed in the end.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

// "FILE:LINE:COLUMN NAME 'VALUE': REASON"
std::string show(const ImportIssue& issue);
// Counts, rejects and warnings, one a line.
std::string show(const ImportReport& report);
// Every node and edge, one a line, sorted: "Person/ann age=int 7" and "KNOWS Person/ann → Person/bob".
std::string show(const Graph& graph);

}  // namespace relmap::graphstore::import_test
