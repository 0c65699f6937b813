// The contract between the graph and its storage engine: an ordered map of byte strings with consistent views
// and atomic, guarded commits. Every engine passes tests/graphstore/kv_contract_test.cpp; an implementer
// needs nothing but this file. Engines are listed in kv.cpp, one table row each.
//
// Keys order as unsigned bytes, a shorter key before its extensions. Keys and values may hold any bytes; a
// key has 1 to kMaxKeyBytes bytes, of which the first is not NUL (such keys are the engine's own).
//
// Threads: all methods of KvStore and KvView may be called from any thread; a KvIterator belongs to one
// thread at a time. A view must not outlive its store, an iterator not its view.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace relmap::graphstore {

inline constexpr std::size_t kMaxKeyBytes = 64 << 10;

// Walks a range in ascending order. key() and value() are valid until the next call of next().
class KvIterator {
 public:
  virtual ~KvIterator() = default;
  virtual bool valid() const = 0;
  virtual void next() = 0;                     // precondition: valid()
  virtual std::string_view key() const = 0;    // precondition: valid()
  virtual std::string_view value() const = 0;  // precondition: valid()
  // Ask once valid() is false: ok at the end of the range, else why reading stopped (kIo, kCorrupt).
  virtual Status status() const = 0;
};

// The store as it was when the view was made; later commits are not seen.
class KvView {
 public:
  virtual ~KvView() = default;
  // nullopt: no such key. kIo or kCorrupt where it cannot be told.
  virtual Result<std::optional<std::string>> get(std::string_view key) const = 0;
  // The keys in [begin, end); an empty `end` means: to the last key.
  virtual std::unique_ptr<KvIterator> scan(std::string_view begin, std::string_view end) const = 0;
};

// A list of writes, applied in order (of two on one key the later wins).
struct KvBatch {
  struct Write {
    std::string key;
    std::optional<std::string> value;  // nullopt: the key is removed
  };
  std::vector<Write> writes;

  void put(std::string key, std::string value) { writes.push_back({std::move(key), std::move(value)}); }
  void remove(std::string key) { writes.push_back({std::move(key), std::nullopt}); }
};

class KvStore {
 public:
  virtual ~KvStore() = default;

  virtual std::unique_ptr<KvView> view() const = 0;

  // The number that the last commit gave the store; 0 for a new one. It survives reopening.
  virtual std::uint64_t version() const = 0;

  // Applies the whole batch and sets version() to `next`, or does nothing at all:
  //   kConflict   the store is not at version `expected` (someone else committed)
  //   kIo         writing or syncing failed; what is on disk is then known only after reopening, and every
  //   later
  //               commit fails too
  // With `sync` it returns only once the batch would survive a power failure; a commit that returned is seen
  // by every later view. Precondition: next ≥ expected (equal: upkeep that is no commit of the graph).
  virtual Status commit(const KvBatch& batch, std::uint64_t expected, std::uint64_t next, bool sync) = 0;
};

struct KvOpenOptions {
  bool create = true;      // false: kNotFound where there is no store
  bool read_only = false;  // commits are refused with kUnavailable; may stand beside a process that writes
};

// Opens "rocksdb:PATH", "memory:" (empty and private each time) or a bare path (means rocksdb:). Errors:
// kNotFound, kIo (also: in use by another process), kCorrupt, kInvalidArgument (unknown engine).
Result<std::unique_ptr<KvStore>> open_kv(std::string_view url, const KvOpenOptions& options);

// The engines' factories, for kv.cpp's table.
Result<std::unique_ptr<KvStore>> open_memory_kv(std::string_view path, const KvOpenOptions& options);
Result<std::unique_ptr<KvStore>> open_rocksdb_kv(std::string_view path, const KvOpenOptions& options);

}  // namespace relmap::graphstore
