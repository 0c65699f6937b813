#include "jobs.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <random>

#include "problem.h"
#include "zip_archive.h"

namespace relmap::server {
namespace {

namespace fs = std::filesystem;

// Nobody shall guess it.
std::string new_id() {
  std::random_device random;
  std::string id;
  for (int i = 0; i < 4; ++i) {
    char part[9];
    std::snprintf(part, sizeof part, "%08x", random());
    id += part;
  }
  return id;
}

// As problem() does: what is wrong inside the server goes to the log.
Status for_clients(const graphstore::Graph& graph, const std::string& folder, const Status& status) {
  if (http_status(status.code()) == 500) {
    spdlog::error("an import failed: {}", status.to_string());
    const auto writes = graph.write_status();
    if (!writes.status.ok())
      return Status::unavailable("the store has taken no writes since " + writes.since.to_string() +
                                 "; /readyz says why");
    return Status(status.code(), "the server could not do this; its log says why");
  }
  std::string message = status.message();
  for (const std::string& prefix : {folder + "/", folder + ": "}) {
    for (auto at = message.find(prefix); at != std::string::npos; at = message.find(prefix))
      message.erase(at, prefix.size());
  }
  return Status(status.code(), message);
}

std::uint64_t size_of(const std::string& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  return error ? 0 : size;
}

}  // namespace

struct ImportJobs::Job {
  JobView view;
  ImportTask task;
  std::string folder;     // of its files: "in", "rejects", what is handed out
  std::string only_file;  // as UnpackedUpload
  std::atomic<std::uint64_t> done = 0;
  std::uint64_t reject_bytes = 0;
  bool ended() const { return view.state == JobState::kDone || view.state == JobState::kFailed; }
};

std::string_view job_state_name(JobState state) {
  switch (state) {
    case JobState::kQueued:
      return "queued";
    case JobState::kRunning:
      return "running";
    case JobState::kDone:
      return "done";
    case JobState::kFailed:
      return "failed";
  }
  return "";
}

ImportJobs::ImportJobs(graphstore::Graph& graph, std::string parent, JobLimits limits)
    : graph_(graph), parent_(std::move(parent)), limits_(limits) {
  JobFolder::remove_leftovers(parent_);
}

ImportJobs::~ImportJobs() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<std::string> ImportJobs::new_folder() {
  const std::lock_guard lock(mutex_);
  if (Status s = full(); !s.ok()) return s;
  if (!folder_) {
    auto made = JobFolder::make(parent_);
    if (!made) return made.status();
    folder_ = *std::move(made);
  }
  return folder_->path() + "/" + std::to_string(next_folder_++);
}

Status ImportJobs::full() const {
  const auto waiting = std::count_if(jobs_.begin(), jobs_.end(),
                                     [](const auto& job) { return job->view.state == JobState::kQueued; });
  if (stop_) return Status::unavailable("the server stops");
  if (static_cast<std::size_t>(waiting) < limits_.waiting) return {};
  return Status::unavailable("too many imports wait already; try again later");
}

Result<JobView> ImportJobs::submit(std::string_view body, ImportTask task) {
  const auto folder = new_folder();
  if (!folder) return folder.status();
  auto unpacked = unpack_upload(body, task.upload, *folder + "/in");
  auto job = std::make_shared<Job>();
  job->folder = *folder;
  // Who comes late has unpacked in vain, but nothing of it stays.
  const auto refuse = [&](const Status& status) {
    remove_files(*job);
    return status;
  };
  if (!unpacked) return refuse(unpacked.status());
  job->only_file = unpacked->only_file;
  job->view.id = new_id();
  job->view.strict = task.strict;
  job->view.dry_run = task.dry_run;
  job->view.created = DateTime::now();
  job->view.total = unpacked->bytes;
  job->task = std::move(task);
  {
    const std::lock_guard lock(mutex_);
    if (Status s = full(); !s.ok()) return refuse(s);
    if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
    jobs_.push_back(job);
  }
  changed_.notify_all();
  const std::lock_guard lock(mutex_);
  return view(*job);
}

JobView ImportJobs::view(const Job& job) const {
  JobView out = job.view;
  out.done = job.done;
  return out;
}

std::deque<ImportJobs::JobPtr>::const_iterator ImportJobs::position(std::string_view id) const {
  return std::find_if(jobs_.begin(), jobs_.end(), [&](const auto& job) { return job->view.id == id; });
}

std::optional<JobView> ImportJobs::find(std::string_view id) const {
  const std::lock_guard lock(mutex_);
  const auto at = position(id);
  return at == jobs_.end() ? std::nullopt : std::optional(view(**at));
}

std::vector<JobView> ImportJobs::list() const {
  const std::lock_guard lock(mutex_);
  std::vector<JobView> out;
  for (auto job = jobs_.rbegin(); job != jobs_.rend(); ++job) out.push_back(view(**job));
  return out;
}

Status ImportJobs::forget(std::string_view id) {
  const std::lock_guard lock(mutex_);
  const auto at = position(id);
  if (at == jobs_.end()) return Status::not_found("there is no such import");
  if ((*at)->view.state == JobState::kRunning)
    return Status::conflict("the import runs; it can be forgotten once it has ended");
  remove_files(**at);
  jobs_.erase(at);
  return {};
}

void ImportJobs::remove_files(const Job& job) {
  std::error_code error;
  fs::remove_all(job.folder, error);
  if (error) spdlog::warn("{} could not be removed: {}", job.folder, error.message());
}

// The thread's: the oldest that waits, then the next.
void ImportJobs::work() {
  while (true) {
    JobPtr job;
    {
      std::unique_lock lock(mutex_);
      const auto next = [&] {
        return std::find_if(jobs_.begin(), jobs_.end(),
                            [](const auto& one) { return one->view.state == JobState::kQueued; });
      };
      changed_.wait(lock, [&] { return stop_ || next() != jobs_.end(); });
      if (stop_) return;
      job = *next();
      job->view.state = JobState::kRunning;
      job->view.started = DateTime::now();
    }
    run(*job);
    drop_old();
  }
}

void ImportJobs::run(Job& job) {
  auto report = std::make_shared<graphstore::ImportReport>();
  Status status;
  try {
    status = import(job, *report);
    if (status.ok()) keep_rejects(job, *report);
  } catch (const std::bad_alloc&) {
    status = Status::unavailable("the server is short of memory");
  } catch (const std::exception& error) {
    status = Status::internal(error.what());
  }
  const bool reported = status.ok();
  const std::string in = job.folder + "/in";
  if (!status.ok()) {
    status = for_clients(graph_, in, status);
  } else if (job.task.strict && !job.task.dry_run && report->rejected > 0) {
    status = Status::schema_violation("strict: " + std::to_string(report->rejected) +
                                      " rows were rejected, so nothing was written");
  }
  if (report->rejects.size() > JobLimits::kIssues) report->rejects.resize(JobLimits::kIssues);
  if (report->warnings.size() > JobLimits::kIssues) report->warnings.resize(JobLimits::kIssues);
  std::error_code ignored;
  fs::remove_all(in, ignored);
  const std::lock_guard lock(mutex_);
  if (reported) {
    job.view.report = std::move(report);
    job.done = job.view.total;
  }
  job.view.state = status.ok() ? JobState::kDone : JobState::kFailed;
  job.view.error = std::move(status);
  job.view.ended = DateTime::now();
}

Status ImportJobs::import(Job& job, graphstore::ImportReport& report) {
  if (job.view.total > limits_.merge_bytes && graph_.snapshot()->node_count() > 0) {
    return Status::resource_exhausted("into a graph that is not empty at most " +
                                      std::to_string(limits_.merge_bytes >> 20) +
                                      " MiB of files are imported at once: send it in parts");
  }
  graphstore::ImportOptions options;
  options.strict = job.task.strict;
  options.dry_run = job.task.dry_run;
  options.author = job.task.author;
  options.reason = "import " + job.view.id;
  options.rejects_dir = job.folder + "/rejects";
  options.mapping = job.task.mapping ? &*job.task.mapping : nullptr;
  options.progress = [&job](std::size_t done, std::size_t) { job.done = done; };
  options.stop = [this] { return stop_.load(); };
  auto made = graphstore::import_folder(graph_, job.folder + "/in", options);
  if (!made) return made.status();
  report = *std::move(made);
  return {};
}

// The rejected rows as they are handed out: a file as it came, or the folder as an archive.
void ImportJobs::keep_rejects(Job& job, const graphstore::ImportReport& report) {
  if (report.rejects_dir.empty()) return;
  const bool one = !job.only_file.empty();
  const std::string format = !one ? "zip" : job.task.upload.kind == UploadKind::kCsv ? "csv" : "ndjson";
  const std::string file = job.folder + "/rejects." + format;
  std::error_code error;
  Status packed;
  if (one)
    fs::rename(report.rejects_dir + "/" + job.only_file, file, error);
  else
    packed = write_zip(report.rejects_dir, file);
  if (error) packed = Status::io(file + ": " + error.message());
  if (!packed.ok()) spdlog::error("rejects could not be kept: {}", packed.to_string());
  fs::remove_all(report.rejects_dir, error);
  const auto bytes = size_of(file);
  if (!packed.ok() || bytes > limits_.reject_bytes) {
    fs::remove(file, error);
    return;
  }
  const std::lock_guard lock(mutex_);
  job.reject_bytes = bytes;
  job.view.rejects = file;
  job.view.rejects_format = format;
}

// What is beyond the bounds: the oldest jobs, and of those that stay the oldest rejects.
void ImportJobs::drop_old() {
  const std::lock_guard lock(mutex_);
  auto ended = std::count_if(jobs_.begin(), jobs_.end(), [](const auto& job) { return job->ended(); });
  for (auto job = jobs_.begin(); static_cast<std::size_t>(ended) > limits_.kept;) {
    if (!(*job)->ended()) {
      ++job;
      continue;
    }
    remove_files(**job);
    job = jobs_.erase(job);
    --ended;
  }
  std::uint64_t bytes = 0;
  for (auto job = jobs_.rbegin(); job != jobs_.rend(); ++job) {
    bytes += (*job)->reject_bytes;
    if (bytes <= limits_.all_reject_bytes || (*job)->reject_bytes == 0) continue;
    bytes -= (*job)->reject_bytes;
    remove_files(**job);
    (*job)->reject_bytes = 0;
    (*job)->view.rejects.clear();
  }
}

}  // namespace relmap::server
