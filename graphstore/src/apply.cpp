#include "apply.h"

#include <algorithm>
#include <set>

#include "base/utf8.h"

namespace relmap::graphstore {
namespace applying {

Status check_expected(const std::string& record, std::optional<Version> expected, Version actual) {
  if (!expected || *expected == actual) return {};
  if (actual == 0)
    return Status::conflict(record + ": does not exist (expected version " + std::to_string(*expected) + ")");
  if (*expected == 0) return Status::conflict(record + ": already exists");
  return Status::conflict(record + ": is at version " + std::to_string(actual) + ", not " +
                          std::to_string(*expected));
}

Properties combine(const Properties* old, const Properties& given, WriteMode mode) {
  Properties all;
  if (old && mode == WriteMode::kMerge) all = *old;
  for (const auto& [name, value] : given) {
    if (value.is_null()) {
      all.erase(name);
    } else {
      all.insert_or_assign(name, value);
    }
  }
  return all;
}

}  // namespace applying

using applying::check_expected, applying::combine, applying::done;

std::string NodeRef::to_string() const {
  if (id) return "node " + std::to_string(*id);
  if (created) return "node of change " + std::to_string(*created);
  return label + "/" + key;
}

ChangeResult ChangeApplier::apply(const Change& change) {
  Applied applied = std::visit([&](const auto& c) { return write(c); }, change);
  const bool is_edge =
      std::holds_alternative<WriteEdge>(change) || std::holds_alternative<DeleteEdge>(change);
  if (!applied) return {applied.status(), Effect::kFailed, 0, is_edge};
  applied->is_edge = is_edge;
  return std::move(*applied);
}

Result<std::optional<NodeId>> ChangeApplier::resolve(const NodeRef& ref) const {
  if (ref.created) {
    if (*ref.created >= results_.size()) return Status::invalid_argument(ref.to_string() + ": comes later");
    const ChangeResult& result = results_[*ref.created];
    if (result.is_edge) return Status::invalid_argument(ref.to_string() + ": is an edge");
    if (result.effect == Effect::kFailed) return Status::not_found(ref.to_string() + ": was refused");
    return state_.node_exists(result.id) ? std::optional<NodeId>(result.id) : std::nullopt;
  }
  if (ref.id) return state_.node_exists(*ref.id) ? ref.id : std::nullopt;
  const LabelDef* label = schema_.find_label(ref.label);
  if (!label && !schema_.is_open()) {
    return Status::schema_violation(ref.to_string() + ": label '" + ref.label + "' is not in the schema");
  }
  if (!label || label->key.empty()) {
    return Status::invalid_argument(ref.to_string() + ": label '" + ref.label +
                                    "' has no key to find a node by");
  }
  return state_.find_key(state_.names().symbols.find(ref.label, kNoSymbol), ref.key);
}

Result<NodeId> ChangeApplier::resolve_end(const NodeRef& ref, const char* end) const {
  const Result<std::optional<NodeId>> id = resolve(ref);
  if (!id) return id.status().with_context(end);
  if (!*id) return Status::not_found(std::string(end) + ": there is no " + ref.to_string());
  return **id;
}

Result<std::vector<std::string>> ChangeApplier::label_names(NodeId id) const {
  const Result<std::vector<Symbol>> symbols = state_.labels_of(id);
  if (!symbols) return symbols.status();
  std::vector<std::string> labels;
  for (const Symbol symbol : *symbols) labels.push_back(state_.names().symbols.text(symbol));
  return labels;
}

std::vector<std::pair<Symbol, std::string>> ChangeApplier::keys_of(const NodeState& node) const {
  return node_keys(schema_, state_.names(), node.labels, node.properties);
}

std::string ChangeApplier::name_of(NodeId id) const {
  const Result<std::optional<NodeState>> node = state_.node(id);
  const auto keys = node && *node ? keys_of(**node) : std::vector<std::pair<Symbol, std::string>>();
  if (keys.empty()) return "node " + std::to_string(id);
  return state_.names().symbols.text(keys[0].first) + "/" + keys[0].second;
}

Status ChangeApplier::check_keys(const NodeState* before, const NodeState& after,
                                 const std::string& record) const {
  for (const auto& [label, key] : keys_of(after)) {
    if (key.empty() || key.size() > kMaxNodeKeyBytes) {
      return Status::schema_violation(record + ": a key has 1 to 1000 bytes");
    }
    const std::optional<NodeId> holder = state_.find_key(label, key);
    if (holder && (!before || *holder != before->id)) {
      return Status::already_exists(record + ": " + state_.names().symbols.text(label) + "/" + key +
                                    " is another node's key");
    }
  }
  return {};
}

Result<bool> ChangeApplier::has_value(NodeId id, const IndexedValue& wanted) const {
  const Result<std::optional<NodeState>> node = state_.node(id);
  if (!node) return node.status();
  if (!*node) return false;
  const auto it = (*node)->properties.find(wanted.def->name);
  if (it == (*node)->properties.end()) return false;
  const std::string* text = wanted.value->as_string();
  return !text || it->second == Value(*text);
}

Status ChangeApplier::check_unique(const NodeState* before, const NodeState& after,
                                   const std::string& record) const {
  // Two different long texts with equal index bytes are so unlikely that more of them than this are an
  // attack.
  constexpr std::size_t kMaxLookedAt = 100;
  for (const IndexedValue& indexed :
       indexed_values(schema_, state_.names(), after.labels, after.properties)) {
    if (!indexed.def->unique) continue;
    const std::optional<NodeId> self = before ? std::optional<NodeId>(before->id) : std::nullopt;
    const Result<std::vector<NodeId>> holders = state_.index_holders(indexed.prefix(), self, kMaxLookedAt);
    if (!holders) return holders.status();
    for (const NodeId holder : *holders) {
      const Result<bool> same = has_value(holder, indexed);
      if (!same) return same.status();
      if (!*same && holders->size() < kMaxLookedAt) continue;
      return Status::already_exists(record + ": " + indexed.def->name + ": '" +
                                    utf8::truncate(to_text(*indexed.value), 60) + "' is the " +
                                    indexed.def->name + " of " + name_of(holder) + " already");
    }
  }
  return {};
}

void ChangeApplier::move_index(const NodeState* before, const NodeState& after) {
  std::set<std::string> now, old;
  for (const IndexedValue& v : indexed_values(schema_, state_.names(), after.labels, after.properties))
    now.insert(v.key(after.id));
  if (before) {
    for (const IndexedValue& v : indexed_values(schema_, state_.names(), before->labels, before->properties))
      old.insert(v.key(before->id));
  }
  for (const std::string& key : old) {
    if (!now.contains(key)) state_.remove_index(key);
  }
  for (const std::string& key : now) {
    if (!old.contains(key)) state_.put_index(key);
  }
}

void ChangeApplier::move_keys(const NodeState* before, const NodeState& after) {
  const auto now = keys_of(after);
  const auto old = before ? keys_of(*before) : std::vector<std::pair<Symbol, std::string>>();
  for (const auto& key : old) {
    if (std::find(now.begin(), now.end(), key) == now.end()) state_.remove_key(key.first, key.second);
  }
  for (const auto& key : now) {
    if (std::find(old.begin(), old.end(), key) == old.end()) state_.put_key(key.first, key.second, after.id);
  }
}

Status ChangeApplier::check_edges_keep_ends(const NodeState& before,
                                            const std::vector<std::string>& labels) const {
  for (const Direction direction : {Direction::kOut, Direction::kIn}) {
    for (const keys::EdgeKey& e : state_.edges_at(before.id, direction, std::nullopt)) {
      const NodeId far = direction == Direction::kOut ? e.to : e.from;
      const Result<std::vector<std::string>> far_labels = far == before.id ? labels : label_names(far);
      if (!far_labels) return far_labels.status();
      const std::string& type = state_.names().symbols.text(e.type);
      const bool allowed = direction == Direction::kOut ? schema_.allows_ends(type, labels, *far_labels)
                                                        : schema_.allows_ends(type, *far_labels, labels);
      if (!allowed) return Status::schema_violation("the new labels do not allow its " + type + " edge");
    }
  }
  return {};
}

Result<std::optional<NodeState>> ChangeApplier::existing(const WriteNode& change,
                                                         const std::string& record) const {
  const bool fresh = !change.node.id && !change.node.created && change.node.key.empty();
  if (fresh) return std::optional<NodeState>();
  const Result<std::optional<NodeId>> id = resolve(change.node);
  if (!id) return id.status();
  if (*id) return state_.node(**id);
  if (change.node.id || change.node.created) return Status::not_found("there is no " + record);
  return std::optional<NodeState>();
}

Status ChangeApplier::set_labels(NodeState& node, const std::vector<std::string>& labels) {
  for (const std::string& label : labels) {
    const Result<Symbol> symbol = state_.intern(label);
    if (!symbol) return symbol.status();
    node.labels.push_back(*symbol);
  }
  std::sort(node.labels.begin(), node.labels.end());
  node.labels.erase(std::unique(node.labels.begin(), node.labels.end()), node.labels.end());
  return {};
}

// The labels the node is to have, by name.
std::vector<std::string> ChangeApplier::wanted_labels(const WriteNode& change,
                                                      const NodeState* before) const {
  std::vector<std::string> labels = change.labels;
  if (labels.empty() && before) {
    for (const Symbol symbol : before->labels) labels.push_back(state_.names().symbols.text(symbol));
  }
  if (!change.node.label.empty() &&
      std::find(labels.begin(), labels.end(), change.node.label) == labels.end()) {
    labels.push_back(change.node.label);
  }
  return labels;
}

Result<Properties> ChangeApplier::wanted_properties(const WriteNode& change, const NodeState* before,
                                                    const std::vector<std::string>& labels,
                                                    const std::string& record) const {
  Properties all = combine(before ? &before->properties : nullptr, change.properties, change.mode);
  if (const LabelDef* label = change.node.key.empty() ? nullptr : schema_.find_label(change.node.label)) {
    // A node reached by an alias keeps its own key.
    const auto own = before ? before->properties.find(label->key) : Properties::const_iterator();
    const bool known = before && own != before->properties.end();
    const Value key = known ? own->second : Value(change.node.key);
    if (const auto given = change.properties.find(label->key);
        given != change.properties.end() && given->second == Value(change.node.key)) {
      all.insert_or_assign(label->key, key);
    }
    const auto it = all.try_emplace(label->key, key).first;
    if (it->second != key) {
      return Status::schema_violation(record, label->key, "differs from the key that names the record");
    }
  }
  if (Status s = schema_.conform_node(record, labels, all); !s.ok()) return s;
  return all;
}

ChangeApplier::Applied ChangeApplier::write(const WriteNode& change) {
  const bool named = change.node.id || change.node.created || !change.node.key.empty();
  const std::string record = named ? change.node.to_string() : "new " + change.node.label;
  const Result<std::optional<NodeState>> found = existing(change, record);
  if (!found) return found.status();
  const NodeState* before = *found ? &**found : nullptr;
  if (Status s = check_expected(record, change.expected, before ? before->version : 0); !s.ok()) return s;

  const std::vector<std::string> labels = wanted_labels(change, before);
  Result<Properties> properties = wanted_properties(change, before, labels, record);
  if (!properties) return properties.status();
  NodeState after;
  after.properties = std::move(*properties);
  if (Status s = set_labels(after, labels); !s.ok()) return s.with_context(record);
  const bool relabelled = before && before->labels != after.labels;
  if (before && !relabelled && before->properties == after.properties)
    return done(Effect::kUnchanged, before->id);
  if (Status s = check_keys(before, after, record); !s.ok()) return s;
  if (Status s = check_unique(before, after, record); !s.ok()) return s;
  if (relabelled) {
    if (Status s = check_edges_keep_ends(*before, labels); !s.ok()) return s.with_context(record);
  }
  after.id = before ? before->id : state_.next_node();
  if (Status s = state_.put_node(after); !s.ok()) return s.with_context(record);
  if (!before) state_.new_node();
  move_keys(before, after);
  move_index(before, after);
  return done(before ? Effect::kUpdated : Effect::kCreated, after.id);
}

ChangeApplier::Applied ChangeApplier::write(const DeleteNode& change) {
  const std::string record = change.node.to_string();
  const Result<std::optional<NodeId>> id = resolve(change.node);
  if (!id) return id.status();
  if (!*id) return Status::not_found("there is no " + record);
  const Result<std::optional<NodeState>> node = state_.node(**id);
  if (!node) return node.status();
  if (Status s = check_expected(record, change.expected, (*node)->version); !s.ok()) return s;
  std::vector<keys::EdgeKey> edges = state_.edges_at(**id, Direction::kOut, std::nullopt);
  const std::vector<keys::EdgeKey> in = state_.edges_at(**id, Direction::kIn, std::nullopt);
  edges.insert(edges.end(), in.begin(), in.end());
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());  // a loop stands in both
  if (!edges.empty() && !change.cascade) {
    return Status::conflict(record + ": " + std::to_string(edges.size()) + " edges hang on it");
  }
  for (const keys::EdgeKey& e : edges) {
    if (Status s = state_.remove_edge(e); !s.ok()) return s;
  }
  for (const auto& [label, key] : keys_of(**node)) state_.remove_key(label, key);
  const NodeState& gone = **node;
  for (const IndexedValue& v : indexed_values(schema_, state_.names(), gone.labels, gone.properties))
    state_.remove_index(v.key(gone.id));
  if (Status s = state_.remove_node(**id); !s.ok()) return s;
  return done(Effect::kDeleted, **id);
}

}  // namespace relmap::graphstore
