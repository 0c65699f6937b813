// Imports over HTTP: uploads of every kind as jobs, what they tell, their bounds, and hostile archives.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

#include "client.h"
#include "graphstore/export.h"
#include "graphstore/import.h"
#include "http_server.h"
#include "jobs.h"
#include "world.h"
#include "zip_archive.h"
#include "zip_maker.h"

namespace relmap::server {
namespace {

namespace fs = std::filesystem;
using testing::empty_graph;
using ::testing::HasSubstr;
using testing::ServiceTest;
using testing::TempDir;
using testing::unzip;
using testing::zip_of;
using testing::zip_of_folder;
using testing::ZipEntry;

constexpr const char* kZip = "application/zip";
constexpr const char* kCsv = "text/csv";
constexpr const char* kNdjson = "application/x-ndjson";
const std::string kImports = "/api/v1/imports";
const std::string kWorld = std::string(RELMAP_SOURCE_DIR) + "/samples/world";

std::string nodes(int from, int to) {
  std::string csv = "id,name\n";
  for (int i = from; i < to; ++i) csv += "c" + std::to_string(i) + ",Name " + std::to_string(i) + "\n";
  return csv;
}

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

class Imports : public ServiceTest {
 protected:
  Imports() {
    options_.temp_dir = temp_.path("jobs");
    fs::create_directory(options_.temp_dir);
    graph_ = empty_graph();
    serve();
  }
  ~Imports() override { service_.reset(); }

  void serve() {
    service_.reset();
    service_ = std::make_unique<Service>(*graph_, nullptr, options_);
  }
  Response post(const std::string& body, const std::string& type, const std::string& query = "") {
    return send("POST", kImports + (query.empty() ? "" : "?" + query), body, {{"Content-Type", type}});
  }
  // The job once it has ended.
  nlohmann::json wait_for(const std::string& location) {
    for (int i = 0; i < 60'000; ++i) {
      const auto job = json(get(location));
      if (job.value("state", "") == "done" || job.value("state", "") == "failed") return job;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ADD_FAILURE() << location << " does not end";
    return {};
  }
  nlohmann::json import(const std::string& body, const std::string& type, const std::string& query = "") {
    const auto response = post(body, type, query);
    EXPECT_EQ(response.status, 202) << response.text();
    if (response.status != 202) return {};
    EXPECT_EQ(*response.header("Location"), kImports + "/" + json(response).value("id", ""));
    return wait_for(*response.header("Location"));
  }
  // Files of jobs there are, not counting lock files.
  std::size_t files_kept() const {
    std::size_t count = 0;
    for (const auto& entry : fs::recursive_directory_iterator(options_.temp_dir))
      count += entry.is_regular_file() && entry.path().filename() != "lock" ? 1 : 0;
    return count;
  }

  const TempDir temp_;
};

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

ImportTask contacts() {
  ImportTask task;
  task.upload = {UploadKind::kCsv, false, "Contact", ""};
  return task;
}

// Waits until the job is as wanted, or beyond.
JobState reached(const ImportJobs& jobs, const std::string& id, JobState state) {
  for (int i = 0; i < 60'000; ++i) {
    const auto job = jobs.find(id);
    if (!job || job->state >= state) return job ? job->state : JobState::kFailed;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return JobState::kQueued;
}

TEST_F(Imports, OnlyTheLastAreKeptAndOnlySoManyBytesOfRejects) {
  JobLimits limits;
  limits.kept = 3;
  limits.all_reject_bytes = 50;
  limits.reject_bytes = 40;
  ImportJobs jobs(*graph_, options_.temp_dir, limits);
  std::vector<std::string> ids;
  for (const char* level :
       {"emperor", "king", "queen", "duke", "a name of more than forty letters, all in all"}) {
    const auto job = jobs.submit(std::string("id,level\nbob,") + level + "\n", contacts());
    ASSERT_TRUE(job.ok()) << job.status().to_string();
    ids.push_back(job->id);
    ASSERT_EQ(reached(jobs, job->id, JobState::kDone), JobState::kDone);
  }
  // What is beyond the bounds goes once the last has ended.
  for (int i = 0; i < 60'000 && jobs.list().size() > 3; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto list = jobs.list();
  ASSERT_EQ(list.size(), 3u);
  EXPECT_EQ(list[0].id, ids[4]);
  EXPECT_EQ(list[0].rejects, "") << "too large";
  EXPECT_NE(list[1].rejects, "");
  EXPECT_NE(list[2].rejects, "");
  EXPECT_EQ(files_kept(), 2u);
}

TEST_F(Imports, TooManyThatWaitAreRefused) {
  JobLimits limits;
  limits.waiting = 1;
  bool refused = false;
  // The first must still run when the last comes: with enough rows it does.
  for (int rows = 20'000; rows <= 640'000 && !refused; rows *= 2) {
    ImportJobs jobs(*graph_, options_.temp_dir, limits);
    const auto running = jobs.submit(nodes(0, rows), contacts());
    ASSERT_TRUE(running.ok());
    if (reached(jobs, running->id, JobState::kRunning) != JobState::kRunning) continue;
    const auto waiting = jobs.submit(nodes(0, 3), contacts()), third = jobs.submit(nodes(0, 3), contacts());
    if (jobs.find(running->id)->state != JobState::kRunning) continue;
    refused = true;
    EXPECT_TRUE(waiting.ok());
    ASSERT_FALSE(third.ok());
    EXPECT_EQ(third.status().code(), StatusCode::kUnavailable);
    EXPECT_EQ(jobs.forget(running->id).code(), StatusCode::kConflict);
    EXPECT_TRUE(jobs.forget(waiting->id).ok()) << "one that waits is withdrawn";
    EXPECT_TRUE(jobs.submit(nodes(0, 3), contacts()).ok()) << "and makes room";
  }
  EXPECT_TRUE(refused) << "the import was never seen running";
  limits.waiting = 0;
  ImportJobs closed(*graph_, options_.temp_dir, limits);
  EXPECT_EQ(closed.submit(nodes(0, 3), contacts()).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(files_kept(), 0u);
}

TEST_F(Imports, StoppingLeavesAllOrNothing) {
  bool stopped = false;
  for (int rows = 20'000; rows <= 640'000 && !stopped; rows *= 2) {
    graph_ = empty_graph();
    {
      ImportJobs jobs(*graph_, options_.temp_dir);
      const auto running = jobs.submit(nodes(0, rows), contacts());
      ASSERT_TRUE(running.ok() && jobs.submit(nodes(0, 9), contacts()).ok());
      reached(jobs, running->id, JobState::kRunning);
    }
    const auto count = graph_->snapshot()->node_count();
    EXPECT_TRUE(count == 0 || count == static_cast<std::size_t>(rows)) << count;
    stopped = count == 0;
    EXPECT_TRUE(fs::is_empty(options_.temp_dir));
  }
  EXPECT_TRUE(stopped) << "the import was never stopped";
}

TEST_F(Imports, FoldersOfTheDeadAreRemovedAndNoOthers) {
  const auto make = [&](const std::string& name, bool lock, ::mode_t mode) {
    const auto path = options_.temp_dir + "/" + name;
    fs::create_directories(path + "/0/in");
    if (lock) std::ofstream(path + "/lock") << "";
    ::chmod(path.c_str(), mode);
    return path;
  };
  const auto dead = make("relmap-jobs-dead", true, 0700), young = make("relmap-jobs-young", false, 0700);
  const auto open = make("relmap-jobs-open", true, 0755), other = make("other", true, 0700);
  fs::create_directory_symlink(other, options_.temp_dir + "/relmap-jobs-link");
  const auto living = JobFolder::make(options_.temp_dir);
  ASSERT_TRUE(living.ok());
  struct stat info {};
  ASSERT_EQ(::stat((*living)->path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777, 0700u);
  serve();
  EXPECT_FALSE(fs::exists(dead));
  for (const auto& stays : {young, open, other, (*living)->path()})
    EXPECT_TRUE(fs::exists(stays + "/lock") || stays == young);
  EXPECT_TRUE(fs::exists(young));
}

class ImportsOnSockets : public Imports {
 protected:
  ImportsOnSockets() {
    options_.max_body_bytes = 1'000;
    options_.max_upload_bytes = 100'000;
    serve();
    ListenAddress any;
    any.port = 0;
    server_ = *HttpServer::bind(*service_, any, {});
    thread_ = std::thread([this] { EXPECT_TRUE(server_->run().ok()); });
  }
  ~ImportsOnSockets() override {
    server_->stop();
    thread_.join();
    server_.reset();
  }
  static std::string head(const std::string& target, std::size_t length) {
    return "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nContent-Length: " +
           std::to_string(length) + "\r\n\r\n";
  }
  int ask(const std::string& target, const std::string& body) {
    testing::RawClient client(server_->port());
    EXPECT_TRUE(client.send(head(target, body.size()) + body));
    const auto response = client.receive();
    return response ? response->status : 0;
  }

  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

TEST_F(ImportsOnSockets, TakeLargerBodiesThanOtherRoutes) {
  const auto at = kImports + "?label=Contact";
  EXPECT_EQ(ask(at, nodes(0, 2'000)), 202);
  EXPECT_EQ(ask(at, nodes(0, 20'000)), 413);
  EXPECT_EQ(ask("/api/v1/batch", std::string(1'001, ' ')), 413);
  EXPECT_EQ(ask("/nowhere", std::string(1'001, ' ')), 413);
  EXPECT_EQ(ask("/api/v1/imports/x", std::string(1'001, ' ')), 413) << "another address";
  // Chunked: there is no length to tell beforehand.
  testing::RawClient client(server_->port());
  const std::string chunk = "8000\r\n" + std::string(0x8000, 'x') + "\r\n";
  ASSERT_TRUE(client.send("POST " + at +
                          " HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                          "Transfer-Encoding: chunked\r\n\r\n" +
                          chunk + chunk + chunk + chunk));
  const auto response = client.receive();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 413);
}

TEST_F(ImportsOnSockets, OnlyTwoAreInMemoryAtOnce) {
  const auto at = kImports + "?label=Contact";
  const auto body = nodes(0, 2'000);
  testing::RawClient first(server_->port()), second(server_->port());
  for (auto* client : {&first, &second})
    ASSERT_TRUE(client->send(head(at, body.size()) + body.substr(0, 100)));
  // The server gets to them in its own time; from then on there is no place for a third.
  int status = 202;
  for (int i = 0; i < 1'000 && status == 202; ++i) {
    status = ask(at, "id\nann\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  EXPECT_EQ(status, 503);
  EXPECT_EQ(ask("/api/v1/batch", "{}"), 400) << "others have no part in it";
  for (auto* client : {&first, &second}) {
    ASSERT_TRUE(client->send(body.substr(100)));
    const auto response = client->receive();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 202) << response->body;
  }
}

}  // namespace
}  // namespace relmap::server
