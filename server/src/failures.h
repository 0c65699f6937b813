// Work that failed at a price (a picture that took a worker's whole time), remembered for a while, so that
// asking again and again costs nothing. Thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/status.h"

namespace relmap::server {

class Failures {
 public:
  explicit Failures(std::chrono::milliseconds keep_for) : keep_for_(keep_for) {}

  std::optional<Status> get(std::string_view key) {
    const std::lock_guard lock(mutex_);
    while (!entries_.empty() && entries_.front().until <= Clock::now()) entries_.pop_front();
    for (const auto& entry : entries_) {
      if (entry.key == key) return entry.status;
    }
    return std::nullopt;
  }

  void put(std::string key, Status status) {
    const std::lock_guard lock(mutex_);
    if (entries_.size() == kMaxEntries) entries_.pop_front();
    entries_.push_back({std::move(key), std::move(status), Clock::now() + keep_for_});
  }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t kMaxEntries = 64;
  struct Entry {
    std::string key;
    Status status;
    Clock::time_point until;
  };

  const std::chrono::milliseconds keep_for_;
  std::mutex mutex_;
  std::deque<Entry> entries_;  // the oldest first
};

}  // namespace relmap::server
