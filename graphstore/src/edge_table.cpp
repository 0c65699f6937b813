#include "edge_table.h"

#include <algorithm>

#include "codec.h"

namespace relmap::graphstore {
namespace {

using detail::HalfEdge;
using detail::Segment;
using detail::SegmentData;
using detail::SegmentSource;
using Half = SnapshotDelta::Half;

constexpr std::size_t kMaxIdBytes = 10;  // of a varint

EdgeId id_of(const HalfEdge& half, const std::uint8_t* packed) {
  const std::uint8_t* p = packed + half.packed;
  return codec::trusted_varint(p);
}

std::size_t entry_size(const std::uint8_t* entry) {
  const std::uint8_t* p = entry;
  codec::trusted_varint(p);
  return static_cast<std::size_t>(p - entry) + codec::list_size(p);
}

// Appends the edges [first, last) of `from` as they are: one run of edges, one of bytes.
void append_run(SegmentData& to, const Segment& from, std::size_t first, std::size_t last) {
  if (first == last) return;
  const std::uint8_t* begin = from.packed + from.edges[first].packed;
  const std::uint8_t* tail = from.packed + from.edges[last - 1].packed;
  const std::size_t base = to.edges.size();
  // Modulo 2^32, as the places are.
  const auto moved = static_cast<std::uint32_t>(to.packed.size()) - from.edges[first].packed;
  const std::span<const HalfEdge> run = from.edges.subspan(first, last - first);
  to.edges.insert(to.edges.end(), run.begin(), run.end());
  for (std::size_t i = base; i < to.edges.size(); ++i) to.edges[i].packed += moved;
  to.packed.insert(to.packed.end(), begin, tail + entry_size(tail));
}

void append(SegmentData& to, const Half& change) {
  HalfEdge half;
  half.other = static_cast<Vertex>(change.far);
  half.type = change.type;
  half.packed = static_cast<std::uint32_t>(to.packed.size());
  to.edges.push_back(half);
  std::string id;
  codec::put_varint(id, change.id);
  to.packed.insert(to.packed.end(), id.begin(), id.end());
  to.packed.insert(to.packed.end(), change.packed.begin(), change.packed.end());
}

// −1, 0, 1 as `half` stands before, at or behind `change` in the order (type, other, id).
int compare(const HalfEdge& half, const std::uint8_t* packed, const Half& change) {
  if (half.type != change.type) return half.type < change.type ? -1 : 1;
  if (half.other != change.far) return half.other < change.far ? -1 : 1;
  const EdgeId id = id_of(half, packed);
  return id < change.id ? -1 : (id > change.id ? 1 : 0);
}

// Appends `old` with `changes` applied to `to`.
void merge_into(SegmentData& to, const Segment& old, std::span<const Half> changes) {
  std::size_t done = 0;
  for (const Half& change : changes) {
    const auto at =
        std::partition_point(old.edges.begin() + static_cast<std::ptrdiff_t>(done), old.edges.end(),
                             [&](const HalfEdge& half) { return compare(half, old.packed, change) < 0; });
    const auto place = static_cast<std::size_t>(at - old.edges.begin());
    append_run(to, old, done, place);
    // The edge itself is replaced or removed.
    done = at != old.edges.end() && compare(*at, old.packed, change) == 0 ? place + 1 : place;
    if (change.exists) append(to, change);
  }
  append_run(to, old, done, old.edges.size());
}

// Cuts `data` into segments of kFreshSegmentEdges and appends them.
void append_segments(SegmentSource& source, const SegmentData& data) {
  for (std::size_t from = 0; from < data.edges.size(); from += kFreshSegmentEdges) {
    auto part = std::make_shared<SegmentData>();
    const std::size_t to = std::min(from + kFreshSegmentEdges, data.edges.size());
    append_run(*part, data.view(), from, to);
    part->edges.shrink_to_fit();
    part->packed.shrink_to_fit();
    source.segments.push_back(std::move(part));
  }
}

void count(SegmentSource& source) {
  source.first.assign(1, 0);
  for (const auto& segment : source.segments)
    source.first.push_back(source.first.back() + segment->edges.size());
}

// A big node: only the segments that a change falls into are built anew.
std::shared_ptr<const SegmentSource> merge_big(const SegmentSource& old, std::span<const Half> changes) {
  auto merged = std::make_shared<SegmentSource>();
  for (std::size_t s = 0; s < old.segments.size(); ++s) {
    const SegmentData& segment = *old.segments[s];
    std::size_t mine = changes.size();  // the last segment takes all that is left
    if (s + 1 < old.segments.size()) {
      const SegmentData& next = *old.segments[s + 1];
      mine = 0;
      while (mine < changes.size() && compare(next.edges[0], next.packed.data(), changes[mine]) > 0) ++mine;
    }
    if (mine == 0) {
      merged->segments.push_back(old.segments[s]);
      continue;
    }
    auto data = std::make_shared<SegmentData>();
    merge_into(*data, segment.view(), changes.first(mine));
    changes = changes.subspan(mine);
    if (data->edges.size() > kMaxSegmentEdges) {
      append_segments(*merged, *data);
    } else if (!data->edges.empty()) {
      merged->segments.push_back(std::move(data));
    }
  }
  count(*merged);
  return merged;
}

// Gives memory back where much was reserved in vain; a second copy is not worth a little.
void trim(SegmentData& data) {
  if (data.edges.capacity() > data.edges.size() + data.edges.size() / 16 + 8) data.edges.shrink_to_fit();
  if (data.packed.capacity() > data.packed.size() + data.packed.size() / 16 + 64) data.packed.shrink_to_fit();
}

class BlockMerger {
 public:
  BlockMerger(const EdgeBlock* previous, std::span<const Half> changes) : old_(previous), changes_(changes) {
    std::size_t bytes = old_ ? old_->data.packed.size() : 0;
    for (const Half& change : changes) bytes += change.packed.size() + kMaxIdBytes;
    block_->data.edges.reserve((old_ ? old_->data.edges.size() : 0) + changes.size());
    block_->data.packed.reserve(bytes);
  }

  std::shared_ptr<const EdgeBlock> run() {
    std::size_t slot = 0;
    while (!changes_.empty()) {
      const std::size_t touched = changes_[0].near % kBlockNodes;
      copy_run(slot, touched);
      std::size_t mine = 0;
      while (mine < changes_.size() && changes_[mine].near == changes_[0].near) ++mine;
      merge_slot(touched, changes_.first(mine));
      changes_ = changes_.subspan(mine);
      slot = touched + 1;
    }
    copy_run(slot, kBlockNodes);
    block_->begin[kBlockNodes] = static_cast<std::uint32_t>(block_->data.edges.size());
    block_->total = block_->data.edges.size();
    for (const auto& [big_slot, source] : block_->big) block_->total += source->first.back();
    if (block_->total == 0) return nullptr;
    trim(block_->data);
    return block_;
  }

 private:
  // Copies the untouched slots [from, to) as they are.
  void copy_run(std::size_t from, std::size_t to) {
    SegmentData& data = block_->data;
    const auto base = static_cast<std::uint32_t>(data.edges.size());
    if (!old_) {
      for (std::size_t slot = from; slot < to; ++slot) block_->begin[slot] = base;
      return;
    }
    const std::uint32_t first = old_->begin[from], last = old_->begin[to];
    for (std::size_t slot = from; slot < to; ++slot) block_->begin[slot] = base + old_->begin[slot] - first;
    append_run(data, old_->data.view(), first, last);
    for (const auto& big : old_->big) {
      if (big.first >= from && big.first < to) block_->big.push_back(big);
    }
  }

  void merge_slot(std::size_t slot, std::span<const Half> changes) {
    SegmentData& data = block_->data;
    const std::size_t base = data.edges.size();
    block_->begin[slot] = static_cast<std::uint32_t>(base);
    const SegmentSource* big = old_ ? old_->find_big(slot) : nullptr;
    if (big) {
      const std::shared_ptr<const SegmentSource> merged = merge_big(*big, changes);
      if (merged->first.back() > kBigNodeEdges / 2) {
        block_->big.emplace_back(static_cast<std::uint16_t>(slot), merged);
      } else {
        for (const auto& segment : merged->segments)
          append_run(data, segment->view(), 0, segment->edges.size());
      }
      return;
    }
    Segment old;
    if (old_) {
      const std::size_t from = old_->begin[slot], to = old_->begin[slot + 1];
      old = {std::span(old_->data.edges).subspan(from, to - from), old_->data.packed.data()};
    }
    if (old.edges.size() + changes.size() <= kBigNodeEdges) return merge_into(data, old, changes);
    SegmentData merged;
    merge_into(merged, old, changes);
    if (merged.edges.size() > kBigNodeEdges) {
      auto source = std::make_shared<SegmentSource>();
      append_segments(*source, merged);
      count(*source);
      block_->big.emplace_back(static_cast<std::uint16_t>(slot), std::move(source));
    } else {
      append_run(data, merged.view(), 0, merged.edges.size());
    }
  }

  const EdgeBlock* old_;
  std::span<const Half> changes_;
  std::shared_ptr<EdgeBlock> block_ = std::make_shared<EdgeBlock>();
};

// The block of its chunk in which a change falls.
std::size_t block_of(const Half& change) { return change.near % Snapshot::kChunkNodes / kBlockNodes; }

}  // namespace

std::shared_ptr<const EdgeTable> merge_edges(const EdgeTable* previous, std::span<const Half> changes) {
  auto table = previous ? std::make_shared<EdgeTable>(*previous) : std::make_shared<EdgeTable>();
  while (!changes.empty()) {
    const std::size_t block = block_of(changes[0]);
    std::size_t mine = 0;
    while (mine < changes.size() && block_of(changes[mine]) == block) ++mine;
    std::shared_ptr<const EdgeBlock>& slot = table->blocks[block];
    table->total -= slot ? slot->total : 0;
    slot = BlockMerger(slot.get(), changes.first(mine)).run();
    table->total += slot ? slot->total : 0;
    changes = changes.subspan(mine);
  }
  return table->total == 0 ? nullptr : table;
}

}  // namespace relmap::graphstore
