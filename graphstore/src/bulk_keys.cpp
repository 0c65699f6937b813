#include "bulk_keys.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace relmap::graphstore {
namespace {

std::uint32_t hash_of(std::string_view key) {
  const std::uint64_t h = std::hash<std::string_view>()(key);
  return static_cast<std::uint32_t>(h ^ h >> 32);
}

}  // namespace

// The slot that holds `key`, or the free one where it would be put.
std::size_t KeyIndex::probe(std::string_view wanted, std::uint32_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  while (slots_[at].number != kNone && (slots_[at].hash != hash || key(slots_[at].number) != wanted))
    at = (at + 1) & mask;
  return at;
}

std::uint32_t KeyIndex::find(std::string_view key) const { return slots_[probe(key, hash_of(key))].number; }

std::pair<std::uint32_t, bool> KeyIndex::insert(std::string_view key) {
  const std::uint32_t hash = hash_of(key);
  std::size_t at = probe(key, hash);
  if (slots_[at].number != kNone) return {slots_[at].number, false};
  if (2 * (size() + 1) > slots_.size()) {
    grow();
    at = probe(key, hash);
  }
  const auto number = static_cast<std::uint32_t>(size());
  slots_[at] = {hash, number};
  bytes_ += key;
  begin_.push_back(bytes_.size());
  return {number, true};
}

void KeyIndex::grow() {
  std::vector<Slot> old(2 * slots_.size());
  old.swap(slots_);
  const std::size_t mask = slots_.size() - 1;
  for (const Slot& slot : old) {
    if (slot.number == kNone) continue;
    std::size_t at = slot.hash & mask;
    while (slots_[at].number != kNone) at = (at + 1) & mask;
    slots_[at] = slot;
  }
}

std::vector<std::uint32_t> KeyIndex::sorted() const {
  std::vector<std::uint32_t> numbers(size());
  std::iota(numbers.begin(), numbers.end(), 0);
  std::sort(numbers.begin(), numbers.end(),
            [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
  return numbers;
}

}  // namespace relmap::graphstore
