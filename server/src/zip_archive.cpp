#include "zip_archive.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>

#include "base/utf8.h"
#include "zip_directory.h"

namespace relmap::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxName = 500, kMaxPart = 250;  // bytes; file systems take 255

struct Discard {
  void operator()(zip_t* zip) const { zip_discard(zip); }
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Zip = std::unique_ptr<zip_t, Discard>;
using ZipFile = std::unique_ptr<zip_file_t, Discard>;

class File {
 public:
  explicit File(const std::string& path)
      : fd_(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600)) {}
  ~File() {
    if (fd_ >= 0) ::close(fd_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  bool is_open() const { return fd_ >= 0; }
  bool write(const char* data, std::size_t size) const {
    while (size > 0) {
      const auto n = ::write(fd_, data, size);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return false;
      data += n;
      size -= static_cast<std::size_t>(n);
    }
    return true;
  }

 private:
  const int fd_;
};

Status cannot(const std::string& path) {
  return Status::io(path + ": cannot be written: " + std::strerror(errno));
}

// A name as messages may show it: it may be anything.
std::string shown(std::string_view name) {
  std::string out;
  for (std::size_t i = 0; i < name.size() && out.size() < 100;) {
    const auto c = utf8::next(name, i);
    utf8::append(out, c < 0x20 || c == 0x7F ? 0xFFFD : c);
  }
  return "'" + out + "'";
}

Status check_name(std::string_view name) {
  const auto refuse = [&](const char* why) {
    return Status::invalid_argument("the zip archive holds " + shown(name) + ": " + why);
  };
  if (name.empty() || name.size() > kMaxName) return refuse("a name must have 1 to 500 bytes");
  if (!utf8::is_valid(name)) return refuse("names must be UTF-8");
  if (name.front() == '/') return refuse("names must be relative");
  const auto is_odd = [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '\\'; };
  if (std::any_of(name.begin(), name.end(), is_odd))
    return refuse("names must have no control characters and no backslashes");
  if (name.ends_with('/')) name.remove_suffix(1);
  for (std::size_t at = 0; at <= name.size();) {
    const auto end = std::min(name.find('/', at), name.size());
    const auto part = name.substr(at, end - at);
    if (part.empty() || part == "." || part == "..") return refuse("names must not lead elsewhere");
    if (part.size() > kMaxPart) return refuse("a name is too long");
    at = end + 1;
  }
  return {};
}

// Of what kind an entry is, besides its name.
Status check_kind(zip_t* zip, std::uint64_t index, const std::string& name, const zip_stat_t& stat) {
  const auto refuse = [&](const char* why) {
    return Status::invalid_argument("the zip archive holds " + shown(name) + ", which " + why);
  };
  const zip_uint64_t wanted = ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD | ZIP_STAT_SIZE;
  if ((stat.valid & wanted) != wanted) return refuse("is damaged");
  if (stat.encryption_method != ZIP_EM_NONE) return refuse("is encrypted");
  if (stat.comp_method != ZIP_CM_STORE && stat.comp_method != ZIP_CM_DEFLATE)
    return refuse("is compressed otherwise than by deflate");
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  if (zip_file_get_external_attributes(zip, index, 0, &system, &attributes) != 0) return refuse("is damaged");
  const auto type = attributes >> 16 & S_IFMT;  // Unix's mode, 0 from other systems
  if (type != 0 && type != S_IFREG && type != S_IFDIR) return refuse("is a link, or no file");
  if (name.ends_with('/') && stat.size != 0) return refuse("is a folder with content");
  return {};
}

}  // namespace

struct ZipReader::State {
  ZipLimits limits;
  std::uint64_t archive_bytes = 0, extracted = 0;
  Zip zip;
  std::vector<std::string> names;
  std::vector<std::uint64_t> indexes;  // of names, in the archive

  Status read_names(std::size_t expected);
  std::uint64_t most() const {
    return std::min(limits.bytes, std::max(kZipAlways, limits.ratio * archive_bytes));
  }
};

Status ZipReader::State::read_names(std::size_t expected) {
  const auto count = zip_get_num_entries(zip.get(), 0);
  if (count < 0 || static_cast<std::size_t>(count) != expected)
    return Status::invalid_argument("the zip archive is damaged: its directory does not fit its entries");
  std::set<std::string> seen;
  for (std::uint64_t i = 0; i < expected; ++i) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    const char* raw = zip_get_name(zip.get(), i, 0);
    if (!raw || zip_stat_index(zip.get(), i, 0, &stat) != 0)
      return Status::invalid_argument("the zip archive is damaged: an entry cannot be read");
    const std::string name = raw;
    if (Status s = check_name(name); !s.ok()) return s;
    if (Status s = check_kind(zip.get(), i, name, stat); !s.ok()) return s;
    if (!seen.insert(name).second)
      return Status::invalid_argument("the zip archive holds " + shown(name) + " twice");
    if (name.ends_with('/')) continue;
    names.push_back(name);
    indexes.push_back(i);
  }
  return {};
}

ZipReader::ZipReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipReader::ZipReader(ZipReader&&) noexcept = default;
ZipReader& ZipReader::operator=(ZipReader&&) noexcept = default;
ZipReader::~ZipReader() = default;

const std::vector<std::string>& ZipReader::names() const { return state_->names; }

Result<ZipReader> ZipReader::open(std::string_view bytes, const ZipLimits& limits) {
  const auto expected = check_zip_directory(bytes, limits.entries);
  if (!expected) return expected.status();
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
  if (!source) return Status::unavailable("the server is short of memory; try again in a moment");
  auto state = std::make_unique<State>();
  state->limits = limits;
  state->archive_bytes = bytes.size();
  state->zip.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
  if (!state->zip) {
    zip_source_free(source);
    const std::string why = zip_error_strerror(&error);
    zip_error_fini(&error);
    return Status::invalid_argument("the body is not a zip archive that can be read: " + why);
  }
  if (Status s = state->read_names(*expected); !s.ok()) return s;
  return ZipReader(std::move(state));
}

Result<std::uint64_t> ZipReader::extract(std::size_t index, const std::string& path) {
  const std::string name = shown(state_->names[index]);
  const auto damaged = [&] { return Status::invalid_argument(name + " in the zip archive is damaged"); };
  const ZipFile from(zip_fopen_index(state_->zip.get(), state_->indexes[index], 0));
  if (!from) return damaged();
  const File to(path);
  if (!to.is_open()) return cannot(path);
  std::array<char, 64 * 1024> buffer;
  for (std::uint64_t size = 0;;) {
    const auto n = zip_fread(from.get(), buffer.data(), buffer.size());
    if (n < 0) return damaged();  // also where the checksum at its end is wrong
    if (n == 0) return size;
    size += static_cast<std::uint64_t>(n);
    state_->extracted += static_cast<std::uint64_t>(n);
    if (state_->extracted > state_->most()) {
      return Status::resource_exhausted("the zip archive unpacks to more than " +
                                        std::to_string(state_->most()) + " bytes");
    }
    if (!to.write(buffer.data(), static_cast<std::size_t>(n))) return cannot(path);
  }
}

Status write_zip(const std::string& folder, const std::string& path) {
  std::set<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->is_regular_file(error)) files.insert(it->path());
  }
  if (error) return Status::io(folder + ": cannot be read: " + error.message());
  const auto failed = [&](zip_t* zip) {
    return Status::io(path + ": cannot be written: " + (zip ? zip_strerror(zip) : "it cannot be made"));
  };
  Zip zip(zip_open(path.c_str(), ZIP_CREATE | ZIP_EXCL, nullptr));
  if (!zip) return failed(nullptr);
  for (const fs::path& file : files) {
    zip_source_t* source = zip_source_file(zip.get(), file.c_str(), 0, -1);
    if (!source) return failed(zip.get());
    const std::string name = fs::relative(file, folder, error).string();
    if (zip_file_add(zip.get(), name.c_str(), source, ZIP_FL_ENC_UTF_8) < 0) {
      zip_source_free(source);
      return failed(zip.get());
    }
  }
  if (zip_close(zip.get()) != 0) return failed(zip.get());
  zip.release();  // closing has freed it
  return {};
}

}  // namespace relmap::server
