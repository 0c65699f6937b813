#include "search_table.h"

#include <algorithm>
#include <map>

#include "base/fold.h"
#include "graphstore/search.h"

namespace relmap::graphstore {
namespace {

// At most kMaxSearchedBytes of it, cut between code points.
std::string searched_part(std::string folded) {
  if (folded.size() <= kMaxSearchedBytes) return folded;
  std::size_t end = kMaxSearchedBytes;
  while (end > 0 && (static_cast<unsigned char>(folded[end]) & 0xC0) == 0x80) --end;
  folded.resize(end);
  return folded;
}

}  // namespace

SearchableProperties::SearchableProperties(const Schema& schema, const Names& names)
    : by_label_(names.symbols.size()) {
  for (const LabelDef& label : schema.labels()) {
    const Symbol symbol = names.symbols.find(label.name, kNoSymbol);
    for (const PropertyDef& def : label.properties) {
      if (!def.searchable || symbol == kNoSymbol) continue;
      by_label_[symbol].push_back(names.symbols.find(def.name, kNoSymbol));
      empty_ = false;
    }
  }
}

std::vector<Symbol> SearchableProperties::of(const std::vector<Symbol>& labels) const {
  std::vector<Symbol> all;
  for (const Symbol label : labels) {
    if (label < by_label_.size()) all.insert(all.end(), by_label_[label].begin(), by_label_[label].end());
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

std::size_t SearchTable::entry_at(std::size_t offset) const {
  const auto above = [](std::size_t wanted, const Entry& entry) { return wanted < entry.begin; };
  return static_cast<std::size_t>(std::upper_bound(entries.begin(), entries.end(), offset, above) -
                                  entries.begin()) -
         1;
}

SearchTable make_search_table(const NodeTable& nodes, const LabelSets& label_sets,
                              const SearchableProperties& properties, const Names& names) {
  SearchTable table;
  table.buffer = "\n";
  std::map<std::uint16_t, std::vector<Symbol>> of_set;  // label set → properties
  for (const std::uint16_t set : nodes.present) of_set.emplace(set, properties.of(label_sets.sets[set]));
  for (std::size_t slot = 0; slot < Snapshot::kChunkNodes; ++slot) {
    const std::uint16_t set = nodes.label_set[slot];
    if (set == NodeTable::kDead) continue;
    const PropertyView view(nodes.packed.data() + nodes.packed_at[slot], &names);
    for (const Symbol property : of_set.find(set)->second) {
      const std::string text = searched_part(fold(view.text(property).value_or(std::string_view())));
      if (text.empty()) continue;
      table.entries.push_back(
          {static_cast<std::uint32_t>(table.buffer.size()), static_cast<std::uint16_t>(slot)});
      table.buffer += text;
      table.buffer += '\n';
    }
  }
  table.buffer.shrink_to_fit();
  table.entries.shrink_to_fit();
  return table;
}

}  // namespace relmap::graphstore
