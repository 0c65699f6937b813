// What travels between a RenderPool and its workers: "rmv1", the payload's length (8 bytes, big-endian),
// payload.
//
//   request payload   "FORMAT SCALE TIME_LIMIT_MS PAPER landscape|portrait\n" and the MapSpec as JSON, of a
//   PDF
//                     one a page, each on a line
//   answer payload    one byte, a StatusCode; then the picture, or the message of the error
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/status.h"
#include "viz/render.h"

namespace relmap::viz {

struct RenderRequest {
  Format format = Format::svg;
  double scale = 1;
  PageSetup setup = {};   // of a PDF
  int time_limit_ms = 0;  // after twice this time a worker ends itself, should its parent be gone
  std::string spec_json;  // as written by to_json: without line breaks
};

std::string encode_request(const RenderRequest& request);
Result<RenderRequest> decode_request(std::string payload);

constexpr std::size_t kFrameHeader = 12;
std::string frame_header(std::size_t payload_size);
// kCorrupt: not a header; kResourceExhausted: longer than `max_size`.
Result<std::size_t> payload_size(std::string_view header, std::size_t max_size);

// Blocking. Interrupted calls go on. kIo, and for read_fully kUnavailable when the stream ended at once.
Status write_fully(int fd, std::string_view bytes);
Status read_fully(int fd, std::size_t size, std::string& out);

}  // namespace relmap::viz
