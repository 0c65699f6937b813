// Draws every view at several sizes and in every theme, and a page that shows them side by side.
//
// relmap_gallery RELMAP OUT [--sizes 12,60,…]: RELMAP is the program (its render workers), OUT a new folder.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gallery_world.h"
#include "graphstore/history.h"
#include "map_views.h"
#include "viz/render.h"

namespace relmap::gallery {
namespace {

namespace fs = std::filesystem;
using server::MapRequest;
using server::MapSource;

struct Picture {
  std::string file, view, theme;
  std::size_t contacts = 0, bytes = 0;
  double milliseconds = 0;
  std::string size;  // "1600 × 1000"
};

MapRequest request_of(std::string_view view) {
  MapRequest request;
  request.view = view;
  if (view == "focus") request.focus = "Contact/contact-0";
  if (view == "committee") request.opportunity = kOpportunity;
  if (view == "path") request.to = "Contact/contact-3";
  return request;
}

// The first red gap that is about a person.
std::string some_gap(const query::Snapshot& snapshot, const query::CoverageOptions& options) {
  const auto report = query::coverage(snapshot, kAccount, options);
  if (!report) return "";
  for (const auto& gap : report->gaps) {
    if (gap.subject.label == "Contact" && !gap.witness.edges.empty()) return gap.id;
  }
  return report->gaps.empty() ? "" : report->gaps.front().id;
}

unsigned side(const std::string& png, std::size_t at) {
  unsigned value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(png[at + i]);
  return value;
}

class Gallery {
 public:
  Gallery(const std::string& program, fs::path out) : out_(std::move(out)) {
    viz::RenderPoolOptions options;
    options.command = {program, "render-worker"};
    auto pool = viz::RenderPool::start(options);
    if (!pool) fail("workers", pool.status());
    pool_ = *std::move(pool);
    fs::create_directories(out_);
  }

  void draw(std::size_t contacts) {
    const GalleryWorld world = gallery_world(contacts);
    const auto now = world.graph->snapshot();
    const auto then = world.graph->snapshot_at(world.before);
    if (!then) fail("history", then.status());
    for (const server::MapView& view : server::map_views()) {
      MapSource source{*now, then->snapshot.get(), {}};
      source.options.date = *Date::parse(kDate);
      MapRequest request = request_of(view.name);
      if (view.name == "gap") request.gap = some_gap(*now, source.options);
      for (const char* theme : {"light", "dark", "print"}) {
        source.options.lang = contacts == 60 ? query::Lang::kZh : query::Lang::kEn;
        request.theme = *viz::parse_theme(theme);
        picture(source, request, contacts, theme);
      }
    }
    std::fprintf(stderr, "gallery: %zu contacts drawn\n", contacts);
  }

  void write_index() const {
    std::ofstream page(out_ / "index.html");
    page << "<!doctype html><meta charset=\"utf-8\"><title>Gallery</title><style>body{font:14px sans-serif;"
            "background:#ddd}figure{display:inline-block;margin:8px;background:#fff;padding:6px;vertical-"
            "align:top}"
            "img{max-width:760px;max-height:600px;display:block}.grey img{filter:grayscale(1)}</style>\n";
    std::string view;
    for (const Picture& p : pictures_) {
      if (p.view != view) page << "<h2>" << (view = p.view) << "</h2>\n";
      page << "<figure" << (p.theme == "print" ? " class=\"grey\"" : "") << "><a href=\"" << p.file
           << "\"><img loading=\"lazy\" src=\"" << p.file << "\"></a><figcaption>" << p.contacts
           << " contacts · " << p.theme << (p.theme == "print" ? " (shown in grey)" : "") << " · " << p.size
           << " · " << static_cast<int>(p.milliseconds) << " ms</figcaption></figure>\n";
    }
  }

  bool complete() const { return failures_ == 0; }

 private:
  [[noreturn]] static void fail(const char* what, const Status& status) {
    std::fprintf(stderr, "gallery: %s: %s\n", what, status.to_string().c_str());
    std::exit(1);
  }

  void picture(const MapSource& source, const MapRequest& request, std::size_t contacts, const char* theme) {
    const auto spec = server::map_picture(source, kAccount, request);
    const auto start = std::chrono::steady_clock::now();
    const auto png = spec ? pool_->render(*spec, viz::Format::png) : Result<std::string>(spec.status());
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    if (!png) {
      std::fprintf(stderr, "gallery: %s of %zu: %s\n", request.view.c_str(), contacts,
                   png.status().to_string().c_str());
      ++failures_;
      return;
    }
    Picture p{request.view + "-" + std::to_string(contacts) + "-" + theme + ".png",
              request.view,
              theme,
              contacts,
              png->size(),
              took.count(),
              ""};
    p.size = std::to_string(side(*png, 16)) + " × " + std::to_string(side(*png, 20));
    std::ofstream(out_ / p.file, std::ios::binary) << *png;
    const auto later = [&](const Picture& other) { return other.view == p.view; };
    // The pictures of a view stand together, in the order of sizes.
    auto at = pictures_.end();
    for (auto it = pictures_.begin(); it != pictures_.end(); ++it) {
      if (later(*it)) at = std::next(it);
    }
    pictures_.insert(at, std::move(p));
  }

  fs::path out_;
  std::unique_ptr<viz::RenderPool> pool_;
  std::vector<Picture> pictures_;
  int failures_ = 0;
};

int run(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: relmap_gallery RELMAP OUT [CONTACTS...]\n");
    return 2;
  }
  Gallery gallery(argv[1], argv[2]);
  std::vector<std::size_t> sizes;
  for (int i = 3; i < argc; ++i) sizes.push_back(static_cast<std::size_t>(std::max(5L, std::atol(argv[i]))));
  if (sizes.empty()) sizes = {12, 60, 120, 500, 2000};
  for (const std::size_t contacts : sizes) gallery.draw(contacts);
  gallery.write_index();
  std::printf("%s\n", (fs::absolute(argv[2]) / "index.html").c_str());
  return gallery.complete() ? 0 : 1;
}

}  // namespace
}  // namespace relmap::gallery

int main(int argc, char** argv) { return relmap::gallery::run(argc, argv); }
