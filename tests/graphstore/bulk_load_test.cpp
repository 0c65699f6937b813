// The bulk load beside the ordinary import: whatever is in a folder, both give the same graph, the same
// report and the same rejects. RELMAP_BULK_ROUNDS=N runs more rounds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <random>
#include <thread>

#include "graphstore/import.h"
#include "import_case.h"

namespace relmap::graphstore::import_test {
namespace {

namespace fs = std::filesystem;

// All that an import leaves behind, as text.
struct Outcome {
  std::string report, graph;
  Files rejects;
  bool operator==(const Outcome&) const = default;
};

void PrintTo(const Outcome& outcome, std::ostream* out) {
  *out << outcome.report << outcome.graph;
  for (const auto& [name, text] : outcome.rejects) *out << "--- " << name << "\n" << text;
}

// How many of the records came past the commit, which keeps what was there before of each that it writes.
std::size_t loaded_in_bulk(const VerifyReport& verified) {
  return verified.nodes + verified.edges -
         std::min(verified.nodes + verified.edges, verified.history_records);
}

Outcome import(const std::string& dir, BulkLoad bulk_load, bool strict, const std::string& url,
               std::size_t* in_bulk = nullptr) {
  const std::unique_ptr<Graph> graph = open_graph(kSchema, url);
  ImportOptions options;
  options.bulk_load = bulk_load;
  options.strict = strict;
  const Result<ImportReport> report = import_folder(*graph, dir, options);
  if (!report) return {report.status().to_string(), show(*graph), {}};
  EXPECT_EQ(report->version, graph->version());
  const Result<VerifyReport> verified = graph->verify();
  EXPECT_TRUE(verified.ok()) << verified.status().to_string();
  EXPECT_THAT(verified.ok() ? verified->findings : std::vector<std::string>(), testing::IsEmpty());
  if (in_bulk && verified) *in_bulk += loaded_in_bulk(*verified);
  return {show(*report), show(*graph), read_files(report->rejects_dir)};
}

// Random folders, small and full of coincidences: few ids under three labels, so that rows meet.
class FolderMaker {
 public:
  explicit FolderMaker(unsigned seed) : random_(seed) {}

  Files make() {
    faults_ = static_cast<unsigned>(random_() % 3);  // none, few, many
    ids_ = 3 + random_() % 12;
    Files files;
    files["nodes/Person.csv"] =
        nodes("id,level,age,x", 10, [&] { return level() + "," + age() + "," + any(); });
    if (chance(80)) files["nodes/Account.csv"] = nodes("id,tier", 5, [&] { return tier(); });
    if (chance(80)) files["nodes/Team.csv"] = nodes("id", 5, [] { return std::string(); });
    if (chance(80)) {
      const bool labels = chance(50);
      files["edges/KNOWS.csv"] =
          edges(labels, "kind,strength", "Person", "Person", 25, [&] { return kind() + "," + strength(); });
    }
    if (chance(80)) files["edges/WORKS_IN.csv"] = edges(chance(40), "", "Person", "Account", 15, nothing());
    if (chance(80)) files["edges/PART_OF.csv"] = edges(chance(40), "", "Team", "Team", 10, nothing());
    if (chance(60)) files["edges/BUYS.csv"] = edges(chance(40), "role", "Person", "Account", 15, role());
    if (chance(80)) files["edges/WITH.csv"] = edges(chance(40), "note", "Person", "Person", 20, note());
    if (chance(60)) files["edges/HOME.csv"] = edges(chance(40), "", "Person", "Account", 8, nothing());
    if (faults_ == 2 && chance(5)) files["edges/BUYS.csv"] = "from,to\np1,p2\n";
    if (faults_ == 2 && chance(5)) files["nodes/Nobody.csv"] = "id\np1\n";
    if (chance(5)) files["more.ndjson"] = "{\"label\":\"Person\",\"id\":\"p1\"}\n";
    return files;
  }

 private:
  using Cells = std::function<std::string()>;

  bool chance(unsigned percent) { return random_() % 100 < percent; }
  bool fault() { return faults_ > 0 && chance(faults_ == 1 ? 2 : 10); }
  std::string id() {
    if (fault()) return "";
    return "p" + std::to_string(random_() % (fault() ? 3 * ids_ : ids_));
  }
  std::string level() { return fault() ? "zz" : (chance(50) ? "a" : (chance(50) ? "b" : "")); }
  std::string age() { return fault() ? "old" : (chance(60) ? std::to_string(random_() % 90) : ""); }
  std::string tier() { return fault() ? "" : (chance(50) ? "large" : "small"); }
  std::string any() {
    static const std::vector<std::string> kAny = {
        "", "\"\"", "007", "1.5", "-0.0", "true", "2020-01-01", "\"a,\"\"b\"\"\nc\"", "é", "a;b"};
    return kAny[random_() % kAny.size()];
  }
  std::string kind() { return chance(60) ? "" : (chance(50) ? "friend" : "\"\""); }
  std::string strength() {
    return fault() ? "7" : (chance(40) ? "" : (chance(50) ? "weak" : (chance(50) ? "0.5" : "-0.0")));
  }
  Cells nothing() {
    return [] { return std::string(); };
  }
  Cells role() {
    return [this] { return fault() ? std::string() : (chance(50) ? "user" : "boss"); };
  }
  Cells note() {
    return [this] { return any(); };
  }

  std::string broken_row() {
    static const std::vector<std::string> kBroken = {"p1",      "p2,\"open", "p1,q\"q", "p1,p2,x,y,z,1,2",
                                                     "p3,\xFF", "\"p1\"x,p2"};
    return kBroken[random_() % kBroken.size()] + "\n";
  }

  std::string nodes(const std::string& header, std::size_t most, const Cells& cells) {
    std::string text = header + "\n";
    for (std::size_t n = random_() % (2 * most); n > 0; --n) {
      if (faults_ == 2 && chance(5)) text += broken_row();
      const std::string rest = cells();
      text += id() + (header == "id" ? "" : "," + rest) + "\n";
    }
    return text;
  }

  std::string edges(bool labels, const std::string& properties, const std::string& from,
                    const std::string& to, std::size_t most, const Cells& cells) {
    std::string text = labels ? "from_label,from,to_label,to" : "from,to";
    if (!properties.empty()) text += "," + properties;
    text += "\n";
    for (std::size_t n = random_() % (2 * most); n > 0; --n) {
      if (faults_ == 2 && chance(5)) text += broken_row();
      const std::string rest = cells();
      text += (labels ? label(from) + "," : "") + id() + "," + (labels ? label(to) + "," : "") + id();
      if (!properties.empty()) text += "," + rest;
      text += "\n";
    }
    return text;
  }

  std::string label(const std::string& usual) {
    if (fault()) return chance(50) ? "Nobody" : "Account";
    return chance(10) ? "" : usual;
  }

  std::mt19937 random_;
  unsigned faults_ = 0;
  std::size_t ids_ = 1;
};

unsigned rounds(unsigned usual) {
  const char* set = std::getenv("RELMAP_BULK_ROUNDS");
  return set ? static_cast<unsigned>(std::atoi(set)) : usual;
}

TEST(FirstLoadTest, RandomFoldersComeOutAsByTheOrdinaryImport) {
  const unsigned seed = std::random_device()();
  std::size_t by_commit = 0, in_bulk = 0;
  for (unsigned round = 0; round < rounds(300) && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("seed " + std::to_string(seed + round));
    const TempDir tmp;
    FolderMaker maker(seed + round);
    write_files(tmp / "in", maker.make());
    const std::string dir = (tmp / "in").string();
    const bool strict = round % 4 == 0;
    const Outcome wanted = import(dir, BulkLoad::kNever, strict, "memory:", &by_commit);
    EXPECT_EQ(import(dir, BulkLoad::kAlways, strict, "memory:", &in_bulk), wanted);
    if (round % 50 < 2) {
      EXPECT_EQ(import(dir, BulkLoad::kAlways, strict, "rocksdb:" + (tmp / "db").string()), wanted);
    }
    if (testing::Test::HasFailure()) {
      for (const auto& [name, text] : read_files(tmp / "in")) std::cerr << "--- " << name << "\n" << text;
    }
  }
  EXPECT_EQ(by_commit, 0u);
  EXPECT_GT(in_bulk, rounds(300)) << "most rows are loaded in bulk, or nothing is tested here";
}

// Several partitions of edges, a node with very many, and all that can be wrong now and then.
Files large_folder(unsigned seed, int people, int edges) {
  std::mt19937 random(seed);
  const auto person = [&] { return "person-number-" + std::to_string(random() % people); };
  std::string nodes = "id,level,age\n", knows = "from,to,kind,strength,note\n", with = "from,to,note\n";
  for (int i = 0; i < people; ++i) {
    nodes += "person-number-" + std::to_string(i) + (i % 997 == 5 ? ",zz," : ",a,") + std::to_string(i % 90) +
             "\n";
    if (i % 499 == 0) nodes += "person-number-" + std::to_string(i / 2) + ",b,7\n";
  }
  for (int i = 0; i < edges; ++i) {
    const std::string from = i % 10 == 0 ? "person-number-1" : person();
    const std::string rest = (i % 701 == 0 ? ",x" : ",0.25") + std::string(",some text that takes room\n");
    knows += from + "," + person() + (i % 3 == 0 ? ",friend" : ",") + rest;
    with += person() + "," + person() + ",some other text that takes room\n";
  }
  std::string part_of = "from,to\n";
  for (int i = 1; i < 500; ++i) part_of += "t" + std::to_string(i) + ",t" + std::to_string(i / 2) + "\n";
  part_of += "t1,t400\nt7,t7\n";
  std::string teams = "id\n";
  for (int i = 0; i < 500; ++i) teams += "t" + std::to_string(i) + "\n";
  return {{"nodes/Person.csv", nodes},
          {"nodes/Team.csv", teams},
          {"edges/KNOWS.csv", knows},
          {"edges/WITH.csv", with},
          {"edges/PART_OF.csv", part_of}};
}

TEST(FirstLoadTest, SeveralPartitionsAndABigNode) {
  const TempDir tmp;
  write_files(tmp / "in", large_folder(7, 3000, 30'000));
  const std::string dir = (tmp / "in").string(), url = "rocksdb:" + (tmp / "db").string();
  std::size_t in_bulk = 0;
  const Outcome wanted = import(dir, BulkLoad::kNever, false, "memory:");
  EXPECT_TRUE(import(dir, BulkLoad::kAlways, false, url, &in_bulk) == wanted);
  EXPECT_GT(in_bulk, 50'000u);
  EXPECT_FALSE(fs::exists(tmp / "db/bulk-load"));
  const std::unique_ptr<Graph> again = open_graph(kSchema, url);
  EXPECT_TRUE(show(*again) == wanted.graph);
  EXPECT_EQ(again->version(), 2u);
  // Life goes on behind it.
  Transaction more;
  more.changes.push_back(WriteNode{NodeRef::by_key("Person", "new"), {}, {}, WriteMode::kMerge, {}});
  more.changes.push_back(WriteEdge{"KNOWS",
                                   NodeRef::by_key("Person", "new"),
                                   NodeRef::by_key("Person", "person-number-1"),
                                   {},
                                   WriteMode::kMerge,
                                   {},
                                   {}});
  ASSERT_TRUE(again->commit(more, {}).ok());
  const Result<VerifyReport> verified = again->verify();
  EXPECT_TRUE(verified.ok() && verified->findings.empty());
}

TEST(FirstLoadTest, SmallFolderIsOrdinaryUnlessAskedFor) {
  const TempDir tmp;
  write_files(tmp / "in", {{"nodes/Person.csv", "id\nann\n"}});
  const std::unique_ptr<Graph> graph = open_graph();
  ASSERT_TRUE(import_folder(*graph, (tmp / "in").string(), {}).ok());
  EXPECT_EQ(graph->verify()->history_records, 1u);
}

TEST(FirstLoadTest, ProgressIsMonotoneAndEndsAtAll) {
  const TempDir tmp;
  const Files files = large_folder(9, 2000, 10'000);
  write_files(tmp / "in", files);
  std::size_t bytes = 0, last = 0, all = 0, calls = 0;
  for (const auto& [name, text] : files) bytes += text.size();
  ImportOptions options;
  options.bulk_load = BulkLoad::kAlways;
  options.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_GE(done, last);
    EXPECT_LE(done, total);
    last = done;
    all = total;
    ++calls;
  };
  const std::unique_ptr<Graph> graph = open_graph();
  ASSERT_TRUE(import_folder(*graph, (tmp / "in").string(), options).ok());
  EXPECT_GE(calls, 1u);
  EXPECT_EQ(last, bytes);
  EXPECT_EQ(all, bytes);
}

// What load_in_process() runs: this very program again, with nothing but this test.
TEST(FirstLoadTest, DISABLED_LoadsForAnotherTest) {
  const char* dir = std::getenv("RELMAP_TEST_LOAD_DIR");
  const char* db = std::getenv("RELMAP_TEST_LOAD_DB");
  if (!dir || !db) GTEST_SKIP() << "is run by other tests";
  const std::unique_ptr<Graph> graph = open_graph(kSchema, std::string("rocksdb:") + db);
  ImportOptions options;
  options.bulk_load = BulkLoad::kAlways;
  options.rejects_dir = std::string(db) + ".rejects";
  EXPECT_TRUE(import_folder(*graph, dir, options).ok());
}

// Loads `dir` in a process of its own, which is killed after `seconds` (0: it may finish). The time it took.
// A fork alone would not do: the engine's threads would be missing there.
double load_in_process(const std::string& dir, const fs::path& db, double seconds) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    ::setenv("RELMAP_TEST_LOAD_DIR", dir.c_str(), 1);
    ::setenv("RELMAP_TEST_LOAD_DB", db.c_str(), 1);
    ::execl("/proc/self/exe", "load", "--gtest_also_run_disabled_tests", "--gtest_brief=1",
            "--gtest_filter=FirstLoadTest.DISABLED_LoadsForAnotherTest", static_cast<char*>(nullptr));
    ::_exit(127);
  }
  EXPECT_GT(child, 0);
  if (seconds > 0) {
    std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
    ::kill(child, SIGKILL);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(seconds > 0 || status == 0) << "the load failed";
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// kill -9 at a random moment: nothing is loaded, or all that is plainly good, and no file is left over.
TEST(FirstLoadTest, KilledInTheMiddleLeavesNothingOrTheWhole) {
  const TempDir tmp;
  write_files(tmp / "in", large_folder(8, 2000, 10'000));
  const std::string dir = (tmp / "in").string();
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const double undisturbed = load_in_process(dir, tmp / "db", 0);
  EXPECT_EQ(open_graph(kSchema, "rocksdb:" + (tmp / "db").string())->version(), 2u);
  for (unsigned round = 0; round < rounds(8); ++round) {
    const fs::path db = tmp / ("db" + std::to_string(round));
    load_in_process(dir, db, undisturbed * static_cast<double>(1 + random() % 120) / 100);
    const std::unique_ptr<Graph> graph = open_graph(kSchema, "rocksdb:" + db.string());
    ASSERT_NE(graph, nullptr);
    EXPECT_FALSE(fs::exists(db / "bulk-load"));
    const auto snapshot = graph->snapshot();
    if (graph->version() == 0) {
      EXPECT_EQ(snapshot->node_count() + snapshot->edge_count(), 0u);
    } else {
      EXPECT_GT(snapshot->node_count(), 2400u);
      EXPECT_GT(snapshot->edge_count(), 18'000u);
    }
    const Result<VerifyReport> verified = graph->verify();
    ASSERT_TRUE(verified.ok());
    EXPECT_THAT(verified->findings, testing::IsEmpty());
  }
}

}  // namespace
}  // namespace relmap::graphstore::import_test
