// What fault_hammer writes, and what must therefore be there: shared by the program and the tests that let it
// die.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "graphstore/graph.h"
#include "graphstore/transact.h"

namespace relmap::graphstore::hammer {

inline constexpr int kReopenEvery = 10;  // commits of a sequence
inline constexpr int kKept = 5;          // pairs of a sequence that stay; older ones are deleted

inline constexpr const char* kSchema =
    R"({"name": "hammer", "labels": {"P": {"key": "id", "properties": {"id": {}}}},
  "edges": {"E": {"ends": [["P", "P"]]}}})";

inline NodeRef p(const std::string& id) { return NodeRef::by_key("P", id); }
inline NodeRef counter() { return p("counter"); }
inline std::string left(int i) { return "l" + std::to_string(i); }
inline std::string right(int i) { return "r" + std::to_string(i); }

inline Result<std::unique_ptr<Graph>> open_store(const std::string& path, bool sync = true) {
  OpenOptions options;
  options.url = "rocksdb:" + path;
  options.schema = *Schema::parse(kSchema);
  options.sync = sync;
  return Graph::open(options);
}

// Commit i of a sequence, from 1: a new pair with an edge, an old pair gone, the counter at i.
inline Transaction commit_number(int i) {
  Transaction t;
  t.changes.push_back(WriteNode{p(left(i)), {}, {{"n", i}, {"filler", std::string(300, 'x')}}});
  t.changes.push_back(WriteNode{p(right(i)), {}, {{"n", i}}});
  t.changes.push_back(WriteEdge{"E", p(left(i)), p(right(i)), {{"n", i}}});
  if (i > kKept) {
    t.changes.push_back(DeleteNode{p(left(i - kKept)), true, {}});
    t.changes.push_back(DeleteNode{p(right(i - kKept)), true, {}});
  }
  t.changes.push_back(WriteNode{counter(), {}, {{"n", i}}});
  return t;
}

// Commit i of a thread of the load, from 0: a pair with an edge between, and one more on the counter of all.
inline std::string load_id(int round, int thread, int i, char side) {
  return std::to_string(round) + "-" + std::to_string(thread) + "-" + std::to_string(i) + side;
}
inline Result<CommitResult> add_to_load(Graph& graph, int round, int thread, int i) {
  TransactOptions options;
  options.max_attempts = 1000;
  return graph.transact(options, [&](TransactionContext& tx) -> Status {
    const auto node = tx.node(counter());
    if (!node) return node.status();
    const Value* n = *node ? &(*node)->properties.at("n") : nullptr;
    const std::string l = load_id(round, thread, i, 'l'), r = load_id(round, thread, i, 'r');
    tx.add(WriteNode{p(l), {}, {{"n", i}}});
    tx.add(WriteNode{p(r), {}, {{"n", i}}});
    tx.add(WriteEdge{"E", p(l), p(r), {}});
    tx.add(WriteNode{counter(), {}, {{"n", n ? std::get<std::int64_t>(n->data) + 1 : 1}}});
    return {};
  });
}

}  // namespace relmap::graphstore::hammer
