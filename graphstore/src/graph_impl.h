// The inside of a Graph, shared by graph.cpp (open, reads), commit.cpp and verify.cpp.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "graphstore/graph.h"
#include "kv.h"
#include "snapshot_builder.h"
#include "write_state.h"

namespace relmap::graphstore {

// One published version: everything a reader needs, of the same moment.
struct Published {
  std::shared_ptr<KvStore> store;  // of the view, where it is not the graph's own
  std::unique_ptr<KvView> view;
  std::shared_ptr<const Names> names;
  std::shared_ptr<const Snapshot> snapshot;
};

class Graph::Impl {
 public:
  Impl(std::string url, std::unique_ptr<KvStore> store, bool sync)
      : url_(std::move(url)), store_(std::move(store)), sync_(sync) {}

  Status create(const Schema& schema);  // writes a new store's first records
  Status load();                        // reads dictionary, schema and counters, and builds the Snapshot

  Result<CommitResult> commit(const Transaction& transaction, const CommitOptions& options);
  std::shared_ptr<const Published> published() const {
    const std::lock_guard lock(published_mutex_);
    return published_;
  }
  // graph_bulk.cpp
  Result<std::unique_ptr<KvBulk>> begin_bulk() { return store_->begin_bulk(); }
  Status finish_bulk(KvBulk& bulk, CommitRecord record, const std::shared_ptr<const Names>& names,
                     NodeId next_node, EdgeId next_edge);

  const std::string& url() const { return url_; }
  const Schema& schema() const { return schema_; }

 private:
  // A commit() call that waits for its result.
  struct Waiter {
    const Transaction* transaction;
    const CommitOptions* options;
    std::optional<Result<CommitResult>> result;
    bool done = false;
  };
  struct Group;  // a batch in preparation: commit.cpp

  void run_group(const std::vector<Waiter*>& waiters);
  void run_group_unguarded(const std::vector<Waiter*>& waiters);
  void prepare(Group& group, Waiter& waiter);
  Status write_group(Group& group);
  void publish(const Group& group);
  void set_published(std::shared_ptr<const Published> next) {
    const std::lock_guard lock(published_mutex_);
    published_.swap(next);
  }
  Status load_names(const KvView& view, Names& names) const;
  Status finish_bulk_as_leader(KvBulk& bulk, CommitRecord record, const std::shared_ptr<const Names>& names,
                               NodeId next_node, EdgeId next_edge);

  const std::string url_;
  const std::unique_ptr<KvStore> store_;
  const bool sync_;
  Schema schema_;

  mutable std::mutex published_mutex_;
  std::shared_ptr<const Published> published_;

  std::mutex queue_mutex_;
  std::condition_variable queue_changed_;
  std::deque<Waiter*> queue_;
  bool leader_active_ = false;

  // Owned by the leader of the moment.
  std::shared_ptr<const LabelSets> label_sets_;
  NodeId next_node_ = 0;
  EdgeId next_edge_ = 0;
  bool older_format_ = false;  // the store's: the next write marks it as of this program's
  bool writing_ = false;       // between the write to the store and its publication
  Status failed_;  // not ok once a write to the store failed: no more commits until it is reopened
};

// The commit record's bytes.
std::string encode_commit(const CommitRecord& record);
Result<CommitRecord> decode_commit(std::string_view key, std::string_view value);

}  // namespace relmap::graphstore
