// Pictures over HTTP: drawn by the worker processes, apart from the analyses, and bounded in size.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "context.h"

namespace relmap::server {

// A PNG of more is refused: it would take a worker's whole time, and few programs show it.
inline constexpr double kMaxMegapixels = 40;

// Draws in one of viz's formats, in a place of context.drawings. `key` is that of the answer: a picture that
// could not be drawn is remembered under it. kUnavailable without a renderer and where too many wait;
// kInvalidArgument for a PNG beyond kMaxMegapixels, naming the largest scale that fits.
Result<std::string> draw(Context& context, const Call& call, const std::string& key, const Picture& picture,
                         std::string_view format);

// The page with its pictures, in a place of context.drawings; printed where `format` is pdf. Fails as draw().
Result<std::string> draw(Context& context, const Call& call, const std::string& key, const Document& document,
                         std::string_view format);

// The same without a service: the pictures drawn by `renderer`, a PDF printed by `printer` (printer.h).
Result<std::string> draw_document(viz::RenderPool& renderer, const std::string& printer,
                                  const Document& document, std::string_view format);

// The size of a picture in CSS pixels (1/96 inch), read from its DOT. nullopt where it does not say.
struct PictureSize {
  double width = 0, height = 0;
};
std::optional<PictureSize> size_in_dot(std::string_view dot);

}  // namespace relmap::server
