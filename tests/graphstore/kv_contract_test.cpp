// The contract of kv.h, on every engine. A new engine is one more name in the list at the end.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <thread>

#include "fixtures.h"
#include "kv.h"

namespace relmap::graphstore {
namespace {

class KvContract : public ::testing::TestWithParam<std::string> {
 protected:
  std::string url() const {
    return GetParam() == "memory" ? "memory:" : GetParam() + ":" + (dir_.path() / "store").string();
  }
  bool persistent() const { return GetParam() != "memory"; }
  void open() {
    Result<std::unique_ptr<KvStore>> store = open_kv(url(), {});
    ASSERT_TRUE(store.ok()) << store.status().to_string();
    store_ = std::move(*store);
  }
  void SetUp() override { open(); }
  Status put(std::initializer_list<std::pair<std::string, std::string>> pairs) {
    KvBatch batch;
    for (const auto& [k, v] : pairs) batch.put(k, v);
    const std::uint64_t at = store_->version();
    return store_->commit(batch, at, at + 1, false);
  }
  std::string get(const KvView& view, std::string_view key) {
    const auto value = view.get(key);
    EXPECT_TRUE(value.ok());
    return *value ? **value : "(none)";
  }
  std::string keys(const KvView& view, std::string_view begin, std::string_view end) {
    std::string all;
    const auto it = view.scan(begin, end);
    for (; it->valid(); it->next()) all += std::string(it->key()) + "=" + std::string(it->value()) + " ";
    EXPECT_TRUE(it->status().ok());
    return all;
  }

  testing::TempDir dir_;
  std::unique_ptr<KvStore> store_;
};

TEST_P(KvContract, NewStoreIsEmptyAtVersionZero) {
  EXPECT_EQ(store_->version(), 0u);
  EXPECT_EQ(keys(*store_->view(), "", ""), "");
  EXPECT_EQ(get(*store_->view(), "a"), "(none)");
}

TEST_P(KvContract, ScansInOrderOfUnsignedBytes) {
  ASSERT_TRUE(put({{"b", "2"}, {"a", "1"}, {"ab", "3"}, {"\x7F", "4"}, {"\xFF", "5"}, {"\x80", "6"}}).ok());
  const auto view = store_->view();
  EXPECT_EQ(keys(*view, "", ""), "a=1 ab=3 b=2 \x7F=4 \x80=6 \xFF=5 ");
  EXPECT_EQ(keys(*view, "a", "b"), "a=1 ab=3 ");
  EXPECT_EQ(keys(*view, "aa", "\x80"), "ab=3 b=2 \x7F=4 ");
  EXPECT_EQ(keys(*view, "c", "d"), "");
}

TEST_P(KvContract, ScansBackwards) {
  ASSERT_TRUE(put({{"b", "2"}, {"a", "1"}, {"ab", "3"}, {"\x7F", "4"}, {"\xFF", "5"}, {"\x80", "6"}}).ok());
  const auto view = store_->view();
  KvBatch batch;
  batch.remove("ab");
  batch.put("aa", "7");
  ASSERT_TRUE(store_->commit(batch, 1, 2, false).ok());
  const auto back = [](const KvView& at, std::string_view begin, std::string_view end) {
    std::string all;
    const auto it = at.scan_back(begin, end);
    for (; it->valid(); it->next()) all += std::string(it->key()) + "=" + std::string(it->value()) + " ";
    EXPECT_TRUE(it->status().ok());
    return all;
  };
  EXPECT_EQ(back(*view, "", ""), "\xFF=5 \x80=6 \x7F=4 b=2 ab=3 a=1 ");
  EXPECT_EQ(back(*view, "a", "b"), "ab=3 a=1 ");
  EXPECT_EQ(back(*view, "aa", "\x80"), "\x7F=4 b=2 ab=3 ");
  EXPECT_EQ(back(*view, "c", "d"), "");
  EXPECT_EQ(back(*store_->view(), "a", "b"), "aa=7 a=1 ");
}

TEST_P(KvContract, KeepsAnyBytes) {
  const std::string odd("k\0\xFF\n", 4), value(100'000, '\0');
  ASSERT_TRUE(put({{odd, value}, {"empty", ""}}).ok());
  EXPECT_EQ(get(*store_->view(), odd), value);
  EXPECT_EQ(get(*store_->view(), "empty"), "");
}

TEST_P(KvContract, LaterWriteOfABatchWins) {
  KvBatch batch;
  batch.put("a", "1");
  batch.remove("a");
  batch.put("b", "1");
  batch.put("b", "2");
  batch.remove("never");
  ASSERT_TRUE(store_->commit(batch, 0, 1, true).ok());
  EXPECT_EQ(keys(*store_->view(), "", ""), "b=2 ");
}

TEST_P(KvContract, ViewDoesNotSeeLaterCommits) {
  ASSERT_TRUE(put({{"a", "1"}, {"b", "1"}}).ok());
  const auto old = store_->view();
  KvBatch batch;
  batch.put("a", "2");
  batch.remove("b");
  batch.put("c", "2");
  ASSERT_TRUE(store_->commit(batch, 1, 2, false).ok());
  const auto it = old->scan("", "");
  ASSERT_TRUE(put({{"aa", "3"}}).ok());
  EXPECT_EQ(keys(*old, "", ""), "a=1 b=1 ");
  EXPECT_EQ(get(*old, "c"), "(none)");
  EXPECT_EQ(keys(*store_->view(), "", ""), "a=2 aa=3 c=2 ");
  EXPECT_EQ(it->key(), "a");
}

TEST_P(KvContract, CommitAtAnotherVersionConflictsAndWritesNothing) {
  ASSERT_TRUE(put({{"a", "1"}}).ok());
  KvBatch batch;
  batch.put("a", "2");
  EXPECT_EQ(store_->commit(batch, 0, 1, false).code(), StatusCode::kConflict);
  EXPECT_EQ(store_->commit(batch, 2, 3, false).code(), StatusCode::kConflict);
  EXPECT_EQ(get(*store_->view(), "a"), "1");
  EXPECT_EQ(store_->version(), 1u);
  EXPECT_TRUE(store_->commit(batch, 1, 1, false).ok());  // upkeep: same version
  EXPECT_EQ(get(*store_->view(), "a"), "2");
}

TEST_P(KvContract, OneOfManyWritersWinsEachVersion) {
  std::vector<std::thread> threads;
  std::atomic<int> won{0};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        KvBatch batch;
        batch.put("winner", std::to_string(t));
        const std::uint64_t at = store_->version();
        if (store_->commit(batch, at, at + 1, false).ok()) ++won;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(store_->version(), static_cast<std::uint64_t>(won.load()));
}

TEST_P(KvContract, ReopenedStoreHasEverything) {
  if (!persistent()) return;  // "memory:" promises to be empty each time
  ASSERT_TRUE(put({{"a", "1"}}).ok());
  KvBatch batch;
  batch.put("b", "2");
  ASSERT_TRUE(store_->commit(batch, 1, 7, true).ok());
  store_.reset();
  open();
  EXPECT_EQ(store_->version(), 7u);
  EXPECT_EQ(keys(*store_->view(), "", ""), "a=1 b=2 ");
}

TEST_P(KvContract, SecondOpenerIsRefusedAndMissingStoreIsNotMade) {
  if (!persistent()) return;
  EXPECT_EQ(open_kv(url(), {}).status().code(), StatusCode::kIo);
  const std::string other = (dir_.path() / "other").string();
  EXPECT_EQ(open_kv(GetParam() + ":" + other, {false}).status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(other));
}

// All bytes of all files of the store.
std::string bytes_in(const std::filesystem::path& dir) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(dir)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  return all;
}

TEST_P(KvContract, CompactionKeepsWhatIsThereAndWhatViewsSee) {
  ASSERT_TRUE(put({{"a", "1"}, {"b", "1"}, {"c", "1"}}).ok());
  auto old = store_->view();
  KvBatch batch;
  batch.put("a", "2");
  batch.remove("b");
  ASSERT_TRUE(store_->commit(batch, 1, 2, false).ok());
  ASSERT_TRUE(store_->compact().ok());
  EXPECT_EQ(keys(*old, "", ""), "a=1 b=1 c=1 ");
  EXPECT_EQ(keys(*store_->view(), "", ""), "a=2 c=1 ");
  old.reset();
  ASSERT_TRUE(store_->compact().ok());
  ASSERT_TRUE(put({{"d", "3"}}).ok());
  EXPECT_EQ(keys(*store_->view(), "", ""), "a=2 c=1 d=3 ");
  EXPECT_EQ(store_->version(), 3u);
  if (!persistent()) return;
  store_.reset();
  open();
  EXPECT_EQ(store_->version(), 3u);
  EXPECT_EQ(keys(*store_->view(), "", ""), "a=2 c=1 d=3 ");
}

// Removed keys stood at the borders of files, in the log, in several levels; the store stays open.
TEST_P(KvContract, CompactionLeavesNoByteOfWhatWasRemovedInAnyFile) {
  if (!persistent()) return;
  const std::string secrets[] = {"a-secret-key", "first hidden text", "Another 李 Value", "z-secret-key"};
  ASSERT_TRUE(put({{"a-secret-key", "first hidden text"}, {"m", "stays"}, {"z-secret-key", "x"}}).ok());
  ASSERT_TRUE(store_->compact().ok());
  ASSERT_TRUE(put({{"a-secret-key", "Another 李 Value"}}).ok());
  const std::string before = bytes_in(dir_.path());
  for (const std::string& secret : secrets) EXPECT_NE(before.find(secret), std::string::npos) << secret;
  KvBatch batch;
  batch.remove("a-secret-key");
  batch.remove("z-secret-key");
  ASSERT_TRUE(store_->commit(batch, 2, 3, true).ok());
  ASSERT_TRUE(store_->compact().ok());
  const std::string after = bytes_in(dir_.path());
  for (const std::string& secret : secrets) EXPECT_EQ(after.find(secret), std::string::npos) << secret;
  EXPECT_NE(after.find("stays"), std::string::npos);
}

TEST_P(KvContract, CompactionRunsBesideReadersAndWriters) {
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    while (!stop) (void)put({{"w", std::to_string(store_->version())}});
  });
  for (int i = 0; i < 3 || store_->version() == 0; ++i) EXPECT_TRUE(store_->compact().ok());
  stop = true;
  writer.join();
  EXPECT_EQ(get(*store_->view(), "w"), std::to_string(store_->version() - 1));
}

// The same random operations on the engine and on a plain map; old views are compared too.
TEST_P(KvContract, RandomOperationsEqualAPlainMap) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::map<std::string, std::string> model;
  std::vector<std::pair<std::unique_ptr<KvView>, std::map<std::string, std::string>>> views;
  const auto compare = [&](const KvView& view, const std::map<std::string, std::string>& wanted) {
    std::string all;
    for (const auto& [k, v] : wanted) all += k + "=" + v + " ";
    EXPECT_EQ(keys(view, "", ""), all);
  };
  for (int step = 0; step < 300; ++step) {
    KvBatch batch;
    for (int i = 0; i < 5; ++i) {
      const std::string key(1 + random() % 2, static_cast<char>('a' + random() % 5));
      if (random() % 3 == 0) {
        batch.remove(key);
        model.erase(key);
      } else {
        batch.put(key, std::to_string(step));
        model[key] = std::to_string(step);
      }
    }
    ASSERT_TRUE(store_->commit(batch, store_->version(), store_->version() + 1, false).ok());
    if (random() % 10 == 0) views.emplace_back(store_->view(), model);
    if (views.size() > 5) views.erase(views.begin() + static_cast<std::ptrdiff_t>(random() % views.size()));
  }
  compare(*store_->view(), model);
  for (const auto& [view, then] : views) compare(*view, then);
}

// Writes `pairs` as one run of `bulk`.
Status add_run(KvBulk& bulk, const std::vector<std::pair<std::string, std::string>>& pairs) {
  Result<std::unique_ptr<KvRun>> run = bulk.begin_run();
  if (!run) return run.status();
  for (const auto& [key, value] : pairs) {
    if (Status s = (*run)->put(key, value); !s.ok()) return s;
  }
  return (*run)->close();
}

TEST_P(KvContract, BulkBecomesVisibleAtOnceOverWhatWasThere) {
  ASSERT_TRUE(put({{"a", "old"}, {"m", "old"}, {"z", "old"}}).ok());
  const auto before = store_->view();
  {
    Result<std::unique_ptr<KvBulk>> bulk = store_->begin_bulk();
    ASSERT_TRUE(bulk.ok()) << bulk.status().to_string();
    ASSERT_TRUE(add_run(**bulk, {{"m", "new"}, {"n", ""}}).ok());
    ASSERT_TRUE(add_run(**bulk, {{"a", "new"}, {"b", "new"}}).ok());
    ASSERT_TRUE(add_run(**bulk, {}).ok());
    EXPECT_EQ(keys(*store_->view(), "", ""), "a=old m=old z=old ");
    ASSERT_TRUE((*bulk)->finish(1, 5).ok());
  }
  EXPECT_EQ(store_->version(), 5u);
  EXPECT_EQ(keys(*store_->view(), "", ""), "a=new b=new m=new n= z=old ");
  EXPECT_EQ(keys(*before, "", ""), "a=old m=old z=old ");
  ASSERT_TRUE(put({{"b", "newer"}}).ok());
}

TEST_P(KvContract, BulkSurvivesReopening) {
  if (!persistent()) return;
  ASSERT_TRUE(put({{"a", "old"}}).ok());
  {
    Result<std::unique_ptr<KvBulk>> bulk = store_->begin_bulk();
    ASSERT_TRUE(bulk.ok());
    ASSERT_TRUE(add_run(**bulk, {{"a", "new"}, {"b", "new"}}).ok());
    ASSERT_TRUE((*bulk)->finish(1, 2).ok());
  }
  ASSERT_TRUE(put({{"c", "later"}}).ok());
  store_.reset();
  open();
  EXPECT_EQ(store_->version(), 3u);
  EXPECT_EQ(keys(*store_->view(), "", ""), "a=new b=new c=later ");
}

TEST_P(KvContract, BulkThatIsGivenUpLeavesNothing) {
  ASSERT_TRUE(put({{"a", "1"}}).ok());
  std::string scratch;
  {
    Result<std::unique_ptr<KvBulk>> bulk = store_->begin_bulk();
    ASSERT_TRUE(bulk.ok());
    scratch = (*bulk)->scratch_dir();
    ASSERT_TRUE(add_run(**bulk, {{"a", "2"}}).ok());
    EXPECT_EQ(store_->begin_bulk().ok(), !persistent()) << "the scratch folder serves one bulk at a time";
  }
  EXPECT_EQ(keys(*store_->view(), "", ""), "a=1 ");
  EXPECT_EQ(store_->version(), 1u);
  EXPECT_TRUE(scratch.empty() || !std::filesystem::exists(scratch));
  EXPECT_TRUE(store_->begin_bulk().ok());
}

TEST_P(KvContract, BulkThatIsWrongWritesNothing) {
  ASSERT_TRUE(put({{"a", "1"}}).ok());
  Result<std::unique_ptr<KvBulk>> bulk = store_->begin_bulk();
  ASSERT_TRUE(bulk.ok());
  EXPECT_EQ(add_run(**bulk, {{"b", "1"}, {"b", "2"}}).code(), StatusCode::kInvalidArgument);
  bulk = Status::internal("none");
  bulk = store_->begin_bulk();
  ASSERT_TRUE(add_run(**bulk, {{"b", "1"}, {"d", "2"}}).ok());
  EXPECT_EQ((*bulk)->finish(0, 1).code(), StatusCode::kConflict);
  bulk = Status::internal("none");
  bulk = store_->begin_bulk();
  ASSERT_TRUE(add_run(**bulk, {{"b", "1"}, {"d", "2"}}).ok());
  ASSERT_TRUE(add_run(**bulk, {{"c", "1"}}).ok());
  EXPECT_EQ((*bulk)->finish(1, 2).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(keys(*store_->view(), "", ""), "a=1 ");
  EXPECT_TRUE(put({{"b", "1"}}).ok());
}

TEST_P(KvContract, OpeningRemovesWhatACrashedBulkLeft) {
  if (!persistent()) return;
  std::string scratch;
  {
    Result<std::unique_ptr<KvBulk>> bulk = store_->begin_bulk();
    ASSERT_TRUE(bulk.ok());
    scratch = (*bulk)->scratch_dir();
  }
  store_.reset();
  std::filesystem::create_directories(scratch + "/below");
  open();
  EXPECT_FALSE(std::filesystem::exists(scratch));
}

INSTANTIATE_TEST_SUITE_P(Engines, KvContract, ::testing::Values("memory", "rocksdb"),
                         [](const auto& engine) { return engine.param; });

TEST(KvUrl, UnknownEngineAndEmptyUrlAreRefused) {
  EXPECT_EQ(open_kv("tikv:there", {}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(open_kv("", {}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(open_kv("rocksdb:", {}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(open_kv("memory:x", {}).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace relmap::graphstore
