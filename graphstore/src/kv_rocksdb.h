// What the files of the engine "rocksdb:" share. Only they (kv_rocksdb*.cpp) include RocksDB.
//
// Durability: every synced commit is in the write-ahead log, flushed to the device, before it returns. The
// version is a record of the same atomic batch, under a key that sorts before all others and that scans leave
// out.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "kv.h"

namespace relmap::graphstore {

inline constexpr std::string_view kVersionKey("\0version", 8);
// Bulk loads keep their files here, in the store's folder, until they are ingested; what is found at open is
// left from a crash.
inline constexpr const char* kBulkDir = "/bulk-load";

inline rocksdb::Slice slice(std::string_view s) { return {s.data(), s.size()}; }
std::string encode_version(std::uint64_t version);
// kCorrupt or kIo, with the store's path before RocksDB's words.
Status translate(const rocksdb::Status& s, const std::string& path);
// How every store is opened. `create`: where there is none.
rocksdb::Options engine_options(bool create);

class NoLog final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

// How many views there are; while the mutex is held, none is made and none goes.
struct LiveViews {
  std::mutex mutex;
  std::size_t count = 0;
};

class RocksStore final : public KvStore {
 public:
  RocksStore(std::unique_ptr<rocksdb::DB> db, std::string path, std::uint64_t version, bool read_only)
      : db_(std::move(db)), path_(std::move(path)), version_(version), read_only_(read_only) {}

  std::unique_ptr<KvView> view() const override;
  std::uint64_t version() const override {
    const std::lock_guard lock(mutex_);
    return version_;
  }

  Status commit(const KvBatch& batch, std::uint64_t expected, std::uint64_t next, bool sync) override;

  Result<std::unique_ptr<KvBulk>> begin_bulk() override;
  Status compact() override;
  Status backup(const std::string& dir) override;
  Status check_files() override;
  std::vector<EngineFigure> figures() const override;

 private:
  friend class RocksBulk;
  rocksdb::Status write_version_again();

  std::unique_ptr<rocksdb::DB> db_;
  std::string path_;
  mutable LiveViews live_views_;
  mutable std::mutex mutex_;
  std::uint64_t version_;
  const bool read_only_;
  Status failed_;
};

}  // namespace relmap::graphstore
