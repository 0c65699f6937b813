// Nodes and edges as lines of NDJSON, for both formats that write some.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "export_writers.h"

namespace relmap::graphstore {

class NdjsonWriter {
 public:
  // The file DIR/graph.ndjson is made with the first line.
  NdjsonWriter(const ExportRun& run, std::string dir)
      : run_(run), dir_(std::move(dir)), by_ref_(run.snapshot().vertex_bound()) {}

  // All nodes come before all edges. kResourceExhausted where the line would be longer than an import reads.
  Status node(Vertex v);
  Status edge(const Edge& edge);
  // Whether the node was written here without a key: only NDJSON can name it as an edge's end. One without a
  // key that was not stands in a CSV file, under its rank as id.
  bool by_ref(Vertex v) const { return by_ref_[v]; }
  // Counts the file in `files` if there is one.
  Status close(std::size_t& files);

 private:
  void append_end(Vertex v);
  Status put(const std::string& record);

  const ExportRun& run_;
  const std::string dir_;
  std::vector<bool> by_ref_;
  std::string line_;
  std::unique_ptr<ExportFile> file_;
};

}  // namespace relmap::graphstore
