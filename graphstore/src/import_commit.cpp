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
          reject(i);
          continue;
      }
      warn_of_overlaid(i);
    }
  }

 private:
  // What is wrong with a change, and which of its rows is to blame.
  struct Blame {
    RowOrigin origin;
    RowFault fault;
  };

  // The rows of a change stand and fall together: each of them is kept, or none could be corrected.
  void reject(std::size_t i) {
    Blame blame = blame_of(i);
    const RowPlace blamed = blame.origin.row;
    const ImportBatch::Overlaid* overlaid = run_.batch.overlaid(i);
    run_.log.reject(blamed, std::move(blame.fault));
    if (!overlaid) return;
    for (const ImportBatch::LaidRow& row : overlaid->rows) {
      const RowPlace& place = row.origin.row;
      if (place.file == blamed.file && place.begin == blamed.begin) continue;
      run_.log.reject(place,
                      {0, "", row.record, "the same record was rejected: " + run_.log.place_name(blamed)});
    }
  }

  void warn_of_overlaid(std::size_t i) {
    const ImportBatch::Overlaid* overlaid = run_.batch.overlaid(i);
    for (std::size_t k = 1; overlaid && k < overlaid->rows.size(); ++k) {
      run_.log.warn(
          overlaid->rows[k].origin.row,
          {0, "", overlaid->rows[k].record,
           "takes the place of the same record in " + run_.log.place_name(overlaid->rows[k - 1].origin.row)});
    }
  }

  Blame blame_of(std::size_t i) const {
    const Change& change = run_.batch.transaction().changes[i];
    if (const auto* node = std::get_if<WriteNode>(&change)) {
      const LabelDef* def = run_.context.schema.find_label(node->node.label);
      const bool named = !node->node.key.empty();
      return place_property(i, named ? node->node.to_string() : "new " + node->node.label, node->properties,
                            def ? &def->properties : nullptr);
    }
    const auto& edge = std::get<WriteEdge>(change);
    for (const bool from : {true, false}) {
      if (std::optional<Blame> lost = lost_end(i, from ? edge.from : edge.to, from)) return *lost;
    }
    const EdgeTypeDef* def = run_.context.schema.find_edge_type(edge.type);
    return place_property(i, edge.type + " " + edge.from.to_string() + " → " + edge.to.to_string(),
                          edge.properties, def ? &def->properties : nullptr);
  }

  // The edge hangs on a node of this import that was refused itself.
  std::optional<Blame> lost_end(std::size_t i, const NodeRef& end, bool from) const {
    const std::optional<std::size_t> node = run_.batch.change_of(end);
    if (!node || result_.changes[*node].effect != Effect::kFailed) return std::nullopt;
    if (!end.created && run_.batch.in_store(end.label, end.key)) return std::nullopt;
    // The ends of the change are written as its first row has them.
    const ImportBatch::Overlaid* overlaid = run_.batch.overlaid(i);
    Blame lost{overlaid ? overlaid->rows.front().origin : run_.batch.origin(i), {}};
    RowFault& fault = lost.fault;
    fault.column_name = from ? "from" : "to";
    if (!end.created) fault.value = end.key;
    if (const ImportHeader* header = lost.origin.header.get()) {
      fault.column = header->find(from ? ImportColumn::Role::kFrom : ImportColumn::Role::kTo);
      if (fault.column > 0) fault.column_name = header->columns[fault.column - 1].header;
    }
    const std::string name = end.created ? "the node" : end.label + "/" + issue_excerpt(end.key);
    fault.reason = name + " was rejected: " + run_.log.place_name(blame_of(*node).origin.row);
    return lost;
  }

  // The schema's reasons read "RECORD: PROPERTY: what is wrong": says in which column that is, in the row
  // that gave the property.
  Blame place_property(std::size_t i, const std::string& record, const Properties& properties,
                       const std::vector<PropertyDef>* defs) const {
    const std::string& message = result_.changes[i].status.message();
    Blame blame{run_.batch.origin(i), {0, "", "", message}};
    if (!message.starts_with(record + ": ")) return blame;
    const std::string_view rest = std::string_view(message).substr(record.size() + 2);
    std::string_view property;  // the longest that fits
    const auto consider = [&](std::string_view name) {
      if (name.size() > property.size() && rest.starts_with(name) &&
          rest.substr(name.size()).starts_with(": "))
        property = name;
    };
    for (const auto& [name, value] : properties) consider(name);
    if (defs) {
      for (const PropertyDef& def : *defs) consider(def.name);
    }
    if (property.empty()) return blame;
    if (const ImportBatch::Overlaid* overlaid = run_.batch.overlaid(i)) {
      const auto given = overlaid->given.find(property);
      if (given != overlaid->given.end()) blame.origin = overlaid->rows[given->second].origin;
    }
    RowFault& fault = blame.fault;
    fault.column_name = std::string(property);
    fault.reason = std::string(rest.substr(property.size() + 2));
    const auto value = properties.find(fault.column_name);
    if (value != properties.end()) fault.value = to_text(value->second);
    fault.column = blame.origin.column_of(fault.column_name);
    const ImportHeader* header = blame.origin.header.get();
    if (header && fault.column == 0)
      fault.reason +=
          header->mapped ? " (no column is mapped to it alone)" : " (the file has no such column)";
    if (header && header->mapped && fault.column > 0)
      fault.column_name = header->columns[fault.column - 1].header;
    return blame;
  }

  ImportRun& run_;
  const CommitResult& result_;
};

}  // namespace

void take_commit_result(ImportRun& run, const CommitResult& result, ImportReport& report) {
  CommitMapping(run, result).take(report);
}

}  // namespace relmap::graphstore
