// Reads of one node or edge as it is now, kept for as long as the graph stays at its version.
#pragma once

#include <functional>

#include "context.h"

namespace relmap::server {

// What `show` answers (200 with a tag is kept), or the same again where nothing was committed since. `show`
// must depend on the newest version of the graph, the request's target and the caller's scope alone, and all
// that may refuse the request must have been asked before. A write is acknowledged after its version is there
// to be read, and the version is part of the key: whoever reads after a write sees it.
Response answer_entity(Context& context, const Call& call, const std::function<Response()>& show);

}  // namespace relmap::server
