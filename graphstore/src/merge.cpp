#include "graphstore/merge.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/utf8.h"
#include "graphstore/transact.h"

namespace relmap::graphstore {
namespace {

const Value* find(const Properties& properties, const std::string& name) {
  const auto it = properties.find(name);
  return it == properties.end() ? nullptr : &it->second;
}

// Reads the two nodes and adds what makes one of them.
class MergePlan {
 public:
  explicit MergePlan(TransactionContext& transaction)
      : transaction_(transaction), schema_(transaction.schema()) {}

  Status make(const NodeRef& keep, const NodeRef& gone) {
    if (Status s = read(keep, keep_, keep_edges_); !s.ok()) return s;
    if (Status s = read(gone, gone_, gone_edges_); !s.ok()) return s;
    if (keep_.id == gone_.id)
      return Status::invalid_argument(keep.to_string() + " and " + gone.to_string() +
                                      " are one node already");
    // What runs between the two goes with the one.
    std::erase_if(keep_edges_,
                  [&](const Side& e) { return e.record.from == gone_.id || e.record.to == gone_.id; });
    for (const Side& e : gone_edges_) {
      const EdgeRecord& r = e.record;
      add(DeleteEdge{r.type, NodeRef::by_id(r.from), NodeRef::by_id(r.to), {}, r.id});
    }
    add(DeleteNode{NodeRef::by_id(gone_.id)});
    merge_properties();
    for (const Side& e : gone_edges_) take(e.record);
    write_edges();
    return {};
  }

  MergeReport take_report() { return std::move(report_); }

 private:
  struct Side {
    EdgeRecord record;
    Properties gaps = {};  // what the other edge adds
    bool fresh = false;    // moved here
  };

  void add(Change change) { transaction_.add(std::move(change)); }

  Status read(const NodeRef& ref, NodeRecord& node, std::vector<Side>& edges) {
    Result<std::optional<NodeRecord>> found = transaction_.node(ref);
    if (!found) return found.status();
    if (!*found) return Status::not_found("there is no " + ref.to_string());
    node = std::move(**found);
    for (const Direction direction : {Direction::kOut, Direction::kIn}) {
      Result<std::vector<EdgeRecord>> here = transaction_.edges(NodeRef::by_id(node.id), direction);
      if (!here) return here.status();
      for (EdgeRecord& e : *here) {
        if (direction == Direction::kOut || e.from != e.to) edges.push_back({std::move(e)});  // a loop: once
      }
    }
    if (edges.size() <= kMaxMergedEdges) return {};
    return Status::resource_exhausted(ref.to_string() + " has more than " + std::to_string(kMaxMergedEdges) +
                                      " edges");
  }

  // Values of `other` where `own` has none; of different ones a conflict is told.
  Properties gaps(const std::string& record, const Properties& own, const Properties& other,
                  const std::set<std::string>& except = {}) {
    Properties all;
    for (const auto& [name, value] : other) {
      if (except.contains(name)) continue;
      const Value* has = find(own, name);
      if (!has) {
        all.emplace(name, value);
      } else if (*has != value) {
        report_.conflicts.push_back(record + ": " + name + ": '" + utf8::truncate(to_text(*has), 60) +
                                    "' stays, '" + utf8::truncate(to_text(value), 60) + "' goes");
      }
    }
    return all;
  }

  void merge_properties() {
    WriteNode write;
    write.node = NodeRef::by_id(keep_.id);
    write.labels = keep_.labels;
    for (const std::string& label : gone_.labels) {
      if (std::find(write.labels.begin(), write.labels.end(), label) == write.labels.end())
        write.labels.push_back(label);
    }
    Aliases aliases;
    std::set<std::string> naming;  // properties that are keys or aliases
    for (const std::string& label : write.labels) {
      const LabelDef* def = schema_.find_label(label);
      if (!def || def->key.empty()) continue;
      take_key(*def, aliases);
      naming.insert({def->key, def->aliases});
    }
    for (const auto& [name, value] : gaps(name_of(keep_.id), keep_.properties, gone_.properties, naming)) {
      step(name_of(keep_.id) + ": " + name + ": '" + utf8::truncate(to_text(value), 60) + "' taken over");
      write.properties.emplace(name, value);
    }
    for (const std::string& name : naming) {
      const Value* key = find(gone_.properties, name);
      if (!aliases.contains(name) && key && !find(keep_.properties, name))
        write.properties.emplace(name, *key);
    }
    for (auto& [name, list] : aliases) {
      add_all(find(gone_.properties, name), list);
      write.properties[name] = Value(std::move(list));
    }
    add(std::move(write));
  }

  using Aliases = std::map<std::string, ValueList>;  // by property

  static void add_once(const Value& alias, ValueList& all) {
    if (std::find(all.begin(), all.end(), alias) == all.end()) all.push_back(alias);
  }
  static void add_all(const Value* list, ValueList& all) {
    if (!list || !list->as_list()) return;
    for (const Value& alias : *list->as_list()) add_once(alias, all);
  }

  // What `gone` is found by under one label becomes an alias, where the schema has such.
  void take_key(const LabelDef& def, Aliases& aliases) {
    if (!def.aliases.empty()) {
      const auto [it, fresh] = aliases.try_emplace(def.aliases);
      if (fresh) add_all(find(keep_.properties, def.aliases), it->second);
    }
    const Value *own = find(keep_.properties, def.key), *key = find(gone_.properties, def.key);
    const bool has_label =
        std::find(gone_.labels.begin(), gone_.labels.end(), def.name) != gone_.labels.end();
    if (!has_label || !own || !key || *own == *key) return;
    const std::string old_name = def.name + "/" + to_text(*key);
    if (def.aliases.empty()) {
      step("the schema has no aliases for " + def.name + ": nothing is found by the id of " + old_name);
    } else {
      add_once(*key, aliases[def.aliases]);
      step(old_name + " becomes an alias of " + def.name + "/" + to_text(*own));
    }
  }

  // An edge of the node that goes.
  void take(const EdgeRecord& edge) {
    EdgeRecord moved = edge;
    if (moved.from == gone_.id) moved.from = keep_.id;
    if (moved.to == gone_.id) moved.to = keep_.id;
    const EdgeTypeDef* def = schema_.find_edge_type(edge.type);
    const std::string record = edge.type + " " + name_of(edge.from) + " → " + name_of(edge.to);
    if (moved.from == moved.to && def && !def->loops) return drop(record, "it would run to itself");
    if (Side* equal = equal_of(moved, def)) {
      ++report_.united;
      step(record + ": united with the edge of " + name_of(keep_.id));
      Properties own = equal->record.properties;
      for (auto& [name, value] : gaps(record, own, edge.properties)) {
        equal->record.properties.emplace(name, value);
        equal->gaps.emplace(name, value);
      }
      return;
    }
    if (def && def->max_out && moved.from == keep_.id && count_out(edge.type) >= *def->max_out) {
      return drop(record, name_of(keep_.id) + " has " + std::to_string(*def->max_out) + " already");
    }
    ++report_.moved;
    step(record + ": moved");
    keep_edges_.push_back({std::move(moved), {}, true});
  }

  Side* equal_of(const EdgeRecord& edge, const EdgeTypeDef* def) {
    if (!def || !def->unique) return nullptr;
    for (Side& side : keep_edges_) {
      const EdgeRecord& r = side.record;
      const bool same_way = r.from == edge.from && r.to == edge.to;
      const bool other_way = def->undirected && r.from == edge.to && r.to == edge.from;
      const auto same = [&](const std::string& name) {
        const Value *a = find(r.properties, name), *b = find(edge.properties, name);
        return a && b ? *a == *b : a == b;
      };
      if (r.type == edge.type && (same_way || other_way) &&
          std::all_of(def->key.begin(), def->key.end(), same))
        return &side;
    }
    return nullptr;
  }

  std::size_t count_out(const std::string& type) const {
    return static_cast<std::size_t>(std::count_if(keep_edges_.begin(), keep_edges_.end(), [&](const Side& e) {
      return e.record.type == type && e.record.from == keep_.id;
    }));
  }

  void write_edges() {
    for (Side& side : keep_edges_) {
      const EdgeRecord& r = side.record;
      WriteEdge write;
      write.type = r.type;
      write.from = NodeRef::by_id(r.from);
      write.to = NodeRef::by_id(r.to);
      if (side.fresh) {
        write.properties = r.properties;
      } else if (side.gaps.empty()) {
        continue;
      } else {
        write.properties = side.gaps;
        write.id = r.id;
      }
      add(std::move(write));
    }
  }

  void drop(const std::string& record, const std::string& reason) {
    ++report_.dropped;
    step(record + ": dropped: " + reason);
  }
  void step(std::string text) { report_.steps.push_back(std::move(text)); }

  std::string name_of(NodeId id) const { return transaction_.name(id); }

  TransactionContext& transaction_;
  const Schema& schema_;
  NodeRecord keep_, gone_;
  std::vector<Side> keep_edges_, gone_edges_;
  MergeReport report_;
};

}  // namespace

Result<MergeReport> merge_nodes(Graph& graph, const NodeRef& keep, const NodeRef& gone,
                                const MergeOptions& options) {
  TransactOptions how;
  how.commit.author = options.author;
  how.commit.reason =
      options.reason.empty() ? "merge of " + gone.to_string() + " into " + keep.to_string() : options.reason;
  how.commit.dry_run = options.dry_run;
  MergeReport report;
  const Result<CommitResult> result = graph.transact(how, [&](TransactionContext& transaction) -> Status {
    const LabelDef* label = transaction.schema().find_label(keep.label);
    if (!label || label->key.empty() || keep.label != gone.label) {
      return Status::invalid_argument("only two nodes of one label that has keys are merged, not " +
                                      keep.to_string() + " and " + gone.to_string());
    }
    MergePlan plan(transaction);
    const Status planned = plan.make(keep, gone);
    report = plan.take_report();
    return planned;
  });
  if (!result) return result.status();
  report.written = !options.dry_run;
  report.version = result->version;
  return report;
}

}  // namespace relmap::graphstore
