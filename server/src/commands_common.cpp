#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "commands.h"
#include "exit_codes.h"
#include "query/schema.h"

namespace relmap::server {
namespace {

constexpr std::size_t kMaxPolicyBytes = 1 << 20;

// Where on disk a store is; "" where it is not on disk.
std::string store_folder(const std::string& url) {
  if (url.starts_with("rocksdb:")) return url.substr(8);
  return url.find(':') == std::string::npos ? url : std::string();
}

// The way out: a store takes one process that writes; a damaged one is replaced by a backup.
Status with_advice(const Status& status) {
  if (status.code() == StatusCode::kCorrupt) {
    return Status::corrupt(status.message() +
                           ": restore a backup into a new place: relmap restore --db NEW BACKUPS");
  }
  if (status.code() != StatusCode::kIo || status.message().find("in use") == std::string::npos) return status;
  return Status::io(status.message() + ": stop that process, or ask it over HTTP if it is a 'relmap serve'");
}

}  // namespace

int fail(const Status& status) {
  std::fprintf(stderr, "relmap: %s\n", status.message().c_str());
  return exit_code(status);
}

Result<std::unique_ptr<graphstore::Graph>> open_to_read(const std::string& url) {
  graphstore::OpenOptions options;
  options.url = url;
  options.create = false;
  options.read_only = true;
  auto graph = graphstore::Graph::open(options);
  if (!graph) return with_advice(graph.status());
  return graph;
}

Result<std::unique_ptr<graphstore::Graph>> open_alone(const std::string& url) {
  graphstore::OpenOptions options;
  options.url = url;
  options.create = false;
  auto graph = graphstore::Graph::open(options);
  if (!graph) return with_advice(graph.status());
  return graph;
}

Result<WritableStore> WritableStore::open(const std::string& url) {
  namespace fs = std::filesystem;
  auto schema = query::relationship_schema();
  if (!schema) return schema.status();
  graphstore::OpenOptions options;
  options.url = url;
  options.schema = *std::move(schema);
  std::error_code error;
  const auto folder = store_folder(url);
  const bool made_folder = !folder.empty() && !fs::exists(fs::symlink_status(folder, error));
  const bool made = made_folder || (!folder.empty() && fs::is_empty(folder, error));
  auto graph = graphstore::Graph::open(options);
  if (!graph) return with_advice(graph.status());
  return WritableStore(*std::move(graph), made ? folder : std::string(), made_folder);
}

WritableStore::~WritableStore() {
  namespace fs = std::filesystem;
  if (!graph_ || made_in_.empty() || graph_->version() != 0) return;
  graph_.reset();
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator it(made_in_, error), end; !error && it != end; it.increment(error))
    files.push_back(it->path());
  for (const auto& file : files) fs::remove(file, error);
  if (made_folder_) fs::remove(made_in_, error);
}

int print_or_fail(std::string text, int code) {
  if (!text.ends_with('\n')) text += '\n';
  const bool well = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (std::fflush(stdout) == 0 && well) return code;
  return fail(Status::io("cannot write to the standard output"));
}

Result<query::Policy> read_policy(const std::string& path) {
  if (path.empty()) return query::Policy::built_in();
  const auto text = read_small_file(path, kMaxPolicyBytes);
  if (!text) return text.status();
  auto policy = query::Policy::parse(*text);
  if (!policy) return policy.status().with_context(path);
  return policy;
}

Result<Date> date_or_today(const std::string& text) {
  if (text.empty()) return Date::today();
  auto date = Date::parse(text);
  if (!date) return date.status().with_context("--date");
  return date;
}

Result<std::string> picture_format(const std::string& path) {
  for (const std::string_view format : {"svg", "png", "pdf", "dot", "json"}) {
    if (path.ends_with("." + std::string(format))) return std::string(format);
  }
  return Status::invalid_argument("'" + path + "' does not end in .svg, .png, .pdf, .dot or .json");
}

}  // namespace relmap::server
