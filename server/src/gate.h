// A bound on how many of one kind of work run at once (more analyses than cores would only make all of them
// late), and on how many wait for that.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace relmap::server {

class Gate {
 public:
  Gate(int width, int max_waiting) : max_waiting_(max_waiting), free_(width), may_wait_(max_waiting) {}

  int waiting() const {
    const std::lock_guard lock(mutex_);
    return max_waiting_ - may_wait_;
  }

  // Holds one place until it goes; entered() is false where none came free in time, or too many wait already.
  class Pass {
   public:
    Pass(Gate& gate, std::chrono::milliseconds patience) : gate_(gate) {
      std::unique_lock lock(gate_.mutex_);
      if (gate_.free_ == 0 && gate_.may_wait_ > 0) {
        --gate_.may_wait_;
        gate_.changed_.wait_for(lock, patience, [&] { return gate_.free_ > 0; });
        ++gate_.may_wait_;
      }
      entered_ = gate_.free_ > 0;
      if (entered_) --gate_.free_;
    }
    ~Pass() {
      if (!entered_) return;
      {
        const std::lock_guard lock(gate_.mutex_);
        ++gate_.free_;
      }
      gate_.changed_.notify_one();
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    bool entered() const { return entered_; }

   private:
    Gate& gate_;
    bool entered_ = false;
  };

 private:
  const int max_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int free_, may_wait_;
};

}  // namespace relmap::server
