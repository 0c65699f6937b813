// Data in and out as people do it: CRM samples through the built-in mappings, export and back.
#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "client.h"
#include "exit_codes.h"

namespace relmap::server {
namespace {

using ::testing::HasSubstr;
using testing::run_relmap;
using testing::TempDir;

std::string read_file(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

struct Sample {
  const char* mapping;
  const char* account;     // whose coverage and map are asked for
  const char* counts;      // of the import
  const char* reports_to;  // a row of the export
  const char* on_team;
  const char* buys;
};

class CrmSamples : public ::testing::TestWithParam<Sample> {};

TEST_P(CrmSamples, ImportWithoutARejectAndCanBeAskedAbout) {
  const Sample& sample = GetParam();
  const TempDir temp;
  const std::string db = temp.path("db"), out = temp.path("out"), again = temp.path("again");
  const std::string folder = std::string(RELMAP_SOURCE_DIR) + "/samples/crm/" + sample.mapping;
  const auto import = run_relmap({"import", "--db", db, folder, "--mapping", sample.mapping, "--strict",
                                  "--rejects", temp.path("rejects")});
  EXPECT_EQ(import.exit_code, kExitOk) << import.out << import.err;
  EXPECT_THAT(import.out, HasSubstr(sample.counts));
  EXPECT_THAT(run_relmap({"import", "--db", db, folder, "--mapping", sample.mapping, "--rejects",
                          temp.path("rejects")})
                  .out,
              HasSubstr("nothing had to be written"));
  const auto coverage = run_relmap({"coverage", "--db", db, sample.account, "--date", "2026-11-23"});
  EXPECT_EQ(coverage.exit_code, kExitOk) << coverage.err;
  EXPECT_THAT(coverage.out, HasSubstr("Score "));
  EXPECT_EQ(run_relmap({"map", "--db", db, sample.account, "--date", "2026-11-23", "-o", temp.path("m.svg")})
                .exit_code,
            kExitOk);

  EXPECT_EQ(run_relmap({"export", "--db", db, out}).exit_code, kExitOk);
  EXPECT_THAT(read_file(out + "/edges/REPORTS_TO.csv"), HasSubstr(sample.reports_to));
  EXPECT_THAT(read_file(out + "/edges/ON_TEAM.csv"), HasSubstr(sample.on_team));
  EXPECT_THAT(read_file(out + "/edges/BUYS.csv"), HasSubstr(sample.buys));
  EXPECT_EQ(run_relmap({"import", "--db", temp.path("db2"), out}).exit_code, kExitOk);
  EXPECT_EQ(run_relmap({"export", "--db", temp.path("db2"), again}).exit_code, kExitOk);
  EXPECT_EQ(read_file(out + "/nodes/Contact.csv"), read_file(again + "/nodes/Contact.csv"));
}

INSTANTIATE_TEST_SUITE_P(
    Crm, CrmSamples,
    ::testing::Values(
        Sample{"salesforce", "0015g00000B1",
               "6 files, 30 rows: 66 created, 0 updated, 0 unchanged, 0 rejected, 0 warnings",
               "0035g00000D3,Contact,0035g00000D2,Contact,solid", "0055g00000A4,0015g00000B1,account_sponsor",
               "0035g00000D2,0065g00000E1,decision_maker"},
        Sample{"hubspot", "9001001",
               "3 files, 11 rows: 52 created, 0 updated, 0 unchanged, 0 rejected, 0 warnings",
               "503,Contact,502,Contact,solid", "noah-okafor,9001001,presales", "502,7001,champion"},
        Sample{
            "dynamics", "a1000000-0000-4000-8000-000000000001",
            "5 files, 17 rows: 39 created, 0 updated, 0 unchanged, 0 rejected, 0 warnings",
            "c2000000-0000-4000-8000-000000000003,Contact,c2000000-0000-4000-8000-000000000002,Contact,solid",
            "noah-okafor,a1000000-0000-4000-8000-000000000001,presales",
            "c2000000-0000-4000-8000-000000000001,d3000000-0000-4000-8000-000000000001,approver"}),
    [](const auto& test) { return std::string(test.param.mapping); });

TEST(Formats, AMappingCanBePrintedEditedAndUsed) {
  const TempDir temp;
  const auto shown = run_relmap({"mapping", "show", "salesforce"});
  ASSERT_EQ(shown.exit_code, kExitOk);
  std::ofstream(temp.path("mine.json")) << shown.out;
  const std::string folder = std::string(RELMAP_SOURCE_DIR) + "/samples/crm/salesforce";
  const auto import = run_relmap(
      {"import", "--db", temp.path("db"), folder, "--mapping", temp.path("mine.json"), "--dry-run"});
  EXPECT_EQ(import.exit_code, kExitOk) << import.err;
  EXPECT_THAT(import.out, HasSubstr("66 created"));
  std::ofstream(temp.path("bad.json")) << "{\"files\": 7}";
  const auto bad =
      run_relmap({"import", "--db", temp.path("db"), folder, "--mapping", temp.path("bad.json")});
  EXPECT_EQ(bad.exit_code, kExitUsage);
  EXPECT_THAT(bad.err, HasSubstr("files: must be a list"));
  EXPECT_EQ(run_relmap({"mapping", "show", "siebel"}).exit_code, kExitFailure);
  EXPECT_EQ(run_relmap({"import", "--db", temp.path("db"), folder, "--mapping", "siebel"}).exit_code,
            kExitFailure);
}

TEST(Formats, ExportRefusesWhatItDidNotWrite) {
  const TempDir temp;
  const std::string db = temp.path("db");
  ASSERT_EQ(run_relmap({"import", "--db", db, std::string(RELMAP_SOURCE_DIR) + "/samples/world"}).exit_code,
            kExitOk);
  std::ofstream(temp.path("mine")) << "precious";
  const auto refused = run_relmap({"export", "--db", db, temp.path("mine"), "--format", "graphml"});
  EXPECT_EQ(refused.exit_code, kExitFailure);
  EXPECT_THAT(refused.err, HasSubstr("not an export of relmap"));
  const auto forced = run_relmap({"export", "--db", db, temp.path("mine"), "--format", "graphml", "--force"});
  EXPECT_EQ(forced.exit_code, kExitOk);
  EXPECT_THAT(forced.out, HasSubstr("361 nodes, 1276 edges, 1 file"));
  EXPECT_EQ(read_file(temp.path("mine.before")), "precious");
  EXPECT_EQ(run_relmap({"export", "--db", db, temp.path("o"), "--format", "xls"}).exit_code, kExitUsage);
  EXPECT_EQ(run_relmap({"export", "--db", temp.path("none"), temp.path("o")}).exit_code, kExitFailure);
}

}  // namespace
}  // namespace relmap::server
