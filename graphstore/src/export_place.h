// Where an export goes: it is written under another name beside the place that it is to have, and takes it
// when it is whole. What is not finished leaves nothing behind.
//
// A folder that we wrote holds the file ".relmap-export", which an import passes over; a file that we wrote
// has the word "relmap export" in its first 200 bytes. Only these are ever replaced; anything else is
// refused, or with force moved aside to NAME.before, NAME.before2, ….
#pragma once

#include <fstream>
#include <string>
#include <string_view>

#include "base/status.h"

namespace relmap::graphstore {

// A file being written, with the first failure kept.
class ExportFile {
 public:
  explicit ExportFile(std::string path);
  void write(std::string_view bytes) { out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size())); }
  Status close();  // kIo where any of it could not be written

 private:
  std::string path_;
  std::ofstream out_;
};

// For file systems that cannot exchange two names at once (NFS, some of FUSE's): a takes the place of b and b
// that of a, with a moment in which there is no b. 0, or -1 and errno: then they are what they were.
int exchange_in_steps(const std::string& a, const std::string& b);

class ExportPlace {
 public:
  enum class Kind { kFolder, kFile };
  static Result<ExportPlace> prepare(const std::string& out, Kind kind, bool force);
  ExportPlace(ExportPlace&& other) noexcept;
  ExportPlace& operator=(ExportPlace&&) = delete;
  ~ExportPlace();

  // The folder (made, empty) or file to write to.
  const std::string& path() const { return part_; }
  // Makes it durable (`sync`) and puts it in its place. "" or where what stood there was moved to.
  Result<std::string> take_place(bool sync);

 private:
  ExportPlace(std::string out, std::string part, Kind kind, bool ours)
      : out_(std::move(out)), part_(std::move(part)), kind_(kind), ours_(ours) {}

  std::string out_, part_;
  Kind kind_;
  bool ours_;  // what stands at out_, if anything, may be replaced
};

}  // namespace relmap::graphstore
