// One CSV file as the bulk load sees it: what its header says, and rows packed straight into the store's
// bytes. The parsing is that of the ordinary import (CsvReader, parse_import_header, Schema::parse_text);
// what is left out is what cannot fail for a value that came through these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "csv.h"
#include "graph_bulk.h"
#include "graphstore/schema.h"
#include "import_batch.h"
#include "import_files.h"
#include "import_header.h"

namespace relmap::graphstore {

// Where a row stands in its file.
struct BulkRow {
  std::uint64_t begin = 0;
  std::size_t line = 0;
};

class RowPacker {
 public:
  // nullopt where a name cannot be interned or two columns mean one property. `key`: the property that names
  // a node, "" for edges; `identity`: the properties that identify an edge.
  static std::optional<RowPacker> make(const ImportHeader& header, GraphBulk& graph, std::string_view key,
                                       const std::vector<std::string>& identity);

  // Appends the property list of the row to `out`; `key` is the text of the key property. False where the
  // ordinary import must judge the row. Precondition: as many cells as the header has.
  bool pack(const std::vector<CsvCell>& cells, std::string_view key, std::string& out);
  // After pack() gave false: every cell was good in itself, and the row so reaches the graph.
  bool parsed() const { return parsed_; }

 private:
  struct Column {
    std::size_t cell = 0;  // kKeyCell: the key property
    Symbol symbol = 0;
    std::optional<PropertyDef> def;
    bool plain_text = false;  // any text will do
    bool identity = false;
  };
  static constexpr std::size_t kKeyCell = SIZE_MAX;
  enum class Outcome { kGood, kBad, kOdd };

  explicit RowPacker(const Names& names) : names_(&names) {}
  Outcome pack_value(const Column& column, std::string_view text);

  const Names* names_;
  std::vector<Column> columns_;  // ascending by symbol
  std::string body_;
  bool parsed_ = true;
};

struct BulkTable {
  enum class How {
    kFast,     // rows are loaded, one by one where they are good
    kLeft,     // the ordinary import takes the whole file: none of its rows can be good
    kRefused,  // nor can other files be loaded beside it: it may write what they do
  };
  How how = How::kRefused;
  std::size_t file = 0;  // in ImportFolder::files
  const ImportFile* info = nullptr;
  ImportHeader header;
  const LabelDef* label = nullptr;
  const EdgeTypeDef* edge = nullptr;
  Symbol symbol = kNoSymbol;  // of the label or type
  std::optional<RowPacker> packer;
  bool lacks_required = false;  // no row has a property that each must have
};

// Reads the file's header. kIo.
Result<BulkTable> prepare_bulk_table(const ImportContext& context, const std::vector<ImportFile>& files,
                                     std::size_t file, GraphBulk& graph);

}  // namespace relmap::graphstore
