#include "bulk_spill.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

namespace relmap::graphstore {
namespace {

constexpr std::size_t kBlockBytes = 16 << 10;

Status failed(const char* what) {
  return Status::io(std::string("a temporary file of the bulk load cannot be ") + what + ": " +
                    std::strerror(errno));
}

}  // namespace

Result<std::unique_ptr<PartitionedSpill>> PartitionedSpill::make(const std::string& dir,
                                                                 std::size_t partitions) {
  std::error_code ignored;
  const std::string folder = dir.empty() ? std::filesystem::temp_directory_path(ignored).string() : dir;
  std::string name = folder + "/relmap-spill-XXXXXX";
  const int file = ::mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) return failed("made");
  ::unlink(name.c_str());
  return std::unique_ptr<PartitionedSpill>(new PartitionedSpill(file, partitions));
}

PartitionedSpill::~PartitionedSpill() { ::close(file_); }

void PartitionedSpill::Writer::add(std::size_t partition, std::string_view record) {
  Buffer& buffer = buffers_[partition];
  if (!buffer.bytes.empty() && buffer.bytes.size() + record.size() > kBlockBytes) flush(partition);
  if (buffer.bytes.capacity() == 0) buffer.bytes.reserve(kBlockBytes);
  buffer.bytes += record;
  ++buffer.records;
}

void PartitionedSpill::Writer::flush(std::size_t partition) {
  Buffer& buffer = buffers_[partition];
  if (status_.ok()) status_ = spill_.write(partition, buffer.bytes, buffer.records);
  buffer.bytes.clear();
  buffer.records = 0;
}

Status PartitionedSpill::Writer::finish() {
  for (std::size_t i = 0; i < buffers_.size(); ++i) {
    if (buffers_[i].records > 0) flush(i);
    buffers_[i].bytes = std::string();
  }
  return status_;
}

Status PartitionedSpill::write(std::size_t partition, std::string_view bytes, std::size_t records) {
  const std::uint64_t offset = end_.fetch_add(bytes.size());
  for (std::size_t done = 0; done < bytes.size();) {
    const ssize_t put =
        ::pwrite(file_, bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return failed("written");
    done += static_cast<std::size_t>(put);
  }
  const std::lock_guard lock(mutex_);
  Part& part = parts_[partition];
  part.blocks.push_back({offset, bytes.size()});
  part.records += records;
  part.bytes += bytes.size();
  return {};
}

Status PartitionedSpill::read_block(const Block& block, char* out) const {
  for (std::size_t done = 0; done < block.size;) {
    const ssize_t got =
        ::pread(file_, out + done, block.size - done, static_cast<off_t>(block.offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return failed("read");
    done += static_cast<std::size_t>(got);
  }
  return {};
}

Status PartitionedSpill::read(std::size_t partition,
                              const std::function<Status(std::string_view)>& block) const {
  std::string bytes;
  for (const Block& at : parts_[partition].blocks) {
    bytes.resize(at.size);
    if (Status s = read_block(at, bytes.data()); !s.ok()) return s;
    if (Status s = block(bytes); !s.ok()) return s;
  }
  return {};
}

Status PartitionedSpill::read_all(std::size_t first, std::size_t last, std::string& out) const {
  std::uint64_t size = out.size();
  for (std::size_t p = first; p < last; ++p) size += parts_[p].bytes;
  std::size_t at = out.size();
  out.resize(size);
  for (std::size_t p = first; p < last; ++p) {
    for (const Block& block : parts_[p].blocks) {
      if (Status s = read_block(block, out.data() + at); !s.ok()) return s;
      at += block.size;
    }
  }
  return {};
}

std::vector<std::pair<std::size_t, std::size_t>> group_partitions(const PartitionedSpill& spill,
                                                                  std::uint64_t bytes) {
  std::vector<std::pair<std::size_t, std::size_t>> groups;
  std::uint64_t size = 0;
  std::size_t first = 0;
  for (std::size_t p = 0; p < spill.partitions(); ++p) {
    size += spill.bytes(p);
    if (size < bytes && p + 1 < spill.partitions()) continue;
    if (size > 0) groups.emplace_back(first, p + 1);
    first = p + 1;
    size = 0;
  }
  return groups;
}

}  // namespace relmap::graphstore
