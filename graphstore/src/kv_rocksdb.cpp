// Engine "rocksdb:PATH": RocksDB, embedded: reads, commits, compaction. Opening, bulk loads and backups stand
// in the files beside it.
#include <rocksdb/write_batch.h>

#include <algorithm>

#include "kv_rocksdb.h"

namespace relmap::graphstore {
namespace {

constexpr std::string_view kFirstKey("\1", 1);

std::string_view view_of(const rocksdb::Slice& s) { return {s.data(), s.size()}; }

class RocksIterator final : public KvIterator {
 public:
  RocksIterator(rocksdb::DB* db, const rocksdb::Snapshot* snapshot, std::string_view begin,
                std::string_view end, std::string path, bool once)
      : end_(end), bound_(end_), path_(std::move(path)) {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot;
    options.total_order_seek = true;
    if (once) {  // long, and not to be repeated soon
      options.readahead_size = 2 << 20;
      options.fill_cache = false;
    }
    if (!end_.empty()) options.iterate_upper_bound = &bound_;
    it_.reset(db->NewIterator(options));
    it_->Seek(slice(std::max(begin, kFirstKey)));
  }
  bool valid() const override { return it_->Valid(); }
  void next() override { it_->Next(); }
  std::string_view key() const override { return view_of(it_->key()); }
  std::string_view value() const override { return view_of(it_->value()); }
  Status status() const override { return translate(it_->status(), path_); }

 private:
  std::string end_;
  rocksdb::Slice bound_;  // points into end_; RocksDB reads it while the iterator lives
  std::string path_;
  std::unique_ptr<rocksdb::Iterator> it_;
};

// The same from the last key of the range to its first.
class RocksBackIterator final : public KvIterator {
 public:
  RocksBackIterator(rocksdb::DB* db, const rocksdb::Snapshot* snapshot, std::string_view begin,
                    std::string_view end, std::string path)
      : begin_(std::max(begin, kFirstKey)), end_(end), lower_(begin_), upper_(end_), path_(std::move(path)) {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot;
    options.total_order_seek = true;
    options.iterate_lower_bound = &lower_;
    if (!end_.empty()) options.iterate_upper_bound = &upper_;
    it_.reset(db->NewIterator(options));
    it_->SeekToLast();  // of the keys below the upper bound
  }
  bool valid() const override { return it_->Valid(); }
  void next() override { it_->Prev(); }
  std::string_view key() const override { return view_of(it_->key()); }
  std::string_view value() const override { return view_of(it_->value()); }
  Status status() const override { return translate(it_->status(), path_); }

 private:
  std::string begin_, end_;
  rocksdb::Slice lower_, upper_;  // point into the two; RocksDB reads them while the iterator lives
  std::string path_;
  std::unique_ptr<rocksdb::Iterator> it_;
};

class RocksView final : public KvView {
 public:
  RocksView(rocksdb::DB* db, std::string path, LiveViews& live)
      : db_(db), path_(std::move(path)), live_(live) {
    const std::lock_guard lock(live_.mutex);
    snapshot_ = db_->GetSnapshot();
    ++live_.count;
  }
  ~RocksView() override {
    const std::lock_guard lock(live_.mutex);
    db_->ReleaseSnapshot(snapshot_);
    --live_.count;
  }
  RocksView(const RocksView&) = delete;
  RocksView& operator=(const RocksView&) = delete;

  Result<std::optional<std::string>> get(std::string_view key) const override {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    std::string value;
    const rocksdb::Status s = db_->Get(options, slice(key), &value);
    if (s.IsNotFound()) return std::optional<std::string>();
    if (!s.ok()) return translate(s, path_);
    return std::optional<std::string>(std::move(value));
  }
  std::unique_ptr<KvIterator> scan(std::string_view begin, std::string_view end) const override {
    // All records of a kind: long too.
    return std::make_unique<RocksIterator>(db_, snapshot_, begin, end, path_, begin.size() <= 1);
  }
  std::unique_ptr<KvIterator> scan_once(std::string_view begin, std::string_view end) const override {
    return std::make_unique<RocksIterator>(db_, snapshot_, begin, end, path_, true);
  }
  std::unique_ptr<KvIterator> scan_back(std::string_view begin, std::string_view end) const override {
    return std::make_unique<RocksBackIterator>(db_, snapshot_, begin, end, path_);
  }

 private:
  rocksdb::DB* db_;
  const rocksdb::Snapshot* snapshot_ = nullptr;
  std::string path_;
  LiveViews& live_;
};

}  // namespace

Status translate(const rocksdb::Status& s, const std::string& path) {
  if (s.ok()) return {};
  const std::string text = "store '" + path + "': " + s.ToString();
  if (s.IsCorruption()) return Status::corrupt(text);
  return Status::io(text);
}

std::string encode_version(std::uint64_t version) {
  std::string out;
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>(version >> shift));
  return out;
}

std::unique_ptr<KvView> RocksStore::view() const {
  return std::make_unique<RocksView>(db_.get(), path_, live_views_);
}

Status RocksStore::commit(const KvBatch& batch, std::uint64_t expected, std::uint64_t next, bool sync) {
  if (read_only_) return Status::unavailable("store '" + path_ + "' is open for reading only");
  const std::lock_guard lock(mutex_);
  if (!failed_.ok()) return failed_;
  if (version_ != expected) {
    return Status::conflict("the store is at version " + std::to_string(version_) + ", not " +
                            std::to_string(expected));
  }
  rocksdb::WriteBatch writes;
  for (const KvBatch::Write& write : batch.writes) {
    const rocksdb::Status s =
        write.value ? writes.Put(slice(write.key), slice(*write.value)) : writes.Delete(slice(write.key));
    if (!s.ok()) return translate(s, path_);
  }
  rocksdb::Status s = writes.Put(slice(kVersionKey), encode_version(next));
  rocksdb::WriteOptions options;
  options.sync = sync;
  if (s.ok()) s = db_->Write(options, &writes);
  // After a failed write the log's tail is unknown: RocksDB must not be written to until it is reopened.
  if (!s.ok()) return failed_ = translate(s, path_);
  version_ = next;
  return {};
}

Status RocksStore::compact() {
  if (read_only_) return Status::unavailable("store '" + path_ + "' is open for reading only");
  rocksdb::Status s = db_->Flush(rocksdb::FlushOptions());  // also retires the log that has the old values
  rocksdb::CompactRangeOptions all;
  all.exclusive_manual_compaction = true;
  all.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  if (s.ok()) s = db_->CompactRange(all, nullptr, nullptr);
  // The MANIFEST still names the boundary keys of the files that are gone. A further write and flush makes
  // RocksDB begin a new one (max_manifest_file_size), with the state of now.
  if (s.ok()) s = write_version_again();
  if (s.ok()) s = db_->Flush(rocksdb::FlushOptions());
  // Files that have become obsolete are removed behind a compaction's back; this waits for it.
  if (s.ok()) s = db_->DisableFileDeletions();
  if (s.ok()) s = db_->EnableFileDeletions(/*force=*/false);
  return translate(s, path_);
}

rocksdb::Status RocksStore::write_version_again() {
  const std::lock_guard lock(mutex_);
  if (!failed_.ok()) return rocksdb::Status::IOError(failed_.message());
  const rocksdb::Status s = db_->Put(rocksdb::WriteOptions(), slice(kVersionKey), encode_version(version_));
  if (!s.ok()) failed_ = translate(s, path_);
  return s;
}

Status RocksStore::check_files() { return translate(db_->VerifyChecksum(rocksdb::ReadOptions()), path_); }

}  // namespace relmap::graphstore
