// On which day (UTC) each version was committed: what a Snapshot says of when a node was last written.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "base/status.h"
#include "graphstore/graph.h"
#include "kv.h"

namespace relmap::graphstore {

class CommitDays {
 public:
  // Reads O(days × log versions) commit records: the times of commits never fall. kIo, kCorrupt.
  static Result<CommitDays> read(const KvView& view, Version newest);

  // Days since 1970-01-01. That of the oldest commit kept, for versions before it.
  std::int32_t day_of(Version version) const;

 private:
  std::vector<std::pair<Version, std::int32_t>> first_of_day_;  // ascending
};

}  // namespace relmap::graphstore
