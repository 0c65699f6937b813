#include "graph_bulk.h"

#include <algorithm>
#include <new>

#include "graph_impl.h"

namespace relmap::graphstore {
namespace {

std::string varint(std::uint64_t value) {
  std::string out;
  codec::put_varint(out, value);
  return out;
}

Status write_run(KvBulk& bulk, const std::vector<std::pair<std::string, std::string>>& records) {
  if (records.empty()) return {};
  const Result<std::unique_ptr<KvRun>> run = bulk.begin_run();
  if (!run) return run.status();
  for (const auto& [key, value] : records) {
    if (Status s = (*run)->put(key, value); !s.ok()) return s;
  }
  return (*run)->close();
}

// What `at`, of an empty graph, shows, without its view of the store: an engine loads better where there is
// none (kv_rocksdb.cpp).
Result<std::shared_ptr<const Published>> without_view(const Published& at) {
  Result<std::unique_ptr<KvStore>> memory = open_kv("memory:", {});
  if (!memory) return memory.status();
  KvBatch batch;
  const auto it = at.view->scan("", "");
  for (; it->valid(); it->next()) batch.put(std::string(it->key()), std::string(it->value()));
  if (Status s = it->status(); !s.ok()) return s;
  if (Status s = (*memory)->commit(batch, 0, 0, false); !s.ok()) return s;
  auto copy = std::make_shared<Published>();
  copy->store = std::move(*memory);
  copy->view = copy->store->view();
  copy->names = at.names;
  copy->snapshot = at.snapshot;
  copy->epoch = at.epoch;
  return std::shared_ptr<const Published>(std::move(copy));
}

}  // namespace

Result<std::unique_ptr<GraphBulk>> GraphBulk::begin(Graph& graph) {
  const std::shared_ptr<const Published> at = graph.impl_->published();
  if (at->snapshot->version() != 0 || at->snapshot->vertex_bound() != 0)
    return Status::conflict("the graph is not empty");
  Result<std::unique_ptr<KvBulk>> bulk = graph.impl_->begin_bulk();
  if (!bulk) return bulk.status();
  return std::unique_ptr<GraphBulk>(
      new GraphBulk(graph, std::move(*bulk), std::make_shared<Names>(*at->names)));
}

std::optional<Symbol> GraphBulk::intern(std::string_view name) {
  const Symbol known = names_->symbols.find(name, kNoSymbol);
  if (known != kNoSymbol) return known;
  if (names_->symbols.size() >= Names::kMaxNames || !Names::is_name(name)) return std::nullopt;
  names_->symbols.add(std::string(name));
  return static_cast<Symbol>(names_->symbols.size() - 1);
}

Status GraphBulk::finish(CommitRecord record, NodeId next_node, EdgeId next_edge) {
  return graph_.impl_->finish_bulk(*bulk_, std::move(record), names_, next_node, next_edge);
}

// Takes the place of a leader of commits: none runs meanwhile.
Status Graph::Impl::finish_bulk(KvBulk& bulk, CommitRecord record, const std::shared_ptr<const Names>& names,
                                NodeId next_node, EdgeId next_edge) {
  std::unique_lock lock(queue_mutex_);
  ++bulks_waiting_;
  leader_gone_.wait(lock, [&] { return !leader_active_; });
  --bulks_waiting_;
  leader_active_ = true;
  lock.unlock();
  stage_ = Stage::kPreparing;
  Status s;
  try {
    s = finish_bulk_as_leader(bulk, std::move(record), names, next_node, next_edge);
  } catch (const std::bad_alloc&) {
    s = Status::resource_exhausted("not enough memory to publish the bulk load");
  } catch (const std::exception& e) {
    s = Status::internal(std::string("a bulk load failed: ") + e.what());
  }
  if (stage_ == Stage::kDurable && !s.ok()) stop_writes(s);
  lock.lock();
  hand_on(lock);
  return s;
}

Status Graph::Impl::finish_bulk_as_leader(KvBulk& bulk, CommitRecord record,
                                          const std::shared_ptr<const Names>& names, NodeId next_node,
                                          EdgeId next_edge) {
  if (!failed_.ok()) return failed_;
  if (published()->snapshot->version() != 0) return Status::conflict("the graph is no longer empty");
  Result<std::shared_ptr<const Published>> copy = without_view(*published());
  if (!copy) return copy.status();
  const std::shared_ptr<const Published> base = std::move(*copy);
  set_published(base);
  record.version = GraphBulk::kVersion;
  record.time = std::max(clock_(), base->snapshot->time());
  std::vector<std::pair<std::string, std::string>> symbols;
  for (std::size_t i = base->names->symbols.size(); i < names->symbols.size(); ++i) {
    const auto id = static_cast<Symbol>(i);
    symbols.emplace_back(keys::symbol(keys::Tag::kSymbol, id), names->symbols.text(id));
  }
  // In the order of their keys; each kind a run of its own, for the runs of nodes and edges lie between them.
  const Status written[] = {
      write_run(bulk, {{std::string(keys::kFormatKey), varint(keys::kFormatVersion)},
                       {std::string(keys::kHorizonKey), varint(GraphBulk::kVersion)},
                       {std::string(keys::kNextKey), varint(next_node) + varint(next_edge)}}),
      write_run(bulk, symbols),
      write_run(bulk, {{keys::commit(record.version), encode_commit(record)}}),
  };
  for (const Status& s : written) {
    if (!s.ok()) return s;
  }
  if (Status s = bulk.finish(0, record.version); !s.ok()) {
    // The engine takes no more writes after this; everybody is to know.
    if (s.code() == StatusCode::kIo) stop_writes(s);
    return s;
  }
  stage_ = Stage::kDurable;  // from here on the store is ahead of what is published
  auto next = std::make_shared<Published>();
  next->epoch = published()->epoch;
  next->view = store_->view();
  next->names = names;
  SnapshotBuilder::Frame frame{record.version, record.time, schema_, names, nullptr};
  Result<std::shared_ptr<const Snapshot>> snapshot =
      SnapshotBuilder::load(*next->view, frame, next_node, next_edge);
  if (!snapshot) return snapshot.status();
  next->snapshot = std::move(*snapshot);
  label_sets_ = frame.label_sets;
  next_node_ = next_node;
  next_edge_ = next_edge;
  older_format_ = false;
  set_published(std::move(next));
  return {};
}

}  // namespace relmap::graphstore
