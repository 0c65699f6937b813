// Graph::verify(): reads the store record by record and checks that everything that must agree does.
#include <algorithm>

#include "graph_impl.h"
#include "history_verify.h"
#include "node_index.h"

namespace relmap::graphstore {
namespace {

class Verifier {
 public:
  explicit Verifier(const Published& at) : at_(at), names_(*at.names), schema_(at.snapshot->schema()) {}

  Result<VerifyReport> run() {
    using keys::Tag;
    const std::pair<Tag, void (Verifier::*)(std::string_view, std::string_view)> passes[] = {
        {Tag::kNode, &Verifier::check_node},   {Tag::kOut, &Verifier::check_out},
        {Tag::kIn, &Verifier::check_in},       {Tag::kKey, &Verifier::check_key},
        {Tag::kIndex, &Verifier::check_index},
    };
    for (const auto& [tag, check] : passes) {
      const auto it = at_.view->scan(keys::tagged(tag), keys::tag_end(tag));
      for (; it->valid(); it->next()) (this->*check)(it->key(), it->value());
      if (Status s = it->status(); !s.ok()) return s;
    }
    const auto found = [&](const std::string& what) { find(what); };
    if (Status s = verify_history(HistoryView(at_, schema_), report_.history_records, found); !s.ok())
      return s;
    check_totals();
    return std::move(report_);
  }

 private:
  void find(const std::string& what) { report_.add(what); }
  std::optional<std::string> get(std::string_view key) {
    Result<std::optional<std::string>> value = at_.view->get(key);
    if (value) return std::move(*value);
    find("reading failed: " + value.status().message());
    return std::nullopt;
  }

  void check_node(std::string_view key, std::string_view value) {
    ++report_.nodes;
    const std::optional<NodeId> id = keys::parse_node(key);
    const Result<codec::NodeValue> node = codec::decode_node(value, names_);
    if (!id || !node) return find("a node record is damaged");
    const std::string record = "node " + std::to_string(*id);
    node_bound_ = std::max(node_bound_, *id + 1);
    if (!at_.snapshot->alive(static_cast<Vertex>(*id))) find(record + ": is not in the snapshot");
    const Properties properties = *codec::unpack(node->packed, names_);
    check_keys(*id, record, node->labels, properties);
    for (const IndexedValue& v : indexed_values(schema_, names_, node->labels, properties)) {
      ++expected_index_;
      if (!get(v.key(*id))) find(record + ": its " + v.def->name + " is not in the index");
    }
  }

  void check_keys(NodeId id, const std::string& record, const std::vector<Symbol>& labels,
                  const Properties& properties) {
    for (const Symbol symbol : labels) {
      const LabelDef* label = schema_.find_label(names_.symbols.text(symbol));
      if (!label || label->key.empty()) continue;
      const auto it = properties.find(label->key);
      if (it == properties.end() || !it->second.as_string()) find(record + ": has no " + label->key);
    }
    for (const auto& [label, key] : node_keys(schema_, names_, labels, properties)) {
      ++expected_keys_;
      const std::optional<std::string> indexed = get(keys::key_index(label, key));
      if (!indexed || codec::Reader(*indexed).varint() != id) find(record + ": is not in the key index");
      if (at_.snapshot->find(names_.symbols.text(label), key) != static_cast<Vertex>(id)) {
        find(record + ": the snapshot does not find it by its key");
      }
    }
  }

  void check_end(NodeId id, const std::string& record) {
    if (id > SnapshotBuilder::kMaxNode || !at_.snapshot->alive(static_cast<Vertex>(id))) {
      find(record + ": its end, node " + std::to_string(id) + ", does not exist");
    }
  }

  void check_out(std::string_view key, std::string_view value) {
    ++report_.edges;
    const std::optional<keys::EdgeKey> e = keys::parse_edge(key);
    if (!e || e->type >= names_.symbols.size() || !codec::decode_edge(value, names_)) {
      return find("an edge record is damaged");
    }
    const std::string record = names_.symbols.text(e->type) + " edge " + std::to_string(e->id);
    edge_bound_ = std::max(edge_bound_, e->id + 1);
    check_end(e->from, record);
    check_end(e->to, record);
    const std::optional<std::string> twin = get(keys::in_edge(*e));
    if (!twin) find(record + ": its half at the target is missing");
    if (twin && *twin != value) find(record + ": its two halves differ");
  }

  void check_in(std::string_view key, std::string_view) {
    ++in_halves_;
    const std::optional<keys::EdgeKey> e = keys::parse_edge(key);
    if (!e) return find("an edge record is damaged");
    if (!get(keys::out_edge(*e)))
      find("edge " + std::to_string(e->id) + ": its half at the source is missing");
  }

  void check_key(std::string_view, std::string_view) { ++report_.keys; }

  // Every node's entries are looked up by check_node; here those that no node accounts for are found.
  void check_index(std::string_view key, std::string_view) {
    ++report_.index_entries;
    const std::optional<IndexEntry> entry = parse_index_key(key);
    const bool named =
        entry && entry->label < names_.symbols.size() && entry->property < names_.symbols.size();
    if (!named) return find("an index entry is damaged");
    const std::string record = "index of " + names_.symbols.text(entry->label) + "." +
                               names_.symbols.text(entry->property) + ": node " + std::to_string(entry->node);
    const std::string bytes = get(keys::node(entry->node)).value_or(std::string());
    const Result<codec::NodeValue> node = codec::decode_node(bytes, names_);
    if (!node) return find(record + ": does not exist, or is damaged");
    const Properties properties = *codec::unpack(node->packed, names_);
    for (const IndexedValue& v : indexed_values(schema_, names_, node->labels, properties)) {
      if (v.key(entry->node) == key) return;
    }
    find(record + ": has another value, or none");
  }

  void check_counters() {
    const std::optional<std::string> counters = get(keys::kNextKey);
    codec::Reader in(counters ? std::string_view(*counters) : std::string_view());
    const NodeId next_node = in.varint();
    const EdgeId next_edge = in.varint();
    if (!in.ok() || next_node < node_bound_ || next_edge < edge_bound_)
      find("the counters are behind the records");
  }

  void check_totals() {
    check_counters();
    const Snapshot& s = *at_.snapshot;
    if (in_halves_ != report_.edges) {
      find(std::to_string(report_.edges) + " edges at their sources, " + std::to_string(in_halves_) +
           " at their targets");
    }
    if (report_.keys != expected_keys_) {
      find(std::to_string(report_.keys) + " keys in the index, " + std::to_string(expected_keys_) +
           " on nodes");
    }
    if (report_.index_entries != expected_index_) {
      find(std::to_string(report_.index_entries) + " entries in indexes, " + std::to_string(expected_index_) +
           " values to index");
    }
    if (s.node_count() != report_.nodes || s.edge_count() != report_.edges)
      find("the snapshot's counts differ from the store's");
  }

  const Published& at_;
  const Names& names_;
  const Schema& schema_;
  VerifyReport report_;
  std::size_t in_halves_ = 0, expected_keys_ = 0, expected_index_ = 0;
  NodeId node_bound_ = 0;
  EdgeId edge_bound_ = 0;
};

}  // namespace

Result<VerifyReport> Graph::verify() const {
  const Status files = impl_->store().check_files();
  const std::shared_ptr<const Published> at = impl_->published();
  if (!files.ok() && files.code() != StatusCode::kCorrupt) return files;
  Result<VerifyReport> report = Verifier(*at).run();
  if (!files.ok() && report) report->add(files.message());
  return report;
}

}  // namespace relmap::graphstore
