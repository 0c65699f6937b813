// nodes/LABEL.csv and edges/TYPE.csv, each in two passes: one that finds out which columns there are, and of
// what type, and one that writes. Records that CSV cannot say go to graph.ndjson.
#include <filesystem>
#include <system_error>
#include <vector>

#include "csv_text.h"
#include "export_ndjson.h"
#include "export_table.h"
#include "graphstore/import.h"

namespace relmap::graphstore {
namespace {

namespace fs = std::filesystem;

using Group = ExportOrder::Group;

// An import takes the label or type from the file's name, and passes over hidden files.
bool can_name_file(std::string_view name) {
  return !name.empty() && !name.starts_with('.') && name.find('/') == std::string_view::npos;
}

// A file that is made with its first row.
class CsvFile {
 public:
  CsvFile(std::string path, const std::string& header) : path_(std::move(path)), header_(header) {}
  void write(std::string_view row) {
    if (!file_) {
      file_ = std::make_unique<ExportFile>(path_);
      file_->write(header_);
    }
    file_->write(row);
  }
  Status close(std::size_t& files) {
    if (!file_) return {};
    ++files;
    return file_->close();
  }

 private:
  const std::string path_;
  const std::string& header_;
  std::unique_ptr<ExportFile> file_;
};

class CsvExport {
 public:
  CsvExport(ExportRun& run, const std::string& dir)
      : run_(run), order_(run.order()), dir_(dir), rest_(run, dir) {}

  Status write() {
    std::error_code error;
    for (const char* part : {"nodes", "edges"}) {
      fs::create_directory(dir_ + "/" + part, error);
      if (error) return Status::io(dir_ + "/" + part + ": cannot be made: " + error.message());
    }
    for (const Group& group : order_.groups()) {
      if (Status s = write_nodes(group); !s.ok()) return s;
    }
    for (const Symbol type : order_.types()) {
      if (Status s = write_edges(type); !s.ok()) return s;
    }
    for (const char* part : {"nodes", "edges"}) fs::remove(dir_ + "/" + part, error);  // where it is empty
    return rest_.close(run_.report().files);
  }

 private:
  Status write_nodes(const Group& group) {
    const LabelDef* def = run_.schema().find_label(group.label);
    const std::string key = def ? def->key : "";
    ColumnStats stats;
    bool several = false;
    for (const Vertex v : group.nodes) {
      stats.add(run_.snapshot().properties(v).all());
      several = several || run_.snapshot().labels(v).size() > 1;
    }
    std::vector<std::string> fixed = {group.keyed ? key : ":ID"};
    if (several) fixed.emplace_back(":LABEL");
    const HeaderSubject subject{ImportKind::kNodes, def, nullptr};
    const ExportTable table(run_.schema(), subject, fixed, group.keyed ? key : "", stats);
    // A label with a key takes no rows without one.
    const bool csv = can_name_file(group.label) && !table.header().empty() && (group.keyed || key.empty());
    CsvFile file(dir_ + "/nodes/" + group.label + ".csv", table.header());
    for (const Vertex v : group.nodes) {
      if (csv && node_row(group, v, several, table)) {
        file.write(row_);
      } else {
        ++run_.report().ndjson_records;
        if (Status s = rest_.node(v); !s.ok()) return s;
      }
      run_.node_done();
    }
    return file.close(run_.report().files);
  }

  std::string id(const Group& group, Vertex v) const {
    return group.keyed ? std::string(order_.key(v)) : std::to_string(order_.rank(v));
  }

  bool node_row(const Group& group, Vertex v, bool several, const ExportTable& table) {
    row_.clear();
    append_csv_cell(row_, id(group, v));
    std::vector<std::string> labels;
    if (several) {
      labels = order_.labels(v);
      std::string joined;
      for (const std::string& label : labels) {
        if (label.find(';') != std::string::npos) return false;
        joined += (joined.empty() ? "" : ";") + label;
      }
      row_ += ',';
      if (labels.size() > 1) append_csv_cell(row_, joined);
    }
    const bool written = table.append_cells(row_, run_.snapshot().properties(v).all(), labels);
    row_ += '\n';
    return written && row_.size() <= ImportLimits().max_row_bytes;
  }

  // The one label that the schema allows at an end of the type; "" where there is none or a choice.
  static std::string fixed_label(const EdgeTypeDef* def, bool from) {
    std::string label;
    if (!def) return "";
    for (const EdgeEnds& ends : def->ends) {
      for (const std::string& end :
           {from ? ends.from : ends.to,
            def->undirected ? (from ? ends.to : ends.from) : (from ? ends.from : ends.to)}) {
        if (end.empty() || (!label.empty() && end != label)) return "";
        label = end;
      }
    }
    return label;
  }

  struct EdgeFile {
    bool from_label = false, to_label = false;  // columns
  };

  Status write_edges(Symbol type) {
    const std::string name(run_.snapshot().name(type));
    const EdgeTypeDef* def = run_.schema().find_edge_type(name);
    const std::string from = fixed_label(def, true), to = fixed_label(def, false);
    EdgeFile shape{from.empty(), to.empty()};
    ColumnStats stats;
    const Status gathered = order_.visit_edges(type, [&](const Edge& edge) {
      stats.add(edge.properties.all());
      shape.from_label = shape.from_label || order_.group(edge.source).label != from;
      shape.to_label = shape.to_label || order_.group(edge.target).label != to;
      return Status();
    });
    if (!gathered.ok()) return gathered;
    std::vector<std::string> fixed = {"from"};
    if (shape.from_label) fixed.emplace_back("from_label");
    fixed.emplace_back("to");
    if (shape.to_label) fixed.emplace_back("to_label");
    const ExportTable table(run_.schema(), {ImportKind::kEdges, nullptr, def}, fixed, "", stats);
    const bool csv = can_name_file(name) && !table.header().empty();
    CsvFile file(dir_ + "/edges/" + name + ".csv", table.header());
    const Status written = order_.visit_edges(type, [&](const Edge& edge) {
      run_.edge_done();
      if (csv && edge_row(edge, shape, table)) {
        file.write(row_);
        return Status();
      }
      ++run_.report().ndjson_records;
      return rest_.edge(edge);
    });
    return written.ok() ? file.close(run_.report().files) : written;
  }

  bool edge_row(const Edge& edge, const EdgeFile& shape, const ExportTable& table) {
    if (rest_.by_ref(edge.source) || rest_.by_ref(edge.target)) return false;
    row_.clear();
    append_end(edge.source, shape.from_label);
    row_ += ',';
    append_end(edge.target, shape.to_label);
    const bool written = table.append_cells(row_, edge.properties.all(), {});
    row_ += '\n';
    return written && row_.size() <= ImportLimits().max_row_bytes;
  }

  void append_end(Vertex v, bool with_label) {
    const Group& group = order_.group(v);
    append_csv_cell(row_, id(group, v));
    if (!with_label) return;
    row_ += ',';
    append_csv_cell(row_, group.label);
  }

  ExportRun& run_;
  const ExportOrder& order_;
  const std::string dir_;
  NdjsonWriter rest_;
  std::string row_;
};

}  // namespace

Status export_csv(ExportRun& run, const std::string& dir) { return CsvExport(run, dir).write(); }

}  // namespace relmap::graphstore
