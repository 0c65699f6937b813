// A bound on how many of one kind of work run at once (more analyses than cores would only make all of them
// late), and on how many wait for that. Who waits is served in fair turns: callers one after the other (round
// robin), each caller's requests in the order in which they came, so that a script with a hundred requests
// does not hold up somebody with one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <string_view>

namespace relmap::server {

// Whoever waits, in the order of their turns. Not thread-safe: the gate's mutex guards it.
class Turns {
 public:
  struct Waiter {  // owned by who waits
    std::condition_variable called;
    bool entered = false;
  };

  // At most `max` in all, and half of that (but at least one, where any) of one caller.
  explicit Turns(std::size_t max) : max_(max), max_of_caller_(max / 2 > 0 ? max / 2 : 1) {}

  // False, and nothing added, where that would be too many. Linear in the number of callers.
  bool add(std::string_view caller, Waiter* waiter);
  void remove(const Waiter* waiter);  // one that gave up
  Waiter* next();                     // takes out whose turn it is; nullptr: nobody waits
  std::size_t size() const { return size_; }

 private:
  struct Caller {
    std::string name;
    std::deque<Waiter*> waiters;  // never empty
  };

  const std::size_t max_, max_of_caller_;
  std::list<Caller> ring_;  // the front is next; a caller that was served goes to the back
  std::size_t size_ = 0;
};

class Gate {
 public:
  Gate(int width, int max_waiting)
      : width_(width), free_(width), turns_(static_cast<std::size_t>(max_waiting)) {}

  int waiting() const;
  int busy() const;  // places taken

  // Holds one place until it goes; entered() is false where none came free in time, or too many wait already.
  // `caller`: whose turn it takes. The gate must outlive it.
  class Pass {
   public:
    Pass(Gate& gate, std::chrono::milliseconds patience, std::string_view caller = "")
        : gate_(gate), entered_(gate.enter(patience, caller)) {}
    ~Pass() {
      if (entered_) gate_.leave();
    }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;
    bool entered() const { return entered_; }

   private:
    Gate& gate_;
    const bool entered_;
  };

 private:
  bool enter(std::chrono::milliseconds patience, std::string_view caller);
  void leave() noexcept;

  const int width_;
  mutable std::mutex mutex_;
  int free_;  // above 0 only while nobody waits: a place that comes free is handed to who is next
  Turns turns_;
};

}  // namespace relmap::server
