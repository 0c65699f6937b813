// How wide text is, and how it is wrapped, without asking a font.
//
// The picture is measured here and drawn elsewhere: by pango for PNG and PDF, by the reader's browser for
// SVG, each with fonts of its own. So widths are estimated from the metrics of Helvetica, which are those of
// Arial and at least as wide as the Latin of Noto Sans CJK; East Asian characters count a full em.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace relmap::viz {

// Width in points at `size` points, with a little slack. Text must be UTF-8 (see clean_text).
double text_width(std::string_view text, double size, bool bold);

// What can be drawn of `raw`: at most `max_code_points`, cut with "…"; malformed bytes as U+FFFD; control
// characters, line breaks and runs of blanks become one blank; direction overrides (which could make a name
// read as another), noncharacters and leading or trailing blanks are dropped.
std::string clean_text(std::string_view raw, std::size_t max_code_points);

// Breaks cleaned text into at most `max_lines` lines of at most `width` points: between words where possible
// (anywhere between East Asian characters), within a word where it must. What is left over is cut with "…".
// Empty text gives no line.
std::vector<std::string> wrap_text(std::string_view text, double width, double size, bool bold,
                                   std::size_t max_lines);

// wrap_text to one line.
std::string fit_text(std::string_view text, double width, double size, bool bold);

// For XML text, attribute values and HTML-like labels.
std::string xml_escape(std::string_view text);

}  // namespace relmap::viz
