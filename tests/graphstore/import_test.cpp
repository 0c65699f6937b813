// Imports as a whole: what is kept of rejects and where, bounds, odd folders. What rows become:
// cases/import/*.test.
#include "graphstore/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <random>
#include <sstream>

#include "import_case.h"

namespace relmap::graphstore::import_test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ImportTest : public testing::Test {
 protected:
  // Imports these files as the folder "in".
  ImportReport import(const Files& files, const ImportOptions& options = {}) {
    fs::remove_all(tmp_ / "in");
    write_files(tmp_ / "in", files);
    Result<ImportReport> report = import_folder(*graph_, (tmp_ / "in").string(), options);
    EXPECT_TRUE(report.ok()) << report.status().to_string();
    return report.ok() ? *report : ImportReport();
  }
  Status import_error(const std::string& dir, const ImportOptions& options = {}) {
    return import_folder(*graph_, (tmp_ / dir).string(), options).status();
  }

  TempDir tmp_;
  std::unique_ptr<Graph> graph_ = open_graph();
};

TEST_F(ImportTest, IsOneCommitWithAuthorAndReason) {
  ImportOptions options;
  options.author = "kim";
  const ImportReport report =
      import({{"nodes/Person.csv", "id\nann\nbob\n"}, {"edges/KNOWS.csv", "from,to\nann,bob\n"}}, options);
  EXPECT_EQ(report.version, 1u);
  EXPECT_EQ(report.files, 2u);
  EXPECT_EQ(report.rejects_dir, "");
  const auto commits = graph_->commits(0, 10);
  ASSERT_TRUE(commits.ok());
  ASSERT_EQ(commits->size(), 1u);
  EXPECT_EQ((*commits)[0].author, "kim");
  EXPECT_THAT((*commits)[0].reason, HasSubstr("import of "));
}

TEST_F(ImportTest, GivesTheReasonThatItIsTold) {
  ImportOptions options;
  options.reason = "the list of May";
  import({{ "nodes/Person.csv", "id\nann\n" }}, options);
  const auto commits = graph_->commits(0, 10);
  ASSERT_TRUE(commits.ok());
  ASSERT_EQ(commits->size(), 1u);
  EXPECT_EQ((*commits)[0].reason, "the list of May");
}

// Stopped wherever it asks, and in each way of importing: all or nothing.
TEST_F(ImportTest, IsStoppedWithoutATrace) {
  std::string csv = "id\n", ndjson;
  for (int i = 0; i < 1000; ++i) {
    csv += "c" + std::to_string(i) + "\n";
    ndjson += R"({"label":"Person","id":"n)" + std::to_string(i) + "\"}\n";
  }
  fs::remove_all(tmp_ / "in");
  for (const bool bulk : {false, true}) {
    write_files(tmp_ / "in", {{"nodes/Person.csv", csv}, {"edges/KNOWS.csv", "from,to\nc1,c2\nc1,nobody\n"}});
    if (!bulk) write_files(tmp_ / "in", {{"more.ndjson", ndjson}});
    int asked = 0, allowed = 0;
    ImportOptions options;
    options.bulk_load = bulk ? BulkLoad::kAlways : BulkLoad::kNever;
    options.stop = [&] { return ++asked > allowed; };
    for (graph_ = open_graph(); allowed < 100; ++allowed, asked = 0) {
      const auto report = import_folder(*graph_, (tmp_ / "in").string(), options);
      if (report.ok()) break;
      EXPECT_EQ(report.status().code(), StatusCode::kUnavailable) << report.status().to_string();
      EXPECT_EQ(graph_->version(), 0u) << allowed;
    }
    EXPECT_GT(allowed, 5) << "it asks";
    EXPECT_EQ(graph_->snapshot()->node_count(), bulk ? 1000u : 2000u);
    EXPECT_EQ(graph_->snapshot()->edge_count(), 1u);
    fs::remove_all(tmp_ / "in");
  }
}

TEST_F(ImportTest, SecondImportMakesNoVersion) {
  const Files files = {
      {"nodes/Person.csv", "id,born,tags,x\nann,1980-01-01,a;b,1.5\nbob,,,\n"},
      {"edges/KNOWS.csv", "from,to,kind\nann,bob,friend\nann,bob,\n"},
      {"more.ndjson", "{\"label\":\"Person\",\"id\":\"ann\",\"properties\":{\"pay\":12.5}}\n"}};
  EXPECT_TRUE(import(files).written);
  const ImportReport again = import(files);
  EXPECT_FALSE(again.written);
  EXPECT_EQ(again.unchanged, 4u);
  EXPECT_EQ(again.version, 1u);
  EXPECT_EQ(graph_->version(), 1u);
}

TEST_F(ImportTest, RejectsReportIsCsvBesideTheRows) {
  const ImportReport report = import(
      {{"nodes/Person.csv", "\xEF\xBB\xBFid,name,level\r\nann,\"A, \"\"x\"\"\",boss\r\nbob,Bob,a\r\n"}});
  EXPECT_EQ(report.rejects_dir, (tmp_ / "in.rejects").string());
  const Files kept = read_files(report.rejects_dir);
  ASSERT_EQ(kept.size(), 2u);
  EXPECT_EQ(kept.at("nodes/Person.csv"), "\xEF\xBB\xBFid,name,level\r\nann,\"A, \"\"x\"\"\",boss\r\n");
  EXPECT_EQ(kept.at("rejects.csv"),
            "file,line,column,column_name,value,reason\n"
            "nodes/Person.csv,2,3,level,boss,\"'boss' is not one of a, b\"\n");
}

TEST_F(ImportTest, LastRowWithoutLineEndDoesNotRunIntoTheNext) {
  const ImportReport report =
      import({{"nodes/Person.csv", "id,level\nann,x"}, {"edges/KNOWS.csv", "from,to\nann,bob\nbob,ann"}});
  const Files kept = read_files(report.rejects_dir);
  EXPECT_EQ(kept.at("nodes/Person.csv"), "id,level\nann,x\n");
  EXPECT_EQ(kept.at("edges/KNOWS.csv"), "from,to\nann,bob\nbob,ann\n");
}

TEST_F(ImportTest, StaleRejectsAreRemoved) {
  const ImportReport first =
      import({{"nodes/Person.csv", "id,level\nann,x\n"}, {"bad.ndjson", "nonsense\n"}});
  EXPECT_EQ(read_files(first.rejects_dir).size(), 3u);
  write_files(first.rejects_dir, {{"notes.txt", "mine"}});
  import({{ "nodes/Person.csv", "id,level\nann,a\n" }});
  EXPECT_EQ(read_files(first.rejects_dir), (Files{{"notes.txt", "mine"}}));
  fs::remove_all(first.rejects_dir);
  import({{ "nodes/Person.csv", "id,level\nann,x\n" }});
  import({{ "nodes/Person.csv", "id,level\nann,a\n" }});
  EXPECT_FALSE(fs::exists(first.rejects_dir));
}

TEST_F(ImportTest, DryRunLeavesNothingBehind) {
  ImportOptions options;
  options.dry_run = true;
  const ImportReport report = import({{"nodes/Person.csv", "id,level\nann,x\nbob,a\n"}}, options);
  EXPECT_EQ(report.created, 1u);
  EXPECT_EQ(report.rejected, 1u);
  EXPECT_FALSE(report.written);
  EXPECT_EQ(report.rejects_dir, "");
  EXPECT_FALSE(fs::exists(tmp_ / "in.rejects"));
  EXPECT_EQ(graph_->version(), 0u);
}

TEST_F(ImportTest, RefusesPlacesForRejectsThatWouldDoHarm) {
  write_files(tmp_ / "in", {{"nodes/Person.csv", "id\nann\n"}});
  write_files(tmp_ / "other", {{"precious.txt", "x"}});
  ImportOptions options;
  for (const char* place : {"in", "in/rejects", ".", "other", "other/precious.txt"}) {
    options.rejects_dir = (tmp_ / place).string();
    EXPECT_EQ(import_error("in", options).code(), StatusCode::kInvalidArgument) << place;
  }
  EXPECT_EQ(graph_->version(), 0u);
  options.rejects_dir = (tmp_ / "fresh/below").string();
  EXPECT_TRUE(import_error("in", options).ok());
  EXPECT_FALSE(fs::exists(tmp_ / "fresh"));
}

TEST_F(ImportTest, RejectsThatCannotBeKeptAreAnError) {
  write_files(tmp_ / "in", {{"nodes/Person.csv", "id,level\nann,x\nbob,a\n"}});
  write_files(tmp_ / "", {{"file", "in the way"}});
  ImportOptions options;
  options.rejects_dir = (tmp_ / "file/below").string();
  EXPECT_FALSE(import_error("in", options).ok());
  EXPECT_EQ(graph_->version(), 0u);
  // Found out only when the graph has refused a row, and so after the others are written.
  options.rejects_dir = "/proc/relmap_rejects";
  const Status s = import_error("in", options);
  EXPECT_EQ(s.code(), StatusCode::kIo);
  EXPECT_THAT(s.message(),
              HasSubstr("the import is written (version 1), but 1 rejected rows could not be kept"));
}

TEST_F(ImportTest, NothingToImportSaysWhatWasLookedFor) {
  EXPECT_THAT(import_error("nowhere").message(), HasSubstr("no such folder"));
  fs::create_directories(tmp_ / "empty");
  const Status s = import_error("empty");
  EXPECT_EQ(s.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(s.message(), HasSubstr("nodes/LABEL.csv, edges/TYPE.csv and *.ndjson"));
  fs::create_directories(tmp_ / "empty/nodes");
  EXPECT_EQ(import_error("empty").code(), StatusCode::kInvalidArgument);
  write_files(tmp_ / "empty", {{"people.csv", "id\nann\n"}});
  EXPECT_THAT(import_error("empty").message(),
              HasSubstr("(people.csv: ignored: CSV files are read from nodes/ and edges/)"));
}

TEST_F(ImportTest, LinksToFilesAreReadOthersAreTold) {
  write_files(tmp_ / "data", {{"p.csv", "id\nann\n"}});
  fs::create_directories(tmp_ / "in/nodes/Sub.csv");
  fs::create_symlink(tmp_ / "data/p.csv", tmp_ / "in/nodes/Person.csv");
  fs::create_symlink(tmp_ / "data/none.csv", tmp_ / "in/nodes/Team.csv");
  ASSERT_EQ(::mkfifo((tmp_ / "in/nodes/Account.csv").c_str(), 0600), 0);
  const Result<ImportReport> report = import_folder(*graph_, (tmp_ / "in").string(), {});
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->created, 1u);
  EXPECT_EQ(report->warned, 3u);
}

TEST_F(ImportTest, TenMegabyteFieldIsOneReject) {
  const std::string row = "big,\"" + std::string(10 << 20, 'x') + "\"\n";
  const ImportReport report = import({{"nodes/Person.csv", "id,name\nann,Ann\n" + row + "bob,Bob\n"},
                                      {"edges/KNOWS.csv", "from,to\nann,big\nann,bob\n"}});
  EXPECT_EQ(report.created, 3u);
  ASSERT_EQ(report.rejects.size(), 2u);
  EXPECT_EQ(report.rejects[0].line, 3u);
  EXPECT_EQ(report.rejects[0].column_name, "name");
  EXPECT_EQ(report.rejects[0].value.size(), 100u);
  EXPECT_EQ(show(report.rejects[1]),
            "edges/KNOWS.csv:2:2 to 'big': Person/big was rejected: nodes/Person.csv line 3");
  EXPECT_EQ(read_files(report.rejects_dir).at("nodes/Person.csv"), "id,name\n" + row);
}

TEST_F(ImportTest, BoundsAreTheCallers) {
  ImportOptions options;
  options.limits = {.max_field_bytes = 5, .max_row_bytes = 40, .max_columns = 2};
  const ImportReport report =
      import({{"nodes/Person.csv", "id,name\nann,123456\nbob,12345\n"},
              {"nodes/Team.csv", "id,a,b\nx,1,2\n"},
              {"x.ndjson", "{\"label\":\"Person\",\"id\":\"cem\",\"properties\":{}}\n"}},
             options);
  EXPECT_EQ(report.created, 1u);
  EXPECT_EQ(report.rejected, 3u);
}

TEST_F(ImportTest, ListsAreBoundedCountsAreNot) {
  std::string text = "id,level\n";
  for (int i = 0; i < 1500; ++i) text += std::to_string(i) + ",zz\n";
  const ImportReport report = import({{"nodes/Person.csv", text}});
  EXPECT_EQ(report.rejected, 1500u);
  EXPECT_EQ(report.rejects.size(), ImportReport::kMaxIssues);
  const std::string kept = read_files(report.rejects_dir).at("rejects.csv");
  EXPECT_EQ(std::count(kept.begin(), kept.end(), '\n'), 1501);
}

// More than is held in memory: the report has the first as they stand in the files, rejects.csv has all.
TEST_F(ImportTest, RejectsReportIsWholeAndInOrder) {
  const std::string long_value(100, 'z');
  std::string nodes = "id,level,age\n", edges = "from,to\n";
  constexpr int kRows = 6000;
  // Every third is refused by the graph only, after all others.
  for (int i = 0; i < kRows; ++i) {
    const std::string id = "p" + std::to_string(i);
    nodes += i % 3 == 0 ? id + ",,\n" : id + "," + long_value + "," + long_value + "\n";
    edges += id + "," + id + "\n";
  }
  const ImportReport report = import({{"nodes/Person.csv", nodes}, {"edges/KNOWS.csv", edges}});
  EXPECT_EQ(report.created, 2000u);
  EXPECT_EQ(report.rejected, 4000u + 6000u);
  ASSERT_EQ(report.rejects.size(), ImportReport::kMaxIssues);
  EXPECT_EQ(report.rejects[0].line, 3u);
  EXPECT_EQ(report.rejects[999].file, "nodes/Person.csv");
  EXPECT_EQ(report.rejects[999].line, 751u);
  const std::string kept = read_files(report.rejects_dir).at("rejects.csv");
  EXPECT_GT(kept.size(), 2u << 20);
  std::istringstream lines(kept);
  std::string line;
  std::getline(lines, line);
  for (int i = 0; i < kRows; ++i) {
    for (const char* cell : {"2,level,", "3,age,"}) {
      if (i % 3 == 0) continue;
      ASSERT_TRUE(std::getline(lines, line));
      ASSERT_TRUE(line.starts_with("nodes/Person.csv," + std::to_string(i + 2) + "," + cell)) << line;
    }
  }
  for (int i = 0; i < kRows; ++i) {
    ASSERT_TRUE(std::getline(lines, line));
    ASSERT_TRUE(line.starts_with("edges/KNOWS.csv," + std::to_string(i + 2) + ",")) << line;
  }
  EXPECT_FALSE(std::getline(lines, line));
}

TEST_F(ImportTest, ProgressEndsAtAll) {
  std::string text = "id\n";
  for (int i = 0; i < 5000; ++i) text += "p" + std::to_string(i) + "\n";
  ImportOptions options;
  std::size_t last = 0, all = 0;
  options.progress = [&](std::size_t done, std::size_t total) {
    EXPECT_GE(done, last);
    EXPECT_LE(done, total);
    last = done;
    all = total;
  };
  import({{ "nodes/Person.csv", text }}, options);
  EXPECT_EQ(last, text.size());
  EXPECT_EQ(all, text.size());
}

TEST_F(ImportTest, MaxOutIsTold) {
  const ImportReport report = import({{"nodes/Person.csv", "id\nann\n"},
                                      {"nodes/Account.csv", "id,tier\nx,large\ny,large\n"},
                                      {"edges/HOME.csv", "from,to\nann,x\nann,y\n"}});
  ASSERT_EQ(report.rejects.size(), 1u);
  EXPECT_THAT(show(report.rejects[0]),
              HasSubstr("edges/HOME.csv:3:0: HOME Person/ann → Account/y: Person/ann already has 1 HOME"));
}

// Whatever is in a file: each row is written, rejected, or told to be overlaid by a later one; and what is
// kept of the rejects is itself a folder to import.
TEST_F(ImportTest, NothingIsLost) {
  std::mt19937 random(11);
  const std::vector<std::string> cells = {"a",    "b",        "c",          "",     "\"\"",
                                          "zz",   "\"x\ny\"", "\"open",     "q\"q", "\"t\"x",
                                          "\xFF", "7",        "2020-01-01", "a;b",  "1,2"};
  for (int round = 0; round < 300; ++round) {
    std::string text = "id,level,age\n";
    for (std::size_t n = random() % 12; n > 0; --n) {
      text += cells[random() % 3] + "," + cells[random() % cells.size()] + "," +
              cells[random() % cells.size()] + "\n";
    }
    graph_ = open_graph();
    const ImportReport report = import({{"nodes/Person.csv", text}});
    EXPECT_EQ(report.rows, report.created + report.rejected + report.warned) << text;
    if (report.rejected == 0) continue;
    const Files kept = read_files(report.rejects_dir);
    Files again_files = kept;
    again_files.erase("rejects.csv");
    graph_ = open_graph();
    const ImportReport again = import(again_files);
    EXPECT_EQ(again.rows, again.created + again.rejected + again.warned) << text;
  }
}

}  // namespace
}  // namespace relmap::graphstore::import_test
