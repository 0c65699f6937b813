// Graph::change_schema(): every record is read and checked against the new schema; without findings, all that
// the schema decides (names, indexes, keys, the packed form of records) is brought up to it in one commit.
//
// It runs as the commit leader, so that no commit slips between check and change. A record whose values the
// new schema types otherwise (a text becomes a date) is changed like by any commit, with a before-image; one
// that is only packed otherwise (a text is now a word) keeps its version and leaves no trace in history.
#include <algorithm>
#include <iterator>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "graph_impl.h"
#include "node_index.h"

namespace relmap::graphstore {
namespace {

std::vector<std::string> names_of(const std::vector<Symbol>& labels, const Names& names) {
  std::vector<std::string> out;
  for (const Symbol label : labels) out.push_back(names.symbols.text(label));
  return out;
}

// What a node has beside its record, under one schema.
struct Beside {
  std::set<std::pair<Symbol, std::string>> keys;
  std::set<std::string> index;

  Beside(const Schema& schema, const Names& names, NodeId id, const std::vector<Symbol>& labels,
         const Properties& properties) {
    for (auto& key : node_keys(schema, names, labels, properties)) keys.insert(std::move(key));
    for (const IndexedValue& v : indexed_values(schema, names, labels, properties)) index.insert(v.key(id));
  }
};

}  // namespace

class SchemaChanger {
 public:
  SchemaChanger(const Published& before, const Schema& next, WriteState& state, KvBatch& batch,
                SchemaChange& report)
      : snapshot_(*before.snapshot),
        view_(*before.view),
        old_(before.snapshot->schema()),
        next_(next),
        state_(state),
        names_(state.names()),
        batch_(batch),
        report_(report) {}

  // Checks every record; what is to be written is in the state and the batch then.
  Status run() {
    const auto nodes = view_.scan(keys::tagged(keys::Tag::kNode), keys::tag_end(keys::Tag::kNode));
    for (; nodes->valid(); nodes->next()) {
      if (Status s = take_node(nodes->key(), nodes->value()); !s.ok()) return s;
    }
    if (Status s = nodes->status(); !s.ok()) return s;
    const auto edges = view_.scan(keys::tagged(keys::Tag::kOut), keys::tag_end(keys::Tag::kOut));
    for (; edges->valid(); edges->next()) {
      if (Status s = take_edge(edges->key(), edges->value()); !s.ok()) return s;
    }
    // One node may get the key that another one loses: the last write of a key counts.
    batch_.writes = std::move(removals_.writes);
    std::move(puts_.writes.begin(), puts_.writes.end(), std::back_inserter(batch_.writes));
    return edges->status();
  }

 private:
  bool writes() const {
    return report_.finding_count == 0;
  }  // after a finding only the others are looked for

  Status take_node(std::string_view key, std::string_view bytes) {
    ++report_.nodes;
    const std::optional<NodeId> id = keys::parse_node(key);
    const Result<codec::NodeValue> node = codec::decode_node(bytes, names_);
    if (!id || !node) return Status::corrupt("a node record is damaged");
    const Properties before = *codec::unpack(node->packed, names_);
    const std::string record = record_name(snapshot_, *id);
    Properties after = before;
    if (Status s = next_.conform_node(record, names_of(node->labels, names_), after); !s.ok())
      report_.add(s.message());
    const Beside was(old_, names_, *id, node->labels, before), is(next_, names_, *id, node->labels, after);
    check_keys(record, is);
    check_unique(record, *id, node->labels, after);
    if (!writes()) return {};
    move(*id, was, is);
    if (after != before) {
      ++report_.rewritten;
      return state_.put_node({*id, node->version, node->labels, std::move(after)});
    }
    std::string packed;
    codec::pack(after, names_, packed);
    if (packed != node->packed)
      puts_.put(std::string(key), codec::encode_node(node->version, node->labels, packed));
    return {};
  }

  // All keys are gathered: what is a key or an alias may be another property now.
  void check_keys(const std::string& record, const Beside& is) {
    for (const auto& [label, key] : is.keys) {
      const std::string name = names_.symbols.text(label) + "/" + key;
      if (key.empty() || key.size() > kMaxNodeKeyBytes) {
        report_.add(record + ": " + names_.symbols.text(label) + ": a key has 1 to 1000 bytes");
      } else if (!same_keys(label) && !keys_.insert(keys::key_index(label, key)).second) {
        report_.add(record + ": " + name + " is another node's key");
      }
    }
  }
  // Whether the label's keys are by definition what they were, and so unique.
  bool same_keys(Symbol label) const {
    const LabelDef* was = old_.find_label(names_.symbols.text(label));
    const LabelDef* is = next_.find_label(names_.symbols.text(label));
    return was && is && was->key == is->key && was->aliases == is->aliases;
  }

  void check_unique(const std::string& record, NodeId id, const std::vector<Symbol>& labels,
                    const Properties& properties) {
    for (const IndexedValue& v : indexed_values(next_, names_, labels, properties)) {
      if (!v.def->unique) continue;
      // The whole value, for texts that an index cuts.
      std::string value =
          v.value->as_string() ? keys::index_prefix(v.label, v.property) + *v.value->as_string() : v.prefix();
      const auto [holder, fresh] = unique_.try_emplace(std::move(value), id);
      if (!fresh) {
        report_.add(record + ": " + v.def->name + ": is the " + v.def->name + " of " +
                    record_name(snapshot_, holder->second) + " already");
      }
    }
  }

  void move(NodeId id, const Beside& was, const Beside& is) {
    for (const auto& [label, key] : was.keys) {
      if (!is.keys.contains({label, key})) removals_.remove(keys::key_index(label, key));
    }
    for (const auto& [label, key] : is.keys) {
      if (was.keys.contains({label, key})) continue;
      std::string value;
      codec::put_varint(value, id);
      puts_.put(keys::key_index(label, key), std::move(value));
    }
    for (const std::string& key : was.index) {
      if (is.index.contains(key)) continue;
      removals_.remove(key);
      ++report_.index_entries;
    }
    for (const std::string& key : is.index) {
      if (was.index.contains(key)) continue;
      puts_.put(key, "");
      ++report_.index_entries;
    }
  }

  Status take_edge(std::string_view bytes_key, std::string_view bytes) {
    ++report_.edges;
    const std::optional<keys::EdgeKey> key = keys::parse_edge(bytes_key);
    const Result<codec::EdgeValue> edge = codec::decode_edge(bytes, names_);
    if (!key || !edge || key->type >= names_.symbols.size())
      return Status::corrupt("an edge record is damaged");
    const Properties before = *codec::unpack(edge->packed, names_);
    const std::string& type = names_.symbols.text(key->type);
    const std::string record =
        type + " " + record_name(snapshot_, key->from) + " → " + record_name(snapshot_, key->to);
    Properties after = before;
    if (Status s = next_.conform_edge(record, type, after); !s.ok()) report_.add(s.message());
    check_structure(record, *key, after);
    if (!writes()) return {};
    if (after != before) {
      ++report_.rewritten;
      return state_.put_edge(*key, after);
    }
    std::string packed;
    codec::pack(after, names_, packed);
    if (packed == edge->packed) return {};
    const std::string value = codec::encode_edge(edge->version, packed);
    puts_.put(keys::out_edge(*key), value);
    puts_.put(keys::in_edge(*key), value);
    return {};
  }

  std::vector<std::string> labels_of(NodeId id) const {
    std::vector<std::string> out;
    for (const Symbol label : snapshot_.labels(static_cast<Vertex>(id)))
      out.emplace_back(snapshot_.name(label));
    return out;
  }

  void check_structure(const std::string& record, const keys::EdgeKey& key, const Properties& properties) {
    const std::string& type = names_.symbols.text(key.type);
    const EdgeTypeDef* def = next_.find_edge_type(type);
    if (!next_.allows_ends(type, labels_of(key.from), labels_of(key.to)))
      report_.add(record + ": " + type + " does not run between these labels");
    if (!def) return;
    if (!def->loops && key.from == key.to) report_.add(record + ": an edge to itself is not allowed");
    // Edges come ascending by (from, type).
    out_ = key.from == last_.from && key.type == last_.type ? out_ + 1 : 1;
    last_ = key;
    if (def->max_out && out_ == *def->max_out + 1) {
      report_.add(record + ": " + record_name(snapshot_, key.from) + " has more than " +
                  std::to_string(*def->max_out) + " " + type);
    }
    check_identity(record, key, *def, properties);
  }

  // Only of types whose identity is another than before: all others are unique by the old schema's rule.
  void check_identity(const std::string& record, const keys::EdgeKey& key, const EdgeTypeDef& def,
                      const Properties& properties) {
    const EdgeTypeDef* was = old_.find_edge_type(def.name);
    const bool same = was && was->unique && was->key == def.key && (was->undirected || !def.undirected);
    if (!def.unique || same) return;
    const bool turn = def.undirected && key.to < key.from;
    std::string identity;
    keys::put_u16(identity, key.type);
    keys::put_u64(identity, turn ? key.to : key.from);
    keys::put_u64(identity, turn ? key.from : key.to);
    Properties part;
    for (const std::string& name : def.key) {
      if (const auto it = properties.find(name); it != properties.end()) part.insert(*it);
    }
    codec::pack(part, names_, identity);
    if (!identities_.insert(std::move(identity)).second) report_.add(record + ": is there twice");
  }

  const Snapshot& snapshot_;
  const KvView& view_;
  const Schema old_;
  const Schema& next_;
  WriteState& state_;
  const Names& names_;  // with those of the new schema
  KvBatch& batch_;
  KvBatch removals_, puts_;  // of keys, entries and records
  SchemaChange& report_;
  std::unordered_set<std::string> keys_, identities_;
  std::unordered_map<std::string, NodeId> unique_;
  keys::EdgeKey last_{kNoVertex, 0, 0, 0};
  std::size_t out_ = 0;  // edges so far of last_'s node and type
};

Result<SchemaChange> Graph::Impl::change_schema(const Schema& schema, const ChangeSchemaOptions& options) {
  SchemaChange report;
  const Status done = run_alone([&](Group& group) -> Status {
    report.version = group.version;
    if (schema.json() == schema_.json() && schema.extension() == schema_.extension()) return {};
    Names& names = group.state.extend_names();
    add_schema_names(schema, names);
    if (names.symbols.size() > Names::kMaxNames || names.words.size() > Names::kMaxNames)
      return Status::resource_exhausted("the store would have more than 65,000 names");
    group.state.begin(group.version + 1);
    KvBatch upkeep;
    if (Status s = SchemaChanger(group.before, schema, group.state, upkeep, report).run(); !s.ok()) return s;
    if (options.dry_run || report.finding_count > 0) {
      group.state.drop();
      return {};
    }
    upkeep.put(std::string(keys::kSchemaKey), schema.json());
    if (schema.extension().empty()) {
      upkeep.remove(std::string(keys::kExtensionKey));
    } else {
      upkeep.put(std::string(keys::kExtensionKey), schema.extension());
    }
    group.batch.writes = std::move(upkeep.writes);
    const CommitRecord record{group.version + 1, group.time, options.author, options.reason,
                              group.state.touched()};
    group.state.keep(group.batch, encode_commit(record));
    report.version = ++group.version;
    report.changed = group.new_schema = true;
    return {};
  });
  if (!done.ok()) return done;
  return report;
}

// What is in memory was made under the old schema: everything is made anew of what is stored now.
Status Graph::Impl::publish_new_schema() {
  if (Status s = load(); !s.ok()) return s.with_context("the new schema is stored, but");
  schema_since_ = published()->snapshot->version();
  history_cache_.clear();
  label_changes_.forget();
  return {};
}

Result<SchemaChange> Graph::change_schema(const Schema& schema, const ChangeSchemaOptions& options) {
  return impl_->change_schema(schema, options);
}

}  // namespace relmap::graphstore
