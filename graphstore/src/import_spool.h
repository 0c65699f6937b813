// TextSpool: text that may become long, kept in order: the first of it in memory, beyond that in a temporary
// file, which is gone when the spool is.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>

#include "base/status.h"

namespace relmap::graphstore {

class TextSpool {
 public:
  // A part of the text: what was appended between two moments.
  struct Part {
    std::uint64_t begin = 0, end = 0;
  };

  Part append(std::string_view text);
  // Writes a part to `out`; kIo where it cannot be read back.
  Status copy(const Part& part, std::ostream& out) const;

  // kIo once something could not be kept; the spool then takes no more.
  const Status& status() const { return status_; }

 private:
  static constexpr std::size_t kMemoryBytes = 1 << 20;

  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  void spill();

  std::unique_ptr<std::FILE, Close> file_;
  std::uint64_t file_bytes_ = 0;
  std::string tail_;  // what follows on the file
  Status status_;
};

}  // namespace relmap::graphstore
