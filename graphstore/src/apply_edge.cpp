// The changes on edges.
#include <algorithm>

#include "apply.h"

namespace relmap::graphstore {

using applying::check_expected, applying::combine, applying::done, applying::same_key;

bool applying::same_key(const EdgeTypeDef& def, const Properties& a, const Properties& b) {
  return std::all_of(def.key.begin(), def.key.end(), [&](const std::string& name) {
    const auto x = a.find(name), y = b.find(name);
    const bool has_x = x != a.end(), has_y = y != b.end();
    return has_x == has_y && (!has_x || x->second == y->second);
  });
}

namespace {

// The properties of `given` that identify an edge of the type, without nulls.
Properties key_part(const EdgeTypeDef& def, const Properties& given) {
  Properties key;
  for (const std::string& name : def.key) {
    const auto it = given.find(name);
    if (it != given.end() && !it->second.is_null()) key.emplace(name, it->second);
  }
  return key;
}

std::string record_of(std::string_view type, const NodeRef& from, const NodeRef& to) {
  return std::string(type) + " " + from.to_string() + " → " + to.to_string();
}

}  // namespace

Result<std::optional<EdgeState>> ChangeApplier::find_edge(const std::string& record, std::string_view type,
                                                          NodeId from, NodeId to,
                                                          const Properties& properties,
                                                          std::optional<EdgeId> id) const {
  const Symbol symbol = state_.names().symbols.find(type, kNoSymbol);
  const EdgeTypeDef* def = schema_.find_edge_type(type);
  if (symbol == kNoSymbol) return std::optional<EdgeState>();
  if (!id && (!def || !def->unique)) return std::optional<EdgeState>();
  Properties key = def ? key_part(*def, properties) : Properties();
  if (Status s = schema_.conform_edge_part(record, type, key); !s.ok()) return s;
  std::vector<keys::EdgeKey> candidates = state_.edges_between(from, symbol, to);
  if (def && def->undirected && from != to) {
    const std::vector<keys::EdgeKey> back = state_.edges_between(to, symbol, from);
    candidates.insert(candidates.end(), back.begin(), back.end());
  }
  for (const keys::EdgeKey& candidate : candidates) {
    if (id && candidate.id != *id) continue;
    Result<EdgeState> edge = state_.edge(candidate);
    if (!edge) return edge.status();
    if (id || same_key(*def, edge->properties, key)) return std::optional<EdgeState>(std::move(*edge));
  }
  return std::optional<EdgeState>();
}

Status ChangeApplier::check_new_edge(const WriteEdge& change, const std::string& record, NodeId from,
                                     NodeId to, Symbol type) const {
  const Result<std::vector<std::string>> from_labels = label_names(from), to_labels = label_names(to);
  if (!from_labels) return from_labels.status();
  if (!to_labels) return to_labels.status();
  if (!schema_.allows_ends(change.type, *from_labels, *to_labels)) {
    return Status::schema_violation(record + ": " + change.type + " does not run between these labels");
  }
  const EdgeTypeDef* def = schema_.find_edge_type(change.type);
  if (!def) return {};
  if (!def->loops && from == to)
    return Status::schema_violation(record + ": an edge to itself is not allowed");
  if (def->max_out && state_.edges_at(from, Direction::kOut, type).size() >= *def->max_out) {
    return Status::schema_violation(record + ": " + change.from.to_string() + " already has " +
                                    std::to_string(*def->max_out) + " " + change.type);
  }
  return {};
}

ChangeApplier::Applied ChangeApplier::write(const WriteEdge& change) {
  const std::string record = record_of(change.type, change.from, change.to);
  const EdgeTypeDef* def = schema_.find_edge_type(change.type);
  if (!def && !schema_.is_open()) {
    return Status::schema_violation(record + ": edge type '" + change.type + "' is not in the schema");
  }
  const Result<NodeId> from = resolve_end(change.from, "from"), to = resolve_end(change.to, "to");
  if (!from) return from.status().with_context(record);
  if (!to) return to.status().with_context(record);
  Result<std::optional<EdgeState>> before =
      find_edge(record, change.type, *from, *to, change.properties, change.id);
  if (!before) return before.status();
  if (change.id && !*before)
    return Status::not_found(record + ": there is no edge " + std::to_string(*change.id));
  if (Status s = check_expected(record, change.expected, *before ? (*before)->version : 0); !s.ok()) return s;

  Properties after = combine(*before ? &(*before)->properties : nullptr, change.properties, change.mode);
  if (Status s = schema_.conform_edge(record, change.type, after); !s.ok()) return s;
  if (*before) {
    if (def && !same_key(*def, (*before)->properties, after)) {
      // An edge named by its id may not take over another's identity.
      Result<std::optional<EdgeState>> holder =
          find_edge(record, change.type, *from, *to, after, std::nullopt);
      if (!holder) return holder.status();
      if (*holder && (*holder)->key.id != (*before)->key.id)
        return Status::already_exists(record + ": is another edge");
    }
    if ((*before)->properties == after) return done(Effect::kUnchanged, (*before)->key.id);
    if (Status s = state_.put_edge((*before)->key, after); !s.ok()) return s.with_context(record);
    return done(Effect::kUpdated, (*before)->key.id);
  }
  const Result<Symbol> type = state_.intern(change.type);
  if (!type) return type.status().with_context(record);
  if (Status s = check_new_edge(change, record, *from, *to, *type); !s.ok()) return s;
  const keys::EdgeKey key{*from, *type, *to, state_.next_edge()};
  if (Status s = state_.put_edge(key, after); !s.ok()) return s.with_context(record);
  state_.new_edge();
  return done(Effect::kCreated, key.id);
}

ChangeApplier::Applied ChangeApplier::write(const DeleteEdge& change) {
  const std::string record = record_of(change.type, change.from, change.to);
  const Result<NodeId> from = resolve_end(change.from, "from"), to = resolve_end(change.to, "to");
  if (!from) return from.status().with_context(record);
  if (!to) return to.status().with_context(record);
  const EdgeTypeDef* def = schema_.find_edge_type(change.type);
  if (!change.id && (!def || !def->unique))
    return Status::invalid_argument(record + ": name the edge by its id");
  const Result<std::optional<EdgeState>> edge =
      find_edge(record, change.type, *from, *to, change.key, change.id);
  if (!edge) return edge.status();
  if (!*edge) return Status::not_found("there is no " + record);
  if (Status s = check_expected(record, change.expected, (*edge)->version); !s.ok()) return s;
  if (Status s = state_.remove_edge((*edge)->key); !s.ok()) return s;
  return done(Effect::kDeleted, (*edge)->key.id);
}

}  // namespace relmap::graphstore
