// The property columns of one exported CSV file: which there are, how their headers say the type, and rows.
//
// Rule: a cell is written only if what an import will make of it, with the very functions that it uses, is
// the same value of the same type. A record of which a value fails this is not written as CSV at all.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graphstore/schema.h"
#include "import_header.h"

namespace relmap::graphstore {

// What values a file's properties have, gathered from all its records before the first is written.
class ColumnStats {
 public:
  void add(const Properties& properties);

 private:
  friend class ExportTable;
  struct Column {
    bool infers = true;  // a header without a type gives all values back
    std::map<std::string, std::size_t, std::less<>>
        of_word;  // header's word for the type ("": none) → values
  };
  std::map<std::string, Column, std::less<>> columns_;
};

class ExportTable {
 public:
  // `fixed`: the file's columns that are no properties, as header cells. `skip`: a property that is one of
  // them ("": none).
  ExportTable(const Schema& schema, const HeaderSubject& subject, const std::vector<std::string>& fixed,
              std::string_view skip, const ColumnStats& stats);

  // The header row; "" where no header can be written that an import reads as it is meant.
  const std::string& header() const { return header_; }
  // Appends a comma and a cell for each column. False, with `row` in any state, where the properties cannot
  // be written so. `labels`: those that the row gives in a column of its own.
  bool append_cells(std::string& row, const Properties& properties,
                    const std::vector<std::string>& labels) const;

 private:
  struct Column {
    std::string name, header;
    std::optional<PropertyDef> def;
  };
  void choose(const HeaderSubject& subject, const ColumnStats& stats);
  // Drops columns that an import would take for something else; false where that does not help.
  bool check(const HeaderSubject& subject, const std::vector<std::string>& fixed);
  bool append_cell(std::string& row, const Column& column, const Value& value,
                   const std::vector<std::string>& labels) const;

  const Schema& schema_;
  std::string skip_;
  std::vector<Column> columns_;  // in the header's order
  std::string header_;
};

}  // namespace relmap::graphstore
