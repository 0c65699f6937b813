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

  // The first Snapshot kept that is of a version in [version, last] and was made in this epoch of history
  // (Published::epoch: an erasure begins a new one); nullptr where there is none.
  Entry between(std::uint64_t epoch, Version version, Version last) {
    const std::lock_guard lock(mutex_);
    if (epoch != epoch_) return nullptr;
    auto best = entries_.end();
    for (auto it = entries_.begin(); it != entries_.end(); ++it) {
      const Version v = (*it)->version();
      if (v >= version && v <= last && (best == entries_.end() || v < (*best)->version())) best = it;
    }
    if (best == entries_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, best);
    return entries_.front();
  }
  // Only those of the newest epoch are kept.
  void add(std::uint64_t epoch, Entry snapshot) {
    const std::lock_guard lock(mutex_);
    if (epoch < epoch_) return;
    if (epoch > epoch_) entries_.clear();
    epoch_ = epoch;
    entries_.push_front(std::move(snapshot));
    if (entries_.size() > kEntries) entries_.pop_back();
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    entries_.clear();
  }

 private:
  mutable std::mutex mutex_;
  std::uint64_t epoch_ = 0;   // of all entries
  std::list<Entry> entries_;  // the last used first
};

}  // namespace relmap::graphstore
