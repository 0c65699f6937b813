// The bounds of imports as jobs: how many wait and are kept, stopping, the files on disk, the bodies in
// memory.
#include "jobs.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "http_server.h"
#include "import_world.h"

namespace relmap::server {
namespace {

namespace fs = std::filesystem;
using namespace testing;

using Jobs = ImportTest;

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

TEST_F(Jobs, OnlyTheLastAreKeptAndOnlySoManyBytesOfRejects) {
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

TEST_F(Jobs, TooManyThatWaitAreRefused) {
  JobLimits limits;
  limits.waiting = 1;
  bool refused = false;
  // The first must still run when the last comes: with enough rows it does.
  for (int rows = 20'000; rows <= 640'000 && !refused; rows *= 2) {
    ImportJobs jobs(*graph_, options_.temp_dir, limits);
    const auto running = jobs.submit(contacts_csv(rows), contacts());
    ASSERT_TRUE(running.ok());
    if (reached(jobs, running->id, JobState::kRunning) != JobState::kRunning) continue;
    const auto waiting = jobs.submit(contacts_csv(3), contacts()),
               third = jobs.submit(contacts_csv(3), contacts());
    if (jobs.find(running->id)->state != JobState::kRunning) continue;
    refused = true;
    EXPECT_TRUE(waiting.ok());
    ASSERT_FALSE(third.ok());
    EXPECT_EQ(third.status().code(), StatusCode::kUnavailable);
    EXPECT_EQ(jobs.forget(running->id).code(), StatusCode::kConflict);
    EXPECT_TRUE(jobs.forget(waiting->id).ok()) << "one that waits is withdrawn";
    EXPECT_TRUE(jobs.submit(contacts_csv(3), contacts()).ok()) << "and makes room";
  }
  EXPECT_TRUE(refused) << "the import was never seen running";
  limits.waiting = 0;
  ImportJobs closed(*graph_, options_.temp_dir, limits);
  EXPECT_EQ(closed.submit(contacts_csv(3), contacts()).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(files_kept(), 0u);
}

TEST_F(Jobs, StoppingLeavesAllOrNothing) {
  bool stopped = false;
  for (int rows = 20'000; rows <= 640'000 && !stopped; rows *= 2) {
    graph_ = empty_graph();
    {
      ImportJobs jobs(*graph_, options_.temp_dir);
      const auto running = jobs.submit(contacts_csv(rows), contacts());
      ASSERT_TRUE(running.ok() && jobs.submit(contacts_csv(9), contacts()).ok());
      reached(jobs, running->id, JobState::kRunning);
    }
    const auto count = graph_->snapshot()->node_count();
    EXPECT_TRUE(count == 0 || count == static_cast<std::size_t>(rows)) << count;
    stopped = count == 0;
    EXPECT_TRUE(fs::is_empty(options_.temp_dir));
  }
  EXPECT_TRUE(stopped) << "the import was never stopped";
}

TEST_F(Jobs, FoldersOfTheDeadAreRemovedAndNoOthers) {
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

class JobsOnSockets : public ImportTest {
 protected:
  JobsOnSockets() {
    options_.max_body_bytes = 1'000;
    options_.max_upload_bytes = 100'000;
    serve();
    ListenAddress any;
    any.port = 0;
    server_ = *HttpServer::bind(*service_, any, {});
    thread_ = std::thread([this] { EXPECT_TRUE(server_->run().ok()); });
  }
  ~JobsOnSockets() override {
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

TEST_F(JobsOnSockets, TakeLargerBodiesThanOtherRoutes) {
  const auto at = kImports + "?label=Contact";
  EXPECT_EQ(ask(at, contacts_csv(2'000)), 202);
  EXPECT_EQ(ask(at, contacts_csv(20'000)), 413);
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

TEST_F(JobsOnSockets, OnlyTwoAreInMemoryAtOnce) {
  const auto at = kImports + "?label=Contact";
  Request upload;
  upload.method = "POST";
  upload.target = at;
  auto first = service_->place_for_body(upload), second = service_->place_for_body(upload);
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(ask(at, "id\nann\n"), 503);
  EXPECT_EQ(ask("/api/v1/batch", "{}"), 400) << "others have no part in it";
  first->reset();
  EXPECT_EQ(ask(at, "id\nann\n"), 202);
}

}  // namespace
}  // namespace relmap::server
