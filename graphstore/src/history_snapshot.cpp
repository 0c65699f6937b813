// Earlier versions: Graph::snapshot_at, version_at, parse_as_of.
//
// A Snapshot of version V comes out of a later one by undoing what was changed since: of all before-images
// that the commits after V kept, the first of each entity is its state at V. These make a delta like that of
// a commit, and SnapshotBuilder shares with the later Snapshot all that is not in it.
#include <algorithm>
#include <charconv>
#include <set>

#include "commit_days.h"
#include "history_view.h"
#include "node_index.h"

namespace relmap::graphstore {
namespace {

class Undo {
 public:
  Undo(const HistoryView& history, const Snapshot& later)
      : history_(history),
        later_(later),
        label_sets_(std::make_shared<LabelSets>(*SnapshotBuilder::label_sets(later))) {}

  Result<std::shared_ptr<const Snapshot>> to(Version version) {
    SnapshotBuilder::Frame frame{version, {}, history_.schema(), history_.at().names, label_sets_};
    if (version > 0) {
      const Result<CommitRecord> record = history_.commit(version);
      if (!record) return record.status();
      frame.time = record->time;
    }
    Result<CommitDays> days = CommitDays::read(history_.view(), history_.newest());
    if (!days) return days.status();
    days_ = std::move(*days);
    if (Status s = collect(version); !s.ok()) return s;
    for (const auto& [entity, image] : images_) {
      if (Status s = add(entity, image); !s.ok()) return s;
    }
    std::sort(delta_.in.begin(), delta_.in.end(), before);
    delta_.keys.insert(delta_.keys.end(), keys_then_.begin(), keys_then_.end());
    auto snapshot = SnapshotBuilder::apply(&later_, delta_, frame);
    if (Status s = check_ends(*snapshot); !s.ok()) return s;
    return snapshot;
  }

 private:
  static bool before(const SnapshotDelta::Half& a, const SnapshotDelta::Half& b) {
    return std::tie(a.near, a.type, a.far, a.id) < std::tie(b.near, b.type, b.far, b.id);
  }

  Status collect(Version version) {
    return history_.visit_images(
        version, later_.version(),
        [&](Version, std::string_view entity, std::optional<std::string_view> image) -> Result<bool> {
          if (!images_.contains(entity)) {
            images_.emplace(entity, image ? Image(std::string(*image)) : Image());
          }
          return true;
        });
  }

  Status add(const std::string& entity, const Image& image) {
    if (const std::optional<NodeId> node = keys::parse_node(entity)) return add_node(*node, image);
    const keys::EdgeKey e = *keys::parse_edge(entity);
    const Names& names = history_.names();
    if (e.from > SnapshotBuilder::kMaxNode || e.to > SnapshotBuilder::kMaxNode ||
        e.type >= names.symbols.size()) {
      return Status::corrupt("history names an edge that cannot be");
    }
    std::string_view packed;
    if (image) {
      const Result<codec::EdgeValue> value = codec::decode_edge(*image, names);
      if (!value) return value.status().with_context("history of edge " + std::to_string(e.id));
      packed = value->packed;
    }
    delta_.out.push_back({e.from, e.to, e.type, image.has_value(), e.id, packed});
    delta_.in.push_back({e.to, e.from, e.type, image.has_value(), e.id, packed});
    return {};
  }

  Status add_node(NodeId id, const Image& image) {
    if (id > SnapshotBuilder::kMaxNode) return Status::corrupt("history names a node that cannot be");
    const auto v = static_cast<Vertex>(id);
    if (later_.alive(v)) {
      const std::span<const Symbol> labels = later_.labels(v);
      add_keys({labels.begin(), labels.end()}, later_.properties(v).all(), v, false);
    }
    SnapshotDelta::Node node{id, NodeTable::kDead, 0, {}};
    if (image) {
      const Names& names = history_.names();
      const Result<codec::NodeValue> value = codec::decode_node(*image, names);
      if (!value) return value.status().with_context("history of node " + std::to_string(id));
      const Result<Properties> properties = codec::unpack(value->packed, names);
      if (!properties) return properties.status();
      add_keys(value->labels, *properties, v, true);
      node.packed = value->packed;
      node.day = days_.day_of(value->version);
      node.label_set = label_set(value->labels);
      if (node.label_set == NodeTable::kDead)
        return Status::resource_exhausted("history has too many combinations of labels");
    }
    delta_.nodes.push_back(node);
    return {};
  }

  void add_keys(const std::vector<Symbol>& labels, const Properties& properties, Vertex v, bool then) {
    // All keys of the later version go before those of the earlier one come.
    auto& to = then ? keys_then_ : delta_.keys;
    for (const auto& [label, key] : node_keys(history_.schema(), history_.names(), labels, properties))
      to.push_back({key_hash(label, key), v, then});
  }

  std::uint16_t label_set(const std::vector<Symbol>& labels) {
    const std::uint16_t known = label_sets_->find(labels);
    if (known != NodeTable::kDead || label_sets_->sets.size() + 1 >= NodeTable::kDead) return known;
    label_sets_->sets.push_back(labels);
    return static_cast<std::uint16_t>(label_sets_->sets.size() - 1);
  }

  // Damaged history must not give a graph whose edges lead nowhere: analyses index arrays by their ends.
  Status check_ends(const Snapshot& s) const {
    for (const SnapshotDelta::Half& half : delta_.out) {
      const bool sound = s.alive(static_cast<Vertex>(half.near)) && s.alive(static_cast<Vertex>(half.far));
      if (half.exists && !sound)
        return Status::corrupt("history of edge " + std::to_string(half.id) + ": one of its ends is missing");
    }
    for (const SnapshotDelta::Node& node : delta_.nodes) {
      const auto v = static_cast<Vertex>(node.id);
      if (node.label_set == NodeTable::kDead && !(s.out(v).empty() && s.in(v).empty()))
        return Status::corrupt("history of node " + std::to_string(node.id) + ": edges hang on it after it");
    }
    return {};
  }

  const HistoryView& history_;
  const Snapshot& later_;
  std::shared_ptr<LabelSets> label_sets_;
  CommitDays days_;
  std::map<std::string, Image, std::less<>> images_;  // the delta points into them
  SnapshotDelta delta_;
  std::vector<SnapshotDelta::Key> keys_then_;
};

// All digits, not more than fit.
std::optional<Version> parse_version(std::string_view text) {
  Version version = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return version;
}

}  // namespace

Result<AsOf> Graph::Impl::snapshot_at(Version version) const {
  const std::shared_ptr<const Published> at = published();
  const HistoryView history(*at, at->snapshot->schema());
  if (Status s = history.check_readable(version); !s.ok()) return s;
  const Result<std::vector<Erasure>> erasures = history.erasures();
  if (!erasures) return erasures.status();
  AsOf as_of;
  for (const Erasure& e : *erasures) as_of.erasures += misses(e, version);
  std::shared_ptr<const Snapshot> later = at->snapshot;
  if (version != later->version()) {
    if (auto kept = history_cache_.between(at->epoch, version, later->version())) later = std::move(kept);
  }
  if (version == later->version()) {
    as_of.snapshot = std::move(later);
    return as_of;
  }
  Result<std::shared_ptr<const Snapshot>> snapshot = Undo(history, *later).to(version);
  if (!snapshot) return snapshot.status();
  as_of.snapshot = std::move(*snapshot);
  history_cache_.add(at->epoch, as_of.snapshot);
  return as_of;
}

Result<AsOf> Graph::snapshot_at(Version version) const { return impl_->snapshot_at(version); }

Result<Version> Graph::version_at(DateTime time) const {
  const std::shared_ptr<const Published> at = impl_->published();
  const HistoryView history(*at, at->snapshot->schema());
  const Result<std::optional<Version>> version = history.last_at(time);
  if (!version) return version.status();
  if (*version) return **version;
  const Result<Version> horizon = history.horizon();
  const Result<CommitRecord> first = history.commit(*horizon);
  if (!first) return first.status();
  return Status::not_found("the graph of " + time.to_string() +
                           " is no longer kept; history begins at version " + std::to_string(*horizon) +
                           " of " + first->time.to_string());
}

Result<Version> Graph::parse_as_of(std::string_view text) const {
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos) {
    const Version version = parse_version(text).value_or(UINT64_MAX);
    const std::shared_ptr<const Published> at = impl_->published();
    if (Status s = HistoryView(*at, at->snapshot->schema()).check_readable(version); !s.ok()) return s;
    return version;
  }
  constexpr std::int64_t kDayMicros = 86'400'000'000;
  if (const Result<Date> day = Date::parse(text)) {
    return version_at(DateTime{(std::int64_t{day->days} + 1) * kDayMicros - 1});
  }
  if (const Result<DateTime> time = DateTime::parse(text)) return version_at(*time);
  return Status::invalid_argument("'" + std::string(text.substr(0, 100)) +
                                  "' is no version (a number), no date (2026-11-23) and no time "
                                  "(2026-11-23T09:30:00Z)");
}

}  // namespace relmap::graphstore
