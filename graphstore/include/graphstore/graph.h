// Graph: the property graph of one store: serial, durable commits; point reads; Snapshots.
//
// Threads: every method may be called from any thread. commit() calls from several threads are grouped: one
// of the callers writes the batch of all that wait, with one sync. Readers never wait for writers, nor
// writers for readers.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "graphstore/schema.h"
#include "graphstore/snapshot.h"
#include "graphstore/transaction.h"

namespace relmap::graphstore {

struct OpenOptions {
  std::string url;               // "rocksdb:PATH", "memory:", or a bare path (means rocksdb:)
  std::optional<Schema> schema;  // of a store that is created; an existing one keeps the schema it has
  bool create = true;            // false: kNotFound where there is no store
  bool sync = true;              // false: a commit is acknowledged before it is on disk (benchmarks only)
  bool read_only = false;  // the store as it is now, also while another process writes it or on a read-only
                           // disk; never creates one; every commit is refused with kUnavailable
};

struct NodeRecord {
  NodeId id = 0;
  std::vector<std::string> labels;  // ascending
  Properties properties;
  Version version = 0;  // of the commit that last changed it
};

struct EdgeRecord {
  EdgeId id = 0;
  std::string type;
  NodeId from = 0, to = 0;
  Properties properties;
  Version version = 0;
};

struct CommitRecord {
  Version version = 0;
  DateTime time;
  std::string author, reason;
  std::size_t changed = 0;  // entities
};

// What verify() found. Empty `findings` means: clean.
struct VerifyReport {
  std::size_t nodes = 0, edges = 0, keys = 0, history_records = 0;
  std::vector<std::string> findings;  // at most kMaxFindings; each names the record and what is wrong
  std::size_t finding_count = 0;
  static constexpr std::size_t kMaxFindings = 1000;
};

class Graph {
 public:
  // Opens or creates the store and builds the first Snapshot. Errors: kNotFound (no store and !create), kIo
  // (also: another process has it open), kCorrupt, kUnsupportedVersion, kInvalidArgument (unknown engine in
  // the URL).
  static Result<std::unique_ptr<Graph>> open(const OpenOptions& options);
  ~Graph();

  // Applies the transaction as one commit, and returns once it is durable and in the Snapshot. With !partial
  // the first failing change refuses the whole: its Status, with "change N: " before it. With partial the
  // failing ones are reported in the result and the others are written. kIo: the write failed; whether it
  // will be there after the store is reopened is unknown, and the store takes no more commits until then.
  Result<CommitResult> commit(const Transaction& transaction, const CommitOptions& options);

  // The newest version. Never null.
  std::shared_ptr<const Snapshot> snapshot() const;
  Version version() const { return snapshot()->version(); }
  const Schema& schema() const;
  const std::string& url() const;

  // Point reads, on the newest committed state. nullopt: there is none.
  Result<std::optional<NodeRecord>> get_node(const NodeRef& node) const;
  // By identity: `key` holds the key properties of the type. kInvalidArgument where several edges match.
  Result<std::optional<EdgeRecord>> get_edge(std::string_view type, const NodeRef& from, const NodeRef& to,
                                             const Properties& key) const;
  // Calls `visit` for each edge at `node` in key order until it returns false. `type` empty: of all types.
  Status visit_edges(NodeId node, Direction direction, std::string_view type,
                     const std::function<bool(const EdgeRecord&)>& visit) const;

  // The commits after `since`, oldest first, at most `limit`.
  Result<std::vector<CommitRecord>> commits(Version since, std::size_t limit) const;

  // Reads every record and checks it against the others: both halves of each edge, ends that exist, key
  // index, counters, history. Runs on one consistent version beside writers. O(size of the store).
  Result<VerifyReport> verify() const;

 private:
  friend class GraphBulk;  // the first load of an empty graph: src/graph_bulk.h
  class Impl;
  explicit Graph(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace relmap::graphstore
