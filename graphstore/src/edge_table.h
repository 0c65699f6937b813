// The adjacency of one chunk: merging changes into it, and loading it (edge_table_load.cpp).
#pragma once

#include <memory>
#include <span>

#include "snapshot_builder.h"

namespace relmap::graphstore {

// `previous` (may be nullptr) with `changes` (all of one chunk and direction, ascending) applied; nullptr
// where no edge is left.
std::shared_ptr<const EdgeTable> merge_edges(const EdgeTable* previous,
                                             std::span<const SnapshotDelta::Half> changes);

// Makes the adjacency of one chunk after another from edges in their order. Keeps its memory for the next.
class EdgeTableLoader {
 public:
  // `near` (of the chunk at hand), type, far, id ascend; `packed` is the property list.
  void add(Vertex near, Symbol type, Vertex far, EdgeId id, std::string_view packed);
  // What was added since the last call; nullptr where that is nothing.
  std::shared_ptr<const EdgeTable> take();

 private:
  void end_slot();
  void end_block();

  std::shared_ptr<EdgeTable> table_;
  std::size_t block_ = 0, slot_ = 0;  // at hand: of the chunk, of the block
  std::size_t slot_begin_ = 0;        // in data_.edges
  detail::SegmentData data_;
  std::array<std::uint32_t, kBlockNodes + 1> begin_{};
  std::vector<std::pair<std::uint16_t, std::shared_ptr<const detail::SegmentSource>>> big_;
};

}  // namespace relmap::graphstore
