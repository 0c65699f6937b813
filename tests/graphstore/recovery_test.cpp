// What the disk can do to a store, and what is said and kept then.
#include <gtest/gtest.h>

#include <fstream>

#include "codec.h"
#include "fixtures.h"
#include "keys.h"
#include "kv.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder
namespace fs = std::filesystem;

// A store with tables (of its first commits) and a log (of its last), closed.
void make_store(const std::string& path) {
  for (int part = 0; part < 3; ++part) {
    const auto graph = open_graph(path);
    for (int n = 0; n < 10; ++n) {
      std::vector<Change> changes;
      for (int i = 0; i < 20; ++i) {
        const std::string id = std::to_string(part) + "-" + std::to_string(n) + "-" + std::to_string(i);
        changes.push_back(put_person(id, {{"name", std::string(100, static_cast<char>('a' + i)) + id}}));
      }
      ASSERT_TRUE(commit(*graph, std::move(changes)).ok());
    }
  }
}

// The largest file whose name begins and ends so.
fs::path find_file(const std::string& dir, const std::string& begin, const std::string& end) {
  fs::path best;
  for (const auto& entry : fs::directory_iterator(dir)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with(begin) || !name.ends_with(end)) continue;
    if (best.empty() || entry.file_size() > fs::file_size(best)) best = entry.path();
  }
  EXPECT_FALSE(best.empty()) << begin << "…" << end;
  return best;
}

void flip(const fs::path& file) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  const auto at = static_cast<std::streamoff>(fs::file_size(file) / 2);
  stream.seekg(at);
  const char byte = static_cast<char>(stream.get() ^ 0x55);
  stream.seekp(at);
  stream.put(byte);
}
void cut(const fs::path& file) { fs::resize_file(file, fs::file_size(file) / 2); }
void garble(const fs::path& file) { std::ofstream(file, std::ios::trunc) << "MANIFEST-777777\n"; }
void lose(const fs::path& file) { fs::remove(file); }

struct Damage {
  const char* name;
  const char *begin, *end;  // of the file's name
  void (*harm)(const fs::path&);
};
constexpr Damage kDamages[] = {
    {"table changed", "", ".sst", flip},
    {"table cut", "", ".sst", cut},
    {"table gone", "", ".sst", lose},
    {"log changed", "", ".log", flip},
    {"log gone", "", ".log", lose},
    {"manifest changed", "MANIFEST", "", flip},
    {"manifest cut", "MANIFEST", "", cut},
    {"manifest gone", "MANIFEST", "", lose},
    {"CURRENT names nothing", "CURRENT", "", garble},
    {"CURRENT gone", "CURRENT", "", lose},
};

TEST(Recovery, DamageIsAnErrorThatNamesTheFile) {
  const TempDir dir;
  const std::string sound = (dir.path() / "sound").string(), path = (dir.path() / "store").string();
  make_store(sound);
  for (const Damage& damage : kDamages) {
    SCOPED_TRACE(damage.name);
    fs::remove_all(path);
    fs::copy(sound, path);
    const fs::path file = find_file(path, damage.begin, damage.end);
    damage.harm(file);
    for (const bool read_only : {true, false}) {
      OpenOptions options;
      options.url = path;
      options.read_only = read_only;
      const auto graph = Graph::open(options);
      ASSERT_FALSE(graph.ok()) << "read only: " << read_only;
      const Status& s = graph.status();
      EXPECT_TRUE(s.code() == StatusCode::kCorrupt || (read_only && s.code() == StatusCode::kIo))
          << s.to_string();
      const std::string missing = damage.harm == garble ? "MANIFEST-777777" : file.filename().string();
      EXPECT_NE(
          s.message().find(std::string_view(damage.end) == ".log" && damage.harm == lose ? ".log" : missing),
          std::string::npos)
          << s.to_string();
    }
  }
}

TEST(Recovery, TornTailOfTheLogCostsOnlyWhatWasNotSynced) {
  const TempDir dir;
  const std::string path = (dir.path() / "store").string();
  make_store(path);
  const fs::path log = find_file(path, "", ".log");
  std::ofstream(log, std::ios::app | std::ios::binary) << std::string(50, '\x17');
  const auto graph = open_graph(path);
  ASSERT_TRUE(graph);
  EXPECT_EQ(graph->version(), 30u);
  expect_clean(*graph);
}

TEST(Recovery, VerifyReadsTheFilesToo) {
  const TempDir dir;
  const std::string path = (dir.path() / "store").string();
  make_store(path);
  const auto graph = open_graph(path);
  expect_clean(*graph);
  flip(find_file(path, "", ".sst"));  // under the open store, in a part that it may have in memory
  const auto report = graph->verify();
  const std::string said =
      report.ok() ? (report->findings.empty() ? "" : report->findings[0]) : report.status().message();
  EXPECT_NE(said.find(".sst"), std::string::npos) << said;
}

TEST(Recovery, StoreOfANewerFormatIsRefused) {
  const TempDir dir;
  const std::string path = (dir.path() / "store").string();
  make_store(path);
  {
    const auto store = std::move(*open_kv(path, {}));
    KvBatch batch;
    std::string format;
    codec::put_varint(format, keys::kFormatVersion + 1);
    batch.put(std::string(keys::kFormatKey), format);
    ASSERT_TRUE(store->commit(batch, store->version(), store->version(), true).ok());
  }
  OpenOptions options;
  options.url = path;
  EXPECT_EQ(Graph::open(options).status().code(), StatusCode::kUnsupportedVersion);
}

}  // namespace
}  // namespace relmap::graphstore
