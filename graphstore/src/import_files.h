// The files of a folder to import: which there are, in the order in which they are read, and which are left
// out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"

namespace relmap::graphstore {

struct MappingRules;

enum class ImportKind { kNodes, kEdges, kNdjson, kMapped };

struct ImportFile {
  ImportKind kind = ImportKind::kNodes;
  std::string name;     // relative to the folder: "nodes/Contact.csv"
  std::string path;     // to open it
  std::string subject;  // the label or edge type that a CSV file's name gives
  std::uint64_t size = 0;
  std::size_t mapped_by = 0;  // kMapped: which of the mapping's files it is
};

struct ImportFolder {
  std::vector<ImportFile> files;  // nodes/*.csv, then *.ndjson, then edges/*.csv, each by name
  struct Ignored {
    std::string name, reason;
  };
  std::vector<Ignored> ignored;  // what looks as if it were meant to be imported; hidden files are not named
};

// kInvalidArgument, saying what was looked for, where `dir` is no folder or holds nothing to import; kIo
// where it cannot be read.
Result<ImportFolder> scan_import_folder(const std::string& dir);
// The same for a folder that is read through a mapping: *.csv and *.txt in the folder itself, in the order in
// which the mapping names them. kInvalidArgument too where one that it requires is not there.
Result<ImportFolder> scan_mapped_folder(const std::string& dir, const MappingRules& rules);

}  // namespace relmap::graphstore
