// Which command runs.
#include "server/program.h"

#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "viz/render.h"

namespace relmap::server {

int run_program(int argc, char** argv) {
  // First, and without the command-line parser: workers start often and need nothing else of the program.
  if (argc == 2 && std::string_view(argv[1]) == "render-worker") {
    return viz::run_render_worker(STDIN_FILENO, STDOUT_FILENO);
  }
  std::fputs("relmap: unknown command\n", stderr);
  return 2;
}

}  // namespace relmap::server
