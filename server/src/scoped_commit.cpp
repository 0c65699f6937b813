#include "scoped_commit.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <variant>
#include <vector>

#include "graphstore/restrict.h"
#include "query/scope.h"

namespace relmap::server {
namespace {

using graphstore::Change;
using graphstore::CommitResult;
using graphstore::DeleteEdge;
using graphstore::DeleteNode;
using graphstore::NodeRef;
using graphstore::Snapshot;
using graphstore::Transaction;
using graphstore::Vertex;
using graphstore::WriteEdge;
using graphstore::WriteNode;

constexpr int kMaxAttempts = 20;

// What all accounts share: it is not one account's to change.
bool is_shared(std::string_view label) { return label == "TeamMember" || label == "BusinessLine"; }

Status outside(const std::string& record) {
  return Status::permission_denied(
      record +
      " would lie outside the accounts that you may see: in the same batch, connect it with one of them");
}

// The rules on one graph: as it is, and what of it the caller sees.
class Guard {
 public:
  Guard(std::shared_ptr<const Snapshot> whole, std::shared_ptr<const Snapshot> seen)
      : whole_(std::move(whole)), seen_(std::move(seen)) {}

  // Before anything is tried, so that no message of the store can speak of what is not seen.
  Status check(Transaction& transaction) {
    for (std::size_t i = 0; i < transaction.changes.size(); ++i) {
      const Status s = std::visit([this](auto& change) { return check(change); }, transaction.changes[i]);
      if (!s.ok()) return transaction.changes.size() == 1 ? s : s.with_change(i);
    }
    let_go(transaction);
    return {};
  }

  // After a trial: `then` and what the caller would see of it.
  Status check_outcome(const Transaction& transaction, const Snapshot& then, const Scope& scope) const {
    const auto visible = query::nodes_of_accounts(then, scope.accounts);
    const auto then_seen = graphstore::restricted(then, visible);
    for (const Change& change : transaction.changes) {
      if (Status s = check_sight(change, then, *then_seen); !s.ok()) return s;
    }
    for (const Vertex v : visible) {
      if (whole_->alive(v) && !seen_->alive(v))
        return Status::permission_denied(
            "the change would bring something into your sight that is not yours");
    }
    return check_none_lost(transaction, then, *then_seen, scope);
  }

 private:
  bool sees(const NodeRef& node) const { return seen_->find(node.label, node.key).has_value(); }
  bool hidden(const NodeRef& node) const { return !sees(node) && whole_->find(node.label, node.key); }

  Status check(WriteNode& write) {
    const std::string record = write.node.to_string();
    if (is_shared(write.node.label))
      return Status::permission_denied(record +
                                       " belongs to all accounts: only editors of all accounts change it");
    if (write.node.label == "Account" && !sees(write.node)) return outside(record);
    if (hidden(write.node)) return Status::conflict(record + ": this id is not to be had");
    created_.insert(record);
    return keep_aliases(write);
  }

  // Ids are one space for all: a second id could be one that somebody else is about to give to another.
  Status keep_aliases(WriteNode& write) const {
    const auto* label = whole_->schema().find_label(write.node.label);
    if (!label || label->aliases.empty()) return {};
    if (write.properties.contains(label->aliases))
      return Status::permission_denied(write.node.to_string() + ": " + label->aliases +
                                       " are given by editors of all accounts only");
    const auto v = seen_->find(write.node.label, write.node.key);
    if (!v || write.mode != graphstore::WriteMode::kReplace) return {};
    graphstore::Value kept = seen_->properties(*v).get(seen_->symbol(label->aliases));
    if (!kept.is_null()) write.properties[label->aliases] = std::move(kept);
    return {};
  }

  Status check(DeleteNode& remove) {
    const std::string record = remove.node.to_string();
    const auto v = seen_->find(remove.node.label, remove.node.key);
    if (!v) return Status::not_found("there is no " + record);
    if (is_shared(remove.node.label) || remove.node.label == "Account")
      return Status::permission_denied(record + " is deleted by editors of all accounts only");
    const std::size_t edges = seen_->out(*v).size() + seen_->in(*v).size();
    if (edges > 0 && !remove.cascade)
      return Status::conflict(record + ": " + std::to_string(edges) + " edges hang on it");
    if (edges < whole_->out(*v).size() + whole_->in(*v).size()) let_go_.push_back(*v);
    return {};
  }

  template <class EdgeChange>
  Status check(EdgeChange& change) const {
    const std::string record = change.type + " " + change.from.to_string() + " → " + change.to.to_string();
    if (is_shared(change.from.label) && is_shared(change.to.label))
      return Status::permission_denied(record +
                                       " belongs to all accounts: only editors of all accounts change it");
    // Hidden or not there: in either case the answer comes from here, before the store says anything.
    for (const NodeRef* end : {&change.from, &change.to}) {
      if (!sees(*end) && !created_.contains(end->to_string()))
        return Status::not_found(record + ": there is no " + end->to_string());
    }
    return {};
  }

  // Somebody whom others see too is not theirs alone to delete: he loses what ties him to these accounts, and
  // is gone from them. The first edge takes the place of the delete, the others follow behind all changes.
  void let_go(Transaction& transaction) const {
    const std::size_t changes = transaction.changes.size();
    for (std::size_t i = 0; i < changes; ++i) {
      const auto* remove = std::get_if<DeleteNode>(&transaction.changes[i]);
      const auto v = remove ? seen_->find(remove->node.label, remove->node.key) : std::nullopt;
      if (!v || std::find(let_go_.begin(), let_go_.end(), *v) == let_go_.end()) continue;
      std::vector<Change> cuts;
      for (const auto direction : {graphstore::Direction::kOut, graphstore::Direction::kIn}) {
        for (const auto edge : seen_->edges(*v, direction)) cuts.emplace_back(cut_of(edge));
      }
      if (cuts.empty()) continue;  // who is seen has a place, at least
      transaction.changes[i] = std::move(cuts.front());
      std::move(cuts.begin() + 1, cuts.end(), std::back_inserter(transaction.changes));
    }
  }

  DeleteEdge cut_of(const graphstore::Edge& edge) const {
    DeleteEdge cut;
    cut.type = seen_->name(edge.type);
    cut.from = NodeRef::by_id(edge.source);
    cut.to = NodeRef::by_id(edge.target);
    cut.id = edge.id;
    return cut;
  }

  static Status check_sight(const Change& change, const Snapshot& then, const Snapshot& then_seen) {
    const auto lost = [&](const NodeRef& node) {
      return then.find(node.label, node.key) && !then_seen.find(node.label, node.key);
    };
    if (const auto* write = std::get_if<WriteNode>(&change); write && lost(write->node))
      return outside(write->node.to_string());
    if (const auto* write = std::get_if<WriteEdge>(&change); write && write->type != "WORKS_IN") {
      for (const NodeRef* end : {&write->from, &write->to}) {
        if (lost(*end) && !is_shared(end->label)) return outside(end->to_string());
      }
    }
    return {};
  }

  Status check_none_lost(const Transaction& transaction, const Snapshot& then, const Snapshot& then_seen,
                         const Scope& scope) const {
    for (const Vertex v : query::nodes_of_accounts(*whole_, scope.accounts)) {
      const bool lost = then.alive(v) && !then_seen.alive(v) && !is_shared(whole_->label(v));
      if (lost && !may_leave(transaction, v))
        return outside(std::string(whole_->label(v)) + "/" + std::string(whole_->key(v)));
    }
    return {};
  }

  // Who is let go, and whose placement is ended: people move.
  bool may_leave(const Transaction& transaction, Vertex v) const {
    if (std::find(let_go_.begin(), let_go_.end(), v) != let_go_.end()) return true;
    return std::any_of(transaction.changes.begin(), transaction.changes.end(), [&](const Change& change) {
      const auto* write = std::get_if<WriteEdge>(&change);
      return write && write->type == "WORKS_IN" && write->properties.contains("until") &&
             seen_->find(write->from.label, write->from.key) == v;
    });
  }

  const std::shared_ptr<const Snapshot> whole_, seen_;
  std::set<std::string> created_;  // or written, earlier in the transaction
  std::vector<Vertex> let_go_;     // deleted here, and seen by others too
};

// A message about an alias or a unique value that is taken names who has it: perhaps somebody who is not
// seen.
Status without_names(const Status& status) {
  if (status.code() != StatusCode::kAlreadyExists) return status;
  return Status::conflict("an id, alias or unique value in it is not to be had");
}

// nullopt: somebody wrote meanwhile.
std::optional<Result<CommitResult>> try_commit(Context& context, const Caller& caller,
                                               Transaction transaction,
                                               const graphstore::CommitOptions& options) {
  const std::size_t asked = transaction.changes.size();
  const auto whole = context.graph.snapshot();
  Guard guard(whole, context.scoped.get(whole, *caller.scope));
  if (Status s = guard.check(transaction); !s.ok()) return s;
  const auto then = context.graph.preview(transaction);
  if (!then) return without_names(then.status());
  if ((*then)->version() != whole->version()) return std::nullopt;
  if (Status s = guard.check_outcome(transaction, **then, *caller.scope); !s.ok()) return s;
  graphstore::ReadSet nothing_changed;
  nothing_changed.version = whole->version();
  nothing_changed.whole_graph = true;
  transaction.reads = nothing_changed;
  auto result = context.graph.commit(transaction, options);
  if (result.ok()) result->changes.resize(asked);
  if (result.ok() || result.status().code() != StatusCode::kConflict) return result;
  if (context.graph.version() != whole->version()) return std::nullopt;
  return result;
}

}  // namespace

Result<CommitResult> commit_as(Context& context, const Caller& caller, const Transaction& transaction,
                               std::string reason) {
  graphstore::CommitOptions options;
  options.author = caller.name;
  options.reason = std::move(reason);
  if (caller.sees_all()) return context.graph.commit(transaction, options);
  const Gate::Pass pass(context.analyses, context.options.patience, caller.name);  // it costs as much
  if (!pass.entered())
    return Status::unavailable("the server is busy with other work; try again in a moment");
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    if (auto result = try_commit(context, caller, transaction, options)) return *std::move(result);
  }
  return Status::unavailable("the graph is written to all the time; try again in a moment");
}

}  // namespace relmap::server
