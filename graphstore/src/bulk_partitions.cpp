// Edges from the spills into runs: partitions are sorted so that the rows of one record stand together.
#include <algorithm>
#include <cstring>
#include <span>

#include "bulk_load.h"
#include "codec.h"
#include "keys.h"
#include "parallel.h"

namespace relmap::graphstore {
namespace {

constexpr std::uint64_t kMaxGroupBytes = 24 << 20;  // of spilled edges that are sorted at a time
constexpr std::uint64_t kGroupsPerThread = 4;       // at least, so that no thread ends up alone

std::vector<std::pair<std::size_t, std::size_t>> groups_of(const PartitionedSpill& spill) {
  std::uint64_t bytes = 0;
  for (std::size_t p = 0; p < spill.partitions(); ++p) bytes += spill.bytes(p);
  return group_partitions(spill, std::min(kMaxGroupBytes, bytes / (kGroupsPerThread * parallel_threads())));
}

}  // namespace

void BulkEdge::append_to(std::string& out) const {
  char bytes[kBytes];
  const std::uint32_t words[] = {begin_low, begin_high, line, near, far, size};
  static_assert(sizeof words + sizeof type + sizeof flags == kBytes);
  std::memcpy(bytes, words, sizeof words);
  std::memcpy(bytes + sizeof words, &type, sizeof type);
  bytes[kBytes - 1] = static_cast<char>(flags);
  out.append(bytes, kBytes);
}

bool BulkEdge::take_from(std::string_view& bytes) {
  if (bytes.size() < kBytes) return false;
  std::uint32_t words[6];
  std::memcpy(words, bytes.data(), sizeof words);
  begin_low = words[0], begin_high = words[1], line = words[2];
  near = words[3], far = words[4], size = words[5];
  std::memcpy(&type, bytes.data() + sizeof words, sizeof type);
  flags = static_cast<std::uint8_t>(bytes[kBytes - 1]);
  bytes.remove_prefix(kBytes);
  return size <= bytes.size();
}

// One group of partitions in memory, in the order (near, type, far, row or id).
class BulkEdgeSorter {
 public:
  struct Entry {
    std::uint64_t near_type = 0;
    std::uint32_t far = 0;
    std::uint64_t offset = 0;  // into bytes_
  };
  // What stays of a record: the row that gives its direction, and the one that gives its properties.
  struct Kept {
    BulkEdge edge;
    std::string_view record;
  };
  explicit BulkEdgeSorter(FirstLoad& load) : load_(load) {}

  // A partition at a time: they are in order among themselves.
  Status read(const PartitionedSpill& spill, std::pair<std::size_t, std::size_t> group) {
    std::uint64_t bytes = 0, records = 0;
    for (std::size_t p = group.first; p < group.second; ++p) {
      bytes += spill.bytes(p);
      records += spill.records(p);
    }
    bytes_.reserve(bytes);
    entries_.reserve(records);
    for (std::size_t p = group.first; p < group.second; ++p) {
      const std::size_t first_byte = bytes_.size(), first = entries_.size();
      if (Status s = spill.read_all(p, p + 1, bytes_); !s.ok()) return s;
      if (Status s = add_entries(first_byte); !s.ok()) return s;
      sort(std::span(entries_).subspan(first));
    }
    return {};
  }

  Kept load_at(const Entry& entry) const {
    std::string_view rest = std::string_view(bytes_).substr(entry.offset);
    Kept kept;
    kept.edge.take_from(rest);
    kept.record = rest.substr(0, kept.edge.size);
    return kept;
  }

  // Calls `emit`(const BulkEdge&, std::string_view record) → Status for each record, in the order of keys.
  template <class Emit>
  Status each(const Emit& emit) const {
    for (const Entry& entry : entries_) {
      const Kept kept = load_at(entry);
      if (Status s = emit(kept.edge, kept.record); !s.ok()) return s;
    }
    return {};
  }

  // The same for each record that is loaded; the others are left.
  template <class Emit>
  Status each_record(const Emit& emit) {
    for (std::size_t i = 0; i < entries_.size();) {
      std::size_t end = i + 1;
      while (end < entries_.size() && entries_[end].near_type == entries_[i].near_type) ++end;
      if (Status s = one_type(std::span(entries_).subspan(i, end - i), emit); !s.ok()) return s;
      i = end;
    }
    return {};
  }

 private:
  Status add_entries(std::size_t first_byte) {
    for (std::string_view rest = std::string_view(bytes_).substr(first_byte); !rest.empty();) {
      Entry entry;
      entry.offset = bytes_.size() - rest.size();
      BulkEdge edge;
      if (!edge.take_from(rest))
        return Status::io("a temporary file of the bulk load reads back differently");
      rest.remove_prefix(edge.size);
      entry.near_type = std::uint64_t{edge.near} << 16 | edge.type;
      entry.far = edge.far;
      entries_.push_back(entry);
    }
    return {};
  }

  void sort(std::span<Entry> entries) const {
    std::sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) {
      if (a.near_type != b.near_type) return a.near_type < b.near_type;
      if (a.far != b.far) return a.far < b.far;
      return load_at(a).edge.number() < load_at(b).edge.number();
    });
  }

  // All of one type at one node.
  template <class Emit>
  Status one_type(std::span<const Entry> entries, const Emit& emit) {
    const BulkTable& table = *load_.types_.at(static_cast<Symbol>(entries[0].near_type & 0xFFFF));
    kept_.clear();
    repeats_.clear();
    left_.clear();
    bool any_far = false;
    for (std::size_t i = 0; i < entries.size();) {
      std::size_t end = i + 1;
      while (end < entries.size() && entries[end].far == entries[i].far) ++end;
      any_far = one_pair(table, entries.subspan(i, end - i)) || any_far;
      i = end;
    }
    const std::optional<std::size_t>& most = table.edge->max_out;
    if (most && (any_far || !left_.empty() || kept_.size() > *most)) {
      for (const Entry& entry : entries) {
        const Kept kept = load_at(entry);
        if (!(kept.edge.flags & BulkEdge::kMark)) load_.leave(kept.edge);
      }
      return {};
    }
    for (const BulkEdge& edge : left_) load_.leave(edge);
    for (BulkRepeat& repeat : repeats_) load_.repeat(std::move(repeat));
    for (const Kept& kept : kept_) {
      if (Status s = emit(kept.edge, kept.record); !s.ok()) return s;
    }
    return {};
  }

  // All of one type between two nodes; true where a mark says: leave the whole type at `near`.
  bool one_pair(const BulkTable& table, std::span<const Entry> entries) {
    bool left = in_cycle_core(table, load_at(entries[0]).edge), any_far = false;
    rows_.clear();
    for (const Entry& entry : entries) {
      rows_.push_back(load_at(entry));
      const std::uint8_t flags = rows_.back().edge.flags;
      any_far = any_far || (flags & BulkEdge::kAnyFar);
      left = left || (flags & BulkEdge::kMark);
    }
    if (left) {
      for (const Kept& row : rows_) {
        if (!(row.edge.flags & BulkEdge::kMark)) left_.push_back(row.edge);
      }
      return any_far;
    }
    if (rows_.size() == 1 || (rows_[0].edge.flags & BulkEdge::kChecked)) {
      kept_.insert(kept_.end(), rows_.begin(), rows_.end());
      return any_far;
    }
    unite(table);
    return any_far;
  }

  bool in_cycle_core(const BulkTable& table, const BulkEdge& edge) const {
    if (!table.edge->acyclic) return false;
    const std::vector<bool>& core = load_.cycles_.at(table.symbol).core;
    return core[edge.near] || core[edge.far];
  }

  // Of the rows in rows_ those that are the same record become one: the first gives the direction, the last
  // all properties, for every row of a file has all its columns.
  void unite(const BulkTable& table) {
    std::vector<std::pair<std::string, std::size_t>> order;
    for (std::size_t i = 0; i < rows_.size(); ++i) order.emplace_back(identity(table, rows_[i].record), i);
    std::sort(order.begin(), order.end());
    for (std::size_t i = 0; i < order.size();) {
      Kept kept = rows_[order[i].second];
      std::size_t k = i + 1;
      for (; k < order.size() && order[k].first == order[i].first; ++k) {
        const Kept& row = rows_[order[k].second];
        const BulkEdge& before = rows_[order[k - 1].second].edge;
        kept.record = row.record;
        repeats_.push_back({table.file,
                            {row.edge.number(), row.edge.line},
                            {before.number(), before.line},
                            table.edge->name + " " + load_.node_name(row.edge.from()) + " → " +
                                load_.node_name(row.edge.to())});
      }
      kept_.push_back(kept);
      i = k;
    }
  }

  std::string identity(const BulkTable& table, std::string_view record) const {
    codec::Reader in(record);
    in.varint();  // the version
    const auto* packed = reinterpret_cast<const std::uint8_t*>(in.rest().data());
    std::string out;
    for (const std::string& name : table.edge->key) {
      const Symbol symbol = load_.graph_.names().symbols.find(name, kNoSymbol);
      const std::uint8_t* value = symbol == kNoSymbol ? nullptr : codec::find_value(packed, symbol);
      const std::string_view bytes = value ? codec::value_bytes(value) : std::string_view();
      codec::put_varint(out, bytes.size());  // 0: absent, which is a value of its own
      out += bytes;
    }
    return out;
  }

  FirstLoad& load_;
  std::string bytes_;
  std::vector<Entry> entries_;
  std::vector<Kept> rows_, kept_;
  std::vector<BulkEdge> left_;
  std::vector<BulkRepeat> repeats_;
};

// Undirected edges: what is left of them goes on to the sources' partitions.
Status FirstLoad::check_undirected() {
  const auto groups = groups_of(*by_pair_);
  Status s = run_parallel(groups.size(), [&](std::size_t i) {
    BulkEdgeSorter sorter(*this);
    if (Status read = sorter.read(*by_pair_, groups[i]); !read.ok()) return read;
    PartitionedSpill::Writer writer(*by_source_);
    std::string spilled;
    const Status sorted = sorter.each_record([&](const BulkEdge& edge, std::string_view record) {
      BulkEdge out = edge;
      out.near = static_cast<std::uint32_t>(edge.from());
      out.far = static_cast<std::uint32_t>(edge.to());
      out.size = static_cast<std::uint32_t>(record.size());
      out.flags = BulkEdge::kChecked;
      spilled.clear();
      out.append_to(spilled);
      writer.add(partition_of(out.near), spilled += record);
      return Status();
    });
    const Status finished = writer.finish();
    return sorted.ok() ? finished : sorted;
  });
  by_pair_.reset();
  return s;
}

Status FirstLoad::write_out_halves() {
  const auto groups = groups_of(*by_source_);
  // Numbers follow the order of keys; what is left of a group's leaves holes.
  std::vector<std::uint64_t> first_id;
  for (const auto& [first, last] : groups) {
    first_id.push_back(edge_bound_);
    for (std::size_t p = first; p < last; ++p) edge_bound_ += by_source_->records(p);
  }
  Status s = run_parallel(groups.size(), [&](std::size_t i) {
    BulkEdgeSorter sorter(*this);
    if (Status read = sorter.read(*by_source_, groups[i]); !read.ok()) return read;
    Result<std::unique_ptr<KvRun>> run = graph_.begin_run();
    if (!run) return run.status();
    PartitionedSpill::Writer writer(*by_target_);
    EdgeId id = first_id[i];
    std::string key, spilled;
    const Status sorted = sorter.each_record([&](const BulkEdge& edge, std::string_view record) {
      keys::write_edge(key, Direction::kOut, {edge.near, edge.type, edge.far, id});
      if (Status put = (*run)->put(key, record); !put.ok()) return put;
      BulkEdge half = edge;
      half.set_number(id++);
      std::swap(half.near, half.far);
      half.size = static_cast<std::uint32_t>(record.size());
      spilled.clear();
      half.append_to(spilled);
      writer.add(partition_of(half.near), spilled += record);
      return Status();
    });
    const Status finished = writer.finish();
    progress_.wrote(2 * groups.size());
    const std::lock_guard lock(mutex_);
    created_ += id - first_id[i];
    if (!sorted.ok()) return sorted;
    return finished.ok() ? (*run)->close() : finished;
  });
  by_source_.reset();
  return s;
}

Status FirstLoad::write_in_halves() {
  const auto groups = groups_of(*by_target_);
  Status s = run_parallel(groups.size(), [&](std::size_t i) {
    BulkEdgeSorter sorter(*this);
    if (Status read = sorter.read(*by_target_, groups[i]); !read.ok()) return read;
    Result<std::unique_ptr<KvRun>> run = graph_.begin_run();
    if (!run) return run.status();
    std::string key;
    const Status sorted = sorter.each([&](const BulkEdge& half, std::string_view record) {
      keys::write_edge(key, Direction::kIn, {half.far, half.type, half.near, half.number()});
      return (*run)->put(key, record);
    });
    progress_.wrote(2 * groups.size());
    return sorted.ok() ? (*run)->close() : sorted;
  });
  by_target_.reset();
  return s;
}

}  // namespace relmap::graphstore
