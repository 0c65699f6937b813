#include "response_cache.h"

namespace relmap::server {

// What an entry occupies beside its texts (list node, hash node, control block), roughly.
constexpr std::size_t kEntryOverheadBytes = 256;

std::size_t ResponseCache::cost(const Entry& entry) {
  return entry.key.size() + entry.body.body->size() + kEntryOverheadBytes;
}

std::optional<CachedBody> ResponseCache::get(std::string_view key) {
  const std::lock_guard lock(mutex_);
  const auto at = by_key_.find(key);
  if (at == by_key_.end()) return std::nullopt;
  entries_.splice(entries_.begin(), entries_, at->second);
  return at->second->body;
}

void ResponseCache::put(std::string key, CachedBody body, std::uint64_t epoch) {
  Entry entry{std::move(key), std::move(body)};
  const auto size = cost(entry);
  if (size > max_bytes_ / 8) return;
  const std::lock_guard lock(mutex_);
  if (epoch != epoch_ || by_key_.contains(entry.key)) return;
  entries_.push_front(std::move(entry));
  by_key_.emplace(entries_.front().key, entries_.begin());
  bytes_ += size;
  while (bytes_ > max_bytes_) {
    bytes_ -= cost(entries_.back());
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

void ResponseCache::clear() {
  const std::lock_guard lock(mutex_);
  by_key_.clear();
  entries_.clear();
  bytes_ = 0;
  ++epoch_;
}

std::uint64_t ResponseCache::epoch() const {
  const std::lock_guard lock(mutex_);
  return epoch_;
}

std::size_t ResponseCache::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace relmap::server
