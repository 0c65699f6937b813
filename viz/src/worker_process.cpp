#include "worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "frame_io.h"
#include "worker_exit.h"

extern char** environ;

namespace relmap::viz {
namespace {

std::string reason(int error) { return std::strerror(error); }

// posix_spawn's two settings objects, freed whatever happens.
struct SpawnSettings {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;

  SpawnSettings(int child_fd) {
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, child_fd, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, child_fd, STDOUT_FILENO);
    // Not everything that a server opens is close-on-exec; a worker must hold neither its port nor its files.
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    posix_spawnattr_init(&attributes);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnSettings() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSettings(const SpawnSettings&) = delete;
  SpawnSettings& operator=(const SpawnSettings&) = delete;
};

// A sanitizer reserves terabytes of address space for its shadow: no limit on that can stand beside it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kAddressSpaceIsFree = true;
#else
constexpr bool kAddressSpaceIsFree = false;
#endif

void limit_memory(pid_t pid, int mebibytes) {
  if (mebibytes <= 0) return;
  const rlim_t bytes = static_cast<rlim_t>(mebibytes) << 20;
  const rlimit limit{bytes, bytes};
  // Can only fail when the process has ended, which shows later.
  if (!kAddressSpaceIsFree) prlimit(pid, RLIMIT_AS, &limit, nullptr);
  const rlimit no_core{0, 0};
  prlimit(pid, RLIMIT_CORE, &no_core, nullptr);
}

}  // namespace

Result<WorkerProcess> WorkerProcess::start(const std::vector<std::string>& command, int memory_limit_mib) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return Status::io("render worker: no socket: " + reason(errno));
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = -1;
  const SpawnSettings settings(ends[1]);
  const int error =
      posix_spawnp(&pid, arguments[0], &settings.actions, &settings.attributes, arguments.data(), environ);
  ::close(ends[1]);
  if (error != 0) {
    ::close(ends[0]);
    return Status::io("render worker: cannot start '" + command[0] + "': " + reason(error));
  }
  limit_memory(pid, memory_limit_mib);
  WorkerProcess worker(pid, ends[0]);
  worker.memory_limit_mib_ = memory_limit_mib;
  return worker;
}

WorkerProcess::WorkerProcess(WorkerProcess&& other) noexcept { *this = std::move(other); }

WorkerProcess& WorkerProcess::operator=(WorkerProcess&& other) noexcept {
  if (this == &other) return *this;
  stop();
  pid_ = std::exchange(other.pid_, -1);
  fd_ = std::exchange(other.fd_, -1);
  exit_status_ = other.exit_status_;
  memory_limit_mib_ = other.memory_limit_mib_;
  served = other.served;
  return *this;
}

WorkerProcess::~WorkerProcess() { stop(); }

void WorkerProcess::stop() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  while (waitpid(pid_, &exit_status_, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

bool WorkerProcess::has_ended() {
  if (pid_ < 0) return true;
  if (waitpid(pid_, &exit_status_, WNOHANG) == 0) return false;
  pid_ = -1;
  return true;
}

Status WorkerProcess::wait_for(short events, Clock::time_point deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return Status::timeout("render worker: no picture within the time limit; it was stopped");
    pollfd entry{fd_, events, 0};
    const int ready = poll(&entry, 1, static_cast<int>(std::min<long long>(left, 1'000'000)));
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return Status::io("render worker: poll: " + reason(errno));
  }
}

Status WorkerProcess::send_all(std::string_view bytes, Clock::time_point deadline) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      Status status = wait_for(POLLOUT, deadline);
      if (!status.ok()) return status;
    } else if (errno != EINTR) {
      return Status::unavailable("render worker: " + reason(errno));
    }
  }
  return {};
}

Status WorkerProcess::receive(std::size_t size, std::string& out, Clock::time_point deadline) {
  // Grows with what arrives: a broken worker that promises much and sends nothing costs nothing.
  out.clear();
  char buffer[65536];
  while (out.size() < size) {
    const ssize_t n = ::recv(fd_, buffer, std::min(sizeof buffer, size - out.size()), 0);
    if (n > 0) {
      out.append(buffer, static_cast<std::size_t>(n));
    } else if (n == 0) {
      return Status::unavailable("render worker: end of stream");
    } else if (errno == EAGAIN) {
      Status status = wait_for(POLLIN, deadline);
      if (!status.ok()) return status;
    } else if (errno != EINTR) {
      return Status::unavailable("render worker: " + reason(errno));
    }
  }
  return {};
}

// Why the stream ended. The process is stopped and reaped for that.
Status WorkerProcess::death(bool nothing_sent) {
  if (nothing_sent) return Status::unavailable("render worker: had ended before the request");
  // The stream ends a moment before the process does; its exit status is worth a short wait.
  for (int i = 0; i < 50 && !has_ended(); ++i) usleep(2000);
  const bool ended_itself = pid_ < 0;
  stop();
  if (!ended_itself) return Status::internal("render worker: closed its stream without an answer");
  if (WIFEXITED(exit_status_) && WEXITSTATUS(exit_status_) == kExitOutOfMemory) {
    return Status::resource_exhausted("render worker: the picture needs more than the memory limit of " +
                                      std::to_string(memory_limit_mib_) + " MiB");
  }
  const std::string how = WIFSIGNALED(exit_status_)
                              ? "died of signal " + std::to_string(WTERMSIG(exit_status_))
                              : "ended with status " + std::to_string(WEXITSTATUS(exit_status_));
  return Status::internal("render worker: " + how + " without an answer");
}

Result<std::string> WorkerProcess::call(const std::string& payload, std::size_t max_answer,
                                        Clock::time_point deadline) {
  if (has_ended()) return death(true);
  Status status = send_all(frame_header(payload.size()), deadline);
  if (status.ok()) status = send_all(payload, deadline);
  std::string bytes;
  if (status.ok()) status = receive(kFrameHeader, bytes, deadline);
  if (status.ok()) {
    const auto size = payload_size(bytes, max_answer);
    if (size.status().code() == StatusCode::kResourceExhausted)
      return size.status().with_context("render worker");
    if (!size.ok() || *size == 0) return Status::internal("render worker: its answer is not a relmap frame");
    status = receive(*size, bytes, deadline);
  }
  if (status.code() == StatusCode::kUnavailable) return death(false);
  if (!status.ok()) return status;
  return bytes;
}

}  // namespace relmap::viz
