#include "bench_report.h"

#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace relmap::bench {
namespace {

struct Figure {
  std::size_t size = 0;
  double p50 = 0, p99 = 0;
  double near = 0;  // "edges_near" of store_bench
};

class Collector : public benchmark::ConsoleReporter {
 public:
  Collector() : ConsoleReporter(OO_Tabular) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    ConsoleReporter::ReportRuns(runs);
    for (const Run& run : runs) {
      const auto p50 = run.counters.find("p50_us"), p99 = run.counters.find("p99_us");
      const auto near = run.counters.find("edges_near");
      if (run.error_occurred) ++errors_;
      if (p50 == run.counters.end() || p99 == run.counters.end()) continue;
      const std::string& name = run.run_name.function_name;
      const std::size_t slash = name.rfind('/');
      if (!figures_.contains(name.substr(0, slash))) order_.push_back(name.substr(0, slash));
      figures_[name.substr(0, slash)].push_back({std::strtoull(name.c_str() + slash + 1, nullptr, 10),
                                                 p50->second, p99->second,
                                                 near == run.counters.end() ? 0 : near->second.value});
    }
  }

  void print_comparison(double bound) const {
    std::printf("\n%-26s %8s %12s %12s %8s %12s\n", "", "people", "median us", "p99 us", "ratio",
                "edges near");
    for (const std::string& name : order_) {
      const std::vector<Figure>& figures = figures_.at(name);
      for (const Figure& figure : figures) {
        const double ratio = figure.p50 / figures.front().p50;
        std::printf("%-26s %8s %12.1f %12.1f %8.2f %12.0f%s\n", name.c_str(),
                    short_number(figure.size).c_str(), figure.p50, figure.p99, ratio, figure.near,
                    bound > 0 && ratio > bound ? "  above the bound" : "");
      }
    }
  }

  int errors() const { return errors_; }

 private:
  std::vector<std::string> order_;
  std::map<std::string, std::vector<Figure>> figures_;
  int errors_ = 0;
};

}  // namespace

double Stopwatch::now() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double Latencies::percentile(double p) const {
  if (micros_.empty()) return 0;
  std::vector<double> sorted = micros_;
  const auto at =
      std::min(static_cast<std::size_t>(p * static_cast<double>(sorted.size())), sorted.size() - 1);
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(at), sorted.end());
  return sorted[at];
}

void Latencies::report(benchmark::State& state) const {
  state.counters["p50_us"] = percentile(0.5);
  state.counters["p99_us"] = percentile(0.99);
  state.counters["worst_us"] = percentile(1);
}

std::string short_number(std::size_t n) {
  if (n >= 1'000'000 && n % 1'000'000 == 0) return std::to_string(n / 1'000'000) + "M";
  if (n >= 1000 && n % 1000 == 0) return std::to_string(n / 1000) + "k";
  return std::to_string(n);
}

int run_and_compare(int argc, char** argv, double bound) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  Collector collector;
  benchmark::RunSpecifiedBenchmarks(&collector);
  collector.print_comparison(bound);
  return collector.errors() == 0 ? 0 : 1;
}

std::vector<std::size_t> take_sizes(int& argc, char** argv, std::vector<std::size_t> defaults) {
  static constexpr std::string_view kFlag = "--sizes=";
  std::vector<std::size_t> sizes;
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    if (!std::string_view(argv[i]).starts_with(kFlag)) {
      argv[kept++] = argv[i];
      continue;
    }
    for (char* at = argv[i] + kFlag.size(); *at != '\0'; at += *at == ',') {
      char* end = at;
      sizes.push_back(std::strtoull(at, &end, 10));
      if (end == at || sizes.back() < 500) {
        std::fputs("--sizes: numbers of people, at least 500 each, separated by commas\n", stderr);
        std::exit(2);
      }
      at = end;
    }
  }
  argc = kept;
  return sizes.empty() ? std::move(defaults) : sizes;
}

}  // namespace relmap::bench
