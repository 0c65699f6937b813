// HTML by hand: everything that comes from data goes through escape_html.
#pragma once

#include <string>
#include <string_view>

#include "query/types.h"

namespace relmap::server {

// & < > " ' escaped; control characters that HTML does not allow become U+FFFD. Fit for text and quoted
// attributes.
std::string escape_html(std::string_view text);

// A whole page: head with the stylesheet, `body` (already HTML) in <main>, and the foot.
std::string html_page(query::Lang lang, std::string_view title, std::string_view body);

}  // namespace relmap::server
