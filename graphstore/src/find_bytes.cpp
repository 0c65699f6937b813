// The needle's first and last byte are compared at 16 places at once; where both fit, the rest is looked at
// (the "generic SIMD" algorithm, W. Muła, "SIMD-friendly algorithms for substring searching", 2016).
#include "find_bytes.h"

#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace relmap::graphstore {

std::size_t find_bytes(std::string_view haystack, std::string_view needle, std::size_t from) {
#ifdef __SSE2__
  const std::size_t last = needle.size() - 1;
  const __m128i first_bytes = _mm_set1_epi8(needle.front()), last_bytes = _mm_set1_epi8(needle.back());
  const char* const data = haystack.data();
  for (; from + last + 16 <= haystack.size(); from += 16) {
    const __m128i heads = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + from));
    const __m128i tails = _mm_loadu_si128(reinterpret_cast<const __m128i*>(data + from + last));
    const __m128i both = _mm_and_si128(_mm_cmpeq_epi8(heads, first_bytes), _mm_cmpeq_epi8(tails, last_bytes));
    for (auto mask = static_cast<unsigned>(_mm_movemask_epi8(both)); mask != 0; mask &= mask - 1) {
      const std::size_t at = from + static_cast<std::size_t>(__builtin_ctz(mask));
      if (std::memcmp(data + at, needle.data(), needle.size()) == 0) return at;
    }
  }
#endif
  return haystack.find(needle, from);
}

}  // namespace relmap::graphstore
