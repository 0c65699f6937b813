// Errors as RFC 9457 problem documents: {type, title, status, detail, instance}.
#pragma once

#include <string>
#include <string_view>

#include "base/status.h"
#include "http.h"

namespace relmap::server {

// The HTTP status that a failure becomes.
int http_status(StatusCode code);

// `code` is the stable word in `type` (urn:relmap:problem:CODE); `detail` is one sentence for a person.
Response problem(const Request& request, int status, std::string_view code, std::string_view detail);

// The same from a Status. What is wrong inside the server (I/O, corruption, bugs) goes to the log and not to
// the client, who could do nothing with it and might learn of paths.
Response problem(const Request& request, const Status& status);

}  // namespace relmap::server
