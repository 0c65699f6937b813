#include "scoped_commit.h"

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

  // Before anything is tried, so that no message of the store can speak of what is not seen. May turn a
  // delete of what seems to have no edges into one that takes its unseen edges along.
  Status check(Transaction& transaction) {
    for (std::size_t i = 0; i < transaction.changes.size(); ++i) {
      const Status s = std::visit([this](auto& change) { return check(change); }, transaction.changes[i]);
      if (!s.ok()) return transaction.changes.size() == 1 ? s : s.with_context("change " + std::to_string(i));
    }
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
    return check_none_lost(then, *then_seen, scope);
  }

 private:
  bool sees(const NodeRef& node) const { return seen_->find(node.label, node.key).has_value(); }
  bool hidden(const NodeRef& node) const { return !sees(node) && whole_->find(node.label, node.key); }

  Status check(WriteNode& write) {
    if (is_shared(write.node.label))
      return Status::permission_denied(write.node.to_string() +
                                       " belongs to all accounts: only editors of all "
                                       "accounts change it");
    if (write.node.label == "Account" && !sees(write.node)) return outside(write.node.to_string());
    if (hidden(write.node)) return Status::conflict(write.node.to_string() + ": this id is not to be had");
    created_.insert(write.node.to_string());
    return {};
  }

  Status check(DeleteNode& remove) const {
    const std::string record = remove.node.to_string();
    const auto v = seen_->find(remove.node.label, remove.node.key);
    if (!v) return Status::not_found("there is no " + record);
    if (is_shared(remove.node.label) || remove.node.label == "Account")
      return Status::permission_denied(record + " is deleted by editors of all accounts only");
    const std::size_t edges = seen_->out(*v).size() + seen_->in(*v).size();
    if (edges > 0 && !remove.cascade)
      return Status::conflict(record + ": " + std::to_string(edges) + " edges hang on it");
    remove.cascade = true;
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

  static Status check_sight(const Change& change, const Snapshot& then, const Snapshot& then_seen) {
    const auto lost = [&](const NodeRef& node) {
      return then.find(node.label, node.key) && !then_seen.find(node.label, node.key);
    };
    if (const auto* write = std::get_if<WriteNode>(&change); write && lost(write->node))
      return outside(write->node.to_string());
    if (const auto* write = std::get_if<WriteEdge>(&change)) {
      for (const NodeRef* end : {&write->from, &write->to}) {
        if (lost(*end) && !is_shared(end->label)) return outside(end->to_string());
      }
    }
    return {};
  }

  Status check_none_lost(const Snapshot& then, const Snapshot& then_seen, const Scope& scope) const {
    for (const Vertex v : query::nodes_of_accounts(*whole_, scope.accounts)) {
      if (then.alive(v) && !then_seen.alive(v) && !is_shared(whole_->label(v)))
        return outside(std::string(whole_->label(v)) + "/" + std::string(whole_->key(v)));
    }
    return {};
  }

  const std::shared_ptr<const Snapshot> whole_, seen_;
  std::set<std::string> created_;  // or written, earlier in the transaction
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
  for (int attempt = 0; attempt < kMaxAttempts; ++attempt) {
    if (auto result = try_commit(context, caller, transaction, options)) return *std::move(result);
  }
  return Status::unavailable("the graph is written to all the time; try again in a moment");
}

}  // namespace relmap::server
