// SHA-256 and random bytes, from OpenSSL.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relmap::server {

std::string sha256_hex(std::string_view bytes);  // 64 lower-case hex digits

// `bytes` random bytes of the system's, as URL-safe base64 without padding. Throws std::bad_alloc where there
// are none.
std::string random_text(std::size_t bytes);

// Takes as long whatever differs (of texts of equal length).
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace relmap::server
