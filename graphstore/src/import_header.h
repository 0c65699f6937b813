// The header of a CSV file: what each column is. Plain headers (property names; id; from, to, from_label,
// to_label) and those of neo4j-admin (":ID(Contact)", ":START_ID", "name:string", ":IGNORE") are read by the
// same rules, so that one file may mix them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "csv.h"
#include "graphstore/schema.h"
#include "import_files.h"
#include "import_issues.h"

namespace relmap::graphstore {

struct ImportColumn {
  enum class Role { kProperty, kIgnored, kId, kFrom, kTo, kFromLabel, kToLabel, kLabels, kType };

  Role role = Role::kProperty;
  std::string header;              // as the file has it, for reports
  std::string name;                // of the property; of an id: "" where it is no property besides
  std::string space;               // "Contact" of ":ID(Contact)"
  std::optional<PropertyDef> def;  // the schema's, else the header's type; nullopt: typed by its value
};

struct ImportHeader {
  bool mapped = false;  // read through a mapping: a column's name is of the property that comes from it
  std::vector<ImportColumn> columns;

  // 1-based number of the first column with this role, 0 where there is none.
  std::size_t find(ImportColumn::Role role) const;
  // 1-based number of the column that holds this property, 0 where there is none.
  std::size_t find_property(std::string_view name) const;
};

// What the file is about, as far as the schema names it.
struct HeaderSubject {
  ImportKind kind = ImportKind::kNodes;
  const LabelDef* label = nullptr;
  const EdgeTypeDef* edge = nullptr;

  // The property that identifies a node: the schema's key, "" where it names none.
  std::string_view key() const { return label ? std::string_view(label->key) : std::string_view(); }
};

struct HeaderOutcome {
  ImportHeader header;
  std::optional<RowFault> fault;  // the file cannot be read with this header
  std::vector<RowFault> warnings;
};

HeaderOutcome parse_import_header(const std::vector<CsvCell>& cells, const HeaderSubject& subject);

}  // namespace relmap::graphstore
