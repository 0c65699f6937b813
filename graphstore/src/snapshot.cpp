#include "graphstore/snapshot.h"

#include <algorithm>
#include <limits>

#include "codec.h"
#include "names.h"
#include "snapshot_store.h"

namespace relmap::graphstore {
namespace {

constexpr std::size_t kChunk = Snapshot::kChunkNodes;

// The value of `property` and its tag, or a null pointer.
struct Found {
  const std::uint8_t* payload = nullptr;
  codec::Tag tag{};
};

Found find_property(const std::uint8_t* packed, Symbol property) {
  const std::uint8_t* value = packed && property != kNoSymbol ? codec::find_value(packed, property) : nullptr;
  if (!value) return {};
  return {value + 1, static_cast<codec::Tag>(*value)};
}

// Whether the property is a list with this text in it.
bool lists(const PropertyView& properties, Symbol property, std::string_view text) {
  const Value value = properties.get(property);
  const ValueList* list = value.as_list();
  return list && std::any_of(list->begin(), list->end(), [&](const Value& element) {
           return element.as_string() && *element.as_string() == text;
         });
}

std::int64_t number_at(const std::uint8_t* p) { return codec::unzigzag(codec::trusted_varint(p)); }

std::size_t bytes_of(const EdgeBlock& block) {
  std::size_t bytes = sizeof(EdgeBlock) + block.data.bytes();
  for (const auto& [slot, source] : block.big) {
    for (const auto& segment : source->segments) bytes += segment->bytes();
  }
  return bytes;
}

struct Position {
  std::size_t segment, at;
};

// The first half-edge of `edges` not below (type, other).
std::size_t lower_bound_in(std::span<const detail::HalfEdge> edges, std::uint32_t type, std::uint64_t other) {
  const auto below = [&](const detail::HalfEdge& e, int) {
    return e.type != type ? e.type < type : e.other < other;
  };
  return static_cast<std::size_t>(std::lower_bound(edges.begin(), edges.end(), 0, below) - edges.begin());
}

Position lower_bound_of(const detail::SegmentSource& source, std::uint32_t type, std::uint64_t other) {
  // The first segment whose last edge is not below.
  const auto below = [&](const std::shared_ptr<const detail::SegmentData>& s, int) {
    const detail::HalfEdge& last = s->edges.back();
    return last.type != type ? last.type < type : last.other < other;
  };
  const auto it = std::lower_bound(source.segments.begin(), source.segments.end(), 0, below);
  const auto segment = static_cast<std::size_t>(it - source.segments.begin());
  if (it == source.segments.end()) return {segment, 0};
  return {segment, lower_bound_in((*it)->edges, type, other)};
}

}  // namespace

const detail::SegmentSource* EdgeBlock::find_big(std::size_t slot) const {
  const auto below = [](const auto& entry, std::size_t wanted) { return entry.first < wanted; };
  const auto it = std::lower_bound(big.begin(), big.end(), slot, below);
  return it != big.end() && it->first == slot ? it->second.get() : nullptr;
}

std::uint64_t key_hash(Symbol label, std::string_view key) {
  std::uint64_t h = 0xCBF29CE484222325ULL;
  for (const int shift : {8, 0}) h = (h ^ (label >> shift & 0xFF)) * 0x100000001B3ULL;
  for (const char c : key) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  h = (h ^ h >> 33) * 0xFF51AFD7ED558CCDULL;
  h = (h ^ h >> 33) * 0xC4CEB9FE1A85EC53ULL;
  return h ^ h >> 33;
}

bool PropertyView::has(Symbol property) const { return find_property(packed_, property).payload != nullptr; }

Value PropertyView::get(Symbol property) const {
  const Found found = find_property(packed_, property);
  return found.payload ? codec::decode_trusted(found.payload - 1, *names_) : Value();
}

std::optional<std::string_view> PropertyView::text(Symbol property) const {
  Found found = find_property(packed_, property);
  if (!found.payload) return std::nullopt;
  if (found.tag == codec::Tag::kWord) {
    return names_->words.text(static_cast<Word>(codec::trusted_varint(found.payload)));
  }
  if (found.tag != codec::Tag::kText) return std::nullopt;
  const std::uint64_t length = codec::trusted_varint(found.payload);
  return std::string_view(reinterpret_cast<const char*>(found.payload), length);
}

Word PropertyView::word(Symbol property) const {
  Found found = find_property(packed_, property);
  if (found.payload && found.tag == codec::Tag::kWord)
    return static_cast<Word>(codec::trusted_varint(found.payload));
  // Written before the schema knew the word.
  if (found.payload && found.tag == codec::Tag::kText) {
    const std::uint64_t length = codec::trusted_varint(found.payload);
    return length == 0 ? kNoWord
                       : names_->words.find({reinterpret_cast<const char*>(found.payload), length}, kNoWord);
  }
  return kNoWord;
}

std::optional<double> PropertyView::number(Symbol property) const {
  const Found found = find_property(packed_, property);
  if (!found.payload) return std::nullopt;
  switch (found.tag) {
    case codec::Tag::kInt:
      return static_cast<double>(number_at(found.payload));
    case codec::Tag::kFloat:
      return std::get<double>(codec::decode_trusted(found.payload - 1, *names_).data);
    case codec::Tag::kDecimal:
      return std::get<Decimal>(codec::decode_trusted(found.payload - 1, *names_).data).to_double();
    default:
      return std::nullopt;
  }
}

std::optional<Decimal> PropertyView::decimal(Symbol property) const {
  const Value value = get(property);
  if (const auto* decimal = std::get_if<Decimal>(&value.data)) return *decimal;
  if (const auto* whole = std::get_if<std::int64_t>(&value.data)) return Decimal{*whole, 0};
  return std::nullopt;
}

std::optional<Date> PropertyView::date(Symbol property) const {
  const Found found = find_property(packed_, property);
  if (!found.payload) return std::nullopt;
  if (found.tag == codec::Tag::kDate) return Date{static_cast<std::int32_t>(number_at(found.payload))};
  if (found.tag == codec::Tag::kDateTime) return DateTime{number_at(found.payload)}.date();
  return std::nullopt;
}

bool PropertyView::flag(Symbol property) const {
  const Found found = find_property(packed_, property);
  return found.payload && found.tag == codec::Tag::kTrue;
}

Properties PropertyView::all() const {
  return packed_ ? codec::unpack_trusted(packed_, *names_) : Properties();
}

Edge EdgeRange::iterator::operator*() const {
  const detail::HalfEdge& half = current_.edges[at_];
  const std::uint8_t* packed = current_.packed + half.packed;
  Edge edge;
  edge.id = codec::trusted_varint(packed);
  edge.type = half.type;
  edge.source = direction_ == Direction::kOut ? vertex_ : half.other;
  edge.target = direction_ == Direction::kOut ? half.other : vertex_;
  edge.properties = PropertyView(packed, names_);
  return edge;
}

void EdgeRange::iterator::next_segment() {
  ++segment_;
  at_ = 0;
  current_ = segment_ < many_->segments.size() ? many_->segments[segment_]->view() : detail::Segment();
}

Snapshot::Snapshot() : names_(std::make_shared<Names>()), store_(std::make_unique<Store>()) {
  store_->label_sets = std::make_shared<LabelSets>();
}
Snapshot::~Snapshot() = default;

bool Snapshot::alive(Vertex v) const {
  const Chunk* chunk = store_->chunks.get(v / kChunk);
  return chunk && chunk->nodes && chunk->nodes->label_set[v % kChunk] != NodeTable::kDead;
}

Date Snapshot::written_on(Vertex v) const {
  return Date{store_->chunks.get(v / kChunk)->nodes->written_on[v % kChunk]};
}

Symbol Snapshot::symbol(std::string_view name) const { return names_->symbols.find(name, kNoSymbol); }
Word Snapshot::word(std::string_view text) const {
  return text.empty() ? kNoWord : names_->words.find(text, kNoWord);
}
std::string_view Snapshot::name(Symbol symbol) const { return names_->symbols.text(symbol); }
std::string_view Snapshot::word_text(Word word) const { return names_->words.text(word); }

std::span<const Symbol> Snapshot::labels(Vertex v) const {
  if (!alive(v)) return {};
  return store_->label_sets->sets[store_->chunks.get(v / kChunk)->nodes->label_set[v % kChunk]];
}

bool Snapshot::has_label(Vertex v, Symbol label) const {
  const std::span<const Symbol> all = labels(v);
  return std::find(all.begin(), all.end(), label) != all.end();
}

PropertyView Snapshot::properties(Vertex v) const {
  if (!alive(v)) return {};
  const NodeTable& nodes = *store_->chunks.get(v / kChunk)->nodes;
  return {nodes.packed.data() + nodes.packed_at[v % kChunk], names_.get()};
}

std::optional<Vertex> Snapshot::find(std::string_view label, std::string_view key) const {
  const Symbol symbol = names_->symbols.find(label, kNoSymbol);
  if (symbol == kNoSymbol || symbol >= store_->key_property.size()) return std::nullopt;
  const Symbol property = store_->key_property[symbol];
  const std::uint64_t hash = key_hash(symbol, key);
  const KeyShard* shard = store_->keys.get(hash % kKeyShards);
  if (property == kNoSymbol || !shard) return std::nullopt;
  const auto upper = static_cast<std::uint32_t>(hash >> 32);
  auto it = std::lower_bound(shard->entries.begin(), shard->entries.end(), KeyShard::Entry{upper, 0});
  for (; it != shard->entries.end() && it->hash == upper; ++it) {
    if (!has_label(it->vertex, symbol)) continue;
    const PropertyView candidate = properties(it->vertex);
    if (candidate.text(property) == key || lists(candidate, store_->alias_property[symbol], key))
      return it->vertex;
  }
  return std::nullopt;
}

std::string_view Snapshot::label(Vertex v) const {
  const std::span<const Symbol> all = labels(v);
  for (const Symbol label : all) {
    if (label < store_->key_property.size() && store_->key_property[label] != kNoSymbol) return name(label);
  }
  return all.empty() ? std::string_view() : name(all[0]);
}

std::string_view Snapshot::key(Vertex v) const {
  for (const Symbol label : labels(v)) {
    if (label >= store_->key_property.size() || store_->key_property[label] == kNoSymbol) continue;
    return properties(v).text(store_->key_property[label]).value_or(std::string_view());
  }
  return {};
}

EdgeRange Snapshot::edges(Vertex v, Direction direction) const {
  EdgeRange range;
  const Chunk* chunk = store_->chunks.get(v / kChunk);
  const EdgeTable* table = chunk ? chunk->edges(direction) : nullptr;
  const EdgeBlock* block = table ? table->blocks[v % kChunk / kBlockNodes].get() : nullptr;
  if (!block) return range;
  EdgeRange::iterator& begin = range.begin_;
  begin.names_ = names_.get();
  begin.vertex_ = v;
  begin.direction_ = direction;
  const std::size_t slot = v % kBlockNodes;
  begin.many_ = block->big.empty() ? nullptr : block->find_big(slot);
  if (begin.many_) {
    begin.current_ = begin.many_->segments[0]->view();
    range.size_ = begin.many_->first.back();
  } else {
    const std::size_t from = block->begin[slot], to = block->begin[slot + 1];
    begin.current_ = {std::span(block->data.edges).subspan(from, to - from), block->data.packed.data()};
    range.size_ = to - from;
  }
  range.end_ = begin;
  range.end_.segment_ = begin.many_ ? begin.many_->segments.size() : 0;
  range.end_.at_ = begin.many_ ? 0 : range.size_;
  return range;
}

namespace {
constexpr std::uint64_t kAnyOther = 0;
constexpr std::uint64_t kPastAllOthers = std::uint64_t{kNoVertex} + 1;
}  // namespace

EdgeRange Snapshot::narrow(EdgeRange range, Symbol type, std::uint64_t first, std::uint64_t last) {
  if (range.empty() || type == kNoSymbol) return {};
  EdgeRange::iterator& begin = range.begin_;
  EdgeRange::iterator& end = range.end_;
  if (!begin.many_) {
    const std::span<const detail::HalfEdge> all = begin.current_.edges;
    begin.at_ = lower_bound_in(all, type, first);
    end.at_ = lower_bound_in(all, type, last);
    range.size_ = end.at_ - begin.at_;
    return range;
  }
  const detail::SegmentSource& source = *begin.many_;
  const auto place = [&](EdgeRange::iterator& it, const Position& p) {
    it.segment_ = p.segment;
    it.at_ = p.at;
    it.current_ = p.segment < source.segments.size() ? source.segments[p.segment]->view() : detail::Segment();
    return source.first[p.segment] + p.at;
  };
  const std::size_t from = place(begin, lower_bound_of(source, type, first));
  const std::size_t to = place(end, lower_bound_of(source, type, last));
  range.size_ = to - from;
  return range;
}

EdgeRange Snapshot::edges(Vertex v, Direction direction, Symbol type) const {
  return narrow(edges(v, direction), type, kAnyOther, kPastAllOthers);
}

EdgeRange Snapshot::edges(Vertex v, Direction direction, Symbol type, Vertex other) const {
  return narrow(edges(v, direction), type, other, std::uint64_t{other} + 1);
}

Vertex Snapshot::next_with_label(Vertex from, Symbol label) const {
  for (std::size_t c = from / kChunk; c * kChunk < vertex_bound_; ++c) {
    const Chunk* chunk = store_->chunks.get(c);
    const NodeTable* nodes = chunk ? chunk->nodes.get() : nullptr;
    if (!nodes) continue;
    const auto has = [&](std::uint16_t set) {
      const std::vector<Symbol>& all = store_->label_sets->sets[set];
      return std::find(all.begin(), all.end(), label) != all.end();
    };
    if (std::none_of(nodes->present.begin(), nodes->present.end(), has)) continue;
    for (std::size_t slot = c == from / kChunk ? from % kChunk : 0; slot < kChunk; ++slot) {
      const std::uint16_t set = nodes->label_set[slot];
      if (set != NodeTable::kDead && has(set)) return static_cast<Vertex>(c * kChunk + slot);
    }
  }
  return kNoVertex;
}

Snapshot::Footprint Snapshot::footprint() const {
  Footprint total;
  for (std::size_t c = 0; c < store_->chunks.bound(); ++c) {
    const Chunk* chunk = store_->chunks.get(c);
    if (!chunk) continue;
    if (chunk->nodes) total.node_bytes += sizeof(NodeTable) + chunk->nodes->packed.capacity();
    if (chunk->nodes) total.search_bytes += chunk->nodes->search_bytes;
    for (const EdgeTable* table : {chunk->out.get(), chunk->in.get()}) {
      if (!table) continue;
      total.edge_bytes += sizeof(EdgeTable);
      for (const auto& block : table->blocks) total.edge_bytes += block ? bytes_of(*block) : 0;
    }
  }
  for (std::size_t s = 0; s < kKeyShards; ++s) {
    const KeyShard* shard = store_->keys.get(s);
    if (shard) total.key_bytes += sizeof(KeyShard) + shard->entries.capacity() * sizeof(KeyShard::Entry);
  }
  return total;
}

}  // namespace relmap::graphstore
