#include "graphstore/graph.h"

#include <algorithm>

#include "apply.h"
#include "graph_impl.h"

namespace relmap::graphstore {

Result<NodeRecord> decode_node_record(NodeId id, std::string_view bytes, const Names& names) {
  const Result<codec::NodeValue> value = codec::decode_node(bytes, names);
  if (!value) return value.status().with_context("node " + std::to_string(id));
  Result<Properties> properties = codec::unpack(value->packed, names);
  if (!properties) return properties.status();
  NodeRecord record;
  record.id = id;
  for (const Symbol label : value->labels) record.labels.push_back(names.symbols.text(label));
  std::sort(record.labels.begin(), record.labels.end());
  record.properties = std::move(*properties);
  record.version = value->version;
  return record;
}

Result<EdgeRecord> decode_edge_record(const keys::EdgeKey& key, std::string_view bytes, const Names& names) {
  if (key.type >= names.symbols.size()) return Status::corrupt("an edge has an unknown type");
  const Result<codec::EdgeValue> value = codec::decode_edge(bytes, names);
  if (!value) return value.status().with_context("edge " + std::to_string(key.id));
  Result<Properties> properties = codec::unpack(value->packed, names);
  if (!properties) return properties.status();
  return EdgeRecord{key.id, names.symbols.text(key.type), key.from,
                    key.to, std::move(*properties),       value->version};
}

namespace {

Result<std::string> require(const KvView& view, std::string_view key, const char* what) {
  Result<std::optional<std::string>> value = view.get(key);
  if (!value) return value.status();
  if (!*value) return Status::corrupt(std::string("the store has no ") + what);
  return std::move(**value);
}

// Whether the store is new; an error where it holds something else than a graph.
Result<bool> holds_nothing(const KvStore& store, const std::string& url) {
  const std::unique_ptr<KvView> view = store.view();  // must be gone before the store is
  const Result<std::optional<std::string>> format = view->get(keys::kFormatKey);
  if (!format) return format.status();
  if (*format) return false;
  if (view->scan("", "")->valid()) {
    return Status::unsupported_version("'" + url + "' holds another program's data, not a relmap store");
  }
  return true;
}

}  // namespace

// Every name a schema uses gets its number at the store's birth: small, and the same in every store.
void add_schema_names(const Schema& schema, Names& names) {
  const auto add = [](NameTable& table, const std::string& text) {
    if (table.find(text, kNoSymbol) == kNoSymbol) table.add(text);
  };
  const auto add_properties = [&](const std::vector<PropertyDef>& defs) {
    for (const PropertyDef& def : defs) {
      add(names.symbols, def.name);
      for (const std::string& word : def.words) add(names.words, word);
    }
  };
  for (const LabelDef& label : schema.labels()) {
    add(names.symbols, label.name);
    add_properties(label.properties);
  }
  for (const EdgeTypeDef& type : schema.edge_types()) {
    add(names.symbols, type.name);
    add_properties(type.properties);
  }
}

Status Graph::Impl::create(const Schema& schema) {
  KvBatch batch;
  std::string format;
  codec::put_varint(format, keys::kFormatVersion);
  batch.put(std::string(keys::kFormatKey), format);
  batch.put(std::string(keys::kSchemaKey), schema.json());
  if (!schema.extension().empty()) batch.put(std::string(keys::kExtensionKey), schema.extension());
  batch.put(std::string(keys::kNextKey), std::string(2, '\0'));
  Names names;
  add_schema_names(schema, names);
  if (names.symbols.size() > Names::kMaxNames || names.words.size() > Names::kMaxNames) {
    return Status::resource_exhausted("the schema has more than 65,000 names");
  }
  for (std::size_t i = 0; i < names.symbols.size(); ++i) {
    const auto id = static_cast<Symbol>(i);
    batch.put(keys::symbol(keys::Tag::kSymbol, id), names.symbols.text(id));
  }
  for (std::size_t i = 1; i < names.words.size(); ++i) {
    const auto id = static_cast<Word>(i);
    batch.put(keys::symbol(keys::Tag::kWord, id), names.words.text(id));
  }
  return store_->commit(batch, 0, 0, true);
}

std::string record_name(const Snapshot& snapshot, NodeId id) {
  const auto v = static_cast<Vertex>(id);
  const std::string_view key = snapshot.alive(v) ? snapshot.key(v) : std::string_view();
  return key.empty() ? "node " + std::to_string(id) : std::string(snapshot.label(v)) + "/" + std::string(key);
}

Status Graph::Impl::load_names(const KvView& view, Names& names) const {
  for (const keys::Tag tag : {keys::Tag::kSymbol, keys::Tag::kWord}) {
    NameTable& table = tag == keys::Tag::kSymbol ? names.symbols : names.words;
    const auto it = view.scan(keys::tagged(tag), keys::tag_end(tag));
    for (; it->valid(); it->next()) {
      // Numbers have no gap: a missing one would shift all that follow.
      if (it->key().size() != 3 || keys::get_u16(it->key().substr(1)) != table.size()) {
        return Status::corrupt("the store's dictionary is damaged");
      }
      table.add(std::string(it->value()));
    }
    if (Status s = it->status(); !s.ok()) return s;
  }
  return {};
}

Status Graph::Impl::load() {
  auto next = std::make_shared<Published>();
  if (const auto before = published()) next->epoch = before->epoch + 1;
  next->view = store_->view();
  const Result<std::string> format = require(*next->view, keys::kFormatKey, "format version");
  if (!format) return format.status();
  const std::uint64_t version = codec::Reader(*format).varint();
  if (version == 0 || version > keys::kFormatVersion) {
    return Status::unsupported_version("the store has format " + std::to_string(version) +
                                       "; this relmap reads formats up to " +
                                       std::to_string(keys::kFormatVersion));
  }
  older_format_ = version < keys::kFormatVersion;
  const Result<std::string> json = require(*next->view, keys::kSchemaKey, "schema");
  if (!json) return json.status();
  const Result<std::optional<std::string>> extension = next->view->get(keys::kExtensionKey);
  if (!extension) return extension.status();
  const Result<Schema> schema = Schema::parse(*json, extension->value_or(std::string()));
  if (!schema) return Status::corrupt("the store's schema does not parse: " + schema.status().message());
  schema_ = *schema;
  const Result<std::string> counters = require(*next->view, keys::kNextKey, "counters");
  if (!counters) return counters.status();
  codec::Reader in(*counters);
  next_node_ = in.varint();
  next_edge_ = in.varint();
  if (!in.ok()) return Status::corrupt("the store's counters are damaged");
  auto names = std::make_shared<Names>();
  if (Status s = load_names(*next->view, *names); !s.ok()) return s;
  next->names = names;

  SnapshotBuilder::Frame frame{store_->version(), {}, schema_, names, nullptr};
  if (frame.version > 0) {
    const std::string key = keys::commit(frame.version);
    const Result<std::string> bytes = require(*next->view, key, "record of its last commit");
    if (!bytes) return bytes.status();
    const Result<CommitRecord> last = decode_commit(key, *bytes);
    if (!last) return last.status();
    frame.time = last->time;
  }
  Result<std::shared_ptr<const Snapshot>> snapshot =
      SnapshotBuilder::load(*next->view, frame, next_node_, next_edge_);
  if (!snapshot) return snapshot.status();
  next->snapshot = std::move(*snapshot);
  label_sets_ = frame.label_sets;
  set_published(std::move(next));
  return {};
}

Graph::Graph(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Graph::~Graph() = default;

Result<std::unique_ptr<Graph>> Graph::open(const OpenOptions& options) {
  Result<std::unique_ptr<KvStore>> store = open_kv(options.url, {options.create, options.read_only});
  if (!store) return store.status();
  return GraphOpener::open(std::move(*store), options);
}

Result<std::unique_ptr<Graph>> GraphOpener::open(std::unique_ptr<KvStore> store, const OpenOptions& options) {
  const Result<bool> is_new = holds_nothing(*store, options.url);
  if (!is_new) return is_new.status();
  auto impl = std::make_unique<Graph::Impl>(options.url, std::move(store), options.sync,
                                            options.clock ? options.clock : &DateTime::now);
  // A folder whose first records were never written (a crash at its birth) holds no graph yet.
  if (*is_new && (!options.create || options.read_only)) {
    return Status::not_found("there is no store at '" + options.url + "'");
  }
  if (*is_new) {
    if (Status s = impl->create(options.schema.value_or(Schema())); !s.ok()) return s;
  }
  if (Status s = impl->load(); !s.ok()) return s.with_context("'" + options.url + "'");
  return std::unique_ptr<Graph>(new Graph(std::move(impl)));
}

Result<CommitResult> Graph::commit(const Transaction& transaction, const CommitOptions& options) {
  return impl_->commit(transaction, options);
}

std::shared_ptr<const Snapshot> Graph::snapshot() const { return impl_->published()->snapshot; }
const std::string& Graph::url() const { return impl_->url(); }
CommitFigures Graph::commit_figures() const { return impl_->commit_figures(); }
std::vector<EngineFigure> Graph::engine_figures() const { return impl_->store().figures(); }

std::optional<NodeId> resolve(const Published& at, const NodeRef& ref) {
  if (ref.id) return *ref.id;
  const std::optional<Vertex> v = at.snapshot->find(ref.label, ref.key);
  return v ? std::optional<NodeId>(*v) : std::nullopt;
}

Result<std::optional<NodeRecord>> read_node(const Published& at, NodeId id) {
  const Result<std::optional<std::string>> bytes = at.view->get(keys::node(id));
  if (!bytes) return bytes.status();
  if (!*bytes) return std::optional<NodeRecord>();
  Result<NodeRecord> record = decode_node_record(id, **bytes, *at.names);
  if (!record) return record.status();
  return std::optional<NodeRecord>(std::move(*record));
}

Result<std::optional<NodeRecord>> Graph::get_node(const NodeRef& node) const {
  const std::shared_ptr<const Published> at = impl_->published();
  const std::optional<NodeId> id = resolve(*at, node);
  if (!id) return std::optional<NodeRecord>();
  return read_node(*at, *id);
}

Status Graph::visit_edges(NodeId node, Direction direction, std::string_view type,
                          const std::function<bool(const EdgeRecord&)>& visit) const {
  const std::shared_ptr<const Published> at = impl_->published();
  return read_edges(*at, node, direction, type, std::nullopt, visit);
}

Status read_edges(const Published& at, NodeId node, Direction direction, std::string_view type,
                  std::optional<NodeId> other, const std::function<bool(const EdgeRecord&)>& visit) {
  std::optional<Symbol> symbol;
  if (!type.empty()) {
    symbol = at.names->symbols.find(type, kNoSymbol);
    if (*symbol == kNoSymbol) return {};
  }
  std::string prefix = keys::edge_prefix(direction, node, symbol);
  if (symbol && other) keys::put_u64(prefix, *other);
  const auto it = at.view->scan(prefix, keys::prefix_end(prefix));
  for (; it->valid(); it->next()) {
    const std::optional<keys::EdgeKey> key = keys::parse_edge(it->key());
    if (!key) return Status::corrupt("an edge key is damaged");
    const Result<EdgeRecord> edge = decode_edge_record(*key, it->value(), *at.names);
    if (!edge) return edge.status();
    if (!visit(*edge)) return {};
  }
  return it->status();
}

Result<std::optional<EdgeRecord>> Graph::get_edge(std::string_view type, const NodeRef& from,
                                                  const NodeRef& to, const Properties& key) const {
  const std::shared_ptr<const Published> at = impl_->published();
  const std::optional<NodeId> from_id = resolve(*at, from), to_id = resolve(*at, to);
  if (!from_id || !to_id || type.empty()) return std::optional<EdgeRecord>();
  const Schema& schema = at->snapshot->schema();
  const EdgeTypeDef* def = schema.find_edge_type(type);
  Properties wanted = key;
  if (Status s = schema.conform_edge_part("key", type, wanted); !s.ok()) return s;
  std::optional<EdgeRecord> found;
  bool several = false;
  const auto look = [&](NodeId a, NodeId b) {
    return read_edges(*at, a, Direction::kOut, type, b, [&](const EdgeRecord& edge) {
      if (def && !applying::same_key(*def, edge.properties, wanted)) return true;
      several = found.has_value();
      found = edge;
      return !several;
    });
  };
  Status status = look(*from_id, *to_id);
  const bool both_ways = def && def->undirected && *from_id != *to_id;
  if (status.ok() && !several && both_ways) status = look(*to_id, *from_id);
  if (!status.ok()) return status;
  if (several) return Status::invalid_argument("several edges match");
  return found;
}

Result<std::vector<CommitRecord>> Graph::commits(Version since, std::size_t limit) const {
  const std::shared_ptr<const Published> at = impl_->published();
  std::vector<CommitRecord> records;
  if (since >= at->snapshot->version()) return records;
  const auto it = at->view->scan(keys::commit(since + 1), keys::tag_end(keys::Tag::kCommit));
  for (; it->valid() && records.size() < limit; it->next()) {
    Result<CommitRecord> record = decode_commit(it->key(), it->value());
    if (!record) return record.status();
    records.push_back(std::move(*record));
  }
  if (Status s = it->status(); !s.ok()) return s;
  return records;
}

}  // namespace relmap::graphstore
