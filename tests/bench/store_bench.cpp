// The price of a small commit, from commit() to the published Snapshot, on graphs of several sizes: it should
// depend on what the commit touches, not on the graph. Engine rocksdb, without fsync: the disk is not what is
// measured.
//
// store_bench [--sizes=10000,100000] [Google Benchmark options]
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "bench_report.h"
#include "world_generator.h"
#include "world_load.h"
#include "world_random.h"

namespace relmap::bench {
namespace {

using namespace relmap::graphstore;

constexpr double kBound = 1.5;  // how much dearer the largest graph may be
constexpr int kCommits = 400;

// Emptied before main() ends: RocksDB does not like to be closed after its own statics are gone.
std::map<std::size_t, OpenedWorld>& open_worlds() {
  static std::map<std::size_t, OpenedWorld> worlds;
  return worlds;
}

OpenedWorld& world_of(std::size_t people) {
  auto& worlds = open_worlds();
  auto it = worlds.find(people);
  if (it == worlds.end()) it = worlds.try_emplace(people, open_world({.people = people})).first;
  return it->second;
}

// One change, and its undoing where it has to be undone: the store is used again.
struct Write {
  Change change;
  std::optional<Change> undo;
};

using MakeWrite = std::function<Write(const WorldPlan&, const Snapshot&, Random&)>;

NodeRef random_contact(const WorldPlan& plan, Random& random) {
  const AccountPlan& account = random.one_of(plan.accounts);
  return NodeRef::by_key("Contact", account.contact_id(random.below(account.contacts)));
}

Value some_date(Random& random) { return world_date() + -static_cast<std::int32_t>(random.below(1000)); }

// Never twice the same: a write that changes nothing is not one.
std::string some_note(Random& random) { return "call " + std::to_string(random.below(1'000'000'000'000)); }

Write update_contact(const WorldPlan& plan, const Snapshot&, Random& random) {
  return {WriteNode{.node = random_contact(plan, random),
                    .labels = {},
                    .properties = {{"notes", some_note(random)}},
                    .mode = WriteMode::kMerge,
                    .expected = {}},
          {}};
}

// The commonest write: somebody met a contact whom they know.
Write touch_tie(const WorldPlan& plan, const Snapshot& snapshot, Random& random) {
  for (;;) {
    const NodeRef contact = random_contact(plan, random);
    const EdgeRange ties = snapshot.in(*snapshot.find("Contact", contact.key), snapshot.symbol("KNOWS"));
    if (ties.empty()) continue;
    const NodeRef member = NodeRef::by_id((*ties.begin()).source);
    return {WriteEdge{"KNOWS",
                      member,
                      contact,
                      {{"last_contact", some_date(random)}, {"note", some_note(random)}},
                      WriteMode::kMerge,
                      {},
                      {}},
            {}};
  }
}

Write new_edge(const char* type, NodeRef from, NodeRef to, Properties properties) {
  return {WriteEdge{type, from, to, std::move(properties), WriteMode::kMerge, {}, {}},
          DeleteEdge{type, from, to, {}, {}, {}}};
}

bool joined(const Snapshot& snapshot, const NodeRef& from, const char* type, const NodeRef& to) {
  return !snapshot
              .edges(*snapshot.find(from.label, from.key), Direction::kOut, snapshot.symbol(type),
                     *snapshot.find(to.label, to.key))
              .empty();
}

Write add_tie(const WorldPlan& plan, const Snapshot& snapshot, Random& random) {
  for (;;) {
    const NodeRef member = NodeRef::by_key("TeamMember", member_id(random.below(plan.members)));
    const NodeRef contact = random_contact(plan, random);
    if (joined(snapshot, member, "KNOWS", contact)) continue;
    return new_edge("KNOWS", member, contact,
                    {{"relationship_level", "credible_source"}, {"last_contact", some_date(random)}});
  }
}

// A business line has an edge from every opportunity, unit and member concerned with it: the super-node.
Write add_super_node_edge(const WorldPlan& plan, const Snapshot& snapshot, Random& random) {
  for (;;) {
    const AccountPlan& account = random.one_of(plan.accounts);
    const NodeRef opportunity =
        NodeRef::by_key("Opportunity", account.opportunity_id(random.below(account.opportunities)));
    const NodeRef line = NodeRef::by_key("BusinessLine", line_id(random.below(kBusinessLines)));
    if (joined(snapshot, opportunity, "INVOLVES", line)) continue;
    return new_edge("INVOLVES", opportunity, line, {});
  }
}

void commit_or_die(Graph& graph, std::vector<Change> changes) {
  const Version before = graph.version();
  Transaction transaction;
  transaction.changes = std::move(changes);
  const CommitOptions options{.author = "bench", .reason = "bench", .partial = false, .dry_run = false};
  const auto result = graph.commit(transaction, options);
  if (result && result->version > before) return;
  const std::string why = result ? "a commit changed nothing" : result.status().to_string();
  std::fprintf(stderr, "store_bench: %s\n", why.c_str());
  std::quick_exit(1);
}

std::size_t edges_of_chunk(const Snapshot& snapshot, const NodeRef& ref, Direction direction) {
  const Vertex v = ref.id ? static_cast<Vertex>(*ref.id) : *snapshot.find(ref.label, ref.key);
  const auto first = static_cast<Vertex>(v / Snapshot::kChunkNodes * Snapshot::kChunkNodes);
  const auto last = std::min(first + static_cast<Vertex>(Snapshot::kChunkNodes), snapshot.vertex_bound());
  std::size_t edges = 0;
  for (Vertex node = first; node < last; ++node) edges += snapshot.edges(node, direction).size();
  return edges;
}

// Edges in the chunks that publishing the change may have to copy, those of super-nodes (a segment each)
// among them.
std::size_t edges_near(const Snapshot& snapshot, const Change& change) {
  const auto* edge = std::get_if<WriteEdge>(&change);
  if (!edge) return 0;
  return edges_of_chunk(snapshot, edge->from, Direction::kOut) +
         edges_of_chunk(snapshot, edge->to, Direction::kIn);
}

void run_commits(benchmark::State& state, std::size_t people, const MakeWrite& make) {
  OpenedWorld& world = world_of(people);
  Random random(world.graph->version(),
                people);  // other writes in each run: one that changes nothing costs nothing
  Latencies latencies;
  std::vector<Change> undo;
  double near = 0;
  for ([[maybe_unused]] auto _ : state) {
    Write write = make(world.plan, *world.graph->snapshot(), random);
    near += static_cast<double>(edges_near(*world.graph->snapshot(), write.change));
    const Stopwatch watch;
    commit_or_die(*world.graph, {std::move(write.change)});
    const double took = watch.seconds();
    latencies.add(took);
    state.SetIterationTime(took);
    if (write.undo) undo.push_back(std::move(*write.undo));
  }
  latencies.report(state);
  state.counters["edges_near"] = near / kCommits;
  if (!undo.empty()) commit_or_die(*world.graph, std::move(undo));
}

void run_point_read(benchmark::State& state, std::size_t people) {
  OpenedWorld& world = world_of(people);
  Random random(8, people);
  Latencies latencies;
  for ([[maybe_unused]] auto _ : state) {
    const NodeRef contact = random_contact(world.plan, random);
    const Stopwatch watch;
    benchmark::DoNotOptimize(world.graph->get_node(contact));
    const double took = watch.seconds();
    latencies.add(took);
    state.SetIterationTime(took);
  }
  latencies.report(state);
}

void print_footprints(const std::vector<std::size_t>& sizes) {
  std::printf("\n%8s %10s %10s %12s %12s %10s %10s %10s\n", "people", "nodes", "edges", "bytes/node",
              "bytes/edge", "key index", "all MiB", "open s");
  for (const std::size_t people : sizes) {
    const OpenedWorld& world = world_of(people);
    const auto snapshot = world.graph->snapshot();
    const Snapshot::Footprint f = snapshot->footprint();
    const auto nodes = static_cast<double>(snapshot->node_count()),
               edges = static_cast<double>(snapshot->edge_count());
    const double all = static_cast<double>(f.node_bytes + f.edge_bytes + f.key_bytes) / (1 << 20);
    std::printf("%8s %10zu %10zu %12.1f %12.1f %10.1f %10.1f %10.2f\n", short_number(people).c_str(),
                snapshot->node_count(), snapshot->edge_count(), static_cast<double>(f.node_bytes) / nodes,
                static_cast<double>(f.edge_bytes) / edges, static_cast<double>(f.key_bytes) / nodes, all,
                world.open_seconds);
  }
  std::puts(
      "(bytes/edge: both directions together; key index: bytes a node; open: Graph::open, warm file cache)");
}

void register_all(const std::vector<std::size_t>& sizes) {
  const std::pair<const char*, MakeWrite> writes[] = {{"contact_updated", update_contact},
                                                      {"tie_touched", touch_tie},
                                                      {"tie_added", add_tie},
                                                      {"super_node_edge_added", add_super_node_edge}};
  for (const auto& [name, make] : writes) {
    for (const std::size_t people : sizes) {
      benchmark::RegisterBenchmark(
          (std::string(name) + "/" + std::to_string(people)).c_str(),
          [people, make = make](benchmark::State& state) { run_commits(state, people, make); })
          ->UseManualTime()
          ->Iterations(kCommits)
          ->Unit(benchmark::kMicrosecond);
    }
  }
  for (const std::size_t people : sizes) {
    benchmark::RegisterBenchmark(("point_read/" + std::to_string(people)).c_str(),
                                 [people](benchmark::State& state) { run_point_read(state, people); })
        ->UseManualTime()
        ->Iterations(2000)
        ->Unit(benchmark::kMicrosecond);
  }
}

}  // namespace
}  // namespace relmap::bench

int main(int argc, char** argv) {
  using namespace relmap::bench;
  const auto sizes = take_sizes(argc, argv, {10'000, 100'000});
  print_footprints(sizes);
  register_all(sizes);
  const int code = run_and_compare(argc, argv, kBound);
  open_worlds().clear();
  return code;
}
