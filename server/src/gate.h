// A bound on how many analyses run at once: more than there are cores would only make all of them late.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace relmap::server {

class Gate {
 public:
  explicit Gate(int width) : free_(width) {}

  // Holds one place until it goes; entered() is false where none came free in time.
  class Pass {
   public:
    Pass(Gate& gate, std::chrono::milliseconds patience) : gate_(gate) {
      std::unique_lock lock(gate_.mutex_);
      entered_ = gate_.changed_.wait_for(lock, patience, [&] { return gate_.free_ > 0; });
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
  std::mutex mutex_;
  std::condition_variable changed_;
  int free_;
};

}  // namespace relmap::server
