#include "bulk_rows.h"

#include <algorithm>
#include <cmath>

#include "codec.h"

namespace relmap::graphstore {
namespace {

using Role = ImportColumn::Role;

// Longer cells and rows are left to the ordinary import and its bounds.
constexpr std::size_t kMaxCellBytes = 64 << 10;
constexpr std::size_t kMaxListBytes = 1 << 20;

bool holds_property(const ImportColumn& column) {
  return !column.name.empty() && column.role != Role::kIgnored;
}

// Whether equal values are surely equal bytes, and different ones not.
bool compares_as_bytes(const Value& value) {
  if (const double* number = std::get_if<double>(&value.data)) return *number != 0 || !std::signbit(*number);
  return !value.as_list() && !value.as_map();
}

const std::vector<PropertyDef>& properties_of(const BulkTable& table) {
  return table.label ? table.label->properties : table.edge->properties;
}

bool lacks_required(const BulkTable& table) {
  for (const PropertyDef& def : properties_of(table)) {
    const bool is_key = table.label && def.name == table.label->key;
    if (def.required && !is_key && table.header.find_property(def.name) == 0) return true;
  }
  return false;
}

// Nodes that are told apart by something else than one text under one label.
bool unusual_nodes(const BulkTable& table) {
  if (table.label->key.empty() || table.header.find(Role::kLabels) > 0) return true;
  if (table.header.find_property(table.label->key) > 0) return true;
  // Whose unique value it is, the ordinary import finds out row by row.
  for (const PropertyDef& def : table.label->properties) {
    if (def.unique && table.header.find_property(def.name) > 0) return true;
  }
  const PropertyDef* key = table.label->find(table.label->key);
  return key && (key->type != ValueType::kString || !key->words.empty());
}

}  // namespace

std::optional<RowPacker> RowPacker::make(const ImportHeader& header, GraphBulk& graph, std::string_view key,
                                         const std::vector<std::string>& identity) {
  RowPacker packer(graph.names());
  const auto add = [&](Column column, std::string_view name) {
    const std::optional<Symbol> symbol = graph.intern(name);
    if (symbol) column.symbol = *symbol;
    packer.columns_.push_back(std::move(column));
    return symbol.has_value();
  };
  if (!key.empty() && !add({kKeyCell, 0, {}, true, false}, key)) return std::nullopt;
  for (std::size_t i = 0; i < header.columns.size(); ++i) {
    const ImportColumn& from = header.columns[i];
    if (!holds_property(from)) continue;
    Column column{i, 0, from.def, false, false};
    column.plain_text = from.def && from.def->type == ValueType::kString && from.def->words.empty();
    column.identity = std::find(identity.begin(), identity.end(), from.name) != identity.end();
    if (!add(std::move(column), from.name)) return std::nullopt;
  }
  std::sort(packer.columns_.begin(), packer.columns_.end(),
            [](const Column& a, const Column& b) { return a.symbol < b.symbol; });
  const auto same = std::adjacent_find(packer.columns_.begin(), packer.columns_.end(),
                                       [](const Column& a, const Column& b) { return a.symbol == b.symbol; });
  if (same != packer.columns_.end()) return std::nullopt;
  return packer;
}

// A text came through CsvReader, and so is UTF-8 without NUL: all that is asked of a plain one.
RowPacker::Outcome RowPacker::pack_value(const Column& column, std::string_view text) {
  if (text.size() > kMaxCellBytes) return Outcome::kOdd;
  codec::put_varint(body_, column.symbol);
  const bool word =
      column.def && !column.def->words.empty() &&
      std::find(column.def->words.begin(), column.def->words.end(), text) != column.def->words.end();
  if (column.plain_text || word) {
    codec::append_text(body_, text, *names_);
    return Outcome::kGood;
  }
  const Result<Value> value = column.def ? Schema::parse_text(*column.def, text) : Result<Value>(infer(text));
  if (!value) return Outcome::kBad;
  if (column.identity && !compares_as_bytes(*value)) return Outcome::kOdd;
  codec::append_value(body_, *value, *names_);
  return Outcome::kGood;
}

bool RowPacker::pack(const std::vector<CsvCell>& cells, std::string_view key, std::string& out) {
  body_.clear();
  parsed_ = true;
  bool good = true;
  std::size_t count = 0;
  for (const Column& column : columns_) {
    const bool is_key = column.cell == kKeyCell;
    if (!is_key && cells[column.cell].absent()) {
      if (column.def && column.def->required) parsed_ = good = false;
      continue;
    }
    const Outcome outcome = pack_value(column, is_key ? key : cells[column.cell].text);
    if (outcome == Outcome::kBad) parsed_ = false;
    if (outcome != Outcome::kGood) good = false;
    ++count;
  }
  if (!good || body_.size() > kMaxListBytes) return false;
  codec::put_varint(out, count);
  out += body_;
  return true;
}

Result<BulkTable> prepare_bulk_table(const ImportContext& context, const std::vector<ImportFile>& files,
                                     std::size_t file, GraphBulk& graph) {
  BulkTable table;
  table.file = file;
  table.info = &files[file];
  const bool nodes = table.info->kind == ImportKind::kNodes;
  if (table.info->kind == ImportKind::kNdjson) return table;
  Result<ByteReader> bytes = ByteReader::open(table.info->path);
  if (!bytes) return bytes.status();
  CsvReader reader(std::move(*bytes), context.limits);
  CsvRow row;
  const bool any = reader.next(row);
  if (!reader.status().ok()) return reader.status();
  table.label = nodes ? context.schema.find_label(table.info->subject) : nullptr;
  table.edge = nodes ? nullptr : context.schema.find_edge_type(table.info->subject);
  if (!table.label && !table.edge && context.schema.is_open()) return table;
  table.how = BulkTable::How::kLeft;
  if ((!table.label && !table.edge) || !any || row.error) return table;
  HeaderOutcome outcome = parse_import_header(row.cells, {table.info->kind, table.label, table.edge});
  if (outcome.fault) return table;
  table.header = std::move(outcome.header);
  const std::optional<Symbol> symbol = graph.intern(table.info->subject);
  static const std::vector<std::string> kNone;
  table.packer =
      RowPacker::make(table.header, graph, nodes ? std::string_view(table.label->key) : std::string_view(),
                      nodes ? kNone : table.edge->key);
  if (!symbol || !table.packer || (nodes && unusual_nodes(table))) {
    table.how = BulkTable::How::kRefused;
    return table;
  }
  table.symbol = *symbol;
  table.lacks_required = lacks_required(table);
  // Whose row is one too many is a matter of order, which an undirected type's partitions do not keep.
  const bool left = !nodes && (table.lacks_required || (table.edge->undirected && table.edge->max_out));
  if (!left) table.how = BulkTable::How::kFast;
  return table;
}

}  // namespace relmap::graphstore
