// One CSV file of nodes or edges → drafts. Every bad cell of a row is reported, not only the first.
#include <algorithm>
#include <utility>

#include "csv.h"
#include "import_run.h"

namespace relmap::graphstore {
namespace {

using Role = ImportColumn::Role;

std::string known_names(const Schema& schema, ImportKind kind) {
  std::string out;
  if (kind == ImportKind::kNodes) {
    for (const LabelDef& def : schema.labels()) out += (out.empty() ? "" : ", ") + def.name;
  } else {
    for (const EdgeTypeDef& def : schema.edge_types()) out += (out.empty() ? "" : ", ") + def.name;
  }
  return out.empty() ? "none" : out;
}

std::vector<std::string> split_labels(std::string_view text) {
  std::vector<std::string> labels;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(';'), text.size());
    if (end > 0) labels.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return labels;
}

class CsvImport {
 public:
  CsvImport(ImportRun& run, std::size_t file, ByteReader bytes)
      : run_(run), file_(file), info_(run.files[file]), reader_(std::move(bytes), run.context.limits) {}

  Status read() {
    if (!reader_.next(row_)) {
      if (reader_.status().ok())
        run_.log.warn({file_, 1, 0, 0}, {0, "", "", "the file is empty, without even a header"});
      return reader_.status();
    }
    const RowPlace header = place();
    run_.log.note_header(file_, 0, row_.end);  // with its byte order mark
    std::optional<RowFault> fault = read_header(header);
    if (run_.loaded && !run_.loaded->whole_file_left(file_)) return read_left_rows();
    std::size_t rows = 0;
    for (; reader_.next(row_); ++rows) {
      if (!fault) read_row();
      if (rows % 256 != 0) continue;
      run_.progress.at(reader_.offset());
      if (Status s = run_.check_stop(); !s.ok()) return s;
    }
    run_.rows += rows;
    if (fault) {
      run_.log.reject_file(header, std::move(*fault), rows);
      if (info_.kind == ImportKind::kNodes) run_.batch.note_rejected_file(info_.subject, info_.name);
    }
    return reader_.status();
  }

 private:
  // The others are in the graph already, and all are counted.
  Status read_left_rows() {
    for (const BulkRow& left : run_.loaded->left(file_)) {
      reader_.seek(left.begin, left.line);
      if (!reader_.next(row_)) break;
      read_row();
    }
    return reader_.status();
  }

  RowPlace place() const { return {file_, row_.line, row_.begin, row_.end}; }
  bool nodes() const { return info_.kind == ImportKind::kNodes; }
  const Schema& schema() const { return run_.context.schema; }

  RowFault csv_fault() const {
    const CsvError& error = *row_.error;
    RowFault fault{error.column, "", error.value, error.reason};
    if (header_ && error.column > 0 && error.column <= header_->columns.size()) {
      fault.column_name = header_->columns[error.column - 1].header;
    }
    if (error.line != row_.line) fault.reason += " (in line " + std::to_string(error.line) + ")";
    return fault;
  }

  std::optional<RowFault> read_header(const RowPlace& place) {
    HeaderSubject subject{info_.kind, nullptr, nullptr};
    subject.label = nodes() ? schema().find_label(info_.subject) : nullptr;
    subject.edge = nodes() ? nullptr : schema().find_edge_type(info_.subject);
    if (!subject.label && !subject.edge && !schema().is_open()) {
      return RowFault{0, "", info_.subject,
                      std::string("the schema has no such ") + (nodes() ? "label" : "edge type") +
                          "; it has " + known_names(schema(), info_.kind)};
    }
    if (row_.error) return csv_fault();
    HeaderOutcome outcome = parse_import_header(row_.cells, subject);
    for (RowFault& warning : outcome.warnings) run_.log.warn(place, std::move(warning));
    if (outcome.fault) return outcome.fault;
    header_ = std::make_shared<const ImportHeader>(std::move(outcome.header));
    keyed_ = !subject.key().empty();
    return check_spaces();
  }

  std::optional<RowFault> check_spaces() {
    for (std::size_t i = 0; i < header_->columns.size(); ++i) {
      const ImportColumn& column = header_->columns[i];
      if (column.space.empty()) continue;
      if (column.role == Role::kId) run_.batch.note_id_space(column.space, info_.subject);
      if (column.role != Role::kFrom && column.role != Role::kTo) continue;
      for (const std::string& label : run_.batch.labels_of_space(column.space)) {
        if (schema().is_open() || schema().find_label(label)) continue;
        return RowFault{i + 1, column.header, column.space,
                        "there is no such label, nor a file of nodes with these ids"};
      }
    }
    return std::nullopt;
  }

  void reject(std::size_t column, std::string_view value, std::string reason) {
    std::string name = column > 0 ? header_->columns[column - 1].header : "";
    run_.log.reject(place(), {column, std::move(name), std::string(value), std::move(reason)});
    bad_ = true;
  }

  // The text of the column with this role, "" where there is none.
  std::string text(std::size_t column) const {
    return column == 0 ? "" : std::string(row_.cells[column - 1].text);
  }

  void read_row() {
    bad_ = false;
    if (row_.error) {
      run_.log.reject(place(), csv_fault());
      return note_broken_node(row_.error->column);
    }
    if (row_.cells.size() != header_->columns.size()) {
      reject(0, "",
             "the row has " + std::to_string(row_.cells.size()) + " fields, the header " +
                 std::to_string(header_->columns.size()));
      return note_broken_node(row_.cells.size() + 1);
    }
    nodes() ? read_node() : read_edge();
  }

  // The row is broken from the field `column` on, and that may be behind its id.
  void note_broken_node(std::size_t column) {
    const std::size_t id = nodes() ? header_->find(Role::kId) : 0;
    if (id > 0 && id < column && id <= row_.cells.size())
      run_.batch.note_rejected_node(info_.subject, text(id), place());
  }

  Properties read_properties(const std::vector<std::string>& labels) {
    Properties properties;
    for (std::size_t i = 0; i < header_->columns.size(); ++i) {
      const ImportColumn& column = header_->columns[i];
      if (column.name.empty() || column.role == Role::kIgnored) continue;
      const PropertyDef* def = column.def ? &*column.def : schema().find_property(labels, column.name);
      const CsvCell& cell = row_.cells[i];
      if (cell.absent()) {
        if (def && def->required) reject(i + 1, "", "is required, and the cell is empty");
        properties.emplace(column.name, Value());
        continue;
      }
      Result<Value> value = def ? Schema::parse_text(*def, cell.text) : Result<Value>(infer(cell.text));
      if (value && cell.text.size() > kMaxValueBytes / 2) {
        if (Status s = check_value(*value); !s.ok()) value = s;
      }
      if (value) {
        properties.emplace(column.name, std::move(*value));
      } else {
        reject(i + 1, cell.text, value.status().message());
      }
    }
    return properties;
  }

  std::vector<std::string> read_labels() {
    const std::size_t column = header_->find(Role::kLabels);
    if (column == 0) return {};
    std::vector<std::string> labels = split_labels(row_.cells[column - 1].text);
    for (const std::string& label : labels) {
      if (schema().is_open() || schema().find_label(label)) continue;
      reject(column, label,
             "there is no such label; the schema has " + known_names(schema(), ImportKind::kNodes));
    }
    if (std::find(labels.begin(), labels.end(), info_.subject) == labels.end())
      labels.push_back(info_.subject);
    return labels;
  }

  void read_node() {
    NodeDraft draft;
    draft.origin = {place(), header_};
    draft.label = info_.subject;
    draft.labels = read_labels();
    draft.properties = read_properties(draft.labels);
    const std::size_t id = header_->find(Role::kId);
    draft.id = text(id);
    if (id > 0 && draft.id.empty() && keyed_) reject(id, "", "is empty: every row needs one");
    if (bad_) return run_.batch.note_rejected_node(draft.label, draft.id, place());
    run_.batch.add_node(std::move(draft));
  }

  EndDraft read_end(Role role, Role label_role) {
    EndDraft end;
    end.column = header_->find(role);
    end.label_column = header_->find(label_role);
    const ImportColumn& column = header_->columns[end.column - 1];
    end.column_name = column.header;
    end.label_column_name = role == Role::kFrom ? "from_label" : "to_label";
    if (end.label_column > 0) end.label_column_name = header_->columns[end.label_column - 1].header;
    end.id = text(end.column);
    end.label = text(end.label_column);
    if (!column.space.empty()) end.labels = run_.batch.labels_of_space(column.space);
    if (end.id.empty()) reject(end.column, "", "is empty: an edge needs both its ends");
    return end;
  }

  void read_edge() {
    EdgeDraft draft;
    draft.origin = {place(), header_};
    draft.type = info_.subject;
    draft.from = read_end(Role::kFrom, Role::kFromLabel);
    draft.to = read_end(Role::kTo, Role::kToLabel);
    const std::size_t type = header_->find(Role::kType);
    if (const std::string named = text(type); !named.empty() && named != draft.type) {
      reject(type, named, "the file holds edges of type " + draft.type);
    }
    draft.properties = read_properties({});
    if (!bad_) run_.batch.add_edge(std::move(draft));
  }

  ImportRun& run_;
  const std::size_t file_;
  const ImportFile& info_;
  CsvReader reader_;
  CsvRow row_;
  std::shared_ptr<const ImportHeader> header_;
  bool keyed_ = false;
  bool bad_ = false;  // the row at hand was rejected
};

}  // namespace

Status import_csv(ImportRun& run, std::size_t file, ByteReader bytes) {
  return CsvImport(run, file, std::move(bytes)).read();
}

}  // namespace relmap::graphstore
