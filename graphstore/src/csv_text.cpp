#include "csv_text.h"

namespace relmap::graphstore {

void append_csv_cell(std::string& out, std::string_view text) {
  const auto space = [](char c) { return c == ' ' || c == '\t'; };
  const bool quotes = text.empty() || text.find_first_of(",\"\r\n") != std::string_view::npos ||
                      space(text.front()) || space(text.back()) || text.starts_with("\xEF\xBB\xBF");
  if (!quotes) {
    out += text;
    return;
  }
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace relmap::graphstore
