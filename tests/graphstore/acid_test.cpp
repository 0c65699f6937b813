// The anomalies of J. Waudby et al., "Towards Testing ACID Compliance in the LDBC Social Network Benchmark"
// (TPCTC 2020), for this API, with real threads on both engines. Each one runs twice: as transactions, where
// it must never be seen; and chopped into one commit a statement, where it must be seen (or the test could
// not see it). Names are those of the paper.
#include <gtest/gtest.h>

#include <map>
#include <mutex>
#include <thread>

#include "fixtures.h"
#include "graphstore/transact.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder

constexpr int kPairs = 3;  // few, so that they are fought for

std::int64_t number(const Properties& properties, const char* name) {
  const auto it = properties.find(name);
  const std::int64_t* n = it == properties.end() ? nullptr : std::get_if<std::int64_t>(&it->second.data);
  return n ? *n : 0;
}

// What the bodies of the tests are written against: a transaction, or the same statements one by one.
class Session {
 public:
  Session(Graph& graph, TransactionContext* tx) : graph_(graph), tx_(tx) {}

  std::int64_t read(const NodeRef& node, const char* name) {
    pause();
    const auto record = tx_ ? tx_->node(node) : graph_.get_node(node);
    EXPECT_TRUE(record.ok()) << record.status().to_string();
    return record.ok() && *record ? number((*record)->properties, name) : 0;
  }
  bool exists(const NodeRef& node) {
    pause();
    return (tx_ ? tx_->node(node) : graph_.get_node(node)).value().has_value();
  }
  std::size_t members(const NodeRef& of_team) {
    pause();
    if (tx_) return tx_->edges(of_team, Direction::kIn, "IN").value().size();
    std::size_t n = 0;
    const auto node = graph_.get_node(of_team).value();
    EXPECT_TRUE(
        graph_.visit_edges(node->id, Direction::kIn, "IN", [&](const EdgeRecord&) { return ++n > 0; }).ok());
    return n;
  }
  std::int64_t read_edge(const NodeRef& from, const NodeRef& to, const char* name) {
    pause();
    const auto record = tx_ ? tx_->edge("KNOWS", from, to) : graph_.get_edge("KNOWS", from, to, {});
    return record.ok() && *record ? number((*record)->properties, name) : 0;
  }
  void write(Change change) {
    pause();
    if (tx_) {
      tx_->add(std::move(change));
    } else {
      (void)commit(graph_, {std::move(change)});
    }
  }

 private:
  // Chopped statements let others in between.
  void pause() {
    if (!tx_) std::this_thread::sleep_for(std::chrono::microseconds(20));
  }
  Graph& graph_;
  TransactionContext* tx_;
};

enum class How { kTransactions, kChopped };

class Acid : public ::testing::TestWithParam<std::string> {
 protected:
  using Body = std::function<Status(Session&)>;
  using Work = std::function<void(unsigned thread, std::mt19937& random)>;

  void SetUp() override {
    OpenOptions options;
    options.url = GetParam() == "memory" ? "memory:" : GetParam() + ":" + (dir_.path() / "store").string();
    options.schema = people_schema();
    options.sync = false;  // what a crash leaves is another test's matter
    graph_ = std::move(*Graph::open(options));
    std::vector<Change> changes{WriteNode{team("t"), {}, {{"name", "T"}}}};
    for (int i = 0; i < kPairs; ++i) {
      changes.push_back(put_person(left(i), {{"n", 0}, {"version", 1}, {"value", 70}}));
      changes.push_back(put_person(right(i), {{"n", 0}, {"version", 1}, {"value", 80}}));
      changes.push_back(put_edge("KNOWS", person(left(i)), person(right(i)), {{"n", 0}}));
    }
    ASSERT_TRUE(commit(*graph_, std::move(changes)).ok());
  }

  static std::string left(std::size_t i) { return "l" + std::to_string(i); }
  static std::string right(std::size_t i) { return "r" + std::to_string(i); }

  bool run(How how, const Body& body) {
    if (how == How::kChopped) {
      Session session(*graph_, nullptr);
      return body(session).ok();
    }
    TransactOptions options;
    options.max_attempts = 1000;
    options.back_off = std::chrono::microseconds(50);
    const auto result = graph_->transact(options, [&](TransactionContext& tx) {
      Session session(*graph_, &tx);
      return body(session);
    });
    EXPECT_TRUE(result.ok() || result.status().code() == StatusCode::kInvalidArgument)
        << result.status().to_string();
    return result.ok();
  }

  // Runs `work` in `threads` threads, `rounds` times each.
  static void together(unsigned threads, int rounds, const Work& work) {
    std::vector<std::thread> all;
    for (unsigned t = 0; t < threads; ++t) {
      all.emplace_back([&, t] {
        std::mt19937 random(t);
        for (int i = 0; i < rounds; ++i) work(t, random);
      });
    }
    for (std::thread& thread : all) thread.join();
  }

  // `anomalies(how)` counts what it saw in one run.
  void expect_only_when_chopped(const std::function<int(How)>& anomalies) {
    EXPECT_EQ(anomalies(How::kTransactions), 0);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (std::chrono::steady_clock::now() < until) {
      if (anomalies(How::kChopped) > 0) return;
    }
    ADD_FAILURE() << "chopped into statements the anomaly was not seen either: this test sees nothing";
  }

  Properties node_properties(const std::string& id) {
    return graph_->get_node(person(id)).value()->properties;
  }

  TempDir dir_;
  std::unique_ptr<Graph> graph_;
};

const Status kAbort = Status::invalid_argument("aborted on purpose");

TEST_P(Acid, AtomicityOfCommitsAndRollbacks) {
  int serial = 0;
  expect_only_when_chopped([&](How how) {
    const auto before = graph_->snapshot();
    const std::string prefix = "atom" + std::to_string(serial++) + "-";
    std::atomic<int> committed{0};
    together(3, 25, [&](unsigned t, std::mt19937& random) {
      const std::string id = prefix + std::to_string(t) + "-" + std::to_string(random());
      const bool abort = random() % 2 == 0;
      committed += run(how, [&](Session& s) -> Status {
        s.write(put_person(id));
        s.write(put_edge("KNOWS", person(id), person(left(random() % kPairs)), {{"kind", id}}));
        return abort ? kAbort : Status();
      });
    });
    const auto after = graph_->snapshot();
    const auto wanted = static_cast<std::size_t>(committed.load());
    return int{after->node_count() - before->node_count() != wanted} +
           int{after->edge_count() - before->edge_count() != wanted};
  });
}

TEST_P(Acid, G0DirtyWrite) {
  // Each transaction writes its number on both nodes of a pair and on the edge between: all three agree in
  // the end.
  std::atomic<int> serial{0};
  expect_only_when_chopped([&](How how) {
    together(3, 30, [&](unsigned, std::mt19937& random) {
      const auto i = random() % kPairs;
      const int id = ++serial;
      run(how, [&](Session& s) -> Status {
        s.write(put_person(left(i), {{"n", id}}));
        s.write(put_edge("KNOWS", person(left(i)), person(right(i)), {{"n", id}}));
        s.write(put_person(right(i), {{"n", id}}));
        return {};
      });
    });
    int anomalies = 0;
    for (int i = 0; i < kPairs; ++i) {
      Session s(*graph_, nullptr);
      const auto l = s.read(person(left(i)), "n"), r = s.read(person(right(i)), "n");
      anomalies += l != r || l != s.read_edge(person(left(i)), person(right(i)), "n");
    }
    return anomalies;
  });
}

TEST_P(Acid, G1aAbortedRead) {
  expect_only_when_chopped([&](How how) {
    std::atomic<int> anomalies{0};
    together(4, 40, [&](unsigned t, std::mt19937& random) {
      const NodeRef node = person(left(random() % kPairs));
      if (t % 2 == 0) {
        const bool kept = run(how, [&](Session& s) -> Status {
          s.write({put_person(node.key, {{"version", 2}})});
          return kAbort;
        });
        EXPECT_FALSE(kept);
        if (how == How::kChopped) (void)commit(*graph_, {put_person(node.key, {{"version", 1}})});  // by hand
      } else {
        run(how, [&](Session& s) -> Status {
          anomalies += s.read(node, "version") != 1;
          return {};
        });
      }
    });
    return anomalies.load();
  });
}

TEST_P(Acid, G1bIntermediateRead) {
  expect_only_when_chopped([&](How how) {
    std::atomic<int> anomalies{0};
    together(4, 40, [&](unsigned t, std::mt19937& random) {
      const std::string id = left(random() % kPairs);
      run(how, [&](Session& s) -> Status {
        if (t % 2 == 0) {
          s.write(put_person(id, {{"version", 100}}));  // even: on the way
          s.write(put_person(id, {{"version", 101}}));
        } else {
          anomalies += s.read(person(id), "version") % 2 == 0;
        }
        return {};
      });
    });
    return anomalies.load();
  });
}

TEST_P(Acid, G1cCircularInformationFlow) {
  // Each transaction writes its number on one node and reads another's: no two may have read each other.
  std::atomic<int> serial{0};
  expect_only_when_chopped([&](How how) {
    std::mutex mutex;
    std::map<std::int64_t, std::int64_t> read_of;
    together(4, 40, [&](unsigned, std::mt19937& random) {
      const bool turn = random() % 2 == 0;
      const std::int64_t id = ++serial;
      std::int64_t seen = 0;
      run(how, [&](Session& s) -> Status {
        s.write(put_person(turn ? left(0) : right(0), {{"n", id}}));
        seen = s.read(person(turn ? right(0) : left(0)), "n");
        return {};
      });
      const std::lock_guard lock(mutex);
      read_of[id] = seen;
    });
    int anomalies = 0;
    for (const auto& [id, seen] : read_of) {
      const auto other = read_of.find(seen);
      anomalies += other != read_of.end() && other->second == id;
    }
    return anomalies;
  });
}

// What one reader saw.
using Reading = std::vector<std::int64_t>;

TEST_P(Acid, ItemManyPreceders) {
  expect_only_when_chopped([&](How how) {
    std::atomic<int> anomalies{0};
    together(4, 40, [&](unsigned t, std::mt19937& random) {
      const std::string id = left(random() % kPairs);
      run(how, [&](Session& s) -> Status {
        if (t % 2 == 0) {
          s.write(put_person(id, {{"n", static_cast<std::int64_t>(random())}}));
          return {};
        }
        const auto first = s.read(person(id), "n");
        anomalies += first != s.read(person(id), "n");
        return {};
      });
    });
    return anomalies.load();
  });
}

TEST_P(Acid, PredicateManyPreceders) {
  int serial = 0;
  expect_only_when_chopped([&](How how) {
    std::atomic<int> anomalies{0}, added{0};
    const std::string prefix = "pmp" + std::to_string(serial++) + "-";
    together(4, 40, [&](unsigned t, std::mt19937&) {
      run(how, [&](Session& s) -> Status {
        if (t % 2 == 0) {
          const std::string id = prefix + std::to_string(++added);
          s.write(put_person(id));
          s.write(put_edge("IN", person(id), team("t"), {{"role", "x"}}));
          return {};
        }
        const std::size_t first = s.members(team("t"));
        anomalies += first != s.members(team("t"));
        return {};
      });
    });
    return anomalies.load();
  });
}

TEST_P(Acid, ObservedTransactionVanishesAndFracturedRead) {
  // Each writer raises the version of all nodes of the pairs at once: whoever reads them sees one version
  // (FR), and whoever reads them twice sees none vanish (OTV).
  expect_only_when_chopped([&](How how) {
    std::atomic<int> vanished{0}, fractured{0};
    together(4, 20, [&](unsigned t, std::mt19937&) {
      run(how, [&](Session& s) -> Status {
        const auto read_all = [&] {
          Reading all;
          for (int i = 0; i < kPairs; ++i) {
            all.push_back(s.read(person(left(i)), "version"));
            all.push_back(s.read(person(right(i)), "version"));
          }
          return all;
        };
        if (t % 2 == 0) {
          const auto version = s.read(person(left(0)), "version") + 1;
          for (int i = 0; i < kPairs; ++i) {
            s.write(put_person(left(i), {{"version", version}}));
            s.write(put_person(right(i), {{"version", version}}));
          }
          return {};
        }
        const Reading first = read_all(), second = read_all();
        fractured +=
            *std::min_element(first.begin(), first.end()) != *std::max_element(first.begin(), first.end());
        vanished +=
            *std::max_element(first.begin(), first.end()) > *std::min_element(second.begin(), second.end());
        return {};
      });
    });
    // Chopped, the test is of use only if it sees both; it is run until it does.
    return how == How::kTransactions ? vanished + fractured : std::min(vanished.load(), fractured.load());
  });
}

TEST_P(Acid, LostUpdate) {
  expect_only_when_chopped([&](How how) {
    std::vector<std::atomic<int>> raised(kPairs);
    std::vector<std::int64_t> before;
    for (int i = 0; i < kPairs; ++i) before.push_back(number(node_properties(left(i)), "n"));
    together(4, 40, [&](unsigned, std::mt19937& random) {
      const auto i = random() % kPairs;
      raised[i] += run(how, [&](Session& s) -> Status {
        s.write(put_person(left(i), {{"n", s.read(person(left(i)), "n") + 1}}));
        return {};
      });
    });
    int anomalies = 0;
    for (std::size_t i = 0; i < kPairs; ++i) {
      anomalies += number(node_properties(left(i)), "n") != before[i] + raised[i];
    }
    return anomalies;
  });
}

TEST_P(Acid, WriteSkew) {
  // 100 may be taken from either side of a pair while both together hold 100: the sum never falls below zero.
  expect_only_when_chopped([&](How how) {
    std::atomic<int> taken{0};
    int anomalies = 0;
    for (int round = 0; round < 12; ++round) {
      for (int i = 0; i < kPairs; ++i) {
        EXPECT_TRUE(
            commit(*graph_, {put_person(left(i), {{"value", 70}}), put_person(right(i), {{"value", 80}})})
                .ok());
      }
      together(4, 3, [&](unsigned t, std::mt19937& random) {
        const auto i = random() % kPairs;
        const std::string id = t % 2 == 0 ? left(i) : right(i);
        taken += run(how, [&](Session& s) -> Status {
          const auto l = s.read(person(left(i)), "value"), r = s.read(person(right(i)), "value");
          if (l + r < 100) return kAbort;
          s.write(put_person(id, {{"value", (t % 2 == 0 ? l : r) - 100}}));
          return {};
        });
      });
      for (int i = 0; i < kPairs; ++i) {
        anomalies +=
            number(node_properties(left(i)), "value") + number(node_properties(right(i)), "value") < 0;
      }
    }
    EXPECT_GT(taken, 0);
    return anomalies;
  });
}

TEST_P(Acid, PhantomOfAName) {
  // A name is given once: the check is a list of all people, not a key.
  std::atomic<int> serial{0};
  expect_only_when_chopped([&](How how) {
    const std::string name = "name" + std::to_string(++serial);
    together(4, 3, [&](unsigned, std::mt19937&) {
      const std::string id = "named-" + std::to_string(++serial);
      const auto free = [&](const Snapshot& all) {
        bool found = false;
        all.for_each_node(all.symbol("Person"),
                          [&](Vertex v) { found |= all.properties(v).text(all.symbol("name")) == name; });
        return !found;
      };
      if (how == How::kChopped) {
        if (!free(*graph_->snapshot())) return;
        std::this_thread::sleep_for(std::chrono::microseconds(50));
        (void)commit(*graph_, {put_person(id, {{"name", name}})});
        return;
      }
      TransactOptions options;
      options.max_attempts = 1000;
      const auto result = graph_->transact(options, [&](TransactionContext& tx) -> Status {
        if (free(tx.snapshot())) tx.add(put_person(id, {{"name", name}}));
        return {};
      });
      EXPECT_TRUE(result.ok()) << result.status().to_string();
    });
    const auto all = graph_->snapshot();
    int holders = 0;
    all->for_each_node(all->symbol("Person"),
                       [&](Vertex v) { holders += all->properties(v).text(all->symbol("name")) == name; });
    EXPECT_GE(holders, 1);
    return holders - 1;
  });
}

INSTANTIATE_TEST_SUITE_P(Engines, Acid, ::testing::Values("memory", "rocksdb"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace relmap::graphstore
