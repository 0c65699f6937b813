// Zip archives for tests: of whatever names and headers, true or not.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace relmap::server::testing {

struct ZipEntry {
  std::string name, content = {};
  std::uint32_t mode = 0100644;  // Unix's
  std::uint16_t method = 0;      // 0: stored as it is, which is all that zip_of can do
  std::uint16_t flags = 0;       // 1: encrypted
  bool damaged = false;          // its checksum is wrong
};

std::string zip_of(const std::vector<ZipEntry>& entries);

// As a client would make it, compressed.
std::string zip_of_folder(const std::string& folder);

// The files of an archive that ZipReader takes, by name.
std::map<std::string, std::string> unzip(const std::string& bytes);

}  // namespace relmap::server::testing
