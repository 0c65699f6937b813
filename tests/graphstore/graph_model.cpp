#include "graph_model.h"

#include <algorithm>

#include "random_world.h"

namespace relmap::graphstore::testing {
namespace {

Status refused(StatusCode code) { return Status(code, "refused by the model"); }

Status check_expected(std::optional<Version> expected, Version actual) {
  return !expected || *expected == actual ? Status() : refused(StatusCode::kConflict);
}

Properties over(const Properties* old, const Properties& given, WriteMode mode) {
  Properties all = old && mode == WriteMode::kMerge ? *old : Properties();
  for (const auto& [name, value] : given) all[name] = value;
  std::erase_if(all, [](const auto& p) { return p.second.is_null(); });
  return all;
}

bool same_identity(const EdgeTypeDef& def, const Properties& a, const Properties& b) {
  const auto get = [](const Properties& p, const std::string& name) {
    const auto it = p.find(name);
    return it == p.end() ? Value() : it->second;
  };
  return std::all_of(def.key.begin(), def.key.end(),
                     [&](const std::string& name) { return get(a, name) == get(b, name); });
}

}  // namespace

std::multiset<std::string> GraphModel::State::describe() const {
  std::multiset<std::string> all;
  for (const auto& [id, node] : nodes) {
    all.insert(describe_node(id, {node->labels.begin(), node->labels.end()}, node->properties));
  }
  for (const auto& [id, e] : edges) all.insert(describe_edge(id, e->type, e->from, e->to, e->properties));
  return all;
}

const GraphModel::State* GraphModel::at(Version version) const {
  const auto it = kept_.find(version);
  return it == kept_.end() ? nullptr : &it->second;
}

Result<CommitResult> GraphModel::commit(const Transaction& transaction, const CommitOptions& options) {
  const State before = state_;
  ++state_.version;
  results_.clear();
  bool touched = false;
  for (const Change& change : transaction.changes) {
    const bool is_edge =
        std::holds_alternative<WriteEdge>(change) || std::holds_alternative<DeleteEdge>(change);
    const Applied applied = std::visit([&](const auto& c) { return apply(c); }, change);
    results_.push_back(applied ? *applied : ChangeResult{applied.status(), Effect::kFailed, 0, false});
    results_.back().is_edge = is_edge;
    touched |= results_.back().effect != Effect::kFailed && results_.back().effect != Effect::kUnchanged;
    if (applied || options.partial) continue;
    state_ = before;
    return applied.status();
  }
  if (options.dry_run || !touched) state_ = before;
  keep();
  CommitResult result;
  result.version = state_.version;
  result.changes = results_;
  return result;
}

void GraphModel::keep() {
  for (const auto& [id, node] : state_.nodes) {
    if (node->version != state_.version) continue;
    const auto keys = keys_of(*node);
    called_[id].insert(keys.begin(), keys.end());
  }
  if (state_.version % kKeepEvery == 0) kept_.insert_or_assign(state_.version, state_);
}

void GraphModel::commit_nothing() {
  ++state_.version;
  keep();
}

std::set<NodeId> GraphModel::person_of(const NodeRef& ref) const {
  std::set<NodeId> nodes;
  std::set<std::pair<std::string, std::string>> keys;
  if (!ref.id) keys.emplace(ref.label, ref.key);
  if (const auto living = find(ref)) nodes.insert(*living);
  if (ref.id && called_.contains(*ref.id)) nodes.insert(*ref.id);
  for (bool more = true; more;) {
    const std::size_t before = nodes.size();
    for (const NodeId node : nodes) {
      const auto& own = called_.at(node);
      keys.insert(own.begin(), own.end());
    }
    for (const auto& [id, own] : called_) {
      const bool shares =
          std::any_of(own.begin(), own.end(), [&](const auto& key) { return keys.contains(key); });
      if (shares && !state_.nodes.contains(id)) nodes.insert(id);
    }
    more = nodes.size() > before;
  }
  return nodes;
}

std::size_t GraphModel::erase(const NodeRef& ref) {
  const std::set<NodeId> person = person_of(ref);
  if (person.empty()) return 0;
  const auto gone = [&](const auto& edge) {
    return person.contains(edge.second->from) || person.contains(edge.second->to);
  };
  for (const NodeId node : person) {
    if (state_.nodes.contains(node)) put(node, std::nullopt);
    called_.erase(node);
  }
  std::erase_if(state_.edges, gone);
  for (auto& [version, state] : kept_) {
    std::erase_if(state.nodes, [&](const auto& node) { return person.contains(node.first); });
    std::erase_if(state.keys, [&](const auto& key) { return person.contains(key.second); });
    std::erase_if(state.edges, gone);
  }
  commit_nothing();
  return person.size();
}

std::optional<NodeId> GraphModel::find(const NodeRef& ref) const {
  if (ref.id) return state_.nodes.contains(*ref.id) ? ref.id : std::nullopt;
  const auto it = state_.keys.find({ref.label, ref.key});
  return it == state_.keys.end() ? std::nullopt : std::optional(it->second);
}

std::set<EdgeId> GraphModel::edges_at(NodeId node, Direction direction, std::string_view type) const {
  std::set<EdgeId> all;
  for (const auto& [id, e] : state_.edges) {
    const bool near = (direction == Direction::kOut ? e->from : e->to) == node;
    if (near && (type.empty() || e->type == type)) all.insert(id);
  }
  return all;
}

Result<std::optional<NodeId>> GraphModel::resolve(const NodeRef& ref) const {
  if (ref.created) {
    if (*ref.created >= results_.size()) return refused(StatusCode::kInvalidArgument);
    const ChangeResult& result = results_[*ref.created];
    if (result.is_edge) return refused(StatusCode::kInvalidArgument);
    if (result.effect == Effect::kFailed) return refused(StatusCode::kNotFound);
    return find(NodeRef::by_id(result.id));
  }
  if (ref.id) return find(ref);
  const LabelDef* label = schema_.find_label(ref.label);
  if (!label && !schema_.is_open()) return refused(StatusCode::kSchemaViolation);
  if (!label || label->key.empty()) return refused(StatusCode::kInvalidArgument);
  return find(ref);
}

Result<NodeId> GraphModel::resolve_end(const NodeRef& ref) const {
  const auto id = resolve(ref);
  if (!id) return id.status();
  if (!*id) return refused(StatusCode::kNotFound);
  return **id;
}

std::vector<std::pair<std::string, std::string>> GraphModel::keys_of(const Node& node) const {
  std::vector<std::pair<std::string, std::string>> all;
  for (const std::string& name : node.labels) {
    const LabelDef* label = schema_.find_label(name);
    if (!label || label->key.empty()) continue;
    const auto it = node.properties.find(label->key);
    const std::string* text = it == node.properties.end() ? nullptr : it->second.as_string();
    if (text) all.emplace_back(name, *text);
  }
  return all;
}

std::vector<std::string> GraphModel::labels_of(NodeId id) const {
  const std::set<std::string>& labels = state_.nodes.at(id)->labels;
  return {labels.begin(), labels.end()};
}

void GraphModel::put(NodeId id, std::optional<Node> node) {
  if (const auto old = state_.nodes.find(id); old != state_.nodes.end()) {
    for (const auto& key : keys_of(*old->second)) state_.keys.erase(key);
    state_.nodes.erase(old);
  }
  if (!node) return;
  for (const auto& key : keys_of(*node)) state_.keys[key] = id;
  node->version = state_.version;
  state_.nodes[id] = std::make_shared<const Node>(std::move(*node));
}

GraphModel::Applied GraphModel::apply(const WriteNode& change) {
  const bool named = change.node.id || change.node.created || !change.node.key.empty();
  std::optional<NodeId> id;
  if (named) {
    const auto found = resolve(change.node);
    if (!found) return found.status();
    id = *found;
    if (!id && (change.node.id || change.node.created)) return refused(StatusCode::kNotFound);
  }
  const Node* before = id ? state_.nodes.at(*id).get() : nullptr;
  if (Status s = check_expected(change.expected, before ? before->version : 0); !s.ok()) return s;
  Node after;
  after.labels = {change.labels.begin(), change.labels.end()};
  if (after.labels.empty() && before) after.labels = before->labels;
  if (!change.node.label.empty()) after.labels.insert(change.node.label);
  after.properties = over(before ? &before->properties : nullptr, change.properties, change.mode);
  const LabelDef* label = change.node.key.empty() ? nullptr : schema_.find_label(change.node.label);
  if (label &&
      after.properties.try_emplace(label->key, change.node.key).first->second != Value(change.node.key)) {
    return refused(StatusCode::kSchemaViolation);
  }
  const std::vector<std::string> labels(after.labels.begin(), after.labels.end());
  if (Status s = schema_.conform_node("model", labels, after.properties); !s.ok()) return s;
  const bool relabelled = before && before->labels != after.labels;
  if (before && !relabelled && before->properties == after.properties)
    return ChangeResult{{}, Effect::kUnchanged, *id, false};
  for (const auto& key : keys_of(after)) {
    if (key.second.empty() || key.second.size() > kMaxNodeKeyBytes)
      return refused(StatusCode::kSchemaViolation);
    const auto holder = state_.keys.find(key);
    if (holder != state_.keys.end() && holder->second != id) return refused(StatusCode::kAlreadyExists);
  }
  for (const auto& [edge_id, e] : state_.edges) {
    if (!relabelled || (e->from != *id && e->to != *id)) continue;
    const auto labels_at = [&](NodeId end) { return end == *id ? labels : labels_of(end); };
    if (!schema_.allows_ends(e->type, labels_at(e->from), labels_at(e->to)))
      return refused(StatusCode::kSchemaViolation);
  }
  const bool is_new = !id;
  if (is_new) id = state_.next_node++;
  put(*id, std::move(after));
  return ChangeResult{{}, is_new ? Effect::kCreated : Effect::kUpdated, *id, false};
}

Result<std::optional<EdgeId>> GraphModel::find_edge(const std::string& type, NodeId from, NodeId to,
                                                    const Properties& given, std::optional<EdgeId> id) const {
  const EdgeTypeDef* def = schema_.find_edge_type(type);
  if (!id && (!def || !def->unique)) return std::optional<EdgeId>();
  Properties key;
  for (const std::string& name : def ? def->key : std::vector<std::string>()) {
    if (const auto it = given.find(name); it != given.end() && !it->second.is_null()) key.insert(*it);
  }
  if (Status s = schema_.conform_edge_part("model", type, key); !s.ok()) return s;
  for (const auto& [edge_id, e] : state_.edges) {
    const bool forth = e->from == from && e->to == to;
    const bool back = def && def->undirected && e->from == to && e->to == from;
    if (e->type != type || (!forth && !back) || (id && edge_id != *id)) continue;
    if (id || same_identity(*def, e->properties, key)) return std::optional(edge_id);
  }
  return std::optional<EdgeId>();
}

GraphModel::Applied GraphModel::apply(const WriteEdge& change) {
  const EdgeTypeDef* def = schema_.find_edge_type(change.type);
  if (!def && !schema_.is_open()) return refused(StatusCode::kSchemaViolation);
  const auto from = resolve_end(change.from), to = resolve_end(change.to);
  if (!from) return from.status();
  if (!to) return to.status();
  auto id = find_edge(change.type, *from, *to, change.properties, change.id);
  if (!id) return id.status();
  if (change.id && !*id) return refused(StatusCode::kNotFound);
  const Edge* before = *id ? state_.edges.at(**id).get() : nullptr;
  if (Status s = check_expected(change.expected, before ? before->version : 0); !s.ok()) return s;
  Properties after = over(before ? &before->properties : nullptr, change.properties, change.mode);
  if (Status s = schema_.conform_edge("model", change.type, after); !s.ok()) return s;
  if (before) {
    const auto holder = find_edge(change.type, *from, *to, after, std::nullopt);
    if (!holder) return holder.status();
    if (*holder && **holder != **id) return refused(StatusCode::kAlreadyExists);
    if (before->properties == after) return ChangeResult{{}, Effect::kUnchanged, **id, true};
    Edge edge{before->type, before->from, before->to, after, state_.version};
    state_.edges[**id] = std::make_shared<const Edge>(std::move(edge));
    return ChangeResult{{}, Effect::kUpdated, **id, true};
  }
  if (!schema_.allows_ends(change.type, labels_of(*from), labels_of(*to)))
    return refused(StatusCode::kSchemaViolation);
  if (def && !def->loops && *from == *to) return refused(StatusCode::kSchemaViolation);
  if (def && def->max_out && edges_at(*from, Direction::kOut, change.type).size() >= *def->max_out) {
    return refused(StatusCode::kSchemaViolation);
  }
  const EdgeId fresh = state_.next_edge++;
  state_.edges[fresh] = std::make_shared<const Edge>(Edge{change.type, *from, *to, after, state_.version});
  return ChangeResult{{}, Effect::kCreated, fresh, true};
}

GraphModel::Applied GraphModel::apply(const DeleteNode& change) {
  const auto id = resolve(change.node);
  if (!id) return id.status();
  if (!*id) return refused(StatusCode::kNotFound);
  if (Status s = check_expected(change.expected, state_.nodes.at(**id)->version); !s.ok()) return s;
  std::set<EdgeId> edges = edges_at(**id, Direction::kOut, "");
  edges.merge(edges_at(**id, Direction::kIn, ""));
  if (!edges.empty() && !change.cascade) return refused(StatusCode::kConflict);
  for (const EdgeId edge : edges) state_.edges.erase(edge);
  put(**id, std::nullopt);
  return ChangeResult{{}, Effect::kDeleted, **id, false};
}

GraphModel::Applied GraphModel::apply(const DeleteEdge& change) {
  const auto from = resolve_end(change.from), to = resolve_end(change.to);
  if (!from) return from.status();
  if (!to) return to.status();
  const EdgeTypeDef* def = schema_.find_edge_type(change.type);
  if (!change.id && (!def || !def->unique)) return refused(StatusCode::kInvalidArgument);
  const auto id = find_edge(change.type, *from, *to, change.key, change.id);
  if (!id) return id.status();
  if (!*id) return refused(StatusCode::kNotFound);
  if (Status s = check_expected(change.expected, state_.edges.at(**id)->version); !s.ok()) return s;
  state_.edges.erase(**id);
  return ChangeResult{{}, Effect::kDeleted, **id, true};
}

}  // namespace relmap::graphstore::testing
