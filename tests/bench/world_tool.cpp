// relmap_world PEOPLE [--seed N] [--by-account] [--folder DIR]: makes a world, as a store under the data
// folder (prints its path) or as an import folder.
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "world_folder.h"
#include "world_load.h"

namespace {

int usage() {
  std::fputs("usage: relmap_world PEOPLE [--seed N] [--by-account] [--folder DIR]\n", stderr);
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace relmap::bench;
  WorldOptions options;
  std::string folder;
  if (argc < 2) return usage();
  options.people = std::strtoull(argv[1], nullptr, 10);
  for (int i = 2; i < argc; ++i) {
    if (std::strcmp(argv[i], "--by-account") == 0) {
      options.by_label = false;
    } else if (i + 1 < argc && std::strcmp(argv[i], "--seed") == 0) {
      options.seed = std::strtoull(argv[++i], nullptr, 10);
    } else if (i + 1 < argc && std::strcmp(argv[i], "--folder") == 0) {
      folder = argv[++i];
    } else {
      return usage();
    }
  }
  if (options.people < 500) return usage();
  if (folder.empty()) {
    const OpenedWorld world = open_world(options);
    const auto snapshot = world.graph->snapshot();
    std::fprintf(stderr, "%zu accounts, %zu contacts, %zu members; %zu nodes, %zu edges\n",
                 world.plan.accounts.size(), world.plan.contacts, world.plan.members, snapshot->node_count(),
                 snapshot->edge_count());
    std::puts(store_path(options).c_str());
    return 0;
  }
  const relmap::Status status = write_world_folder(plan_world(options), folder);
  if (!status.ok()) std::fprintf(stderr, "relmap_world: %s\n", status.to_string().c_str());
  return status.ok() ? 0 : 1;
}
