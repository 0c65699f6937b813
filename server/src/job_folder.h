// The folder that a running server keeps the files of its jobs in: its own, for its owner's eyes only, and
// gone with the server. A process that was killed leaves its folder behind; the next one removes it, which it
// can tell from those of living processes by their locks.
#pragma once

#include <memory>
#include <string>

#include "base/status.h"

namespace relmap::server {

class JobFolder {
 public:
  // A new folder in `parent`, 0700. kIo.
  static Result<std::unique_ptr<JobFolder>> make(const std::string& parent);
  ~JobFolder();  // removes it with all that is in it
  JobFolder(const JobFolder&) = delete;
  JobFolder& operator=(const JobFolder&) = delete;

  const std::string& path() const { return path_; }

  // Removes the folders of processes that have gone, as far as they are our user's. Never fails: what cannot
  // be removed stays.
  static void remove_leftovers(const std::string& parent) noexcept;

 private:
  JobFolder(std::string path, int lock) : path_(std::move(path)), lock_(lock) {}
  const std::string path_;
  const int lock_;  // an open file, locked for as long as we live
};

// "" → the system's folder for temporary files.
std::string job_parent(const std::string& configured);

}  // namespace relmap::server
