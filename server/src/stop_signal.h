// SIGTERM and SIGINT as an ordinary call on an ordinary thread.
#pragma once

#include <functional>
#include <thread>

namespace relmap::server {

// While it lives, the first SIGTERM or SIGINT calls `stop` once, from a thread of its own; a second one ends
// the process at once, as people expect who press Ctrl-C twice. One at a time in a process.
class StopSignal {
 public:
  explicit StopSignal(std::function<void()> stop);
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

 private:
  std::thread thread_;
};

}  // namespace relmap::server
