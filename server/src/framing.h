// The head and the framing of a request as RFC 9112 has them, checked byte by byte. The library reads more
// than that: lines that end in a bare line feed, lines without a name, percent-encoded values, chunks of "-5"
// or "0x5" bytes, a body that breaks off within its chunks. Where two programs on a request's way read it
// differently, one of them can be made to let through a request that it never saw.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/status.h"
#include "http.h"

namespace relmap::server {

struct Head {
  std::string method, target, version;
  Headers headers;  // in order; nothing is decoded
};

// `bytes`: all of a request up to and with its empty line. kInvalidArgument where one of its lines is not
// what the standard allows; bytes from 0x80 on are let pass.
Result<Head> parse_head(std::string_view bytes);

// How the body of a request arrives.
struct Framing {
  bool body = false, chunked = false;
  std::uint64_t length = 0;  // in bytes; 0 where it is chunked
};

// kInvalidArgument where the headers contradict each other, or name anything but a number or "chunked".
// `version`: "HTTP/1.1".
Result<Framing> framing_of(const Headers& headers, std::string_view version);

// Watches a chunked body go by.
class ChunkCheck {
 public:
  explicit ChunkCheck(std::size_t max_bytes) : room_(max_bytes) {}

  // The next bytes of it. False once they cannot belong to a chunked body without trailers, or announce that
  // it is larger than max_bytes.
  bool take(std::string_view bytes);
  bool broken() const { return state_ == State::kBroken; }
  bool too_large() const { return too_large_; }  // and not malformed

 private:
  enum class State { kSize, kExtension, kSizeEnd, kData, kDataEnd, kDataEnded, kEnd, kEnded, kDone, kBroken };
  State next(char c);
  State in_size(char c);

  State state_ = State::kSize;
  std::uint64_t room_;      // bytes that the chunks after this one may have
  std::uint64_t left_ = 0;  // bytes of this chunk that are still to come
  int digits_ = 0;          // of its size
  std::size_t extension_bytes_ = 0;
  bool too_large_ = false;
};

}  // namespace relmap::server
