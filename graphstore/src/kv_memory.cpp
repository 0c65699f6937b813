// Engine "memory:": a multi-version ordered map. For tests and demonstrations, and the oracle of the other
// engines.
//
// Each key has a short list of (commit number, value); a view sees the newest one not younger than itself.
// Values that no view can see any more are dropped when their key is next written.
#include <algorithm>
#include <iterator>
#include <map>
#include <mutex>
#include <set>
#include <shared_mutex>

#include "kv.h"

namespace relmap::graphstore {
namespace {

struct Revision {
  std::uint64_t number;  // of the commit that wrote it
  std::optional<std::string> value;
};

struct Shared {
  mutable std::shared_mutex mutex;
  std::map<std::string, std::vector<Revision>, std::less<>> keys;
  std::multiset<std::uint64_t> views;  // commit numbers of the living views
  std::uint64_t last = 0;              // number of the last commit
  std::uint64_t version = 0;

  std::uint64_t oldest_view() const { return views.empty() ? last : *views.begin(); }
  static const std::optional<std::string>* visible(const std::vector<Revision>& revisions, std::uint64_t at) {
    for (auto it = revisions.rbegin(); it != revisions.rend(); ++it) {
      if (it->number <= at) return &it->value;
    }
    return nullptr;
  }

  // The mutex is held by the caller, for writing.
  Status commit(const std::vector<KvBatch::Write>& writes, std::uint64_t expected, std::uint64_t next) {
    if (version != expected) {
      return Status::conflict("the store is at version " + std::to_string(version) + ", not " +
                              std::to_string(expected));
    }
    ++last;
    version = next;
    const std::uint64_t oldest = oldest_view();
    for (const KvBatch::Write& write : writes) apply(write, oldest);
    return {};
  }

  // Likewise.
  void compact() {
    const std::uint64_t oldest = oldest_view();
    for (auto it = keys.begin(); it != keys.end();) {
      drop_unseen(it->second, oldest);
      it = is_gone(it->second) ? keys.erase(it) : std::next(it);
    }
  }

 private:
  void apply(const KvBatch::Write& write, std::uint64_t oldest) {
    const auto it = keys.try_emplace(write.key).first;
    std::vector<Revision>& revisions = it->second;
    if (!revisions.empty() && revisions.back().number == last) revisions.pop_back();
    revisions.push_back({last, write.value});
    drop_unseen(revisions, oldest);
    if (is_gone(revisions)) keys.erase(it);
  }
  // All but the newest revision that the oldest view sees can go.
  static void drop_unseen(std::vector<Revision>& revisions, std::uint64_t oldest) {
    std::size_t keep = revisions.size() - 1;
    while (keep > 0 && revisions[keep].number > oldest) --keep;
    revisions.erase(revisions.begin(), revisions.begin() + static_cast<std::ptrdiff_t>(keep));
  }
  static bool is_gone(const std::vector<Revision>& revisions) {
    return revisions.size() == 1 && !revisions[0].value;
  }
};

// Where an iterator stands. What it stands on is copied: the map may change between calls.
class MemoryCursor : public KvIterator {
 public:
  bool valid() const final { return valid_; }
  std::string_view key() const final { return key_; }
  std::string_view value() const final { return value_; }
  Status status() const final { return {}; }

 protected:
  using Place = decltype(Shared::keys)::const_iterator;

  MemoryCursor(std::shared_ptr<Shared> shared, std::uint64_t at) : shared_(std::move(shared)), at_(at) {}
  // Stands on `it` if this view sees something there.
  bool stand_on(Place it) {
    const std::optional<std::string>* value = Shared::visible(it->second, at_);
    valid_ = value && *value;
    if (!valid_) return false;
    key_ = it->first;
    value_ = **value;
    return true;
  }

  const std::shared_ptr<Shared> shared_;
  const std::uint64_t at_;
  std::string key_, value_;
  bool valid_ = false;
};

class MemoryIterator final : public MemoryCursor {
 public:
  MemoryIterator(std::shared_ptr<Shared> shared, std::uint64_t at, const std::string& begin, std::string end)
      : MemoryCursor(std::move(shared), at), end_(std::move(end)) {
    const std::shared_lock lock(shared_->mutex);
    settle(shared_->keys.lower_bound(begin));
  }
  void next() override {
    const std::shared_lock lock(shared_->mutex);
    settle(shared_->keys.upper_bound(key_));
  }

 private:
  // Moves on to the first key from `it` that this view sees.
  void settle(Place it) {
    for (valid_ = false; it != shared_->keys.end() && (end_.empty() || it->first < end_); ++it) {
      if (stand_on(it)) return;
    }
  }

  const std::string end_;
};

// The same from the last key of the range to its first.
class MemoryBackIterator final : public MemoryCursor {
 public:
  MemoryBackIterator(std::shared_ptr<Shared> shared, std::uint64_t at, std::string begin,
                     std::string_view end)
      : MemoryCursor(std::move(shared), at), begin_(std::move(begin)) {
    const std::shared_lock lock(shared_->mutex);
    settle(end.empty() ? shared_->keys.end() : shared_->keys.lower_bound(end));
  }
  void next() override {
    const std::shared_lock lock(shared_->mutex);
    settle(shared_->keys.lower_bound(key_));
  }

 private:
  // Moves back to the first key before `it` that this view sees.
  void settle(Place it) {
    for (valid_ = false; it != shared_->keys.begin();) {
      --it;
      if (it->first < begin_) return;
      if (stand_on(it)) return;
    }
  }

  const std::string begin_;
};

class MemoryView final : public KvView {
 public:
  explicit MemoryView(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {
    const std::unique_lock lock(shared_->mutex);
    at_ = shared_->last;
    shared_->views.insert(at_);
  }
  ~MemoryView() override {
    const std::unique_lock lock(shared_->mutex);
    shared_->views.erase(shared_->views.find(at_));
  }
  MemoryView(const MemoryView&) = delete;
  MemoryView& operator=(const MemoryView&) = delete;

  Result<std::optional<std::string>> get(std::string_view key) const override {
    const std::shared_lock lock(shared_->mutex);
    const auto it = shared_->keys.find(key);
    const std::optional<std::string>* value =
        it == shared_->keys.end() ? nullptr : Shared::visible(it->second, at_);
    return value ? *value : std::optional<std::string>();
  }
  std::unique_ptr<KvIterator> scan(std::string_view begin, std::string_view end) const override {
    return std::make_unique<MemoryIterator>(shared_, at_, std::string(begin), std::string(end));
  }
  std::unique_ptr<KvIterator> scan_back(std::string_view begin, std::string_view end) const override {
    return std::make_unique<MemoryBackIterator>(shared_, at_, std::string(begin), end);
  }

 private:
  std::shared_ptr<Shared> shared_;
  std::uint64_t at_ = 0;
};

class MemoryStore final : public KvStore {
 public:
  std::unique_ptr<KvView> view() const override { return std::make_unique<MemoryView>(shared_); }
  std::uint64_t version() const override {
    const std::shared_lock lock(shared_->mutex);
    return shared_->version;
  }

  Status commit(const KvBatch& batch, std::uint64_t expected, std::uint64_t next, bool) override {
    const std::unique_lock lock(shared_->mutex);
    return shared_->commit(batch.writes, expected, next);
  }

  Result<std::unique_ptr<KvBulk>> begin_bulk() override;
  Status compact() override {
    const std::unique_lock lock(shared_->mutex);
    shared_->compact();
    return {};
  }
  Status backup(const std::string&) override {
    return Status::unavailable("a store in memory cannot be backed up; export it");
  }
  Status check_files() override { return {}; }

 private:
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

// Runs are kept as they come and written as one commit in the end.
class MemoryRun final : public KvRun {
 public:
  explicit MemoryRun(std::shared_ptr<std::vector<KvBatch::Write>> writes) : writes_(std::move(writes)) {}
  Status put(std::string_view key, std::string_view value) override {
    if (!writes_->empty() && key <= writes_->back().key)
      return Status::invalid_argument("the keys of a run must ascend");
    writes_->push_back({std::string(key), std::string(value)});
    return {};
  }
  Status close() override { return {}; }

 private:
  std::shared_ptr<std::vector<KvBatch::Write>> writes_;
};

class MemoryBulk final : public KvBulk {
 public:
  explicit MemoryBulk(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

  Result<std::unique_ptr<KvRun>> begin_run() override {
    const std::lock_guard lock(mutex_);
    runs_.push_back(std::make_shared<std::vector<KvBatch::Write>>());
    return std::unique_ptr<KvRun>(std::make_unique<MemoryRun>(runs_.back()));
  }

  Status finish(std::uint64_t expected, std::uint64_t next) override {
    const std::lock_guard lock(mutex_);
    std::erase_if(runs_, [](const auto& run) { return run->empty(); });
    std::sort(runs_.begin(), runs_.end(),
              [](const auto& a, const auto& b) { return a->front().key < b->front().key; });
    std::vector<KvBatch::Write> all;
    for (const auto& run : runs_) {
      if (!all.empty() && run->front().key <= all.back().key)
        return Status::invalid_argument("two runs of a bulk load overlap");
      std::move(run->begin(), run->end(), std::back_inserter(all));
      run->clear();
    }
    const std::unique_lock shared_lock(shared_->mutex);
    return shared_->commit(all, expected, next);
  }

 private:
  std::shared_ptr<Shared> shared_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<std::vector<KvBatch::Write>>> runs_;
};

Result<std::unique_ptr<KvBulk>> MemoryStore::begin_bulk() {
  return std::unique_ptr<KvBulk>(std::make_unique<MemoryBulk>(shared_));
}

}  // namespace

Result<std::unique_ptr<KvStore>> open_memory_kv(std::string_view path, const KvOpenOptions&) {
  if (!path.empty()) return Status::invalid_argument("memory: takes no path");
  return std::unique_ptr<KvStore>(std::make_unique<MemoryStore>());
}

Status restore_memory_kv(const std::string&, std::string_view, std::optional<std::uint32_t>) {
  return Status::unavailable("a backup cannot be restored into memory:");
}

}  // namespace relmap::graphstore
