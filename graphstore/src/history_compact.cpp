// Retention: Graph::set_retention and compact().
//
// The horizon moves first, in one small write: from then on no reader is shown anything older. What lies
// before it is then dropped in batches; a crash between them leaves records that nobody reads and that the
// next compact() drops.
#include <algorithm>

#include "history_view.h"

namespace relmap::graphstore {
namespace {

constexpr std::size_t kBatchRecords = 20'000;  // commits wait for one batch at a time

// Removes the records in [from, end) that `drop` says how to remove, at most kBatchRecords of them; moves
// `from` behind them, and to `end` where there are no more.
template <class Drop>
Status drop_range(const KvView& view, std::string& from, const std::string& end, Drop&& drop) {
  const auto it = view.scan(from, end);
  for (std::size_t n = 0; it->valid() && n < kBatchRecords; it->next(), ++n) {
    if (Status s = drop(it->key()); !s.ok()) return s;
  }
  from = it->valid() ? std::string(it->key()) : end;
  return it->status();
}

Status drop_image(std::string_view key, KvBatch& batch) {
  const std::optional<keys::EntityVersion> parts = keys::parse_before(key);
  if (!parts) return Status::corrupt("the key of a before-image is damaged");
  batch.remove(std::string(key));
  batch.remove(keys::touched(parts->entity, parts->version));
  if (const auto edge = keys::parse_edge(parts->entity))
    batch.remove(keys::touched(keys::in_edge(*edge), parts->version));
  return {};
}

// The horizon that retention and options ask for; never before the one there is.
Result<Version> wanted_horizon(const HistoryView& history, const CompactOptions& options) {
  const Result<Version> now = history.horizon();
  if (!now) return now.status();
  Version wanted = *now;
  const auto days = history.retention_days();
  if (!days) return days.status();
  if (*days) {
    constexpr std::int64_t kDayMicros = 86'400'000'000;
    // More days than there can be are as good as for ever; the product must not overflow.
    constexpr std::int64_t kMaxDays = 36'500'000;
    const std::int64_t kept = std::min<std::int64_t>(**days, kMaxDays);
    const Result<std::optional<Version>> last =
        history.last_at(DateTime{options.now.micros - kept * kDayMicros});
    if (!last) return last.status();
    wanted = std::max(wanted, last->value_or(0));
  }
  if (options.keep_from) {
    if (*options.keep_from > history.newest()) return history.check_readable(*options.keep_from);
    wanted = std::max(wanted, *options.keep_from);
  }
  return wanted;
}

}  // namespace

Status Graph::Impl::set_retention(std::optional<std::uint32_t> days) {
  return run_alone([&](Group& group) -> Status {
    if (!days) {
      group.batch.remove(std::string(keys::kRetentionKey));
      return {};
    }
    std::string value;
    codec::put_varint(value, *days);
    group.batch.put(std::string(keys::kRetentionKey), std::move(value));
    return {};
  });
}

Status Graph::Impl::drop_history(Version horizon, CompactReport& report) {
  std::string image = keys::tagged(keys::Tag::kBefore), commit = keys::tagged(keys::Tag::kCommit);
  const std::string images_end = keys::before(horizon + 1, ""), commits_end = keys::commit(horizon);
  while (image != images_end || commit != commits_end) {
    const Status status = run_alone([&](Group& group) -> Status {
      const KvView& view = *group.before.view;
      if (image != images_end) {
        return drop_range(view, image, images_end, [&](std::string_view key) {
          ++report.images_dropped;
          return drop_image(key, group.batch);
        });
      }
      return drop_range(view, commit, commits_end, [&](std::string_view key) {
        ++report.commits_dropped;
        group.batch.remove(std::string(key));
        return Status();
      });
    });
    if (!status.ok()) return status;
  }
  return {};
}

Result<CompactReport> Graph::Impl::compact(const CompactOptions& options) {
  CompactReport report;
  const Status moved = run_alone([&](Group& group) -> Status {
    const HistoryView history(group.before, schema_);
    const Result<Version> before = history.horizon();
    if (!before) return before.status();
    const Result<Version> wanted = wanted_horizon(history, options);
    if (!wanted) return wanted.status();
    report.horizon_before = *before;
    report.horizon = *wanted;
    if (*wanted == *before) return {};
    std::string value;
    codec::put_varint(value, *wanted);
    group.batch.put(std::string(keys::kHorizonKey), std::move(value));
    return {};
  });
  if (!moved.ok()) return moved;
  // Also where the horizon stays: an earlier call may have been interrupted.
  if (report.horizon > 0) {
    if (Status s = drop_history(report.horizon, report); !s.ok()) return s;
  }
  history_cache_.clear();
  if (Status s = store_->compact(); !s.ok()) return s;
  return report;
}

Status Graph::set_retention(std::optional<std::uint32_t> days) { return impl_->set_retention(days); }
Result<CompactReport> Graph::compact(const CompactOptions& options) { return impl_->compact(options); }

}  // namespace relmap::graphstore
