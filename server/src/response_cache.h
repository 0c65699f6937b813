// Answers worth keeping, by everything that decided them: least recently used go first, bounded in bytes.
// Thread-safe. Bodies are shared with the responses that carry them, so an entry that goes costs no reader
// anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace relmap::server {

struct CachedBody {
  std::string content_type;
  std::shared_ptr<const std::string> body;
  std::string tag = {};  // where the key does not tell it
};

class ResponseCache {
 public:
  explicit ResponseCache(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  std::optional<CachedBody> get(std::string_view key);
  // A body beyond an eighth of the bound is not kept: it would push out everything else.
  // `epoch`: what epoch() was before anything was read that the body is made of.
  void put(std::string key, CachedBody body, std::uint64_t epoch);
  // Drops all of them. What was asked for in an earlier epoch is not kept any more: it may hold what was to
  // go.
  void clear();
  std::uint64_t epoch() const;
  std::size_t bytes() const;

 private:
  struct Entry {
    std::string key;
    CachedBody body;
  };
  static std::size_t cost(const Entry& entry);

  const std::size_t max_bytes_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;                                                 // most recently used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;  // keys point into entries_
  std::size_t bytes_ = 0;
  std::uint64_t epoch_ = 0;
};

}  // namespace relmap::server
