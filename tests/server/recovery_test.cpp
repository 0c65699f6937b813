// Backup and restore by command and over HTTP; what is said of a damaged store and of a disk that fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "client.h"
#include "exit_codes.h"
#include "world.h"

namespace relmap::server {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::run_relmap;

class RecoveryTest : public ::testing::Test {
 protected:
  std::string path(const std::string& name) const { return dir_.path(name); }
  std::string make_store() {
    testing::write_world(*testing::empty_graph(path("db")));
    return path("db");
  }
  static void damage_table(const std::string& db) {
    for (const auto& entry : fs::directory_iterator(db)) {
      if (entry.path().extension() != ".sst") continue;
      std::fstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
      file.seekp(static_cast<std::streamoff>(entry.file_size() / 3));
      file << "damage";
    }
  }

  testing::TempDir dir_;
};

TEST_F(RecoveryTest, CommandsBackUpRestoreAndPurge) {
  const auto db = make_store();
  for (int n = 1; n <= 3; ++n) {
    const auto made = run_relmap({"backup", "--db", db, path("backups"), "--keep", "2"});
    EXPECT_EQ(made.exit_code, kExitOk) << made.err;
    EXPECT_THAT(made.out, HasSubstr("backup " + std::to_string(n)));
  }
  EXPECT_EQ(run_relmap({"restore", "--db", db, path("backups")}).exit_code, kExitFailure);
  EXPECT_EQ(run_relmap({"restore", "--db", path("new"), path("backups"), "--backup", "1"}).exit_code,
            kExitFailure);
  EXPECT_EQ(run_relmap({"restore", "--db", path("new"), path("nothing")}).exit_code, kExitFailure);
  EXPECT_FALSE(fs::exists(path("new")));
  const auto restored = run_relmap({"restore", "--db", path("new"), path("backups")});
  EXPECT_EQ(restored.exit_code, kExitOk) << restored.err;
  EXPECT_THAT(restored.out, HasSubstr("clean"));
  EXPECT_EQ(run_relmap({"coverage", "--db", path("new"), "bank"}).exit_code, kExitOk);
  EXPECT_EQ(run_relmap({"backup", "--db", path("missing"), path("backups")}).exit_code, kExitFailure);
  EXPECT_FALSE(fs::exists(path("missing")));
}

TEST_F(RecoveryTest, DamagedStoreIsNamedWithTheWayOut) {
  const auto db = make_store();
  (void)testing::empty_graph(db);  // opened again, its log has become a table
  ASSERT_EQ(run_relmap({"verify", "--db", db}).exit_code, kExitOk);
  damage_table(db);
  const auto outcome = run_relmap({"verify", "--db", db});
  EXPECT_EQ(outcome.exit_code, kExitFailure) << outcome.out;
  EXPECT_THAT(outcome.err, HasSubstr(".sst"));
  EXPECT_THAT(outcome.err, HasSubstr("relmap restore --db NEW BACKUPS"));
}

TEST_F(RecoveryTest, RunningServerBacksItselfUp) {
  const auto db = make_store();
  testing::Child server(
      {RELMAP_PROGRAM, "serve", "--db", db, "--listen", "127.0.0.1:0", "--backups", path("backups")});
  const auto line = server.read_line();
  ASSERT_TRUE(line);
  testing::RawClient client(std::atoi(line->substr(line->find("127.0.0.1:") + 10).c_str()));
  const auto busy = run_relmap({"backup", "--db", db, path("backups")});
  EXPECT_EQ(busy.exit_code, kExitFailure);
  EXPECT_THAT(busy.err, HasSubstr("POST /api/v1/backup"));
  const auto made = client.request("POST", "/api/v1/backup", "");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->status, 201) << made->body;
  EXPECT_EQ(nlohmann::json::parse(made->body)["backup"], 1);
  EXPECT_EQ(run_relmap({"restore", "--db", path("new"), path("backups")}).exit_code, kExitOk);
}

TEST_F(RecoveryTest, FailedDiskStopsWritesAndKeepsReads) {
  const auto db = make_store();
  const auto full = path("full");
  {
    testing::Child server({RELMAP_PROGRAM, "serve", "--db", db, "--listen", "127.0.0.1:0"},
                          {std::string("LD_PRELOAD=") + RELMAP_FAULT_SHIM, "RELMAP_FAULT_DIR=" + db,
                           "RELMAP_FAULT_FILE=" + full, "RELMAP_FAULT_KIND=enospc",
                           "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0"});
    const auto line = server.read_line();
    ASSERT_TRUE(line);
    testing::RawClient client(std::atoi(line->substr(line->find("127.0.0.1:") + 10).c_str()));
    const auto put = [&](const std::string& id) {
      return client.request("PUT", "/api/v1/nodes/Contact/" + id, R"({"properties":{"name":"N"}})");
    };
    ASSERT_EQ(put("before")->status, 201);
    EXPECT_THAT(client.get("/readyz")->body, HasSubstr(R"("writes":"ok")"));
    std::ofstream(full) << "\n";
    for (int attempt = 0; attempt < 2; ++attempt) {
      const auto refused = put("after");
      ASSERT_TRUE(refused);
      EXPECT_EQ(refused->status, 503) << refused->body;
      EXPECT_THAT(refused->head, HasSubstr("application/problem+json"));
      EXPECT_THAT(refused->body, HasSubstr("writes_stopped"));
    }
    const auto ready = client.get("/readyz");
    EXPECT_EQ(ready->status, 200);
    EXPECT_THAT(ready->body, HasSubstr(R"("writes":"stopped: )"));
    EXPECT_EQ(client.get("/api/v1/nodes/Contact/before")->status, 200);
    fs::remove(full);
    EXPECT_EQ(put("later")->status, 503);  // until it is opened again
  }
  testing::ServerProcess again(db);
  testing::RawClient client(again.port());
  EXPECT_EQ(client.get("/api/v1/nodes/Contact/before")->status, 200);
  EXPECT_EQ(client.request("PUT", "/api/v1/nodes/Contact/later", R"({"properties":{"name":"N"}})")->status,
            201);
}

class BackupRoute : public testing::ServiceTest {};

TEST_F(BackupRoute, IsRefusedWithoutAFolderAndInMemory) {
  expect_problem(send("POST", "/api/v1/backup"), 404, "no_backups");
  options_.backups = "/nonexistent/anywhere";
  service_ = std::make_unique<Service>(*graph_, nullptr, options_);
  expect_problem(send("POST", "/api/v1/backup"), 503, "unavailable");
}

}  // namespace
}  // namespace relmap::server
