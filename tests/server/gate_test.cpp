// The bound on concurrent work: who enters, in which order, and who is turned away.
#include "gate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace relmap::server {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

TEST(GateTest, TurnsAwayAfterAWhile) {
  Gate gate(1, 10);
  const Gate::Pass first(gate, milliseconds(0));
  EXPECT_TRUE(first.entered());
  EXPECT_EQ(gate.busy(), 1);
  EXPECT_FALSE(Gate::Pass(gate, milliseconds(5)).entered());
  EXPECT_FALSE(Gate::Pass(gate, milliseconds(0)).entered());
  EXPECT_EQ(gate.waiting(), 0) << "who gave up waits no more";
}

TEST(GateTest, TurnsAwayAtOnceWhereTooManyWait) {
  Gate gate(1, 0);
  {
    const Gate::Pass first(gate, hours(1));
    EXPECT_TRUE(first.entered()) << "whoever need not wait takes no place among those who do";
    EXPECT_FALSE(Gate::Pass(gate, hours(1)).entered());
  }
  EXPECT_TRUE(Gate::Pass(gate, hours(1)).entered());
  EXPECT_EQ(gate.busy(), 0);
}

// People who wait at a gate of one place, each a thread that came in a known order and leaves at once.
class Queue {
 public:
  explicit Queue(Gate& gate) : gate_(gate) {}
  ~Queue() { finish(); }
  // Returns once it waits.
  void arrive(const std::string& name, const std::string& caller) {
    const int before = gate_.waiting();
    threads_.emplace_back([this, name, caller] {
      const Gate::Pass pass(gate_, hours(1), caller);
      if (pass.entered()) order_.push_back(name);  // one at a time: the gate is the lock
    });
    for (int i = 0; i < 30'000 && gate_.waiting() == before; ++i) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    ASSERT_EQ(gate_.waiting(), before + 1) << name;
  }
  // Once the place they wait for is free.
  std::vector<std::string> finish() {
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    return order_;
  }

 private:
  Gate& gate_;
  std::vector<std::thread> threads_;
  std::vector<std::string> order_;
};

TEST(GateTest, FirstComeFirstServedWithinACaller) {
  Gate gate(1, 100);
  Queue queue(gate);
  std::vector<std::string> expected;
  {
    const Gate::Pass first(gate, hours(1));
    for (int i = 0; i < 20; ++i) {
      queue.arrive(std::to_string(i), "script");
      expected.push_back(std::to_string(i));
    }
  }
  EXPECT_EQ(queue.finish(), expected);
}

TEST(GateTest, CallersTakeTurns) {
  Gate gate(1, 100);
  Queue queue(gate);
  {
    const Gate::Pass first(gate, hours(1), "script");
    for (const char* name : {"s1", "s2", "s3", "s4"}) queue.arrive(name, "script");
    queue.arrive("browser", "eva");
    for (const char* name : {"k1", "k2"}) queue.arrive(name, "kim");
  }
  EXPECT_EQ(queue.finish(), (std::vector<std::string>{"s1", "browser", "k1", "s2", "k2", "s3", "s4"}));
}

TEST(GateTest, NoCallerTakesAllPlacesToWait) {
  Gate gate(1, 4);
  Queue queue(gate);
  {
    const Gate::Pass first(gate, hours(1));
    queue.arrive("s1", "script");
    queue.arrive("s2", "script");
    EXPECT_FALSE(Gate::Pass(gate, hours(1), "script").entered());
    queue.arrive("e1", "eva");
    queue.arrive("k1", "kim");
    EXPECT_EQ(gate.waiting(), 4);
    EXPECT_FALSE(Gate::Pass(gate, hours(1), "lee").entered()) << "the bound on all";
  }
  EXPECT_EQ(queue.finish().size(), 4u);
  EXPECT_EQ(gate.busy(), 0);
}

TEST(GateTest, OneMayAlwaysWaitWhereAnyMay) {
  Gate gate(1, 1);
  Queue queue(gate);
  {
    const Gate::Pass first(gate, hours(1));
    queue.arrive("s1", "script");
    EXPECT_FALSE(Gate::Pass(gate, hours(1), "eva").entered());
  }
  EXPECT_EQ(queue.finish(), std::vector<std::string>{"s1"});
}

// However patience runs out and places come free, no more are inside than may be, and none is lost.
TEST(GateTest, NoPlaceIsLostAmongTheImpatient) {
  Gate gate(3, 40);
  std::atomic<int> inside{0}, entered{0}, most{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < 12; ++t) {
    threads.emplace_back([&, t] {
      std::minstd_rand random(t + 1);
      for (int i = 0; i < 300; ++i) {
        const Gate::Pass pass(gate, milliseconds(random() % 2),
                              std::string(1, static_cast<char>('a' + t % 4)));
        if (!pass.entered()) continue;
        const int now = ++inside;
        for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
        }
        ++entered;
        if (random() % 4 == 0) std::this_thread::sleep_for(std::chrono::microseconds(random() % 1'500));
        --inside;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_GT(entered, 0);
  EXPECT_LE(most, 3);
  EXPECT_EQ(gate.waiting(), 0);
  EXPECT_EQ(gate.busy(), 0);
  const Gate::Pass a(gate, milliseconds(0)), b(gate, milliseconds(0)), c(gate, milliseconds(0));
  EXPECT_TRUE(a.entered() && b.entered() && c.entered());
}

// The same rules in the plainest way: all who wait in one list by arrival, and when each caller was last
// served or came to wait.
class NaiveTurns {
 public:
  explicit NaiveTurns(std::size_t max) : max_(max) {}
  bool add(const std::string& caller, int who) {
    const auto mine = count(caller);
    if (waiting_.size() >= max_ || mine >= std::max<std::size_t>(1, max_ / 2)) return false;
    if (mine == 0) last_turn_[caller] = ++clock_;
    waiting_.emplace_back(caller, who);
    return true;
  }
  void remove(int who) {
    std::erase_if(waiting_, [&](const auto& one) { return one.second == who; });
  }
  std::optional<int> next() {
    auto best = waiting_.end();
    for (auto at = waiting_.begin(); at != waiting_.end(); ++at) {
      if (best == waiting_.end() || last_turn_[at->first] < last_turn_[best->first]) best = at;
    }
    if (best == waiting_.end()) return std::nullopt;
    last_turn_[best->first] = ++clock_;
    const int who = best->second;
    waiting_.erase(best);
    return who;
  }
  const auto& waiting() const { return waiting_; }

 private:
  std::size_t count(const std::string& caller) const {
    return static_cast<std::size_t>(std::count_if(waiting_.begin(), waiting_.end(),
                                                  [&](const auto& one) { return one.first == caller; }));
  }
  const std::size_t max_;
  std::vector<std::pair<std::string, int>> waiting_;
  std::map<std::string, int> last_turn_;
  int clock_ = 0;
};

TEST(TurnsTest, AreThoseOfTheNaiveModel) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    std::minstd_rand random(seed);
    const std::size_t max = random() % 12;
    Turns turns(max);
    NaiveTurns naive(max);
    constexpr int kSteps = 400;
    std::vector<std::unique_ptr<Turns::Waiter>> people;
    std::map<const Turns::Waiter*, int> number;
    for (int step = 0; step < kSteps; ++step) {
      const auto what = random() % 10;
      if (what < 5) {
        const std::string caller(random() % 4, 'x');
        people.push_back(std::make_unique<Turns::Waiter>());
        number[people.back().get()] = step;
        EXPECT_EQ(turns.add(caller, people.back().get()), naive.add(caller, step));
      } else if (what < 7 && !naive.waiting().empty()) {
        const int who = naive.waiting()[random() % naive.waiting().size()].second;
        naive.remove(who);
        for (const auto& [waiter, n] : number) {
          if (n == who) turns.remove(waiter);
        }
      } else {
        auto* const next = turns.next();
        EXPECT_EQ(next ? std::optional(number.at(next)) : std::nullopt, naive.next());
      }
      EXPECT_EQ(turns.size(), naive.waiting().size());
    }
  }
}

}  // namespace
}  // namespace relmap::server
