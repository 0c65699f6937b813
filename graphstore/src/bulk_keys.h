// KeyIndex: the keys of one label during a bulk load, numbered in the order in which they come. A hash table
// with linear probing over 8-byte slots; the keys' bytes stand one behind the other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relmap::graphstore {

class KeyIndex {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;

  KeyIndex() : slots_(64) {}

  // The number of `key`, and whether it is new. Precondition: fewer than 4 billion keys.
  std::pair<std::uint32_t, bool> insert(std::string_view key);
  // kNone where it is not there.
  std::uint32_t find(std::string_view key) const;

  std::string_view key(std::uint32_t number) const {
    return std::string_view(bytes_).substr(begin_[number], begin_[number + 1] - begin_[number]);
  }
  std::size_t size() const { return begin_.size() - 1; }
  // All numbers in the order of their keys' bytes. O(n log n).
  std::vector<std::uint32_t> sorted() const;

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = kNone;
  };
  std::size_t probe(std::string_view key, std::uint32_t hash) const;
  void grow();

  std::vector<Slot> slots_;                 // a power of two of them, at most half in use
  std::vector<std::uint64_t> begin_ = {0};  // of each key in bytes_, and the end
  std::string bytes_;
};

}  // namespace relmap::graphstore
