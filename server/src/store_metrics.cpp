#include "store_metrics.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

namespace relmap::server {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

class Families {
 public:
  void add(std::string name, std::string help, MetricType type) {
    all_.push_back({std::move(name), std::move(help), type, {}});
  }
  // To the last added.
  void value(double value, std::vector<ClientMetric::Label> labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    (all_.back().type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    all_.back().metric.push_back(std::move(metric));
  }
  void histogram(ClientMetric::Histogram histogram) {
    ClientMetric metric;
    metric.histogram = std::move(histogram);
    all_.back().metric.push_back(std::move(metric));
  }
  void gauge(std::string name, std::string help, double v) {
    add(std::move(name), std::move(help), MetricType::Gauge);
    value(v);
  }
  std::vector<MetricFamily> take() { return std::move(all_); }

 private:
  std::vector<MetricFamily> all_;
};

void add_commits(Families& families, const graphstore::CommitFigures& figures) {
  families.add("relmap_commits_total", "Commits acknowledged since the store was opened",
               MetricType::Counter);
  families.value(static_cast<double>(figures.commits));
  families.add("relmap_commit_changes_total", "Nodes and edges that these commits changed",
               MetricType::Counter);
  families.value(static_cast<double>(figures.changed));
  families.add("relmap_commits_failed_total", "Commits refused or failed, by reason", MetricType::Counter);
  for (std::size_t code = 1; code < figures.failed.size(); ++code) {
    families.value(static_cast<double>(figures.failed[code]),
                   {{"reason", std::string(status_code_name(static_cast<StatusCode>(code)))}});
  }
  families.add("relmap_commit_seconds", "Time from a commit's call to its acknowledgement",
               MetricType::Histogram);
  ClientMetric::Histogram histogram;
  for (std::size_t i = 0; i < figures.by_time.size(); ++i) {
    histogram.sample_count += figures.by_time[i];
    const bool last = i == figures.kSeconds.size();
    histogram.bucket.push_back(
        {histogram.sample_count, last ? std::numeric_limits<double>::infinity() : figures.kSeconds[i]});
  }
  histogram.sample_sum = figures.seconds;
  families.histogram(std::move(histogram));
}

void add_snapshot(Families& families, const graphstore::Snapshot& snapshot) {
  const auto size = snapshot.footprint();
  families.add("relmap_snapshot_bytes", "Memory of the newest version, by part", MetricType::Gauge);
  const std::pair<const char*, std::size_t> parts[] = {{"nodes", size.node_bytes},
                                                       {"edges", size.edge_bytes},
                                                       {"keys", size.key_bytes},
                                                       {"search", size.search_bytes}};
  for (const auto& [part, bytes] : parts) families.value(static_cast<double>(bytes), {{"part", part}});
  if (snapshot.version() == 0) return;
  // A clock that was set back makes no commit younger than now.
  const auto age = std::max<std::int64_t>(0, DateTime::now().micros - snapshot.time().micros);
  families.gauge("relmap_graph_commit_age_seconds", "Time since the newest commit",
                 static_cast<double>(age) / 1e6);
}

}  // namespace

std::vector<MetricFamily> store_metrics(const graphstore::Graph& graph) {
  Families families;
  add_commits(families, graph.commit_figures());
  add_snapshot(families, *graph.snapshot());
  for (const auto& figure : graph.engine_figures()) {
    families.gauge("relmap_engine_" + std::string(figure.name), std::string(figure.help), figure.value);
  }
  return families.take();
}

}  // namespace relmap::server
