// What stands on a person's chip.
#pragma once

#include <string>
#include <string_view>

namespace relmap::server {

// One to three characters: the first letters of the first and last Latin word ("陈丽 Chen Li" → "CL", "Ann" →
// "A", "Jean-Luc van der Berg" → "JB"); without Latin letters a name of up to three characters whole ("陈丽"
// → "陈丽"), else its last two (a Chinese given name), or of several words their first characters. "?" for a
// name without letters.
std::string initials(std::string_view name);

}  // namespace relmap::server
