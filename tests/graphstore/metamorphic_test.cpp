// The same seeded random operations on the memory engine, on RocksDB and on a model of plain maps: every
// result, every version and every read must be the same, whatever reopening, crashes, backups and restores
// come between (the idea is Pebble's metamorphic test). A new operation is one row of kOperations.
//
//   RELMAP_SEED=N          that seed alone
//   RELMAP_LONG=SEEDS      so many seeds from a random one on, each ten times as long: for a night
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <thread>

#include "codec.h"
#include "fixtures.h"
#include "graph_model.h"
#include "graphstore/history.h"
#include "graphstore/transact.h"
#include "keys.h"
#include "kv.h"
#include "random_world.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder
namespace fs = std::filesystem;

constexpr int kSeeds = 50, kShards = 5, kSteps = 2'000;

// In memory where that can be: not the disk is tested here.
fs::path quick_folder(unsigned seed) {
  const fs::path base = fs::is_directory("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path();
  return base / ("relmap-meta-" + std::to_string(::getpid()) + "-" + std::to_string(seed));
}

class Run {
 public:
  explicit Run(unsigned seed) : writer_(seed), model_(*Schema::parse(kWildSchema)), dir_(quick_folder(seed)) {
    fs::remove_all(dir_);
    fs::create_directories(dir_);
    memory_ = open("memory:");
    store_ = (dir_ / "store0").string();
    rocks_ = open(store_);
  }
  ~Run() {
    rocks_.reset();
    std::error_code ignored;
    fs::remove_all(dir_, ignored);
  }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;

  void steps(int count);

  // --- the operations
  void commit();
  void transact();
  void read_node();
  void read_edge();
  void list_edges();
  void list_commits();
  void compare_all();
  void as_of();
  void erase();
  void change_schema();
  void look_up();
  void verify();
  void reopen();
  void crash();
  void back_up();
  void restore();
  void compact();
  void check_history();  // at the end

 private:
  std::unique_ptr<Graph> open(const std::string& url) {
    OpenOptions options;
    options.url = url;
    options.schema = *Schema::parse(kWildSchema);
    options.sync = false;
    auto graph = Graph::open(options);
    EXPECT_TRUE(graph.ok()) << graph.status().to_string();
    return graph ? std::move(*graph) : nullptr;
  }
  std::string next_place() { return (dir_ / ("store" + std::to_string(++places_))).string(); }
  void move_to(const std::string& place) {
    rocks_.reset();
    fs::remove_all(store_);
    store_ = place;
    rocks_ = open(store_);
  }
  void expect_equal(const Result<CommitResult>& got, const Result<CommitResult>& wanted, const char* engine);
  void expect_equal_now(const std::multiset<std::string>& got, const char* what) {
    EXPECT_EQ(got, model_.now().describe()) << what;
  }
  Graph* graphs(int i) { return i == 0 ? memory_.get() : rocks_.get(); }

  RandomWriter writer_;
  GraphModel model_;
  const fs::path dir_;
  std::string store_;
  int places_ = 0;
  std::unique_ptr<Graph> memory_, rocks_;
  bool extended_ = false;                       // the schema is
  std::optional<GraphModel::State> backed_up_;  // what the model was when the last backup was made
};

struct Operation {
  const char* name;
  int weight;  // of a thousand, about
  void (Run::*run)();
};

// clang-format off
constexpr Operation kOperations[] = {
    {"commit", 600, &Run::commit},
    {"transact", 60, &Run::transact},
    {"read a node", 120, &Run::read_node},
    {"read an edge", 80, &Run::read_edge},
    {"list edges", 110, &Run::list_edges},
    {"list commits", 10, &Run::list_commits},
    {"compare all", 8, &Run::compare_all},
    {"read an earlier version", 8, &Run::as_of},
    {"erase a person", 2, &Run::erase},
    {"change the schema", 2, &Run::change_schema},
    {"look up by an index", 10, &Run::look_up},
    {"verify", 2, &Run::verify},
    {"reopen", 2, &Run::reopen},
    {"crash", 2, &Run::crash},
    {"back up", 1, &Run::back_up},
    {"restore", 1, &Run::restore},
    {"compact", 1, &Run::compact},
};
// clang-format on

void Run::steps(int count) {
  std::size_t all = 0;
  for (const Operation& operation : kOperations) all += static_cast<std::size_t>(operation.weight);
  for (int step = 0; step < count && !::testing::Test::HasFailure() && memory_ && rocks_; ++step) {
    auto draw = static_cast<int>(writer_.pick(all));
    const Operation* operation = kOperations;
    while (draw >= operation->weight) draw -= operation++->weight;
    SCOPED_TRACE("step " + std::to_string(step) + ": " + operation->name);
    (this->*operation->run)();
    EXPECT_EQ(memory_->version(), model_.now().version);
    EXPECT_EQ(rocks_->version(), model_.now().version);
  }
}

void Run::expect_equal(const Result<CommitResult>& got, const Result<CommitResult>& wanted,
                       const char* engine) {
  ASSERT_EQ(got.status().code(), wanted.status().code()) << engine << ": " << got.status().to_string();
  if (!got) return;
  EXPECT_EQ(got->version, wanted->version) << engine;
  ASSERT_EQ(got->changes.size(), wanted->changes.size()) << engine;
  for (std::size_t i = 0; i < got->changes.size(); ++i) {
    const ChangeResult &g = got->changes[i], &w = wanted->changes[i];
    EXPECT_EQ(g.status.code(), w.status.code()) << engine << ", change " << i << ": " << g.status.to_string();
    EXPECT_EQ(g.effect, w.effect) << engine << ", change " << i;
    EXPECT_EQ(g.is_edge, w.is_edge) << engine << ", change " << i;
    EXPECT_TRUE(g.effect == Effect::kFailed || g.id == w.id) << engine << ", change " << i;
  }
}

void Run::commit() {
  const Transaction transaction = writer_.transaction();
  const CommitOptions options = writer_.options();
  const auto wanted = model_.commit(transaction, options);
  expect_equal(memory_->commit(transaction, options), wanted, "memory");
  expect_equal(rocks_->commit(transaction, options), wanted, "rocksdb");
}

// Reads through the closure's context, then writes; nobody comes between, so it runs once.
void Run::transact() {
  const NodeRef ref = writer_.any(0);
  const Transaction transaction = writer_.transaction();
  TransactOptions options;
  options.commit = writer_.options();
  const auto id = model_.find(ref);
  const std::size_t out = id ? model_.edges_at(*id, Direction::kOut, "").size() : 0;
  const auto wanted = model_.commit(transaction, options.commit);
  for (int i = 0; i < 2; ++i) {
    int runs = 0;
    const auto got = graphs(i)->transact(options, [&](TransactionContext& tx) -> Status {
      ++runs;
      EXPECT_EQ(tx.node(ref).value().has_value(), id.has_value());
      EXPECT_EQ(tx.edges(ref, Direction::kOut).value().size(), out);
      (void)tx.nodes("B");
      for (const Change& change : transaction.changes) tx.add(change);
      return {};
    });
    expect_equal(got, wanted, "transact");
    EXPECT_EQ(runs, 1);
  }
}

void Run::read_node() {
  const NodeRef ref = writer_.any(0);
  const auto id = model_.find(ref);
  for (int i = 0; i < 2; ++i) {
    const auto got = graphs(i)->get_node(ref);
    ASSERT_TRUE(got.ok()) << got.status().to_string();
    ASSERT_EQ(got->has_value(), id.has_value());
    if (!id) continue;
    const GraphModel::Node& wanted = *model_.now().nodes.at(*id);
    EXPECT_EQ((*got)->id, *id);
    EXPECT_EQ((*got)->version, wanted.version);
    EXPECT_EQ((*got)->properties, wanted.properties);
    EXPECT_EQ((*got)->labels, std::vector<std::string>(wanted.labels.begin(), wanted.labels.end()));
  }
}

void Run::read_edge() {
  const auto& edges = model_.now().edges;
  if (edges.empty()) return;
  const auto& [id, wanted] =
      *std::next(edges.begin(), static_cast<std::ptrdiff_t>(writer_.pick(edges.size())));
  Properties key;
  if (wanted->properties.contains("kind")) key["kind"] = wanted->properties.at("kind");
  for (int i = 0; i < 2; ++i) {
    const auto got =
        graphs(i)->get_edge(wanted->type, NodeRef::by_id(wanted->from), NodeRef::by_id(wanted->to), key);
    if (wanted->type == "X") {  // several may stand side by side
      EXPECT_TRUE(got.ok() || got.status().code() == StatusCode::kInvalidArgument);
      continue;
    }
    ASSERT_TRUE(got.ok() && got->has_value()) << got.status().to_string();
    EXPECT_EQ((*got)->id, id);
    EXPECT_EQ((*got)->version, wanted->version);
    EXPECT_EQ((*got)->properties, wanted->properties);
  }
}

void Run::list_edges() {
  const auto id = model_.find(writer_.any(0));
  if (!id) return;
  static constexpr const char* kTypes[] = {"", "D", "U", "X", "L"};
  const std::string type = kTypes[writer_.pick(5)];
  const Direction direction = writer_.pick(2) ? Direction::kOut : Direction::kIn;
  const std::set<EdgeId> wanted = model_.edges_at(*id, direction, type);
  for (int i = 0; i < 2; ++i) {
    std::set<EdgeId> got;
    const Status s = graphs(i)->visit_edges(*id, direction, type, [&](const EdgeRecord& edge) {
      EXPECT_TRUE(got.insert(edge.id).second);
      EXPECT_EQ(edge.version, model_.now().edges.at(edge.id)->version);
      return true;
    });
    EXPECT_TRUE(s.ok()) << s.to_string();
    EXPECT_EQ(got, wanted);
  }
}

void Run::list_commits() {
  const Version since = writer_.pick(model_.now().version + 1);
  const auto memory = memory_->commits(since, 20), rocks = rocks_->commits(since, 20);
  ASSERT_TRUE(memory.ok() && rocks.ok());
  ASSERT_EQ(memory->size(), std::min<std::size_t>(20, model_.now().version - since));
  ASSERT_EQ(rocks->size(), memory->size());
  for (std::size_t i = 0; i < memory->size(); ++i) {
    EXPECT_EQ((*memory)[i].version, since + i + 1);
    EXPECT_EQ((*rocks)[i].version, since + i + 1);
    EXPECT_EQ((*memory)[i].changed, (*rocks)[i].changed);
  }
}

void Run::compare_all() {
  expect_equal_now(describe(*memory_->snapshot()), "memory");
  expect_equal_now(describe(*rocks_->snapshot()), "rocksdb");
  check_schema_rules(*rocks_->snapshot());
}

void Run::as_of() {
  const Version version =
      writer_.pick(model_.now().version / GraphModel::kKeepEvery + 1) * GraphModel::kKeepEvery;
  const GraphModel::State* wanted = model_.at(version);
  for (int i = 0; wanted && i < 2; ++i) {
    const auto then = graphs(i)->snapshot_at(version);
    ASSERT_TRUE(then.ok()) << then.status().to_string();
    EXPECT_EQ(describe(*then->snapshot), wanted->describe()) << "version " << version;
  }
}

// Also of those who are there no longer, and of those who never were.
void Run::erase() {
  const NodeRef ref = writer_.any(0);
  const std::size_t nodes = model_.erase(ref);
  for (int i = 0; i < 2; ++i) {
    const auto report = graphs(i)->erase(ref, {});
    if (nodes == 0) {
      EXPECT_EQ(report.status().code(), StatusCode::kNotFound);
      continue;
    }
    ASSERT_TRUE(report.ok()) << report.status().to_string();
    EXPECT_EQ(report->nodes, nodes);
    EXPECT_EQ(report->version, model_.now().version);
  }
  compare_all();
}

// There and back: an index more, or less.
void Run::change_schema() {
  const Schema base = *Schema::parse(kWildSchema);
  const Schema more = *base.extend(R"({"labels": {"A": {"properties": {"level": {"index": true}}}}})");
  extended_ = !extended_;
  model_.commit_nothing();
  for (int i = 0; i < 2; ++i) {
    const auto report = graphs(i)->change_schema(extended_ ? more : base, {});
    ASSERT_TRUE(report.ok()) << report.status().to_string();
    EXPECT_TRUE(report->changed);
    EXPECT_EQ(report->version, model_.now().version);
  }
  compare_all();
}

void Run::look_up() {
  const std::string level = writer_.pick(2) ? "high" : "low";
  std::vector<NodeId> wanted;
  for (const auto& [id, node] : model_.now().nodes) {
    const auto it = node->properties.find("level");
    if (node->labels.contains("A") && it != node->properties.end() && it->second == Value(level))
      wanted.push_back(id);
  }
  for (int i = 0; i < 2; ++i) {
    const auto got = graphs(i)->find_by("A", "level", Value(level), 1'000);
    ASSERT_EQ(got.ok(), extended_) << got.status().to_string();
    if (extended_) {
      EXPECT_EQ(*got, wanted);
    }
  }
}

void Run::verify() {
  expect_clean(*memory_);
  expect_clean(*rocks_);
}

void Run::reopen() {
  rocks_.reset();
  rocks_ = open(store_);
  if (rocks_) compare_all();
}

// What a killed process leaves: the files as they are while the store is open. They are copied again where a
// compaction changed them meanwhile.
void Run::crash() {
  const auto listing = [&] {
    std::map<std::string, std::uintmax_t> files;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(store_)) {
      const std::string name = entry.path().filename();
      if (!name.starts_with("LOG")) files[name] = entry.file_size(ignored);
    }
    return files;
  };
  const std::string place = next_place();
  for (int attempt = 0; attempt < 20; ++attempt) {
    const auto before = listing();
    std::error_code error;
    fs::remove_all(place);
    fs::copy(store_, place, error);
    if (!error && listing() == before) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  move_to(place);
  if (rocks_) compare_all();
}

void Run::back_up() {
  const Status s = rocks_->backup((dir_ / "backups").string());
  ASSERT_TRUE(s.ok()) << s.to_string();
  backed_up_ = model_.now();
  EXPECT_TRUE(purge_backups((dir_ / "backups").string(), 2).ok());
}

// The backup must be what the model was then. Nobody goes on from there: the memory engine cannot go back.
void Run::restore() {
  if (!backed_up_) return;
  const std::string place = next_place();
  const Status s = restore_backup((dir_ / "backups").string(), place, std::nullopt);
  ASSERT_TRUE(s.ok()) << s.to_string();
  const auto graph = open(place);
  ASSERT_TRUE(graph);
  EXPECT_EQ(graph->version(), backed_up_->version);
  EXPECT_EQ(describe(*graph->snapshot()), backed_up_->describe());
  expect_clean(*graph);
}

// Without a retention nothing of the history may go.
void Run::compact() {
  for (int i = 0; i < 2; ++i) {
    const auto report = graphs(i)->compact({});
    ASSERT_TRUE(report.ok()) << report.status().to_string();
    EXPECT_EQ(report->commits_dropped, 0u);
  }
  compare_all();
}

// Entities as the store's bytes say, described as Snapshots are.
std::multiset<std::string> describe_records(const std::map<std::string, std::string>& records,
                                            const Names& names) {
  std::multiset<std::string> all;
  for (const auto& [key, value] : records) {
    if (const auto node = keys::parse_node(key)) {
      const auto decoded = codec::decode_node(value, names);
      std::vector<std::string> labels;
      for (const Symbol label : decoded->labels) labels.push_back(names.symbols.text(label));
      all.insert(describe_node(*node, labels, *codec::unpack(decoded->packed, names)));
    } else {
      const auto edge = keys::parse_edge(key);
      const Properties p = *codec::unpack(codec::decode_edge(value, names)->packed, names);
      all.insert(describe_edge(edge->id, names.symbols.text(edge->type), edge->from, edge->to, p));
    }
  }
  return all;
}

// Walks back from the newest version by the before-images; each version that the model kept must come out.
void Run::check_history() {
  rocks_.reset();
  const auto store = std::move(*open_kv(store_, {}));
  const auto view = store->view();
  Names names;
  std::map<std::string, std::string> records;
  const auto each = [&](const std::string& begin, const std::string& end, auto&& visit) {
    for (auto it = view->scan(begin, end); it->valid(); it->next()) visit(it->key(), it->value());
  };
  using keys::Tag;
  each(keys::tagged(Tag::kSymbol), keys::tag_end(Tag::kSymbol),
       [&](auto, auto text) { names.symbols.add(std::string(text)); });
  each(keys::tagged(Tag::kWord), keys::tag_end(Tag::kWord),
       [&](auto, auto text) { names.words.add(std::string(text)); });
  for (const Tag tag : {Tag::kNode, Tag::kOut}) {
    each(keys::tagged(tag), keys::tag_end(tag), [&](auto key, auto value) { records.emplace(key, value); });
  }
  for (Version version = model_.now().version; version > 0; --version) {
    if (const GraphModel::State* wanted = model_.at(version)) {
      EXPECT_EQ(describe_records(records, names), wanted->describe()) << "version " << version;
    }
    each(keys::before(version, ""), keys::before(version + 1, ""), [&](auto key, auto image) {
      const std::string entity(key.substr(9));
      records.erase(entity);
      if (image[0] == 1) records.emplace(entity, image.substr(1));
    });
  }
  EXPECT_TRUE(records.empty());
  EXPECT_GT(model_.now().version, 200u) << "too little was done";
}

void run_seed(unsigned seed, int steps) {
  SCOPED_TRACE("RELMAP_SEED=" + std::to_string(seed));
  Run run(seed);
  run.steps(steps);
  if (!::testing::Test::HasFailure()) run.compare_all();
  if (!::testing::Test::HasFailure()) run.check_history();
}

class Metamorphic : public ::testing::TestWithParam<int> {};

TEST_P(Metamorphic, EnginesAndModelAgree) {
  const char *one = std::getenv("RELMAP_SEED"), *many = std::getenv("RELMAP_LONG");
  if (one) return run_seed(static_cast<unsigned>(std::atol(one)), kSteps);
  const unsigned first = many ? std::random_device()() % 1'000'000 : 0;
  const int seeds = many ? std::max(std::atoi(many), kSeeds) : kSeeds;
  for (int i = GetParam(); i < seeds && !HasFailure(); i += kShards) {
    run_seed(first + static_cast<unsigned>(i), many ? 10 * kSteps : kSteps);
  }
}

INSTANTIATE_TEST_SUITE_P(Shards, Metamorphic, ::testing::Range(0, kShards));

}  // namespace
}  // namespace relmap::graphstore
