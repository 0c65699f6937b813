// Transactions as a closure: it reads one version of the graph and says what is to be changed; what it read
// is checked when its changes are applied, and where something of it has changed meanwhile, the closure is
// run again on the newest version. Committed transactions are serializable: the outcome is that of running
// them one after the other, in the order of their versions.
//
//   graph.transact(options, [&](TransactionContext& tx) -> Status {
//     const Result<std::optional<NodeRecord>> from = tx.node(a), to = tx.node(b);
//     …
//     tx.add(WriteNode{a, {}, {{"balance", …}}});
//     return {};
//   });
//
// A closure may run several times, and what an earlier run did is not undone: it must have no effect but
// through its context, or one that may be repeated. It runs on the thread that called transact(), which holds
// no lock meanwhile; it may take its time, but the longer it takes, the likelier it is outrun. A plain
// commit() checks no reads: a value that was read before it and written by it can overwrite somebody else's
// (a lost update).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graphstore/graph.h"

namespace relmap::graphstore {

struct Published;  // one version of the graph: graph_impl.h

struct TransactOptions {
  // partial: changes that fail are left out and reported; that a read no longer stands always runs the whole
  // again. dry_run: reads and changes are checked, nothing is written.
  CommitOptions commit;
  int max_attempts = 10;  // of the closure; at least 1
  // Before attempt n + 1 a random time is waited, up to this × 2^n, at most 64 times this.
  std::chrono::microseconds back_off{500};

  Status validate() const;
};

// What a closure reads through and writes into. It belongs to one run of the closure and to its thread. All
// reads see one committed version; they do not see the changes added. kIo and kCorrupt as of the Graph's
// methods.
class TransactionContext {
 public:
  explicit TransactionContext(std::shared_ptr<const Published> at);
  ~TransactionContext();
  TransactionContext(const TransactionContext&) = delete;
  TransactionContext& operator=(const TransactionContext&) = delete;

  Version version() const;

  // The node, or nullopt. It must stay at its version, or absent.
  Result<std::optional<NodeRecord>> node(const NodeRef& node);
  // By identity, as Graph::get_edge. The edges between the two must stay as they are.
  Result<std::optional<EdgeRecord>> edge(std::string_view type, const NodeRef& from, const NodeRef& to,
                                         const Properties& key = {});
  // The edges at a node in key order; none where there is no such node. They must stay the same, at their
  // versions. `type` empty: of all types.
  Result<std::vector<EdgeRecord>> edges(const NodeRef& node, Direction direction, std::string_view type = "");
  // The nodes that have the label, ascending. None may get or lose it (their properties may change).
  std::vector<NodeId> nodes(std::string_view label);
  // Everything, for what none of the above can tell: the graph must stay as it is, so that any other commit
  // makes the closure run again. The same holds once more than kMaxEdgesRecorded edges were read.
  const Snapshot& snapshot();

  // Of the version read; not recorded. A change of schema makes the closure run again.
  const Schema& schema() const;
  // How messages call a node: "Contact/ann", or "node 17". Not recorded.
  std::string name(NodeId node) const;

  // Adds a change; its number, for NodeRef::of_change.
  std::size_t add(Change change);

  static constexpr std::size_t kMaxEdgesRecorded = 10'000;

  // For transact(): the changes, with what was read.
  Transaction take();

 private:
  std::optional<NodeId> find(const NodeRef& ref);
  Result<std::vector<EdgeRecord>> read(NodeId node, Direction direction, std::string_view type,
                                       std::optional<NodeId> other);

  std::shared_ptr<const Published> at_;
  Transaction transaction_;
  std::size_t edges_recorded_ = 0;
};

// Graph::transact(): runs `body` and commits what it added.
//   - `body` returns not ok: nothing is written, and this is returned.
//   - it added nothing: ok with the version that was read. (All reads are of that one version.)
//   - a read no longer stands: again, up to max_attempts times in all, then kConflict that names it.
//   - else what Graph::commit returns. A change that fails with kConflict by itself (`expected`, edges that
//   hang on
//     a node) is no reason to run again.

}  // namespace relmap::graphstore
