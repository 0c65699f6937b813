// What tests of crashes run, and let die. It tells each commit once it is acknowledged, a line at a time,
// each line one write, so that none is half.
//
//   fault_hammer sequence STORE N        N commits, one after the other, reopening on the way; each of them
//   depends
//                                        on its number alone (hammer_model.h). Lines: "ack I"; at a failure
//                                        "failed I", then "reading goes on", "writing has stopped"; at the
//                                        end "calls C" where fault_shim counts.
//   fault_hammer unsynced STORE N        the same, acknowledging before it is synced: what a test must find
//   out. fault_hammer load STORE ROUND T      T threads, commits without end. Lines: "ready"; "T I" for
//   commit I of
//                                        thread T.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "hammer_model.h"

namespace {

using namespace relmap::graphstore;
using namespace relmap::graphstore::hammer;

void say(const std::string& line) {
  const std::string text = line + "\n";
  if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) std::_Exit(4);  // nobody listens any more
}

std::unique_ptr<Graph> open(const std::string& path, bool sync) {
  auto graph = open_store(path, sync);
  if (!graph) {
    say("open failed: " + graph.status().to_string());
    return nullptr;
  }
  return std::move(*graph);
}

// After a failed commit: what README promises of a store whose disk has failed.
int tell_what_still_works(const Graph& graph, int failed, Graph& writer) {
  say("failed " + std::to_string(failed));
  const auto node = graph.get_node(counter());
  if (node.ok() && graph.snapshot()->node_count() > 0) say("reading goes on");
  const bool refused = !writer.commit(commit_number(failed), {}).ok();
  if (refused && !graph.write_status().status.ok()) say("writing has stopped");
  return 0;
}

int sequence(const std::string& path, int count, bool sync) {
  std::unique_ptr<Graph> graph = open(path, sync);
  for (int i = 1; graph && i <= count; ++i) {
    if (!graph->commit(commit_number(i), {}).ok()) return tell_what_still_works(*graph, i, *graph);
    say("ack " + std::to_string(i));
    if (i % kReopenEvery != 0) continue;
    graph.reset();  // what the log holds becomes a table when the store is opened again
    graph = open(path, sync);
  }
  graph.reset();
  if (const auto calls = reinterpret_cast<long (*)()>(::dlsym(RTLD_DEFAULT, "relmap_fault_calls"))) {
    say("calls " + std::to_string(calls()));
  }
  return 0;
}

int load(const std::string& path, int round, int threads) {
  const std::unique_ptr<Graph> graph = open(path, true);
  if (!graph) return 1;
  say("ready");
  std::vector<std::thread> all;
  for (int t = 0; t < threads; ++t) {
    all.emplace_back([&, t] {
      for (int i = 0;; ++i) {
        const auto result = add_to_load(*graph, round, t, i);
        if (!result.ok()) {
          say("failed: " + result.status().to_string());
          std::_Exit(5);
        }
        say(std::to_string(t) + " " + std::to_string(i));
      }
    });
  }
  for (std::thread& thread : all) thread.join();
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> a(argv + 1, argv + argc);
  if (a.size() == 3 && a[0] == "sequence") return sequence(a[1], std::atoi(a[2].c_str()), true);
  if (a.size() == 3 && a[0] == "unsynced") return sequence(a[1], std::atoi(a[2].c_str()), false);
  if (a.size() == 4 && a[0] == "load") return load(a[1], std::atoi(a[2].c_str()), std::atoi(a[3].c_str()));
  return 2;
}
