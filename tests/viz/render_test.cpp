// Pictures and workers: everything that needs the program (RELMAP_PROGRAM render-worker).
#include "viz/render.h"

#include <dirent.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cstdio>
#include <fstream>
#include <tuple>

#include <atomic>
#include <chrono>
#include <cstring>
#include <thread>

#include "specs.h"
#include "svg_check.h"
#include "viz/svg_id.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define RELMAP_VIZ_SANITIZED 1
#endif

namespace relmap::viz {
namespace {

using namespace std::chrono_literals;
using ::relmap::viz::testing::bars;
using ::relmap::viz::testing::check_svg;
using ::relmap::viz::testing::generated;
using ::relmap::viz::testing::small;
using ::relmap::viz::testing::table;

RenderPoolOptions options_with(std::vector<std::string> command) {
  RenderPoolOptions options;
  options.command = std::move(command);
#if defined(RELMAP_VIZ_SANITIZED)
  options.memory_limit_mib = 0;  // the sanitizer's shadow memory needs terabytes of addresses
#endif
  return options;
}

RenderPoolOptions real() { return options_with({RELMAP_PROGRAM, "render-worker"}); }

// A worker that misbehaves when the file exists, and is a real one otherwise.
RenderPoolOptions misbehaving_once(const std::string& flag, const std::string& how) {
  return options_with({"/bin/sh", "-c",
                       "if [ -e '" + flag + "' ]; then rm '" + flag + "'; " + how + "; fi; exec '" +
                           std::string(RELMAP_PROGRAM) + "' render-worker"});
}

std::unique_ptr<RenderPool> start(RenderPoolOptions options) {
  auto pool = RenderPool::start(std::move(options));
  EXPECT_TRUE(pool.ok()) << pool.status().to_string();
  return pool.ok() ? std::move(*pool) : nullptr;
}

std::string must_render(RenderPool& pool, const MapSpec& spec, Format format, RenderOptions options = {}) {
  auto out = pool.render(spec, format, options);
  EXPECT_TRUE(out.ok()) << out.status().to_string();
  return out.ok() ? std::move(*out) : std::string();
}

std::string scratch(const std::string& name) {
  return ::testing::TempDir() + "relmap_viz_" + std::to_string(getpid()) + "_" + name;
}

// Children of this process: (pid, state letter).
std::vector<std::pair<int, char>> children() {
  std::vector<std::pair<int, char>> out;
  DIR* proc = opendir("/proc");
  while (const dirent* entry = readdir(proc)) {
    std::ifstream stat(std::string("/proc/") + entry->d_name + "/stat");
    std::string line;
    if (!std::getline(stat, line)) continue;
    const std::size_t close = line.rfind(')');
    char state = 0;
    int parent = 0;
    if (close != std::string::npos && sscanf(line.c_str() + close + 1, " %c %d", &state, &parent) == 2 &&
        parent == getpid()) {
      out.push_back({atoi(entry->d_name), state});
    }
  }
  closedir(proc);
  return out;
}

TEST(Svg, StructureOfGeneratedMaps) {
  auto pool = start(real());
  for (const auto& [people, lines] : {std::pair{12, 5}, {60, 30}, {120, 60}}) {
    const MapSpec spec = generated(people, lines);
    const std::string svg = must_render(*pool, spec, Format::svg);
    const auto facts = check_svg(svg);
    EXPECT_EQ(facts.error, "");
    for (const auto& [id, count] : facts.ids) EXPECT_EQ(count, 1) << id;
    int contacts = 0;
    for (const auto& [id, count] : facts.ids) contacts += id.starts_with("contact-");
    EXPECT_EQ(contacts, people);
    for (const Unit& unit : spec.units) EXPECT_TRUE(facts.ids.contains(unit_svg_id(unit.id)));
    for (const Line& line : spec.lines) {
      const bool drawn = line.from != line.to;
      EXPECT_EQ(facts.ids.contains(line_svg_id(line.type, line.from, line.to)), drawn);
    }
    EXPECT_NE(svg.find("viewBox="), std::string::npos);
    EXPECT_NE(facts.text.find("王建国"), std::string::npos);
    EXPECT_NE(svg.find("data-from=\"contact-c1\""), std::string::npos);
    EXPECT_EQ(svg, must_render(*pool, spec, Format::svg)) << "same spec, same bytes";
  }
}

TEST(Svg, TitlesHoldTheWholeText) {
  MapSpec spec = small();
  spec.cards[0].name = std::string("Wolfeschlegelsteinhausenbergerdorff ") + "von und zu Hohenlohe";
  const auto facts = check_svg(must_render(*start(real()), spec, Format::svg));
  EXPECT_NE(facts.text.find(spec.cards[0].name), std::string::npos);
  EXPECT_NE(facts.text.find("No live tie to this key player"), std::string::npos);
  EXPECT_NE(facts.text.find("Kim Tran · vendor · past cadence"), std::string::npos);
  EXPECT_TRUE(facts.ids.contains("chip-zhou:sl"));
}

TEST(Svg, HostileText) {
  const std::string hostile[] = {"<script>alert(1)</script>",
                                 "a & b",
                                 "\"quoted\" 'single'",
                                 std::string("n\0ul", 4),
                                 std::string(10'000, 'W'),
                                 "]]> --> <!-- &#0; &bogus;",
                                 "\xE2\x80\xAE"
                                 "rtl محمد",
                                 "👩‍👩‍👧‍👦🏳️‍🌈",
                                 "\\N \\G \\L \\n \\",
                                 "\xff\xfe broken",
                                 "\n\t\r",
                                 "{a|b} <B>",
                                 "\001ink; \001red;",
                                 "%s%n"};
  MapSpec spec;
  int n = 0;
  for (const std::string& text : hostile) {
    Card card;
    card.id = text + std::to_string(n++);
    card.name = card.title = card.tooltip = text;
    card.roles = card.reasons = {text};
    card.frame = Frame::red;
    card.unit = "u" + text.substr(0, 50);
    card.chips = {{text + "m", text, text, TieLevel::credible, true, text}};
    spec.units.push_back({"u" + text.substr(0, 50), text, "", n, false, false, {}, text, Side::theirs});
    spec.cards.push_back(card);
    spec.lines.push_back({LineType::influence, card.id, spec.cards[0].id, 0.5, {}, false, {}, {}, text});
  }
  spec.title = spec.subtitle = spec.note = hostile[0];
  auto pool = start(real());
  const std::string svg = must_render(*pool, spec, Format::svg);
  const auto facts = check_svg(svg);
  EXPECT_EQ(facts.error, "");
  for (const auto& [id, count] : facts.ids) EXPECT_EQ(count, 1) << id;
  EXPECT_EQ(svg.find("<script"), std::string::npos);
  EXPECT_EQ(must_render(*pool, spec, Format::png).substr(1, 3), "PNG");
  EXPECT_EQ(must_render(*pool, spec, Format::pdf).substr(1, 3), "PDF");
  // The same texts in tables and bars.
  const std::vector<std::string> texts(std::begin(hostile), std::end(hostile));
  for (const MapKind kind : {MapKind::matrix, MapKind::bars}) {
    MapSpec other;
    other.kind = kind;
    other.title = hostile[0];
    other.heat = table(texts, texts);
    for (const std::string& text : texts) {
      for (Bar& bar : bars(text).bars) other.bars.bars.push_back(bar);
    }
    other.bars.good = hostile[4];
    const auto found = check_svg(must_render(*pool, other, Format::svg));
    EXPECT_EQ(found.error, "");
    for (const auto& [id, count] : found.ids) EXPECT_EQ(count, 1) << id;
    EXPECT_EQ(must_render(*pool, other, Format::png).substr(1, 3), "PNG");
  }
}

TEST(Svg, TablesAndBars) {
  MapSpec spec;
  spec.title = "Whitespace";
  spec.kind = MapKind::matrix;
  spec.heat = table({"Board", "Technology"}, {"Cloud", "Software", "硬件", "Consulting"});
  auto pool = start(real());
  std::string svg = must_render(*pool, spec, Format::svg);
  auto facts = check_svg(svg);
  EXPECT_EQ(facts.error, "");
  int cells = 0;
  for (const auto& [id, count] : facts.ids) cells += id.starts_with("cell-");
  EXPECT_EQ(cells, 8);
  EXPECT_TRUE(facts.ids.contains("cell-rBoard:cCloud"));
  EXPECT_NE(svg.find("data-state=\"pipeline\""), std::string::npos);
  EXPECT_NE(facts.text.find("硬件"), std::string::npos);
  spec.kind = MapKind::bars;
  spec.bars = bars("People");
  svg = must_render(*pool, spec, Format::svg);
  facts = check_svg(svg);
  EXPECT_EQ(facts.error, "");
  EXPECT_TRUE(facts.ids.contains("bar-People1"));
  EXPECT_NE(facts.text.find("✓ 4"), std::string::npos);
  spec.heat = {};
  spec.bars = {};
  for (const MapKind kind : {MapKind::matrix, MapKind::bars}) {
    spec.kind = kind;
    EXPECT_EQ(check_svg(must_render(*pool, spec, Format::svg)).error, "");
  }
}

TEST(Svg, SpeaksToScreenReaders) {
  const MapSpec spec = small();
  const std::string svg = must_render(*start(real()), spec, Format::svg);
  EXPECT_NE(
      svg.find("<svg role=\"graphics-document document\" lang=\"en\" aria-label=\"Oceanic Bank 远洋银行\""),
      std::string::npos);
  EXPECT_NE(svg.find("role=\"graphics-symbol\" aria-label=\"Zhou Min, CIO\""), std::string::npos);
  EXPECT_NE(svg.find("role=\"graphics-object\" aria-label=\"Technology\""), std::string::npos);
  EXPECT_EQ(svg.find("<script"), std::string::npos);
}

TEST(Svg, PathsAreChains) {
  MapSpec spec;
  spec.kind = MapKind::path;
  spec.title = "Paths to 王建国";
  const PathPerson us{"sl", Side::ours, "Sara Lind", "Account executive", {}, false};
  const PathPerson friend_{"zhou", Side::theirs, "Zhou Min", "CIO", Support::supporter, true};
  const PathPerson target{"wang", Side::theirs, "王建国 Wang Jianguo", "CEO", Support::unknown, true};
  spec.paths.chains = {
      {{us, friend_, target},
       {{"trusted advisor · last contact 2026-10-01 · 0.87", 0.87, false}, {"汇报关系 · 0.5", 0.5, true}},
       0.43},
      {{us, target, us}, {{"", 0.1, true}, {"<b>", 0.2, false}}, 0.1}};
  auto pool = start(real());
  const auto facts = check_svg(must_render(*pool, spec, Format::svg));
  EXPECT_EQ(facts.error, "");
  for (const char* id : {"member-sl.0", "contact-zhou.0", "contact-wang.0", "member-sl.1", "member-sl.1.2"}) {
    EXPECT_TRUE(facts.ids.contains(id)) << id;
  }
  EXPECT_NE(facts.text.find("43%"), std::string::npos);
  spec.paths.chains.clear();
  EXPECT_NE(check_svg(must_render(*pool, spec, Format::svg)).text.find("No introduction path"),
            std::string::npos);
}

TEST(Render, EveryFormat) {
  auto pool = start(real());
  const MapSpec spec = small();
  EXPECT_EQ(must_render(*pool, spec, Format::png).substr(0, 4), "\x89PNG");
  EXPECT_EQ(must_render(*pool, spec, Format::pdf).substr(0, 5), "%PDF-");
  EXPECT_EQ(must_render(*pool, spec, Format::dot).substr(0, 7), "digraph");
  EXPECT_EQ(must_render(*pool, spec, Format::json), to_json(spec));
  EXPECT_FALSE(pool->render(spec, Format::png, {0}).ok());
  for (const char* name : {"svg", "png", "pdf", "dot", "json"})
    EXPECT_EQ(format_name(*parse_format(name)), name);
  EXPECT_EQ(parse_format("SVG").status().code(), StatusCode::kInvalidArgument);
}

// How many pages and of which size a PDF says it has.
std::pair<int, std::string> pages_of(const std::string& pdf) {
  const std::string path = ::testing::TempDir() + "pages.pdf";
  std::ofstream(path, std::ios::binary) << pdf;
  FILE* info = popen(("pdfinfo '" + path + "'").c_str(), "r");
  std::string text;
  for (char buffer[256]; info && fgets(buffer, sizeof buffer, info);) text += buffer;
  if (info) pclose(info);
  const auto value = [&](const std::string& key) {
    const auto at = text.find(key);
    if (at == std::string::npos) return std::string();
    const auto start = text.find_first_not_of(' ', at + key.size());
    return text.substr(start, text.find('\n', start) - start);
  };
  return {std::atoi(value("Pages:").c_str()), value("Page size:")};
}

TEST(Render, PagesOfAPdf) {
  auto pool = start(real());
  const std::vector<MapSpec> pages = {generated(60, 20), small(), generated(12, 3)};
  const auto render = [&](const PageSetup& setup) {
    auto out = pool->render_pages(pages, setup);
    EXPECT_TRUE(out.ok()) << out.status().to_string();
    return out.ok() ? pages_of(*out) : std::pair<int, std::string>();
  };
  auto [count, size] = render({Paper::a4, true});
  EXPECT_EQ(count, 3);
  EXPECT_EQ(size.substr(0, 15), "841.89 x 595.28") << size;
  std::tie(count, size) = render({Paper::a3, false});
  EXPECT_EQ(count, 3);
  EXPECT_EQ(size.substr(0, 16), "841.89 x 1190.55") << size;
  std::tie(count, size) = render({});
  EXPECT_EQ(count, 3);
  EXPECT_EQ(pool->render_pages({}, {}).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(pool->render_pages(std::vector<MapSpec>(RenderPool::kMaxPages + 1), {}).status().code(),
            StatusCode::kInvalidArgument);
}

TEST(Render, PngIsScaledDownToItsBounds) {
  MapSpec spec;
  for (int i = 0; i < 400; ++i) {  // a chain of command: some 37,000 points high
    Card card;
    card.id = "c" + std::to_string(i);
    card.unit = "u";
    spec.cards.push_back(card);
    if (i > 0)
      spec.lines.push_back(
          {LineType::reports, card.id, "c" + std::to_string(i - 1), 0.5, {}, false, {}, {}, ""});
  }
  const std::string png = must_render(*start(real()), spec, Format::png, {2.0});
  ASSERT_GT(png.size(), 24u);
  const auto side = [&](std::size_t at) {
    unsigned value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(png[at + i]);
    return value;
  };
  EXPECT_LE(side(20), 32'767u);
  EXPECT_GT(side(20), 20'000u);
}

TEST(RenderPool, RefusesBadOptionsAndSpecs) {
  RenderPoolOptions options = real();
  options.workers = 0;
  EXPECT_EQ(RenderPool::start(options).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(RenderPool::start(options_with({"/no/such/program"})).status().code(), StatusCode::kIo);
  MapSpec spec = small();
  spec.cards.push_back(spec.cards[0]);
  EXPECT_EQ(start(real())->render(spec, Format::svg).status().code(), StatusCode::kInvalidArgument);
}

TEST(RenderPool, CrashCostsOneRequest) {
  const std::string flag = scratch("crash");
  std::ofstream(flag) << "x";
  RenderPoolOptions options = misbehaving_once(flag, "head -c 12 >/dev/null; kill -SEGV $$");
  options.workers = 1;
  auto pool = start(options);
  const auto failed = pool->render(small(), Format::svg);
  EXPECT_EQ(failed.status().code(), StatusCode::kInternal);
  EXPECT_NE(failed.status().message().find("signal 11"), std::string::npos) << failed.status().message();
  must_render(*pool, small(), Format::svg);
}

TEST(RenderPool, HangCostsOneRequest) {
  const std::string flag = scratch("hang");
  std::ofstream(flag) << "x";
  RenderPoolOptions options = misbehaving_once(flag, "exec sleep 600");
  options.workers = 1;
  options.time_limit_ms = 3000;
  auto pool = start(options);
  const auto before = std::chrono::steady_clock::now();
  EXPECT_EQ(pool->render(small(), Format::svg).status().code(), StatusCode::kTimeout);
  EXPECT_LT(std::chrono::steady_clock::now() - before, 10s);
  must_render(*pool, small(), Format::svg);
  EXPECT_GE(pool->counters().replaced, 1u);
}

TEST(RenderPool, WorkersThatOnlyEndOrTalkNonsense) {
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"/bin/false"},
        {"/bin/sh", "-c", "echo nonsense nonsense; sleep 5"},
        {"/bin/sh", "-c", "printf 'rmv1\\377\\377\\377\\377\\377\\377\\377\\377'; sleep 5"},
        {"/bin/sh", "-c", "printf 'rmv1\\0\\0\\0\\0\\0\\0\\0\\1\\77'; sleep 5"}}) {
    RenderPoolOptions options = options_with(command);
    options.time_limit_ms = 5000;
    const auto failed = start(options)->render(small(), Format::svg);
    ASSERT_FALSE(failed.ok());
    EXPECT_TRUE(failed.status().code() == StatusCode::kInternal ||
                failed.status().code() == StatusCode::kResourceExhausted)
        << failed.status().to_string();
  }
}

TEST(RenderPool, OutOfMemoryCostsOneRequest) {
#if defined(RELMAP_VIZ_SANITIZED)
  GTEST_SKIP() << "a limit on addresses does not go with a sanitizer";
#endif
  RenderPoolOptions options = real();
  options.workers = 1;
  options.memory_limit_mib = 512;  // address space: each thread of pango may reserve 64 MiB for its heap
  auto pool = start(options);
  must_render(*pool, small(), Format::svg);
  const auto failed = pool->render(generated(120, 0), Format::png, {8.0});  // some 600 MB of pixels
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.status().code(), StatusCode::kResourceExhausted) << failed.status().to_string();
  must_render(*pool, small(), Format::svg);
}

TEST(RenderPool, WorkerKilledWhileIdleIsReplacedUnnoticed) {
  RenderPoolOptions options = real();
  options.workers = 1;
  auto pool = start(options);
  must_render(*pool, small(), Format::svg);
  for (const auto& [pid, state] : children()) kill(pid, SIGKILL);
  std::this_thread::sleep_for(100ms);  // a signal takes a moment
  must_render(*pool, small(), Format::svg);
  for (const auto& [pid, state] : children()) kill(pid, SIGKILL);
  std::this_thread::sleep_for(1500ms);  // the keeper looks twice a second
  const auto left = children();
  ASSERT_EQ(left.size(), 1u);
  EXPECT_NE(left[0].second, 'Z');
}

TEST(RenderPool, RecyclesAndLeavesNoZombies) {
  {
    RenderPoolOptions options = real();
    options.recycle_after = 2;
    auto pool = start(options);
    for (int i = 0; i < 9; ++i) must_render(*pool, small(), Format::svg);
    EXPECT_GE(pool->counters().replaced, 3u);
    EXPECT_EQ(pool->counters().rendered, 9u);
    for (const auto& [pid, state] : children()) EXPECT_NE(state, 'Z');
  }
  EXPECT_TRUE(children().empty());
}

TEST(RenderPool, QueueIsBounded) {
  RenderPoolOptions options = options_with({"/bin/sleep", "600"});
  options.workers = 1;
  options.max_waiting = 1;
  options.max_wait_ms = 5000;
  options.time_limit_ms = 1500;
  auto pool = start(options);
  std::thread first(
      [&] { EXPECT_EQ(pool->render(small(), Format::svg).status().code(), StatusCode::kTimeout); });
  std::this_thread::sleep_for(300ms);
  std::thread second(
      [&] { EXPECT_EQ(pool->render(small(), Format::svg).status().code(), StatusCode::kTimeout); });
  std::this_thread::sleep_for(300ms);
  EXPECT_EQ(pool->render(small(), Format::svg).status().code(), StatusCode::kUnavailable);
  first.join();
  second.join();
}

TEST(RenderPool, ManyThreads) {
  auto pool = start(real());
  const std::string expected = must_render(*pool, small(), Format::svg);
  std::atomic<int> same = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 5; ++n) same += must_render(*pool, small(), Format::svg) == expected;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(same, 40);
}

TEST(RenderPool, WorkersHoldNoForeignDescriptors) {
  const int leaked = dup(STDERR_FILENO);  // without close-on-exec, as some libraries open things
  RenderPoolOptions options = real();
  options.workers = 1;
  auto pool = start(options);
  must_render(*pool, small(), Format::svg);
  const auto workers = children();
  ASSERT_EQ(workers.size(), 1u);
  const std::string path = "/proc/" + std::to_string(workers[0].first) + "/fd";
  int count = 0;
  DIR* dir = opendir(path.c_str());
  std::string targets;
  while (const dirent* entry = readdir(dir)) {
    char target[512] = {};
    if (readlink((path + "/" + entry->d_name).c_str(), target, sizeof target - 1) <= 0) continue;
    ++count;
    targets += std::string(entry->d_name) + " " + target + "\n";
  }
  closedir(dir);
  close(leaked);
  EXPECT_LE(count, 4) << targets;  // 0, 1, 2, and the worker's own copy of 1
}

TEST(RenderWorker, EndsWithItsStream) {
  int in[2], out[2];
  ASSERT_EQ(pipe(in), 0);
  ASSERT_EQ(pipe(out), 0);
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    for (int fd : {in[0], in[1], out[0], out[1]}) close(fd);
    execl(RELMAP_PROGRAM, RELMAP_PROGRAM, "render-worker", static_cast<char*>(nullptr));
    _exit(126);
  }
  close(in[1]);  // as when the parent dies
  int status = -1;
  ASSERT_EQ(waitpid(pid, &status, 0), pid);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  for (int fd : {in[0], out[0], out[1]}) close(fd);
}

}  // namespace
}  // namespace relmap::viz
