// DOT, the language of Graphviz: nodes with their names, edges with their types. Properties are left out.
#include <optional>

#include "export_writers.h"

namespace relmap::graphstore {
namespace {

// A quoted string as Graphviz reads labels: "\n" and the like are escapes in it, and "&amp;" an entity.
// Control characters, which no picture shows, become spaces.
std::string label_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '&') {
      out += "&amp;";
    } else if (c == '\n') {
      out += "\\n";
    } else {
      out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    }
  }
  return out += '"';
}

}  // namespace

Status export_dot(ExportRun& run, const std::string& path) {
  ExportFile file(path);
  const ExportOrder& order = run.order();
  const Symbol name = run.snapshot().symbol("name");
  file.write("// relmap export\ndigraph relmap {\n  graph [charset=\"UTF-8\"];\n  node [shape=box];\n");
  for (const ExportOrder::Group& group : order.groups()) {
    for (const Vertex v : group.nodes) {
      std::string_view text = order.key(v);
      if (name != kNoSymbol) text = run.snapshot().properties(v).text(name).value_or(text);
      const std::string label =
          std::string(text.empty() ? "" : text) + (text.empty() ? "" : "\n") + group.label;
      file.write("  \"" + export_node_id(order, v) + "\" [label=" + label_text(label) + "];\n");
      run.node_done();
    }
  }
  for (const Symbol type : order.types()) {
    const EdgeTypeDef* def = run.schema().find_edge_type(run.snapshot().name(type));
    const std::string end = std::string(" [label=") + label_text(run.snapshot().name(type)) +
                            (def && def->undirected ? ", dir=none];\n" : "];\n");
    const Status s = order.visit_edges(type, [&](const Edge& e) {
      file.write("  \"" + export_node_id(order, e.source) + "\" -> \"" + export_node_id(order, e.target) +
                 "\"" + end);
      run.edge_done();
      return Status();
    });
    if (!s.ok()) return s;
  }
  file.write("}\n");
  ++run.report().files;
  return file.close();
}

}  // namespace relmap::graphstore
