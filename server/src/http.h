// A request and its response as plain values: all that the service knows of HTTP. The socket side
// (http_server.h) turns them into bytes; tests build them by hand.
#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace relmap::server {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method = "GET";
  std::string target = "/";  // as on the wire: still percent-encoded, with the query
  Headers headers;
  std::string body;
  std::string peer;  // address of the client, without port; "" where there is none

  // The first header of that name (names compare without case), or nullptr.
  const std::string* header(std::string_view name) const;
};

// Pieces of a body without an end (server-sent events): waits up to `patience` for the next; "" where nothing
// came, nullopt at the end. Called by one thread at a time, for as long as client and server are there.
using EventSource = std::function<std::optional<std::string>(std::chrono::milliseconds patience)>;

struct Response {
  int status = 200;
  std::string content_type;  // empty: no body
  Headers headers;
  std::shared_ptr<const std::string> body;  // shared with the cache; nullptr: none
  EventSource events;                       // instead of a body

  const std::string* header(std::string_view name) const;
  std::string_view text() const { return body ? std::string_view(*body) : std::string_view(); }
};

bool equal_without_case(std::string_view a, std::string_view b);  // ASCII

// "Not Found" and so on; "Unknown" for a status that relmap does not use.
std::string_view status_phrase(int status);

}  // namespace relmap::server
