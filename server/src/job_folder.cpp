#include "job_folder.h"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>

namespace relmap::server {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "relmap-jobs-";
constexpr const char* kLock = "/lock";
constexpr int kAttempts = 10;

// An open and locked file, or −1. The lock is the process's: it goes with it, however it ends.
int take_lock(const std::string& file, int flags) {
  const int fd = ::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, 0600);
  if (fd < 0) return -1;
  struct stat info {};
  // Without a link it has been removed between our opening and locking it.
  if (::flock(fd, LOCK_EX | LOCK_NB) == 0 && ::fstat(fd, &info) == 0 && info.st_nlink > 0) return fd;
  ::close(fd);
  return -1;
}

bool is_ours(const std::string& path) {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode) && info.st_uid == ::geteuid() &&
         (info.st_mode & 077) == 0;
}

void remove_if_left(const std::string& path) {
  if (!is_ours(path)) return;
  // One without a lock file is being made just now (or was, by a process killed in that moment: it is empty).
  const int lock = take_lock(path + kLock, 0);
  if (lock < 0) return;
  std::error_code error;
  fs::remove_all(path, error);
  ::close(lock);
}

}  // namespace

std::string job_parent(const std::string& configured) {
  if (!configured.empty()) return configured;
  std::error_code error;
  const auto path = fs::temp_directory_path(error);
  return error ? "/tmp" : path.string();
}

Result<std::unique_ptr<JobFolder>> JobFolder::make(const std::string& parent) {
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    std::string path = parent + "/" + std::string(kPrefix) + "XXXXXX";
    if (!::mkdtemp(path.data()))
      return Status::io(parent + ": no folder can be made in it: " + std::strerror(errno));
    // Another process that is looking for leftovers may take the lock first, and the folder with it.
    const int lock = take_lock(path + kLock, O_CREAT | O_EXCL);
    if (lock >= 0) return std::unique_ptr<JobFolder>(new JobFolder(std::move(path), lock));
  }
  return Status::io(parent + ": a folder made in it cannot be locked");
}

JobFolder::~JobFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
  if (error) spdlog::warn("{} could not be removed: {}", path_, error.message());
  ::close(lock_);
}

void JobFolder::remove_leftovers(const std::string& parent) noexcept {
  try {
    std::error_code error;
    for (fs::directory_iterator it(parent, error), end; !error && it != end; it.increment(error)) {
      if (it->path().filename().string().starts_with(kPrefix)) remove_if_left(it->path().string());
    }
  } catch (const std::exception& failure) {
    spdlog::warn("leftover folders of jobs could not be looked for: {}", failure.what());
  }
}

}  // namespace relmap::server
