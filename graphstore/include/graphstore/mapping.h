// A mapping says how the CSV files of another program, such as a CRM's export, become nodes and edges: which
// file holds what, which column becomes which property, which column refers to another record. It is data
// (JSON, described in docs/files.md) and is given to import_folder in ImportOptions::mapping.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/status.h"

namespace relmap::graphstore {

struct MappingRules;

// Immutable once parsed; copies share it.
class Mapping {
 public:
  // kInvalidArgument names the place that is wrong ("files[1].nodes[0].id: …"); kResourceExhausted beyond
  // 1 MiB of text, 100 files, 100 nodes or edges of a file, or values nested deeper than 8.
  static Result<Mapping> parse(std::string_view json);

  const std::string& name() const;
  const MappingRules& rules() const { return *rules_; }  // for the importer

 private:
  explicit Mapping(std::shared_ptr<const MappingRules> rules) : rules_(std::move(rules)) {}
  std::shared_ptr<const MappingRules> rules_;
};

}  // namespace relmap::graphstore
