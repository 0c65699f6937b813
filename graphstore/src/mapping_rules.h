// A mapping as it is after parsing: for each kind of file what its rows become.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graphstore/schema.h"

namespace relmap::graphstore {

// Where a text comes from and what is done to it. Steps, in this order: the source; spaces at its ends are
// cut; `split` into several; for each: `fallback` where it is empty, `table`, `date`, `number`, `slug`,
// `prefix`. An empty text stays empty.
struct MappedValue {
  enum class Date { kNone, kIso, kUs, kEu };    // 2026-11-23 in each; 11/23/2026; 23/11/2026, 23.11.2026
  enum class Number { kNone, kPoint, kComma };  // 1,234.50; 1.234,50

  // One of these is the source.
  std::vector<std::string> columns;  // in lower case; the first that the file has
  std::optional<std::string> constant;
  std::vector<MappedValue> join;   // those that are not empty, with `with` between
  std::vector<MappedValue> first;  // the first that is not empty

  std::string with = " ";
  std::string split;  // "": not
  std::string fallback;
  std::map<std::string, std::string, std::less<>> table;  // by the text in lower case
  bool has_table = false;
  std::optional<std::string> otherwise;  // for a text that is not in the table; "" makes it absent
  Date date = Date::kNone;
  Number number = Number::kNone;
  bool percent = false;     // "12.5" or "12.5%" becomes 0.125
  bool pick_first = false;  // of a split, the first text that is not empty
  bool optional = false;    // nothing is said where the file has no such column
  bool slug = false;        // "Eva Berg" becomes "eva-berg"
  std::string prefix;
};

struct MappedProperty {
  std::string name;
  MappedValue value;
  std::optional<PropertyDef> type;  // where the schema names none
  bool initial = false;             // given only to a node that the store has not yet
};

// Holds where the column's text is (or with `negate`: is not) one of the words; compared in lower case.
struct MappedCondition {
  std::vector<std::string> columns;
  std::vector<std::string> words;
  bool negate = false;
};

struct MappedNode {
  std::string label;
  MappedValue id;
  std::vector<MappedProperty> properties;
  std::vector<MappedCondition> when;  // all of them
  std::vector<MappedValue> aliases;   // texts by which edges may name the node
  bool mention = false;               // only where no other row, nor the store, has such a node or alias
  bool keep_rest = false;             // columns that nothing of the file's mapping reads become properties
};

struct MappedEnd {
  std::string label;
  MappedValue value;
  bool by_alias = false;
};

struct MappedEdge {
  std::string type;
  MappedEnd from, to;
  std::vector<MappedProperty> properties;  // one with a `split`: an edge for each of its values
  std::vector<MappedCondition> when;
  bool mention = false;       // only where no other row makes the same edge
  bool skip_missing = false;  // an end that is not there: a warning, not a reject
};

struct MappedFile {
  std::vector<std::string> names;  // in lower case; '*' stands for any text
  bool required = false;
  std::vector<MappedCondition> skip;  // any of them: the row is passed over
  std::vector<MappedNode> nodes;
  std::vector<MappedEdge> edges;
};

struct MappingRules {
  std::string name;
  std::vector<MappedFile> files;
};

// ASCII letters in lower case, spaces and tabs at the ends cut: how columns, file names and words compare.
std::string mapping_word(std::string_view text);

}  // namespace relmap::graphstore
