#include "thread_pool.h"

#include <system_error>
#include <thread>

namespace relmap::server {

bool ThreadPool::run(std::function<void()> job) {
  bool pressed = false;
  {
    const std::lock_guard lock(mutex_);
    bool waits = jobs_.size() >= idle_;  // no idle thread is left for this one
    if (waits && threads_ < options_.max_threads) {
      try {
        std::thread([this] { work(); }).detach();
        ++threads_;
        waits = false;
      } catch (const std::system_error&) {  // the system gives no more threads: those we have must do
        if (threads_ == 0) return false;
      }
    }
    if (waits && jobs_.size() >= idle_ + options_.max_waiting) return false;
    jobs_.push_back(std::move(job));
    pressed = waits;
  }
  jobs_changed_.notify_one();
  if (pressed && options_.on_pressure) options_.on_pressure();
  return true;
}

void ThreadPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    const bool woken =
        jobs_changed_.wait_for(lock, options_.idle_for, [&] { return shutdown_ || !jobs_.empty(); });
    --idle_;
    if (jobs_.empty()) {
      if (shutdown_ || !woken) break;
      continue;
    }
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
  }
  --threads_;
  ended_.notify_all();  // under the lock: after it, shutdown() may return and the pool go
}

void ThreadPool::shutdown() {
  std::unique_lock lock(mutex_);
  shutdown_ = true;
  jobs_changed_.notify_all();
  ended_.wait(lock, [&] { return threads_ == 0; });
}

}  // namespace relmap::server
