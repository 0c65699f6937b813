// From written keys to a Snapshot's delta.
#pragma once

#include "names.h"
#include "snapshot_builder.h"
#include "write_state.h"

namespace relmap::graphstore {

// What the keys written mean for the Snapshot that follows `before`. Keys are ordered, so each part comes out
// ordered. Points into `written`. `day`: of the commit.
SnapshotDelta delta_of(const Layer& written, const Snapshot& before, const Names& names,
                       const LabelSets& label_sets, std::int32_t day);

}  // namespace relmap::graphstore
