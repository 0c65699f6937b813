// Whether a file has changed since it was last looked at, asked as often as one likes.
#pragma once

#include <sys/stat.h>

#include <chrono>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace relmap::server {

// Not thread-safe.
class WatchedFile {
 public:
  explicit WatchedFile(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }

  // Both look at most once a second, and are false in between.
  // True the first time, and where the file is another than at the last true, or has been written to.
  bool changed() {
    if (!is_due()) return false;
    const Stamp stamp = look();
    return std::exchange(stamp_, stamp) != stamp || !std::exchange(looked_, true);
  }
  // The same for a file that this process writes to itself: only whether it is another one, or gone.
  bool moved() {
    if (!is_due()) return false;
    const Stamp stamp = look();
    return std::get<0>(std::exchange(stamp_, stamp)) != std::get<0>(stamp) || std::get<0>(stamp) == 0;
  }

 private:
  using Clock = std::chrono::steady_clock;
  using Stamp = std::tuple<ino_t, off_t, time_t, long>;

  bool is_due() {
    const auto now = Clock::now();
    if (looked_at_ && now - *looked_at_ < std::chrono::seconds(1)) return false;
    looked_at_ = now;
    return true;
  }

  Stamp look() const {
    struct stat info {};
    if (::stat(path_.c_str(), &info) != 0) return {};
    return {info.st_ino, info.st_size, info.st_mtim.tv_sec, info.st_mtim.tv_nsec};
  }

  std::string path_;
  bool looked_ = false;
  std::optional<Clock::time_point> looked_at_;
  Stamp stamp_;
};

}  // namespace relmap::server
