// People search: the nodes whose searchable properties ("search": true in the schema; names, above all) hold
// all words of a query, in any script, without regard to case, accents and width (base/fold.h).
//
// The index behind it belongs to the Snapshot's chunks: it is made of a chunk when that is first searched,
// and shared by all Snapshots that share the chunk. A commit costs the next search the chunks that it
// touched.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "graphstore/snapshot.h"

namespace relmap::graphstore {

inline constexpr std::size_t kMaxQueryBytes = 256;
inline constexpr std::size_t kMaxQueryWords = 8;
inline constexpr std::size_t kMaxSearchHits = 1000;
// Of a longer value only this many bytes of its folded form are searched.
inline constexpr std::size_t kMaxSearchedBytes = 4096;

// How well a node fits, the best first.
enum class SearchRank : std::uint8_t {
  kExact,       // one of its values is the query
  kPrefix,      // … begins with the query
  kWordPrefix,  // each word of the query begins a word of its values
  kSubstring,   // each word of the query stands somewhere in them
};

struct SearchOptions {
  std::vector<std::string> labels = {};  // only nodes with one of these; empty: all
  std::size_t limit = 20;                // offset + limit: 1 to kMaxSearchHits
  std::size_t offset = 0;                // hits left out at the front: the pages before
};

struct SearchHit {
  Vertex vertex = kNoVertex;
  SearchRank rank = SearchRank::kSubstring;
};

struct SearchResult {
  std::vector<SearchHit> hits;  // by rank, then the shorter matching text, then key, label, vertex
  bool more = false;            // there are hits behind these
};

// Words of the query are what white space separates. A label that is not in the schema finds nothing.
// kInvalidArgument: no word, too long, too many words, a limit out of range, or a schema without searchable
// properties. O(text of all searchable values), at the speed of reading memory. Any thread.
Result<SearchResult> search(const Snapshot& snapshot, std::string_view query, const SearchOptions& options);

}  // namespace relmap::graphstore
