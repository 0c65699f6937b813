// The audit log: who read and wrote what, when and from where; a line of JSON each, appended to a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/date.h"
#include "base/status.h"
#include "watched_file.h"

namespace relmap::server {

struct AuditEntry {
  DateTime when;
  std::string_view who;   // Caller::name; "" where nobody was known
  std::string_view from;  // address of the client
  std::string_view id;    // of the request: as in the log and in X-Request-Id
  std::string_view method, target, route;
  int status = 0;
};

class AuditLog {
 public:
  // Opens or makes the file, for its owner alone. kIo.
  static Result<std::unique_ptr<AuditLog>> open(const std::string& path);
  ~AuditLog();

  // Whole lines, in one write each, so that they never mix and none is half there. Of those without `who` at
  // most 50 a second; the next line tells how many were left out. A file that was renamed (by logrotate, say)
  // is made anew within a second. kIo. Thread-safe.
  Status add(const AuditEntry& entry);

 private:
  explicit AuditLog(const std::string& path) : file_(path) {}
  Status reopen();
  bool is_too_many(DateTime when);

  std::mutex mutex_;
  WatchedFile file_;
  int fd_ = -1;
  std::int64_t second_ = 0;
  std::size_t in_second_ = 0, left_out_ = 0;  // of those without `who`
};

}  // namespace relmap::server
