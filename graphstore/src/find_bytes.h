// The first occurrence of a text in a longer one, 16 bytes a step.
#pragma once

#include <cstddef>
#include <string_view>

namespace relmap::graphstore {

// As haystack.find(needle, from). Precondition: needle is not empty.
std::size_t find_bytes(std::string_view haystack, std::string_view needle, std::size_t from);

}  // namespace relmap::graphstore
