// Backups: complete, incremental, made beside writers, and refused when damaged.
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "fixtures.h"
#include "kv.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder
namespace fs = std::filesystem;

class BackupTest : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return (dir_.path() / name).string(); }
  std::uintmax_t bytes(const std::string& name) const {
    std::uintmax_t all = 0;
    for (const auto& entry : fs::recursive_directory_iterator(path(name))) {
      if (entry.is_regular_file()) all += entry.file_size();
    }
    return all;
  }
  void add(Graph& graph, const std::string& prefix, int count) {
    std::vector<Change> changes;
    for (int i = 0; i < count; ++i) {
      std::string noise;
      for (int k = 0; k < 100; ++k) noise += static_cast<char>('a' + random_() % 26);
      changes.push_back(put_person(prefix + std::to_string(i), {{"name", noise}}));
    }
    ASSERT_TRUE(commit(graph, std::move(changes)).ok());
  }

  TempDir dir_;
  std::mt19937 random_;
};

TEST_F(BackupTest, RestoresEachOfSeveralAndPurgesTheOldest) {
  const auto graph = open_graph(path("store"));
  for (int n = 1; n <= 3; ++n) {
    add(*graph, std::to_string(n) + "-", 10);
    ASSERT_TRUE(graph->backup(path("backups")).ok());
  }
  ASSERT_EQ(list_backups(path("backups"))->size(), 3u);
  for (std::uint32_t n = 1; n <= 3; ++n) {
    const std::string copy = path("copy" + std::to_string(n));
    ASSERT_TRUE(restore_backup(path("backups"), "rocksdb:" + copy, n).ok());
    const auto restored = open_graph(copy);
    EXPECT_EQ(restored->version(), n);
    EXPECT_EQ(restored->snapshot()->node_count(), 10u * n);
    expect_clean(*restored);
    ASSERT_TRUE(commit(*restored, {put_person("later")}).ok());
  }
  ASSERT_TRUE(purge_backups(path("backups"), 1).ok());
  const auto left = list_backups(path("backups"));
  ASSERT_EQ(left->size(), 1u);
  EXPECT_EQ((*left)[0].number, 3u);
  EXPECT_EQ(restore_backup(path("backups"), path("copy4"), 1).code(), StatusCode::kNotFound);
  ASSERT_TRUE(restore_backup(path("backups"), path("copy4"), std::nullopt).ok());
  EXPECT_EQ(open_graph(path("copy4"))->version(), 3u);
}

TEST_F(BackupTest, CopiesOnlyWhatIsNew) {
  const auto graph = open_graph(path("store"));
  add(*graph, "many", 20'000);
  ASSERT_TRUE(graph->backup(path("backups")).ok());
  const auto first = bytes("backups");
  add(*graph, "few", 10);
  ASSERT_TRUE(graph->backup(path("backups")).ok());
  EXPECT_LT(bytes("backups") - first, first / 10);
  EXPECT_GT(first, 1'000'000u);
}

TEST_F(BackupTest, BesideWritersHoldsAWholeVersionWithAllAcknowledgedBefore) {
  const auto graph = open_graph(path("store"));
  std::atomic<bool> stop{false};
  std::atomic<int> acknowledged{0};
  std::thread writer([&] {
    for (int i = 0; !stop && i < 100'000; ++i) {
      const std::string id = std::to_string(i);
      const auto result = commit(*graph, {put_person("a" + id), put_person("b" + id),
                                          put_edge("KNOWS", person("a" + id), person("b" + id))});
      if (!result.ok()) ADD_FAILURE() << result.status().to_string();
      acknowledged = i + 1;
    }
  });
  std::vector<int> before;
  for (int n = 0; n < 4; ++n) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    before.push_back(acknowledged);
    EXPECT_TRUE(graph->backup(path("backups")).ok());
  }
  stop = true;
  writer.join();
  for (std::uint32_t n = 1; n <= 4; ++n) {
    const std::string copy = path("copy" + std::to_string(n));
    const Status restoring = restore_backup(path("backups"), copy, n);
    ASSERT_TRUE(restoring.ok()) << restoring.to_string();
    const auto restored = open_graph(copy);
    const auto snapshot = restored->snapshot();
    EXPECT_GE(snapshot->version(), static_cast<Version>(before[n - 1]));
    EXPECT_EQ(snapshot->node_count(), 2 * snapshot->version());
    EXPECT_EQ(snapshot->edge_count(), snapshot->version());
    expect_clean(*restored);
  }
}

TEST_F(BackupTest, WhatCannotBeDoneIsRefused) {
  const auto graph = open_graph(path("store"));
  add(*graph, "p", 10);
  EXPECT_EQ(list_backups(path("backups")).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(restore_backup(path("backups"), path("copy"), std::nullopt).code(), StatusCode::kNotFound);
  EXPECT_FALSE(fs::exists(path("copy")));
  ASSERT_TRUE(graph->backup(path("backups")).ok());
  EXPECT_EQ(restore_backup(path("backups"), path("store"), std::nullopt).code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(restore_backup(path("backups"), "memory:", std::nullopt).code(), StatusCode::kUnavailable);
  EXPECT_EQ(restore_backup(path("backups"), path("copy"), 7).code(), StatusCode::kNotFound);
  EXPECT_EQ(purge_backups(path("backups"), 0).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(open_graph("memory:")->backup(path("other")).code(), StatusCode::kUnavailable);
  OpenOptions reader;
  reader.url = path("store");
  reader.read_only = true;
  const auto read_only = Graph::open(reader);
  ASSERT_TRUE(read_only.ok()) << read_only.status().to_string();
  EXPECT_EQ((*read_only)->backup(path("other")).code(), StatusCode::kUnavailable);
}

TEST_F(BackupTest, DamagedOneIsRefusedAndLeavesNothing) {
  const auto graph = open_graph(path("store"));
  add(*graph, "p", 1'000);
  ASSERT_TRUE(graph->backup(path("backups")).ok());
  for (const auto& entry : fs::recursive_directory_iterator(path("backups"))) {
    if (entry.path().extension() != ".sst") continue;
    std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(entry.file_size() / 2));
    file.put('\x55').put('\x56').put('\x57');
  }
  Status s = restore_backup(path("backups"), path("copy"), std::nullopt);
  EXPECT_EQ(s.code(), StatusCode::kCorrupt) << s.to_string();
  EXPECT_NE(s.message().find("backup 1"), std::string::npos) << s.to_string();
  for (const auto& entry : fs::recursive_directory_iterator(path("backups"))) {
    if (entry.path().extension() == ".sst") fs::remove(entry.path());
  }
  s = restore_backup(path("backups"), path("copy"), std::nullopt);
  EXPECT_EQ(s.code(), StatusCode::kCorrupt) << s.to_string();
  EXPECT_FALSE(fs::exists(path("copy")));
  EXPECT_FALSE(fs::exists(path("copy.restoring")));
}

// What was removed and compacted away is in no file of the store, nor of a backup made from then on.
TEST_F(BackupTest, AfterCompactionHoldsNothingThatWasRemoved) {
  const std::string secret = "Wilhelmine Zwetschgenknödel-Öztürk";
  const auto found_in = [&](const std::string& name) {
    bool found = false;
    for (const auto& entry : fs::recursive_directory_iterator(path(name))) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      found |= bytes.find(secret) != std::string::npos;
    }
    return found;
  };
  const auto store = std::move(*open_kv(path("store"), {}));
  KvBatch batch;
  batch.put("nperson", secret);
  ASSERT_TRUE(store->commit(batch, 0, 1, true).ok());
  ASSERT_TRUE(store->backup(path("before")).ok());
  EXPECT_TRUE(found_in("store") && found_in("before"));
  batch.writes.clear();
  batch.remove("nperson");
  ASSERT_TRUE(store->commit(batch, 1, 2, true).ok());
  const Status compacted = store->compact();
  ASSERT_TRUE(compacted.ok()) << compacted.to_string();
  EXPECT_FALSE(found_in("store"));
  ASSERT_TRUE(store->backup(path("after")).ok());
  EXPECT_FALSE(found_in("after"));
}

// Reading beside a process that writes goes on while its logs are closed and deleted.
TEST_F(BackupTest, ReadersOpenBesideAWriterWhoseLogsComeAndGo) {
  const auto graph = open_graph(path("store"));
  std::atomic<bool> stop{false};
  std::atomic<int> refused{0};  // in a row: a slow reader (TSan) gets in only when the writer rests
  std::thread writer([&] {
    for (int n = 0; !stop && n < 1'000; ++n) {
      if (refused > 3) std::this_thread::sleep_for(std::chrono::milliseconds(50 * refused));
      EXPECT_TRUE(commit(*graph, {put_person("p" + std::to_string(n))}).ok());
      EXPECT_TRUE(graph->backup(path("backups")).ok());  // makes a table of each log
      EXPECT_TRUE(n % 10 != 0 || purge_backups(path("backups"), 1).ok());
    }
  });
  OpenOptions options;
  options.url = path("store");
  options.read_only = true;
  Version last = 0;
  for (int i = 0; i < 200; ++i) {
    auto reader = Graph::open(options);
    // A slow reader beside so busy a writer may be told to try again; it must never be told anything wrong.
    for (refused = 0;
         refused < 50 && !reader && reader.status().message().find("try again") != std::string::npos;
         ++refused)
      reader = Graph::open(options);
    EXPECT_TRUE(reader.ok()) << reader.status().to_string();
    if (!reader) break;
    EXPECT_GE((*reader)->version(), last);
    EXPECT_EQ((*reader)->snapshot()->node_count(), (*reader)->version());  // each commit is one node: no gap
    last = (*reader)->version();
  }
  stop = true;
  writer.join();
}

}  // namespace
}  // namespace relmap::graphstore
