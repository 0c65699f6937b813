// Drawing: what a worker adds to Graphviz, how long pictures take, and whether memory stays flat.
//
// viz_bench RELMAP [RENDERS]: RELMAP is the program whose render workers draw; RENDERS of the last part
// (default 10,000).
#include <unistd.h>
#include <algorithm>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "gallery_world.h"
#include "map_views.h"
#include "scene.h"
#include "viz/render.h"

namespace relmap::bench {
namespace {

using Clock = std::chrono::steady_clock;
constexpr int kTimes = 40;

double milliseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

template <class Work>
double median_ms(int times, Work work) {
  std::vector<double> took;
  for (int i = 0; i < times; ++i) {
    const auto start = Clock::now();
    work();
    took.push_back(milliseconds_since(start));
  }
  std::sort(took.begin(), took.end());
  return took[took.size() / 2];
}

[[noreturn]] void fail(const Status& status) {
  std::fprintf(stderr, "viz_bench: %s\n", status.to_string().c_str());
  std::exit(1);
}

void must(const Result<std::string>& result) {
  if (!result) fail(result.status());
}

// Of one of many pictures that the program draws in one run: its start is left out by taking the difference
// of many and few.
double plain_program_ms(const std::string& program, const std::string& dot) {
  const std::string folder = std::string("/tmp/viz_bench.") + std::to_string(getpid());
  const std::string file = folder + ".dot";
  std::ofstream(file) << dot;
  bool failed = false;
  const auto run = [&](int pictures) {
    std::string command = program + " -Tsvg";
    for (int i = 0; i < pictures; ++i) command += " " + file;
    command += " >/dev/null 2>&1";
    return median_ms(5, [&] { failed = failed || std::system(command.c_str()) != 0; });
  };
  const double many = run(21), one = run(1);
  std::remove(file.c_str());
  return failed ? std::nan("") : (many - one) / 20;
}

struct Subject {
  const char* name;
  std::size_t contacts;
  bool open;  // all units, whatever the page holds
};

viz::MapSpec spec_of(const gallery::GalleryWorld& world, bool open) {
  const auto snapshot = world.graph->snapshot();
  server::MapSource source{*snapshot, nullptr, {}};
  source.options.date = *Date::parse(gallery::kDate);
  server::MapRequest request;
  if (open) request.expand = {"all"};
  auto spec = server::map_picture(source, gallery::kAccount, request);
  if (!spec) fail(spec.status());
  return *std::move(spec);
}

void compare(viz::RenderPool& pool, const Subject& subject) {
  const viz::MapSpec spec = spec_of(gallery::gallery_world(subject.contacts), subject.open);
  const std::string dot = viz::to_dot(viz::scene_of(spec));
  const double layout = median_ms(kTimes / 4, [&] { must(pool.render(spec, viz::Format::dot)); });
  const double svg = median_ms(kTimes / 4, [&] { must(pool.render(spec, viz::Format::svg)); });
  const double png = median_ms(kTimes / 4, [&] { must(pool.render(spec, viz::Format::png)); });
  const double neato = plain_program_ms("neato -n2", dot), plain = plain_program_ms("dot", dot);
  std::printf("%-24s %8.1f %8.1f %8.1f | %8.1f %8.1f %8.2f %8.2f\n", subject.name, layout, svg, png, neato,
              plain, (svg - layout) / neato, svg / (layout + neato));
}

// Resident memory of this process, in MiB.
double resident() {
  std::ifstream statm("/proc/self/statm");
  double size = 0, pages = 0;
  statm >> size >> pages;
  return pages * 4096 / (1 << 20);
}

void keep_drawing(viz::RenderPool& pool, int renders) {
  viz::MapSpec spec = spec_of(gallery::gallery_world(12), true);
  double early = 0;
  const auto start = Clock::now();
  for (int i = 0; i < renders; ++i) {
    spec.note = std::to_string(i);  // each a picture of its own
    must(pool.render(spec, viz::Format::svg));
    if (i == renders / 10) early = resident();
  }
  std::printf(
      "%d renders in %.0f s: resident memory %.1f MiB after a tenth, %.1f MiB after all; %zu workers "
      "replaced\n",
      renders, milliseconds_since(start) / 1000, early, resident(), pool.counters().replaced);
}

int run(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: viz_bench RELMAP [RENDERS]\n");
    return 2;
  }
  viz::RenderPoolOptions options;
  options.command = {argv[1], "render-worker"};
  options.workers = 1;
  auto pool = viz::RenderPool::start(options);
  if (!pool) fail(pool.status());
  std::printf("milliseconds             %8s %8s %8s | %8s %8s %8s %8s\n", "layout", "svg", "png", "neato -n2",
              "dot", "draw", "whole");
  for (const Subject& subject :
       {Subject{"12 contacts", 12, true}, Subject{"60 contacts", 60, true},
        Subject{"120 contacts", 120, true}, Subject{"2,000 contacts, folded", 2000, false}})
    compare(**pool, subject);
  std::printf(
      "layout: a worker's answer with the DOT; svg, png: with the picture; draw: from the DOT to the SVG in "
      "a\n"
      "worker, beside neato -n2; whole: layout and SVG, beside layout and neato -n2\n");
  keep_drawing(**pool, argc > 2 ? std::atoi(argv[2]) : 10'000);
  return 0;
}

}  // namespace
}  // namespace relmap::bench

int main(int argc, char** argv) { return relmap::bench::run(argc, argv); }
