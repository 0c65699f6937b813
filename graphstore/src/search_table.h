// The searchable texts of one chunk's nodes, folded, in one buffer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graphstore/schema.h"
#include "names.h"
#include "snapshot_store.h"

namespace relmap::graphstore {

// By symbol of a label: its searchable properties. From the schema.
class SearchableProperties {
 public:
  SearchableProperties(const Schema& schema, const Names& names);
  bool empty() const { return empty_; }
  // Of a node with these labels, ascending, each once.
  std::vector<Symbol> of(const std::vector<Symbol>& labels) const;

 private:
  std::vector<std::vector<Symbol>> by_label_;
  bool empty_ = true;
};

// The buffer is "\n" text "\n" text … "\n": a folded text has no line end, so that no match runs over two.
struct SearchTable {
  struct Entry {
    std::uint32_t begin;  // of the text; it ends one before the next entry's begin
    std::uint16_t slot;   // node in the chunk; ascending
  };
  std::string buffer;
  std::vector<Entry> entries;

  std::string_view text(std::size_t entry) const {
    const std::size_t begin = entries[entry].begin;
    const std::size_t end = entry + 1 < entries.size() ? entries[entry + 1].begin : buffer.size();
    return std::string_view(buffer).substr(begin, end - 1 - begin);
  }
  // The entry that holds the byte at `offset` of the buffer. Precondition: one does.
  std::size_t entry_at(std::size_t offset) const;
  std::size_t bytes() const {
    return sizeof(SearchTable) + buffer.capacity() + entries.capacity() * sizeof(Entry);
  }
};

SearchTable make_search_table(const NodeTable& nodes, const LabelSets& label_sets,
                              const SearchableProperties& properties, const Names& names);

}  // namespace relmap::graphstore
