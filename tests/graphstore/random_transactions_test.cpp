// Random transactions from several threads at once (labels and keys that wander, partial commits, dry runs,
// deletes, references to earlier changes), then everything that must agree is compared: the live Snapshot
// with one loaded anew, verify(), the identity rules of the schema, and the history walked back to nothing.
#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "fixtures.h"
#include "keys.h"
#include "kv.h"
#include "random_world.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder

constexpr int kThreads = 4, kTransactions = 120;

// Undoes commit after commit by its before-images: nothing is left at version 0.
void check_history(const std::string& url, Version last) {
  const auto store = std::move(*open_kv(url, {}));
  const auto view = store->view();
  std::map<std::string, std::string> state;
  for (const keys::Tag tag : {keys::Tag::kNode, keys::Tag::kOut}) {
    for (auto it = view->scan(keys::tagged(tag), keys::tag_end(tag)); it->valid(); it->next()) {
      state.emplace(it->key(), it->value());
    }
  }
  for (Version version = last; version > 0; --version) {
    for (auto it = view->scan(keys::before(version, ""), keys::before(version + 1, "")); it->valid();
         it->next()) {
      const std::string entity(it->key().substr(9));
      state.erase(entity);
      if (it->value()[0] == 1) state.emplace(entity, it->value().substr(1));
    }
  }
  EXPECT_TRUE(state.empty());
}

TEST(RandomTransactions, FromSeveralThreadsAgreeWithReloadRulesAndHistory) {
  const unsigned seed = std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  const TempDir dir;
  OpenOptions options;
  options.url = "rocksdb:" + (dir.path() / "store").string();
  options.schema = *Schema::parse(kWildSchema);
  options.sync = false;
  std::unique_ptr<Graph> graph = std::move(*Graph::open(options));
  std::atomic<int> broken{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      RandomWriter writer(seed * 10 + t);
      for (int i = 0; i < kTransactions; ++i) {
        const StatusCode code = graph->commit(writer.transaction(), writer.options()).status().code();
        if (code == StatusCode::kCorrupt || code == StatusCode::kInternal || code == StatusCode::kIo)
          ++broken;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(broken, 0);
  expect_clean(*graph);
  check_schema_rules(*graph->snapshot());
  const std::multiset<std::string> live = describe(*graph->snapshot());
  const Version last = graph->version();
  EXPECT_GT(last, 10u);
  EXPECT_EQ(graph->commits(0, 1'000'000)->size(), last);
  graph.reset();
  EXPECT_EQ(describe(*open_graph(options.url)->snapshot()), live);
  check_history(options.url, last);
}

}  // namespace
}  // namespace relmap::graphstore
