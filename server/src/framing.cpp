#include "framing.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <string>

namespace relmap::server {
namespace {

constexpr int kMaxSizeDigits = 8;
constexpr std::size_t kMaxExtensionBytes = 1000;  // of all chunks of a body; nobody sends any

bool is_token(std::string_view text) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || kMarks.find(static_cast<char>(c)) != std::string_view::npos);
  });
}

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; }

Status parse_request_line(std::string_view line, Head& head) {
  const auto first = line.find(' ');
  const auto second = first == std::string_view::npos ? first : line.find(' ', first + 1);
  if (second != std::string_view::npos) {
    head.method = line.substr(0, first);
    head.target = line.substr(first + 1, second - first - 1);
    head.version = line.substr(second + 1);
  }
  if (!is_token(head.method) || head.target.empty() || head.version.find(' ') != std::string::npos ||
      line.find('\t') != std::string_view::npos)
    return Status::invalid_argument("the request line is not of the form METHOD ADDRESS VERSION");
  return {};
}

std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() < 16 && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

Result<Head> parse_head(std::string_view bytes) {
  Head head;
  for (bool first = true;; first = false) {
    const auto end = bytes.find('\n');
    if (end == std::string_view::npos || end == 0 || bytes[end - 1] != '\r')
      return Status::invalid_argument("a line of the head does not end in CR LF");
    const auto line = bytes.substr(0, end - 1);
    bytes.remove_prefix(end + 1);
    if (std::any_of(line.begin(), line.end(), is_control))
      return Status::invalid_argument("the head holds a control character");
    if (first) {
      if (auto s = parse_request_line(line, head); !s.ok()) return s;
      continue;
    }
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
      return Status::invalid_argument("a header line is not of the form NAME: VALUE");
    head.headers.emplace_back(line.substr(0, colon), without_spaces(line.substr(colon + 1)));
  }
  if (!bytes.empty()) return Status::invalid_argument("the head goes on after its empty line");
  return head;
}

Result<Framing> framing_of(const Headers& headers, std::string_view version) {
  Framing framing;
  int given = 0;
  for (const auto& [name, value] : headers) {
    const bool length = equal_without_case(name, "Content-Length");
    const bool encoding = equal_without_case(name, "Transfer-Encoding");
    if ((length || encoding) && ++given > 1)
      return Status::invalid_argument("the request gives its length more than once");
    if (length) {
      if (!is_number(value)) return Status::invalid_argument("Content-Length is not a number of bytes");
      std::from_chars(value.data(), value.data() + value.size(), framing.length);
      framing.body = framing.length > 0;
    } else if (encoding) {
      if (!equal_without_case(value, "chunked"))
        return Status::invalid_argument("the only transfer encoding is chunked");
      if (version == "HTTP/1.0") return Status::invalid_argument("HTTP/1.0 has no transfer encodings");
      framing.body = framing.chunked = true;
    }
  }
  return framing;
}

bool ChunkCheck::take(std::string_view bytes) {
  while (!bytes.empty() && state_ != State::kBroken) {
    if (state_ == State::kData) {
      const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), left_));
      left_ -= n;
      bytes.remove_prefix(n);
      if (left_ == 0) state_ = State::kDataEnd;
    } else {
      state_ = next(bytes.front());
      bytes.remove_prefix(1);
    }
  }
  return state_ != State::kBroken;
}

ChunkCheck::State ChunkCheck::in_size(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x80 && std::isxdigit(byte) != 0 && digits_ < kMaxSizeDigits) {
    ++digits_;
    const int value = std::isdigit(byte) != 0 ? c - '0' : std::tolower(byte) - 'a' + 10;
    left_ = left_ << 4 | static_cast<std::uint64_t>(value);
    return State::kSize;
  }
  if (digits_ == 0) return State::kBroken;
  if (c == '\r') return State::kSizeEnd;
  return c == ';' ? State::kExtension : State::kBroken;
}

ChunkCheck::State ChunkCheck::next(char c) {
  switch (state_) {
    case State::kSize:
      return in_size(c);
    case State::kExtension:
      if (c == '\r') return State::kSizeEnd;
      return is_control(c) || ++extension_bytes_ > kMaxExtensionBytes ? State::kBroken : State::kExtension;
    case State::kSizeEnd:
      digits_ = 0;
      too_large_ = c == '\n' && left_ > room_;
      if (c != '\n' || too_large_) return State::kBroken;
      room_ -= left_;
      return left_ > 0 ? State::kData : State::kEnd;
    case State::kDataEnd:
      return c == '\r' ? State::kDataEnded : State::kBroken;
    case State::kDataEnded:
      return c == '\n' ? State::kSize : State::kBroken;
    case State::kEnd:
      return c == '\r' ? State::kEnded : State::kBroken;
    case State::kEnded:
      return c == '\n' ? State::kDone : State::kBroken;
    case State::kData:  // taken at once
    case State::kDone:
    case State::kBroken:
      break;
  }
  return State::kBroken;
}

}  // namespace relmap::server
