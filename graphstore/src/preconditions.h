// Whether what a transaction read still stands when its turn to be applied comes: the validation step of
// optimistic concurrency control (Kung, Robinson: "On optimistic methods for concurrency control", ACM TODS
// 1981), done by value. Commits are applied one after the other, so a transaction whose reads stand might as
// well have run alone at this very moment: what is committed this way is serializable.
#pragma once

#include <unordered_map>
#include <vector>

#include "base/status.h"
#include "graphstore/transaction.h"
#include "write_state.h"

namespace relmap::graphstore {

// When each label last gained or lost a node. Owned by the leader of the moment; what happened before it
// began to follow the graph counts as one change of all labels.
class LabelChanges {
 public:
  // The next note() builds on `version`. Where that is not the last one noted, somebody else (a bulk load)
  // changed the graph meanwhile, in ways unknown.
  void follow(Version version) {
    if (version != until_) {
      at_.clear();
      floor_ = version;
    }
    until_ = version;
  }
  void note(const std::vector<Symbol>& labels, Version version) {
    for (const Symbol label : labels) at_[label] = version;
    until_ = version;
  }
  void forget() { until_ = kNever; }  // what was noted last may not have come to be
  bool changed_since(Symbol label, Version version) const {
    if (version < floor_) return true;
    const auto it = at_.find(label);
    return it != at_.end() && it->second > version;
  }

 private:
  static constexpr Version kNever = ~Version{0};
  std::unordered_map<Symbol, Version> at_;
  Version floor_ = 0;
  Version until_ = kNever;
};

// kConflict names the first thing that no longer stands; kIo, kCorrupt where the store cannot be read. `now`
// is the version that `state` has reached, `schema_since` the one that brought the schema. O(1) where `now`
// is the version that was read, else O(what was read).
Status check_reads(const ReadSet& reads, const WriteState& state, Version now, Version schema_since,
                   const LabelChanges& labels);

}  // namespace relmap::graphstore
