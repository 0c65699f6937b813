#include "files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace relmap::server {

Result<std::string> read_small_file(const std::string& path, std::size_t max_bytes) {
  std::ifstream file(path, std::ios::binary);
  std::error_code error;
  if (!file || std::filesystem::is_directory(path, error)) return Status::io("cannot read " + path);
  std::string text(max_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > max_bytes)
    return Status::resource_exhausted(path + " has more than " + std::to_string(max_bytes) + " bytes");
  return text;
}

Status write_file(const std::string& path, std::string_view bytes) {
  const auto temporary = path + ".part" + std::to_string(::getpid());
  const auto failed = [&] {
    const auto why = std::string(std::strerror(errno));
    std::remove(temporary.c_str());
    return Status::io("cannot write " + path + ": " + why);
  };
  std::ofstream file(temporary, std::ios::binary);
  if (!file) return failed();
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file || std::rename(temporary.c_str(), path.c_str()) != 0) return failed();
  return {};
}

void give_to_owner_of_folder(int fd, const std::string& path) {
  if (::geteuid() != 0) return;
  struct stat file {
  }, folder{};
  const auto parent = std::filesystem::absolute(path).parent_path();
  if (::fstat(fd, &file) != 0 || file.st_uid != 0 || !S_ISREG(file.st_mode)) return;
  if (::stat(parent.c_str(), &folder) != 0 || (folder.st_mode & S_ISVTX))
    return;  // /tmp belongs to everybody
  [[maybe_unused]] const int given = ::fchown(fd, folder.st_uid, folder.st_gid);
}

Status write_private_file(const std::string& path, std::string_view bytes) {
  const auto temporary = path + ".part" + std::to_string(::getpid());
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  const auto failed = [&] {
    const auto why = std::string(std::strerror(errno));
    if (fd >= 0) ::close(fd);
    std::remove(temporary.c_str());
    return Status::io("cannot write " + path + ": " + why);
  };
  if (fd < 0) return failed();
  struct stat old {};
  if (::stat(path.c_str(), &old) == 0) {
    [[maybe_unused]] const int given = ::fchown(fd, old.st_uid, old.st_gid);
  } else {
    give_to_owner_of_folder(fd, path);
  }
  for (std::size_t written = 0; written < bytes.size();) {
    const auto n = ::write(fd, bytes.data() + written, bytes.size() - written);
    if (n < 0 && errno != EINTR) return failed();
    if (n > 0) written += static_cast<std::size_t>(n);
  }
  if (::fsync(fd) != 0 || std::rename(temporary.c_str(), path.c_str()) != 0) return failed();
  ::close(fd);
  return {};
}

}  // namespace relmap::server
