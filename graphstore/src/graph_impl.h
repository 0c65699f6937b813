// The inside of a Graph, shared by graph.cpp (open, reads), commit.cpp, verify.cpp and history_*.cpp.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "graphstore/graph.h"
#include "graphstore/history.h"
#include "history_cache.h"
#include "kv.h"
#include "preconditions.h"
#include "snapshot_builder.h"
#include "write_state.h"

namespace relmap::graphstore {

// One published version: everything a reader needs, of the same moment.
struct Published {
  std::shared_ptr<KvStore> store;  // of the view, where it is not the graph's own
  std::unique_ptr<KvView> view;
  std::shared_ptr<const Names> names;
  std::shared_ptr<const Snapshot> snapshot;
  std::uint64_t epoch = 0;  // another one: earlier versions are no longer what they were (history_cache.h)
};

// Point reads on one version: what Graph's methods of like names do on the newest.
std::optional<NodeId> resolve(const Published& at, const NodeRef& ref);
Result<std::optional<NodeRecord>> read_node(const Published& at, NodeId id);
Status read_edges(const Published& at, NodeId node, Direction direction, std::string_view type,
                  std::optional<NodeId> other, const std::function<bool(const EdgeRecord&)>& visit);

class Graph::Impl {
 public:
  Impl(std::string url, std::unique_ptr<KvStore> store, bool sync, std::function<DateTime()> clock)
      : url_(std::move(url)), store_(std::move(store)), sync_(sync), clock_(std::move(clock)) {}

  Status create(const Schema& schema);  // writes a new store's first records
  Status load();                        // reads dictionary, schema and counters, and builds the Snapshot

  // `*outrun`, where given, becomes true where the transaction's reads no longer stood.
  Result<CommitResult> commit(const Transaction& transaction, const CommitOptions& options,
                              bool* outrun = nullptr);
  std::shared_ptr<const Published> published() const {
    const std::lock_guard lock(published_mutex_);
    return published_;
  }
  // graph_bulk.cpp
  Result<std::unique_ptr<KvBulk>> begin_bulk() { return store_->begin_bulk(); }
  Status finish_bulk(KvBulk& bulk, CommitRecord record, const std::shared_ptr<const Names>& names,
                     NodeId next_node, EdgeId next_edge);

  const std::string& url() const { return url_; }
  KvStore& store() const { return *store_; }
  Graph::WriteStatus write_status() const {
    const std::lock_guard lock(published_mutex_);
    return write_status_;
  }

  CommitFigures commit_figures() const {
    const std::lock_guard lock(figures_mutex_);
    return figures_;
  }

  Result<SchemaChange> change_schema(const Schema& schema, const ChangeSchemaOptions& options);

  // history_*.cpp
  Result<AsOf> snapshot_at(Version version) const;
  Status set_retention(std::optional<std::uint32_t> days);
  Result<CompactReport> compact(const CompactOptions& options);
  Result<ErasureReport> erase(const NodeRef& node, const EraseOptions& options);

 private:
  // A batch in preparation.
  struct Group {
    Group(const Published& base, std::shared_ptr<const LabelSets> label_sets, NodeId next_node,
          EdgeId next_edge, DateTime now);

    const Published& before;
    WriteState state;
    KvBatch batch;
    Version version;           // of the last transaction kept
    DateTime time;             // of the whole group; never before the last commit's
    bool new_schema = false;   // it changes the schema: everything is loaded anew once it is written
    bool new_history = false;  // it changes earlier versions
  };
  // Work that has the store to itself: it fills the group's state and batch (a commit moves group.version on,
  // upkeep leaves it), which are then written and published as one. Nothing is written where it fails.
  using Work = std::function<Status(Group&)>;

  // A commit() or run_alone() call that waits for its result.
  struct Waiter {
    const Transaction* transaction;  // nullptr: `work` is to be done
    const CommitOptions* options;
    bool* outrun;
    std::optional<Result<CommitResult>> result;
    const Work* work = nullptr;
    bool commits = false;     // the result, where it is ok, is a version more
    std::size_t changed = 0;  // nodes and edges by it

    // What its turn is; each is told once.
    enum class Turn { kNotYet, kServed, kLeads };
    Turn await() {
      std::unique_lock lock(mutex);
      told.wait(lock, [&] { return turn != Turn::kNotYet; });
      return turn;
    }
    // With the mutex held to the end: the waiter may be gone right after.
    void signal(Turn t) {
      const std::lock_guard lock(mutex);
      turn = t;
      told.notify_one();
    }
    std::mutex mutex = {};
    std::condition_variable told = {};
    Turn turn = Turn::kNotYet;
  };

  bool take_more(std::vector<Waiter*>& group, std::chrono::steady_clock::time_point deadline);
  void hand_on(std::unique_lock<std::mutex>& lock);
  Result<CommitResult> wait_and_run(Waiter& me);
  Result<CommitResult> wait_run_and_count(Waiter& me);
  // Waits for its turn among the commits, then does `work` as the leader.
  Status run_alone(const Work& work);
  Status drop_history(Version horizon, CompactReport& report);
  void run_group(std::vector<Waiter*>& waiters) noexcept;
  static void tell(Waiter& waiter, const Status& error) noexcept;
  void run_group_unguarded(std::vector<Waiter*>& waiters);
  void prepare(Group& group, Waiter& waiter);
  Status write_group(Group& group);
  std::shared_ptr<Published> prepare_published(const Group& group) const;
  void publish(const Group& group, std::shared_ptr<Published> next);
  Status publish_new_schema();
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
  const std::function<DateTime()> clock_;

  mutable std::mutex published_mutex_;
  std::shared_ptr<const Published> published_;
  mutable std::mutex figures_mutex_;
  CommitFigures figures_;
  mutable HistoryCache history_cache_;  // earlier versions asked for lately

  std::mutex queue_mutex_;
  std::condition_variable leader_gone_;  // for a bulk load, which takes a leader's place
  std::deque<Waiter*> queue_;
  bool leader_active_ = false;
  std::size_t bulks_waiting_ = 0;  // they go before all who wait
  std::size_t writers_seen_ = 0;   // in the last group and, at its end, waiting for the next
  std::chrono::steady_clock::duration last_write_time_{};  // of the last group, until it was durable

  // Owned by the leader of the moment.
  Schema schema_;  // readers take that of the Snapshot
  std::shared_ptr<const LabelSets> label_sets_;
  LabelChanges label_changes_;
  Version schema_since_ = 0;  // the version that brought it, where it has changed since the store was opened
  NodeId next_node_ = 0;
  EdgeId next_edge_ = 0;
  bool older_format_ = false;  // the store's: the next write marks it as of this program's
  enum class Stage { kPreparing, kWriting, kDurable };
  Stage stage_ = Stage::kPreparing;  // of the present group
  void stop_writes(const Status& why);
  Graph::WriteStatus write_status_;  // guarded by published_mutex_; `failed_` for everybody
  Status failed_;  // not ok once a write to the store failed: no more commits until it is reopened
};

// Graph::open() on an engine that is open already: for tests that prepare what is in it.
struct GraphOpener {
  static Result<std::unique_ptr<Graph>> open(std::unique_ptr<KvStore> store, const OpenOptions& options);
};

// Adds the names and words that the schema uses and `names` lacks.
void add_schema_names(const Schema& schema, Names& names);

// The commit record's bytes.
std::string encode_commit(const CommitRecord& record);
Result<CommitRecord> decode_commit(std::string_view key, std::string_view value);

// How messages call a node: "Contact/ann", or "node 17".
std::string record_name(const Snapshot& snapshot, NodeId id);

// The bytes of an 'n' record, of an 'o' record, as the API shows them. kCorrupt names the record.
Result<NodeRecord> decode_node_record(NodeId id, std::string_view bytes, const Names& names);
Result<EdgeRecord> decode_edge_record(const keys::EdgeKey& key, std::string_view bytes, const Names& names);

}  // namespace relmap::graphstore
