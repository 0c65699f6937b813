#include "parallel.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

namespace relmap::graphstore {
namespace {

// An exception must not leave a thread.
Status run_guarded(const std::function<Status(std::size_t)>& part, std::size_t i) {
  try {
    return part(i);
  } catch (const std::bad_alloc&) {
    return Status::resource_exhausted("not enough memory");
  } catch (const std::exception& e) {
    return Status::internal(e.what());
  }
}

}  // namespace

std::size_t parallel_threads() { return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16); }

Status run_parallel(std::size_t count, const std::function<Status(std::size_t)>& part) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  Status failed;
  std::size_t failed_part = count;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      Status s = run_guarded(part, i);
      if (s.ok()) continue;
      next = count;
      const std::lock_guard lock(mutex);
      if (i > failed_part) continue;
      failed = std::move(s);
      failed_part = i;
    }
  };
  std::vector<std::jthread> others;
  try {
    for (std::size_t t = 1; t < std::min(parallel_threads(), count); ++t) others.emplace_back(work);
  } catch (const std::system_error&) {
    // No more threads to be had: those there are do it.
  }
  work();
  others.clear();
  return failed;
}

}  // namespace relmap::graphstore
