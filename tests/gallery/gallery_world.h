// Made-up accounts of any size, with names in several scripts, for pictures.
#pragma once

#include <memory>

#include "graphstore/graph.h"

namespace relmap::gallery {

struct GalleryWorld {
  std::unique_ptr<graphstore::Graph> graph;  // in memory; the account is "account"
  graphstore::Version before = 0;            // the version before the last changes
};

inline constexpr const char* kAccount = "account";
inline constexpr const char* kOpportunity = "deal-0";
inline constexpr const char* kDate = "2026-11-23";

// Stops the program with a message where the world is refused. Precondition: at least 5 contacts.
GalleryWorld gallery_world(std::size_t contacts);

}  // namespace relmap::gallery
