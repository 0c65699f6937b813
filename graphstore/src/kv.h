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
#include "graphstore/figures.h"

namespace relmap::graphstore {

inline constexpr std::size_t kMaxKeyBytes = 64 << 10;

// Walks a range in ascending order (or descending: scan_back). key() and value() are valid until the next
// call of next().
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
  // The same keys from the last to the first.
  virtual std::unique_ptr<KvIterator> scan_back(std::string_view begin, std::string_view end) const = 0;
  // As scan(), for a reader who wants a large range once and from end to end: an engine may read far ahead
  // and leave its caches alone.
  virtual std::unique_ptr<KvIterator> scan_once(std::string_view begin, std::string_view end) const {
    return scan(begin, end);
  }
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

// A load of very much at once: sorted runs beside the store, which become part of it in one step.
//
// Threads: begin_run() from any thread; each run belongs to one thread at a time. Destroying the bulk without
// finish() leaves the store as it was and no file behind. It must not outlive its store.
class KvRun {
 public:
  virtual ~KvRun() = default;
  // Keys strictly ascending within the run. kIo, kInvalidArgument (out of order).
  virtual Status put(std::string_view key, std::string_view value) = 0;
  virtual Status close() = 0;  // no put() after it; each run is closed before finish()
};
class KvBulk {
 public:
  virtual ~KvBulk() = default;
  // The key ranges of the runs of one bulk must not overlap (checked by finish: kInvalidArgument).
  virtual Result<std::unique_ptr<KvRun>> begin_run() = 0;
  // A folder on the store's disk for what the caller has to put down meanwhile; gone, with all that is in it,
  // when the bulk is. "" where the engine has none.
  virtual std::string scratch_dir() const { return {}; }
  // All runs become visible at once, durably, over what the store held under the same keys, and version()
  // becomes `next`; or nothing happens at all: kConflict, kIo as for KvStore::commit.
  virtual Status finish(std::uint64_t expected, std::uint64_t next) = 0;
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

  virtual Result<std::unique_ptr<KvBulk>> begin_bulk() = 0;

  // Rewrites what is stored, so that no byte of a key or value that was removed or overwritten, and that no
  // living view still sees, remains in any of the store's files. Runs beside readers and writers. O(size).
  virtual Status compact() = 0;

  // Adds the newest durable state to the backups in the folder `dir` (made where missing): only what is new
  // since the last one is copied, and all of it is synced before this returns. It is the state of one moment,
  // with every commit acknowledged before the call in it. Runs beside readers and writers; one backup into a
  // folder at a time. kUnavailable where the engine has none, or is open for reading only; kIo.
  virtual Status backup(const std::string& dir) = 0;

  // Reads every file and checks its checksums; kCorrupt names the file. Ok where the engine has no files.
  virtual Status check_files() = 0;

  // What the engine has to say of itself, for monitoring; cheap. Empty where it has nothing.
  virtual std::vector<EngineFigure> figures() const { return {}; }
};

struct KvOpenOptions {
  bool create = true;      // false: kNotFound where there is no store
  bool read_only = false;  // commits are refused with kUnavailable; may stand beside a process that writes
};

// Opens "rocksdb:PATH", "memory:" (empty and private each time) or a bare path (means rocksdb:). Errors:
// kNotFound, kIo (also: in use by another process), kCorrupt, kInvalidArgument (unknown engine).
Result<std::unique_ptr<KvStore>> open_kv(std::string_view url, const KvOpenOptions& options);

// Makes a store at `url` of the newest backup in `dir` (or of number `backup`): all of it, synced, or
// nothing. kAlreadyExists where there is a store, or a folder with anything in it; kNotFound where there is
// no such backup; kCorrupt where its files are damaged; kIo; kUnavailable where the engine has no backups.
Status restore_kv(const std::string& dir, std::string_view url, std::optional<std::uint32_t> backup);

// One backup in a folder, as its own records say; its files are not looked at.
struct KvBackup {
  std::uint32_t number = 0;      // from 1, ascending with time, never used again
  std::int64_t time_s = 0;       // seconds since 1970-01-01T00:00:00Z
  std::uint64_t size_bytes = 0;  // of all its files, also those shared with other backups
};
// Oldest first; those whose records are damaged are left out. kNotFound where `dir` holds no backups; kIo.
Result<std::vector<KvBackup>> list_kv_backups(const std::string& dir);
// Deletes all but the newest `keep` (≥ 1) with the files that only they need. kNotFound, kIo.
Status purge_kv_backups(const std::string& dir, std::size_t keep);

// The engines' factories, for kv.cpp's table.
Result<std::unique_ptr<KvStore>> open_memory_kv(std::string_view path, const KvOpenOptions& options);
Result<std::unique_ptr<KvStore>> open_rocksdb_kv(std::string_view path, const KvOpenOptions& options);
Status restore_memory_kv(const std::string& dir, std::string_view path, std::optional<std::uint32_t> backup);
Status restore_rocksdb_kv(const std::string& dir, std::string_view path, std::optional<std::uint32_t> backup);

}  // namespace relmap::graphstore
