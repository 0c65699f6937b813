// What monitoring wants to know of an open store: counts and sizes, nothing of what is in it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/status.h"

namespace relmap::graphstore {

// The commits asked of this Graph since it was opened. Bulk loads are not among them.
struct CommitFigures {
  // Upper bounds, inclusive, of the classes of time; the last class has none.
  static constexpr std::array<double, 12> kSeconds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                      0.05,   0.1,   0.25,   0.5,   1,    5};
  static constexpr std::size_t kStatusCodes = static_cast<std::size_t>(StatusCode::kInternal) + 1;

  std::uint64_t commits = 0;  // acknowledged; those that found nothing to change are none
  std::uint64_t changed = 0;  // nodes and edges that they changed; upkeep (a schema, an erasure) counts none
  std::array<std::uint64_t, kSeconds.size() + 1> by_time{};  // each from the call to the acknowledgement
  double seconds = 0;                                        // of all of them
  // By StatusCode: refused or failed, each attempt of a transact() by itself.
  std::array<std::uint64_t, kStatusCodes> failed{};
};

// A figure of the storage engine. Which there are depends on the engine; the names of one engine do not
// change.
struct EngineFigure {
  std::string_view name;  // lower_case, with its unit last: "files_bytes"; lives as long as the program
  std::string_view help;  // for people; likewise
  double value = 0;       // now
};

}  // namespace relmap::graphstore
