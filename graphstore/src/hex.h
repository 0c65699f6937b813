// Bytes as lower-case hexadecimal digits, for places in lists and feeds that clients send back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relmap::graphstore {

std::string to_hex(std::string_view bytes);
// nullopt for an odd number of digits, or for anything but 0-9 and a-f.
std::optional<std::string> from_hex(std::string_view digits);

}  // namespace relmap::graphstore
