// From a MapSpec to bytes, in worker processes.
//
// Graphviz keeps global state, leaks, and can crash or loop on odd input. So nothing of it runs in the
// calling process: a RenderPool keeps worker processes (the same program, started as `relmap render-worker`),
// gives each request to one of them, and kills one that overruns its time or dies of its memory limit. Such a
// request gets a clear Status; the worker is replaced and the next request works.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "viz/map_spec.h"

namespace relmap::viz {

// `dot` is what Graphviz is given (positions included: render it with `neato -n2`); `json` is to_json(spec).
enum class Format { svg, png, pdf, dot, json };

// "svg" and so on, exactly; kInvalidArgument naming the choices for anything else.
Result<Format> parse_format(std::string_view name);
std::string_view format_name(Format format);
Result<Theme> parse_theme(std::string_view name);  // likewise: "light", "dark", "print"
std::string_view content_type(Format format);      // "image/svg+xml; charset=utf-8" …

struct RenderOptions {
  double scale = 1.0;  // [0.1, 8]; png only: pixels a CSS pixel (1/96 inch); 2 suits a high-resolution screen
  // Taken down by itself where the picture would pass 32,767 pixels a side or 150 megapixels.
};

// Sheets of paper of a PDF; `fit`: each as large as its picture.
enum class Paper { fit, a4, a3, letter };
Result<Paper> parse_paper(std::string_view name);

struct PageSetup {
  Paper paper = Paper::fit;
  bool landscape = true;
};

struct RenderPoolOptions {
  // How to start a worker: program and arguments. It must call run_render_worker(0, 1).
  std::vector<std::string> command = {"/proc/self/exe", "render-worker"};
  int workers = 2;               // [1, 64] processes, started at once
  int time_limit_ms = 20'000;    // [1, 600'000] for one picture, sending and receiving included
  int memory_limit_mib = 1'024;  // address space of a worker (RLIMIT_AS); 0: no limit
  int recycle_after = 200;       // [1, 1'000'000] pictures that a worker makes before it is replaced
  int max_waiting = 64;          // [0, 100'000] requests that may wait for a worker; one more is refused
  int max_wait_ms = 30'000;      // [0, 600'000] how long one waits before it is refused
  std::size_t max_output_bytes = 256u << 20;  // of one picture

  Status Validate() const;  // kInvalidArgument naming the first option out of range
};

class RenderPool {
 public:
  // Starts the workers. kInvalidArgument: options; kIo: no process could be started (a command that does not
  // exist counts; one that exits at once is noticed by the first request).
  static Result<std::unique_ptr<RenderPool>> start(RenderPoolOptions options);

  // Kills the workers and waits for them. No call to render() may be running.
  ~RenderPool();
  RenderPool(const RenderPool&) = delete;
  RenderPool& operator=(const RenderPool&) = delete;

  // Thread-safe; blocks. Fails with
  //   kInvalidArgument    the spec or the options (see validate)
  //   kResourceExhausted  the spec is too large, or the worker ran out of its memory
  //   kTimeout            the worker did not answer in time (it is killed)
  //   kUnavailable        all workers are busy and the queue is full, or the wait was too long
  //   kInternal           the worker crashed, or broke the protocol (it is killed)
  //   kIo                 no replacement worker could be started
  // Same spec and options → same bytes, for one version of Graphviz and set of fonts.
  Result<std::string> render(const MapSpec& spec, Format format, const RenderOptions& options = {});

  // A PDF of several pages, a picture each, made to fit the paper, numbered where there are several. Fails as
  // render() does; kInvalidArgument also without a page, or beyond kMaxPages.
  static constexpr std::size_t kMaxPages = 500;
  Result<std::string> render_pages(const std::vector<MapSpec>& pages, const PageSetup& setup);

  // For metrics. Both count since start().
  struct Counters {
    std::size_t rendered = 0;  // requests that succeeded
    std::size_t replaced = 0;  // workers that were killed, found dead, or recycled
  };
  Counters counters() const;

 private:
  struct Impl;
  Result<std::string> send(std::string payload);
  explicit RenderPool(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// The main loop of `relmap render-worker`: reads requests from in_fd and answers on out_fd, one at a time,
// until in_fd ends (which is also how a worker learns that its parent has died). Returns the process's exit
// code. Standard output is redirected to standard error meanwhile, since libraries may print.
int run_render_worker(int in_fd, int out_fd);

}  // namespace relmap::viz
