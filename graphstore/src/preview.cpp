// What a transaction would make of the graph, without writing it: the same steps as a commit's, up to the
// batch.
#include "apply.h"
#include "graph_impl.h"
#include "snapshot_delta.h"

namespace relmap::graphstore {
namespace {

// No store hands out so high a number. Edges of a preview have none that lasts.
constexpr EdgeId kFirstPreviewEdge = EdgeId{1} << 62;

Status apply_all(const Transaction& transaction, const Schema& schema, WriteState& state) {
  std::vector<ChangeResult> results;
  results.reserve(transaction.changes.size());
  for (const Change& change : transaction.changes) {
    results.push_back(ChangeApplier(schema, state, results).apply(change));
    if (const Status& s = results.back().status; !s.ok()) {
      return transaction.changes.size() == 1 ? s : s.with_change(results.size() - 1);
    }
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const Snapshot>> Graph::preview(const Transaction& transaction) const {
  const std::shared_ptr<const Published> at = impl_->published();
  const Snapshot& base = *at->snapshot;
  const Schema& schema = base.schema();
  WriteState state(base, *at->view, at->names, SnapshotBuilder::label_sets(base), base.vertex_bound(),
                   kFirstPreviewEdge);
  state.begin(base.version() + 1);
  if (Status s = apply_all(transaction, schema, state); !s.ok()) return s;
  if (state.touched() == 0) return at->snapshot;
  KvBatch unwritten;
  state.keep(unwritten, {});
  const SnapshotBuilder::Frame frame{base.version(), base.time(), schema, state.share_names(),
                                     state.share_label_sets()};
  return SnapshotBuilder::apply(
      &base, delta_of(state.group(), base, state.names(), *frame.label_sets, base.time().date().days), frame);
}

}  // namespace relmap::graphstore
