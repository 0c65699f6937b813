// A library to be loaded first (LD_PRELOAD) into a program under test: it counts the calls that write to,
// sync, resize or rename files below one folder, and makes one of them fail, or the process die at it.
//
//   RELMAP_FAULT_DIR    the folder, without "/" at its end; RocksDB's own diaries (LOG*) are left alone
//   RELMAP_FAULT_AT     number of the call, from 1; 0: none (calls are only counted)
//   RELMAP_FAULT_FILE   instead of AT: the fault begins once this file exists
//   RELMAP_FAULT_KIND   eio     this call fails with EIO
//                       enospc  this call and all later ones fail with ENOSPC: the disk is full
//                       short   this write writes half of what it was given, and says so (other calls: as
//                       usual) kill    half of this write is done (of another call: nothing), then the
//                       process is killed lose    the same; and what was written to any file after its last
//                       sync is cut off: a power
//                               failure with the meanest disk. Names of files are taken to survive.
//
// relmap_fault_calls() gives the number of calls counted so far, for dlsym.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>

namespace {

enum class Kind { kNone, kEio, kEnospc, kShort, kKill, kLose };
enum class Act { kProceed, kFail, kHalf, kHalfThenDie };

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

struct Plan {
  std::string dir = environment("RELMAP_FAULT_DIR"), file = environment("RELMAP_FAULT_FILE");
  long at = std::atol(environment("RELMAP_FAULT_AT").c_str());
  Kind kind = Kind::kNone;
  std::atomic<long> calls{0};
  std::mutex mutex;
  std::map<std::string, off_t> synced;  // files written to: how much of them survives a power failure

  Plan() {
    const std::string name = environment("RELMAP_FAULT_KIND");
    const std::pair<const char*, Kind> kinds[] = {{"eio", Kind::kEio},
                                                  {"enospc", Kind::kEnospc},
                                                  {"short", Kind::kShort},
                                                  {"kill", Kind::kKill},
                                                  {"lose", Kind::kLose}};
    for (const auto& [word, k] : kinds) {
      if (name == word) kind = k;
    }
    if (!name.empty() && kind == Kind::kNone) std::abort();  // a test with a fault that there is not
  }
};

Plan& plan() {
  static Plan* const the_plan = new Plan;  // never destroyed: threads write until the very end
  return *the_plan;
}

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

bool is_ours(const std::string& path) {
  const std::string& dir = plan().dir;
  if (dir.empty() || !path.starts_with(dir) || (path.size() > dir.size() && path[dir.size()] != '/'))
    return false;
  return path.find("/LOG") == std::string::npos;
}

std::string path_of(int fd) {
  char target[PATH_MAX];
  const ssize_t n = ::readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), target, sizeof target);
  return n > 0 ? std::string(target, static_cast<std::size_t>(n)) : std::string();
}

[[noreturn]] void die() {
  Plan& p = plan();
  if (p.kind == Kind::kLose) {
    const std::lock_guard lock(p.mutex);
    for (const auto& [path, size] : p.synced) {
      struct stat now;
      if (::stat(path.c_str(), &now) != 0 || now.st_size <= size) continue;
      const int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
      if (fd >= 0) (void)next<int (*)(int, off_t)>("ftruncate")(fd, size);
    }
    ::kill(::getpid(), SIGKILL);  // the lock is held until the end: nothing is written meanwhile
  }
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();
}

// What is to become of a call on `path`. A death that needs no half write happens here.
Act decide(const std::string& path, bool is_write) {
  Plan& p = plan();
  if (!is_ours(path)) return Act::kProceed;
  const long call = ++p.calls;
  const bool due = p.file.empty() ? p.at > 0 && call == p.at : ::access(p.file.c_str(), F_OK) == 0;
  const bool later = p.file.empty() && p.at > 0 && call > p.at;
  switch (p.kind) {
    case Kind::kEio:
      return due ? Act::kFail : Act::kProceed;
    case Kind::kEnospc:
      return due || later ? Act::kFail : Act::kProceed;
    case Kind::kShort:
      return due && is_write ? Act::kHalf : Act::kProceed;
    case Kind::kKill:
    case Kind::kLose:
      if (due && !is_write) die();
      return due ? Act::kHalfThenDie : Act::kProceed;
    case Kind::kNone:
      break;
  }
  return Act::kProceed;
}

int fail() {
  errno = plan().kind == Kind::kEnospc ? ENOSPC : EIO;
  return -1;
}

// A file written to counts as unsynced from the size it has now.
void note_write(int fd, const std::string& path) {
  if (plan().kind != Kind::kLose || !is_ours(path)) return;
  struct stat now;
  const std::lock_guard lock(plan().mutex);
  if (::fstat(fd, &now) == 0 && S_ISREG(now.st_mode)) plan().synced.try_emplace(path, now.st_size);
}

template <class Write>
ssize_t do_write(int fd, std::size_t size, Write&& write) {
  const std::string path = path_of(fd);
  const Act act = decide(path, true);
  if (act == Act::kFail) return fail();
  note_write(fd, path);
  if (act == Act::kProceed) return write(size);
  const ssize_t written = write(size > 1 ? size / 2 : size);
  if (act == Act::kHalfThenDie) die();
  return written;
}

template <class Call>
int do_call(int fd, Call&& call) {
  return decide(path_of(fd), false) == Act::kFail ? fail() : call();
}

// Preallocation beyond a file's end is advice; a file system in memory would pay for it with zeroed pages.
template <class Call>
int do_allocate(int fd, int mode, Call&& call) {
  return do_call(fd, [&] { return (mode & FALLOC_FL_KEEP_SIZE) != 0 ? 0 : call(); });
}

template <class Call>
int do_sync(int fd, Call&& call) {
  const std::string path = path_of(fd);
  if (decide(path, false) == Act::kFail) return fail();
  const int result = call();
  if (result == 0 && plan().kind == Kind::kLose) {
    struct stat now;
    const std::lock_guard lock(plan().mutex);
    const auto it = plan().synced.find(path);
    if (it != plan().synced.end() && ::fstat(fd, &now) == 0) it->second = now.st_size;
  }
  return result;
}

}  // namespace

extern "C" {

long relmap_fault_calls() { return plan().calls; }

ssize_t write(int fd, const void* data, size_t size) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t)>("write");
  return do_write(fd, size, [&](size_t n) { return real(fd, data, n); });
}
ssize_t pwrite(int fd, const void* data, size_t size, off_t at) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
  return do_write(fd, size, [&](size_t n) { return real(fd, data, n, at); });
}
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t at) {
  static const auto real = next<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  return do_write(fd, size, [&](size_t n) { return real(fd, data, n, at); });
}
ssize_t writev(int fd, const struct iovec* parts, int count) {
  static const auto real = next<ssize_t (*)(int, const struct iovec*, int)>("writev");
  const auto number = static_cast<size_t>(count);
  return do_write(fd, number, [&](size_t n) { return real(fd, parts, static_cast<int>(n)); });
}
int fsync(int fd) {
  static const auto real = next<int (*)(int)>("fsync");
  return do_sync(fd, [&] { return real(fd); });
}
int fdatasync(int fd) {
  static const auto real = next<int (*)(int)>("fdatasync");
  return do_sync(fd, [&] { return real(fd); });
}
int sync_file_range(int fd, off64_t at, off64_t size, unsigned flags) {
  static const auto real = next<int (*)(int, off64_t, off64_t, unsigned)>("sync_file_range");
  if (size == 0 && flags == 0) return real(fd, at, size, flags);  // a question whether there is such a call
  return do_call(fd, [&] { return real(fd, at, size, flags); });
}
int ftruncate(int fd, off_t size) {
  static const auto real = next<int (*)(int, off_t)>("ftruncate");
  return do_call(fd, [&] { return real(fd, size); });
}
int ftruncate64(int fd, off64_t size) {
  static const auto real = next<int (*)(int, off64_t)>("ftruncate64");
  return do_call(fd, [&] { return real(fd, size); });
}
int fallocate(int fd, int mode, off_t at, off_t size) {
  static const auto real = next<int (*)(int, int, off_t, off_t)>("fallocate");
  return do_allocate(fd, mode, [&] { return real(fd, mode, at, size); });
}
int fallocate64(int fd, int mode, off64_t at, off64_t size) {
  static const auto real = next<int (*)(int, int, off64_t, off64_t)>("fallocate64");
  return do_allocate(fd, mode, [&] { return real(fd, mode, at, size); });
}
int rename(const char* from, const char* to) {
  static const auto real = next<int (*)(const char*, const char*)>("rename");
  if (decide(to, false) == Act::kFail) return fail();
  const std::lock_guard lock(plan().mutex);
  const int result = real(from, to);
  if (const auto it = plan().synced.find(from); result == 0 && it != plan().synced.end()) {
    plan().synced[to] = it->second;
    plan().synced.erase(it);
  }
  return result;
}

}  // extern "C"
