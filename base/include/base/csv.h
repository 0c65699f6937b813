// CSV as it goes out to people and their spreadsheets.
#pragma once

#include <string>
#include <string_view>

namespace relmap {

// One field of RFC 4180, quoted where needed. A field that a spreadsheet would take for a formula gets a
// leading "'".
std::string csv_field(std::string_view text);

}  // namespace relmap
