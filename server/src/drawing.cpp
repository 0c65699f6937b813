#include "drawing.h"

#include <charconv>
#include <cmath>

#include "printer.h"
#include "words.h"

namespace relmap::server {
namespace {

constexpr double kPixelsAPoint = 96.0 / 72;

// The layout alone, without drawing, tells the size.
Status check_size(viz::RenderPool& renderer, const Picture& picture) {
  const auto dot = renderer.render(picture.pages.front(), viz::Format::dot, {});
  if (!dot) return dot.status();
  const auto size = size_in_dot(*dot);
  if (!size) return {};
  const double megapixels = size->width * size->height / 1e6;
  if (megapixels * picture.scale * picture.scale <= kMaxMegapixels) return {};
  const double fits = std::floor(std::sqrt(kMaxMegapixels / megapixels) * 10) / 10;
  return Status::invalid_argument(
      "a PNG of this picture at scale " + one_decimal(picture.scale) + " has " +
      std::to_string(std::lround(megapixels * picture.scale * picture.scale)) + " megapixels, and " +
      std::to_string(std::lround(kMaxMegapixels)) + " are the most; " +
      (fits >= 0.1 ? "the largest scale that fits is " + one_decimal(fits) + ", and " : "") +
      "format=svg is sharp at any size");
}

Result<std::string> render(viz::RenderPool& renderer, const Picture& picture, viz::Format format) {
  if (format == viz::Format::png) {
    if (auto s = check_size(renderer, picture); !s.ok()) return s;
  }
  if (format == viz::Format::pdf) return renderer.render_pages(picture.pages, picture.setup);
  viz::RenderOptions options;
  options.scale = picture.scale;
  return renderer.render(picture.pages.front(), format, options);
}

// Whether the same request would fail in the same way, after as much work.
bool is_lasting(const Status& status) {
  return status.code() == StatusCode::kTimeout || status.code() == StatusCode::kResourceExhausted ||
         status.code() == StatusCode::kInternal;
}

}  // namespace

std::optional<PictureSize> size_in_dot(std::string_view dot) {
  constexpr std::string_view kBox = "graph [bb=\"0,0,";
  const auto at = dot.find(kBox);
  if (at == std::string_view::npos) return std::nullopt;
  const char* const end = dot.data() + dot.size();
  PictureSize size;
  const auto width = std::from_chars(dot.data() + at + kBox.size(), end, size.width);
  if (width.ec != std::errc() || width.ptr == end || *width.ptr != ',') return std::nullopt;
  if (std::from_chars(width.ptr + 1, end, size.height).ec != std::errc()) return std::nullopt;
  size.width *= kPixelsAPoint;
  size.height *= kPixelsAPoint;
  return size;
}

namespace {

// In a place among the drawings, unless it was drawn, or has failed, while we waited.
template <class Draw>
Result<std::string> in_a_place(Context& context, const Call& call, const std::string& key, Draw&& draw) {
  if (!context.renderer) return Status::unavailable("this server draws no pictures");
  const Gate::Pass pass(context.drawings, context.options.patience, turn_of(context, call));
  if (!pass.entered())
    return Status::unavailable("the server is busy with other pictures; try again in a moment");
  if (auto cached = context.cache.get(key)) return std::string(*cached->body);
  if (auto failed = context.failures.get(key)) return *std::move(failed);
  auto drawn = draw();
  if (!drawn && is_lasting(drawn.status())) context.failures.put(key, drawn.status());
  return drawn;
}

}  // namespace

Result<std::string> draw(Context& context, const Call& call, const std::string& key, const Picture& picture,
                         std::string_view format) {
  const auto parsed = viz::parse_format(format);
  if (!parsed) return parsed.status();
  if (*parsed == viz::Format::json) return viz::to_json(picture.pages.front());
  return in_a_place(context, call, key, [&] { return render(*context.renderer, picture, *parsed); });
}

Result<std::string> draw(Context& context, const Call& call, const std::string& key, const Document& document,
                         std::string_view format) {
  return in_a_place(context, call, key, [&] {
    return draw_document(*context.renderer, context.options.printer, document, format);
  });
}

Result<std::string> draw_document(viz::RenderPool& renderer, const std::string& printer,
                                  const Document& document, std::string_view format) {
  std::vector<std::string> drawings;
  for (const viz::MapSpec& map : document.pictures) {
    auto drawing = renderer.render(map, viz::Format::svg, {});
    if (!drawing) return drawing.status();
    drawings.push_back(*std::move(drawing));
  }
  const std::string page = document.page(drawings);
  if (format != "pdf") return page;
  PrinterOptions options;
  options.program = printer;
  return print_page(page, options);
}

}  // namespace relmap::server
