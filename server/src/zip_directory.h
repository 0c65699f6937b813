// The directory at the end of a zip archive, looked at before libzip reads it: libzip takes memory for as
// many entries as there are, ends a name at a NUL, and picks one of several directories where there are
// several.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/status.h"

namespace relmap::server {

// The number of entries. Errors as those of ZipReader::open.
Result<std::size_t> check_zip_directory(std::string_view bytes, std::size_t max_entries);

}  // namespace relmap::server
