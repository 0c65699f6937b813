// Small files, read and written whole.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/status.h"

namespace relmap::server {

// The whole file. kIo, and kResourceExhausted beyond `max_bytes`.
Result<std::string> read_small_file(const std::string& path, std::size_t max_bytes);

// Writes the whole file or nothing: under another name first.
Status write_file(const std::string& path, std::string_view bytes);

// The same for its owner alone (mode 0600), and on the disk when this returns. A file that was there keeps
// its owner, where that is allowed.
Status write_private_file(const std::string& path, std::string_view bytes);

// Of a file that root has just made (`relmap token` run by hand, say): gives it to whom its folder belongs,
// so that the server can use it. Nothing where somebody else runs, or the folder is everybody's.
void give_to_owner_of_folder(int fd, const std::string& path);

}  // namespace relmap::server
