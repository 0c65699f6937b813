// An engine that throws (memory runs out, above all): the writers who wait are told, nothing durable is
// called failed, and reads go on.
#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <thread>

#include "fixtures.h"
#include "graph_impl.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder

enum class Throws { kNever, kBeforeCommit, kOddly, kInView };

// Passes everything on, and throws where it is told to.
class ThrowingStore final : public KvStore {
 public:
  ThrowingStore(std::shared_ptr<KvStore> store, const std::atomic<Throws>& throws)
      : store_(std::move(store)), throws_(throws) {}
  std::unique_ptr<KvView> view() const override {
    if (throws_ == Throws::kInView) throw std::bad_alloc();
    return store_->view();
  }
  std::uint64_t version() const override { return store_->version(); }
  Status commit(const KvBatch& batch, std::uint64_t expected, std::uint64_t next, bool sync) override {
    if (throws_ == Throws::kBeforeCommit) throw std::bad_alloc();
    if (throws_ == Throws::kOddly) throw std::runtime_error("of a kind that nobody thought of");
    return store_->commit(batch, expected, next, sync);
  }
  Result<std::unique_ptr<KvBulk>> begin_bulk() override { return store_->begin_bulk(); }
  Status compact() override { return store_->compact(); }
  Status backup(const std::string& dir) override { return store_->backup(dir); }
  Status check_files() override { return store_->check_files(); }

 private:
  std::shared_ptr<KvStore> store_;
  const std::atomic<Throws>& throws_;
};

class Exceptions : public ::testing::Test {
 protected:
  std::unique_ptr<Graph> open() {
    OpenOptions options;
    options.url = "memory:";
    options.schema = people_schema();
    Result<std::unique_ptr<Graph>> graph =
        GraphOpener::open(std::make_unique<ThrowingStore>(store_, throws_), options);
    EXPECT_TRUE(graph.ok()) << graph.status().to_string();
    return graph ? std::move(*graph) : nullptr;
  }
  // Whether reads go on and writes have stopped, with a reason.
  void expect_stopped(Graph& graph, std::string_view reason) {
    EXPECT_TRUE(graph.snapshot()->find("Person", "before"));
    EXPECT_NE(graph.write_status().status.message().find(reason), std::string::npos);
    const Result<CommitResult> later = commit(graph, {put_person("later")});
    ASSERT_FALSE(later.ok());
    EXPECT_NE(later.status().message().find("until it is reopened"), std::string::npos);
  }

  std::shared_ptr<KvStore> store_ = std::move(*open_kv("memory:", {}));
  std::atomic<Throws> throws_ = Throws::kNever;
};

TEST_F(Exceptions, InTheWriteAllWhoWaitAreTold) {
  for (const auto& [kind, reason] : {std::pair(Throws::kBeforeCommit, "no memory left"),
                                     std::pair(Throws::kOddly, "of a kind that nobody thought of")}) {
    throws_ = Throws::kNever;
    const auto graph = open();
    ASSERT_TRUE(commit(*graph, {put_person("before")}).ok());
    throws_ = kind;
    std::atomic<int> refused{0};
    std::vector<std::thread> writers;
    for (int i = 0; i < 8; ++i) {
      writers.emplace_back(
          [&, i] { refused += !commit(*graph, {put_person("w" + std::to_string(i))}).ok(); });
    }
    for (std::thread& writer : writers) writer.join();
    EXPECT_EQ(refused, 8);
    expect_stopped(*graph, reason);
  }
  throws_ = Throws::kNever;
  expect_clean(*open());
}

TEST_F(Exceptions, AfterTheWriteItIsAcknowledgedForItIsThere) {
  const auto graph = open();
  ASSERT_TRUE(commit(*graph, {put_person("before")}).ok());
  throws_ = Throws::kInView;
  const Result<CommitResult> durable = commit(*graph, {put_person("durable")});
  ASSERT_TRUE(durable.ok()) << durable.status().to_string();
  EXPECT_EQ(durable->version, 2u);
  EXPECT_FALSE(graph->snapshot()->find("Person", "durable"));  // it cannot be shown yet
  expect_stopped(*graph, "no memory left");
  throws_ = Throws::kNever;
  const auto reopened = open();
  EXPECT_TRUE(reopened->snapshot()->find("Person", "durable"));
  expect_clean(*reopened);
}

}  // namespace
}  // namespace relmap::graphstore
