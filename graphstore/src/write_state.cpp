#include "write_state.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "node_index.h"

namespace relmap::graphstore {
namespace {

constexpr std::size_t kMaxRecordBytes = 4 << 20;

keys::EdgeKey key_of(const Edge& e) { return {e.source, e.type, e.target, e.id}; }

}  // namespace

WriteState::WriteState(const Snapshot& base, const KvView& view, std::shared_ptr<const Names> names,
                       std::shared_ptr<const LabelSets> label_sets, NodeId next_node, EdgeId next_edge)
    : base_(base),
      view_(view),
      names_(std::move(names)),
      label_sets_(std::move(label_sets)),
      next_node_(next_node),
      saved_node_(next_node),
      first_node_(next_node),
      next_edge_(next_edge),
      saved_edge_(next_edge),
      first_edge_(next_edge) {}

void WriteState::begin(Version version) {
  version_ = version;
  saved_node_ = next_node_;
  saved_edge_ = next_edge_;
  tx_.clear();
  before_.clear();
}

void WriteState::drop() {
  next_node_ = saved_node_;
  next_edge_ = saved_edge_;
  tx_.clear();
  before_.clear();
}

void WriteState::keep(KvBatch& batch, std::string_view commit_record) {
  for (const auto& [key, value] : tx_) batch.writes.push_back({key, value});
  for (const auto& [entity, image] : before_) {
    batch.put(keys::before(version_, entity), image ? "\1" + *image : std::string(1, '\0'));
    batch.put(keys::touched(entity, version_), "");
    if (const auto edge = keys::parse_edge(entity))
      batch.put(keys::touched(keys::in_edge(*edge), version_), "");
  }
  batch.put(keys::commit(version_), std::string(commit_record));
  if (group_.empty()) {
    group_ = std::move(tx_);
  } else {
    for (auto& [key, value] : tx_) group_[key] = std::move(value);
  }
  tx_.clear();
  before_.clear();
}

std::vector<Symbol> WriteState::relabelled() const {
  std::vector<Symbol> all;
  const auto labels = [&](const std::optional<std::string>& bytes) {
    Result<codec::NodeValue> node =
        bytes ? codec::decode_node(*bytes, *names_) : Result<codec::NodeValue>(codec::NodeValue());
    return node ? std::move(node->labels) : std::vector<Symbol>();
  };
  for (const auto& [entity, image] : before_) {
    const auto now = tx_.find(entity);
    if (!keys::parse_node(entity) || now == tx_.end()) continue;
    const std::vector<Symbol> old_labels = labels(image), new_labels = labels(now->second);
    std::set_symmetric_difference(old_labels.begin(), old_labels.end(), new_labels.begin(), new_labels.end(),
                                  std::back_inserter(all));
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

const std::optional<std::string>* WriteState::overlaid(std::string_view key) const {
  for (const Layer* layer : {&tx_, &group_}) {
    if (const auto it = layer->find(key); it != layer->end()) return &it->second;
  }
  return nullptr;
}

Result<std::optional<std::string>> WriteState::get(std::string_view key) const {
  if (const std::optional<std::string>* value = overlaid(key)) return *value;
  if (last_read_ && last_read_->first == key) return last_read_->second;
  Result<std::optional<std::string>> value = view_.get(key);
  if (value) last_read_.emplace(key, *value);
  return value;
}

std::optional<NodeId> WriteState::find_key(Symbol label, std::string_view key) const {
  if (const std::optional<std::string>* value = overlaid(keys::key_index(label, key))) {
    if (!*value) return std::nullopt;
    return codec::Reader(**value).varint();
  }
  if (label >= names_->symbols.size()) return std::nullopt;
  return base_.find(names_->symbols.text(label), key);
}

bool WriteState::node_exists(NodeId id) const {
  if (const std::optional<std::string>* value = overlaid(keys::node(id))) return value->has_value();
  return id < base_.vertex_bound() && base_.alive(static_cast<Vertex>(id));
}

Result<std::vector<Symbol>> WriteState::labels_of(NodeId id) const {
  if (const std::optional<std::string>* value = overlaid(keys::node(id)); value && *value) {
    Result<codec::NodeValue> node = codec::decode_node(**value, *names_);
    if (!node) return node.status();
    return std::move(node->labels);
  }
  const std::span<const Symbol> labels = base_.labels(static_cast<Vertex>(id));
  return std::vector<Symbol>(labels.begin(), labels.end());
}

Result<std::optional<NodeState>> WriteState::node(NodeId id) const {
  if (!node_exists(id)) return std::optional<NodeState>();
  const Result<std::optional<std::string>> bytes = get(keys::node(id));
  if (!bytes) return bytes.status();
  if (!*bytes) return Status::corrupt("node " + std::to_string(id) + " is missing from the store");
  const Result<codec::NodeValue> value = codec::decode_node(**bytes, *names_);
  if (!value) return value.status().with_context("node " + std::to_string(id));
  Result<Properties> properties = codec::unpack(value->packed, *names_);
  if (!properties) return properties.status();
  return std::optional<NodeState>(NodeState{id, value->version, value->labels, std::move(*properties)});
}

Result<EdgeState> WriteState::edge(const keys::EdgeKey& key) const {
  const Result<std::optional<std::string>> bytes = get(keys::out_edge(key));
  if (!bytes) return bytes.status();
  if (!*bytes) return Status::corrupt("edge " + std::to_string(key.id) + " is missing from the store");
  const Result<codec::EdgeValue> value = codec::decode_edge(**bytes, *names_);
  if (!value) return value.status().with_context("edge " + std::to_string(key.id));
  Result<Properties> properties = codec::unpack(value->packed, *names_);
  if (!properties) return properties.status();
  return EdgeState{key, value->version, std::move(*properties)};
}

Result<Version> WriteState::version_of(const std::string& entity) const {
  const Result<std::optional<std::string>> bytes = get(entity);
  if (!bytes) return bytes.status();
  return *bytes ? codec::Reader(**bytes).varint() : 0;
}

namespace {

// Adds and removes what the layer says of the keys that begin with `prefix`.
void overlay(const Layer& layer, const std::string& prefix, std::set<keys::EdgeKey>& edges) {
  for (auto it = layer.lower_bound(prefix); it != layer.end() && it->first.starts_with(prefix); ++it) {
    const std::optional<keys::EdgeKey> key = keys::parse_edge(it->first);
    if (key && it->second) edges.insert(*key);
    if (key && !it->second) edges.erase(*key);
  }
}

}  // namespace

std::vector<keys::EdgeKey> WriteState::edges_between(NodeId from, Symbol type, NodeId to) const {
  std::set<keys::EdgeKey> edges;
  if (from < base_.vertex_bound() && to < base_.vertex_bound()) {
    for (const Edge& e :
         base_.edges(static_cast<Vertex>(from), Direction::kOut, type, static_cast<Vertex>(to))) {
      edges.insert(key_of(e));
    }
  }
  std::string prefix = keys::edge_prefix(Direction::kOut, from, type);
  keys::put_u64(prefix, to);
  overlay(group_, prefix, edges);
  overlay(tx_, prefix, edges);
  return {edges.begin(), edges.end()};
}

std::vector<keys::EdgeKey> WriteState::edges_at(NodeId node, Direction direction,
                                                std::optional<Symbol> type) const {
  std::set<keys::EdgeKey> edges;
  if (node < base_.vertex_bound()) {
    const auto v = static_cast<Vertex>(node);
    for (const Edge& e : type ? base_.edges(v, direction, *type) : base_.edges(v, direction))
      edges.insert(key_of(e));
  }
  const std::string prefix = keys::edge_prefix(direction, node, type);
  overlay(group_, prefix, edges);
  overlay(tx_, prefix, edges);
  return {edges.begin(), edges.end()};
}

Result<std::vector<NodeId>> WriteState::index_holders(const std::string& prefix, std::optional<NodeId> except,
                                                      std::size_t limit) const {
  std::vector<NodeId> nodes;
  const auto add = [&](std::string_view key) {
    const std::optional<IndexEntry> entry = parse_index_key(key);
    if (entry && entry->node != except && nodes.size() < limit) nodes.push_back(entry->node);
  };
  const std::string end = keys::prefix_end(prefix);
  const auto it = view_.scan(prefix, end);
  for (; it->valid() && nodes.size() < limit; it->next()) {
    if (!overlaid(it->key())) add(it->key());
  }
  if (Status s = it->status(); !s.ok()) return s;
  for (const Layer* layer : {&group_, &tx_}) {
    for (auto at = layer->lower_bound(prefix); at != layer->end() && at->first.starts_with(prefix); ++at) {
      const bool latest = layer == &tx_ || !tx_.contains(at->first);
      if (latest && at->second) add(at->first);
    }
  }
  return nodes;
}

Status WriteState::remember(const std::string& entity, bool fresh) {
  if (before_.contains(entity)) return {};
  if (fresh && !overlaid(entity)) {
    before_.emplace(entity, std::nullopt);
    return {};
  }
  Result<std::optional<std::string>> image = get(entity);
  if (!image) return image.status();
  before_.emplace(entity, std::move(*image));
  return {};
}

Names& WriteState::extend_names() {
  if (!longer_names_) {
    longer_names_ = std::make_shared<Names>(*names_);
    names_ = longer_names_;
  }
  return *longer_names_;
}

Result<Symbol> WriteState::intern(std::string_view name) {
  const Symbol known = names_->symbols.find(name, kNoSymbol);
  if (known != kNoSymbol) return known;
  if (names_->symbols.size() >= Names::kMaxNames) {
    return Status::resource_exhausted("the store has 65,000 different names; no more can be added");
  }
  if (!Names::is_name(name)) {
    return Status::schema_violation("a name has 1 to 200 bytes of UTF-8 without NUL");
  }
  extend_names().symbols.add(std::string(name));
  return static_cast<Symbol>(names_->symbols.size() - 1);
}

Status WriteState::pack(const Properties& properties, std::string& packed) {
  for (const auto& [name, value] : properties) {
    if (Result<Symbol> symbol = intern(name); !symbol) return symbol.status();
  }
  codec::pack(properties, *names_, packed);
  if (packed.size() > kMaxRecordBytes) return Status::resource_exhausted("the record is larger than 4 MiB");
  return {};
}

Status WriteState::note_label_set(const std::vector<Symbol>& labels) {
  if (label_sets_->find(labels) != NodeTable::kDead) return {};
  if (label_sets_->sets.size() + 1 >= NodeTable::kDead) {
    return Status::resource_exhausted(
        "the store has 65,000 different combinations of labels; no more can be added");
  }
  auto longer = std::make_shared<LabelSets>(*label_sets_);
  longer->sets.push_back(labels);
  label_sets_ = std::move(longer);
  return {};
}

Status WriteState::put_node(const NodeState& node) {
  if (node.id >= kNoVertex)
    return Status::resource_exhausted("the store has used up its 4 billion node numbers");
  std::string packed;
  if (Status s = pack(node.properties, packed); !s.ok()) return s;
  if (Status s = note_label_set(node.labels); !s.ok()) return s;
  std::string key = keys::node(node.id);
  if (Status s = remember(key, node.id >= first_node_); !s.ok()) return s;
  put(std::move(key), codec::encode_node(version_, node.labels, packed));
  return {};
}

Status WriteState::remove_node(NodeId id) {
  std::string key = keys::node(id);
  if (Status s = remember(key, id >= first_node_); !s.ok()) return s;
  put(std::move(key), std::nullopt);
  return {};
}

Status WriteState::put_edge(const keys::EdgeKey& key, const Properties& properties) {
  std::string packed;
  if (Status s = pack(properties, packed); !s.ok()) return s;
  std::string out = keys::out_edge(key);
  if (Status s = remember(out, key.id >= first_edge_); !s.ok()) return s;
  const std::string value = codec::encode_edge(version_, packed);
  put(std::move(out), value);
  put(keys::in_edge(key), value);
  return {};
}

Status WriteState::remove_edge(const keys::EdgeKey& key) {
  std::string out = keys::out_edge(key);
  if (Status s = remember(out, key.id >= first_edge_); !s.ok()) return s;
  put(std::move(out), std::nullopt);
  put(keys::in_edge(key), std::nullopt);
  return {};
}

void WriteState::put_key(Symbol label, std::string_view key, NodeId node) {
  std::string value;
  codec::put_varint(value, node);
  put(keys::key_index(label, key), std::move(value));
}

void WriteState::remove_key(Symbol label, std::string_view key) {
  put(keys::key_index(label, key), std::nullopt);
}

}  // namespace relmap::graphstore
