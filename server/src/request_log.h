// Ids of requests, and what the log says of each: one line of JSON, without what is personal (no path, no
// query; the route says what kind of thing was asked for).
#pragma once

#include <string>
#include <string_view>

#include "http.h"

namespace relmap::server {

// The client's X-Request-Id where it is 1 to 64 of [A-Za-z0-9._-], so that the traces of several programs can
// be put together; else a new one, 16 hexadecimal digits, unlike any other of this process.
std::string request_id(const Request& request);

enum class LogRequests { kFailed, kAll };

// What was answered: errors of the server (5xx) as errors; of the rest those that took a second or more as
// warnings, and all of it where that is wanted.
void log_request(LogRequests which, std::string_view id, std::string_view method, std::string_view route,
                 const Response& response, double seconds);

}  // namespace relmap::server
