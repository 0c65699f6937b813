// Engine "rocksdb:PATH": RocksDB, embedded. The only file that includes it.
//
// Durability: every synced commit is in the write-ahead log, flushed to the device, before it returns. The
// version is a record of the same atomic batch, under a key that sorts before all others and that scans leave
// out.
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/backup_engine.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <set>
#include <thread>

#include "kv.h"

namespace relmap::graphstore {
namespace {

constexpr std::string_view kVersionKey("\0version", 8);
constexpr std::string_view kFirstKey("\1", 1);

rocksdb::Slice slice(std::string_view s) { return {s.data(), s.size()}; }
std::string_view view_of(const rocksdb::Slice& s) { return {s.data(), s.size()}; }

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

std::uint64_t decode_version(std::string_view bytes) {
  std::uint64_t version = 0;
  for (const char c : bytes) version = version << 8 | static_cast<unsigned char>(c);
  return version;
}

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

// How many views there are; while the mutex is held, none is made and none goes.
struct LiveViews {
  std::mutex mutex;
  std::size_t count = 0;
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

class RocksStore final : public KvStore {
 public:
  RocksStore(std::unique_ptr<rocksdb::DB> db, std::string path, std::uint64_t version, bool read_only)
      : db_(std::move(db)), path_(std::move(path)), version_(version), read_only_(read_only) {}

  std::unique_ptr<KvView> view() const override {
    return std::make_unique<RocksView>(db_.get(), path_, live_views_);
  }
  std::uint64_t version() const override {
    const std::lock_guard lock(mutex_);
    return version_;
  }

  Status commit(const KvBatch& batch, std::uint64_t expected, std::uint64_t next, bool sync) override {
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

  Result<std::unique_ptr<KvBulk>> begin_bulk() override;
  Status compact() override;
  Status backup(const std::string& dir) override;
  Status check_files() override;

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

class NoLog final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

// After a failed write the store takes no more until it is reopened; RocksDB must not recover behind its back.
// (Its own recovery from a full disk can also leave a closing store waiting for ever.)
class NoRecovery final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

rocksdb::Options engine_options(bool create) {
  rocksdb::Options options;
  options.listeners.push_back(std::make_shared<NoRecovery>());
  options.max_bgerror_resume_count = 0;
  options.create_if_missing = create;
  options.IncreaseParallelism(2);
  options.OptimizeLevelStyleCompaction(256 << 20);
  options.compression = rocksdb::kLZ4Compression;
  for (rocksdb::CompressionType& level : options.compression_per_level) {
    if (level != rocksdb::kNoCompression) level = rocksdb::kLZ4Compression;
  }
  options.bottommost_compression = rocksdb::kLZ4Compression;
  // A torn record at the log's end is what a crash leaves; anything else is damage and must be reported.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.keep_log_file_num = 5;
  // Each change of the set of files begins a new MANIFEST, and the old one goes: it holds keys of files long
  // gone, also of persons erased. A MANIFEST has about a hundred bytes a file, so that this costs little.
  // Not together with track_and_verify_wals_in_manifest: before 7.9 a new MANIFEST forgets which logs were
  // deleted, and the store is refused for a "missing" one (facebook/rocksdb pull request 10892).
  options.max_manifest_file_size = 1;
  options.info_log_level = rocksdb::WARN_LEVEL;  // at lower levels the log shows keys
  options.max_open_files = 1000;
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.block_cache = rocksdb::NewLRUCache(256 << 20);
  table.format_version = 5;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

// Bulk loads keep their files here until they are ingested; what is found at open is left from a crash.
constexpr const char* kBulkDir = "/bulk-load";

// A run as files of bounded size, whose key ranges follow each other.
class RocksRun final : public KvRun {
 public:
  // `next_file` gives the next free name; `done` takes a file that is whole, with its first and last key.
  struct File {
    std::string path, first, last;
  };
  RocksRun(std::function<std::string()> next_file, std::function<void(File)> done)
      : next_file_(std::move(next_file)), done_(std::move(done)) {}

  // Within a file RocksDB itself sees to it that keys ascend.
  Status put(std::string_view key, std::string_view value) override {
    if (writer_ && ++puts_ % 1024 == 0 && writer_->FileSize() >= kMaxFileBytes) {
      if (Status s = close(); !s.ok()) return s;
    }
    if (!writer_) {
      if (!file_.last.empty() && key <= file_.last) return out_of_order();
      writer_ = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(), options_, nullptr, false);
      file_ = {next_file_(), {}, {}};
      if (const rocksdb::Status s = writer_->Open(file_.path); !s.ok()) return translate(s, file_.path);
    }
    const rocksdb::Status s = writer_->Put(slice(key), slice(value));
    return s.IsInvalidArgument() ? out_of_order() : translate(s, file_.path);
  }

  Status close() override {
    if (!writer_) return {};
    rocksdb::ExternalSstFileInfo info;
    const rocksdb::Status s = writer_->Finish(&info);
    writer_.reset();
    if (!s.ok()) return translate(s, file_.path);
    file_.first = info.smallest_key;
    file_.last = info.largest_key;
    done_(file_);
    return {};
  }

 private:
  static constexpr std::uint64_t kMaxFileBytes = 64 << 20;

  static Status out_of_order() { return Status::invalid_argument("the keys of a run must ascend"); }

  const rocksdb::Options options_ = engine_options(false);
  std::function<std::string()> next_file_;
  std::function<void(File)> done_;
  std::unique_ptr<rocksdb::SstFileWriter> writer_;
  File file_;
  std::size_t puts_ = 0;
};

// Holds the store's only scratch folder: one bulk at a time.
class RocksBulk final : public KvBulk {
 public:
  RocksBulk(RocksStore& store, std::string dir) : store_(store), dir_(std::move(dir)) {}
  ~RocksBulk() override {
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
  }
  RocksBulk(const RocksBulk&) = delete;
  RocksBulk& operator=(const RocksBulk&) = delete;

  std::string scratch_dir() const override { return dir_; }

  Result<std::unique_ptr<KvRun>> begin_run() override {
    return std::unique_ptr<KvRun>(std::make_unique<RocksRun>(
        [this] {
          const std::lock_guard lock(mutex_);
          return dir_ + "/" + std::to_string(++file_count_) + ".sst";
        },
        [this](RocksRun::File file) {
          const std::lock_guard lock(mutex_);
          files_.push_back(std::move(file));
        }));
  }

  // The version stands in a run of its own and is ingested with all others, or none is: RocksDB makes the
  // files its own by one record of its manifest.
  Status finish(std::uint64_t expected, std::uint64_t next) override {
    if (Status s = check_ranges(); !s.ok()) return s;
    const std::lock_guard lock(store_.mutex_);
    if (!store_.failed_.ok()) return store_.failed_;
    if (store_.version_ != expected) {
      return Status::conflict("the store is at version " + std::to_string(store_.version_) + ", not " +
                              std::to_string(expected));
    }
    const Result<std::unique_ptr<KvRun>> version = begin_run();
    if (!version) return version.status();
    if (Status s = (*version)->put(kVersionKey, encode_version(next)); !s.ok()) return s;
    if (Status s = (*version)->close(); !s.ok()) return s;
    std::vector<std::string> paths;
    for (const RocksRun::File& file : files_) paths.push_back(file.path);
    rocksdb::IngestExternalFileOptions options;
    options.move_files = true;
    options.write_global_seqno = false;
    // Views must not see what is loaded, and for their sake all records get a number in the order of writes.
    // Where there are none the records go without: with it RocksDB would soon rewrite every file.
    const std::lock_guard views_lock(store_.live_views_.mutex);
    options.snapshot_consistency = store_.live_views_.count > 0;
    const rocksdb::Status s = store_.db_->IngestExternalFile(paths, options);
    if (!s.ok()) return store_.failed_ = translate(s, store_.path_);
    store_.version_ = next;
    return {};
  }

 private:
  Status check_ranges() {
    const std::lock_guard lock(mutex_);
    std::sort(files_.begin(), files_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < files_.size(); ++i) {
      if (files_[i].first <= files_[i - 1].last)
        return Status::invalid_argument("two runs of a bulk load overlap");
    }
    return {};
  }

  RocksStore& store_;
  const std::string dir_;
  std::mutex mutex_;
  std::size_t file_count_ = 0;
  std::vector<RocksRun::File> files_;
};

Result<std::unique_ptr<KvBulk>> RocksStore::begin_bulk() {
  if (read_only_) return Status::unavailable("store '" + path_ + "' is open for reading only");
  const std::string dir = path_ + kBulkDir;
  std::error_code error;
  if (!std::filesystem::create_directory(dir, error)) {
    if (error) return Status::io("store '" + path_ + "': " + dir + ": " + error.message());
    return Status::unavailable("store '" + path_ + "': another bulk load is under way");
  }
  return std::unique_ptr<KvBulk>(std::make_unique<RocksBulk>(*this, dir));
}

// Beside a process that writes, files can vanish between being listed and being opened: so many tries are
// made, each after twice the time of the one before, a quarter of a second in all.
constexpr int kReaderTries = 8;
void wait_for_writer(int attempt) { std::this_thread::sleep_for(std::chrono::milliseconds(1 << attempt)); }

std::set<std::string> log_names(const std::string& path) {
  std::set<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".log") names.insert(it->path().filename());
  }
  return names;
}

// RocksDB reads the manifest first and then whatever logs there are. A log that the writer deleted in between
// (its commits had become a table, of which this manifest does not know) would be missing without a word; so
// the logs there were before must be there after.
rocksdb::Status open_read_only(const std::string& path, rocksdb::DB** db) {
  rocksdb::Status s;
  for (int i = 0; i < kReaderTries; ++i) {
    if (i > 0) wait_for_writer(i);
    rocksdb::Options options = engine_options(false);
    options.info_log = std::make_shared<NoLog>();  // a read-only folder takes no log file
    const std::set<std::string> before = log_names(path);
    s = rocksdb::DB::OpenForReadOnly(options, path, db);
    const std::set<std::string> after = log_names(path);
    if (s.ok() && !std::includes(after.begin(), after.end(), before.begin(), before.end())) {
      delete *db;
      s = rocksdb::Status::IOError("the process that writes is too busy; try again");
      continue;
    }
    if (s.ok() || !(s.IsIOError() || s.IsNotFound() || s.IsCorruption())) return s;
  }
  return s;
}

Result<std::uint64_t> read_version(rocksdb::DB& db, const std::string& path) {
  std::string version;
  const rocksdb::Status s = db.Get(rocksdb::ReadOptions(), slice(kVersionKey), &version);
  if (s.IsNotFound()) return 0;
  if (!s.ok()) return translate(s, path);
  if (version.size() != 8) return Status::corrupt("store '" + path + "': the version record is damaged");
  return decode_version(version);
}

// RocksDB takes a folder without CURRENT, or without a log, for a store that is new or closed, deletes the
// other files, and what was in them is lost without a word. A store that was open once has both, always; one
// that died at birth has neither log nor table, and its first manifest.
Status check_presence(const std::string& path, bool has_current) {
  std::error_code error;
  bool has_log = false, has_table = false;
  for (std::filesystem::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
    has_log |= it->path().extension() == ".log";
    has_table |= it->path().extension() == ".sst";
  }
  if (error) return Status::io("store '" + path + "': " + error.message());
  const auto missing = [&](const char* what) {
    return Status::corrupt("store '" + path + "': " + what + " is missing");
  };
  if (!has_current) return has_log || has_table ? missing("its file CURRENT") : Status();
  if (has_log) return {};
  std::string manifest;
  std::ifstream(path + "/CURRENT") >> manifest;
  return has_table || manifest != "MANIFEST-000001" ? missing("its write-ahead log, NUMBER.log,") : Status();
}

// RocksDB tells which file is damaged, but for two: a table that is gone is told by its name of old, and a
// log that does not decode is not told at all.
Status name_the_file(const Status& status, const std::string& path) {
  std::string text = status.message();
  for (std::size_t at = text.find(".ldb"); at != std::string::npos; at = text.find(".ldb", at)) {
    text.replace(at, 4, ".sst");
  }
  if (status.code() == StatusCode::kCorrupt && text.find(".sst") == std::string::npos &&
      text.find("MANIFEST") == std::string::npos && text.find("CURRENT") == std::string::npos) {
    std::string logs;
    std::error_code error;
    for (std::filesystem::directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
      if (it->path().extension() == ".log" && it->file_size(error) > 0)
        logs += (logs.empty() ? "" : " or ") + it->path().filename().string();
    }
    if (!logs.empty()) text += ", in its write-ahead log " + logs;
  }
  return Status(status.code(), text);
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

rocksdb::BackupEngineOptions backup_options(const std::string& dir) {
  rocksdb::BackupEngineOptions options(dir);
  options.share_table_files = true;
  options.sync = true;
  static NoLog no_log;
  options.info_log = &no_log;
  return options;
}

Result<std::unique_ptr<rocksdb::BackupEngineReadOnly>> open_backups(const std::string& dir) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(std::filesystem::path(dir) / "meta", ignored))
    return Status::not_found("there are no backups in '" + dir + "'");
  rocksdb::BackupEngineReadOnly* raw = nullptr;
  const rocksdb::Status s =
      rocksdb::BackupEngineReadOnly::Open(rocksdb::Env::Default(), backup_options(dir), &raw);
  if (!s.ok()) return translate(s, dir);
  return std::unique_ptr<rocksdb::BackupEngineReadOnly>(raw);
}

// The backup asked for, or the newest; damaged ones count too, so that nobody gets an older one unawares.
Result<rocksdb::BackupID> choose_backup(const rocksdb::BackupEngineReadOnly& backups, const std::string& dir,
                                        std::optional<std::uint32_t> wanted) {
  std::vector<rocksdb::BackupInfo> sound;
  std::vector<rocksdb::BackupID> damaged;
  backups.GetBackupInfo(&sound);
  backups.GetCorruptedBackups(&damaged);
  std::vector<rocksdb::BackupID> all = damaged;
  for (const rocksdb::BackupInfo& info : sound) all.push_back(info.backup_id);
  if (all.empty()) return Status::not_found("there are no backups in '" + dir + "'");
  const rocksdb::BackupID id = wanted ? *wanted : *std::max_element(all.begin(), all.end());
  const std::string name = "backup " + std::to_string(id) + " in '" + dir + "'";
  if (std::find(all.begin(), all.end(), id) == all.end()) return Status::not_found("there is no " + name);
  if (std::find(damaged.begin(), damaged.end(), id) == damaged.end()) return id;
  return Status::corrupt(name +
                         " is damaged: its list of files does not fit them (a file is missing, or cut off)");
}

// The store's folder must not be there, or be empty; else a restore would mix two stores.
Status check_free(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return {};
  if (std::filesystem::is_directory(path, error) && std::filesystem::is_empty(path, error)) return {};
  return Status::already_exists("'" + path +
                                "' exists already: restore into a new place, or move it away first");
}

}  // namespace

Status RocksStore::backup(const std::string& dir) {
  if (read_only_) {
    return Status::unavailable("store '" + path_ +
                               "' is open for reading only: what is copied could be deleted meanwhile");
  }
  if (dir.empty()) return Status::invalid_argument("a backup needs a folder");
  rocksdb::BackupEngine* raw = nullptr;
  rocksdb::Status s = rocksdb::BackupEngine::Open(rocksdb::Env::Default(), backup_options(dir), &raw);
  if (!s.ok()) return translate(s, dir);
  const std::unique_ptr<rocksdb::BackupEngine> engine(raw);
  rocksdb::CreateBackupOptions options;
  // What is still in memory becomes a table, which later backups share; logs would be copied each time.
  options.flush_before_backup = true;
  s = engine->CreateNewBackup(options, db_.get());
  return translate(s, dir);
}

Status RocksStore::check_files() { return translate(db_->VerifyChecksum(rocksdb::ReadOptions()), path_); }

Result<std::vector<KvBackup>> list_kv_backups(const std::string& dir) {
  const auto backups = open_backups(dir);
  if (!backups) return backups.status();
  std::vector<rocksdb::BackupInfo> infos;
  (*backups)->GetBackupInfo(&infos);
  std::vector<KvBackup> all;
  for (const rocksdb::BackupInfo& info : infos) all.push_back({info.backup_id, info.timestamp, info.size});
  return all;
}

Status purge_kv_backups(const std::string& dir, std::size_t keep) {
  if (keep == 0) return Status::invalid_argument("at least one backup is kept");
  if (const auto there = open_backups(dir); !there) return there.status();
  rocksdb::BackupEngine* raw = nullptr;
  rocksdb::Status s = rocksdb::BackupEngine::Open(rocksdb::Env::Default(), backup_options(dir), &raw);
  if (!s.ok()) return translate(s, dir);
  const std::unique_ptr<rocksdb::BackupEngine> engine(raw);
  s = engine->PurgeOldBackups(static_cast<std::uint32_t>(std::min<std::size_t>(keep, 1'000'000)));
  if (s.ok()) s = engine->GarbageCollect();
  return translate(s, dir);
}

// Restores beside the place and renames, so that a restore that was broken off leaves no half store.
Status restore_rocksdb_kv(const std::string& dir, std::string_view path_view,
                          std::optional<std::uint32_t> backup) {
  if (path_view.empty()) return Status::invalid_argument("rocksdb: needs a path, as in rocksdb:data/store");
  std::string path(path_view);
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  if (Status s = check_free(path); !s.ok()) return s;
  const auto backups = open_backups(dir);
  if (!backups) return backups.status();
  const Result<rocksdb::BackupID> id = choose_backup(**backups, dir, backup);
  if (!id) return id.status();
  const std::string name = "backup " + std::to_string(*id) + " in '" + dir + "'";
  if (const rocksdb::Status s = (*backups)->VerifyBackup(*id, true); !s.ok()) {
    return Status::corrupt(name + " is damaged: " + s.ToString());
  }
  const std::string beside = path + ".restoring";
  std::error_code error;
  std::filesystem::remove_all(beside, error);  // of a restore that was broken off
  if (!error) std::filesystem::create_directories(beside, error);
  if (error) return Status::io("cannot make '" + beside + "': " + error.message());
  rocksdb::Status s = (*backups)->RestoreDBFromBackup(*id, beside, beside);
  if (s.ok()) {  // opened once, it is complete: a backup need not hold a log
    rocksdb::DB* db = nullptr;
    s = rocksdb::DB::Open(engine_options(false), beside, &db);
    delete db;
  }
  if (s.ok()) std::filesystem::rename(beside, path, error);
  if (s.ok() && !error) return {};
  std::error_code ignored;
  std::filesystem::remove_all(beside, ignored);
  if (error) return Status::io("cannot move the restored store to '" + path + "': " + error.message());
  return translate(s, dir).with_context("cannot restore " + name);
}

Result<std::unique_ptr<KvStore>> open_rocksdb_kv(std::string_view path_view, const KvOpenOptions& options) {
  const std::string path(path_view);
  if (path.empty()) return Status::invalid_argument("rocksdb: needs a path, as in rocksdb:data/store");
  std::error_code ignored;
  const bool exists = std::filesystem::exists(std::filesystem::path(path) / "CURRENT", ignored);
  if (std::filesystem::is_directory(path, ignored)) {
    Status s = check_presence(path, exists);
    for (int i = 1; !s.ok() && options.read_only && i < kReaderTries; ++i) {
      wait_for_writer(i);
      s = check_presence(path, exists);
    }
    if (!s.ok()) return s;
  }
  if (!exists && (!options.create || options.read_only))
    return Status::not_found("there is no store at '" + path + "'");
  if (!exists) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) return Status::io("store '" + path + "': " + error.message());
  }
  rocksdb::DB* raw = nullptr;
  const rocksdb::Status s =
      options.read_only ? open_read_only(path, &raw) : rocksdb::DB::Open(engine_options(!exists), path, &raw);
  if (s.IsIOError() && (s.ToString().find("While lock file") != std::string::npos ||
                        s.ToString().find("lock hold by current process") != std::string::npos)) {
    return Status::io("store '" + path + "' is in use by another process");
  }
  if (s.subcode() == rocksdb::Status::kPathNotFound && !options.read_only) {
    return Status::corrupt("store '" + path + "': a file is missing: " + s.ToString());
  }
  if (!s.ok()) return name_the_file(translate(s, path), path);
  std::unique_ptr<rocksdb::DB> db(raw);
  const Result<std::uint64_t> version = read_version(*db, path);
  if (!version) return version.status();
  if (!options.read_only) std::filesystem::remove_all(path + kBulkDir, ignored);
  return std::unique_ptr<KvStore>(
      std::make_unique<RocksStore>(std::move(db), path, *version, options.read_only));
}

}  // namespace relmap::graphstore
