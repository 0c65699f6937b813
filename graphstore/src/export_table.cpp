#include "export_table.h"

#include <algorithm>

#include "csv_text.h"
#include "graphstore/import.h"

namespace relmap::graphstore {
namespace {

// A word behind the colon of a header that gives the value's type; "" where there is none.
std::string type_word(const Value& value) {
  const ValueList* list = value.as_list();
  if (!list) return std::string(value_type_name(value.type()));
  if (list->empty()) return "string[]";
  const ValueType type = list->front().type();
  const bool one = std::all_of(list->begin(), list->end(), [&](const Value& v) { return v.type() == type; });
  const bool scalar = type != ValueType::kNull && type != ValueType::kList && type != ValueType::kMap;
  return one && scalar ? std::string(value_type_name(type)) + "[]" : "";
}

bool same(const Value& a, const Value& b) { return a.type() == b.type() && a == b; }

// The schema's properties of the subject.
const std::vector<PropertyDef>& defs_of(const HeaderSubject& subject) {
  static const std::vector<PropertyDef> kNone;
  if (subject.edge) return subject.edge->properties;
  return subject.label ? subject.label->properties : kNone;
}

}  // namespace

void ColumnStats::add(const Properties& properties) {
  for (const auto& [name, value] : properties) {
    Column& column = columns_[name];
    ++column.of_word[type_word(value)];
    column.infers = column.infers && same(infer(to_text(value)), value);
  }
}

ExportTable::ExportTable(const Schema& schema, const HeaderSubject& subject,
                         const std::vector<std::string>& fixed, std::string_view skip,
                         const ColumnStats& stats)
    : schema_(schema), skip_(skip) {
  choose(subject, stats);
  const std::size_t room = ImportLimits().max_columns - fixed.size();
  if (columns_.size() > room) columns_.resize(room);
  if (!check(subject, fixed)) return;
  for (const std::string& cell : fixed) {
    if (!header_.empty()) header_ += ',';
    append_csv_cell(header_, cell);
  }
  for (const Column& column : columns_) {
    header_ += ',';
    append_csv_cell(header_, column.header);
  }
  header_ += '\n';
}

void ExportTable::choose(const HeaderSubject& subject, const ColumnStats& stats) {
  const std::vector<PropertyDef>& defs = defs_of(subject);
  for (const PropertyDef& def : defs) {  // in the schema's order, which people know
    if (def.name != skip_ && stats.columns_.contains(def.name)) columns_.push_back({def.name, def.name, {}});
  }
  for (const auto& [name, column] : stats.columns_) {
    const bool declared =
        std::any_of(defs.begin(), defs.end(), [&n = name](const PropertyDef& def) { return def.name == n; });
    if (declared || name == skip_) continue;
    const auto most = std::max_element(column.of_word.begin(), column.of_word.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    const bool plain = column.infers && name.find(':') == std::string::npos;
    if (plain) columns_.push_back({name, name, {}});
    if (!plain && !most->first.empty()) columns_.push_back({name, name + ":" + most->first, {}});
  }
}

bool ExportTable::check(const HeaderSubject& subject, const std::vector<std::string>& fixed) {
  // Each round drops a column or is the last.
  for (std::size_t round = 0; round <= ImportLimits().max_columns; ++round) {
    std::vector<CsvCell> cells;
    for (const std::string& cell : fixed) cells.push_back({cell, true});
    for (const Column& column : columns_) cells.push_back({column.header, true});
    const HeaderOutcome outcome = parse_import_header(cells, subject);
    const auto misread = [&](std::size_t i) {
      const ImportColumn& read = outcome.header.columns[fixed.size() + i];
      return read.role != ImportColumn::Role::kProperty || read.name != columns_[i].name;
    };
    std::size_t bad = 0;
    while (bad < columns_.size() && !misread(bad)) ++bad;
    if (bad < columns_.size()) {
      columns_.erase(columns_.begin() + static_cast<std::ptrdiff_t>(bad));
      continue;
    }
    if (outcome.fault) return false;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      columns_[i].def = outcome.header.columns[fixed.size() + i].def;
    return true;
  }
  return false;
}

bool ExportTable::append_cells(std::string& row, const Properties& properties,
                               const std::vector<std::string>& labels) const {
  std::size_t written = 0;
  for (const Column& column : columns_) {
    row += ',';
    const auto it = properties.find(column.name);
    if (it == properties.end()) continue;
    if (!append_cell(row, column, it->second, labels)) return false;
    ++written;
  }
  return written + (properties.contains(skip_) ? 1 : 0) == properties.size();
}

bool ExportTable::append_cell(std::string& row, const Column& column, const Value& value,
                              const std::vector<std::string>& labels) const {
  const std::string text = to_text(value);
  if (text.size() > ImportLimits().max_field_bytes) return false;
  const PropertyDef* def = column.def ? &*column.def : schema_.find_property(labels, column.name);
  const Result<Value> read = def ? Schema::parse_text(*def, text) : Result<Value>(infer(text));
  if (!read || !same(*read, value)) return false;
  append_csv_cell(row, text);
  return true;
}

}  // namespace relmap::graphstore
