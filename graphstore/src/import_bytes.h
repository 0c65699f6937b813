// ByteReader: a file, or a text in memory, read in order through one buffer, with a way back (seek), which
// the CSV reader needs after a quote that is never closed. The file's size is taken when it is opened; what
// is appended to it later is not read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace relmap::graphstore {

class ByteReader {
 public:
  // kIo where the file cannot be opened; kInvalidArgument where it is not a regular file.
  static Result<ByteReader> open(const std::string& path);
  // Reads `text`, which must outlive the reader.
  static ByteReader over(std::string_view text);

  ByteReader(ByteReader&& other) noexcept;
  ByteReader& operator=(ByteReader&& other) noexcept;
  ~ByteReader();

  std::uint64_t size() const { return size_; }
  std::uint64_t offset() const { return window_offset_ + at_; }

  // The bytes at hand from offset() on: at least one, unless the input is at its end or could not be read
  // (see status()). Valid until the next call of window() or seek().
  std::string_view window() {
    if (at_ == window_.size()) refill();
    return window_.substr(at_);
  }
  // Precondition: count ≤ window().size().
  void advance(std::size_t count) { at_ += count; }
  void seek(std::uint64_t offset);

  // kIo once a read has failed; the input then looks as if it ended there.
  const Status& status() const { return status_; }

 private:
  ByteReader() = default;
  void refill();

  static constexpr std::size_t kBufferBytes = 256 * 1024;

  int file_ = -1;  // −1: the text is all there is, and the window never moves
  std::string name_;
  std::uint64_t size_ = 0;
  std::uint64_t window_offset_ = 0;
  std::size_t at_ = 0;
  std::string_view window_;
  std::vector<char> buffer_;
  Status status_;
};

}  // namespace relmap::graphstore
