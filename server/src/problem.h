// Errors as RFC 9457 problem documents: {type, title, status, detail, instance}; where it is known which
// property of which record is wrong, also {errors: [{record, property, reason}]}, and of several changes
// which one, from 0: {change}.
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
// The same where the failure is to be answered with another HTTP status than usual, not 500.
Response problem(const Request& request, int http, const Status& status);

}  // namespace relmap::server
