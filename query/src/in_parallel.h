// One piece of work many times, on several threads.
#pragma once

#include <cstddef>
#include <functional>

namespace relmap::query {

// Calls work(i) for each i below `count`, from any thread and in any order; the first exception is thrown
// again at the end. `threads` 0: as many as there are cores.
void in_parallel(std::size_t count, unsigned threads, const std::function<void(std::size_t)>& work);

}  // namespace relmap::query
