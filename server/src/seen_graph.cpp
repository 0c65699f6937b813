#include "seen_graph.h"

#include <algorithm>

#include "graphstore/restrict.h"
#include "query/scope.h"

namespace relmap::server {

using graphstore::AsOf;
using graphstore::ChangeKind;
using graphstore::Diff;
using graphstore::EntityChange;
using graphstore::Properties;
using graphstore::PropertyChange;
using graphstore::Snapshot;
using graphstore::Version;

std::shared_ptr<const Snapshot> ScopedSnapshots::get(const std::shared_ptr<const Snapshot>& whole,
                                                     const Scope& scope) {
  std::shared_ptr<Entry> entry;
  {
    const std::lock_guard lock(mutex_);
    const auto at = std::find_if(entries_.begin(), entries_.end(), [&](const auto& kept) {
      return kept->whole == whole && kept->scope == scope.fingerprint;
    });
    if (at != entries_.end()) {
      entries_.splice(entries_.begin(), entries_, at);
    } else {
      entries_.push_front(std::make_shared<Entry>());
      entries_.front()->whole = whole;
      entries_.front()->scope = scope.fingerprint;
      if (entries_.size() > keep_) entries_.pop_back();
    }
    entry = entries_.front();
  }
  std::call_once(entry->once, [&] {
    entry->cut = graphstore::restricted(*whole, query::nodes_of_accounts(*whole, scope.accounts));
  });
  return entry->cut;
}

void ScopedSnapshots::clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
}

std::shared_ptr<const Snapshot> SeenGraph::cut(std::shared_ptr<const Snapshot> whole) const {
  return scope_ ? snapshots_->get(whole, *scope_) : whole;
}

Result<AsOf> SeenGraph::snapshot_at(Version version) const {
  auto then = graph_->snapshot_at(version);
  if (then) then->snapshot = cut(std::move(then->snapshot));
  return then;
}

Result<std::shared_ptr<const Snapshot>> SeenGraph::preview(const graphstore::Transaction& transaction) const {
  auto then = graph_->preview(transaction);
  // Nobody else reads it, so it is not kept among the others.
  if (!then || !scope_) return then;
  return graphstore::restricted(**then, query::nodes_of_accounts(**then, scope_->accounts));
}

namespace {

std::vector<PropertyChange> all_of(const Properties& properties, bool created) {
  std::vector<PropertyChange> list;
  for (const auto& [name, value] : properties) {
    list.push_back(created ? PropertyChange{name, {}, value} : PropertyChange{name, value, {}});
  }
  return list;
}

bool sees(const Snapshot& snapshot, const std::optional<graphstore::NodeRecord>& node) {
  return node && snapshot.alive(static_cast<graphstore::Vertex>(node->id));
}
bool sees(const Snapshot& snapshot, const std::optional<graphstore::EdgeRecord>& edge) {
  return edge && snapshot.alive(static_cast<graphstore::Vertex>(edge->from)) &&
         snapshot.alive(static_cast<graphstore::Vertex>(edge->to));
}

// Takes the sides away that are not seen; what is left looks as if it had come or gone. False: nothing is
// left.
template <class Record>
bool cut_sides(EntityChange& change, std::optional<Record>& before, std::optional<Record>& after,
               const Snapshot& older, const Snapshot& newer) {
  const bool had_both = before && after;
  if (!sees(older, before)) before.reset();
  if (!sees(newer, after)) after.reset();
  if (!before && !after) return false;
  if (!had_both || (before && after)) return true;
  change.kind = after ? ChangeKind::kCreated : ChangeKind::kDeleted;
  change.properties = all_of((after ? after : before)->properties, after.has_value());
  change.labels_added.clear();
  change.labels_removed.clear();
  return true;
}

bool cut_sides_of(EntityChange& change, const Snapshot& older, const Snapshot& newer) {
  if (change.is_edge) return cut_sides(change, change.edge_before, change.edge_after, older, newer);
  if (!cut_sides(change, change.node_before, change.node_after, older, newer)) return false;
  const auto& left = change.node_after ? change.node_after : change.node_before;
  change.name = graphstore::node_name(*left, (change.node_after ? newer : older).schema());
  return true;
}

}  // namespace

bool SeenGraph::cut_change(EntityChange& change, const Snapshot& older, const Snapshot& newer) const {
  return !scope_ || cut_sides_of(change, older, newer);
}

Result<SeenGraph::Versions> SeenGraph::versions_at(const Snapshot& snapshot, graphstore::Vertex node,
                                                   std::size_t limit) const {
  const auto told = [&](Version version) { return std::min(version, snapshot.version()); };
  Versions versions;
  versions.graph = versions.node = snapshot.version();
  const auto record = graph_->get_node(graphstore::NodeRef::by_id(node));
  if (!record) return record.status();
  if (*record) versions.node = told((*record)->version);
  for (const auto direction : {graphstore::Direction::kOut, graphstore::Direction::kIn}) {
    const Status visited = graph_->visit_edges(node, direction, "", [&](const graphstore::EdgeRecord& edge) {
      if (sees(snapshot, std::optional(edge))) versions.edges[edge.id] = told(edge.version);
      return versions.edges.size() < limit;
    });
    if (!visited.ok()) return visited;
  }
  return versions;
}

Result<Diff> SeenGraph::diff(Version from, Version to, std::size_t limit) const {
  auto diff = graph_->diff(from, to, limit);
  if (!diff || !scope_) return diff;
  const auto older = snapshot_at(from), newer = snapshot_at(to);
  if (!older) return older.status();
  if (!newer) return newer.status();
  std::erase_if(diff->entities,
                [&](EntityChange& c) { return !cut_sides_of(c, *older->snapshot, *newer->snapshot); });
  return diff;
}

// A record that the snapshot is not older than is what the snapshot shows: so what is seen there may be told.
// One that was written since is looked at again.
template <class Record, class Read, class Seen>
static Result<std::optional<Record>> read_seen(const SeenGraph& graph, const Read& read, const Seen& seen) {
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto snapshot = graph.snapshot();
    auto record = read();
    if (!record || !*record) return record;
    if ((*record)->version > snapshot->version()) continue;
    return seen(*snapshot, *record) ? std::move(record) : Result<std::optional<Record>>(std::nullopt);
  }
  return Status::unavailable("it is written to all the time; try again in a moment");
}

Result<std::vector<graphstore::CommitRecord>> SeenGraph::commits(graphstore::Version since,
                                                                 std::size_t limit) const {
  auto commits = graph_->commits(since, limit);
  if (!commits || all()) return commits;
  for (auto& commit : *commits) commit = {commit.version, commit.time, "", "", 0};
  return commits;
}

Result<std::optional<graphstore::NodeRecord>> SeenGraph::get_node(const graphstore::NodeRef& node) const {
  if (!scope_) return graph_->get_node(node);
  if (!snapshot()->find(node.label, node.key)) return std::optional<graphstore::NodeRecord>();
  return read_seen<graphstore::NodeRecord>(
      *this, [&] { return graph_->get_node(node); },
      [](const Snapshot& snapshot, const auto& record) { return sees(snapshot, record); });
}

Result<std::optional<graphstore::EdgeRecord>> SeenGraph::get_edge(std::string_view type,
                                                                  const graphstore::NodeRef& from,
                                                                  const graphstore::NodeRef& to,
                                                                  const Properties& key) const {
  if (!scope_) return graph_->get_edge(type, from, to, key);
  const auto now = snapshot();
  // An end that is not seen is one that there is none of.
  if (!now->find(from.label, from.key) || !now->find(to.label, to.key))
    return std::optional<graphstore::EdgeRecord>();
  return read_seen<graphstore::EdgeRecord>(
      *this, [&] { return graph_->get_edge(type, from, to, key); },
      [](const Snapshot& snapshot, const auto& record) { return sees(snapshot, record); });
}

}  // namespace relmap::server
