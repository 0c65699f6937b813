#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "enum_words.h"
#include "frame_io.h"
#include "viz/render.h"
#include "worker_process.h"

namespace relmap::viz {

using Clock = WorkerProcess::Clock;
using std::chrono::milliseconds;

namespace {

template <class E>
Result<E> parse_word(std::string_view what, std::string_view name) {
  const auto words = EnumWords<E>::words();
  std::string choices;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == name) return static_cast<E>(i);
    choices += (i == 0 ? "" : ", ") + std::string(words[i]);
  }
  return Status::invalid_argument(std::string(what) + ": must be one of " + choices);
}

}  // namespace

Result<Format> parse_format(std::string_view name) { return parse_word<Format>("format", name); }
Result<Theme> parse_theme(std::string_view name) { return parse_word<Theme>("theme", name); }
Result<Paper> parse_paper(std::string_view name) { return parse_word<Paper>("paper", name); }

std::string_view format_name(Format format) { return enum_word(format); }

std::string_view content_type(Format format) {
  switch (format) {
    case Format::svg:
      return "image/svg+xml; charset=utf-8";
    case Format::png:
      return "image/png";
    case Format::pdf:
      return "application/pdf";
    case Format::dot:
      return "text/vnd.graphviz; charset=utf-8";
    case Format::json:
      break;
  }
  return "application/json";
}

Status RenderPoolOptions::Validate() const {
  const auto bad = [](std::string_view what) {
    return Status::invalid_argument("render pool: " + std::string(what));
  };
  if (command.empty() || command.front().empty()) return bad("command is empty");
  if (workers < 1 || workers > 64) return bad("workers must be within [1, 64]");
  if (time_limit_ms < 1 || time_limit_ms > 600'000) return bad("time_limit_ms must be within [1, 600000]");
  if (memory_limit_mib < 0 || memory_limit_mib > 1'048'576)
    return bad("memory_limit_mib must be within [0, 1048576]");
  if (recycle_after < 1 || recycle_after > 1'000'000) return bad("recycle_after must be within [1, 1000000]");
  if (max_waiting < 0 || max_waiting > 100'000) return bad("max_waiting must be within [0, 100000]");
  if (max_wait_ms < 0 || max_wait_ms > 600'000) return bad("max_wait_ms must be within [0, 600000]");
  if (max_output_bytes < 1024) return bad("max_output_bytes must be at least 1024");
  return {};
}

// A slot is the right to run one worker. An idle slot holds a live worker, or none when the last one ended
// and no new one could be started yet; the next request, or the keeper, tries again.
struct RenderPool::Impl {
  explicit Impl(RenderPoolOptions o) : options(std::move(o)) {}

  ~Impl() {
    {
      std::lock_guard lock(mutex);
      stopping = true;
    }
    wake_keeper.notify_all();
    if (keeper.joinable()) keeper.join();
  }

  using Slot = std::optional<WorkerProcess>;

  Status fill(Slot& slot) {
    slot.reset();
    auto worker = WorkerProcess::start(options.command, options.memory_limit_mib);
    if (!worker.ok()) return worker.status();
    slot = std::move(*worker);
    return {};
  }

  Result<Slot> take() {
    std::unique_lock lock(mutex);
    if (idle.empty()) {
      if (waiting >= options.max_waiting) {
        return Status::unavailable("rendering: all workers are busy and the queue is full; try again later");
      }
      ++waiting;
      const bool got =
          slot_free.wait_for(lock, milliseconds(options.max_wait_ms), [&] { return !idle.empty(); });
      --waiting;
      if (!got) return Status::unavailable("rendering: all workers are busy; try again later");
    }
    Slot slot = std::move(idle.back());
    idle.pop_back();
    return slot;
  }

  void give_back(Slot slot) {
    {
      std::lock_guard lock(mutex);
      idle.push_back(std::move(slot));
    }
    slot_free.notify_one();
  }

  void count(std::size_t Counters::*which) {
    std::lock_guard lock(mutex);
    ++(counters.*which);
  }

  // One request on a worker of ours alone. A worker that ended while idle is replaced once, unnoticed.
  Result<std::string> call(Slot& slot, const std::string& payload) {
    Result<std::string> answer = Status::internal("rendering: no attempt was made");
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (!slot) {
        Status started = fill(slot);
        if (!started.ok()) return started;
      }
      answer = slot->call(payload, options.max_output_bytes + 1,
                          Clock::now() + milliseconds(options.time_limit_ms));
      if (answer.ok() && ++slot->served < options.recycle_after) return answer;
      slot.reset();
      count(&Counters::replaced);
      if (answer.ok() || answer.status().code() != StatusCode::kUnavailable) break;
    }
    if (!slot) (void)fill(slot);  // a failure shows at the next request
    if (answer.status().code() == StatusCode::kUnavailable) {
      return Status::internal("render worker: ends as soon as it is started; is the command right?");
    }
    return answer;
  }

  // Reaps workers that end while idle (killed by the system, say), and starts others in their place.
  void keep() {
    std::unique_lock lock(mutex);
    while (!stopping) {
      wake_keeper.wait_for(lock, milliseconds(500));
      for (Slot& slot : idle) {
        if (stopping) return;
        if (slot && !slot->has_ended()) continue;
        if (slot) ++counters.replaced;
        (void)fill(slot);
      }
    }
  }

  const RenderPoolOptions options;
  mutable std::mutex mutex;
  std::condition_variable slot_free, wake_keeper;
  std::vector<Slot> idle;
  int waiting = 0;
  bool stopping = false;
  Counters counters;
  std::thread keeper;
};

RenderPool::RenderPool(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RenderPool::~RenderPool() = default;

Result<std::unique_ptr<RenderPool>> RenderPool::start(RenderPoolOptions options) {
  Status status = options.Validate();
  if (!status.ok()) return status;
  auto impl = std::make_unique<Impl>(std::move(options));
  for (int i = 0; i < impl->options.workers; ++i) {
    Impl::Slot slot;
    status = impl->fill(slot);
    if (!status.ok()) return status;
    impl->idle.push_back(std::move(slot));
  }
  impl->keeper = std::thread([raw = impl.get()] { raw->keep(); });
  return std::unique_ptr<RenderPool>(new RenderPool(std::move(impl)));
}

Result<std::string> RenderPool::render(const MapSpec& spec, Format format, const RenderOptions& options) {
  Status status = validate(spec);
  if (!status.ok()) return status;
  if (!(options.scale >= 0.1 && options.scale <= 8)) {
    return Status::invalid_argument("rendering: scale must be within [0.1, 8]");
  }
  RenderRequest request{format, options.scale, {}, impl_->options.time_limit_ms, to_json(spec)};
  if (request.spec_json.size() > MapLimits::kJsonBytes) {
    return Status::resource_exhausted("map: more than " + std::to_string(MapLimits::kJsonBytes) +
                                      " bytes of JSON");
  }
  if (format == Format::json) return std::move(request.spec_json);
  return send(encode_request(request));
}

Result<std::string> RenderPool::render_pages(const std::vector<MapSpec>& pages, const PageSetup& setup) {
  if (pages.empty()) return Status::invalid_argument("rendering: a PDF needs a page");
  if (pages.size() > kMaxPages)
    return Status::invalid_argument("rendering: more than " + std::to_string(kMaxPages) + " pages");
  RenderRequest request{Format::pdf, 1, setup, impl_->options.time_limit_ms, ""};
  for (const MapSpec& page : pages) {
    if (Status status = validate(page); !status.ok()) return status;
    if (!request.spec_json.empty()) request.spec_json += '\n';
    request.spec_json += to_json(page);
    if (request.spec_json.size() > MapLimits::kJsonBytes) {
      return Status::resource_exhausted("map: more than " + std::to_string(MapLimits::kJsonBytes) +
                                        " bytes of JSON");
    }
  }
  return send(encode_request(request));
}

Result<std::string> RenderPool::send(std::string payload) {
  auto slot = impl_->take();
  if (!slot.ok()) return slot.status();
  auto answer = impl_->call(*slot, payload);
  impl_->give_back(std::move(*slot));
  if (!answer.ok()) return answer;
  const auto code = static_cast<unsigned char>(answer->front());
  if (code > static_cast<unsigned char>(StatusCode::kInternal)) {
    return Status::internal("render worker: unknown status in its answer");
  }
  answer->erase(0, 1);
  if (static_cast<StatusCode>(code) != StatusCode::kOk)
    return Status(static_cast<StatusCode>(code), std::move(*answer));
  impl_->count(&Counters::rendered);
  return answer;
}

RenderPool::Counters RenderPool::counters() const {
  std::lock_guard lock(impl_->mutex);
  return impl_->counters;
}

}  // namespace relmap::viz
