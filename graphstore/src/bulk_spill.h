// PartitionedSpill: records put down on disk by partition, by several threads, and read back a partition at a
// time. One temporary file without a name: it is gone when the spill is, also after a crash.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"

namespace relmap::graphstore {

class PartitionedSpill {
 public:
  // `dir`: "" for the system's folder of temporary files. kIo.
  static Result<std::unique_ptr<PartitionedSpill>> make(const std::string& dir, std::size_t partitions);
  ~PartitionedSpill();
  PartitionedSpill(const PartitionedSpill&) = delete;
  PartitionedSpill& operator=(const PartitionedSpill&) = delete;

  // Belongs to one thread; several may write at the same time. Must not outlive the spill.
  class Writer {
   public:
    explicit Writer(PartitionedSpill& spill) : spill_(spill), buffers_(spill.parts_.size()) {}
    void add(std::size_t partition, std::string_view record);
    // Call once, when all is added. kIo where something could not be written.
    Status finish();

   private:
    void flush(std::size_t partition);

    PartitionedSpill& spill_;
    struct Buffer {
      std::string bytes;
      std::size_t records = 0;
    };
    std::vector<Buffer> buffers_;
    Status status_;
  };

  std::size_t partitions() const { return parts_.size(); }
  std::uint64_t records(std::size_t partition) const { return parts_[partition].records; }
  std::uint64_t bytes(std::size_t partition) const { return parts_[partition].bytes; }

  // All records of a partition, block by block: whole records, those of one writer in their order.
  Status read(std::size_t partition, const std::function<Status(std::string_view)>& block) const;
  // Appends all records of the partitions [first, last) to `out`.
  Status read_all(std::size_t first, std::size_t last, std::string& out) const;

 private:
  struct Block {
    std::uint64_t offset = 0;
    std::size_t size = 0;
  };
  struct Part {
    std::vector<Block> blocks;
    std::uint64_t records = 0, bytes = 0;
  };

  PartitionedSpill(int file, std::size_t partitions) : file_(file), parts_(partitions) {}
  Status write(std::size_t partition, std::string_view bytes, std::size_t records);
  Status read_block(const Block& block, char* out) const;

  const int file_;
  std::mutex mutex_;  // of parts_ while there are writers
  std::vector<Part> parts_;
  std::atomic<std::uint64_t> end_{0};
};

// Neighbouring partitions, grouped so that each group has about `bytes` of records (a large partition alone
// has more): pairs [first, last).
std::vector<std::pair<std::size_t, std::size_t>> group_partitions(const PartitionedSpill& spill,
                                                                  std::uint64_t bytes);

}  // namespace relmap::graphstore
