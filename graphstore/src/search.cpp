#include "graphstore/search.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "base/fold.h"
#include "base/utf8.h"
#include "find_bytes.h"
#include "search_table.h"

namespace relmap::graphstore {
namespace {

struct Query {
  std::string whole;                    // folded
  std::vector<std::string_view> words;  // of it, no two alike
  std::string_view rarest;              // the longest word: what the buffers are scanned for

  explicit Query(std::string_view text) : whole(fold(text)) {
    for (std::size_t begin = 0; begin < whole.size();) {
      const std::size_t end = std::min(whole.find(' ', begin), whole.size());
      const std::string_view word = std::string_view(whole).substr(begin, end - begin);
      if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
      if (word.size() > rarest.size()) rarest = word;
      begin = end + 1;
    }
  }
  Query(const Query&) = delete;  // the words point into it
  Query& operator=(const Query&) = delete;
};

struct Match {
  SearchRank rank;
  std::size_t length;  // code points of the text that matched
  auto operator<=>(const Match&) const = default;
};

// Whether the word stands in the text; kWordPrefix where it does at the beginning of a word.
std::optional<SearchRank> word_rank(std::string_view text, std::string_view word) {
  std::optional<SearchRank> rank;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if (begins_word(text, at)) return SearchRank::kWordPrefix;
    rank = SearchRank::kSubstring;
  }
  return rank;
}

// Of one text that holds every word.
std::optional<Match> match_text(std::string_view text, const Query& query) {
  SearchRank rank = SearchRank::kExact;
  for (const std::string_view word : query.words) {
    const std::optional<SearchRank> found = word_rank(text, word);
    if (!found) return std::nullopt;
    rank = std::max(rank, *found);
  }
  if (text.starts_with(query.whole))
    rank = text.size() == query.whole.size() ? SearchRank::kExact : SearchRank::kPrefix;
  return Match{rank, utf8::length(text)};
}

// Of texts that hold the words between them.
std::optional<Match> match_together(const SearchTable& table, std::size_t first, std::size_t last,
                                    const Query& query) {
  Match match{SearchRank::kWordPrefix, 0};
  for (const std::string_view word : query.words) {
    std::optional<SearchRank> best;
    for (std::size_t i = first; i < last; ++i) {
      const std::optional<SearchRank> found = word_rank(table.text(i), word);
      if (found && (!best || *found < *best)) best = found;
    }
    if (!best) return std::nullopt;
    match.rank = std::max(match.rank, *best);
  }
  for (std::size_t i = first; i < last; ++i) match.length += utf8::length(table.text(i));
  return match;
}

// The best match of a node, whose texts are the entries [first, last).
std::optional<Match> match_node(const SearchTable& table, std::size_t first, std::size_t last,
                                const Query& query) {
  std::optional<Match> best;
  for (std::size_t i = first; i < last; ++i) {
    const std::optional<Match> match = match_text(table.text(i), query);
    if (match && (!best || *match < *best)) best = match;
  }
  if (query.words.size() > 1 && last - first > 1) {
    const std::optional<Match> match = match_together(table, first, last, query);
    if (match && (!best || *match < *best)) best = match;
  }
  return best;
}

// The best so many candidates.
class Ranking {
 public:
  Ranking(const Snapshot& snapshot, std::size_t size) : snapshot_(snapshot), size_(size) {}

  void add(Vertex vertex, const Match& match) {
    const Candidate candidate{match, vertex};
    const auto better = [this](const Candidate& a, const Candidate& b) { return before(a, b); };
    if (heap_.size() == size_) {
      if (!before(candidate, heap_.front())) return;
      std::pop_heap(heap_.begin(), heap_.end(), better);
      heap_.pop_back();
    }
    heap_.push_back(candidate);
    std::push_heap(heap_.begin(), heap_.end(), better);
  }

  // Leaves nothing behind.
  SearchResult take(std::size_t offset) {
    std::sort(heap_.begin(), heap_.end(), [this](const auto& a, const auto& b) { return before(a, b); });
    SearchResult result;
    result.more = heap_.size() == size_;  // one more than is asked for
    if (result.more) heap_.pop_back();
    for (std::size_t i = offset; i < heap_.size(); ++i)
      result.hits.push_back({heap_[i].vertex, heap_[i].match.rank});
    heap_.clear();
    return result;
  }

 private:
  struct Candidate {
    Match match;
    Vertex vertex;
  };
  bool before(const Candidate& a, const Candidate& b) const {
    if (a.match != b.match) return a.match < b.match;
    return std::tuple(snapshot_.key(a.vertex), snapshot_.label(a.vertex), a.vertex) <
           std::tuple(snapshot_.key(b.vertex), snapshot_.label(b.vertex), b.vertex);
  }

  const Snapshot& snapshot_;
  const std::size_t size_;
  std::vector<Candidate> heap_;  // the worst in front
};

}  // namespace

class SnapshotSearch {
 public:
  SnapshotSearch(const Snapshot& snapshot, const SearchOptions& options)
      : snapshot_(snapshot), properties_(snapshot.schema(), *snapshot.names_) {
    for (const std::string& label : options.labels) {
      const Symbol symbol = snapshot.symbol(label);
      if (symbol != kNoSymbol) labels_.push_back(symbol);
    }
    any_label_ = options.labels.empty();
  }

  bool has_properties() const { return !properties_.empty(); }

  void run(const Query& query, Ranking& ranking) const {
    for (std::size_t c = 0; c < snapshot_.store_->chunks.bound(); ++c) {
      const Chunk* chunk = snapshot_.store_->chunks.get(c);
      if (chunk && chunk->nodes && is_wanted(*chunk->nodes))
        scan(table_of(*chunk->nodes), static_cast<Vertex>(c * Snapshot::kChunkNodes), query, ranking);
    }
  }

 private:
  bool has_wanted_label(const std::vector<Symbol>& labels) const {
    return any_label_ || std::any_of(labels.begin(), labels.end(), [&](Symbol label) {
             return std::find(labels_.begin(), labels_.end(), label) != labels_.end();
           });
  }
  bool is_wanted(const NodeTable& nodes) const {
    const LabelSets& sets = *snapshot_.store_->label_sets;
    return std::any_of(nodes.present.begin(), nodes.present.end(),
                       [&](std::uint16_t set) { return has_wanted_label(sets.sets[set]); });
  }

  const SearchTable& table_of(const NodeTable& nodes) const {
    std::call_once(nodes.search_once, [&] {
      nodes.search = std::make_shared<const SearchTable>(
          make_search_table(nodes, *snapshot_.store_->label_sets, properties_, *snapshot_.names_));
      nodes.search_bytes = nodes.search->bytes();
    });
    return *nodes.search;
  }

  void scan(const SearchTable& table, Vertex first_vertex, const Query& query, Ranking& ranking) const {
    for (std::size_t at = find_bytes(table.buffer, query.rarest, 0); at != std::string::npos;) {
      std::size_t first = table.entry_at(at), last = first + 1;
      const std::uint16_t slot = table.entries[first].slot;
      while (first > 0 && table.entries[first - 1].slot == slot) --first;
      while (last < table.entries.size() && table.entries[last].slot == slot) ++last;
      const Vertex vertex = first_vertex + slot;
      if (is_wanted(vertex)) {
        if (const std::optional<Match> match = match_node(table, first, last, query))
          ranking.add(vertex, *match);
      }
      if (last == table.entries.size()) return;
      at = find_bytes(table.buffer, query.rarest, table.entries[last].begin);
    }
  }
  bool is_wanted(Vertex vertex) const {
    return any_label_ || std::any_of(labels_.begin(), labels_.end(),
                                     [&](Symbol label) { return snapshot_.has_label(vertex, label); });
  }

  const Snapshot& snapshot_;
  const SearchableProperties properties_;
  std::vector<Symbol> labels_;
  bool any_label_ = true;
};

Result<SearchResult> search(const Snapshot& snapshot, std::string_view text, const SearchOptions& options) {
  if (text.size() > kMaxQueryBytes || !utf8::is_valid(text)) {
    return Status::invalid_argument("a search has at most " + std::to_string(kMaxQueryBytes) +
                                    " bytes of UTF-8");
  }
  const Query query(text);
  if (query.words.empty()) return Status::invalid_argument("a search needs a word");
  if (query.words.size() > kMaxQueryWords)
    return Status::invalid_argument("a search has at most " + std::to_string(kMaxQueryWords) + " words");
  if (options.limit < 1 || options.limit > kMaxSearchHits ||
      options.offset > kMaxSearchHits - options.limit) {
    return Status::invalid_argument("a search gives the first " + std::to_string(kMaxSearchHits) +
                                    " hits only");
  }
  const SnapshotSearch index(snapshot, options);
  if (!index.has_properties())
    return Status::invalid_argument("the store's schema says of no property that it can be searched");
  Ranking ranking(snapshot, options.offset + options.limit + 1);
  index.run(query, ranking);
  return ranking.take(options.offset);
}

}  // namespace relmap::graphstore
