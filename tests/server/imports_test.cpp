// Imports over HTTP: uploads of every kind, what their jobs tell, and hostile archives.
#include <filesystem>
#include <fstream>
#include <sstream>

#include "graphstore/export.h"
#include "graphstore/import.h"
#include "import_world.h"
#include "zip_archive.h"
#include "zip_maker.h"

namespace relmap::server {
namespace {

namespace fs = std::filesystem;
using namespace testing;
using ::testing::HasSubstr;

const std::string kWorld = std::string(RELMAP_SOURCE_DIR) + "/samples/world";

std::string text_of(const graphstore::Graph& graph) {
  const TempDir dir;
  graphstore::ExportOptions options;
  options.format = graphstore::ExportFormat::kNdjson;
  options.sync = false;
  EXPECT_TRUE(graphstore::export_graph(*graph.snapshot(), dir.path("out"), options).ok());
  std::ifstream file(dir.path("out/graph.ndjson"), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

using Imports = ImportTest;

TEST_F(Imports, AFolderAsAnArchiveGivesTheGraphOfTheFolder) {
  const auto other = empty_graph();
  ASSERT_TRUE(graphstore::import_folder(*other, kWorld, {}).ok());
  const auto job = import(zip_of_folder(kWorld), kZip);
  EXPECT_EQ(job["state"], "done") << job.dump();
  EXPECT_TRUE(job["error"].is_null());
  EXPECT_FALSE(job["rejects_kept"]);
  EXPECT_GT(job["progress"]["total"], 0);
  EXPECT_EQ(job["progress"]["done"], job["progress"]["total"]);
  EXPECT_EQ(job["report"]["written"], true);
  EXPECT_EQ(job["report"]["version"], 1);
  EXPECT_EQ(job["report"]["created"], graph_->snapshot()->node_count() + graph_->snapshot()->edge_count());
  EXPECT_EQ(text_of(*graph_), text_of(*other));
  EXPECT_EQ((*graph_->commits(0, 10)).at(0).author, "api");
  EXPECT_EQ(files_kept(), 0u) << "what was sent is gone once it is imported";
  const auto again = import(zip_of_folder(kWorld), kZip);
  EXPECT_EQ(again["report"]["written"], false) << "it is idempotent";
}

TEST_F(Imports, AnArchiveMayHaveOneFolderAroundAllAndWhatDesktopsAdd) {
  const auto job = import(zip_of({{"crm/", "", 040755},
                                  {"crm/nodes/", "", 040755},
                                  {"crm/nodes/Contact.csv", "id,name\nann,Ann\n"},
                                  {"crm/nodes/.DS_Store", "x"},
                                  {"__MACOSX/crm/nodes/._Contact.csv", "x"},
                                  {"crm/rejects.csv", "file,line\n"}}),
                          kZip);
  EXPECT_EQ(job["state"], "done") << job.dump();
  EXPECT_EQ(job["report"]["files"], 1);
  EXPECT_EQ(job["report"]["created"], 1);
  EXPECT_EQ(job["report"]["warned"], 0);
}

TEST_F(Imports, SingleFilesOfNodesAndOfEdgesAndOfBoth) {
  EXPECT_EQ(import("id,name\nann,Ann\nbob,Bob\n", kCsv, "label=Contact")["report"]["created"], 2);
  EXPECT_EQ(import("id,name\neva,Eva\n", "Text/CSV; charset=UTF-8", "label=TeamMember")["report"]["created"],
            1);
  EXPECT_EQ(import("from,to\neva,ann\n", kCsv, "type=KNOWS")["report"]["created"], 1);
  const auto job = import(
      "{\"label\":\"Contact\",\"id\":\"cem\",\"properties\":{\"name\":\"Cem\"}}\n"
      "{\"type\":\"KNOWS\",\"from\":\"TeamMember/eva\",\"to\":\"Contact/cem\"}\n",
      kNdjson);
  EXPECT_EQ(job["report"]["created"], 2) << job.dump();
  EXPECT_EQ(graph_->snapshot()->node_count(), 4u);
  EXPECT_EQ(graph_->snapshot()->edge_count(), 2u);
}

TEST_F(Imports, AnotherProgramsExportThroughItsMapping) {
  const std::string folder = std::string(RELMAP_SOURCE_DIR) + "/samples/crm/hubspot";
  const auto job = import(zip_of_folder(folder), kZip, "mapping=hubspot");
  EXPECT_EQ(job["state"], "done") << job.dump();
  EXPECT_GT(job["report"]["created"], 10);
  expect_problem(post(zip_of_folder(folder), kZip), 422, "schema_violation");
}

TEST_F(Imports, RejectedRowsComeBackCorrected) {
  const auto job = import(zip_of({{"nodes/Contact.csv", "id,name,level\nann,Ann,manager\nbob,Bob,emperor\n"},
                                  {"nodes/TeamMember.csv", "id,name\neva,Eva\n"},
                                  {"edges/KNOWS.csv", "from,to\neva,ann\neva,bob\neva,nobody\n"}}),
                          kZip);
  EXPECT_EQ(job["state"], "done");
  EXPECT_EQ(job["report"]["rejected"], 3);
  EXPECT_EQ(job["report"]["created"], 3);
  const auto& reject = job["report"]["rejects"][0];
  EXPECT_EQ(reject["file"], "nodes/Contact.csv");
  EXPECT_EQ(reject["line"], 3);
  EXPECT_EQ(reject["column_name"], "level");
  EXPECT_EQ(reject["value"], "emperor");
  EXPECT_NE(reject["reason"], "");
  ASSERT_TRUE(job["rejects_kept"]);
  const auto handed = get(kImports + "/" + job.value("id", "") + "/rejects");
  ASSERT_EQ(handed.status, 200);
  EXPECT_EQ(handed.content_type, kZip);
  auto files = unzip(std::string(handed.text()));
  EXPECT_EQ(files["nodes/Contact.csv"], "id,name,level\nbob,Bob,emperor\n");
  EXPECT_EQ(files["edges/KNOWS.csv"], "from,to\neva,bob\neva,nobody\n");
  EXPECT_THAT(files["rejects.csv"], HasSubstr("emperor"));
  files["nodes/Contact.csv"] = "id,name,level\nbob,Bob,manager\n";
  files["edges/KNOWS.csv"] = "from,to\neva,bob\n";
  std::vector<ZipEntry> corrected;
  for (const auto& [name, content] : files) corrected.push_back({name, content});
  const auto second = import(zip_of(corrected), kZip);
  EXPECT_EQ(second["report"]["created"], 2) << second.dump();
  EXPECT_EQ(second["report"]["rejected"], 0);
  expect_problem(get(kImports + "/" + second.value("id", "") + "/rejects"), 404, "no_rejects");
}

TEST_F(Imports, RejectsOfOneFileAreThatFile) {
  const auto csv = import("id,level\nann,manager\nbob,emperor\n", kCsv, "label=Contact");
  const auto of_csv = get(kImports + "/" + csv.value("id", "") + "/rejects");
  EXPECT_EQ(of_csv.content_type, "text/csv; charset=utf-8");
  EXPECT_EQ(of_csv.text(), "id,level\nbob,emperor\n");
  const auto lines =
      import("{\"label\":\"Contact\",\"id\":\"x\"}\n{\"label\":\"Nothing\",\"id\":\"y\"}\n", kNdjson);
  const auto of_lines = get(kImports + "/" + lines.value("id", "") + "/rejects");
  EXPECT_EQ(of_lines.content_type, kNdjson);
  EXPECT_EQ(of_lines.text(), "{\"label\":\"Nothing\",\"id\":\"y\"}\n");
}

TEST_F(Imports, StrictWritesAllOrNothing) {
  const std::string bad = "id,level\nann,manager\nbob,emperor\n";
  const auto job = import(bad, kCsv, "label=Contact&strict=true");
  EXPECT_EQ(job["state"], "failed");
  EXPECT_EQ(job["strict"], true);
  EXPECT_EQ(job["error"]["code"], "schema_violation");
  EXPECT_EQ(job["report"]["rejected"], 1);
  EXPECT_EQ(job["report"]["written"], false);
  EXPECT_EQ(graph_->version(), 0u);
  EXPECT_EQ(import("id,level\nann,manager\n", kCsv, "label=Contact&strict=true")["state"], "done");
  EXPECT_EQ(graph_->version(), 1u);
}

TEST_F(Imports, ADryRunWritesNothing) {
  const auto job = import("id,level\nann,manager\nbob,emperor\n", kCsv, "label=Contact&dry_run=true");
  EXPECT_EQ(job["state"], "done");
  EXPECT_EQ(job["dry_run"], true);
  EXPECT_EQ(job["report"]["created"], 1);
  EXPECT_EQ(job["report"]["rejected"], 1);
  EXPECT_EQ(job["report"]["written"], false);
  EXPECT_EQ(graph_->version(), 0u);
}

TEST_F(Imports, AFailedImportSaysWhyAndNamesNoPath) {
  // The mapping wants a file that is not there: only the import itself can tell.
  const auto job = import(zip_of({{"unknown.csv", "a\n1\n"}}), kZip, "mapping=salesforce");
  EXPECT_EQ(job["state"], "failed");
  EXPECT_EQ(job["error"]["code"], "invalid_argument");
  EXPECT_NE(job["error"]["detail"], "");
  EXPECT_EQ(job["error"].value("detail", "").find(options_.temp_dir), std::string::npos) << job["error"];
  EXPECT_TRUE(job["report"].is_null());
}

TEST_F(Imports, WhatGoesNotTogetherIsRefused) {
  const std::string zip = zip_of({{"nodes/Contact.csv", "id\nann\n"}});
  for (const char* type :
       {"application/json", "", "text/csv2", "multipart/form-data", "text/csv; charset=latin1"})
    expect_problem(post("id\nann\n", type, "label=Contact"), 415, "unsupported_media_type");
  expect_problem(post("id\nann\n", kCsv), 400, "invalid_argument");
  expect_problem(post("id\nann\n", kCsv, "label=Contact&type=KNOWS"), 400, "invalid_argument");
  expect_problem(post("id\nann\n", kCsv, "label=Contact&mapping=hubspot"), 400, "invalid_argument");
  for (const char* label : {"..%2Fx", ".x", "a%5Cb", "a%0Ab"})
    expect_problem(post("id\nann\n", kCsv, std::string("label=") + label), 400, "invalid_argument");
  expect_problem(post("{}\n", kNdjson, "label=Contact"), 400, "invalid_argument");
  expect_problem(post(zip, kZip, "label=Contact"), 400, "invalid_argument");
  expect_problem(post(zip, kZip, "mapping=%2Fetc%2Fpasswd"), 400, "invalid_argument");
  expect_problem(post("", kCsv, "label=Contact"), 400, "invalid_argument");
  expect_problem(post("id\nann\n", kZip), 400, "invalid_argument");
  EXPECT_EQ(files_kept(), 0u);
  EXPECT_EQ(json(get(kImports))["imports"].size(), 0u);
}

TEST_F(Imports, HostileArchivesLeaveNothing) {
  const std::string csv = "id\nann\n", good = "nodes/Contact.csv";
  const std::string nul("nodes/A\0.csv", 12);
  std::vector<ZipEntry> many;
  for (int i = 0; i < 1'001; ++i) many.push_back({"nodes/L" + std::to_string(i) + ".csv", csv});
  const std::string one = zip_of({{good, csv}});
  std::string inside = one;  // an archive whose comment is the end of another
  inside[inside.size() - 2] = 22;
  inside += one.substr(one.size() - 22);
  const std::vector<std::tuple<std::string, std::string, std::string, int>> cases = {
      {"up", "lead elsewhere", zip_of({{"../Contact.csv", csv}}), 400},
      {"up from within", "lead elsewhere", zip_of({{"nodes/../../x.csv", csv}}), 400},
      {"absolute", "relative", zip_of({{"/nodes/Contact.csv", csv}}), 400},
      {"dot", "lead elsewhere", zip_of({{"./nodes/Contact.csv", csv}}), 400},
      {"empty part", "lead elsewhere", zip_of({{"nodes//Contact.csv", csv}}), 400},
      {"empty name", "1 to 500", zip_of({{"", csv}}), 400},
      {"backslash", "backslashes", zip_of({{"nodes\\Contact.csv", csv}}), 400},
      {"control", "control", zip_of({{"nodes/Con\ntact.csv", csv}}), 400},
      {"NUL", "NUL", zip_of({{nul, csv}}), 400},
      {"long", "too long", zip_of({{"nodes/" + std::string(300, 'x') + ".csv", csv}}), 400},
      {"link", "link", zip_of({{good, "/etc/passwd", 0120777}}), 400},
      {"device", "no file", zip_of({{good, "", 020666}}), 400},
      {"twice", "twice", zip_of({{good, csv}, {good, csv}}), 400},
      {"encrypted", "encrypted", zip_of({{good, csv, 0100644, 0, 1}}), 400},
      {"another compression", "deflate", zip_of({{good, csv, 0100644, 12}}), 400},
      {"damaged", "damaged", zip_of({{good, csv, 0100644, 0, 0, true}}), 400},
      {"damaged, the second", "damaged", zip_of({{"nodes/A.csv", csv}, {good, csv, 0100644, 0, 0, true}}),
       400},
      {"no deflate stream", "damaged", zip_of({{good, "\xFF\xFF\xFF", 0100644, 8}}), 400},
      {"too many", "1000 entries", zip_of(many), 413},
      {"two directories", "two directories", inside, 400},
      {"cut short", "not a zip", one.substr(0, one.size() - 1), 400},
      {"cut in the middle", "not a zip", one.substr(0, one.size() / 2), 400},
      {"the end only", "not a zip", one.substr(one.size() - 22), 400},
      {"another file", "setup.exe", zip_of({{good, csv}, {"setup.exe", "MZ"}}), 422},
      {"too deep", "nodes/x/Contact.csv", zip_of({{"nodes/x/Contact.csv", csv}}), 422},
      {"a file called as a folder", "'nodes'", zip_of({{"nodes", csv}}), 422},
      {"nothing", "nothing to import", zip_of({}), 422},
      {"nothing but folders", "nothing to import", zip_of({{"nodes/", "", 040755}}), 422}};
  for (const auto& [name, why, body, status] : cases) {
    SCOPED_TRACE(name);
    const auto response = post(body, kZip);
    EXPECT_EQ(response.status, status) << response.text();
    EXPECT_THAT(json(response).value("detail", ""), HasSubstr(why));
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_EQ(files_kept(), 0u);
  }
  EXPECT_EQ(json(get(kImports))["imports"].size(), 0u);
  EXPECT_EQ(graph_->version(), 0u);
}

// What an archive says of its sizes counts for nothing: a byte flipped anywhere in it is refused, or gives
// the same files.
TEST_F(Imports, AFlippedByteDoesNoHarm) {
  const std::string csv = "id,name\nann,Ann\n", good = zip_of({{"nodes/Contact.csv", csv}});
  for (std::size_t at = 0; at < good.size(); ++at) {
    auto bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x41);
    auto zip = ZipReader::open(bad);
    if (!zip) continue;
    const TempDir dir;
    for (std::size_t i = 0; i < zip->names().size(); ++i) {
      const auto size = zip->extract(i, dir.path("out"));
      EXPECT_TRUE(!size || *size == csv.size()) << at;
    }
  }
}

TEST_F(Imports, ABombIsStoppedWhileItIsInflated) {
  const TempDir dir;
  fs::create_directories(dir.path("in/nodes"));
  // A thousand times as large as its archive, and beyond what any archive may hold whatever its size.
  std::ofstream(dir.path("in/nodes/Contact.csv")) << std::string(8u << 20, 'x');
  const auto bomb = zip_of_folder(dir.path("in"));
  ASSERT_LT(bomb.size(), 32'000u);
  expect_problem(post(bomb, kZip), 413, "resource_exhausted");
  EXPECT_EQ(files_kept(), 0u);
  auto zip = ZipReader::open(bomb, {.bytes = 100'000, .ratio = 1'000'000});
  ASSERT_TRUE(zip.ok());
  EXPECT_EQ(zip->extract(0, dir.path("out")).status().code(), StatusCode::kResourceExhausted);
  EXPECT_LE(fs::file_size(dir.path("out")), 200'000u);
}

TEST_F(Imports, AreListedForgottenAndDropped) {
  const auto first = import("id\nann\n", kCsv, "label=Contact");
  const auto second = import("id,level\nbob,emperor\n", kCsv, "label=Contact");
  const auto list = json(get(kImports));
  ASSERT_EQ(list["imports"].size(), 2u);
  EXPECT_TRUE(list["next"].is_null());
  EXPECT_EQ(list["imports"][0]["id"], second["id"]) << "the newest first";
  EXPECT_EQ(list["imports"][1]["id"], first["id"]);
  EXPECT_FALSE(list["imports"][0]["report"].contains("rejects"));
  EXPECT_EQ(files_kept(), 1u);
  const auto at = kImports + "/" + second.value("id", "");
  EXPECT_EQ(send("DELETE", at).status, 204);
  EXPECT_EQ(files_kept(), 0u);
  expect_problem(send("DELETE", at), 404, "not_found");
  expect_problem(get(at), 404, "not_found");
  expect_problem(get(at + "/rejects"), 404, "not_found");
  EXPECT_EQ(json(get(kImports))["imports"].size(), 1u);
}

}  // namespace
}  // namespace relmap::server
