// Pages of paper in one PDF, on which pictures are drawn to fit. The only place that knows cairo.
#pragma once

#include <memory>
#include <string>

#include "base/status.h"
#include "viz/render.h"

typedef struct _cairo cairo_t;

namespace relmap::viz {

// A picture's size in points; the place on a page where it is drawn.
class PdfDocument {
 public:
  explicit PdfDocument(const PageSetup& setup);
  ~PdfDocument();
  PdfDocument(const PdfDocument&) = delete;
  PdfDocument& operator=(const PdfDocument&) = delete;

  // Begins a page and returns what to draw a picture of this size on: it is made smaller or, a little, larger
  // to fit the page, and stands in its middle. Whoever draws may finish the surface behind it.
  cairo_t* begin_page(double width, double height);
  // `foot`: a small line at the bottom, "" for none.
  void end_page(const std::string& foot);
  // All pages. kResourceExhausted where cairo failed.
  Result<std::string> finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace relmap::viz
