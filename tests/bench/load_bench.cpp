// load_bench PEOPLE: the bulk load of a world's folder into a new store, and what it costs to open that
// store. All figures are ratios of two things measured in this one run, on this one machine.
//
//   load    records a second (keys and values of the store) ÷ those that one thread puts through RocksDB's
//   own
//           SstFileWriter, already sorted and in memory
//   memory  the most that the loading process held (a process of its own: VmHWM, as wait4 tells it)
//   open    Graph::open ÷ a bare scan of all records by one thread
//   bytes   of the Snapshot, an edge (both ways) and a node
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/table.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "graphstore/import.h"
#include "kv.h"
#include "query/schema.h"
#include "world_folder.h"
#include "world_load.h"

namespace relmap::bench {
namespace {

namespace fs = std::filesystem;
using graphstore::Graph;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatchBytes = 256 << 20;
constexpr std::uint64_t kMaxFileBytes = 64 << 20;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double thread_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

[[noreturn]] void give_up(const std::string& reason) {
  std::fprintf(stderr, "load_bench: %s\n", reason.c_str());
  std::exit(1);
}

std::unique_ptr<Graph> open_graph(const std::string& path) {
  graphstore::OpenOptions options;
  options.url = "rocksdb:" + path;
  Result<graphstore::Schema> schema = query::relationship_schema();
  if (!schema) give_up(schema.status().to_string());
  options.schema = *std::move(schema);
  Result<std::unique_ptr<Graph>> graph = Graph::open(options);
  if (!graph) give_up(graph.status().to_string());
  return *std::move(graph);
}

struct Load {
  double seconds = 0;    // of import_folder, publication included
  double processor = 0;  // seconds of all threads of the process
  double peak_mib = 0;
};

// In a process of its own, so that its memory can be told.
Load load(const std::string& folder, const std::string& store) {
  int pipe_ends[2];
  if (::pipe(pipe_ends) != 0) give_up("no pipe");
  const pid_t child = ::fork();
  if (child < 0) give_up("no process");
  if (child == 0) {
    const std::unique_ptr<Graph> graph = open_graph(store);
    graphstore::ImportOptions options;
    options.bulk_load = graphstore::BulkLoad::kAlways;
    const Clock::time_point start = Clock::now();
    const auto report = graphstore::import_folder(*graph, folder, options);
    const double seconds = seconds_since(start);
    if (!report) give_up(report.status().to_string());
    if (report->rejected + report->warned > 0) give_up("the folder has faults");
    const bool told = ::write(pipe_ends[1], &seconds, sizeof seconds) == sizeof seconds;
    ::_exit(told ? 0 : 1);
  }
  Load result;
  ::close(pipe_ends[1]);
  const bool told = ::read(pipe_ends[0], &result.seconds, sizeof result.seconds) == sizeof result.seconds;
  ::close(pipe_ends[0]);
  int status = 0;
  rusage usage{};
  if (::wait4(child, &status, 0, &usage) != child || status != 0 || !told) give_up("the load failed");
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  result.processor = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  result.peak_mib = static_cast<double>(usage.ru_maxrss) / 1024;
  return result;
}

std::unique_ptr<graphstore::KvStore> open_engine(const std::string& store) {
  Result<std::unique_ptr<graphstore::KvStore>> kv = graphstore::open_kv("rocksdb:" + store, {false, false});
  if (!kv) give_up(kv.status().to_string());
  return *std::move(kv);
}

struct Scan {
  double seconds = 0;
  std::size_t records = 0, bytes = 0;
};

Scan bare_scan(const std::string& store) {
  const auto kv = open_engine(store);
  const auto view = kv->view();
  Scan scan;
  const Clock::time_point start = Clock::now();
  const auto it = view->scan_once("", "");
  for (; it->valid(); it->next()) {
    ++scan.records;
    scan.bytes += it->key().size() + it->value().size();
  }
  scan.seconds = seconds_since(start);
  return scan;
}

// As the engine has them (kv_rocksdb.cpp).
rocksdb::Options table_options() {
  rocksdb::Options options;
  options.compression = rocksdb::kLZ4Compression;
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

void check(const rocksdb::Status& s) {
  if (!s.ok()) give_up(s.ToString());
}

// Writes files of kMaxFileBytes, as the bulk load does; only the writing is timed.
class Yardstick {
 public:
  explicit Yardstick(std::string dir) : dir_(std::move(dir)) { fs::create_directories(dir_); }
  ~Yardstick() { fs::remove_all(dir_); }
  Yardstick(const Yardstick&) = delete;
  Yardstick& operator=(const Yardstick&) = delete;

  void write(const std::vector<std::pair<std::string, std::string>>& records) {
    const Clock::time_point start = Clock::now();
    const double processor_start = thread_seconds();
    std::size_t puts = 0;
    for (const auto& [key, value] : records) {
      if (!open_) check(writer_.Open(dir_ + "/" + std::to_string(++files_) + ".sst"));
      open_ = true;
      check(writer_.Put(key, value));
      if (++puts % 1024 == 0 && writer_.FileSize() >= kMaxFileBytes) finish();
    }
    seconds_ += seconds_since(start);
    processor_ += thread_seconds() - processor_start;
  }
  void finish() {
    if (open_) check(writer_.Finish());
    open_ = false;
  }
  double seconds() const { return seconds_; }
  double processor() const { return processor_; }

 private:
  const std::string dir_;
  const rocksdb::Options options_ = table_options();
  rocksdb::SstFileWriter writer_{rocksdb::EnvOptions(), options_, nullptr, false};
  bool open_ = false;
  int files_ = 0;
  double seconds_ = 0, processor_ = 0;
};

struct SstWriting {
  double seconds = 0, processor = 0;
};

SstWriting write_sst(const std::string& store, const std::string& dir) {
  const auto kv = open_engine(store);
  const auto view = kv->view();
  Yardstick yardstick(dir);
  std::vector<std::pair<std::string, std::string>> batch;
  std::size_t bytes = 0;
  const auto it = view->scan_once("", "");
  for (; it->valid(); it->next()) {
    batch.emplace_back(it->key(), it->value());
    bytes += it->key().size() + it->value().size();
    if (bytes < kBatchBytes) continue;
    yardstick.write(batch);
    batch.clear();
    bytes = 0;
  }
  yardstick.write(batch);
  yardstick.finish();
  return {yardstick.seconds(), yardstick.processor()};
}

const char* verdict(bool good) { return good ? "" : "  <-- beyond the bound"; }

void run(std::size_t people) {
  WorldOptions options;
  options.people = people;
  const std::string base = data_dir() + "/load-" + std::to_string(people);
  const std::string folder = base + "-folder", store = base + "-store";
  if (!fs::exists(folder)) {
    fs::remove_all(folder + ".unfinished");
    if (const Status s = write_world_folder(plan_world(options), folder + ".unfinished"); !s.ok())
      give_up(s.to_string());
    fs::rename(folder + ".unfinished", folder);
  }
  fs::remove_all(store);
  const Load loaded = load(folder, store);
  const SstWriting sst = write_sst(store, base + "-sst");
  const Scan scan = bare_scan(store);
  const Clock::time_point start = Clock::now();
  const std::unique_ptr<Graph> graph = open_graph(store);
  const double opened = seconds_since(start);
  const auto snapshot = graph->snapshot();
  const auto f = snapshot->footprint();
  const double a_node =
      static_cast<double>(f.node_bytes + f.key_bytes) / static_cast<double>(snapshot->node_count());
  const double an_edge = static_cast<double>(f.edge_bytes) / static_cast<double>(snapshot->edge_count());
  std::printf("%zu people: %zu nodes, %zu edges, %zu records of %.0f MiB\n", people, snapshot->node_count(),
              snapshot->edge_count(), scan.records, static_cast<double>(scan.bytes) / (1 << 20));
  std::printf("load   %7.2f s   SstFileWriter %7.2f s   rate %3.0f %% (bound: 40)%s\n", loaded.seconds,
              sst.seconds, 100 * sst.seconds / loaded.seconds, verdict(sst.seconds >= 0.4 * loaded.seconds));
  std::printf(
      "       %7.2f s                 %7.2f s   of processor time: on a machine with others on it compare "
      "these,\n       shared by %u processors: rate %3.0f %%\n",
      loaded.processor, sst.processor, std::thread::hardware_concurrency(),
      100 * sst.processor * std::max(1U, std::thread::hardware_concurrency()) / loaded.processor);
  std::printf("memory %7.0f MiB (bound: 4096)%s\n", loaded.peak_mib, verdict(loaded.peak_mib < 4096));
  std::printf("open   %7.2f s   bare scan     %7.2f s   ratio %.2f (bound: 2.5)%s\n", opened, scan.seconds,
              opened / scan.seconds, verdict(opened <= 2.5 * scan.seconds));
  std::printf("bytes  %7.1f an edge (bound: 48)%s, %.1f a node with its key and texts\n", an_edge,
              verdict(an_edge <= 48), a_node);
}

}  // namespace
}  // namespace relmap::bench

int main(int argc, char** argv) {
  const std::size_t people = argc == 2 ? std::strtoull(argv[1], nullptr, 10) : 0;
  if (people < 500) {
    std::fputs("usage: load_bench PEOPLE (at least 500)\n", stderr);
    return 2;
  }
  relmap::bench::run(people);
  return 0;
}
