#include "metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <unordered_map>
#include <utility>

#include "context.h"
#include "store_metrics.h"

namespace relmap::server {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;

// Seconds. From a cached read to a picture that takes all the time it may.
const prometheus::Histogram::BucketBoundaries kSeconds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                          0.1,    0.25,  0.5,    1,     2.5,  5,     10};

// Resident memory of this process, in bytes; 0 where it cannot be told.
double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double size = 0, pages = 0;
  statm >> size >> pages;
  return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// The figures that are read when somebody asks.
class Gauges {
 public:
  explicit Gauges(prometheus::Registry& registry) : registry_(registry) {}
  void add(const char* name, const char* help, double value, const prometheus::Labels& labels = {}) {
    BuildGauge().Name(name).Help(help).Register(registry_).Add(labels).Set(value);
  }

 private:
  prometheus::Registry& registry_;
};

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> next = 1;
  return next++;
}

}  // namespace

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      BuildCounter()
          .Name("relmap_http_requests_total")
          .Help("Requests answered, by method, route and status")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      BuildHistogram()
          .Name("relmap_http_request_seconds")
          .Help("Time to the answer, without sending it, by route")
          .Register(registry);
  const std::uint64_t number = next_number();
  const std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}
Metrics::~Metrics() = default;

namespace {

// The series that a request belongs to. Looking one up by its labels takes a lock and builds a map, so each
// thread remembers where it found it. Route patterns live for ever, so their address names them.
struct SeriesKey {
  std::uint64_t metrics = 0;  // which Metrics: an address may come again
  const char* route = nullptr;
  int status = 0;
  std::size_t method = 0;
  bool operator==(const SeriesKey&) const = default;
};
struct SeriesHash {
  std::size_t operator()(const SeriesKey& key) const {
    const auto mixed = reinterpret_cast<std::uintptr_t>(key.route) ^
                       (static_cast<std::uintptr_t>(key.status) << 40) ^ (key.method << 50) ^
                       (key.metrics << 54);
    return std::hash<std::uintptr_t>()(mixed);
  }
};
struct Series {
  prometheus::Counter* requests = nullptr;
  prometheus::Histogram* seconds = nullptr;
};

constexpr std::string_view kMethods[] = {"GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "other"};

// Methods come from outside, and each label value lives for ever.
std::size_t method_number(std::string_view method) {
  const auto it = std::find(std::begin(kMethods), std::end(kMethods) - 1, method);
  return static_cast<std::size_t>(it - std::begin(kMethods));
}

}  // namespace

void Metrics::request(std::string_view method, std::string_view route, int status, double seconds) {
  thread_local std::unordered_map<SeriesKey, Series, SeriesHash> known;
  const SeriesKey key{families_->number, route.data(), status, method_number(method)};
  Series& series = known[key];
  if (!series.requests) {
    series.requests = &families_->requests.Add({{"method", std::string(kMethods[key.method])},
                                                {"route", std::string(route)},
                                                {"status", std::to_string(status)}});
    series.seconds = &families_->seconds.Add({{"route", std::string(route)}}, kSeconds);
  }
  series.requests->Increment();
  series.seconds->Observe(seconds);
}

std::string Metrics::text(const Context& context) const {
  prometheus::Registry now;
  Gauges gauges(now);
  const auto snapshot = context.graph.snapshot();
  gauges.add("relmap_graph_version", "Version of the newest commit",
             static_cast<double>(snapshot->version()));
  gauges.add("relmap_graph_nodes", "Nodes of the newest version",
             static_cast<double>(snapshot->node_count()));
  gauges.add("relmap_graph_edges", "Edges of the newest version",
             static_cast<double>(snapshot->edge_count()));
  gauges.add("relmap_graph_commit_time_seconds", "When the newest commit was made, seconds since 1970 (UTC)",
             static_cast<double>(snapshot->time().micros) / 1e6);
  gauges.add("relmap_writes_stopped", "1: the store takes no writes until it is reopened (see /readyz)",
             context.graph.write_status().status.ok() ? 0 : 1);
  gauges.add("relmap_answer_cache_bytes", "Bytes of answers that are kept",
             static_cast<double>(context.cache.bytes() + context.entities.bytes()));
  const std::pair<const char*, const Gate*> gates[] = {
      {"analysis", &context.analyses}, {"picture", &context.drawings}, {"stream", &context.streams}};
  for (const auto& [kind, gate] : gates) {
    gauges.add("relmap_work_waiting", "Requests that wait for their turn", gate->waiting(), {{"kind", kind}});
    gauges.add("relmap_work_running", "Requests that have their turn", gate->busy(), {{"kind", kind}});
  }
  if (context.renderer) {
    const auto counters = context.renderer->counters();
    gauges.add("relmap_pictures_drawn", "Pictures that the render workers have drawn",
               static_cast<double>(counters.rendered));
    gauges.add("relmap_render_workers_replaced", "Render workers that were killed, found dead, or recycled",
               static_cast<double>(counters.replaced));
  }
  gauges.add("relmap_resident_bytes", "Memory of the server's process", resident_bytes());
  gauges.add("relmap_uptime_seconds", "Time since the service began",
             std::chrono::duration<double>(std::chrono::steady_clock::now() - families_->started).count());
  const prometheus::TextSerializer serializer;
  return serializer.Serialize(families_->registry.Collect()) + serializer.Serialize(now.Collect()) +
         serializer.Serialize(store_metrics(context.graph));
}

}  // namespace relmap::server
