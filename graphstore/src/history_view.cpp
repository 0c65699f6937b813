#include "history_view.h"

#include <algorithm>
#include <iterator>

namespace relmap::graphstore {
namespace {

// A varint kept under `key`; nullopt where there is none.
Result<std::optional<std::uint64_t>> read_number(const KvView& view, std::string_view key) {
  const Result<std::optional<std::string>> bytes = view.get(key);
  if (!bytes) return bytes.status();
  if (!*bytes) return std::optional<std::uint64_t>();
  codec::Reader in(**bytes);
  const std::uint64_t number = in.varint();
  if (!in.ok() || !in.at_end()) return Status::corrupt("'" + std::string(key) + "' does not decode");
  return std::optional<std::uint64_t>(number);
}

// The bytes of a 'c' record: 0, or 1 and the image.
Result<std::optional<std::string_view>> decode_image(std::string_view value, Version version) {
  if (value == std::string_view("\0", 1)) return std::optional<std::string_view>();
  if (value.empty() || value[0] != 1) {
    return Status::corrupt("history of version " + std::to_string(version) + ": a before-image is damaged");
  }
  return std::optional<std::string_view>(value.substr(1));
}

std::vector<PropertyChange> compare_properties(const Properties* before, const Properties* after) {
  static const Properties kNone;
  const Properties& old = before ? *before : kNone;
  const Properties& now = after ? *after : kNone;
  std::vector<PropertyChange> changes;
  for (const auto& [name, value] : old) {
    const auto it = now.find(name);
    if (it == now.end()) changes.push_back({name, value, {}});
    if (it != now.end() && it->second != value) changes.push_back({name, value, it->second});
  }
  for (const auto& [name, value] : now) {
    if (!old.contains(name)) changes.push_back({name, {}, value});
  }
  const auto by_name = [](const PropertyChange& a, const PropertyChange& b) { return a.name < b.name; };
  std::sort(changes.begin(), changes.end(), by_name);
  return changes;
}

ChangeKind kind_of(const Image& before, const Image& after) {
  if (!before) return ChangeKind::kCreated;
  return after ? ChangeKind::kChanged : ChangeKind::kDeleted;
}

}  // namespace

std::uint64_t EntityChange::id() const {
  if (is_edge) return edge_after ? edge_after->id : edge_before->id;
  return node_after ? node_after->id : node_before->id;
}

std::string node_name(const NodeRecord& node, const Schema& schema) {
  for (const std::string& name : node.labels) {
    const LabelDef* label = schema.find_label(name);
    if (!label || label->key.empty()) continue;
    const auto it = node.properties.find(label->key);
    const std::string* key = it == node.properties.end() ? nullptr : it->second.as_string();
    if (key) return name + "/" + *key;
  }
  return "node " + std::to_string(node.id);
}

Result<Version> HistoryView::horizon() const {
  const Result<std::optional<std::uint64_t>> number = read_number(view(), keys::kHorizonKey);
  if (!number) return number.status();
  const Version version = number->value_or(0);
  if (version > newest()) return Status::corrupt("the horizon of history lies behind the newest version");
  return version;
}

Result<std::optional<std::uint32_t>> HistoryView::retention_days() const {
  const Result<std::optional<std::uint64_t>> number = read_number(view(), keys::kRetentionKey);
  if (!number) return number.status();
  if (!*number) return std::optional<std::uint32_t>();
  if (**number > UINT32_MAX) return Status::corrupt("the retention of history does not decode");
  return std::optional<std::uint32_t>(static_cast<std::uint32_t>(**number));
}

Result<std::vector<Erasure>> HistoryView::erasures() const {
  std::vector<Erasure> all;
  const auto it = view().scan(keys::tagged(keys::Tag::kErasure), keys::tag_end(keys::Tag::kErasure));
  for (; it->valid(); it->next()) {
    codec::Reader in(it->value());
    const Version first = in.varint();
    if (it->key().size() != 9 || !in.ok()) return Status::corrupt("the record of an erasure does not decode");
    all.push_back({keys::get_u64(it->key().substr(1)), first});
  }
  if (Status s = it->status(); !s.ok()) return s;
  return all;
}

Status HistoryView::check_readable(Version version) const {
  if (version > newest()) {
    return Status::not_found("there is no version " + std::to_string(version) + "; the newest is " +
                             std::to_string(newest()));
  }
  const Result<Version> oldest = horizon();
  if (!oldest) return oldest.status();
  if (version >= *oldest) return {};
  const Result<CommitRecord> record = commit(*oldest);
  if (!record) return record.status();
  return Status::not_found("version " + std::to_string(version) +
                           " is no longer kept; history begins at version " + std::to_string(*oldest) +
                           " of " + record->time.to_string());
}

Result<CommitRecord> HistoryView::commit(Version version) const {
  const std::string key = keys::commit(version);
  const Result<std::optional<std::string>> bytes = view().get(key);
  if (!bytes) return bytes.status();
  if (!*bytes) return Status::corrupt("the record of commit " + std::to_string(version) + " is missing");
  return decode_commit(key, **bytes);
}

Result<std::optional<Version>> HistoryView::last_at(DateTime time) const {
  const Result<Version> oldest = horizon();
  if (!oldest) return oldest.status();
  // Times never go back. Invariant: the commit of `low` is at or before `time`, that of `high` is after it.
  Version low = *oldest, high = newest() + 1;
  if (low > 0) {
    const Result<CommitRecord> first = commit(low);
    if (!first) return first.status();
    if (first->time > time) return std::optional<Version>();
  }
  while (high - low > 1) {
    const Version middle = low + (high - low) / 2;
    const Result<CommitRecord> record = commit(middle);
    if (!record) return record.status();
    (record->time <= time ? low : high) = middle;
  }
  return std::optional<Version>(low);
}

Status HistoryView::visit_range(std::string_view begin, std::string_view end, const VisitImage& visit) const {
  const auto it = view().scan(begin, end);
  for (; it->valid(); it->next()) {
    const std::optional<keys::EntityVersion> key = keys::parse_before(it->key());
    if (!key) return Status::corrupt("the key of a before-image is damaged");
    const auto image = decode_image(it->value(), key->version);
    if (!image) return image.status();
    const Result<bool> go_on = visit(key->version, key->entity, *image);
    if (!go_on) return go_on.status();
    if (!*go_on) return {};
  }
  return it->status();
}

Status HistoryView::visit_images(Version after, Version last, const VisitImage& visit) const {
  if (after >= last) return {};
  return visit_range(keys::before(after + 1, ""), keys::before(last + 1, ""), visit);
}

Status HistoryView::visit_images_from(Version version, std::string_view entity,
                                      const VisitImage& visit) const {
  std::string begin = keys::before(version, entity);
  if (!entity.empty()) begin.push_back('\0');
  return visit_range(begin, keys::before(version + 1, ""), visit);
}

Result<std::vector<Version>> HistoryView::touched(std::string_view entity, Version after) const {
  std::vector<Version> versions;
  // Keys of the entity have one length, so that nothing else lies in this range.
  const auto it = view().scan(keys::touched(entity, after + 1), keys::touched(entity, UINT64_MAX));
  for (; it->valid(); it->next()) versions.push_back(keys::get_u64(it->key().substr(it->key().size() - 8)));
  if (Status s = it->status(); !s.ok()) return s;
  return versions;
}

Status HistoryView::visit_touched_edges(
    NodeId node, Version after, const std::function<void(const keys::EdgeKey&, Version)>& visit) const {
  for (const Direction direction : {Direction::kOut, Direction::kIn}) {
    const std::string prefix = keys::tagged(keys::Tag::kTouched) + keys::edge_prefix(direction, node);
    const auto it = view().scan(prefix, keys::prefix_end(prefix));
    for (; it->valid(); it->next()) {
      const std::optional<keys::EntityVersion> parts = keys::parse_touched(it->key());
      if (!parts) return Status::corrupt("the index of history is damaged");
      if (parts->version > after) visit(*keys::parse_edge(parts->entity), parts->version);
    }
    if (Status s = it->status(); !s.ok()) return s;
  }
  return {};
}

Result<Image> HistoryView::before_image(std::string_view entity, Version version) const {
  const Result<std::optional<std::string>> value = view().get(keys::before(version, entity));
  if (!value) return value.status();
  if (!*value) {
    return Status::corrupt("history of version " + std::to_string(version) + ": a before-image is missing");
  }
  const auto image = decode_image(**value, version);
  if (!image) return image.status();
  return *image ? Image(**image) : Image();
}

Result<Image> HistoryView::state_at(std::string_view entity, Version version) const {
  // The first later commit that changed it has kept what was there.
  const auto it = view().scan(keys::touched(entity, version + 1), keys::touched(entity, UINT64_MAX));
  if (it->valid()) return before_image(entity, keys::get_u64(it->key().substr(it->key().size() - 8)));
  if (Status s = it->status(); !s.ok()) return s;
  return view().get(entity);
}

Result<std::string> HistoryView::name_at(NodeId node, Version version, Version other) const {
  for (const Version v : {version, other}) {
    const Result<Image> image = state_at(keys::node(node), v);
    if (!image) return image.status();
    if (!*image) continue;
    const Result<NodeRecord> record = decode_node_record(node, **image, names());
    if (!record) return record.status();
    return node_name(*record, schema_);
  }
  return "node " + std::to_string(node);
}

Status HistoryView::compare_nodes(NodeId id, const Image& before, const Image& after,
                                  EntityChange& change) const {
  for (const auto& [image, record] :
       {std::pair(&before, &change.node_before), std::pair(&after, &change.node_after)}) {
    if (!*image) continue;
    Result<NodeRecord> decoded = decode_node_record(id, **image, names());
    if (!decoded) return decoded.status();
    *record = std::move(*decoded);
  }
  static const NodeRecord kNone;
  const NodeRecord& old = change.node_before ? *change.node_before : kNone;
  const NodeRecord& now = change.node_after ? *change.node_after : kNone;
  std::set_difference(now.labels.begin(), now.labels.end(), old.labels.begin(), old.labels.end(),
                      std::back_inserter(change.labels_added));
  std::set_difference(old.labels.begin(), old.labels.end(), now.labels.begin(), now.labels.end(),
                      std::back_inserter(change.labels_removed));
  change.properties = compare_properties(&old.properties, &now.properties);
  change.name = node_name(change.node_after ? now : old, schema_);
  return {};
}

Status HistoryView::compare_edges(const keys::EdgeKey& key, const Image& before, const Image& after,
                                  EntityChange& change) const {
  for (const auto& [image, record] :
       {std::pair(&before, &change.edge_before), std::pair(&after, &change.edge_after)}) {
    if (!*image) continue;
    Result<EdgeRecord> decoded = decode_edge_record(key, **image, names());
    if (!decoded) return decoded.status();
    *record = std::move(*decoded);
  }
  change.properties = compare_properties(change.edge_before ? &change.edge_before->properties : nullptr,
                                         change.edge_after ? &change.edge_after->properties : nullptr);
  return {};
}

Result<std::optional<EntityChange>> HistoryView::change_by(Version version, std::string_view entity,
                                                           const Image& before) const {
  const Result<Image> after = state_at(entity, version);
  if (!after) return after.status();
  return compare(entity, before, *after, version, version - 1);
}

Result<std::optional<EntityChange>> HistoryView::change_by(Version version, std::string_view entity) const {
  const Result<Image> before = before_image(entity, version);
  if (!before) return before.status();
  return change_by(version, entity, *before);
}

Result<std::optional<EntityChange>> HistoryView::compare(std::string_view entity, const Image& before,
                                                         const Image& after, Version version,
                                                         Version other) const {
  if (before == after) return std::optional<EntityChange>();
  EntityChange change;
  change.kind = kind_of(before, after);
  if (const std::optional<NodeId> node = keys::parse_node(entity)) {
    if (Status s = compare_nodes(*node, before, after, change); !s.ok()) return s;
  } else {
    const std::optional<keys::EdgeKey> edge = keys::parse_edge(entity);
    if (!edge) return Status::corrupt("the key of a before-image is damaged");
    change.is_edge = true;
    if (Status s = compare_edges(*edge, before, after, change); !s.ok()) return s;
    for (const auto& [end, name] : {std::pair(edge->from, &change.from), std::pair(edge->to, &change.to)}) {
      Result<std::string> found = name_at(end, version, other);
      if (!found) return found.status();
      *name = std::move(*found);
    }
  }
  // A record written anew with the same content differs in its version only.
  if (change.kind == ChangeKind::kChanged && change.properties.empty() && change.labels_added.empty() &&
      change.labels_removed.empty()) {
    return std::optional<EntityChange>();
  }
  return std::optional<EntityChange>(std::move(change));
}

}  // namespace relmap::graphstore
