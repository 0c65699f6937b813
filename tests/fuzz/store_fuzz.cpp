// A whole store of damaged records: it is refused when it is opened, or it can be read, verified and written
// to without a crash. Input: a list of edits on the records of a small sound store, each of some bytes:
//   op index:u16 …   op % 6: 0 change a byte of the value (at, byte) · 1 cut the value (length) · 2 drop the
//   record ·
//                    3 replace the value (length, bytes) · 4 change a byte of the key (at, byte) ·
//                    5 add a record (length, key, length, value)
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec.h"
#include "graph_impl.h"
#include "keys.h"

namespace {

using namespace relmap::graphstore;
using relmap::Result;
using relmap::Status;

using Records = std::vector<std::pair<std::string, std::string>>;

constexpr std::string_view kSchema = R"({"name": "t", "labels": {"P": {"key": "id", "properties": {"id": {},
    "level": {"words": ["a", "b"]}}}, "M": {}}, "edges": {"E": {"ends": [["P", "P"]], "key": ["kind"]}, "U": {"undirected": true}}})";

void require(bool condition) {
  if (!condition) std::abort();
}

// Passes everything on to a store that others hold too.
class SharedStore final : public KvStore {
 public:
  explicit SharedStore(std::shared_ptr<KvStore> store) : store_(std::move(store)) {}
  std::unique_ptr<KvView> view() const override { return store_->view(); }
  std::uint64_t version() const override { return store_->version(); }
  Status commit(const KvBatch& batch, std::uint64_t expected, std::uint64_t next, bool sync) override {
    return store_->commit(batch, expected, next, sync);
  }
  Result<std::unique_ptr<KvBulk>> begin_bulk() override { return store_->begin_bulk(); }
  Status compact() override { return store_->compact(); }
  Status backup(const std::string& dir) override { return store_->backup(dir); }
  Status check_files() override { return store_->check_files(); }

 private:
  std::shared_ptr<KvStore> store_;
};

Result<std::unique_ptr<Graph>> open(const std::shared_ptr<KvStore>& store) {
  OpenOptions options;
  options.url = "memory:";
  options.schema = *Schema::parse(kSchema);
  return GraphOpener::open(std::make_unique<SharedStore>(store), options);
}

NodeRef p(const std::string& id) { return NodeRef::by_key("P", id); }

// The records of a graph with a little of everything, and its version.
const std::pair<Records, std::uint64_t>& sound() {
  static const auto* const all = [] {
    const std::shared_ptr<KvStore> store = std::move(*open_kv("memory:", {}));
    auto* result = new std::pair<Records, std::uint64_t>;
    const auto graph = std::move(*open(store));
    const auto commit = [&](std::vector<Change> changes) {
      require(graph->commit(Transaction{std::move(changes)}, {"me", "why", false, false}).ok());
    };
    commit(
        {WriteNode{p("x"), {"P", "M"}, {{"level", "a"}, {"n", 7}}}, WriteNode{p("y"), {}, {{"t", "text"}}}});
    commit({WriteEdge{"E", p("x"), p("y"), {{"kind", "k"}, {"w", 0.5}}}, WriteEdge{"U", p("y"), p("x"), {}},
            WriteEdge{"E", p("x"), p("x"), {}}});
    commit({WriteNode{p("z"), {}, {}}, WriteNode{p("x"), {}, {{"n", 8}}}, DeleteNode{p("z"), true}});
    const auto view = store->view();
    for (auto it = view->scan("", ""); it->valid(); it->next())
      result->first.emplace_back(it->key(), it->value());
    result->second = store->version();
    return result;
  }();
  return *all;
}

void edit(Records& records, codec::Reader& in) {
  const std::uint8_t op = in.byte();
  const std::size_t high = in.byte();
  if (records.empty()) return;
  auto& [key, value] = records[(high << 8 | in.byte()) % records.size()];
  const auto change = [&](std::string& text) {
    const std::size_t at = in.byte();
    if (!text.empty()) text[at % text.size()] = static_cast<char>(in.byte());
  };
  switch (op % 6) {
    case 0:
      return change(value);
    case 1:
      return value.resize(value.size() * in.byte() / 256);
    case 2:
      return key.clear();  // left out below
    case 3:
      value = std::string(in.bytes(in.byte()));
      return;
    case 4:
      return change(key);
    default:
      std::string new_key(in.bytes(in.byte()));
      std::string new_value(in.bytes(in.byte()));
      records.emplace_back(std::move(new_key), std::move(new_value));
  }
}

void use(Graph& graph) {
  (void)graph.verify();
  (void)graph.commits(0, 100);
  const auto snapshot = graph.snapshot();
  for (NodeId id = 0; id < 20 && id < snapshot->vertex_bound(); ++id) {
    (void)graph.get_node(NodeRef::by_id(id));
    for (const Direction d : {Direction::kOut, Direction::kIn}) {
      (void)graph.visit_edges(id, d, "", [](const EdgeRecord&) { return true; });
      for (const Edge& e : snapshot->edges(static_cast<Vertex>(id), d)) (void)e.properties.all();
    }
    if (snapshot->alive(static_cast<Vertex>(id))) (void)snapshot->properties(static_cast<Vertex>(id)).all();
  }
  (void)graph.get_edge("E", p("x"), p("y"), {{"kind", "k"}});
  (void)graph.commit(Transaction{{WriteNode{p("x"), {}, {{"n", 9}}}, WriteEdge{"E", p("y"), p("x"), {}},
                                  WriteNode{p("new"), {}, {}}, DeleteNode{p("y"), true}}},
                     {"me", "", true, false});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Records records = sound().first;
  codec::Reader in({reinterpret_cast<const char*>(data), size});
  for (int edits = 0; edits < 64 && !in.at_end(); ++edits) edit(records, in);
  KvBatch batch;
  for (auto& [key, value] : records) {
    if (!key.empty() && key[0] != '\0') batch.put(std::move(key), std::move(value));
  }
  const std::shared_ptr<KvStore> store = std::move(*open_kv("memory:", {}));
  require(store->commit(batch, 0, sound().second, false).ok());
  const auto graph = open(store);
  require(size > 0 || graph.ok());
  if (graph) use(**graph);
  return 0;
}
