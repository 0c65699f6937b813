// What the routes on people share.
#pragma once

#include <string_view>

#include "base/status.h"

namespace relmap::server {

// kNotFound unless it is a label of people.
Status check_is_person(std::string_view label);

}  // namespace relmap::server
