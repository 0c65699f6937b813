// What fires in samples/world on its own date, against tests/golden/query/world.txt: a change that moves a
// gap is noticed. Where it is meant, read it against the table in samples/README.md and write the file anew
// with RELMAP_WRITE_GOLDEN=1.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "graphstore/graph.h"
#include "graphstore/import.h"
#include "query/schema.h"
#include "world.h"

namespace relmap::query {
namespace {

using testing::day;
using testing::kToday;
namespace fs = std::filesystem;

constexpr const char* kGolden = RELMAP_SOURCE_DIR "/tests/golden/query/world.txt";
constexpr std::string_view kAccounts[] = {"oceanic-bank", "hanfeng-precision", "tidewell-logistics",
                                          "lotus-lane-clinics", "petrel-coffee"};

class SampleWorld : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    Result<graphstore::Schema> schema = relationship_schema();
    ASSERT_TRUE(schema) << schema.status().to_string();
    graphstore::OpenOptions options;
    options.url = "memory:";
    options.schema = *schema;
    options.clock = [] { return *DateTime::parse("2026-11-23T08:00:00Z"); };  // reports show it
    auto opened = graphstore::Graph::open(options);
    ASSERT_TRUE(opened) << opened.status().to_string();
    graph_ = std::move(opened).value();
    graphstore::ImportOptions strict;
    strict.strict = true;
    strict.rejects_dir = (fs::temp_directory_path() / "relmap-samples-rejects").string();
    auto imported = graphstore::import_folder(*graph_, RELMAP_SOURCE_DIR "/samples/world", strict);
    ASSERT_TRUE(imported) << imported.status().to_string();
    ASSERT_TRUE(imported->written);
  }
  static void TearDownTestSuite() { graph_.reset(); }

  static CoverageReport report(std::string_view account, Lang lang) {
    CoverageOptions options;
    options.date = day(kToday);
    options.lang = lang;
    auto found = coverage(*graph_->snapshot(), account, options);
    EXPECT_TRUE(found) << found.status().to_string();
    return found ? std::move(found).value() : CoverageReport();
  }

  static std::unique_ptr<graphstore::Graph> graph_;
};

std::unique_ptr<graphstore::Graph> SampleWorld::graph_;

TEST_F(SampleWorld, FiresWhatIsWrittenDown) {
  std::set<std::string> actual, expected;
  for (std::string_view account : kAccounts) {
    for (const std::string& gap : testing::gaps(report(account, Lang::kEn)))
      actual.insert(std::string(account) + " " + gap);
  }
  if (std::getenv("RELMAP_WRITE_GOLDEN")) {
    fs::create_directories(fs::path(kGolden).parent_path());
    std::ofstream out(kGolden);
    for (const std::string& line : actual) out << line << "\n";
  }
  std::ifstream in(kGolden);
  for (std::string line; std::getline(in, line);) expected.insert(line);
  ASSERT_FALSE(expected.empty()) << kGolden;
  for (const std::string& line : actual) EXPECT_TRUE(expected.contains(line)) << "new: " << line;
  for (const std::string& line : expected) EXPECT_TRUE(actual.contains(line)) << "gone: " << line;
}

// The reports as they are read, in both languages: tests/golden/query/ACCOUNT.LANG.txt. Who changes a
// sentence reads them again.
TEST_F(SampleWorld, ReadsAsItWasRead) {
  for (std::string_view account : kAccounts) {
    for (const Lang lang : {Lang::kEn, Lang::kZh}) {
      const std::string path = std::string(fs::path(kGolden).parent_path()) + "/" + std::string(account) +
                               "." + std::string(lang_name(lang)) + ".txt";
      const std::string text = to_text(report(account, lang));
      if (std::getenv("RELMAP_WRITE_GOLDEN")) std::ofstream(path, std::ios::binary) << text;
      std::ifstream file(path, std::ios::binary);
      const std::string golden(std::istreambuf_iterator<char>(file), {});
      EXPECT_EQ(text, golden) << path;
    }
  }
}

// Sentences with everything filled in, in both languages; RELMAP_PRINT_REPORTS=1 prints them to be read.
TEST_F(SampleWorld, EverySentenceIsWhole) {
  for (Lang lang : {Lang::kEn, Lang::kZh}) {
    for (std::string_view account : kAccounts) {
      const CoverageReport found = report(account, lang);
      const std::string text = to_text(found);
      for (const Gap& gap : found.gaps) {
        for (const char* bad : {"{", "}", "|", "()", "（）", " （", "） ", "））", "）（", "  "}) {
          EXPECT_EQ(gap.because.find(bad), std::string::npos) << bad << " in " << gap.because;
          EXPECT_EQ(gap.action.text.find(bad), std::string::npos) << bad << " in " << gap.action.text;
        }
      }
      if (std::getenv("RELMAP_PRINT_REPORTS")) std::fputs((text + "\n").c_str(), stdout);
      for (const SubjectGaps& group : gaps_by_subject(found)) {
        ASSERT_FALSE(group.gaps.empty());
        for (const Gap* gap : group.gaps) EXPECT_EQ(gap->subject, *group.subject);
      }
    }
  }
}

}  // namespace
}  // namespace relmap::query
