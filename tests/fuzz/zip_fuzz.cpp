// An upload of any bytes as a zip archive: unpacked within its bounds and inside its folder, or refused with
// nothing left behind.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

#include "upload.h"

namespace {

namespace fs = std::filesystem;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::string parent =
      (fs::temp_directory_path() / ("relmap-fuzz-zip-" + std::to_string(::getpid()))).string();
  const std::string folder = parent + "/in";
  fs::remove_all(parent);
  fs::create_directories(parent);
  const relmap::server::Upload upload{relmap::server::UploadKind::kZip, false, "", ""};
  const auto unpacked =
      relmap::server::unpack_upload({reinterpret_cast<const char*>(data), size}, upload, folder);
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(parent)) {
    require(!entry.is_symlink() && (entry.is_directory() || entry.is_regular_file()));
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  require(unpacked.ok() ? bytes == unpacked->bytes : !fs::exists(folder));
  return 0;
}
