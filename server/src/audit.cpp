#include "audit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "files.h"

namespace relmap::server {
namespace {

// Lines of those whom nobody knows: anybody could fill the disk, and with it stop all reads.
constexpr std::size_t kUnknownASecond = 50;

std::string line_of(const AuditEntry& entry, std::size_t left_out) {
  nlohmann::ordered_json line = {{"time", entry.when.to_string()},
                                 {"who", entry.who},
                                 {"from", entry.from},
                                 {"request", entry.id},
                                 {"method", entry.method},
                                 {"target", entry.target},
                                 {"route", entry.route},
                                 {"status", entry.status}};
  if (left_out > 0) line["left_out"] = left_out;
  return line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace

Result<std::unique_ptr<AuditLog>> AuditLog::open(const std::string& path) {
  std::unique_ptr<AuditLog> log(new AuditLog(path));
  if (const auto opened = log->reopen(); !opened.ok()) return opened;
  return log;
}

AuditLog::~AuditLog() {
  if (fd_ >= 0) ::close(fd_);
}

Status AuditLog::reopen() {
  const int fd = ::open(file_.path().c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Status::io("cannot write the audit log " + file_.path() + ": " + std::strerror(errno));
  give_to_owner_of_folder(fd, file_.path());
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
  return {};
}

bool AuditLog::is_too_many(DateTime when) {
  const auto second = when.micros / 1'000'000;
  if (std::exchange(second_, second) != second) in_second_ = 0;
  const bool too_many = ++in_second_ > kUnknownASecond;
  if (too_many) ++left_out_;
  return too_many;
}

Status AuditLog::add(const AuditEntry& entry) {
  const std::lock_guard lock(mutex_);
  if (entry.who.empty() && is_too_many(entry.when)) return {};
  const std::string line = line_of(entry, std::exchange(left_out_, 0));
  if (file_.moved()) {
    if (const auto opened = reopen(); !opened.ok()) return opened;
  }
  const auto end = ::lseek(fd_, 0, SEEK_END);
  const auto written = ::write(fd_, line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size())) return {};
  const int why = errno;
  if (written > 0) {
    [[maybe_unused]] const int cut = ::ftruncate(fd_, end);
  }
  return Status::io("cannot write the audit log " + file_.path() + ": " +
                    (written < 0 ? std::strerror(why) : "the disk is full"));
}

}  // namespace relmap::server
