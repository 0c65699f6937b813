#include "graphstore/merge.h"

#include <algorithm>
#include <map>

#include "base/utf8.h"

namespace relmap::graphstore {
namespace {

constexpr int kAttempts = 4;  // another writer may be faster

const Value* find(const Properties& properties, const std::string& name) {
  const auto it = properties.find(name);
  return it == properties.end() ? nullptr : &it->second;
}

// Builds the transaction. Every node and edge that it reads is guarded by the version that was read.
class MergePlan {
 public:
  MergePlan(const Graph& graph, std::string label)
      : graph_(graph), snapshot_(graph.snapshot()), schema_(snapshot_->schema()), label_(std::move(label)) {}

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
      add(DeleteEdge{r.type, NodeRef::by_id(r.from), NodeRef::by_id(r.to), {}, r.id, r.version});
    }
    add(DeleteNode{NodeRef::by_id(gone_.id), false, gone_.version});
    merge_properties();
    for (const Side& e : gone_edges_) take(e.record);
    write_edges();
    return {};
  }

  const Transaction& transaction() const { return transaction_; }
  MergeReport& report() { return report_; }

 private:
  struct Side {
    EdgeRecord record;
    Properties gaps = {};  // what the other edge adds
    bool fresh = false;    // moved here
  };

  void add(Change change) { transaction_.changes.push_back(std::move(change)); }

  Status read(const NodeRef& ref, NodeRecord& node, std::vector<Side>& edges) {
    Result<std::optional<NodeRecord>> found = graph_.get_node(ref);
    if (!found) return found.status();
    if (!*found) return Status::not_found("there is no " + ref.to_string());
    node = std::move(**found);
    for (const Direction direction : {Direction::kOut, Direction::kIn}) {
      const Status s = graph_.visit_edges(node.id, direction, "", [&](const EdgeRecord& e) {
        if (direction == Direction::kOut || e.from != e.to) edges.push_back({e});  // a loop stands in both
        return edges.size() <= kMaxMergedEdges;
      });
      if (!s.ok()) return s;
    }
    if (edges.size() <= kMaxMergedEdges) return {};
    return Status::resource_exhausted(ref.to_string() + " has more than " + std::to_string(kMaxMergedEdges) +
                                      " edges");
  }

  // Values of `other` where `own` has none; of different ones a conflict is told.
  Properties gaps(const std::string& record, const Properties& own, const Properties& other,
                  const std::string& except_key, const std::string& except_aliases) {
    Properties all;
    for (const auto& [name, value] : other) {
      if (name == except_key || name == except_aliases) continue;
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
    const LabelDef& def = *schema_.find_label(label_);
    WriteNode write;
    write.node = NodeRef::by_id(keep_.id);
    write.expected = keep_.version;
    write.properties = gaps(name_of(keep_.id), keep_.properties, gone_.properties, def.key, def.aliases);
    for (const auto& [name, value] : write.properties)
      step(name_of(keep_.id) + ": " + name + ": '" + utf8::truncate(to_text(value), 60) + "' taken over");
    write.labels = keep_.labels;
    for (const std::string& label : gone_.labels) {
      if (std::find(write.labels.begin(), write.labels.end(), label) == write.labels.end())
        write.labels.push_back(label);
    }
    if (def.aliases.empty()) {
      step("the schema has no aliases for " + label_ + ": nothing is found by the id of " +
           name_of(gone_.id));
    } else {
      write.properties[def.aliases] = aliases(def);
      step(name_of(gone_.id) + " becomes an alias of " + name_of(keep_.id));
    }
    add(std::move(write));
  }

  Value aliases(const LabelDef& def) const {
    ValueList all;
    const auto add_once = [&](const Value& alias) {
      if (std::find(all.begin(), all.end(), alias) == all.end()) all.push_back(alias);
    };
    for (const NodeRecord* node : {&keep_, &gone_}) {
      if (node == &gone_) add_once(*find(gone_.properties, def.key));
      const Value* list = find(node->properties, def.aliases);
      for (const Value& alias : list && list->as_list() ? *list->as_list() : ValueList()) add_once(alias);
    }
    return Value(std::move(all));
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
      for (auto& [name, value] : gaps(record, own, edge.properties, "", "")) {
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
        write.expected = r.version;
      }
      add(std::move(write));
    }
  }

  void drop(const std::string& record, const std::string& reason) {
    ++report_.dropped;
    step(record + ": dropped: " + reason);
  }
  void step(std::string text) { report_.steps.push_back(std::move(text)); }

  std::string name_of(NodeId id) const {
    const auto v = static_cast<Vertex>(id);
    const std::string_view key = snapshot_->key(v);
    return key.empty() ? "node " + std::to_string(id)
                       : std::string(snapshot_->label(v)) + "/" + std::string(key);
  }

  const Graph& graph_;
  const std::shared_ptr<const Snapshot> snapshot_;  // for names and schema
  const Schema schema_;
  const std::string label_;
  NodeRecord keep_, gone_;
  std::vector<Side> keep_edges_, gone_edges_;
  Transaction transaction_;
  MergeReport report_;
};

}  // namespace

Result<MergeReport> merge_nodes(Graph& graph, const NodeRef& keep, const NodeRef& gone,
                                const MergeOptions& options) {
  const Schema schema = graph.schema();
  const LabelDef* label = schema.find_label(keep.label);
  if (!label || label->key.empty() || keep.label != gone.label) {
    return Status::invalid_argument("only two nodes of one label that has keys are merged, not " +
                                    keep.to_string() + " and " + gone.to_string());
  }
  CommitOptions how;
  how.author = options.author;
  how.reason =
      options.reason.empty() ? "merge of " + gone.to_string() + " into " + keep.to_string() : options.reason;
  how.dry_run = options.dry_run;
  for (int attempt = 1;; ++attempt) {
    MergePlan plan(graph, keep.label);
    if (Status s = plan.make(keep, gone); !s.ok()) return s;
    const Result<CommitResult> result = graph.commit(plan.transaction(), how);
    if (!result && result.status().code() == StatusCode::kConflict && attempt < kAttempts) continue;
    if (!result) return result.status();
    plan.report().written = !options.dry_run;
    plan.report().version = result->version;
    return std::move(plan.report());
  }
}

}  // namespace relmap::graphstore
