// Engine "rocksdb:PATH": bulk loads, as SST files that are ingested at once.
#include <rocksdb/sst_file_writer.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <vector>

#include "kv_rocksdb.h"

namespace relmap::graphstore {
namespace {

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

}  // namespace

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

}  // namespace relmap::graphstore
