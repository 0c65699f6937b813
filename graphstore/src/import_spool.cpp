#include "import_spool.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace relmap::graphstore {
namespace {

Status failed(const char* what) {
  return Status::io(std::string("a temporary file for rejects cannot be ") + what + ": " +
                    std::strerror(errno));
}

}  // namespace

TextSpool::Part TextSpool::append(std::string_view text) {
  const std::uint64_t begin = file_bytes_ + tail_.size();
  if (!status_.ok()) return {begin, begin};
  tail_ += text;
  const Part part{begin, begin + text.size()};
  if (tail_.size() > kMemoryBytes) spill();
  return part;
}

void TextSpool::spill() {
  if (!file_) file_.reset(std::tmpfile());
  if (!file_) {
    status_ = failed("made");
    return;
  }
  // Flushed, as it is read back past the stream.
  if (std::fwrite(tail_.data(), 1, tail_.size(), file_.get()) != tail_.size() ||
      std::fflush(file_.get()) != 0) {
    status_ = failed("written");
    return;
  }
  file_bytes_ += tail_.size();
  tail_.clear();
}

Status TextSpool::copy(const Part& part, std::ostream& out) const {
  char buffer[4096];
  std::uint64_t at = part.begin;
  while (at < std::min(part.end, file_bytes_)) {
    const auto want = static_cast<std::size_t>(
        std::min<std::uint64_t>(sizeof buffer, std::min(part.end, file_bytes_) - at));
    const ssize_t got = ::pread(::fileno(file_.get()), buffer, want, static_cast<off_t>(at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return failed("read");
    out.write(buffer, got);
    at += static_cast<std::uint64_t>(got);
  }
  if (at < part.end) {
    out << std::string_view(tail_).substr(static_cast<std::size_t>(at - file_bytes_),
                                          static_cast<std::size_t>(part.end - at));
  }
  return {};
}

}  // namespace relmap::graphstore
