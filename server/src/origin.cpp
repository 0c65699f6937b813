#include "origin.h"

#include <string_view>

namespace relmap::server {

Origin origin_of(const Request& request) {
  const auto* site = request.header("Sec-Fetch-Site");
  if (site) return *site == "same-origin" || *site == "none" ? Origin::kOurPage : Origin::kElsewhere;
  const auto* origin = request.header("Origin");
  if (!origin || origin->empty()) return Origin::kUnsaid;
  const auto* host = request.header("Host");
  const auto at = origin->find("://");
  const bool ours = host && at != std::string::npos && std::string_view(*origin).substr(at + 3) == *host;
  return ours ? Origin::kOurPage : Origin::kElsewhere;
}

}  // namespace relmap::server
