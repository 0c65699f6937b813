// Graph::diff and the change feed.
#include <algorithm>

#include "hex.h"
#include "history_view.h"

namespace relmap::graphstore {
namespace {

// The first before-image of each entity that the commits in (from, to] changed, of at most `limit` entities:
// the first by key. Sets `more` where there are others.
Result<std::map<std::string, Image, std::less<>>> first_images(const HistoryView& history, Version from,
                                                               Version to, std::size_t limit, bool& more) {
  std::map<std::string, Image, std::less<>> images;
  const Status status = history.visit_images(
      from, to, [&](Version, std::string_view entity, std::optional<std::string_view> image) -> Result<bool> {
        if (images.contains(entity)) return true;
        // What once fell out stays out: it is behind all that is kept.
        if (images.size() == limit && entity > images.rbegin()->first) {
          more = true;
          return true;
        }
        images.emplace(entity, image ? Image(std::string(*image)) : Image());
        if (images.size() > limit) {
          images.erase(std::prev(images.end()));
          more = true;
        }
        return true;
      });
  if (!status.ok()) return status;
  return images;
}

// The commits of a feed, page by page.
class FeedReader {
 public:
  FeedReader(const HistoryView& history, std::vector<Erasure> erasures, std::size_t limit)
      : history_(history), erasures_(std::move(erasures)), room_(limit), limit_(limit) {}

  Result<Feed> read(const FeedPosition& since) {
    feed_.next = since;
    while (feed_.next.version < history_.newest()) {
      if (room_ == 0 || feed_.commits.size() == limit_) {
        feed_.more = true;
        break;
      }
      if (Status s = read_commit(); !s.ok()) return s;
    }
    return std::move(feed_);
  }

 private:
  Status read_commit() {
    const Version version = feed_.next.version + 1;
    Result<CommitRecord> record = history_.commit(version);
    if (!record) return record.status();
    CommitChanges commit;
    commit.commit = std::move(*record);
    commit.begins = feed_.next.entity.empty();
    for (const Erasure& e : erasures_) commit.incomplete |= e.first <= version && version <= e.version;
    const Status status = history_.visit_images_from(
        version, feed_.next.entity,
        [&](Version, std::string_view entity, std::optional<std::string_view> image) -> Result<bool> {
          if (room_ == 0) {
            commit.ends = false;
            return false;
          }
          --room_;
          feed_.next.entity = entity;
          return add(version, entity, image ? Image(std::string(*image)) : Image(), commit);
        });
    if (!status.ok()) return status;
    if (commit.ends) feed_.next = {version, {}};
    feed_.commits.push_back(std::move(commit));
    return {};
  }

  Result<bool> add(Version version, std::string_view entity, const Image& before, CommitChanges& commit) {
    Result<std::optional<EntityChange>> change = history_.change_by(version, entity, before);
    if (!change) return change.status();
    if (*change) commit.entities.push_back(std::move(**change));
    return true;
  }

  const HistoryView& history_;
  const std::vector<Erasure> erasures_;
  std::size_t room_;
  const std::size_t limit_;
  Feed feed_;
};

}  // namespace

Result<FeedPosition> FeedPosition::parse(std::string_view text) {
  const Status wrong = Status::invalid_argument("'" + std::string(text.substr(0, 100)) +
                                                "' is no place in the change feed (a version, or what an "
                                                "earlier answer gave)");
  const std::size_t dot = text.find('.');
  const std::string_view digits = text.substr(0, dot);
  if (digits.empty() || digits.size() > 19 ||
      digits.find_first_not_of("0123456789") != std::string_view::npos)
    return wrong;
  FeedPosition position;
  for (const char c : digits) position.version = position.version * 10 + static_cast<Version>(c - '0');
  if (dot == std::string_view::npos) return position;
  const std::optional<std::string> entity = from_hex(text.substr(dot + 1));
  if (!entity || !(keys::parse_node(*entity) || keys::parse_edge(*entity))) return wrong;
  position.entity = *entity;
  return position;
}

std::string FeedPosition::to_string() const {
  std::string text = std::to_string(version);
  if (!entity.empty()) text += "." + to_hex(entity);
  return text;
}

Result<Diff> Graph::diff(Version from, Version to, std::size_t limit) const {
  if (limit == 0) return Status::invalid_argument("a diff shows at least one change");
  const std::shared_ptr<const Published> at = impl_->published();
  const HistoryView history(*at, at->snapshot->schema());
  for (const Version version : {from, to}) {
    if (Status s = history.check_readable(version); !s.ok()) return s;
  }
  const Result<std::vector<Erasure>> erasures = history.erasures();
  if (!erasures) return erasures.status();
  Diff diff;
  diff.from = from;
  diff.to = to;
  for (const Erasure& e : *erasures) diff.erasures += misses(e, from) || misses(e, to);
  const Version older = std::min(from, to), newer = std::max(from, to);
  const auto images = first_images(history, older, newer, limit, diff.more);
  if (!images) return images.status();
  for (const auto& [entity, old] : *images) {
    const Result<Image> now = history.state_at(entity, newer);
    if (!now) return now.status();
    const bool forward = from <= to;
    Result<std::optional<EntityChange>> change =
        forward ? history.compare(entity, old, *now, to, from) : history.compare(entity, *now, old, to, from);
    if (!change) return change.status();
    if (*change) diff.entities.push_back(std::move(**change));
  }
  return diff;
}

Result<Feed> Graph::changes(const FeedPosition& since, std::size_t limit) const {
  if (limit == 0) return Status::invalid_argument("the change feed shows at least one change");
  const std::shared_ptr<const Published> at = impl_->published();
  const HistoryView history(*at, at->snapshot->schema());
  if (since.version < history.newest()) {
    if (Status s = history.check_readable(since.version); !s.ok()) return s;
  }
  Result<std::vector<Erasure>> erasures = history.erasures();
  if (!erasures) return erasures.status();
  return FeedReader(history, std::move(*erasures), limit).read(since);
}

Result<HistoryInfo> Graph::history_info() const {
  const std::shared_ptr<const Published> at = impl_->published();
  const HistoryView history(*at, at->snapshot->schema());
  HistoryInfo info;
  info.newest = history.newest();
  const Result<Version> horizon = history.horizon();
  if (!horizon) return horizon.status();
  info.horizon = *horizon;
  if (info.horizon > 0) {
    const Result<CommitRecord> record = history.commit(info.horizon);
    if (!record) return record.status();
    info.horizon_time = record->time;
  }
  const auto days = history.retention_days();
  if (!days) return days.status();
  info.retention_days = *days;
  Result<std::vector<Erasure>> erasures = history.erasures();
  if (!erasures) return erasures.status();
  info.erasures = std::move(*erasures);
  return info;
}

}  // namespace relmap::graphstore
