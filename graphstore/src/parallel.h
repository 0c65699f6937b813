// Work that splits into independent parts, on as many threads as the machine has.
#pragma once

#include <cstddef>
#include <functional>

#include "base/status.h"

namespace relmap::graphstore {

// How many threads run_parallel() uses: those of the machine, 1 to 16.
std::size_t parallel_threads();

// Calls part(i) for each i below `count`, begun in this order, from up to parallel_threads() threads, of
// which the caller's is one. Returns the error of the first part that fails (the one with the lowest number
// among those that ran); parts that have not begun by then are left out. A part that runs out of memory is
// kResourceExhausted.
Status run_parallel(std::size_t count, const std::function<Status(std::size_t)>& part);

}  // namespace relmap::graphstore
