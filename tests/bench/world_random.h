// Random numbers that are the same everywhere: std::mt19937_64 is fixed by the standard, its distributions
// are not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace relmap::bench {

class Random {
 public:
  // Equal (seed, stream) give equal numbers; streams of one seed have nothing to do with each other.
  explicit Random(std::uint64_t seed, std::uint64_t stream = 0);

  double unit() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }  // [0, 1)
  bool chance(double p) { return unit() < p; }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }  // [0, n)
  std::size_t between(std::size_t low, std::size_t high) {
    return low + below(high - low + 1);
  }                                             // [low, high]
  double log_between(double low, double high);  // each factor equally likely

  template <class T>
  const T& one_of(const std::vector<T>& items) {
    return items[below(items.size())];
  }
  std::string_view word_of(std::initializer_list<std::string_view> words) {
    return words.begin()[below(words.size())];
  }

  std::string person_name();
  std::string company_name();

 private:
  std::mt19937_64 engine_;
};

}  // namespace relmap::bench
