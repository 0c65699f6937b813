#include "audit.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

namespace relmap::server {
namespace {

constexpr std::size_t kMaxTargetBytes = 4000;

std::string line_of(const AuditEntry& entry) {
  const nlohmann::ordered_json line = {{"time", entry.when.to_string()},
                                       {"who", entry.who},
                                       {"from", entry.from},
                                       {"request", entry.id},
                                       {"method", entry.method},
                                       {"target", entry.target.substr(0, kMaxTargetBytes)},
                                       {"route", entry.route},
                                       {"status", entry.status}};
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
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
  return {};
}

Status AuditLog::add(const AuditEntry& entry) {
  const std::string line = line_of(entry);
  const std::lock_guard lock(mutex_);
  if (file_.moved()) {
    if (const auto opened = reopen(); !opened.ok()) return opened;
  }
  const auto written = ::write(fd_, line.data(), line.size());
  if (written == static_cast<ssize_t>(line.size())) return {};
  return Status::io("cannot write the audit log " + file_.path() + ": " +
                    (written < 0 ? std::strerror(errno) : "the disk is full"));
}

}  // namespace relmap::server
