// GraphML (http://graphml.graphdrawing.org/): for Gephi, yEd, NetworkX and the like. Not read back: dates and
// decimals are text, lists and maps JSON-like text.
#include <map>
#include <vector>

#include "base/utf8.h"
#include "export_writers.h"

namespace relmap::graphstore {
namespace {

// XML 1.0 has no other control characters than tab and line ends, nor U+FFFE and U+FFFF: U+FFFD stands for
// them.
void append_xml(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::uint32_t c = utf8::next(text, i);
    if (c == '&') {
      out += "&amp;";
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '"') {
      out += "&quot;";
    } else if (c == '\r' || c == '\n' || c == '\t') {
      out += "&#" + std::to_string(c) + ";";
    } else {
      utf8::append(out, c < 0x20 || c == 0xFFFE || c == 0xFFFF ? 0xFFFD : c);
    }
  }
}

std::string_view graphml_type(ValueType type) {
  if (type == ValueType::kBool) return "boolean";
  if (type == ValueType::kInt) return "long";
  return type == ValueType::kFloat ? "double" : "string";
}

// The properties of nodes or of edges, each with an id and the type that all its values have.
class Keys {
 public:
  Keys(std::string_view domain, char letter) : domain_(domain), letter_(letter) {}

  void add(const Properties& properties) {
    for (const auto& [name, value] : properties) {
      const std::string_view type = graphml_type(value.type());
      const auto [it, fresh] = types_.try_emplace(name, type);
      if (!fresh && it->second != type) it->second = "string";
    }
  }
  // The ids are given here: ascending by name.
  void declare(std::string& out) {
    for (const auto& [name, type] : types_) {
      const std::string id = letter_ + std::to_string(ids_.size());
      ids_.emplace(name, id);
      out.append("  <key id=\"").append(id).append("\" for=\"").append(domain_).append("\" attr.name=\"");
      append_xml(out, name);
      out.append("\" attr.type=\"").append(type).append("\"/>\n");
    }
  }
  void append_data(std::string& out, const Properties& properties) const {
    for (const auto& [name, value] : properties) {
      out.append("<data key=\"").append(ids_.at(name)).append("\">");
      append_xml(out, to_text(value));
      out += "</data>";
    }
  }

 private:
  const std::string domain_;
  const char letter_;
  std::map<std::string, std::string_view, std::less<>> types_;
  std::map<std::string, std::string, std::less<>> ids_;
};

constexpr std::string_view kHead =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<!-- relmap export -->\n"
    "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\""
    " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
    " xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns"
    " http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n"
    "  <key id=\"labels\" for=\"node\" attr.name=\"labels\" attr.type=\"string\"/>\n"
    "  <key id=\"type\" for=\"edge\" attr.name=\"type\" attr.type=\"string\"/>\n";

class GraphmlExport {
 public:
  GraphmlExport(ExportRun& run, const std::string& path) : run_(run), order_(run.order()), file_(path) {}

  Status write() {
    gather();
    std::string head(kHead);
    nodes_.declare(head);
    edges_.declare(head);
    file_.write(head + "  <graph id=\"relmap\" edgedefault=\"directed\">\n");
    for (const ExportOrder::Group& group : order_.groups()) {
      for (const Vertex v : group.nodes) node(v);
    }
    for (const Symbol type : order_.types()) {
      const Status s = order_.visit_edges(type, [&](const Edge& e) { return edge(e); });
      if (!s.ok()) return s;
    }
    file_.write("  </graph>\n</graphml>\n");
    ++run_.report().files;
    return file_.close();
  }

 private:
  void gather() {
    for (const ExportOrder::Group& group : order_.groups()) {
      for (const Vertex v : group.nodes) {
        nodes_.add(run_.snapshot().properties(v).all());
        for (const Edge& e : run_.snapshot().out(v)) edges_.add(e.properties.all());
      }
    }
  }

  void node(Vertex v) {
    line_ = "    <node id=\"" + export_node_id(order_, v) + "\"><data key=\"labels\">";
    for (const char* separator = ""; const std::string& label : order_.labels(v)) {
      line_ += separator;
      append_xml(line_, label);
      separator = ";";
    }
    line_ += "</data>";
    nodes_.append_data(line_, run_.snapshot().properties(v).all());
    file_.write(line_ += "</node>\n");
    run_.node_done();
  }

  Status edge(const Edge& e) {
    const std::string_view type = run_.snapshot().name(e.type);
    const EdgeTypeDef* def = run_.schema().find_edge_type(type);
    line_ = "    <edge id=\"e" + std::to_string(run_.report().edges) + "\" source=\"" +
            export_node_id(order_, e.source) + "\" target=\"" + export_node_id(order_, e.target) + "\"";
    if (def && def->undirected) line_ += " directed=\"false\"";
    line_ += "><data key=\"type\">";
    append_xml(line_, type);
    line_ += "</data>";
    edges_.append_data(line_, e.properties.all());
    file_.write(line_ += "</edge>\n");
    run_.edge_done();
    return {};
  }

  ExportRun& run_;
  const ExportOrder& order_;
  ExportFile file_;
  Keys nodes_{"node", 'n'}, edges_{"edge", 'e'};
  std::string line_;
};

}  // namespace

Status export_graphml(ExportRun& run, const std::string& path) { return GraphmlExport(run, path).write(); }

}  // namespace relmap::graphstore
