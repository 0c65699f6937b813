#include "commit_days.h"

#include <algorithm>

#include "codec.h"
#include "graph_impl.h"
#include "keys.h"

namespace relmap::graphstore {
namespace {

Result<std::int32_t> day_of_commit(const KvView& view, Version version) {
  const std::string key = keys::commit(version);
  const Result<std::optional<std::string>> bytes = view.get(key);
  if (!bytes) return bytes.status();
  if (!*bytes) return Status::corrupt("the record of commit " + std::to_string(version) + " is missing");
  const Result<CommitRecord> record = decode_commit(key, **bytes);
  if (!record) return record.status();
  return record->time.date().days;
}

}  // namespace

Result<CommitDays> CommitDays::read(const KvView& view, Version newest) {
  CommitDays days;
  if (newest == 0) return days;
  const Result<std::optional<std::string>> horizon = view.get(keys::kHorizonKey);
  if (!horizon) return horizon.status();
  Version first = 1;
  if (*horizon) first = std::clamp<Version>(codec::Reader(**horizon).varint(), 1, newest);
  const Result<std::int32_t> last_day = day_of_commit(view, newest);
  if (!last_day) return last_day.status();
  while (first <= newest) {
    const Result<std::int32_t> day = day_of_commit(view, first);
    if (!day) return day.status();
    days.first_of_day_.emplace_back(first, *day);
    if (*day == *last_day) break;
    Version same = first, later = newest;  // of this day; of a later one
    while (later - same > 1) {
      const Version middle = same + (later - same) / 2;
      const Result<std::int32_t> there = day_of_commit(view, middle);
      if (!there) return there.status();
      (*there == *day ? same : later) = middle;
    }
    first = later;
  }
  return days;
}

std::int32_t CommitDays::day_of(Version version) const {
  if (first_of_day_.empty()) return 0;
  const auto after = std::upper_bound(first_of_day_.begin(), first_of_day_.end(), version,
                                      [](Version v, const auto& entry) { return v < entry.first; });
  return after == first_of_day_.begin() ? first_of_day_.front().second : std::prev(after)->second;
}

}  // namespace relmap::graphstore
