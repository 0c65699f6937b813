// Engine "rocksdb:PATH": opening a store: its options, what must be there, and reading beside a writer.
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>

#include "kv_rocksdb.h"

namespace relmap::graphstore {
namespace {

std::uint64_t decode_version(std::string_view bytes) {
  std::uint64_t version = 0;
  for (const char c : bytes) version = version << 8 | static_cast<unsigned char>(c);
  return version;
}

// After a failed write the store takes no more until it is reopened; RocksDB must not recover behind its
// back. (Its own recovery from a full disk can also leave a closing store waiting for ever.)
class NoRecovery final : public rocksdb::EventListener {
 public:
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status, bool* auto_recovery) override {
    *auto_recovery = false;
  }
};

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

// The manifest in force. It is another one after each change of the set of files (see
// max_manifest_file_size).
std::string manifest_name(const std::string& path) {
  std::string name;
  std::ifstream(path + "/CURRENT") >> name;
  return name;
}

// RocksDB reads the manifest first and then whatever logs there are. A log that the writer deleted in between
// (its commits had become a table, of which this manifest does not know) would be missing without a word; so
// the logs there were before must be there after. In the same way a table can be gone that the manifest had;
// a writer deletes one only after a new manifest, so that what failed under an unchanged manifest is damage.
rocksdb::Status open_read_only(const std::string& path, rocksdb::DB** db) {
  const auto busy = rocksdb::Status::IOError("the process that writes is too busy; try again");
  rocksdb::Status s;
  for (int i = 0; i < kReaderTries; ++i) {
    if (i > 0) wait_for_writer(i);
    rocksdb::Options options = engine_options(false);
    options.info_log = std::make_shared<NoLog>();  // a read-only folder takes no log file
    const std::set<std::string> before = log_names(path);
    const std::string manifest = manifest_name(path);
    s = rocksdb::DB::OpenForReadOnly(options, path, db);
    const std::set<std::string> after = log_names(path);
    if (s.ok() && !std::includes(after.begin(), after.end(), before.begin(), before.end())) {
      delete *db;
      s = busy;
      continue;
    }
    if (s.ok() || !(s.IsIOError() || s.IsNotFound() || s.IsCorruption())) return s;
    if (manifest_name(path) != manifest) s = busy;
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
  return has_table || manifest_name(path) != "MANIFEST-000001" ? missing("its write-ahead log, NUMBER.log,")
                                                               : Status();
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

}  // namespace

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
  // Of each kind of record most new keys lie behind those before: each kind remembers where it inserted last.
  options.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(1));
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.block_cache = rocksdb::NewLRUCache(256 << 20);
  table.format_version = 5;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
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
