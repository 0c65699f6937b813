// Imports as jobs: each outlasts the request that brought it, one runs at a time on a thread of its own, a
// few wait, and what became of the last ones is kept, with their rejected rows, until the server stops.
//
// Threads: everything may be called from any.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/date.h"
#include "base/status.h"
#include "graphstore/graph.h"
#include "graphstore/import.h"
#include "job_folder.h"
#include "upload.h"

namespace relmap::server {

struct JobLimits {
  std::size_t waiting = 8;
  std::size_t kept = 100;  // jobs that have ended
  // Of files into a graph that is not empty: their changes are in memory until the commit, in 40 times the
  // space.
  std::uint64_t merge_bytes = 32ull << 20;
  std::uint64_t reject_bytes = 64ull << 20;  // of one job's rejects as they are handed out; larger: not kept
  std::uint64_t all_reject_bytes = 1ull << 30;  // of all; beyond, the oldest are dropped
  static constexpr std::size_t kIssues = 100;   // rejects, and warnings, told of each
};

struct ImportTask {
  Upload upload;
  bool strict = false, dry_run = false;
  std::optional<graphstore::Mapping> mapping;
  std::string author = "api";
};

enum class JobState { kQueued, kRunning, kDone, kFailed };
std::string_view job_state_name(JobState state);

// How a job stands; a copy.
struct JobView {
  std::string id;
  JobState state = JobState::kQueued;
  bool strict = false, dry_run = false;
  DateTime created;
  std::optional<DateTime> started, ended;
  std::uint64_t done = 0, total = 0;                       // bytes of files
  std::shared_ptr<const graphstore::ImportReport> report;  // of a job that came so far
  Status error;                                            // kFailed; what is wrong inside is not told
  std::string rejects;         // the file that holds the rejected rows; "": there is none
  std::string rejects_format;  // "zip", "csv", "ndjson"
};

class ImportJobs {
 public:
  // `graph` must outlive this. `parent` is where the folder for files is made, once a job needs it; leftovers
  // of processes that were killed are removed from it now.
  ImportJobs(graphstore::Graph& graph, std::string parent, JobLimits limits = {});
  // Stops the running import unless its commit has begun, which is waited for. Those that wait are dropped.
  ~ImportJobs();
  ImportJobs(const ImportJobs&) = delete;
  ImportJobs& operator=(const ImportJobs&) = delete;

  // Unpacks the body (see unpack_upload) and lets it wait for its turn. kUnavailable: too many wait already.
  Result<JobView> submit(std::string_view body, ImportTask task);

  std::optional<JobView> find(std::string_view id) const;
  std::vector<JobView> list() const;  // the newest first

  // kNotFound; kConflict while it runs. One that waits is withdrawn.
  Status forget(std::string_view id);

 private:
  struct Job;
  using JobPtr = std::shared_ptr<Job>;

  Result<std::string> new_folder();
  Status full() const;  // under the lock
  JobView view(const Job& job) const;
  std::deque<JobPtr>::const_iterator position(std::string_view id) const;
  void work();
  void run(Job& job);
  Status import(Job& job, graphstore::ImportReport& report);
  void keep_rejects(Job& job, const graphstore::ImportReport& report);
  void drop_old();
  static void remove_files(const Job& job);

  graphstore::Graph& graph_;
  const std::string parent_;
  const JobLimits limits_;

  mutable std::mutex mutex_;  // of all below, and of the jobs' fields but for `done`
  std::condition_variable changed_;
  std::unique_ptr<JobFolder> folder_;
  std::uint64_t next_folder_ = 0;
  std::deque<JobPtr> jobs_;  // the oldest first
  std::atomic<bool> stop_ = false;
  std::thread thread_;  // from the first job on
};

}  // namespace relmap::server
