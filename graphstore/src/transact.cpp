#include "graphstore/transact.h"

#include <algorithm>
#include <random>
#include <thread>

#include "apply.h"
#include "graph_impl.h"

namespace relmap::graphstore {
namespace {

void wait_at_random(std::chrono::microseconds unit, int attempt, std::minstd_rand& random) {
  const auto most = unit.count() << std::min(attempt, 6);
  if (most <= 0) return;
  std::uniform_int_distribution<std::chrono::microseconds::rep> time(0, most);
  std::this_thread::sleep_for(std::chrono::microseconds(time(random)));
}

}  // namespace

Status TransactOptions::validate() const {
  if (max_attempts < 1) return Status::invalid_argument("a transaction needs at least one attempt");
  if (back_off.count() < 0 || back_off > std::chrono::seconds(1)) {
    return Status::invalid_argument("back_off must lie between 0 and 1 second");
  }
  return {};
}

TransactionContext::TransactionContext(std::shared_ptr<const Published> at) : at_(std::move(at)) {
  transaction_.reads.emplace();
  transaction_.reads->version = at_->snapshot->version();
}
TransactionContext::~TransactionContext() = default;

Version TransactionContext::version() const { return at_->snapshot->version(); }

std::optional<NodeId> TransactionContext::find(const NodeRef& ref) {
  const std::optional<NodeId> id = resolve(*at_, ref);
  if (!ref.id) transaction_.reads->keys.push_back({ref.label, ref.key, id});
  return id;
}

Result<std::optional<NodeRecord>> TransactionContext::node(const NodeRef& node) {
  if (node.created)
    return Status::invalid_argument(node.to_string() + ": reads do not see the changes added");
  const std::optional<NodeId> id = find(node);
  if (!id) return std::optional<NodeRecord>();
  Result<std::optional<NodeRecord>> record = read_node(*at_, *id);
  if (record) transaction_.reads->nodes.push_back({*id, *record ? (*record)->version : 0});
  return record;
}

Result<std::vector<EdgeRecord>> TransactionContext::read(NodeId node, Direction direction,
                                                         std::string_view type, std::optional<NodeId> other) {
  std::vector<EdgeRecord> edges;
  ReadSet::Edges read{node, direction, std::string(type), other, {}};
  const Status s = read_edges(*at_, node, direction, type, other, [&](const EdgeRecord& edge) {
    edges.push_back(edge);
    if (++edges_recorded_ <= kMaxEdgesRecorded) read.seen.push_back({edge.id, edge.version});
    return true;
  });
  if (!s.ok()) return s;
  std::sort(read.seen.begin(), read.seen.end());
  // The leader checks reads while all writers wait: beyond the bound it only compares the version.
  if (edges_recorded_ > kMaxEdgesRecorded) {
    transaction_.reads->whole_graph = true;
  } else {
    transaction_.reads->edges.push_back(std::move(read));
  }
  return edges;
}

Result<std::optional<EdgeRecord>> TransactionContext::edge(std::string_view type, const NodeRef& from,
                                                           const NodeRef& to, const Properties& key) {
  if (from.created || to.created) return Status::invalid_argument("reads do not see the changes added");
  const std::optional<NodeId> from_id = find(from), to_id = find(to);
  if (!from_id || !to_id || type.empty()) return std::optional<EdgeRecord>();
  const Schema& schema = at_->snapshot->schema();
  const EdgeTypeDef* def = schema.find_edge_type(type);
  Properties wanted = key;
  if (Status s = schema.conform_edge_part("key", type, wanted); !s.ok()) return s;
  Result<std::vector<EdgeRecord>> edges = read(*from_id, Direction::kOut, type, *to_id);
  if (!edges) return edges.status();
  if (def && def->undirected && *from_id != *to_id) {
    Result<std::vector<EdgeRecord>> back = read(*to_id, Direction::kOut, type, *from_id);
    if (!back) return back.status();
    edges->insert(edges->end(), back->begin(), back->end());
  }
  std::optional<EdgeRecord> found;
  for (EdgeRecord& edge : *edges) {
    if (def && !applying::same_key(*def, edge.properties, wanted)) continue;
    if (found) return Status::invalid_argument("several edges match");
    found = std::move(edge);
  }
  return found;
}

Result<std::vector<EdgeRecord>> TransactionContext::edges(const NodeRef& node, Direction direction,
                                                          std::string_view type) {
  if (node.created)
    return Status::invalid_argument(node.to_string() + ": reads do not see the changes added");
  const std::optional<NodeId> id = find(node);
  if (!id) return std::vector<EdgeRecord>();
  return read(*id, direction, type, std::nullopt);
}

std::vector<NodeId> TransactionContext::nodes(std::string_view label) {
  transaction_.reads->labels.emplace_back(label);
  std::vector<NodeId> all;
  const Symbol symbol = at_->snapshot->symbol(label);
  if (symbol != kNoSymbol) at_->snapshot->for_each_node(symbol, [&](Vertex v) { all.push_back(v); });
  return all;
}

const Snapshot& TransactionContext::snapshot() {
  transaction_.reads->whole_graph = true;
  return *at_->snapshot;
}

const Schema& TransactionContext::schema() const { return at_->snapshot->schema(); }

std::string TransactionContext::name(NodeId node) const { return record_name(*at_->snapshot, node); }

std::size_t TransactionContext::add(Change change) {
  transaction_.changes.push_back(std::move(change));
  return transaction_.changes.size() - 1;
}

Transaction TransactionContext::take() { return std::move(transaction_); }

Result<CommitResult> Graph::transact(const TransactOptions& options, const TransactionBody& body) {
  if (Status s = options.validate(); !s.ok()) return s;
  std::optional<std::minstd_rand> random;
  for (int attempt = 1;; ++attempt) {
    TransactionContext context(impl_->published());
    if (Status s = body(context); !s.ok()) return s;
    const Transaction transaction = context.take();
    if (transaction.changes.empty()) {
      CommitResult nothing;
      nothing.version = context.version();
      return nothing;
    }
    bool outrun = false;
    Result<CommitResult> result = impl_->commit(transaction, options.commit, &outrun);
    if (!outrun) return result;
    if (attempt >= options.max_attempts) {
      return result.status().with_context("outrun " + std::to_string(attempt) + " times");
    }
    if (!random) random.emplace(std::random_device()());
    wait_at_random(options.back_off, attempt, *random);
  }
}

}  // namespace relmap::graphstore
