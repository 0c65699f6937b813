#include "import_bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace relmap::graphstore {

Result<ByteReader> ByteReader::open(const std::string& path) {
  ByteReader reader;
  reader.name_ = path;
  // O_NONBLOCK: a named pipe without a writer must be an error, not a wait.
  reader.file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat info = {};
  if (reader.file_ < 0 || ::fstat(reader.file_, &info) != 0) {
    return Status::io(path + ": cannot be opened: " + std::strerror(errno));
  }
  if (!S_ISREG(info.st_mode)) return Status::invalid_argument(path + ": is not a regular file");
  reader.size_ = static_cast<std::uint64_t>(info.st_size);
  reader.buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(kBufferBytes, reader.size_)));
  return reader;
}

ByteReader ByteReader::over(std::string_view text) {
  ByteReader reader;
  reader.window_ = text;
  reader.size_ = text.size();
  return reader;
}

ByteReader::ByteReader(ByteReader&& other) noexcept { *this = std::move(other); }

ByteReader& ByteReader::operator=(ByteReader&& other) noexcept {
  if (this == &other) return *this;
  if (file_ >= 0) ::close(file_);
  file_ = std::exchange(other.file_, -1);
  name_ = std::move(other.name_);
  size_ = other.size_;
  window_offset_ = other.window_offset_;
  at_ = other.at_;
  window_ = other.window_;  // a moved vector keeps its bytes where they are
  buffer_ = std::move(other.buffer_);
  status_ = std::move(other.status_);
  return *this;
}

ByteReader::~ByteReader() {
  if (file_ >= 0) ::close(file_);
}

void ByteReader::seek(std::uint64_t offset) {
  const bool inside = offset >= window_offset_ && offset <= window_offset_ + window_.size();
  if (inside || file_ < 0) {
    at_ = static_cast<std::size_t>(std::min<std::uint64_t>(offset - window_offset_, window_.size()));
    return;
  }
  window_offset_ = offset;
  window_ = {};
  at_ = 0;
}

void ByteReader::refill() {
  if (file_ < 0 || !status_.ok()) return;
  window_offset_ += window_.size();
  window_ = {};
  at_ = 0;
  if (window_offset_ >= size_) return;
  const std::size_t want =
      static_cast<std::size_t>(std::min<std::uint64_t>(buffer_.size(), size_ - window_offset_));
  ssize_t got = 0;
  do {
    got = ::pread(file_, buffer_.data(), want, static_cast<off_t>(window_offset_));
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    status_ = Status::io(name_ + ": cannot be read: " + std::strerror(errno));
  } else if (got == 0) {
    status_ = Status::io(name_ + ": became shorter while it was read");
  } else {
    window_ = std::string_view(buffer_.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace relmap::graphstore
