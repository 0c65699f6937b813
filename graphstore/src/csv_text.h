// Cells of CSV as this module writes them: what CsvReader reads back as the same text.
#pragma once

#include <string>
#include <string_view>

namespace relmap::graphstore {

// Appends `text` as one cell, in quotes where it needs them: it is empty (an unquoted empty cell is absent),
// holds a comma, quote or line end, or has spaces, tabs or a byte order mark at its ends.
void append_csv_cell(std::string& out, std::string_view text);

}  // namespace relmap::graphstore
