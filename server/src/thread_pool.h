// Threads that come with the work: one is started when none is free, up to a bound, and goes after a while
// without work. A connection holds its thread while it is open, so the bound on threads is one on open
// connections.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

namespace relmap::server {

struct ThreadPoolOptions {
  std::size_t max_threads = 256;
  std::size_t max_waiting = 64;       // jobs beyond the threads
  std::chrono::seconds idle_for{10};  // until a thread without work ends
  std::function<void()>
      on_pressure;  // called for each job that has to wait: somebody may be able to make room
};

class ThreadPool {
 public:
  explicit ThreadPool(ThreadPoolOptions options) : options_(std::move(options)) {}
  ~ThreadPool() { shutdown(); }
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // False where all threads are busy and the queue is full: the job was not taken. Jobs must not throw.
  bool run(std::function<void()> job);

  // Waits until all jobs that were taken are done and every thread has ended. Nothing may be run afterwards.
  void shutdown();

 private:
  void work();

  const ThreadPoolOptions options_;
  std::mutex mutex_;
  std::condition_variable jobs_changed_, ended_;
  std::deque<std::function<void()>> jobs_;
  std::size_t threads_ = 0, idle_ = 0;
  bool shutdown_ = false;
};

}  // namespace relmap::server
