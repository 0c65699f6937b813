// One row of a mapped file: what the mapping's values are for it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "csv.h"
#include "import_issues.h"
#include "mapping_rules.h"

namespace relmap::graphstore {

// The columns of one file, found by name without regard to case.
class MappedColumns {
 public:
  explicit MappedColumns(const std::vector<CsvCell>& header);

  const std::vector<std::string>& names() const { return names_; }  // as the file has them
  // 1-based number of the first of the columns that the file has, 0 where it has none of them.
  std::size_t find(const std::vector<std::string>& columns) const;
  // That of the first column that the value reads; 0 where it reads none that the file has.
  std::size_t source(const MappedValue& value) const;
  // Whether the file has a column for the value, or it needs none.
  bool can_give(const MappedValue& value) const;

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t> numbers_;  // by mapping_word()
};

// A value of the row: texts that are not empty; none where it is absent.
struct MappedTexts {
  std::vector<std::string> texts;
  std::size_t column = 0;  // of the source, 0: none
  std::string cell;        // as the row has it
};

class MappedRow {
 public:
  // Both must outlive it.
  MappedRow(const MappedColumns& columns, const CsvRow& row) : columns_(columns), row_(row) {}

  // The value, or what is wrong with its cell.
  MappedTexts evaluate(const MappedValue& value, std::optional<RowFault>& fault) const;
  bool holds(const MappedCondition& condition) const;
  // All of them hold.
  bool holds(const std::vector<MappedCondition>& conditions) const;
  bool holds_any(const std::vector<MappedCondition>& conditions) const;
  // A fault of the column's cell.
  RowFault fault(std::size_t column, std::string reason) const;

 private:
  std::string_view cell(std::size_t column) const;
  // Recursion is bounded by the parser of mappings.
  std::string source(const MappedValue& value, std::size_t& column, std::optional<RowFault>& fault) const;

  const MappedColumns& columns_;
  const CsvRow& row_;
};

}  // namespace relmap::graphstore
