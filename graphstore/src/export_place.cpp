#include "export_place.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace relmap::graphstore {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMark = ".relmap-export";
constexpr std::string_view kWord = "relmap export";

Status failed(const std::string& path, std::string_view what, const std::string& why) {
  return Status::io(path + ": " + std::string(what) + ": " + why);
}

bool is_ours(const fs::path& path, ExportPlace::Kind kind) {
  std::error_code error;
  if (kind == ExportPlace::Kind::kFolder) {
    return fs::is_directory(path, error) && (fs::exists(path / kMark, error) || fs::is_empty(path, error));
  }
  if (!fs::is_regular_file(path, error)) return false;
  std::string head(200, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(head.data(), static_cast<std::streamsize>(head.size()));
  return in.gcount() == 0 || head.find(kWord) != std::string::npos;
}

Status sync_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = file >= 0 && ::fsync(file) == 0;
  const std::string why = std::strerror(errno);
  if (file >= 0) ::close(file);
  return done ? Status() : failed(path, "cannot be written to disk", why);
}

Status sync_all(const std::string& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    for (fs::recursive_directory_iterator it(path, error), end; !error && it != end; it.increment(error)) {
      if (Status s = sync_file(it->path().string()); !s.ok()) return s;
    }
    if (error) return failed(path, "cannot be read", error.message());
  }
  return sync_file(path);
}

}  // namespace

int exchange_in_steps(const std::string& a, const std::string& b) {
  const std::string between = a + ".swap";
  if (::rename(b.c_str(), between.c_str()) != 0) return -1;
  if (::rename(a.c_str(), b.c_str()) == 0) return ::rename(between.c_str(), a.c_str());
  const int why = errno;
  (void)::rename(between.c_str(), b.c_str());
  errno = why;
  return -1;
}

ExportFile::ExportFile(std::string path) : path_(std::move(path)), out_(path_, std::ios::binary) {}

Status ExportFile::close() {
  out_.close();
  return out_ ? Status() : Status::io(path_ + ": cannot be written");
}

Result<ExportPlace> ExportPlace::prepare(const std::string& out, Kind kind, bool force) {
  std::error_code error;
  fs::path path = fs::weakly_canonical(fs::absolute(out, error), error);
  if (error) return failed(out, "no place for an export", error.message());
  if (!path.has_filename()) path = path.parent_path();  // written with a slash at its end
  const bool there = fs::exists(fs::symlink_status(path, error));
  const bool ours = !there || is_ours(path, kind);
  if (!ours && !force) {
    return Status::already_exists(out + (kind == Kind::kFolder
                                             ? ": is not empty, and not an export of relmap"
                                             : ": is there already, and not an export of relmap"));
  }
  const std::string part = path.string() + ".part" + std::to_string(::getpid());
  fs::remove_all(part, error);
  ExportPlace place(path.string(), part, kind, ours);
  if (kind == Kind::kFile) return place;
  fs::create_directories(part, error);
  if (error) return failed(part, "cannot be made", error.message());
  ExportFile mark(part + "/" + kMark);
  mark.write("This folder was written by relmap export, which may replace it.\n");
  if (Status s = mark.close(); !s.ok()) return s;
  return place;
}

ExportPlace::ExportPlace(ExportPlace&& other) noexcept
    : out_(std::move(other.out_)),
      part_(std::exchange(other.part_, "")),
      kind_(other.kind_),
      ours_(other.ours_) {}

ExportPlace::~ExportPlace() {
  std::error_code error;
  if (!part_.empty()) fs::remove_all(part_, error);
}

Result<std::string> ExportPlace::take_place(bool sync) {
  if (Status s = sync ? sync_all(part_) : Status(); !s.ok()) return s;
  std::error_code error;
  std::string aside;
  const bool there = fs::exists(fs::symlink_status(out_, error));
  if (there && !ours_) {
    for (int i = 1; i < 10'000 && (i == 1 || fs::exists(fs::symlink_status(aside, error))); ++i)
      aside = out_ + ".before" + (i == 1 ? "" : std::to_string(i));
    if (::rename(out_.c_str(), aside.c_str()) != 0)
      return failed(out_, "cannot be moved aside", std::strerror(errno));
  }
  // Of two folders one takes the other's place at once, without a moment in which there is none.
  const bool swap = there && ours_ && kind_ == Kind::kFolder;
  int done = swap ? ::renameat2(AT_FDCWD, part_.c_str(), AT_FDCWD, out_.c_str(), RENAME_EXCHANGE)
                  : ::rename(part_.c_str(), out_.c_str());
  if (done != 0 && swap && (errno == EINVAL || errno == ENOSYS)) done = exchange_in_steps(part_, out_);
  if (done != 0) return failed(out_, "cannot be replaced", std::strerror(errno));
  if (!swap) part_.clear();  // else it is the earlier export now, removed with this object
  const std::string parent = fs::path(out_).parent_path().string();
  if (Status s = sync ? sync_file(parent) : Status(); !s.ok()) return s;
  return aside;
}

}  // namespace relmap::graphstore
