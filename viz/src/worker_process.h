// One render worker as seen from the pool: a process and a socket. Not thread-safe.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "base/status.h"

namespace relmap::viz {

class WorkerProcess {
 public:
  using Clock = std::chrono::steady_clock;

  // Starts `command` with the socket as its standard input and output, no other descriptor but standard
  // error, in a process group of its own (an interrupt typed at the terminal is for the parent).
  // memory_limit_mib: 0 none.
  static Result<WorkerProcess> start(const std::vector<std::string>& command, int memory_limit_mib);

  WorkerProcess(WorkerProcess&& other) noexcept;
  WorkerProcess& operator=(WorkerProcess&& other) noexcept;
  ~WorkerProcess();  // kills and reaps

  // Sends one request and waits for its answer. After any failure the worker is of no use: destroy it.
  //   kTimeout, kResourceExhausted (memory; answer too long), kInternal (it died, or broke the protocol)
  // kUnavailable: it had died before this request reached it; try another.
  // The Result's string is the answer's payload (see frame_io.h).
  Result<std::string> call(const std::string& payload, std::size_t max_answer, Clock::time_point deadline);

  // True when the process has ended. It is reaped then.
  bool has_ended();

  int served = 0;  // requests answered, counted by the pool

 private:
  WorkerProcess(pid_t pid, int fd) : pid_(pid), fd_(fd) {}
  Status wait_for(short events, Clock::time_point deadline);
  Status send_all(std::string_view bytes, Clock::time_point deadline);
  Status receive(std::size_t size, std::string& out, Clock::time_point deadline);
  Status death(bool nothing_sent);
  void stop();

  pid_t pid_ = -1;  // -1: none, or reaped
  int fd_ = -1;
  int exit_status_ = 0;
  int memory_limit_mib_ = 0;
};

}  // namespace relmap::viz
