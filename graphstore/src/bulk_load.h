// The first load of an empty graph. Rows that are plainly good go past the commit into sorted runs; all
// others are left to the ordinary import, which then follows, so that there is one judge of what is wrong
// with a row.
//
// Stages, each on all processors, over files or partitions:
//   1. bulk_nodes.cpp       node files → key indexes in memory, packed nodes in a spill per file
//   2. bulk_edges.cpp       edge files → ends looked up, packed edges in a spill partitioned by their owner
//   (the
//                           source; of undirected types the smaller end); meanwhile runs of nodes and keys
//   3. bulk_partitions.cpp  each partition sorted in memory, so that the rows of one record stand together:
//                           repeated ones become one, whatever a left row might touch is left too; a run of
//                           'o' records each, and the other halves spilled again, by target
//   4.                      those sorted: runs of 'i' records
//
// The rule that makes the two imports together report what the ordinary one alone would: a row is loaded only
// if no row that is left can have to do with its record. So a left row "marks" each record that it may turn
// out to be about, and the rows of a marked record are left with it.
//
// Memory: the keys of all nodes, and on each thread the largest partition.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bulk_keys.h"
#include "bulk_rows.h"
#include "bulk_spill.h"
#include "graph_bulk.h"
#include "import_batch.h"

namespace relmap::graphstore {

// Tells a caller how far it is, from any thread: files read count as one half, records written as the other.
class BulkProgress {
 public:
  BulkProgress(std::function<void(std::size_t, std::size_t)> tell, std::uint64_t total)
      : tell_(std::move(tell)), total_(total) {}
  void read(std::uint64_t bytes) { add(bytes, read_); }
  // `part` of `parts` equal parts of the writing is done.
  void wrote(std::size_t parts) { add(parts == 0 ? 0 : total_ / parts, written_); }

 private:
  void add(std::uint64_t bytes, std::uint64_t& to);

  std::function<void(std::size_t, std::size_t)> tell_;
  const std::uint64_t total_;
  std::mutex mutex_;
  std::uint64_t read_ = 0, written_ = 0;
  std::chrono::steady_clock::time_point last_;
};

// The nodes of one file.
struct BulkNodes {
  const BulkTable* table = nullptr;
  KeyIndex keys;
  static constexpr BulkRow kNoRow{UINT64_MAX, 0};
  std::vector<BulkRow> first_row;  // of each key; kNoRow: so far only the alias of another node
  std::vector<bool> left;          // of each key: its rows are left to the ordinary import
  struct MoreRow {
    std::uint32_t key = 0;
    BulkRow row;
  };
  std::vector<MoreRow> more_rows;                      // of keys with several, in the order of the file
  std::map<std::uint32_t, std::string> later_records;  // of these the last one
  std::unique_ptr<PartitionedSpill> spill;             // first records: key number, size, bytes
  std::size_t rows = 0;
  NodeId base = 0;  // the node of key k is base + k
};

// A repeated row of a loaded record: told as a warning.
struct BulkRepeat {
  std::size_t file = 0;
  BulkRow row, before;  // the row, and the one that it takes the place of
  std::string record;
};

// An edge on its way. `near` is the end by which it is partitioned.
struct BulkEdge {
  std::uint32_t begin_low = 0, begin_high = 0;  // of the row; once loaded: the EdgeId
  std::uint32_t line = 0;
  std::uint32_t near = 0, far = 0;
  std::uint32_t size = 0;  // of the record that follows: as codec::encode_edge() makes it
  Symbol type = 0;
  std::uint8_t flags = 0;

  static constexpr std::uint8_t kMark = 1;     // a row that is left may be about this record
  static constexpr std::uint8_t kAnyFar = 2;   // with kMark: about any of this type at `near`
  static constexpr std::uint8_t kChecked = 4;  // one row, and no other has to do with it
  static constexpr std::uint8_t kTurned = 8;   // `near` is the target
  static constexpr std::size_t kBytes = 27;    // of the header as it is spilled

  void append_to(std::string& out) const;
  // Takes one off the front of `bytes`, leaving the record there. False where they are too few.
  bool take_from(std::string_view& bytes);

  std::uint64_t number() const { return std::uint64_t{begin_high} << 32 | begin_low; }
  void set_number(std::uint64_t n) {
    begin_low = static_cast<std::uint32_t>(n);
    begin_high = static_cast<std::uint32_t>(n >> 32);
  }
  NodeId from() const { return flags & kTurned ? far : near; }
  NodeId to() const { return flags & kTurned ? near : far; }
};

inline Status import_stopped() { return Status::unavailable("the import was stopped; nothing was written"); }

class FirstLoad {
 public:
  // All must outlive it.
  FirstLoad(GraphBulk& graph, const ImportContext& context, const std::vector<ImportFile>& files,
            std::function<void(std::size_t, std::size_t)> progress);

  // Whether the load can do anything for this folder; false: it is all the ordinary import's. kIo.
  Result<bool> prepare();
  // Everything up to runs that are ready. `give_up_if_left`: stops, with nothing to finish, as soon as a row
  // is left or repeated; the result then is false. `stop` (may be empty) is asked between the stages; once it
  // says true: kUnavailable.
  Result<bool> run(bool give_up_if_left, const std::function<bool()>& stop);
  Status finish(CommitRecord record);

  // What came of it.
  std::size_t rows() const { return rows_; }        // of the files that were read, loaded or left
  std::size_t created() const { return created_; }  // records
  bool whole_file_left(std::size_t file) const;     // its rows are not in rows()
  const std::vector<BulkRow>& left(std::size_t file) const { return left_[file]; }  // ascending
  const std::vector<BulkRepeat>& repeats() const { return repeats_; }
  std::vector<std::string> labels() const;  // of the node files that were read

 private:
  friend class BulkEdgeReader;
  friend class BulkEdgeSorter;

  bool any_left_or_repeated() const;
  const BulkNodes* nodes_of(std::string_view label) const;
  std::string node_name(NodeId id) const;  // "Label/key"

  Status read_nodes(BulkNodes& nodes);
  static bool mark_aliases(BulkNodes& nodes, const std::vector<CsvCell>& cells);
  void settle_nodes();
  Status write_nodes(const BulkNodes& nodes);
  Status write_keys(const BulkNodes& nodes);

  Status read_edges();
  Status read_edge_file(const BulkTable& table);
  void find_cycle_cores();

  Status make_spills();
  Status check_undirected();
  Status write_out_halves();
  Status write_in_halves();
  std::size_t partition_of(std::uint32_t node) const { return node / partition_width_; }

  void leave(std::size_t file, const BulkRow& row);
  void leave(const BulkEdge& edge);
  void repeat(BulkRepeat repeat);

  GraphBulk& graph_;
  const ImportContext& context_;
  const std::vector<ImportFile>& files_;
  BulkProgress progress_;

  std::vector<BulkTable> tables_;
  std::vector<std::unique_ptr<BulkNodes>> nodes_;  // in the order of the files, and so of NodeIds
  std::map<std::string, std::vector<std::string>, std::less<>> labels_of_space_;
  std::map<Symbol, const BulkTable*> types_;

  // Edge types that are to have no cycle: the ends of all edges that may come to be, then the nodes that a
  // cycle can go through.
  struct CycleCore {
    std::mutex mutex;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
    std::vector<bool> core;
  };
  std::map<Symbol, CycleCore> cycles_;

  std::uint32_t node_bound_ = 0;
  std::uint32_t partition_width_ = 1;
  std::unique_ptr<PartitionedSpill> by_pair_, by_source_, by_target_;
  std::uint64_t edge_bound_ = 0;

  mutable std::mutex mutex_;  // of what follows
  std::vector<std::vector<BulkRow>> left_;
  std::vector<BulkRepeat> repeats_;
  std::size_t rows_ = 0, created_ = 0;
};

}  // namespace relmap::graphstore
