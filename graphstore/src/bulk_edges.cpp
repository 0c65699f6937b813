// Edge files: rows whose ends are one known pair of loaded nodes into the spills, marks for the others.
#include <algorithm>
#include <cstring>

#include "bulk_load.h"
#include "codec.h"
#include "parallel.h"

namespace relmap::graphstore {
namespace {

using Role = ImportColumn::Role;

constexpr std::size_t kTellEach = 1024;  // rows

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

class BulkEdgeReader {
 public:
  BulkEdgeReader(FirstLoad& load, const BulkTable& table)
      : load_(load),
        table_(table),
        type_(*table.edge),
        packer_(*table.packer),
        front_(codec::encode_edge(GraphBulk::kVersion, {})),
        by_pair_(*load.by_pair_),
        by_source_(*load.by_source_) {
    prepare_end(from_, Role::kFrom, Role::kFromLabel);
    prepare_end(to_, Role::kTo, Role::kToLabel);
    const std::size_t n = load_.nodes_.size();
    allowed_.resize(n * n);
    for (std::size_t f = 0; f < n; ++f) {
      for (std::size_t t = 0; t < n; ++t) {
        allowed_[f * n + t] = load_.context_.schema.allows_ends(
            type_.name, {load_.nodes_[f]->table->info->subject}, {load_.nodes_[t]->table->info->subject});
      }
    }
  }

  Status read() {
    Result<ByteReader> bytes = ByteReader::open(table_.info->path);
    if (!bytes) return bytes.status();
    CsvReader reader(std::move(*bytes), load_.context_.limits);
    reader.next(row_);  // the header
    std::size_t rows = 0;
    std::uint64_t told = 0;
    for (; reader.next(row_); ++rows) {
      if (rows % kTellEach == 0) load_.progress_.read(reader.offset() - std::exchange(told, reader.offset()));
      if (!take_row()) load_.leave(table_.file, {row_.begin, row_.line});
    }
    load_.progress_.read(reader.offset() - told);
    if (!reader.status().ok()) return reader.status();
    if (Status s = by_pair_.finish(); !s.ok()) return s;
    keep_cycle_ends();
    const std::lock_guard lock(load_.mutex_);
    load_.rows_ += rows;
    return by_source_.finish();
  }

 private:
  // A node that an end may be.
  struct Candidate {
    std::size_t label = 0;  // index into FirstLoad::nodes_
    std::uint32_t node = 0;
    bool left = false;
  };
  struct End {
    std::size_t column = 0, label_column = 0;  // 1-based; 0: there is none
    std::vector<std::size_t> labels;           // where the row names none
    std::string last_label;                    // the label named last, and its index or nodes_.size()
    std::size_t last_index = SIZE_MAX;
    std::vector<Candidate> found;
  };

  void prepare_end(End& end, Role role, Role label_role) {
    end.column = table_.header.find(role);
    end.label_column = table_.header.find(label_role);
    const std::string& space = table_.header.columns[end.column - 1].space;
    std::vector<std::string> labels;  // empty: any
    if (!space.empty()) {
      const auto it = load_.labels_of_space_.find(space);
      labels = it == load_.labels_of_space_.end() ? std::vector<std::string>{space} : it->second;
    } else {
      for (const EdgeEnds& ends : type_.ends) {
        labels.push_back(role == Role::kFrom ? ends.from : ends.to);
        if (type_.undirected) labels.push_back(role == Role::kFrom ? ends.to : ends.from);
      }
      if (contains(labels, "")) labels.clear();
    }
    for (std::size_t i = 0; i < load_.nodes_.size(); ++i) {
      if (labels.empty() || contains(labels, load_.nodes_[i]->table->info->subject)) end.labels.push_back(i);
    }
  }

  void look_up(End& end, std::size_t label, std::string_view id) const {
    const BulkNodes& nodes = *load_.nodes_[label];
    const std::uint32_t number = nodes.keys.find(id);
    if (number == KeyIndex::kNone) return;
    end.found.push_back({label, static_cast<std::uint32_t>(nodes.base + number), nodes.left[number]});
  }

  void find(End& end) {
    end.found.clear();
    const std::string_view id = row_.cells[end.column - 1].text;
    const std::string_view named =
        end.label_column > 0 ? row_.cells[end.label_column - 1].text : std::string_view();
    if (named.empty()) {
      for (const std::size_t label : end.labels) look_up(end, label, id);
      return;
    }
    if (end.last_index == SIZE_MAX || named != end.last_label) {
      end.last_label = named;
      for (end.last_index = 0; end.last_index < load_.nodes_.size(); ++end.last_index) {
        if (load_.nodes_[end.last_index]->table->info->subject == named) break;
      }
    }
    if (end.last_index < load_.nodes_.size()) look_up(end, end.last_index, id);
  }

  // Whether the row's cells are such that the ordinary import would take it to be an edge.
  bool is_edge() const {
    if (row_.error || row_.cells.size() != table_.header.columns.size()) return false;
    if (row_.cells[from_.column - 1].text.empty() || row_.cells[to_.column - 1].text.empty()) return false;
    const std::size_t type = table_.header.find(Role::kType);
    const std::string_view named = type == 0 ? std::string_view() : row_.cells[type - 1].text;
    return named.empty() || named == type_.name;
  }

  // False where the row is left to the ordinary import.
  bool take_row() {
    if (!is_edge()) return false;
    record_ = front_;
    const bool packed = packer_.pack(row_.cells, {}, record_);
    if (!packed && !packer_.parsed()) return false;
    find(from_);
    find(to_);
    bool left = false;
    std::size_t pairs = 0;
    const Candidate* pair[2] = {nullptr, nullptr};
    for (const Candidate& f : from_.found) {
      left = left || f.left;
      for (const Candidate& t : to_.found) {
        left = left || t.left;
        if (!allowed_[f.label * load_.nodes_.size() + t.label]) continue;
        ++pairs;
        pair[0] = &f, pair[1] = &t;
        if (type_.acyclic) cycle_ends_.emplace_back(f.node, t.node);
      }
    }
    const bool good = packed && !left && pairs == 1 && (type_.loops || pair[0]->node != pair[1]->node);
    if (!good) {
      mark();
      return false;
    }
    add(*pair[0], *pair[1], type_.unique ? 0 : BulkEdge::kChecked, record_);
    return true;
  }

  void mark() {
    for (const Candidate& f : from_.found) {
      if (f.left) continue;
      if (type_.max_out) {
        add(f, f, BulkEdge::kMark | BulkEdge::kAnyFar, {});
        continue;  // says more than a mark of the pair
      }
      for (const Candidate& t : to_.found) {
        const bool may_be = !t.left && allowed_[f.label * load_.nodes_.size() + t.label];
        if (may_be && type_.unique) add(f, t, BulkEdge::kMark, {});
      }
    }
  }

  void add(const Candidate& from, const Candidate& to, std::uint8_t flags, std::string_view record) {
    const bool by_pair = type_.undirected && !(flags & BulkEdge::kChecked);
    const bool turned = by_pair && to.node < from.node;
    BulkEdge edge;
    edge.set_number(row_.begin);
    edge.line = static_cast<std::uint32_t>(row_.line);
    edge.near = turned ? to.node : from.node;
    edge.far = turned ? from.node : to.node;
    edge.size = static_cast<std::uint32_t>(record.size());
    edge.type = table_.symbol;
    edge.flags = static_cast<std::uint8_t>(flags | (turned ? BulkEdge::kTurned : 0));
    spilled_.clear();
    edge.append_to(spilled_);
    spilled_ += record;
    (by_pair ? by_pair_ : by_source_).add(load_.partition_of(edge.near), spilled_);
  }

  void keep_cycle_ends() {
    if (!type_.acyclic) return;
    FirstLoad::CycleCore& cycles = load_.cycles_.at(table_.symbol);
    const std::lock_guard lock(cycles.mutex);
    cycles.ends = std::move(cycle_ends_);
  }

  FirstLoad& load_;
  const BulkTable& table_;
  const EdgeTypeDef& type_;
  RowPacker packer_;
  const std::string front_;  // of every record
  PartitionedSpill::Writer by_pair_, by_source_;
  End from_, to_;
  std::vector<bool> allowed_;  // by label of the source, label of the target
  CsvRow row_;
  std::string record_, spilled_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> cycle_ends_;
};

Status FirstLoad::read_edge_file(const BulkTable& table) { return BulkEdgeReader(*this, table).read(); }

// The largest file first, so that no processor ends up alone with it. The runs of nodes are ready to be
// written too.
Status FirstLoad::read_edges() {
  std::vector<const BulkTable*> files;
  for (const BulkTable& table : tables_) {
    if (table.how == BulkTable::How::kFast && table.edge) files.push_back(&table);
  }
  std::stable_sort(files.begin(), files.end(),
                   [](const BulkTable* a, const BulkTable* b) { return a->info->size > b->info->size; });
  const std::size_t n = nodes_.size();
  Status s = run_parallel(files.size() + 2 * n, [&](std::size_t i) {
    if (i < files.size()) return read_edge_file(*files[i]);
    i -= files.size();
    return i < n ? write_nodes(*nodes_[i]) : write_keys(*nodes_[i - n]);
  });
  if (s.ok()) find_cycle_cores();
  return s;
}

// A node through which a cycle goes has edges out and in that lead on: so whatever has none is peeled off,
// again and again, as in topological sorting (Kahn, 1962), from both sides. What stays holds every cycle; the
// edges at it are left to the ordinary import, which tells of cycles. O(nodes + edges).
void FirstLoad::find_cycle_cores() {
  for (auto& [type, cycles] : cycles_) {
    cycles.core.assign(node_bound_, !cycles.ends.empty());
    if (cycles.ends.empty()) continue;
    for (const bool forward : {true, false}) {
      std::vector<std::uint32_t> begin(node_bound_ + 1), to(cycles.ends.size()), missing(node_bound_);
      for (const auto& [a, b] : cycles.ends) {
        ++begin[(forward ? a : b) + 1];
        ++missing[forward ? b : a];  // edges that hold the node in the core
      }
      for (std::uint32_t i = 0; i < node_bound_; ++i) begin[i + 1] += begin[i];
      std::vector<std::uint32_t> at(begin.begin(), begin.end() - 1), peeled;
      for (const auto& [a, b] : cycles.ends) to[at[forward ? a : b]++] = forward ? b : a;
      for (std::uint32_t i = 0; i < node_bound_; ++i) {
        if (missing[i] == 0) peeled.push_back(i);
      }
      while (!peeled.empty()) {
        const std::uint32_t node = peeled.back();
        peeled.pop_back();
        cycles.core[node] = false;
        for (std::uint32_t i = begin[node]; i < begin[node + 1]; ++i) {
          if (--missing[to[i]] == 0) peeled.push_back(to[i]);
        }
      }
    }
    cycles.ends = {};
  }
}

}  // namespace relmap::graphstore
