// The few earlier versions that were asked for last. Threads: any.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <mutex>

#include "graphstore/snapshot.h"

namespace relmap::graphstore {

class HistoryCache {
 public:
  static constexpr std::size_t kEntries = 8;
  using Entry = std::shared_ptr<const Snapshot>;

  // Changes with each clear(). Whoever adds a Snapshot first takes the generation, then the state that it is
  // built from: what was built from a state before an erasure does not get in after it.
  std::uint64_t generation() const {
    const std::lock_guard lock(mutex_);
    return generation_;
  }
  // The first Snapshot kept that is of a version in [version, last]; nullptr where there is none.
  Entry between(Version version, Version last) {
    const std::lock_guard lock(mutex_);
    auto best = entries_.end();
    for (auto it = entries_.begin(); it != entries_.end(); ++it) {
      const Version v = (*it)->version();
      if (v >= version && v <= last && (best == entries_.end() || v < (*best)->version())) best = it;
    }
    if (best == entries_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, best);
    return entries_.front();
  }
  void add(std::uint64_t generation, Entry snapshot) {
    const std::lock_guard lock(mutex_);
    if (generation != generation_) return;
    entries_.push_front(std::move(snapshot));
    if (entries_.size() > kEntries) entries_.pop_back();
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    ++generation_;
    entries_.clear();
  }

 private:
  mutable std::mutex mutex_;
  std::uint64_t generation_ = 0;
  std::list<Entry> entries_;  // the last used first
};

}  // namespace relmap::graphstore
