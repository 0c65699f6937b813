// Secondary indexes, uniqueness and aliases, on both engines; random writes against a naive oracle.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "fixtures.h"
#include "index_value.h"
#include "keys.h"
#include "kv.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder
using ::testing::HasSubstr;

constexpr const char* kSchema = R"({"name": "indexed",
  "labels": {
    "P": {"key": "id", "aliases": "aka", "properties": {
      "id": {}, "aka": {"type": "list"}, "email": {"unique": true}, "age": {"type": "int", "index": true},
      "score": {"type": "float", "index": true, "words": ["low", "high"]}, "pay": {"type": "decimal", "index": true},
      "joined": {"type": "date", "index": true}, "seen": {"type": "datetime", "index": true},
      "vip": {"type": "bool", "index": true}, "bio": {"index": true}, "note": {}}},
    "Q": {"properties": {"age": {"type": "int", "index": true}}}},
  "edges": {"E": {"ends": [["P", "P"]]}}})";

NodeRef p(const std::string& id) { return NodeRef::by_key("P", id); }
WriteNode put(const std::string& id, Properties properties, WriteMode mode = WriteMode::kMerge) {
  return {p(id), {}, std::move(properties), mode, {}};
}

class Indexes : public ::testing::TestWithParam<std::string> {
 protected:
  void open() {
    graph_.reset();
    const std::string url =
        GetParam() == "memory" ? "memory:" : "rocksdb:" + (dir_.path() / "store").string();
    graph_ = open_graph(url, *Schema::parse(kSchema));
    ASSERT_TRUE(graph_);
  }
  void SetUp() override { open(); }
  bool persistent() const { return GetParam() != "memory"; }
  Status write(std::vector<Change> changes) { return commit(*graph_, std::move(changes)).status(); }
  std::vector<std::string> ids(const std::vector<NodeRecord>& nodes) {
    std::vector<std::string> out;
    for (const NodeRecord& node : nodes) out.push_back(to_text(node.properties.at("id")));
    return out;
  }
  std::vector<std::string> list(ListOptions options) {
    const Result<NodePage> page = graph_->list("P", options);
    EXPECT_TRUE(page.ok()) << page.status().to_string();
    return page ? ids(page->nodes) : std::vector<std::string>();
  }

  TempDir dir_;
  std::unique_ptr<Graph> graph_;
};

using Strings = std::vector<std::string>;

TEST_P(Indexes, FollowWritesOfEveryKind) {
  ASSERT_TRUE(write({put("a", {{"age", 3}}), put("b", {{"age", 1}}), put("c", {{"age", 2}})}).ok());
  EXPECT_EQ(list({.property = "age"}), (Strings{"b", "c", "a"}));
  ASSERT_TRUE(write({put("b", {{"age", 9}}), put("c", {{"age", Value()}}), put("d", {{"age", 3}})}).ok());
  EXPECT_EQ(list({.property = "age"}), (Strings{"a", "d", "b"}));
  EXPECT_EQ(graph_->find_by("P", "age", 3)->size(), 2u);
  ASSERT_TRUE(write({DeleteNode{p("a")}, put("d", {}, WriteMode::kReplace)}).ok());
  EXPECT_EQ(list({.property = "age"}), (Strings{"b"}));
  // A label that goes takes its entries along.
  ASSERT_TRUE(write({WriteNode{p("b"), {"P", "Q"}, {}}}).ok());
  EXPECT_EQ(graph_->find_by("Q", "age", 9)->size(), 1u);
  const NodeId b = graph_->find_by("Q", "age", 9)->at(0);
  ASSERT_TRUE(write({WriteNode{NodeRef::by_id(b), {"Q"}, {}}}).ok());
  EXPECT_TRUE(graph_->find_by("P", "age", 9)->empty());
  expect_clean(*graph_);
}

TEST_P(Indexes, GiveRangesPagesAndBothDirections) {
  std::vector<Change> changes;
  for (int i = 0; i < 25; ++i) changes.push_back(put("p" + std::to_string(10 + i), {{"age", i / 2}}));
  ASSERT_TRUE(write(changes).ok());
  EXPECT_EQ(list({.property = "age", .from = 3, .to = 4}), (Strings{"p16", "p17", "p18", "p19"}));
  EXPECT_EQ(list({.property = "age", .from = 11, .descending = true}), (Strings{"p34", "p33", "p32"}));
  EXPECT_TRUE(list({.property = "age", .from = 5, .to = 4}).empty());
  for (const char* property : {"age", ""}) {
    for (const bool descending : {false, true}) {
      ListOptions options{.property = property, .descending = descending, .limit = 4};
      Strings all;
      for (int pages = 0; pages < 10; ++pages) {
        const Result<NodePage> page = graph_->list("P", options);
        ASSERT_TRUE(page.ok());
        for (std::string& id : ids(page->nodes)) all.push_back(std::move(id));
        options.cursor = page->next;
        if (page->next.empty()) break;
        ASSERT_EQ(page->nodes.size(), 4u);
      }
      if (descending) std::reverse(all.begin(), all.end());
      ASSERT_EQ(all.size(), 25u) << property;
      EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
    }
  }
}

TEST_P(Indexes, RefuseWhatTheyCannotAnswer) {
  const auto code = [&](const ListOptions& options) { return graph_->list("P", options).status().code(); };
  EXPECT_EQ(code({.property = "note"}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.property = "age", .from = "old"}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.property = "age", .limit = 0}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.property = "age", .limit = 1001}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.property = "age", .cursor = "zz"}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.property = "age", .cursor = std::string(1'000'000, 'a')}), StatusCode::kInvalidArgument);
  EXPECT_EQ(code({.from = 1}), StatusCode::kInvalidArgument);
  EXPECT_EQ(graph_->find_by("P", "note", "x").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(graph_->find_by("Nobody", "age", 1).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(graph_->find_by("P", "age", Value(ValueList{})).status().code(), StatusCode::kInvalidArgument);
  EXPECT_TRUE(list({.property = "age", .cursor = std::string(64, 'f')}).empty());
}

TEST_P(Indexes, TakeValuesAsWritesDo) {
  ASSERT_TRUE(write({put("a", {{"pay", "1.50"}, {"joined", "2026-01-02"}, {"score", "high"}, {"vip", true}}),
                     put("b", {{"pay", 2}, {"score", 0.5}, {"seen", "2026-01-02T03:04:05Z"}})})
                  .ok());
  EXPECT_EQ(graph_->find_by("P", "pay", *Decimal::parse("1.5"))->size(), 1u);
  EXPECT_EQ(graph_->find_by("P", "pay", 2)->size(), 1u);
  EXPECT_EQ(graph_->find_by("P", "joined", "2026-01-02")->size(), 1u);
  EXPECT_EQ(graph_->find_by("P", "score", "high")->size(), 1u);
  EXPECT_EQ(list({.property = "score", .from = 0.1}), (Strings{"b"}));
  EXPECT_EQ(graph_->find_by("P", "vip", true)->size(), 1u);
  EXPECT_EQ(list({.property = "seen", .from = "2026-01-01T00:00:00Z"}), (Strings{"b"}));
}

TEST_P(Indexes, TellLongTextsApart) {
  const std::string stem(2000, 'x');
  ASSERT_TRUE(write({put("a", {{"bio", stem + "a"}}), put("b", {{"bio", stem + "b"}}),
                     put("c", {{"bio", stem}}), put("d", {{"bio", "x"}}), put("e", {{"bio", "y"}})})
                  .ok());
  EXPECT_EQ(graph_->find_by("P", "bio", stem + "b")->size(), 1u);
  EXPECT_TRUE(graph_->find_by("P", "bio", stem + "c")->empty());
  Strings from = list({.property = "bio", .from = stem + "a"}),
          to = list({.property = "bio", .to = stem + "a"});
  std::sort(from.begin(), from.end());
  std::sort(to.begin(), to.end());
  EXPECT_EQ(from, (Strings{"a", "b", "e"}));
  EXPECT_EQ(to, (Strings{"a", "c", "d"}));
}

TEST_P(Indexes, KeepUniqueWhatIs) {
  ASSERT_TRUE(write({put("x", {{"email", "a@b"}})}).ok());
  const Status refused = write({put("y", {{"email", "a@b"}})});
  EXPECT_EQ(refused.code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(refused.message(), "P/y: email: 'a@b' is the email of P/x already");
  // Within one transaction, too, and in whichever order a value changes hands.
  EXPECT_EQ(write({put("y", {{"email", "c"}}), put("z", {{"email", "c"}})}).code(),
            StatusCode::kAlreadyExists);
  EXPECT_TRUE(write({put("x", {{"email", "new"}}), put("y", {{"email", "a@b"}})}).ok());
  EXPECT_TRUE(write({put("y", {{"note", "kept"}}), put("x", {{"email", "new"}, {"note", "same"}})}).ok());
  EXPECT_TRUE(write({DeleteNode{p("x")}, put("y", {{"email", "new"}}), put("z", {{"email", "a@b"}})}).ok());
  const std::string stem(3000, 'x');
  EXPECT_TRUE(write({put("l1", {{"email", stem + "1"}}), put("l2", {{"email", stem + "2"}})}).ok());
  EXPECT_EQ(write({put("l3", {{"email", stem + "2"}})}).code(), StatusCode::kAlreadyExists);
  expect_clean(*graph_);
}

TEST_P(Indexes, AliasesAreFurtherKeys) {
  const auto aka = [](std::initializer_list<const char*> names) {
    ValueList list;
    for (const char* name : names) list.emplace_back(name);
    return Properties{{"aka", Value(list)}};
  };
  ASSERT_TRUE(write({put("a", aka({"a2", "a3", "a"})), put("b", {})}).ok());
  const Vertex a = *graph_->snapshot()->find("P", "a");
  EXPECT_EQ(graph_->snapshot()->find("P", "a2"), a);
  EXPECT_EQ(graph_->snapshot()->key(a), "a");
  // Reached, and its own key left alone.
  ASSERT_TRUE(write({put("a3", {{"age", 7}, {"id", "a3"}}), put("a2", {{"note", "n"}, {"id", "a"}}),
                     WriteEdge{"E", p("b"), p("a2"), {}}})
                  .ok());
  EXPECT_EQ(graph_->snapshot()->node_count(), 2u);
  EXPECT_EQ((*graph_->get_node(p("a2")))->properties.at("id"), Value("a"));
  EXPECT_EQ(write({put("a2", {{"id", "other"}})}).code(), StatusCode::kSchemaViolation);
  // Unique together with keys.
  EXPECT_EQ(write({put("b", aka({"a"}))}).code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(write({put("b", aka({"a3"}))}).code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(write({put("b", aka({""}))}).code(), StatusCode::kSchemaViolation);
  // They move, and go with their node.
  ASSERT_TRUE(write({put("a", aka({"a2"})), put("b", aka({"a3"}))}).ok());
  EXPECT_EQ(graph_->snapshot()->find("P", "a3"), graph_->snapshot()->find("P", "b"));
  expect_clean(*graph_);
  if (persistent()) {
    open();
    EXPECT_EQ(graph_->snapshot()->find("P", "a2"), a);
    expect_clean(*graph_);
  }
  ASSERT_TRUE(write({DeleteNode{p("a2"), true}}).ok());
  EXPECT_FALSE(graph_->snapshot()->find("P", "a2"));
  EXPECT_TRUE(write({put("a2", {})}).ok());
  EXPECT_EQ(graph_->snapshot()->node_count(), 2u);
  expect_clean(*graph_);
}

INSTANTIATE_TEST_SUITE_P(Engines, Indexes, ::testing::Values("memory", "rocksdb"),
                         [](const auto& engine) { return engine.param; });

// Random writes; after each round every index answers as a walk over all nodes does.
class IndexOracle {
 public:
  explicit IndexOracle(unsigned seed) : random_(seed) {}

  Transaction transaction() {
    Transaction t;
    for (std::size_t n = 1 + pick(6); n > 0; --n) {
      const std::string id = "p" + std::to_string(pick(40));
      if (pick(8) == 0) {
        t.changes.push_back(DeleteNode{p(id), true});
      } else {
        t.changes.push_back(put(id, properties(), pick(4) ? WriteMode::kMerge : WriteMode::kReplace));
      }
    }
    return t;
  }

  void compare(const Graph& graph) {
    const Snapshot& s = *graph.snapshot();
    for (const char* property : {"age", "pay", "bio", "joined", "email"}) {
      std::vector<std::pair<std::string, Vertex>> all;  // the naive answer
      for (Vertex v = 0; v < s.vertex_bound(); ++v) {
        const Value value = s.properties(v).get(s.symbol(property));
        if (!value.is_null()) all.emplace_back(index_value(value), v);
      }
      std::sort(all.begin(), all.end());
      std::vector<std::pair<std::string, Vertex>> listed;
      const NodePage page = *graph.list("P", {.property = property, .limit = 1000});
      for (const NodeRecord& node : page.nodes)
        listed.emplace_back(index_value(node.properties.at(property)), static_cast<Vertex>(node.id));
      ASSERT_EQ(listed, all) << property;
      if (all.empty()) continue;
      const Vertex some = all[pick(all.size())].second;
      const Value value = s.properties(some).get(s.symbol(property));
      const std::vector<NodeId> found = *graph.find_by("P", property, value);
      const auto same = [&](const auto& entry) { return entry.first == index_value(value); };
      EXPECT_EQ(found.size(), static_cast<std::size_t>(std::count_if(all.begin(), all.end(), same)));
      if (std::string(property) == "email") {
        EXPECT_EQ(found.size(), 1u);
      }
    }
  }

 private:
  std::size_t pick(std::size_t n) { return random_() % n; }
  Properties properties() {
    Properties all;
    if (pick(2)) all["age"] = pick(5) ? Value(static_cast<int>(pick(10)) - 5) : Value();
    if (pick(3) == 0)
      all["pay"] = Decimal{static_cast<std::int64_t>(pick(50)), static_cast<std::uint8_t>(pick(3))};
    if (pick(3) == 0)
      all["bio"] = std::string(pick(2) ? 511 + pick(3) : pick(3), 'x') + std::string(pick(3), 'y');
    if (pick(3) == 0) all["joined"] = Date{static_cast<std::int32_t>(pick(5)) - 2};
    if (pick(3) == 0) all["email"] = pick(4) ? Value("e" + std::to_string(pick(30))) : Value();
    if (pick(6) == 0)
      all["aka"] = Value(ValueList{"p" + std::to_string(pick(40)), "q" + std::to_string(pick(9))});
    return all;
  }
  std::mt19937 random_;
};

TEST_P(Indexes, AgreeWithANaiveOracle) {
  const unsigned seed = std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  IndexOracle oracle(seed);
  for (int round = 0; round < 150; ++round) {
    CommitOptions options;
    options.partial = round % 2 == 0;
    (void)graph_->commit(oracle.transaction(), options);
    if (round % 5 == 0) oracle.compare(*graph_);
    if (HasFatalFailure()) return;
  }
  expect_clean(*graph_);
  if (!persistent()) return;
  open();
  oracle.compare(*graph_);
  expect_clean(*graph_);
}

// verify() sees an entry that is missing, one that nobody accounts for, and one that does not parse.
TEST(IndexVerify, FindsWhatIsWrong) {
  const TempDir dir;
  const std::string url = "rocksdb:" + (dir.path() / "store").string();
  {
    const auto graph = open_graph(url, *Schema::parse(kSchema));
    ASSERT_TRUE(commit(*graph, {put("a", {{"age", 1}}), put("b", {{"age", 2}})}).ok());
    expect_clean(*graph);
  }
  {
    const auto store = std::move(*open_kv(url, {}));
    KvBatch batch;
    const auto view = store->view();
    const auto it = view->scan(keys::tagged(keys::Tag::kIndex), keys::tag_end(keys::Tag::kIndex));
    std::string moved(it->key());
    batch.remove(moved);
    moved.back() = 99;
    batch.put(moved, "");
    batch.put("x\xFF\xFF\xFF", "");
    ASSERT_TRUE(store->commit(batch, store->version(), store->version(), true).ok());
  }
  const auto graph = open_graph(url);
  const VerifyReport report = *graph->verify();
  std::string all;
  for (const std::string& finding : report.findings) all += finding + "\n";
  EXPECT_THAT(all, HasSubstr("its age is not in the index"));
  EXPECT_THAT(all, HasSubstr("index of P.age: node 99: does not exist"));
  EXPECT_THAT(all, HasSubstr("an index entry is damaged"));
}

TEST(IndexSchema, IsCheckedWhenParsed) {
  const auto message = [](const std::string& label) {
    return Schema::parse(R"({"name": "s", "labels": {"A": )" + label + "}}").status().message();
  };
  EXPECT_THAT(message(R"({"properties": {"x": {"type": "list", "index": true}}})"), HasSubstr("x.index"));
  EXPECT_THAT(message(R"({"properties": {"x": {"type": "int", "search": true}}})"), HasSubstr("x.search"));
  EXPECT_THAT(message(R"({"key": "id", "aliases": "y", "properties": {"id": {}}})"), HasSubstr("aliases"));
  EXPECT_THAT(message(R"({"aliases": "y", "properties": {"y": {"type": "list"}}})"), HasSubstr("aliases"));
  EXPECT_THAT(Schema::parse(R"({"name": "s", "edges": {"E": {"properties": {"x": {"unique": true}}}}})")
                  .status()
                  .message(),
              HasSubstr("only properties of labels"));
}

}  // namespace
}  // namespace relmap::graphstore
