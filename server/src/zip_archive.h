// Zip archives, in and out: the only door to libzip. What comes in is hostile: every bound is kept while
// bytes are inflated, and no header is believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace relmap::server {

struct ZipLimits {
  std::size_t entries = 1'000;         // folders too
  std::uint64_t bytes = 512ull << 20;  // of all that is extracted
  std::uint64_t ratio = 200;           // the same, as a multiple of the archive; not below kZipAlways
};
inline constexpr std::uint64_t kZipAlways = 1u << 20;

// Reads an archive in memory. One thread at a time.
class ZipReader {
 public:
  // `bytes` must outlive the reader. kInvalidArgument: it is no zip archive, or one that could be read in two
  // ways; a zip64, split or encrypted one; an entry is a link or has a compression other than deflate; a name
  // is twice there, absolute, has "." or ".." or an empty part, a backslash, a control character or NUL, or
  // is longer than 500 bytes. kResourceExhausted: more entries than the limit.
  static Result<ZipReader> open(std::string_view bytes, const ZipLimits& limits = {});
  ZipReader(ZipReader&&) noexcept;
  ZipReader& operator=(ZipReader&&) noexcept;
  ~ZipReader();

  // The names of the files (not the folders), in the archive's order: relative paths, safe by the above.
  const std::vector<std::string>& names() const;

  // Writes file number `index` of names() to `path`, which must not exist yet, readable by its owner only.
  // kInvalidArgument: its bytes are damaged; kResourceExhausted: beyond the limits; kIo. What was written of
  // it until then stays.
  Result<std::uint64_t> extract(std::size_t index, const std::string& path);

 private:
  struct State;
  explicit ZipReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Packs the files of a folder, in the order of their names, into the new archive `path`. kIo.
Status write_zip(const std::string& folder, const std::string& path);

}  // namespace relmap::server
