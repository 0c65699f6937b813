// Whether a file has changed since it was last looked at, asked as often as one likes.
#pragma once

#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "base/status.h"

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
  // What was read at the last true is of no use: changed() is true again at the next look.
  void forget() { looked_ = false; }
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

// What a file says, as it was when it last could be read: somebody may be editing it. Thread-safe.
template <class T>
class Reloaded {
 public:
  using Read = Result<T> (*)(const std::string& path);
  // `what`: how the log calls it ("the tokens").
  Reloaded(const std::string& path, const char* what, Read read) : file_(path), what_(what), read_(read) {}

  // Never null. Looks at the file at most once a second.
  std::shared_ptr<const T> get() {
    const std::lock_guard lock(mutex_);
    if (!file_.changed()) return value_;
    if (auto read = read_(file_.path())) {
      value_ = std::make_shared<const T>(*std::move(read));
    } else {
      spdlog::error("{} stay as they were: {}", what_, read.status().message());
      file_.forget();
    }
    return value_;
  }

 private:
  std::mutex mutex_;
  WatchedFile file_;
  const char* const what_;
  const Read read_;
  std::shared_ptr<const T> value_ = std::make_shared<const T>();
};

}  // namespace relmap::server
