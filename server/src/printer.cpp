#include "printer.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

namespace relmap::server {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxSaid = 16'384;  // of what it says on its standard error

std::string reason(int error) { return std::strerror(error); }

// A descriptor that closes itself.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    close();
    fd_ = std::exchange(other.fd_, -1);
    return *this;
  }
  ~Fd() { close(); }
  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  void close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_ = -1;
};

struct Pipe {
  Fd read, write;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Status::io("printing: no pipe: " + reason(errno));
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

// For its input a socket: a pipe that it closes early would raise SIGPIPE.
Result<Pipe> make_sockets() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
    return Status::io("printing: no socket: " + reason(errno));
  return Pipe{Fd(ends[0]), Fd(ends[1])};
}

// What it needs to find its libraries, fonts and their cache; nothing of ours, which may hold secrets.
std::vector<std::string> environment() {
  std::vector<std::string> out{"LC_ALL=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1"};
  for (const char* name :
       {"PATH", "HOME", "XDG_CACHE_HOME", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "TMPDIR"}) {
    if (const char* value = std::getenv(name)) out.push_back(std::string(name) + "=" + value);
  }
  return out;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

class Printing {
 public:
  Printing(const std::string& html, const PrinterOptions& options)
      : html_(html), options_(options), deadline_(Clock::now() + options.time_limit) {}
  ~Printing() { stop(); }
  Printing(const Printing&) = delete;
  Printing& operator=(const Printing&) = delete;

  Result<std::string> run() {
    if (auto s = start(); !s.ok()) return s;
    while (out_.open() || err_.open()) {
      if (auto s = step(); !s.ok()) return s;
    }
    return result();
  }

 private:
  Status start() {
    auto in = make_sockets(), out = make_pipe(), err = make_pipe();
    for (const auto* pipe : {&in, &out, &err}) {
      if (!pipe->ok()) return pipe->status();
    }
    if (auto s = spawn(in->read.get(), out->write.get(), err->write.get()); !s.ok()) return s;
    in_ = std::move(in->write);
    out_ = std::move(out->read);
    err_ = std::move(err->read);
    for (const Fd* fd : {&in_, &out_, &err_}) fcntl(fd->get(), F_SETFL, O_NONBLOCK);
    return {};
  }

  Status spawn(int in, int out, int err) {
    std::vector<std::string> words{options_.program, "--quiet", "--encoding", "utf-8", "-", "-"};
    std::vector<std::string> settings = environment();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    const int error = posix_spawnp(&pid_, options_.program.c_str(), &actions, &attributes,
                                   pointers(words).data(), pointers(settings).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error == 0) return limit();
    pid_ = -1;
    if (error == ENOENT || error == EACCES || error == ENOTDIR)
      return Status::unavailable("a PDF of the plan is printed by WeasyPrint, and there is no '" +
                                 options_.program +
                                 "' here: install it (Debian: apt install weasyprint), or ask for HTML");
    return Status::io("printing: cannot start '" + options_.program + "': " + reason(error));
  }

  Status limit() {
    const rlimit no_core{0, 0};
    prlimit(pid_, RLIMIT_CORE, &no_core, nullptr);
    if (options_.memory_limit_mib <= 0) return {};
    const rlim_t bytes = static_cast<rlim_t>(options_.memory_limit_mib) << 20;
    const rlimit memory{bytes, bytes};
    prlimit(pid_, RLIMIT_AS, &memory, nullptr);  // can only fail when it has ended, which shows later
    return {};
  }

  // Waits until something can be written or read, and does.
  Status step() {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
    if (left <= 0)
      return Status::timeout("printing: no PDF within " + std::to_string(options_.time_limit.count()) +
                             " seconds; it was stopped");
    std::array<pollfd, 3> entries{pollfd{in_.get(), POLLOUT, 0}, pollfd{out_.get(), POLLIN, 0},
                                  pollfd{err_.get(), POLLIN, 0}};
    if (poll(entries.data(), entries.size(), static_cast<int>(std::min<long long>(left, 60'000))) < 0)
      return errno == EINTR ? Status() : Status::io("printing: poll: " + reason(errno));
    if (entries[0].revents) write_some();
    if (entries[1].revents) {
      read_some(out_, pdf_);
      if (pdf_.size() > options_.max_output_bytes)
        return Status::resource_exhausted("printing: the PDF is larger than " +
                                          std::to_string(options_.max_output_bytes >> 20) + " MiB");
    }
    if (entries[2].revents) {
      read_some(err_, said_);
      if (said_.size() > kMaxSaid) said_.erase(0, said_.size() - kMaxSaid);
    }
    return {};
  }

  // One that ends early breaks the pipe: what it says tells why.
  void write_some() {
    const std::string_view rest = std::string_view(html_).substr(written_);
    const ssize_t n =
        ::send(in_.get(), rest.data(), std::min<std::size_t>(rest.size(), 65'536), MSG_NOSIGNAL);
    if (n > 0) written_ += static_cast<std::size_t>(n);
    const bool broken = n < 0 && errno != EAGAIN && errno != EINTR;
    if (broken || written_ == html_.size()) in_.close();
  }

  static void read_some(Fd& fd, std::string& into) {
    char buffer[65'536];
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n > 0) {
      into.append(buffer, static_cast<std::size_t>(n));
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
      fd.close();
    }
  }

  Result<std::string> result() {
    int status = 0;
    while (Clock::now() < deadline_) {  // its streams have ended; so will it
      const pid_t ended = waitpid(pid_, &status, WNOHANG);
      if (ended == 0 || (ended < 0 && errno == EINTR)) {
        usleep(2000);
        continue;
      }
      pid_ = -1;
      if (WIFEXITED(status) && WEXITSTATUS(status) == 0 && pdf_.starts_with("%PDF-")) return std::move(pdf_);
      return Status::internal("printing: WeasyPrint " +
                              (WIFSIGNALED(status)
                                   ? "died of signal " + std::to_string(WTERMSIG(status))
                                   : "ended with status " + std::to_string(WEXITSTATUS(status))) +
                              last_line());
    }
    return Status::timeout("printing: WeasyPrint closed its streams and did not end");
  }

  std::string last_line() const {
    std::string_view said = said_;
    while (!said.empty() && (said.back() == '\n' || said.back() == '\r')) said.remove_suffix(1);
    if (const auto at = said.rfind('\n'); at != std::string_view::npos) said.remove_prefix(at + 1);
    return said.empty() ? std::string() : ": " + std::string(said.substr(0, 300));
  }

  void stop() {
    if (pid_ < 0) return;
    ::kill(-pid_, SIGKILL);  // and whatever it started
    while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
  }

  const std::string& html_;
  const PrinterOptions& options_;
  const Clock::time_point deadline_;
  pid_t pid_ = -1;
  Fd in_, out_, err_;
  std::size_t written_ = 0;
  std::string pdf_, said_;
};

}  // namespace

Result<std::string> print_page(const std::string& html, const PrinterOptions& options) {
  return Printing(html, options).run();
}

}  // namespace relmap::server
