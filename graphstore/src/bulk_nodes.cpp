// Nodes: files into key indexes and spills, and from there into runs.
#include <algorithm>

#include "bulk_load.h"
#include "codec.h"
#include "index_value.h"
#include "keys.h"
#include "node_index.h"

namespace relmap::graphstore {
namespace {

using Role = ImportColumn::Role;

constexpr std::size_t kTellEach = 1024;  // rows

// The entries that the nodes of one file have in secondary indexes. All are of one label, so that they are
// one range of keys; they are held in memory until all are there.
class BulkIndex {
 public:
  BulkIndex(const BulkTable& table, const Names& names) : names_(names), label_(table.symbol) {
    for (const PropertyDef& def : table.label->properties) {
      const Symbol property = names.symbols.find(def.name, kNoSymbol);
      if (def.indexed && property != kNoSymbol) indexed_.push_back({property, &def});
    }
  }

  Status add(NodeId node, std::string_view record) {
    if (indexed_.empty()) return {};
    const Result<codec::NodeValue> value = codec::decode_node(record, names_);
    if (!value) return value.status();
    const auto* packed = reinterpret_cast<const std::uint8_t*>(value->packed.data());
    for (const auto& [property, def] : indexed_) {
      const std::uint8_t* at = codec::find_value(packed, property);
      const Value found = at ? codec::decode_trusted(at, names_) : Value();
      if (is_indexable(found.type())) keys_.push_back(IndexedValue{label_, property, def, &found}.key(node));
    }
    return {};
  }

  Status write(GraphBulk& graph) {
    if (keys_.empty()) return {};
    std::sort(keys_.begin(), keys_.end());
    const Result<std::unique_ptr<KvRun>> run = graph.begin_run();
    if (!run) return run.status();
    for (const std::string& key : keys_) {
      if (Status s = (*run)->put(key, {}); !s.ok()) return s;
    }
    return (*run)->close();
  }

 private:
  const Names& names_;
  const Symbol label_;
  std::vector<std::pair<Symbol, const PropertyDef*>> indexed_;
  std::vector<std::string> keys_;
};

}  // namespace

Status FirstLoad::read_nodes(BulkNodes& nodes) {
  const BulkTable& table = *nodes.table;
  Result<ByteReader> bytes = ByteReader::open(table.info->path);
  if (!bytes) return bytes.status();
  Result<std::unique_ptr<PartitionedSpill>> spill = PartitionedSpill::make(graph_.scratch_dir(), 1);
  if (!spill) return spill.status();
  nodes.spill = std::move(*spill);
  PartitionedSpill::Writer writer(*nodes.spill);
  RowPacker packer = *table.packer;
  CsvReader reader(std::move(*bytes), context_.limits);
  CsvRow row;
  reader.next(row);  // the header
  const std::size_t id = table.header.find(Role::kId);
  std::string record, head;
  const std::string front = codec::encode_node(GraphBulk::kVersion, {table.symbol}, {});
  std::uint64_t told = 0;
  for (; reader.next(row); ++nodes.rows) {
    if (nodes.rows % kTellEach == 0) progress_.read(reader.offset() - std::exchange(told, reader.offset()));
    const BulkRow place{row.begin, row.line};
    const std::string_view key = id <= row.cells.size() ? row.cells[id - 1].text : std::string_view();
    if (key.empty() || key.size() > kMaxNodeKeyBytes) {
      leave(table.file, place);
      continue;
    }
    record = front;
    const bool whole = !row.error && row.cells.size() == table.header.columns.size();
    const bool aliased = whole && mark_aliases(nodes, row.cells);
    const bool good = whole && !aliased && !table.lacks_required && packer.pack(row.cells, key, record);
    const auto [number, fresh] = nodes.keys.insert(key);
    if (fresh) {
      nodes.first_row.push_back(place);
      nodes.left.push_back(!good);
    } else {
      nodes.more_rows.push_back({number, place});
      if (!good) nodes.left[number] = true;
      if (good) nodes.later_records[number] = record;
    }
    if (!fresh || !good) continue;
    head.clear();
    codec::put_varint(head, number);
    codec::put_varint(head, record.size());
    writer.add(0, head += record);
  }
  progress_.read(reader.offset() - told);
  if (!reader.status().ok()) return reader.status();
  return writer.finish();
}

// A node with aliases is left to the ordinary import, which knows whose they are; so is every row whose key
// is one of them. True where the row has any.
bool FirstLoad::mark_aliases(BulkNodes& nodes, const std::vector<CsvCell>& cells) {
  const BulkTable& table = *nodes.table;
  const std::size_t column =
      table.label->aliases.empty() ? 0 : table.header.find_property(table.label->aliases);
  if (column == 0 || cells[column - 1].absent()) return false;
  const std::optional<PropertyDef>& def = table.header.columns[column - 1].def;
  const Result<Value> value = def ? Schema::parse_text(*def, cells[column - 1].text) : Status::internal("");
  if (!value || !value->as_list()) return true;
  for (const Value& alias : *value->as_list()) {
    const std::string* text = alias.as_string();
    if (!text || text->empty() || text->size() > kMaxNodeKeyBytes) continue;
    const auto [number, fresh] = nodes.keys.insert(*text);
    if (!fresh) nodes.left[number] = true;
    if (fresh) nodes.first_row.push_back(BulkNodes::kNoRow);
    if (fresh) nodes.left.push_back(true);
  }
  return true;
}

// Who is left is known now: tells of repeated rows, leaves those of left keys.
void FirstLoad::settle_nodes() {
  for (const auto& nodes : nodes_) {
    const std::size_t file = nodes->table->file;
    std::map<std::uint32_t, BulkRow> before;
    for (std::uint32_t key = 0; key < nodes->keys.size(); ++key) {
      const bool has_row = nodes->first_row[key].begin != BulkNodes::kNoRow.begin;
      if (nodes->left[key] && has_row) left_[file].push_back(nodes->first_row[key]);
      created_ += nodes->left[key] ? 0 : 1;
    }
    for (const BulkNodes::MoreRow& more : nodes->more_rows) {
      if (nodes->left[more.key]) {
        left_[file].push_back(more.row);
        continue;
      }
      BulkRow& last = before.try_emplace(more.key, nodes->first_row[more.key]).first->second;
      const std::string record = nodes->table->info->subject + "/" + std::string(nodes->keys.key(more.key));
      repeats_.push_back({file, more.row, std::exchange(last, more.row), record});
    }
    rows_ += nodes->rows;
  }
}

Status FirstLoad::write_nodes(const BulkNodes& nodes) {
  Result<std::unique_ptr<KvRun>> run = graph_.begin_run();
  if (!run) return run.status();
  std::string key;
  BulkIndex index(*nodes.table, graph_.names());
  Status s = nodes.spill->read(0, [&](std::string_view block) -> Status {
    for (codec::Reader in(block); !in.at_end();) {
      const auto number = static_cast<std::uint32_t>(in.varint());
      std::string_view record = in.bytes(in.varint());
      if (!in.ok()) return Status::io("a temporary file of the bulk load reads back differently");
      if (nodes.left[number]) continue;
      if (!nodes.later_records.empty()) {
        const auto later = nodes.later_records.find(number);
        if (later != nodes.later_records.end()) record = later->second;
      }
      key.assign(1, static_cast<char>(keys::Tag::kNode));
      keys::put_u64(key, nodes.base + number);
      if (Status put = (*run)->put(key, record); !put.ok()) return put;
      if (Status indexed = index.add(nodes.base + number, record); !indexed.ok()) return indexed;
    }
    return {};
  });
  if (s.ok()) s = (*run)->close();
  return s.ok() ? index.write(graph_) : s;
}

Status FirstLoad::write_keys(const BulkNodes& nodes) {
  Result<std::unique_ptr<KvRun>> run = graph_.begin_run();
  if (!run) return run.status();
  std::string key, value;
  for (const std::uint32_t number : nodes.keys.sorted()) {
    if (nodes.left[number]) continue;
    key.assign(1, static_cast<char>(keys::Tag::kKey));
    keys::put_u16(key, nodes.table->symbol);
    key += nodes.keys.key(number);
    value.clear();
    codec::put_varint(value, nodes.base + number);
    if (Status s = (*run)->put(key, value); !s.ok()) return s;
  }
  return (*run)->close();
}

}  // namespace relmap::graphstore
