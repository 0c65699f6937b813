// A program that runs beside a test, and whose lines are read.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <thread>
#include <vector>

extern char** environ;

namespace relmap::graphstore::testing {

class ChildProcess {
 public:
  // `environment`: NAME=VALUE, beside what this process has.
  explicit ChildProcess(const std::vector<std::string>& command,
                        const std::vector<std::string>& environment = {}) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    std::vector<char*> arguments, variables;
    for (const std::string& a : command) arguments.push_back(const_cast<char*>(a.c_str()));
    for (const std::string& e : environment) variables.push_back(const_cast<char*>(e.c_str()));
    for (char** e = environ; *e; ++e) variables.push_back(*e);
    arguments.push_back(nullptr);
    variables.push_back(nullptr);
    if (::posix_spawn(&pid_, arguments[0], &actions, nullptr, arguments.data(), variables.data()) != 0)
      pid_ = -1;
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    out_ = ::fdopen(ends[0], "r");
  }
  ~ChildProcess() {
    kill();
    wait();
    if (out_) std::fclose(out_);
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  bool started() const { return pid_ > 0; }
  void kill() const {
    if (pid_ > 0 && !ended_) ::kill(pid_, SIGKILL);
  }
  // Its next line without the line end; nullopt: it has ended, or closed its output.
  std::optional<std::string> read_line() {
    char line[1000];
    if (!out_ || !std::fgets(line, sizeof line, out_)) return std::nullopt;
    std::string text(line);
    if (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
  }
  // Its exit code, or −signal.
  int wait() {
    if (pid_ <= 0 || ended_) return code_;
    int status = 0;
    ::waitpid(pid_, &status, 0);
    ended_ = true;
    return code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  pid_t pid_ = -1;
  std::FILE* out_ = nullptr;
  bool ended_ = false;
  int code_ = -1;
};

}  // namespace relmap::graphstore::testing
