#include "frame_io.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <vector>

#include "enum_words.h"

namespace relmap::viz {
namespace {

constexpr std::string_view kMagic = "rmv1";

Status corrupt(std::string_view what) { return Status::corrupt("render request: " + std::string(what)); }

}  // namespace

std::string encode_request(const RenderRequest& request) {
  char scale[32];
  const auto end = std::to_chars(scale, scale + sizeof scale, request.scale).ptr;
  return std::string(format_name(request.format)) + " " + std::string(scale, end) + " " +
         std::to_string(request.time_limit_ms) + " " + std::string(enum_word(request.setup.paper)) +
         (request.setup.landscape ? " landscape\n" : " portrait\n") + request.spec_json;
}

Result<RenderRequest> decode_request(std::string payload) {
  const std::size_t line = payload.find('\n');
  if (line == std::string::npos) return corrupt("no header");
  std::vector<std::string_view> words;
  for (std::string_view rest = std::string_view(payload).substr(0, line); !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    words.push_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (words.size() != 5) return corrupt("no header");
  const auto number = [](std::string_view word, auto& value) {
    return std::from_chars(word.data(), word.data() + word.size(), value).ec == std::errc();
  };
  RenderRequest out;
  const auto format = parse_format(words[0]);
  if (!format.ok()) return format.status();
  out.format = *format;
  if (!number(words[1], out.scale) || !number(words[2], out.time_limit_ms)) return corrupt("bad number");
  const auto paper = parse_paper(words[3]);
  if (!paper.ok()) return paper.status();
  out.setup = {*paper, words[4] == "landscape"};
  payload.erase(0, line + 1);
  out.spec_json = std::move(payload);
  return out;
}

std::string frame_header(std::size_t payload_size) {
  std::string out(kMagic);
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>((payload_size >> shift) & 0xff);
  return out;
}

Result<std::size_t> payload_size(std::string_view header, std::size_t max_size) {
  if (header.size() != kFrameHeader || header.substr(0, 4) != kMagic)
    return Status::corrupt("not a relmap frame");
  std::uint64_t size = 0;
  for (char c : header.substr(4)) size = size << 8 | static_cast<unsigned char>(c);
  if (size > max_size) {
    return Status::resource_exhausted("a frame of " + std::to_string(size) + " bytes; the limit is " +
                                      std::to_string(max_size));
  }
  return static_cast<std::size_t>(size);
}

Status write_fully(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return Status::io(std::string("write: ") + std::strerror(errno));
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Status read_fully(int fd, std::size_t size, std::string& out) {
  out.resize(size);
  for (std::size_t done = 0; done < size;) {
    const ssize_t n = ::read(fd, out.data() + done, size - done);
    if (n < 0 && errno == EINTR) continue;
    if (n == 0 && done == 0) return Status::unavailable("end of stream");
    if (n <= 0)
      return Status::io(n == 0 ? "stream ends within a frame" : std::string("read: ") + std::strerror(errno));
    done += static_cast<std::size_t>(n);
  }
  return {};
}

}  // namespace relmap::viz
