// Where a request that writes comes from, as far as a browser says it: another site's page could use the
// cookies, and the place in the network, of whoever looks at it.
#pragma once

#include "http.h"

namespace relmap::server {

enum class Origin {
  kUnsaid,   // a program, or a browser of long ago
  kOurPage,  // a page of the host that is asked. Which scheme does not count: what does TLS in front of this
             // server is asked over https, and asks over http
  kElsewhere,
};
// Sec-Fetch-Site decides where it is sent, else Origin. ("Origin: null" alone is elsewhere.)
Origin origin_of(const Request& request);

inline bool comes_from_this_host(const Request& request) { return origin_of(request) != Origin::kElsewhere; }

}  // namespace relmap::server
