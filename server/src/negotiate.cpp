#include "negotiate.h"

#include <charconv>

#include "http.h"
#include "routes.h"

namespace relmap::server {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Cuts the part before the first `separator` off `rest`.
std::string_view take(std::string_view& rest, char separator) {
  const auto at = rest.find(separator);
  const auto part = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return trim(part);
}

// How closely a media range fits a type: 0 not at all, 1 "*/*", 2 "text/*", 3 exactly.
int fit(std::string_view range, std::string_view type) {
  if (range == "*/*" || range == "*") return 1;
  if (range.ends_with("/*")) {
    const auto main = range.substr(0, range.size() - 1);
    return equal_without_case(main, type.substr(0, main.size())) ? 2 : 0;
  }
  return equal_without_case(range, type) ? 3 : 0;
}

double quality_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const auto parameter = take(parameters, ';');
    if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) continue;
    double q = 1;
    std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), q);
    return q >= 0 && q <= 1 ? q : 1;
  }
  return 1;
}

// What the header thinks of one type: the quality of its closest range, 0 where none fits.
double quality(std::string_view accept, std::string_view type) {
  type = trim(type.substr(0, type.find(';')));
  double best = 0;
  int closest = 0;
  while (!accept.empty()) {
    auto item = take(accept, ',');
    const auto range = take(item, ';');
    const int f = fit(range, type);
    if (f > closest) {
      closest = f;
      best = quality_of(item);
    }
  }
  return best;
}

}  // namespace

std::string_view negotiate(std::string_view formats, std::string_view accept) {
  std::string_view best;
  double best_quality = 0;
  for (std::string_view rest = formats; !rest.empty();) {
    const auto format = take(rest, ' ');
    if (trim(accept).empty()) return format;
    const double q = quality(accept, media_type(format));
    if (q > best_quality) {
      best = format;
      best_quality = q;
    }
  }
  return best;
}

}  // namespace relmap::server
