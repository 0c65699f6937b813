#include "zip_directory.h"

#include <cstdint>
#include <optional>
#include <string>

namespace relmap::server {
namespace {

// PKWARE's APPNOTE 6.3.10, sections 4.3.12, 4.3.15 and 4.3.16. Numbers are little-endian.
constexpr std::string_view kEnd("PK\5\6", 4), kEntry("PK\1\2", 4), kEnd64Locator("PK\6\7", 4);
constexpr std::size_t kEndBytes = 22, kEntryBytes = 46, kLocatorBytes = 20;
constexpr std::size_t kSearched = 0x10000 + kEndBytes + kLocatorBytes;  // from the end, as libzip searches

std::size_t number(std::string_view bytes, std::size_t at, int width) {
  std::size_t out = 0;
  for (int i = width - 1; i >= 0; --i) out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
  return out;
}

Status malformed() { return Status::invalid_argument("the body is not a zip archive, or a damaged one"); }

// The directory that the end record at `end` speaks of; nullopt where it lies outside of the archive.
std::optional<std::string_view> directory_of(std::string_view bytes, std::size_t end) {
  const std::size_t size = number(bytes, end + 12, 4), begin = number(bytes, end + 16, 4);
  if (begin > end || size > end - begin) return std::nullopt;
  return bytes.substr(begin, size);
}

Result<std::size_t> count_entries(std::string_view directory, std::size_t max_entries) {
  std::size_t count = 0;
  while (!directory.empty()) {
    if (directory.size() < kEntryBytes || !directory.starts_with(kEntry)) return malformed();
    const std::size_t name = number(directory, 28, 2);
    const std::size_t size = kEntryBytes + name + number(directory, 30, 2) + number(directory, 32, 2);
    if (directory.size() < size) return malformed();
    if (directory.substr(kEntryBytes, name).find('\0') != std::string_view::npos)
      return Status::invalid_argument("a name in the zip archive has a NUL character");
    if (++count > max_entries) {
      return Status::resource_exhausted("the zip archive has more than " + std::to_string(max_entries) +
                                        " entries");
    }
    directory.remove_prefix(size);
  }
  return count;
}

// Where end records stand, as far as they speak of a directory; more than one where the archive is ambiguous.
Result<std::size_t> find_end(std::string_view bytes) {
  if (bytes.size() < kEndBytes) return malformed();
  const std::size_t first = bytes.size() > kSearched ? bytes.size() - kSearched : 0;
  std::optional<std::size_t> found;
  for (std::size_t at = bytes.find(kEnd, first); at != std::string_view::npos;
       at = bytes.find(kEnd, at + 1)) {
    if (at + kEndBytes > bytes.size()) break;
    const auto directory = directory_of(bytes, at);
    const bool is_one = directory && (directory->empty() ? number(bytes, at + 10, 2) == 0 && at == 0
                                                         : directory->starts_with(kEntry));
    const bool is_zip64 = at >= kLocatorBytes && bytes.substr(at - kLocatorBytes).starts_with(kEnd64Locator);
    if (is_zip64) return Status::invalid_argument("zip64 archives are not read");
    if (is_one && found)
      return Status::invalid_argument("the zip archive has two directories: it could be read in two ways");
    if (is_one) found = at;
  }
  if (!found) return malformed();
  return *found;
}

}  // namespace

Result<std::size_t> check_zip_directory(std::string_view bytes, std::size_t max_entries) {
  const auto end = find_end(bytes);
  if (!end) return end.status();
  const auto count = count_entries(*directory_of(bytes, *end), max_entries);
  if (!count) return count.status();
  const bool split = number(bytes, *end + 4, 2) != 0 || number(bytes, *end + 6, 2) != 0;
  if (split || number(bytes, *end + 8, 2) != *count || number(bytes, *end + 10, 2) != *count)
    return malformed();
  return *count;
}

}  // namespace relmap::server
