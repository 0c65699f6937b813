// The render worker: the only place that knows Graphviz. It leaks, aborts and loops on occasion; whoever runs
// this process (RenderPool) limits and replaces it.
#include <fcntl.h>
#include <graphviz/cgraph.h>
#include <graphviz/gvc.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <memory>
#include <new>

#include "enum_words.h"
#include "frame_io.h"
#include "pdf_document.h"
#include "scene.h"
#include "svg_polish.h"
#include "text_layout.h"
#include "worker_exit.h"

namespace relmap::viz {
namespace {

constexpr double kMaxSide = 32'767, kMaxPixels = 150e6;  // of a raster picture
constexpr double kPadPoints = 2 * 0.15 * 72;             // `pad` in to_dot, both sides
constexpr double kMinScale = 0.1;

int quiet(char*) { return 0; }

// Libraries abort when memory ends. This tells the parent so, where that is the likely reason: an eighth of
// the limit cannot be had any more. Only async-signal-safe calls.
void on_fatal_signal(int signal) {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    void* probe =
        mmap(nullptr, limit.rlim_cur / 8, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (probe == MAP_FAILED) _exit(kExitOutOfMemory);
  }
  ::signal(signal, SIG_DFL);
  raise(signal);
}

void catch_fatal_signals() {
  static char stack[65536];
  stack_t alternative{};
  alternative.ss_sp = stack;
  alternative.ss_size = sizeof stack;
  sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_handler = on_fatal_signal;
  action.sa_flags = SA_ONSTACK | static_cast<int>(SA_RESETHAND);
  for (int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGTRAP, SIGFPE}) sigaction(signal, &action, nullptr);
}

// Should the parent be gone while Graphviz loops, this process must still end.
void set_alarm(int milliseconds) {
  itimerval timer{};
  timer.it_value.tv_sec = milliseconds / 1000;
  timer.it_value.tv_usec = milliseconds % 1000 * 1000;
  setitimer(ITIMER_REAL, &timer, nullptr);
}

class Graphviz {
 public:
  // The level stays as it is: messages below it would be collected in a temporary file.
  Graphviz() : context_(gvContext()) { agseterrf(quiet); }

  // `format` in Graphviz's words. The graph is laid out already: engine nop2 is `neato -n2`.
  Result<std::string> render(const std::string& dot, const char* format, double dpi) {
    Agraph_t* graph = agmemread(dot.c_str());
    if (graph == nullptr) return Status::internal("Graphviz does not read the DOT that was written for it");
    if (dpi > 0) {
      std::string value = std::to_string(dpi);
      agattr(graph, AGRAPH, const_cast<char*>("dpi"), value.data());
    }
    Result<std::string> out = Status::internal("Graphviz cannot place the picture");
    if (gvLayout(context_, graph, "nop2") == 0) {
      char* data = nullptr;
      unsigned int size = 0;
      const int failed = gvRenderData(context_, graph, format, &data, &size);
      if (failed != 0 || data == nullptr || size == 0) {
        out = Status::resource_exhausted("Graphviz cannot draw the picture: too large, or out of memory");
      } else {
        out = std::string(data, size);
      }
      if (data != nullptr) gvFreeRenderData(data);
      gvFreeLayout(context_, graph);
    }
    agclose(graph);
    return out;
  }

  // Onto a cairo context, at a point a unit. Finishes the surface behind it.
  Status draw(const std::string& dot, cairo_t* context) {
    Agraph_t* graph = agmemread(dot.c_str());
    if (graph == nullptr) return Status::internal("Graphviz does not read the DOT that was written for it");
    // Else Graphviz adds half an inch all around, as for a printer of its own.
    agattr(graph, AGRAPH, const_cast<char*>("margin"), const_cast<char*>("0"));
    Status status = Status::internal("Graphviz cannot place the picture");
    if (gvLayout(context_, graph, "nop2") == 0) {
      status =
          gvRenderContext(context_, graph, "pdf:cairo", context) == 0
              ? Status()
              : Status::resource_exhausted("Graphviz cannot draw the picture: too large, or out of memory");
      gvFreeLayout(context_, graph);
    }
    agclose(graph);
    return status;
  }

 private:
  GVC_t* context_;  // lives as long as the process
};

// The largest scale up to `wanted` that a raster picture of this size may have; 0: none that is readable.
double fitting_scale(const Scene& scene, double wanted) {
  const double w = (scene.width + kPadPoints) * 96 / 72, h = (scene.height + kPadPoints) * 96 / 72;
  const double scale = std::min({wanted, (kMaxSide - 2) / std::max(w, h), std::sqrt(kMaxPixels / (w * h))});
  return scale < kMinScale ? 0 : scale;
}

// False when so much memory cannot be had: Graphviz does not survive a surface that it does not get.
bool can_have(double bytes) {
  const auto size = static_cast<std::size_t>(bytes);
  void* probe =
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (probe == MAP_FAILED) return false;
  munmap(probe, size);
  return true;
}

Result<std::string> draw_png(Graphviz& graphviz, const Scene& scene, const std::string& dot, double wanted) {
  const double scale = fitting_scale(scene, wanted);
  if (scale <= 0) {
    return Status::resource_exhausted(
        "map: too large for PNG (32,767 pixels a side); use SVG or PDF, or fold units");
  }
  const double factor = scale * 96 / 72;
  const double pixels = (scene.width + kPadPoints) * factor * (scene.height + kPadPoints) * factor;
  if (!can_have(pixels * 4 * 1.25 + 16e6)) {
    return Status::resource_exhausted(
        "map: a PNG of " + std::to_string(std::lround(pixels / 1e6)) +
        " megapixels needs more than the memory limit; use a smaller scale, or SVG");
  }
  return graphviz.render(dot, "png:cairo", 96 * scale);
}

// A picture a page. Several are numbered.
Result<std::string> draw_pdf(Graphviz& graphviz, const RenderRequest& request) {
  PdfDocument document(request.setup);
  const auto pages =
      static_cast<std::size_t>(1 + std::count(request.spec_json.begin(), request.spec_json.end(), '\n'));
  std::string_view rest = request.spec_json;
  for (std::size_t page = 1; page <= pages; ++page) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    auto spec = from_json(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!spec.ok()) return spec.status();
    const Scene scene = scene_of(*spec);
    Status drawn = graphviz.draw(to_dot(scene),
                                 document.begin_page(scene.width + kPadPoints, scene.height + kPadPoints));
    document.end_page(pages > 1 ? std::to_string(page) + " / " + std::to_string(pages) : "");
    if (!drawn.ok()) return drawn;
  }
  return document.finish();
}

Result<std::string> draw(Graphviz& graphviz, const RenderRequest& request) {
  if (request.format == Format::pdf) return draw_pdf(graphviz, request);
  auto spec = from_json(request.spec_json);
  if (!spec.ok()) return spec.status();
  if (request.format == Format::json) return to_json(*spec);
  const Scene scene = scene_of(*spec);
  const std::string dot = to_dot(scene);
  switch (request.format) {
    case Format::json:
    case Format::dot:
    case Format::pdf:
      return dot;
    case Format::svg: {
      auto svg = graphviz.render(dot, "svg", 0);
      if (!svg.ok()) return svg;
      return polish_svg(*svg, scene, clean_text(spec->title, 400), enum_word(spec->lang));
    }
    case Format::png:
      break;
  }
  return draw_png(graphviz, scene, dot, request.scale);
}

Status answer(int fd, const Result<std::string>& result) {
  const Status outcome = result.status();
  const std::string& body = outcome.ok() ? *result : outcome.message();
  std::string head = frame_header(body.size() + 1);
  head += static_cast<char>(outcome.code());
  Status status = write_fully(fd, head);
  return status.ok() ? write_fully(fd, body) : status;
}

Result<std::string> next_payload(int fd) {
  std::string bytes;
  Status status = read_fully(fd, kFrameHeader, bytes);
  if (!status.ok()) return status;
  const auto size = payload_size(bytes, MapLimits::kJsonBytes + 1024);
  if (!size.ok()) return size.status();
  status = read_fully(fd, *size, bytes);
  if (!status.ok()) return Status::io(status.message());
  return bytes;
}

int serve(int in_fd, int out_fd) {
  Graphviz graphviz;
  while (true) {
    auto payload = next_payload(in_fd);
    if (!payload.ok()) return payload.status().code() == StatusCode::kUnavailable ? 0 : kExitProtocol;
    const auto request = decode_request(std::move(*payload));
    if (request.ok() && request->time_limit_ms > 0) set_alarm(2 * request->time_limit_ms);
    const Status sent =
        request.ok() ? answer(out_fd, draw(graphviz, *request)) : answer(out_fd, request.status());
    set_alarm(0);
    if (!sent.ok()) return kExitProtocol;
  }
}

}  // namespace

int run_render_worker(int in_fd, int out_fd) {
  // What a library prints must not get into the answers.
  const int out = fcntl(out_fd, F_DUPFD_CLOEXEC, 3);
  if (out < 0) return kExitProtocol;
  if (out_fd == STDOUT_FILENO) dup2(STDERR_FILENO, STDOUT_FILENO);
  signal(SIGPIPE, SIG_IGN);
  catch_fatal_signals();
  try {
    return serve(in_fd, out);
  } catch (const std::bad_alloc&) {
    return kExitOutOfMemory;
  }
}

}  // namespace relmap::viz
