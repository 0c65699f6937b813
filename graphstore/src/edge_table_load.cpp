// EdgeTableLoader: edges come in order, so that each block is filled from its front to its end.
#include <algorithm>

#include "codec.h"
#include "edge_table.h"

namespace relmap::graphstore {
namespace {

using detail::HalfEdge;
using detail::SegmentData;
using detail::SegmentSource;

// The edges [from, to) of `data` with their bytes, in just the memory they need.
SegmentData cut(const SegmentData& data, std::size_t from, std::size_t to) {
  SegmentData part;
  const std::size_t first = data.edges[from].packed;
  const std::size_t last = to < data.edges.size() ? data.edges[to].packed : data.packed.size();
  part.edges.assign(data.edges.begin() + static_cast<std::ptrdiff_t>(from),
                    data.edges.begin() + static_cast<std::ptrdiff_t>(to));
  for (HalfEdge& edge : part.edges) edge.packed -= static_cast<std::uint32_t>(first);
  part.packed.assign(data.packed.begin() + static_cast<std::ptrdiff_t>(first),
                     data.packed.begin() + static_cast<std::ptrdiff_t>(last));
  return part;
}

void put_varint(std::vector<std::uint8_t>& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<std::uint8_t>(value | 0x80));
  out.push_back(static_cast<std::uint8_t>(value));
}

}  // namespace

void EdgeTableLoader::add(Vertex near, Symbol type, Vertex far, EdgeId id, std::string_view packed) {
  const std::size_t block = near % Snapshot::kChunkNodes / kBlockNodes;
  const std::size_t slot = near % kBlockNodes;
  if (!table_) {
    table_ = std::make_shared<EdgeTable>();
    block_ = block;
  }
  if (block != block_) {
    end_block();
    block_ = block;
  }
  while (slot_ < slot) end_slot();
  data_.edges.push_back({far, static_cast<std::uint32_t>(data_.packed.size()), type});
  put_varint(data_.packed, id);
  data_.packed.insert(data_.packed.end(), packed.begin(), packed.end());
}

// A node with very many edges moves out of the block, into segments of its own.
void EdgeTableLoader::end_slot() {
  begin_[slot_] = static_cast<std::uint32_t>(slot_begin_);
  const std::size_t end = data_.edges.size();
  if (end - slot_begin_ > kBigNodeEdges) {
    auto source = std::make_shared<SegmentSource>();
    source->first.push_back(0);
    for (std::size_t from = slot_begin_; from < end; from += kFreshSegmentEdges) {
      const std::size_t to = std::min(from + kFreshSegmentEdges, end);
      source->segments.push_back(std::make_shared<SegmentData>(cut(data_, from, to)));
      source->first.push_back(source->first.back() + (to - from));
    }
    table_->total += source->first.back();
    big_.emplace_back(static_cast<std::uint16_t>(slot_), std::move(source));
    data_.packed.resize(data_.edges[slot_begin_].packed);
    data_.edges.resize(slot_begin_);
  }
  slot_begin_ = data_.edges.size();
  ++slot_;
}

void EdgeTableLoader::end_block() {
  while (slot_ < kBlockNodes) end_slot();
  begin_[kBlockNodes] = static_cast<std::uint32_t>(data_.edges.size());
  auto block = std::make_shared<EdgeBlock>();
  block->begin = begin_;
  block->data.edges.assign(data_.edges.begin(), data_.edges.end());
  block->data.packed.assign(data_.packed.begin(), data_.packed.end());
  block->total = data_.edges.size();
  table_->total += data_.edges.size();
  for (const auto& [slot, source] : big_) block->total += source->first.back();
  block->big = std::exchange(big_, {});
  table_->blocks[block_] = std::move(block);
  data_.edges.clear();
  data_.packed.clear();
  slot_ = slot_begin_ = 0;
}

std::shared_ptr<const EdgeTable> EdgeTableLoader::take() {
  if (table_) end_block();
  return std::exchange(table_, nullptr);
}

}  // namespace relmap::graphstore
