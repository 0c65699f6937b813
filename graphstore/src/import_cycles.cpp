// Cycles in edge types that are to have none. Looks at what can be reached from the ends of imported edges,
// in the store as it was and in the import together; one warning for each strongly connected component
// (Tarjan, "Depth-first search and linear graph algorithms", 1972; here without recursion) that an imported
// edge lies in. O(nodes + edges that are reached).
#include <algorithm>
#include <deque>
#include <limits>
#include <unordered_map>

#include "import_run.h"

namespace relmap::graphstore {
namespace {

constexpr std::size_t kStored = std::numeric_limits<std::size_t>::max();
constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kMaxNamed = 10;  // nodes of a cycle that a warning names

struct Arc {
  std::uint32_t to;
  std::size_t change;  // that wrote it; kStored: none
};

class TypeGraph {
 public:
  TypeGraph(const ImportRun& run, std::string_view type) : run_(run), type_(run.context.base->symbol(type)) {}

  void add_import(const WriteEdge& edge, std::size_t change) {
    const std::uint32_t from = index(edge.from), to = index(edge.to);
    arcs_[from].push_back({to, change});
  }

  // Adds what the store has behind the nodes so far. New nodes are appended, and so visited in turn.
  void add_stored() {
    if (type_ == kNoSymbol) return;
    for (std::uint32_t i = 0; i < arcs_.size(); ++i) {
      if (vertices_[i] == kNoVertex) continue;
      for (const Edge edge : run_.context.base->out(vertices_[i], type_)) {
        const std::uint32_t to = index(edge.target);
        arcs_[i].push_back({to, kStored});
      }
    }
  }

  const std::vector<std::vector<Arc>>& arcs() const { return arcs_; }

  std::string name(std::uint32_t i) const {
    if (vertices_[i] == kNoVertex) return names_[i];
    return std::string(run_.context.base->label(vertices_[i])) + "/" +
           std::string(run_.context.base->key(vertices_[i]));
  }

 private:
  std::uint32_t fresh(Vertex vertex, std::string name) {
    arcs_.emplace_back();
    vertices_.push_back(vertex);
    names_.push_back(std::move(name));
    return static_cast<std::uint32_t>(arcs_.size() - 1);
  }

  std::uint32_t index(Vertex vertex) {
    const auto [it, added] = stored_.try_emplace(vertex, kNone);
    if (added) it->second = fresh(vertex, "");
    return it->second;
  }

  std::uint32_t index(const NodeRef& node) {
    if (!node.created) {
      if (const std::optional<Vertex> v = run_.context.base->find(node.label, node.key)) return index(*v);
    }
    // One node may be named by several labels.
    const std::optional<std::size_t> change = run_.batch.change_of(node);
    const auto [it, added] =
        imported_.try_emplace(change ? NodeRef::of_change(*change).to_string() : node.to_string(), kNone);
    if (added) it->second = fresh(kNoVertex, node.to_string());
    return it->second;
  }

  const ImportRun& run_;
  const Symbol type_;
  std::vector<std::vector<Arc>> arcs_;
  std::vector<Vertex> vertices_;
  std::vector<std::string> names_;
  std::unordered_map<Vertex, std::uint32_t> stored_;
  std::unordered_map<std::string, std::uint32_t> imported_;
};

// The number of each node's strongly connected component.
class Components {
 public:
  explicit Components(const std::vector<std::vector<Arc>>& arcs)
      : arcs_(arcs), order_(arcs.size(), kNone), low_(arcs.size(), kNone), component_(arcs.size(), kNone) {
    for (std::uint32_t i = 0; i < arcs.size(); ++i) {
      if (order_[i] == kNone) search(i);
    }
  }
  std::uint32_t operator[](std::uint32_t i) const { return component_[i]; }

 private:
  struct Frame {
    std::uint32_t node;
    std::size_t next_arc;
  };

  void enter(std::uint32_t node) {
    order_[node] = low_[node] = count_++;
    stack_.push_back(node);
    frames_.push_back({node, 0});
  }

  void search(std::uint32_t root) {
    enter(root);
    while (!frames_.empty()) {
      Frame& frame = frames_.back();
      const std::uint32_t node = frame.node;
      if (frame.next_arc < arcs_[node].size()) {
        const std::uint32_t to = arcs_[node][frame.next_arc++].to;
        if (order_[to] == kNone) {
          enter(to);
        } else if (component_[to] == kNone) {
          low_[node] = std::min(low_[node], order_[to]);
        }
        continue;
      }
      if (low_[node] == order_[node]) close(node);
      frames_.pop_back();
      if (!frames_.empty()) low_[frames_.back().node] = std::min(low_[frames_.back().node], low_[node]);
    }
  }

  void close(std::uint32_t root) {
    for (std::uint32_t node = kNone; node != root;) {
      node = stack_.back();
      stack_.pop_back();
      component_[node] = root;
    }
  }

  const std::vector<std::vector<Arc>>& arcs_;
  std::vector<std::uint32_t> order_, low_, component_;
  std::vector<std::uint32_t> stack_;
  std::vector<Frame> frames_;
  std::uint32_t count_ = 0;
};

// A shortest way from `from` to `to` inside their component, both included.
std::vector<std::uint32_t> way(const std::vector<std::vector<Arc>>& arcs, const Components& components,
                               std::uint32_t from, std::uint32_t to) {
  std::unordered_map<std::uint32_t, std::uint32_t> before = {{from, kNone}};
  std::deque<std::uint32_t> queue = {from};
  while (!queue.empty() && !before.contains(to)) {
    const std::uint32_t node = queue.front();
    queue.pop_front();
    for (const Arc& arc : arcs[node]) {
      if (components[arc.to] == components[from] && before.emplace(arc.to, node).second)
        queue.push_back(arc.to);
    }
  }
  std::vector<std::uint32_t> path;
  for (std::uint32_t node = to; node != kNone; node = before.at(node)) path.push_back(node);
  std::reverse(path.begin(), path.end());
  return path;
}

void warn_of_type(ImportRun& run, const EdgeTypeDef& type, const CommitResult& result) {
  TypeGraph graph(run, type.name);
  const std::vector<Change>& changes = run.batch.transaction().changes;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const auto* edge = std::get_if<WriteEdge>(&changes[i]);
    if (edge && edge->type == type.name && result.changes[i].effect != Effect::kFailed)
      graph.add_import(*edge, i);
  }
  graph.add_stored();
  const Components components(graph.arcs());
  std::unordered_map<std::uint32_t, bool> told;
  for (std::uint32_t from = 0; from < graph.arcs().size(); ++from) {
    for (const Arc& arc : graph.arcs()[from]) {
      if (arc.change == kStored || components[arc.to] != components[from]) continue;
      if (!told.emplace(components[from], true).second) continue;
      const std::vector<std::uint32_t> cycle = way(graph.arcs(), components, arc.to, from);
      std::string names = graph.name(from);
      for (std::size_t k = 0; k < cycle.size() && k < kMaxNamed; ++k)
        names += " → " + issue_excerpt(graph.name(cycle[k]));
      if (cycle.size() > kMaxNamed) names += " → … (" + std::to_string(cycle.size()) + " nodes)";
      run.log.warn(run.batch.origin(arc.change).row, {0, "", "", type.name + " runs in a cycle: " + names});
    }
  }
}

}  // namespace

void warn_of_cycles(ImportRun& run, const CommitResult& result) {
  for (const EdgeTypeDef& type : run.context.schema.edge_types()) {
    if (type.acyclic) warn_of_type(run, type, result);
  }
}

}  // namespace relmap::graphstore
