#include "export_ndjson.h"

#include "graphstore/import.h"
#include "ndjson_value.h"

namespace relmap::graphstore {
namespace {

template <class FindDef>
void append_properties(std::string& out, const Properties& properties, std::string_view skip,
                       FindDef&& find_def) {
  out += R"("properties":{)";
  for (const char* separator = ""; const auto& [name, value] : properties) {
    if (name == skip) continue;
    out += separator;
    append_json_text(out, name);
    out += ':';
    append_ndjson_value(out, value, find_def(name));
    separator = ",";
  }
  out += '}';
}

void append_labels(std::string& out, const std::vector<std::string>& labels) {
  out += R"("labels":[)";
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (i > 0) out += ',';
    append_json_text(out, labels[i]);
  }
  out += "],";
}

}  // namespace

Status NdjsonWriter::node(Vertex v) {
  const ExportOrder::Group& group = run_.order().group(v);
  const std::vector<std::string> labels = run_.order().labels(v);
  line_ = "{";
  std::string_view key;
  if (group.keyed) {
    key = run_.schema().find_label(group.label)->key;
    line_ += R"("label":)";
    append_json_text(line_, group.label);
    line_ += ',';
    if (labels.size() > 1) append_labels(line_, labels);
    line_ += R"("id":)";
    append_json_text(line_, run_.order().key(v));
  } else {
    by_ref_[v] = true;
    append_labels(line_, labels);
    line_ += R"("ref":")" + std::to_string(run_.order().rank(v)) + '"';
  }
  line_ += ',';
  append_properties(line_, run_.snapshot().properties(v).all(), key,
                    [&](std::string_view name) { return run_.schema().find_property(labels, name); });
  line_ += "}\n";
  return put(group.keyed ? group.label + "/" + std::string(run_.order().key(v)) : "a node without a key");
}

void NdjsonWriter::append_end(Vertex v) {
  const ExportOrder::Group& group = run_.order().group(v);
  const std::string rank = std::to_string(run_.order().rank(v));
  if (by_ref_[v]) {
    line_ += R"({"ref":")" + rank + "\"}";
    return;
  }
  line_ += R"({"label":)";
  append_json_text(line_, group.label);
  line_ += R"(,"id":)";
  append_json_text(line_, group.keyed ? run_.order().key(v) : rank);
  line_ += '}';
}

Status NdjsonWriter::edge(const Edge& edge) {
  const std::string_view type = run_.snapshot().name(edge.type);
  const EdgeTypeDef* def = run_.schema().find_edge_type(type);
  line_ = R"({"type":)";
  append_json_text(line_, type);
  line_ += R"(,"from":)";
  append_end(edge.source);
  line_ += R"(,"to":)";
  append_end(edge.target);
  line_ += ',';
  append_properties(line_, edge.properties.all(), "",
                    [&](std::string_view name) { return def ? def->find(name) : nullptr; });
  line_ += "}\n";
  return put("an edge of type " + std::string(type));
}

Status NdjsonWriter::put(const std::string& record) {
  if (line_.size() > ImportLimits().max_row_bytes)
    return Status::resource_exhausted(record + ": is longer than a line of 8 MiB can hold");
  if (!file_) file_ = std::make_unique<ExportFile>(dir_ + "/graph.ndjson");
  file_->write(line_);
  return {};
}

Status NdjsonWriter::close(std::size_t& files) {
  if (!file_) return {};
  ++files;
  return file_->close();
}

Status export_ndjson(ExportRun& run, const std::string& dir) {
  NdjsonWriter writer(run, dir);
  for (const ExportOrder::Group& group : run.order().groups()) {
    for (const Vertex v : group.nodes) {
      if (Status s = writer.node(v); !s.ok()) return s;
      run.node_done();
    }
  }
  for (const Symbol type : run.order().types()) {
    const Status s = run.order().visit_edges(type, [&](const Edge& edge) {
      run.edge_done();
      return writer.edge(edge);
    });
    if (!s.ok()) return s;
  }
  return writer.close(run.report().files);
}

}  // namespace relmap::graphstore
