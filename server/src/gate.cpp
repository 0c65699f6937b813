#include "gate.h"

#include <algorithm>

namespace relmap::server {

bool Turns::add(std::string_view caller, Waiter* waiter) {
  if (size_ >= max_) return false;
  const auto known =
      std::find_if(ring_.begin(), ring_.end(), [&](const Caller& c) { return c.name == caller; });
  if (known == ring_.end()) {
    ring_.push_back({std::string(caller), {waiter}});
  } else if (known->waiters.size() < max_of_caller_) {
    known->waiters.push_back(waiter);
  } else {
    return false;
  }
  ++size_;
  return true;
}

void Turns::remove(const Waiter* waiter) {
  for (auto caller = ring_.begin(); caller != ring_.end(); ++caller) {
    auto& waiters = caller->waiters;
    const auto at = std::find(waiters.begin(), waiters.end(), waiter);
    if (at == waiters.end()) continue;
    waiters.erase(at);
    if (waiters.empty()) ring_.erase(caller);
    --size_;
    return;
  }
}

Turns::Waiter* Turns::next() {
  if (ring_.empty()) return nullptr;
  auto& waiters = ring_.front().waiters;
  Waiter* const waiter = waiters.front();
  waiters.pop_front();
  if (waiters.empty()) {
    ring_.pop_front();
  } else {
    ring_.splice(ring_.end(), ring_, ring_.begin());
  }
  --size_;
  return waiter;
}

int Gate::waiting() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(turns_.size());
}

int Gate::busy() const {
  const std::lock_guard lock(mutex_);
  return width_ - free_;
}

bool Gate::enter(std::chrono::milliseconds patience, std::string_view caller) {
  std::unique_lock lock(mutex_);
  if (free_ > 0) {
    --free_;
    return true;
  }
  Turns::Waiter me;
  if (!turns_.add(caller, &me)) return false;
  me.called.wait_for(lock, patience, [&] { return me.entered; });
  // A place handed over in the last moment is taken: nobody else would get it.
  if (!me.entered) turns_.remove(&me);
  return me.entered;
}

void Gate::leave() noexcept {
  const std::lock_guard lock(mutex_);
  auto* const next = turns_.next();
  if (!next) {
    ++free_;
    return;
  }
  next->entered = true;
  next->called.notify_one();  // under the lock: once it is released, the waiter may be gone
}

}  // namespace relmap::server
