// The pages of the app: one document for every address, and the files that it loads. What stands on a page is
// made in the browser out of the API (server/web).
#include <algorithm>

#include "context.h"
#include "digest.h"
#include "problem.h"
#include "web_assets.h"

namespace relmap::server {
namespace {

// Of all files: their addresses change with their bytes, so that a browser keeps them for good and never
// mixes those of two versions.
const std::string& assets_version() {
  static const std::string version = [] {
    std::string all;
    for (const auto& file : kWebAssets) all += std::string(file.name) + '\0' + std::string(file.bytes);
    return sha256_hex(all).substr(0, 16);
  }();
  return version;
}

std::string asset_path(std::string_view name) {
  return "/assets/" + assets_version() + "/" + std::string(name);
}

std::string document() {
  std::string page =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light "
      "dark\">\n"
      "<title>relmap</title>\n<link rel=\"icon\" href=\"" +
      asset_path("icon.svg") + "\">\n<link rel=\"stylesheet\" href=\"" + asset_path("app.css") + "\">\n";
  // All at once: a browser would otherwise find the modules one import after another.
  for (const auto& file : kWebAssets) {
    if (file.name.ends_with(".js") && file.name != "d3.js")
      page += "<link rel=\"modulepreload\" href=\"" + asset_path(file.name) + "\">\n";
  }
  page += "<script defer src=\"" + asset_path("d3.js") + "\"></script>\n<script type=\"module\" src=\"" +
          asset_path("app.js") +
          "\"></script>\n</head>\n<body>\n<div id=\"app\"></div>\n<noscript><p>These pages need scripts. "
          "Without them: "
          "<a href=\"/api/v1/portfolio/coverage?format=text\">all accounts</a>, and the report of one at "
          "<code>/api/v1/accounts/ID/coverage?format=html</code>.</p></noscript>\n</body>\n</html>\n";
  return page;
}

std::string_view type_of(std::string_view name) {
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : media_type(name.substr(dot + 1));
}

}  // namespace

Response get_app(Context&, const Call&) {
  static const auto body = std::make_shared<const std::string>(document());
  Response response;
  response.content_type = media_type("html");
  response.body = body;
  return response;
}

Response get_icon(Context&, const Call&) {
  const auto at = std::find_if(kWebAssets.begin(), kWebAssets.end(),
                               [](const EmbeddedFile& file) { return file.name == "icon.svg"; });
  Response response;
  response.content_type = media_type("svg");
  response.headers.emplace_back("Cache-Control", "public, max-age=86400");
  response.body = std::make_shared<const std::string>(at->bytes);
  return response;
}

Response get_asset(Context&, const Call& call) {
  const auto at = std::find_if(kWebAssets.begin(), kWebAssets.end(),
                               [&](const EmbeddedFile& file) { return file.name == call.path[1]; });
  if (call.path[0] != assets_version() || at == kWebAssets.end())
    return problem(call.request, 404, "not_found", "there is no such file of the pages");
  Response response;
  response.content_type = type_of(at->name);
  response.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
  response.body = std::make_shared<const std::string>(at->bytes);
  return response;
}

}  // namespace relmap::server
