#include "pdf_document.h"

#include <cairo-pdf.h>

#include <algorithm>

namespace relmap::viz {
namespace {

constexpr double kMargin = 28, kFoot = 14;  // points
constexpr double kMostLarger = 1.3;         // a small picture does not become a poster
constexpr double kMostSide = 14'400;        // of a PDF page

struct Size {
  double width = 0, height = 0;
};

Size paper_size(const PageSetup& setup) {
  Size size;
  switch (setup.paper) {
    case Paper::fit:
      return {};
    case Paper::a4:
      size = {595.28, 841.89};
      break;
    case Paper::a3:
      size = {841.89, 1190.55};
      break;
    case Paper::letter:
      size = {612, 792};
      break;
  }
  if (setup.landscape) std::swap(size.width, size.height);
  return size;
}

cairo_status_t append(void* out, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

struct PdfDocument::State {
  Size paper;
  std::string bytes;
  cairo_surface_t* surface = nullptr;
  cairo_t* page = nullptr;
  cairo_surface_t* part = nullptr;  // where the picture goes
  cairo_t* picture = nullptr;
  Size size;  // of the page
  bool failed = false;
};

PdfDocument::PdfDocument(const PageSetup& setup) : state_(std::make_unique<State>()) {
  state_->paper = paper_size(setup);
  state_->surface = cairo_pdf_surface_create_for_stream(append, &state_->bytes, 100, 100);
  state_->page = cairo_create(state_->surface);
}

PdfDocument::~PdfDocument() {
  if (state_->picture) cairo_destroy(state_->picture);
  if (state_->part) cairo_surface_destroy(state_->part);
  cairo_destroy(state_->page);
  cairo_surface_destroy(state_->surface);
}

cairo_t* PdfDocument::begin_page(double width, double height) {
  State& s = *state_;
  s.size = s.paper;
  double scale = 1;
  if (s.size.width == 0) {
    scale = std::min(1.0, (kMostSide - 2 * kMargin) / std::max(width, height));
    s.size = {width * scale + 2 * kMargin, height * scale + 2 * kMargin};
  }
  const double room_x = s.size.width - 2 * kMargin, room_y = s.size.height - 2 * kMargin;
  if (s.paper.width > 0) scale = std::min({kMostLarger, room_x / width, (room_y - kFoot) / height});
  cairo_pdf_surface_set_size(s.surface, s.size.width, s.size.height);
  // Graphviz finishes the surface that it drew a page on, which must not be that of the document.
  s.part = cairo_surface_create_for_rectangle(s.surface, 0, 0, s.size.width, s.size.height);
  s.picture = cairo_create(s.part);
  cairo_translate(s.picture, kMargin + (room_x - width * scale) / 2, kMargin);
  cairo_scale(s.picture, scale, scale);
  return s.picture;
}

void PdfDocument::end_page(const std::string& foot) {
  State& s = *state_;
  cairo_destroy(s.picture);
  cairo_surface_destroy(s.part);
  s.picture = nullptr;
  s.part = nullptr;
  if (!foot.empty()) {
    cairo_select_font_face(s.page, "Noto Sans CJK SC", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(s.page, 8);
    cairo_set_source_rgb(s.page, 0.34, 0.38, 0.42);
    cairo_text_extents_t extents;
    cairo_text_extents(s.page, foot.c_str(), &extents);
    cairo_move_to(s.page, s.size.width - kMargin - extents.x_advance, s.size.height - kMargin + 6);
    cairo_show_text(s.page, foot.c_str());
  }
  cairo_show_page(s.page);
  s.failed = s.failed || cairo_status(s.page) != CAIRO_STATUS_SUCCESS;
}

Result<std::string> PdfDocument::finish() {
  cairo_surface_finish(state_->surface);
  if (state_->failed || cairo_surface_status(state_->surface) != CAIRO_STATUS_SUCCESS)
    return Status::resource_exhausted("the PDF cannot be drawn: too large, or out of memory");
  return std::move(state_->bytes);
}

}  // namespace relmap::viz
