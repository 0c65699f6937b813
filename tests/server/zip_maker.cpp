#include "zip_maker.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "client.h"
#include "zip_archive.h"

namespace relmap::server::testing {
namespace {

std::uint32_t crc32(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

void put(std::string& out, std::uint64_t value, int width) {
  for (int i = 0; i < width; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

// What the local header and the directory have in common.
void put_common(std::string& out, const ZipEntry& entry) {
  put(out, 20, 2);
  put(out, entry.flags, 2);
  put(out, entry.method, 2);
  put(out, 0x5A2140C8, 4);  // some time
  put(out, crc32(entry.content) ^ (entry.damaged ? 1u : 0u), 4);
  put(out, entry.content.size(), 4);
  put(out, entry.content.size(), 4);
  put(out, entry.name.size(), 2);
  put(out, 0, 2);
}

std::string slurp(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

std::string zip_of(const std::vector<ZipEntry>& entries) {
  std::string out, directory;
  for (const auto& entry : entries) {
    directory += std::string("PK\1\2\x14\3", 6);  // made on Unix
    put_common(directory, entry);
    put(directory, 0, 6);
    put(directory, std::uint64_t{entry.mode} << 16, 4);
    put(directory, out.size(), 4);
    directory += entry.name;
    out += std::string("PK\3\4", 4);
    put_common(out, entry);
    out += entry.name + entry.content;
  }
  const auto begin = out.size();
  out += directory;
  out += std::string("PK\5\6\0\0\0\0", 8);
  put(out, entries.size(), 2);
  put(out, entries.size(), 2);
  put(out, directory.size(), 4);
  put(out, begin, 4);
  put(out, 0, 2);
  return out;
}

std::string zip_of_folder(const std::string& folder) {
  const TempDir dir;
  const auto written = write_zip(folder, dir.path("out.zip"));
  EXPECT_TRUE(written.ok()) << written.to_string();
  return slurp(dir.path("out.zip"));
}

std::map<std::string, std::string> unzip(const std::string& bytes) {
  std::map<std::string, std::string> files;
  const TempDir dir;
  auto zip = ZipReader::open(bytes);
  EXPECT_TRUE(zip.ok()) << zip.status().to_string();
  for (std::size_t i = 0; zip.ok() && i < zip->names().size(); ++i) {
    const auto path = dir.path(std::to_string(i));
    EXPECT_TRUE(zip->extract(i, path).ok());
    files[zip->names()[i]] = slurp(path);
  }
  return files;
}

}  // namespace relmap::server::testing
