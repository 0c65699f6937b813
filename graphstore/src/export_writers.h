// The formats, each a function that writes the whole graph in the order of an ExportOrder.
#pragma once

#include <chrono>
#include <string>

#include "export_order.h"
#include "export_place.h"
#include "graphstore/export.h"

namespace relmap::graphstore {

// What the writers share: the graph, its order, how far they are.
class ExportRun {
 public:
  ExportRun(const Snapshot& snapshot, const ExportOptions& options)
      : snapshot_(snapshot), options_(options), order_(snapshot) {
    report_.version = snapshot.version();
  }

  const Snapshot& snapshot() const { return snapshot_; }
  const Schema& schema() const { return snapshot_.schema(); }
  const ExportOrder& order() const { return order_; }
  ExportReport& report() { return report_; }

  void node_done() { tell(++report_.nodes + report_.edges); }
  void edge_done() { tell(report_.nodes + ++report_.edges); }

 private:
  void tell(std::size_t done);

  const Snapshot& snapshot_;
  const ExportOptions& options_;
  ExportOrder order_;
  ExportReport report_;
  std::chrono::steady_clock::time_point last_;
};

// Into the folder `dir`, which is empty.
Status export_csv(ExportRun& run, const std::string& dir);
Status export_ndjson(ExportRun& run, const std::string& dir);
// Into the file `path`.
Status export_graphml(ExportRun& run, const std::string& path);
Status export_dot(ExportRun& run, const std::string& path);

// "Contact:ann": the node's name in GraphML and DOT, the same in every export of the same graph: letters,
// digits, '.', ':', '-' and '_' (an NMTOKEN of XML), other bytes as "_" and two hexadecimal digits. A node
// without a key is called by its place in the order.
std::string export_node_id(const ExportOrder& order, Vertex v);

}  // namespace relmap::graphstore
