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
#include "graphstore/figures.h"
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
  std::function<DateTime()> clock;  // what time commits are given; empty: the system's. Never goes back.
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
  std::size_t index_entries = 0;      // of secondary indexes
  std::vector<std::string> findings;  // at most kMaxFindings; each names the record and what is wrong
  std::size_t finding_count = 0;
  static constexpr std::size_t kMaxFindings = 1000;

  void add(const std::string& finding) {
    ++finding_count;
    if (findings.size() < kMaxFindings) findings.push_back(finding);
  }
};

// What list() is to give. Without a property: all nodes of the label by NodeId. With one, which must be
// indexed: those that have it, by its value, equal ones by NodeId. Texts order by their bytes (the first 512
// of them).
struct ListOptions {
  std::string property = {};
  std::optional<Value> from = {}, to = {};  // inclusive bounds on its value
  bool descending = false;
  std::size_t limit = 100;  // 1 to 1000
  std::string cursor = {};  // NodePage::next of the page before, asked for with the same options
};

struct ChangeSchemaOptions {
  std::string author, reason;  // shown in history
  bool dry_run = false;        // only check
};

struct SchemaChange {
  bool changed = false;  // the store has the new schema; false: dry run, findings, or it had it before
  Version version = 0;   // the graph's version now
  std::size_t nodes = 0, edges = 0;   // checked
  std::size_t rewritten = 0;          // records with a value that got the type the schema now names
  std::size_t index_entries = 0;      // built or dropped
  std::vector<std::string> findings;  // what stands against it, each naming record, property and reason
  std::size_t finding_count = 0;
  static constexpr std::size_t kMaxFindings = 1000;

  void add(const std::string& finding) {
    ++finding_count;
    if (findings.size() < kMaxFindings) findings.push_back(finding);
  }
};

struct NodePage {
  std::vector<NodeRecord> nodes;
  std::string next;  // cursor of the next page; empty: there is none
};

struct TransactOptions;
class TransactionContext;
using TransactionBody = std::function<Status(TransactionContext&)>;

// A backup in a folder of backups.
struct BackupInfo {
  std::uint32_t number = 0;  // from 1, ascending with time
  DateTime time;
  std::uint64_t size_bytes = 0;  // of all its files, also those that it shares with others
};
// Oldest first; damaged ones are left out. kNotFound where `dir` holds no backups; kIo.
Result<std::vector<BackupInfo>> list_backups(const std::string& dir);
// Deletes all but the newest `keep` (≥ 1). kNotFound, kIo.
Status purge_backups(const std::string& dir, std::size_t keep);
// Makes a store at `url` of the newest backup in `dir`, or of number `backup`, after checking its checksums.
// kAlreadyExists where there is a store or a folder that is not empty; kNotFound; kCorrupt: the backup is
// damaged; kIo. Nothing is left there in case of an error.
Status restore_backup(const std::string& dir, const std::string& url, std::optional<std::uint32_t> backup);
// history.h, which whoever calls the methods about history includes.
struct AsOf;
struct Diff;
struct Feed;
struct FeedPosition;
struct HistoryInfo;
struct NodeHistory;
struct CompactOptions;
struct CompactReport;
struct EraseOptions;
struct ErasureReport;
struct Subject;
struct SubjectOptions;

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
  // (Where memory runs out between the two, what is durable is acknowledged all the same; write_status()
  // tells that it is shown only once the store is reopened.)
  Result<CommitResult> commit(const Transaction& transaction, const CommitOptions& options);

  // A transaction that reads and writes, serializable: transact.h.
  Result<CommitResult> transact(const TransactOptions& options, const TransactionBody& body);

  // The graph as `transaction` would leave it, for questions that begin with "what if": nothing is written,
  // and nobody else sees it. It stands on the newest version and says that it is that version. The
  // transaction is checked as by commit(), but for its `reads`; the first failing change refuses the whole.
  // Numbers of new nodes and edges mean nothing outside it. Costs what the changes touch, not the size of the
  // graph.
  Result<std::shared_ptr<const Snapshot>> preview(const Transaction& transaction) const;

  // The newest version. Never null.
  std::shared_ptr<const Snapshot> snapshot() const;
  Version version() const { return snapshot()->version(); }
  // Of the newest version: change_schema() replaces it.
  Schema schema() const { return snapshot()->schema(); }
  const std::string& url() const;

  // Gives the store another schema, as one commit. Every record is checked against it first; with findings
  // nothing changes. Otherwise indexes are built and dropped, numbers given to new names and words, records
  // packed anew where that differs, and the Snapshot is made anew. Commits wait meanwhile. O(size of the
  // store) time, and memory for a second Snapshot and for what is written. kIo as for commit().
  Result<SchemaChange> change_schema(const Schema& schema, const ChangeSchemaOptions& options);

  // Point reads, on the newest committed state. nullopt: there is none.
  Result<std::optional<NodeRecord>> get_node(const NodeRef& node) const;
  // By identity: `key` holds the key properties of the type. kInvalidArgument where several edges match.
  Result<std::optional<EdgeRecord>> get_edge(std::string_view type, const NodeRef& from, const NodeRef& to,
                                             const Properties& key) const;
  // Calls `visit` for each edge at `node` in key order until it returns false. `type` empty: of all types.
  Status visit_edges(NodeId node, Direction direction, std::string_view type,
                     const std::function<bool(const EdgeRecord&)>& visit) const;

  // The nodes of `label` whose `property` is `value` (decimals: the same amount), ascending, at most `limit`.
  // Neither this nor list() ever scans: kInvalidArgument where the schema declares no index on the property,
  // or the value is of another type than it.
  Result<std::vector<NodeId>> find_by(std::string_view label, std::string_view property, const Value& value,
                                      std::size_t limit = 1000) const;
  // One page; O(page) whatever the size of the graph, without a property O(nodes between those of the label).
  // kInvalidArgument as above, and for a limit or a cursor that is none.
  Result<NodePage> list(std::string_view label, const ListOptions& options) const;

  // The commits after `since`, oldest first, at most `limit`.
  Result<std::vector<CommitRecord>> commits(Version since, std::size_t limit) const;

  // The graph as it was at an earlier version. Costs what has changed since, not the size of the graph; the
  // last few are kept. Version 0 is the empty graph. kNotFound: not yet, or no longer (before the horizon).
  Result<AsOf> snapshot_at(Version version) const;
  // The version of the last commit at or before `time`; 0 before the first. kNotFound before the horizon.
  Result<Version> version_at(DateTime time) const;
  // What people write for a version: digits (itself), a date (the last commit of that UTC day), a datetime.
  // kInvalidArgument for any other text; kNotFound for a version that is not there or no longer kept.
  Result<Version> parse_as_of(std::string_view text) const;
  // What differs between two versions, at most `limit` (1 and up) entities. Costs what was changed between
  // them. kNotFound as for snapshot_at.
  Result<Diff> diff(Version from, Version to, std::size_t limit) const;
  // The commits after `since` with what they changed: at most `limit` (1 and up) entities and as many
  // commits. kNotFound where commits after `since` are no longer kept; nothing where it is the newest or
  // later.
  Result<Feed> changes(const FeedPosition& since, std::size_t limit) const;
  Result<HistoryInfo> history_info() const;
  // The commits before version `before` that changed the node or an edge that it has or had, the newest
  // first, at most `limit` (1 and up), back to the horizon. Costs the node's own history. Nothing for a node
  // that there is none of.
  Result<NodeHistory> node_history(NodeId node, Version before, std::size_t limit) const;

  // Upkeep. Serial with commits; readers go on, on the version they have.
  // How long history is kept; nullopt: for ever. Takes effect with the next compact().
  Status set_retention(std::optional<std::uint32_t> days);
  // Drops the history that retention no longer keeps (always leaving the last `days` days readable), then
  // rewrites the store's files, so that nothing erased, deleted or overwritten remains in them that no reader
  // still looks at. O(size of the store). Interrupted at any point, it can be called again.
  Result<CompactReport> compact(const CompactOptions& options);
  // Takes a node out of the store for good, as one commit: itself, its edges, its keys, and every trace of
  // them in history. `node` may be one that was deleted earlier, by its id or a key it had. Other records
  // that mention it are reported, or rewritten (see EraseOptions); keys are reported only. Commits wait
  // meanwhile: O(size of the store). The bytes are gone from its files after the next compact(). kNotFound
  // where there is and was no such node.
  Result<ErasureReport> erase(const NodeRef& node, const EraseOptions& options);
  // All that is stored of one node, also of one deleted earlier. O(size of the store). kNotFound as erase().
  Result<Subject> subject(const NodeRef& node, const SubjectOptions& options) const;

  // Reads every record and checks it against the others: both halves of each edge, ends that exist, key
  // index, counters, history; and the checksums of every file. Runs on one consistent version beside writers.
  // O(size of the store). kIo, and kCorrupt where records cannot be read for damage: the file is named.
  Result<VerifyReport> verify() const;

  // Whether commits are taken. Once a write to the store has failed (a full disk, an I/O error), none is
  // until the store is reopened, which recovers all that was acknowledged; reads go on.
  struct WriteStatus {
    Status status;   // ok, or why writes have stopped
    DateTime since;  // when they did
  };
  WriteStatus write_status() const;

  // For monitoring; both are cheap.
  CommitFigures commit_figures() const;
  std::vector<EngineFigure> engine_figures() const;

  // Adds the newest version to the backups in the folder `dir`, copying only what is new since the last one
  // there; it is synced when this returns. Runs beside readers and writers, and holds every commit that was
  // acknowledged before the call. kUnavailable: the store is in memory or open for reading only; kIo.
  Status backup(const std::string& dir) const;

 private:
  friend class GraphBulk;  // the first load of an empty graph: src/graph_bulk.h
  class Impl;
  friend struct GraphOpener;  // graph_impl.h
  explicit Graph(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace relmap::graphstore
