// Which of a route's formats a client gets.
#pragma once

#include <string_view>

namespace relmap::server {

// The best of `formats` (words of media_type(), the default first) for an Accept header (RFC 9110, 12.5.1);
// on equal terms the earlier one. "" where the header excludes all. An empty header accepts anything.
std::string_view negotiate(std::string_view formats, std::string_view accept);

}  // namespace relmap::server
