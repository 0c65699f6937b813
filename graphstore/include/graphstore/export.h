// Export of one version of a graph: the folder that import_folder reads, or one file for other tools.
//
// Import → export → import gives the same graph: labels, keys, properties with their types, edges. A second
// export then gives the same bytes. The formats stand in docs/files.md.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"
#include "graphstore/snapshot.h"

namespace relmap::graphstore {

enum class ExportFormat {
  kCsv,      // OUT/nodes/LABEL.csv, OUT/edges/TYPE.csv; what CSV cannot say goes to OUT/graph.ndjson
  kNdjson,   // OUT/graph.ndjson: nodes, then edges
  kGraphml,  // OUT, one file
  kDot,      // OUT, one file
};

// "csv", "ndjson", "graphml", "dot"; nullopt for another word.
std::optional<ExportFormat> export_format(std::string_view word);

struct ExportOptions {
  ExportFormat format = ExportFormat::kCsv;
  bool sync = true;    // false: a power failure may leave less than the whole (tests only)
  bool force = false;  // OUT may be something else than an export: it is moved aside first
  // Called now and then (never more than about ten times a second) with records written and records in all.
  std::function<void(std::size_t done, std::size_t total)> progress;
};

struct ExportReport {
  std::size_t files = 0, nodes = 0, edges = 0;
  std::size_t ndjson_records = 0;  // of a CSV export: the nodes and edges that stand in graph.ndjson
  Version version = 0;
  std::string moved_aside;  // where what stood in OUT's place is now; "" where nothing was moved
};

// Writes the snapshot to `out`. It is written beside `out` under another name and takes its place when it is
// whole; an earlier export there is replaced. kAlreadyExists where `out` is neither an export of ours nor an
// empty folder, unless options.force; kIo; kResourceExhausted where a record is too long for a line (8 MiB).
// O(nodes log nodes + edges); memory: about 12 bytes a node, the edges of one node, and the text of one
// label's nodes that have no key.
Result<ExportReport> export_graph(const Snapshot& snapshot, const std::string& out,
                                  const ExportOptions& options);

}  // namespace relmap::graphstore
