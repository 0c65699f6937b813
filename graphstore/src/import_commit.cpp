// From the graph's answer back to rows: which were written, and what was wrong with those that it refused.
#include <algorithm>

#include "import_run.h"

namespace relmap::graphstore {
namespace {

class CommitMapping {
 public:
  CommitMapping(ImportRun& run, const CommitResult& result) : run_(run), result_(result) {}

  void take(ImportReport& report) {
    for (std::size_t i = 0; i < result_.changes.size(); ++i) {
      switch (result_.changes[i].effect) {
        case Effect::kCreated:
          ++report.created;
          break;
        case Effect::kUpdated:
          ++report.updated;
          break;
        case Effect::kUnchanged:
          ++report.unchanged;
          break;
        case Effect::kDeleted:
          break;  // an import deletes nothing
        case Effect::kFailed:
          run_.log.reject(run_.batch.origin(i).row, fault_of(i));
          break;
      }
    }
  }

 private:
  RowFault fault_of(std::size_t i) const {
    const Change& change = run_.batch.transaction().changes[i];
    const std::string& message = result_.changes[i].status.message();
    if (const auto* node = std::get_if<WriteNode>(&change)) {
      const LabelDef* def = run_.context.schema.find_label(node->node.label);
      return place_property(i, node->properties, def ? &def->properties : nullptr, message);
    }
    const auto& edge = std::get<WriteEdge>(change);
    for (const bool from : {true, false}) {
      if (std::optional<RowFault> fault = lost_end(i, from ? edge.from : edge.to, from)) return *fault;
    }
    const EdgeTypeDef* def = run_.context.schema.find_edge_type(edge.type);
    return place_property(i, edge.properties, def ? &def->properties : nullptr, message);
  }

  // The edge hangs on a node of this import that was refused itself.
  std::optional<RowFault> lost_end(std::size_t i, const NodeRef& end, bool from) const {
    const std::optional<std::size_t> node = run_.batch.change_of(end);
    if (!node || result_.changes[*node].effect != Effect::kFailed) return std::nullopt;
    if (!end.created && run_.batch.in_store(end.label, end.key)) return std::nullopt;
    const RowOrigin& origin = run_.batch.origin(i);
    RowFault fault{0, from ? "from" : "to", end.created ? "" : end.key, ""};
    if (origin.header) {
      fault.column = origin.header->find(from ? ImportColumn::Role::kFrom : ImportColumn::Role::kTo);
      fault.column_name = origin.header->columns[fault.column - 1].header;
    }
    const std::string name = end.created ? "the node" : end.label + "/" + issue_excerpt(end.key);
    fault.reason = name + " was rejected: " + run_.log.place_name(run_.batch.origin(*node).row);
    return fault;
  }

  // The schema's reasons read "RECORD: PROPERTY: what is wrong": says in which column that is.
  RowFault place_property(std::size_t i, const Properties& properties, const std::vector<PropertyDef>* defs,
                          const std::string& message) const {
    RowFault fault{0, "", "", message};
    std::size_t first = std::string::npos;
    const auto consider = [&](const std::string& name) {
      const std::size_t at = message.find(": " + name + ": ");
      if (at >= first) return;
      first = at;
      fault.column_name = name;
      fault.reason = message.substr(at + name.size() + 4);
    };
    for (const auto& [name, value] : properties) consider(name);
    if (defs) {
      for (const PropertyDef& def : *defs) consider(def.name);
    }
    if (first == std::string::npos) return fault;
    const auto value = properties.find(fault.column_name);
    if (value != properties.end()) fault.value = to_text(value->second);
    const RowOrigin& origin = run_.batch.origin(i);
    fault.column = origin.column_of(fault.column_name);
    if (origin.header && fault.column == 0) fault.reason += " (the file has no such column)";
    return fault;
  }

  ImportRun& run_;
  const CommitResult& result_;
};

}  // namespace

void take_commit_result(ImportRun& run, const CommitResult& result, ImportReport& report) {
  CommitMapping(run, result).take(report);
}

}  // namespace relmap::graphstore
