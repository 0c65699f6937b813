// What the benchmarks print: Google Benchmark's own lines, then a short table of the figures that matter with
// their ratios.
#pragma once

#include <benchmark/benchmark.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace relmap::bench {

// Processor time of the calling thread: on a machine that others use too it says what the work costs, where
// the clock on the wall says how busy the others are. Nothing measured here waits for a disk.
class Stopwatch {
 public:
  Stopwatch() : start_(now()) {}
  double seconds() const { return now() - start_; }

 private:
  static double now();
  double start_;
};

// The times of single operations, for medians and tails, which an average hides.
class Latencies {
 public:
  void add(double seconds) { micros_.push_back(seconds * 1e6); }
  double percentile(double p) const;  // in microseconds; 0 where there are none
  // Sets the counters p50_us, p99_us and worst_us.
  void report(benchmark::State& state) const;

 private:
  std::vector<double> micros_;
};

// "10k", "1M".
std::string short_number(std::size_t n);

// Runs the benchmarks and then prints, for each benchmark name, its p50_us at each size beside that of the
// smallest. Names are of the form NAME/SIZE. `bound`: ratios above it are marked; 0: none is. Returns the
// exit code.
int run_and_compare(int argc, char** argv, double bound);

// Sizes from the command line: --sizes=10000,100000 (taken out of argv); `defaults` where it is not given.
std::vector<std::size_t> take_sizes(int& argc, char** argv, std::vector<std::size_t> defaults);

}  // namespace relmap::bench
