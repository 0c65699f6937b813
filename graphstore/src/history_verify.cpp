#include "history_verify.h"

#include <algorithm>

namespace relmap::graphstore {
namespace {

class HistoryVerifier {
 public:
  HistoryVerifier(const HistoryView& history, std::size_t& records,
                  const std::function<void(const std::string&)>& find)
      : history_(history), records_(records), find_(find) {}

  Status run() {
    if (!read_bounds()) return {};
    using keys::Tag;
    const std::pair<Tag, void (HistoryVerifier::*)(std::string_view, std::string_view)> passes[] = {
        {Tag::kCommit, &HistoryVerifier::check_commit},
        {Tag::kBefore, &HistoryVerifier::check_before},
        {Tag::kTouched, &HistoryVerifier::check_touched},
    };
    for (const auto& [tag, check] : passes) {
      const auto it = history_.view().scan(keys::tagged(tag), keys::tag_end(tag));
      for (; it->valid(); it->next()) (this->*check)(it->key(), it->value());
      if (Status s = it->status(); !s.ok()) return s;
    }
    check_counts();
    if (last_commit_ != history_.newest())
      find_("the last commit on record is " + std::to_string(last_commit_));
    return {};
  }

 private:
  // Horizon, retention, tombstones. False: nothing else can be judged.
  bool read_bounds() {
    const Result<Version> horizon = history_.horizon();
    if (!horizon) return find_(horizon.status().message()), false;
    horizon_ = *horizon;
    last_commit_ = horizon_ == 0 ? 0 : horizon_ - 1;
    if (const auto days = history_.retention_days(); !days) find_(days.status().message());
    Result<std::vector<Erasure>> erasures = history_.erasures();
    if (!erasures) return find_(erasures.status().message()), false;
    erasures_ = std::move(*erasures);
    for (const Erasure& e : erasures_) {
      if (e.version == 0 || e.version > history_.newest() || e.first > e.version)
        find_("the record of an erasure by version " + std::to_string(e.version) + " cannot be right");
    }
    return true;
  }

  bool has(const std::string& key) {
    const Result<std::optional<std::string>> value = history_.view().get(key);
    if (!value) find_("reading failed: " + value.status().message());
    return value && value->has_value();
  }

  void check_commit(std::string_view key, std::string_view value) {
    const Result<CommitRecord> record = decode_commit(key, value);
    if (!record) return find_("a commit record is damaged");
    if (record->version < horizon_) return;
    if (record->version != last_commit_ + 1)
      find_("the history has a gap before commit " + std::to_string(record->version));
    if (record->version > horizon_ && record->time < last_time_)
      find_("commit " + std::to_string(record->version) + " is older than the one before it");
    last_commit_ = record->version;
    last_time_ = record->time;
    if (record->version > horizon_) commits_.push_back({record->version, record->changed, 0});
  }

  void check_before(std::string_view key, std::string_view value) {
    const std::optional<keys::EntityVersion> parts = keys::parse_before(key);
    if (!parts) {
      ++records_;
      return find_("a history record is damaged, or names no node or edge");
    }
    if (parts->version <= horizon_) return;
    ++records_;
    const std::string record = "history of version " + std::to_string(parts->version);
    if (parts->version > history_.newest()) return find_(record + ": there is no such version");
    const auto below = [](const Counted& c, Version version) { return c.version < version; };
    const auto commit = std::lower_bound(commits_.begin(), commits_.end(), parts->version, below);
    if (commit != commits_.end() && commit->version == parts->version) ++commit->images;
    check_image(*parts, value, record);
    if (!has(keys::touched(parts->entity, parts->version)))
      find_(record + ": a change is not indexed by its entity");
    const std::optional<keys::EdgeKey> edge = keys::parse_edge(parts->entity);
    if (edge && !has(keys::touched(keys::in_edge(*edge), parts->version)))
      find_(record + ": a change of an edge is not indexed by its target");
  }

  void check_image(const keys::EntityVersion& parts, std::string_view value, const std::string& record) {
    if (value == std::string_view("\0", 1)) return;
    if (value.empty() || value[0] != 1) return find_(record + ": a before-image is damaged");
    const std::string_view image = value.substr(1);
    const Names& names = history_.names();
    Version version = 0;
    if (const std::optional<keys::EdgeKey> edge = keys::parse_edge(parts.entity)) {
      const Result<codec::EdgeValue> decoded = codec::decode_edge(image, names);
      if (!decoded || edge->type >= names.symbols.size())
        return find_(record + ": a before-image is damaged");
      version = decoded->version;
    } else {
      const Result<codec::NodeValue> decoded = codec::decode_node(image, names);
      if (!decoded) return find_(record + ": a before-image is damaged");
      version = decoded->version;
    }
    if (version >= parts.version) find_(record + ": a before-image is of a later version");
  }

  void check_counts() {
    for (const Counted& c : commits_) {
      const bool erased = std::any_of(erasures_.begin(), erasures_.end(), [&](const Erasure& e) {
        return e.first <= c.version && c.version <= e.version;
      });
      if (c.images == c.changed || (erased && c.images < c.changed)) continue;
      find_("commit " + std::to_string(c.version) + " says that it changed " + std::to_string(c.changed) +
            " entities; history has " + std::to_string(c.images));
    }
  }

  void check_touched(std::string_view key, std::string_view) {
    const std::optional<keys::EntityVersion> parts = keys::parse_touched(key);
    if (!parts) return find_("an index record of history is damaged");
    if (parts->version <= horizon_) return;
    std::string entity(parts->entity);
    if (entity[0] == static_cast<char>(keys::Tag::kIn)) entity = keys::out_edge(*keys::parse_edge(entity));
    if (!has(keys::before(parts->version, entity)))
      find_("history of version " + std::to_string(parts->version) + ": a before-image is missing");
  }

  const HistoryView& history_;
  std::size_t& records_;
  const std::function<void(const std::string&)>& find_;
  Version horizon_ = 0, last_commit_ = 0;
  DateTime last_time_;
  std::vector<Erasure> erasures_;
  struct Counted {
    Version version;
    std::size_t changed, images;  // entities: as the commit says, and as history has
  };
  std::vector<Counted> commits_;  // after the horizon, ascending
};

}  // namespace

Status verify_history(const HistoryView& history, std::size_t& records,
                      const std::function<void(const std::string&)>& find) {
  return HistoryVerifier(history, records, find).run();
}

}  // namespace relmap::graphstore
