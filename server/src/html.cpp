#include "html.h"

#include "words.h"

namespace relmap::server {

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\n':
      case '\t':
        out += c;
        break;
      default: {
        const auto byte = static_cast<unsigned char>(c);
        out += byte < 0x20 || byte == 0x7F ? "\uFFFD" : std::string(1, c);
      }
    }
  }
  return out;
}

std::string html_page(query::Lang lang, std::string_view title, std::string_view body) {
  std::string page = "<!DOCTYPE html>\n<html lang=\"";
  page += lang == query::Lang::kZh ? "zh-Hans" : "en";
  page +=
      "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, "
      "initial-scale=1\">\n<link rel=\"stylesheet\" href=\"/style.css\">\n<title>";
  page += escape_html(title);
  page += "</title>\n</head>\n<body>\n<header class=\"bar\"><a class=\"brand\" href=\"/?lang=";
  page += query::lang_name(lang);
  page += "\">relmap</a> <span>";
  page += say(lang, "relationship mapping and team coverage", "关系地图与团队覆盖");
  page += "</span></header>\n<main>\n";
  page += body;
  page += "</main>\n</body>\n</html>\n";
  return page;
}

}  // namespace relmap::server
