// A schema narrows the property graph: which labels and edge types there are, which properties they have and
// of what type, what is required, what identifies a node or an edge. A schema is data (JSON), held by the
// store.
//
// A property that the schema does not name is kept, whatever its type. A label or edge type that it does not
// name is refused unless the schema is `open`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "graphstore/value.h"

namespace relmap::graphstore {

struct PropertyDef {
  std::string name;
  ValueType type = ValueType::kString;
  ValueType element = ValueType::kString;  // of a list's elements, or a map's values; kNull: of any type
  bool required = false;
  std::vector<std::string> words;  // enumeration for strings; for numbers: words allowed in a number's place
  std::optional<double> min, max;  // inclusive, for numbers
  std::optional<double> sum;       // a map of numbers adds up to this
  // Of properties of labels, and of texts, numbers, dates and the like, not of lists and maps.
  bool indexed = false;     // Graph::find_by and list go by it; true where it is unique
  bool unique = false;      // no two nodes of the label have the same value
  bool searchable = false;  // a text by which search() finds the node
};

struct LabelDef {
  std::string name;
  std::string key;      // property that identifies a node of this label, unique in the graph; empty: none
  std::string aliases;  // a list of texts that are further keys of the node, unique together with keys; or ""
  std::vector<PropertyDef> properties;

  const PropertyDef* find(std::string_view property) const;
  bool has_indexes() const;
};

struct EdgeEnds {
  std::string from, to;  // labels; empty: any
};

struct EdgeTypeDef {
  std::string name;
  std::vector<EdgeEnds> ends;  // allowed pairs of labels
  std::vector<std::string>
      key;                  // with type, from and to these identify an edge; an absent one is a value too
  bool unique = true;       // false: several equal edges may stand side by side
  bool undirected = false;  // one edge a pair, whichever way round it was given
  bool loops = true;        // may start and end at the same node
  bool acyclic = false;     // a cycle is a warning on import; analyses must end on it all the same
  std::optional<std::size_t> max_out;  // most edges of this type out of one node
  std::vector<PropertyDef> properties;

  const PropertyDef* find(std::string_view property) const;
};

// Immutable once parsed; copies share it.
class Schema {
 public:
  Schema();  // the open schema: nothing narrowed, and no label has a key

  // Parses the JSON form (docs/schema.md describes it). kInvalidArgument names the place that is wrong.
  // `extension` is the one that stands in `json` already, to be remembered with it.
  static Result<Schema> parse(std::string_view json, std::string_view extension = {});

  // This schema with an extension (JSON of the same form) laid over it: labels, edge types, properties, words
  // and ends added, what was left open said, constraints and indexes switched on. kInvalidArgument names the
  // place where the extension is wrong, or contradicts this schema; or this schema is extended already.
  Result<Schema> extend(std::string_view json) const;

  const std::string& name() const { return data_->name; }
  bool is_open() const { return data_->open; }
  const std::string& json() const { return data_->json; }            // as parsed, for storing
  const std::string& extension() const { return data_->extension; }  // that stands in it; "": none

  const std::vector<LabelDef>& labels() const { return data_->labels; }
  const std::vector<EdgeTypeDef>& edge_types() const { return data_->edge_types; }
  const LabelDef* find_label(std::string_view name) const;
  const EdgeTypeDef* find_edge_type(std::string_view name) const;

  // The definition of `property` on a node with these labels (first that names it), or nullptr.
  const PropertyDef* find_property(const std::vector<std::string>& labels, std::string_view property) const;

  // kSchemaViolation naming record, property and reason. `record` is how messages call it ("Contact/ann").
  // Numbers are brought to the declared type first (an int where a decimal is due), so `properties` may
  // change.
  Status conform_node(std::string_view record, const std::vector<std::string>& labels,
                      Properties& properties) const;
  Status conform_edge(std::string_view record, std::string_view type, Properties& properties) const;
  // The same without asking for required properties: for a part of an edge's properties, such as its key.
  Status conform_edge_part(std::string_view record, std::string_view type, Properties& properties) const;

  // Whether an edge of `type` may run between nodes with these labels.
  bool allows_ends(std::string_view type, const std::vector<std::string>& from,
                   const std::vector<std::string>& to) const;

  // Brings `value` to the type that `def` declares, as a write does, whatever its words and range allow.
  // Leaves it as it is, and returns false, where it is of another type.
  static bool coerce(const PropertyDef& def, Value& value);

  // Parses `text` as the type that `def` declares. kSchemaViolation with a reason ("is not a date
  // (YYYY-MM-DD)").
  static Result<Value> parse_text(const PropertyDef& def, std::string_view text);

 private:
  struct Data {
    std::string name = "open";
    bool open = true;
    std::string json, extension;
    std::vector<LabelDef> labels;
    std::vector<EdgeTypeDef> edge_types;
  };
  std::shared_ptr<const Data> data_;
};

}  // namespace relmap::graphstore
