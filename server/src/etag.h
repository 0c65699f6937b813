// Entity tags: of reads (a hash over all that decides them) and of entities of the graph (their version).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "graphstore/snapshot.h"

namespace relmap::server {

// 128 bits of FNV-1a as 32 hex digits. Not against an adversary: whoever made two answers collide would only
// mislead their own cache.
std::string fingerprint(std::string_view text);

// Whether the value of an If-None-Match or If-Match header names `tag` (quoted) or is "*". Weak tags (W/"…")
// count where `weak` is set, as If-None-Match compares.
bool names_tag(std::string_view header, std::string_view tag, bool weak);

// "v17" in quotes: the tag of an entity of the graph.
std::string entity_tag(graphstore::Version version);

}  // namespace relmap::server
