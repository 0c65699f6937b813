// The graph as one caller may see it: whole, or cut to the accounts of his scope. What reads the graph on
// behalf of a caller reads it through this, so that nothing of the rest can show in a list, a path, a count
// or an error.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "access.h"
#include "base/status.h"
#include "graphstore/graph.h"
#include "graphstore/history.h"

namespace relmap::server {

// Snapshots cut to scopes, the last few: making one costs as much as reading the accounts' people once.
// Thread-safe.
class ScopedSnapshots {
 public:
  explicit ScopedSnapshots(std::size_t keep) : keep_(keep) {}

  std::shared_ptr<const graphstore::Snapshot> get(const std::shared_ptr<const graphstore::Snapshot>& whole,
                                                  const Scope& scope);
  void clear();

 private:
  struct Entry {
    std::shared_ptr<const graphstore::Snapshot> whole;  // held, so that its address stays its own
    std::string scope;                                  // fingerprint
    std::once_flag once;                                // several readers make it once
    std::shared_ptr<const graphstore::Snapshot> cut;
  };

  const std::size_t keep_;
  std::mutex mutex_;
  std::list<std::shared_ptr<Entry>> entries_;  // most recently used first
};

class SeenGraph {
 public:
  // All of it.
  SeenGraph(const graphstore::Graph& graph) : graph_(&graph) {}  // NOLINT: what commands read
  // Cut to `scope` (nullptr: all of it). All must outlive this.
  SeenGraph(const graphstore::Graph& graph, const Scope* scope, ScopedSnapshots* snapshots)
      : graph_(&graph), scope_(scope), snapshots_(snapshots) {}

  bool all() const { return scope_ == nullptr; }

  // As those of Graph.
  std::shared_ptr<const graphstore::Snapshot> snapshot() const { return cut(graph_->snapshot()); }
  Result<graphstore::AsOf> snapshot_at(graphstore::Version version) const;
  Result<graphstore::Version> parse_as_of(std::string_view text) const { return graph_->parse_as_of(text); }
  Result<std::shared_ptr<const graphstore::Snapshot>> preview(
      const graphstore::Transaction& transaction) const;
  // Of each entity the side that is seen at that version; those of which neither is are left out.
  Result<graphstore::Diff> diff(graphstore::Version from, graphstore::Version to, std::size_t limit) const;
  Result<graphstore::HistoryInfo> history_info() const { return graph_->history_info(); }
  // As Graph::commits(); of a scope only numbers and times: who did what elsewhere is not said.
  Result<std::vector<graphstore::CommitRecord>> commits(graphstore::Version since, std::size_t limit) const;
  // nullopt: there is none, or it is not seen.
  Result<std::optional<graphstore::NodeRecord>> get_node(const graphstore::NodeRef& node) const;
  Result<std::optional<graphstore::EdgeRecord>> get_edge(std::string_view type,
                                                         const graphstore::NodeRef& from,
                                                         const graphstore::NodeRef& to,
                                                         const graphstore::Properties& key) const;

  // Of an entry of the changes from `older` to `newer` (as this graph shows them) takes the sides away that
  // are not seen there. False: nothing is left. Precondition: made of the whole graph.
  bool cut_change(graphstore::EntityChange& change, const graphstore::Snapshot& older,
                  const graphstore::Snapshot& newer) const;
  // As Graph::node_history(), of everything: each entry is to be cut before anybody sees it.
  Result<graphstore::NodeHistory> whole_history(graphstore::Vertex node, graphstore::Version before,
                                                std::size_t limit) const {
    return graph_->node_history(node, before, limit);
  }
  // The versions of a node of `snapshot` and of its edges that are seen there. One that was changed since has
  // the version of the snapshot, which is none that it has had since: a write guarded by it is refused. At
  // most `limit` edges are looked at.
  struct Versions {
    graphstore::Version graph = 0, node = 0;
    std::unordered_map<graphstore::EdgeId, graphstore::Version> edges;
  };
  Result<Versions> versions_at(const graphstore::Snapshot& snapshot, graphstore::Vertex node,
                               std::size_t limit) const;

  std::shared_ptr<const graphstore::Snapshot> cut(std::shared_ptr<const graphstore::Snapshot> whole) const;

 private:
  const graphstore::Graph* graph_;
  const Scope* scope_ = nullptr;
  ScopedSnapshots* snapshots_ = nullptr;
};

}  // namespace relmap::server
