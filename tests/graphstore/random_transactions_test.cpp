// Random transactions from several threads at once (labels and keys that wander, partial commits, dry runs,
// deletes, references to earlier changes), then everything that must agree is compared: the live Snapshot
// with one loaded anew, verify(), the identity rules of the schema, and the history walked back to nothing.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <thread>

#include "fixtures.h"
#include "keys.h"
#include "kv.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder

constexpr const char* kSchema = R"({"name": "wild",
  "labels": {"A": {"key": "id", "properties": {"id": {}, "level": {"words": ["high", "low"]}}},
             "B": {"key": "code", "properties": {"code": {}}}, "M": {}},
  "edges": {"D": {"ends": [["A", "A"]], "key": ["kind"], "properties": {"kind": {}}},
            "U": {"ends": [["A", "A"], ["A", "B"]], "undirected": true},
            "X": {"unique": false}, "L": {"ends": [["A", "B"]], "max_out": 2}}})";
constexpr int kThreads = 4, kTransactions = 120;

class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed), name_(std::to_string(seed)) {}

  Transaction transaction() {
    Transaction t;
    const std::size_t n = 1 + pick(12);
    while (t.changes.size() < n) t.changes.push_back(change(t.changes.size()));
    return t;
  }
  CommitOptions options() {
    CommitOptions options;
    options.partial = pick(2) == 0;
    options.dry_run = pick(15) == 0;
    return options;
  }

 private:
  std::size_t pick(std::size_t n) { return random_() % n; }
  std::string some(const char* prefix) { return prefix + std::to_string(pick(60)); }
  NodeRef a() { return NodeRef::by_key("A", some("a")); }
  NodeRef b() { return NodeRef::by_key("B", some("b")); }
  NodeRef any(std::size_t earlier) {
    switch (pick(8)) {
      case 0:
        return NodeRef::by_id(pick(300));
      case 1:
        return earlier > 0 ? NodeRef::of_change(pick(earlier)) : a();
      case 2:
      case 3:
        return b();
      default:
        return a();
    }
  }
  Properties properties() {
    Properties p;
    if (pick(2)) p["weight"] = static_cast<int>(pick(5));
    if (pick(4) == 0) p["weight"] = Value();
    if (pick(5) == 0) p["level"] = pick(2) ? "high" : "low";
    return p;
  }
  Properties with(const char* name, std::string value) {
    Properties p = properties();
    p[name] = std::move(value);
    return p;
  }

  Change change(std::size_t earlier) {
    switch (pick(12)) {
      case 0:
      case 1:
        return WriteNode{a(), {}, properties(), pick(6) ? WriteMode::kMerge : WriteMode::kReplace};
      case 2:
        return WriteNode{b(), {}, properties()};
      case 3:
        return WriteNode{a(), {"A", pick(2) ? "B" : "M"}, with("code", some("b"))};
      case 4:
        return WriteNode{NodeRef::by_id(pick(300)), {}, with("id", name_ + "-" + std::to_string(pick(20)))};
      case 5:
        return DeleteNode{any(earlier), pick(3) != 0};
      case 6:
        return DeleteEdge{pick(2) ? "D" : "U", any(earlier), any(earlier),
                          pick(2) ? with("kind", "1") : Properties()};
      case 7:
        return WriteNode{NodeRef{"M", "", {}, {}}, {}, properties()};
      default:
        break;
    }
    static constexpr const char* kTypes[] = {"D", "D", "U", "X", "L"};
    Properties p = properties();
    p.erase("level");
    if (pick(2)) p["kind"] = std::to_string(pick(2));
    return WriteEdge{kTypes[pick(5)], any(earlier), any(earlier), p,
                     pick(5) ? WriteMode::kMerge : WriteMode::kReplace};
  }

  std::mt19937 random_;
  std::string name_;
};

std::multiset<std::string> describe(const Snapshot& s) {
  std::multiset<std::string> out, in, all;
  const auto text = [](const Properties& p) { return to_json(Value(p)); };
  for (Vertex v = 0; v < s.vertex_bound(); ++v) {
    if (!s.alive(v)) continue;
    std::string labels;
    for (const Symbol label : s.labels(v)) labels += std::string(s.name(label)) + ";";
    const Properties p = s.properties(v).all();
    all.insert(std::to_string(v) + labels + text(p));
    for (const auto& [label, key] : {std::pair("A", "id"), std::pair("B", "code")}) {
      if (s.has_label(v, s.symbol(label))) {
        EXPECT_EQ(s.find(label, *p.at(key).as_string()), v);
      }
    }
    const auto line = [&](const Edge& e) {
      return std::to_string(e.id) + std::string(s.name(e.type)) + std::to_string(e.source) + ">" +
             std::to_string(e.target) + text(e.properties.all());
    };
    for (const Edge& e : s.out(v)) out.insert(line(e));
    for (const Edge& e : s.in(v)) in.insert(line(e));
  }
  EXPECT_EQ(out, in);
  all.insert(out.begin(), out.end());
  return all;
}

// One edge for each identity, allowed ends, at most two L out of a node.
void check_schema_rules(const Snapshot& s) {
  std::set<std::string> identities;
  const auto labels = [&](Vertex v) {
    std::vector<std::string> names;
    for (const Symbol label : s.labels(v)) names.emplace_back(s.name(label));
    return names;
  };
  for (Vertex v = 0; v < s.vertex_bound(); ++v) {
    EXPECT_LE(s.out(v, s.symbol("L")).size(), 2u);
    for (const Edge& e : s.out(v)) {
      const std::string type(s.name(e.type));
      EXPECT_TRUE(s.schema().allows_ends(type, labels(e.source), labels(e.target))) << type;
      if (type == "X") continue;
      const bool turn = type == "U" && e.source > e.target;
      const std::string kind = type == "D" ? to_json(e.properties.get(s.symbol("kind"))) : "";
      const std::string identity = type + std::to_string(turn ? e.target : e.source) + ">" +
                                   std::to_string(turn ? e.source : e.target) + kind;
      EXPECT_TRUE(identities.insert(identity).second) << identity;
    }
  }
}

// Undoes commit after commit by its before-images: nothing is left at version 0.
void check_history(const std::string& url, Version last) {
  const auto store = std::move(*open_kv(url, {}));
  const auto view = store->view();
  std::map<std::string, std::string> state;
  for (const keys::Tag tag : {keys::Tag::kNode, keys::Tag::kOut}) {
    for (auto it = view->scan(keys::tagged(tag), keys::tag_end(tag)); it->valid(); it->next()) {
      state.emplace(it->key(), it->value());
    }
  }
  for (Version version = last; version > 0; --version) {
    for (auto it = view->scan(keys::before(version, ""), keys::before(version + 1, "")); it->valid();
         it->next()) {
      const std::string entity(it->key().substr(9));
      state.erase(entity);
      if (it->value()[0] == 1) state.emplace(entity, it->value().substr(1));
    }
  }
  EXPECT_TRUE(state.empty());
}

TEST(RandomTransactions, FromSeveralThreadsAgreeWithReloadRulesAndHistory) {
  const unsigned seed = std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  const TempDir dir;
  OpenOptions options;
  options.url = "rocksdb:" + (dir.path() / "store").string();
  options.schema = *Schema::parse(kSchema);
  options.sync = false;
  std::unique_ptr<Graph> graph = std::move(*Graph::open(options));
  std::atomic<int> broken{0};
  std::vector<std::thread> threads;
  for (unsigned t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      Writer writer(seed * 10 + t);
      for (int i = 0; i < kTransactions; ++i) {
        const StatusCode code = graph->commit(writer.transaction(), writer.options()).status().code();
        if (code == StatusCode::kCorrupt || code == StatusCode::kInternal || code == StatusCode::kIo)
          ++broken;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(broken, 0);
  expect_clean(*graph);
  check_schema_rules(*graph->snapshot());
  const std::multiset<std::string> live = describe(*graph->snapshot());
  const Version last = graph->version();
  EXPECT_GT(last, 10u);
  EXPECT_EQ(graph->commits(0, 1'000'000)->size(), last);
  graph.reset();
  EXPECT_EQ(describe(*open_graph(options.url)->snapshot()), live);
  check_history(options.url, last);
}

}  // namespace
}  // namespace relmap::graphstore
