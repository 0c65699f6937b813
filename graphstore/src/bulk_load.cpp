#include "bulk_load.h"

#include <algorithm>
#include <set>

#include "parallel.h"

namespace relmap::graphstore {
namespace {

using Role = ImportColumn::Role;

constexpr std::uint64_t kBytesPerPartition = 1 << 20;  // of edge files
constexpr std::uint64_t kMaxPartitions = 1024;

}  // namespace

void BulkProgress::add(std::uint64_t bytes, std::uint64_t& to) {
  if (!tell_) return;
  const std::lock_guard lock(mutex_);
  to += bytes;
  const auto now = std::chrono::steady_clock::now();
  if (now - last_ < std::chrono::milliseconds(100)) return;
  last_ = now;
  tell_(static_cast<std::size_t>((std::min(read_, total_) + std::min(written_, total_)) / 2),
        static_cast<std::size_t>(total_));
}

FirstLoad::FirstLoad(GraphBulk& graph, const ImportContext& context, const std::vector<ImportFile>& files,
                     std::function<void(std::size_t, std::size_t)> progress)
    : graph_(graph),
      context_(context),
      files_(files),
      progress_(std::move(progress),
                [&] {
                  std::uint64_t total = 0;
                  for (const ImportFile& file : files) total += file.size;
                  return total;
                }()),
      left_(files.size()) {}

Result<bool> FirstLoad::prepare() {
  std::set<std::pair<ImportKind, std::string>> subjects;
  tables_.reserve(files_.size());
  bool any = false;
  for (std::size_t i = 0; i < files_.size(); ++i) {
    Result<BulkTable> table = prepare_bulk_table(context_, files_, i, graph_);
    if (!table) return table.status();
    const bool fresh = subjects.emplace(files_[i].kind, files_[i].subject).second;
    if (table->how == BulkTable::How::kRefused || !fresh) return false;
    any = any || table->how == BulkTable::How::kFast;
    tables_.push_back(std::move(*table));
  }
  std::map<std::string, std::set<std::string>> spaces;
  for (const BulkTable& table : tables_) {
    if (table.how != BulkTable::How::kFast || !table.label) continue;
    nodes_.push_back(std::make_unique<BulkNodes>());
    nodes_.back()->table = &table;
    for (const ImportColumn& column : table.header.columns) {
      if (column.role == Role::kId && !column.space.empty()) spaces[column.space].insert(table.info->subject);
    }
  }
  for (const auto& [space, labels] : spaces) labels_of_space_[space] = {labels.begin(), labels.end()};
  for (BulkTable& table : tables_) {
    if (table.how != BulkTable::How::kFast || !table.edge) continue;
    types_[table.symbol] = &table;
    if (table.edge->acyclic) cycles_.try_emplace(table.symbol);
    for (const ImportColumn& column : table.header.columns) {
      const bool named = column.space.empty() || labels_of_space_.contains(column.space) ||
                         context_.schema.find_label(column.space) != nullptr;
      if (!named) table.how = BulkTable::How::kLeft;
    }
  }
  return any;
}

Result<bool> FirstLoad::run(bool give_up_if_left, const std::function<bool()>& stop) {
  const auto give_up = [&] { return give_up_if_left && any_left_or_repeated(); };
  Status s = run_parallel(nodes_.size(), [&](std::size_t i) { return read_nodes(*nodes_[i]); });
  if (!s.ok()) return s;
  settle_nodes();
  std::uint64_t bound = 0;
  for (const auto& nodes : nodes_) {
    nodes->base = bound;
    bound += nodes->keys.size();
  }
  if (bound >= kNoVertex) return Status::resource_exhausted("the folder has more than 4 billion nodes");
  node_bound_ = static_cast<std::uint32_t>(bound);
  if (give_up()) return false;
  for (const auto& stage : {&FirstLoad::make_spills, &FirstLoad::read_edges, &FirstLoad::check_undirected,
                            &FirstLoad::write_out_halves, &FirstLoad::write_in_halves}) {
    if (stop && stop()) return import_stopped();
    if (s = (this->*stage)(); !s.ok()) return s;
    if (give_up()) return false;
  }
  for (std::vector<BulkRow>& rows : left_) {
    std::sort(rows.begin(), rows.end(), [](const BulkRow& a, const BulkRow& b) { return a.begin < b.begin; });
  }
  std::sort(repeats_.begin(), repeats_.end(), [](const BulkRepeat& a, const BulkRepeat& b) {
    return a.file != b.file ? a.file < b.file : a.row.begin < b.row.begin;
  });
  return true;
}

Status FirstLoad::finish(CommitRecord record) {
  record.changed = created_;
  return graph_.finish(std::move(record), node_bound_, edge_bound_);
}

Status FirstLoad::make_spills() {
  std::uint64_t bytes = 0;
  for (const BulkTable& table : tables_) bytes += table.edge ? table.info->size : 0;
  const auto partitions = std::clamp<std::uint64_t>(bytes / kBytesPerPartition, 1, kMaxPartitions);
  partition_width_ = static_cast<std::uint32_t>(node_bound_ / partitions + 1);
  const std::size_t count = node_bound_ / partition_width_ + 1;
  for (std::unique_ptr<PartitionedSpill>* spill : {&by_pair_, &by_source_, &by_target_}) {
    Result<std::unique_ptr<PartitionedSpill>> made = PartitionedSpill::make(graph_.scratch_dir(), count);
    if (!made) return made.status();
    *spill = std::move(*made);
  }
  return {};
}

bool FirstLoad::any_left_or_repeated() const {
  const std::lock_guard lock(mutex_);
  const bool rows = std::any_of(left_.begin(), left_.end(), [](const auto& l) { return !l.empty(); });
  const bool file = std::any_of(tables_.begin(), tables_.end(),
                                [](const BulkTable& table) { return table.how != BulkTable::How::kFast; });
  return rows || file || !repeats_.empty();
}

bool FirstLoad::whole_file_left(std::size_t file) const { return tables_[file].how != BulkTable::How::kFast; }

std::vector<std::string> FirstLoad::labels() const {
  std::vector<std::string> labels;
  for (const auto& nodes : nodes_) labels.push_back(nodes->table->info->subject);
  return labels;
}

const BulkNodes* FirstLoad::nodes_of(std::string_view label) const {
  for (const auto& nodes : nodes_) {
    if (nodes->table->info->subject == label) return nodes.get();
  }
  return nullptr;
}

std::string FirstLoad::node_name(NodeId id) const {
  const auto after = std::upper_bound(nodes_.begin(), nodes_.end(), id,
                                      [](NodeId wanted, const auto& nodes) { return wanted < nodes->base; });
  const BulkNodes& nodes = **std::prev(after);
  std::string name = nodes.table->info->subject + "/";
  name += nodes.keys.key(static_cast<std::uint32_t>(id - nodes.base));
  return name;
}

void FirstLoad::leave(std::size_t file, const BulkRow& row) {
  const std::lock_guard lock(mutex_);
  left_[file].push_back(row);
}

void FirstLoad::leave(const BulkEdge& edge) { leave(types_.at(edge.type)->file, {edge.number(), edge.line}); }

void FirstLoad::repeat(BulkRepeat repeat) {
  const std::lock_guard lock(mutex_);
  repeats_.push_back(std::move(repeat));
}

}  // namespace relmap::graphstore
