#include "history_model.h"

namespace relmap::graphstore::testing {
namespace {

std::string text(const Properties& p) { return to_json(Value(p)); }

std::string text(const ModelNode& node) {
  std::string out;
  for (const std::string& label : node.labels) out += label + ";";
  return out + text(node.properties);
}

std::string text(const ModelEdge& edge) {
  return edge.type + " " + std::to_string(edge.from) + ">" + std::to_string(edge.to) + text(edge.properties);
}

template <class Map>
std::string difference(const char* what, const Map& have, const Map& want) {
  for (const auto& [id, entity] : want) {
    const auto it = have.find(id);
    if (it == have.end()) return std::string(what) + std::to_string(id) + " is missing: " + text(entity);
    if (!(it->second == entity))
      return std::string(what) + std::to_string(id) + " is " + text(it->second) + ", not " + text(entity);
  }
  for (const auto& [id, entity] : have) {
    if (!want.contains(id)) return std::string(what) + std::to_string(id) + " is too much: " + text(entity);
  }
  return {};
}

template <class Map>
void put(Map& map, std::uint64_t id, const typename Map::mapped_type* before,
         const typename Map::mapped_type* after) {
  const auto it = map.find(id);
  EXPECT_EQ(it != map.end(), before != nullptr) << id;
  if (before && it != map.end()) {
    EXPECT_EQ(text(it->second), text(*before)) << id;
  }
  if (it != map.end()) map.erase(it);
  if (after) map.emplace(id, *after);
}

ModelNode model_of(const NodeRecord& r) { return {{r.labels.begin(), r.labels.end()}, r.properties}; }
ModelEdge model_of(const EdgeRecord& r) { return {r.type, r.from, r.to, r.properties}; }

// The properties before, with the listed changes made.
Properties patched(Properties properties, const EntityChange& change) {
  for (const PropertyChange& p : change.properties) {
    const auto it = properties.find(p.name);
    EXPECT_EQ(to_json(it == properties.end() ? Value() : it->second), to_json(p.before)) << p.name;
    if (p.after.is_null()) {
      properties.erase(p.name);
    } else {
      properties[p.name] = p.after;
    }
  }
  return properties;
}

void expect_details(const EntityChange& c) {
  const bool before = c.is_edge ? c.edge_before.has_value() : c.node_before.has_value();
  const bool after = c.is_edge ? c.edge_after.has_value() : c.node_after.has_value();
  EXPECT_EQ(c.kind, !before ? ChangeKind::kCreated : (after ? ChangeKind::kChanged : ChangeKind::kDeleted));
  Properties old, now;
  if (before) old = c.is_edge ? c.edge_before->properties : c.node_before->properties;
  if (after) now = c.is_edge ? c.edge_after->properties : c.node_after->properties;
  EXPECT_EQ(text(patched(old, c)), text(now));
  if (c.is_edge) return;
  std::set<std::string> labels;
  if (before) labels = {c.node_before->labels.begin(), c.node_before->labels.end()};
  for (const std::string& label : c.labels_removed) EXPECT_EQ(labels.erase(label), 1u) << label;
  for (const std::string& label : c.labels_added) EXPECT_TRUE(labels.insert(label).second) << label;
  if (after) {
    EXPECT_EQ(labels, model_of(*c.node_after).labels);
  }
}

}  // namespace

std::string difference(const ModelGraph& have, const ModelGraph& want) {
  const std::string nodes = difference("node ", have.nodes, want.nodes);
  return nodes.empty() ? difference("edge ", have.edges, want.edges) : nodes;
}

ModelGraph model_of(const Snapshot& s) {
  ModelGraph graph;
  std::map<EdgeId, ModelEdge> in;
  for (Vertex v = 0; v < s.vertex_bound(); ++v) {
    const auto note = [&](std::map<EdgeId, ModelEdge>& edges, const Edge& e) {
      const ModelEdge edge{std::string(s.name(e.type)), e.source, e.target, e.properties.all()};
      EXPECT_TRUE(edges.emplace(e.id, edge).second) << e.id;
      EXPECT_TRUE(s.alive(e.source) && s.alive(e.target)) << e.id;
    };
    for (const Edge& e : s.out(v)) note(graph.edges, e);
    for (const Edge& e : s.in(v)) note(in, e);
    if (!s.alive(v)) continue;
    ModelNode& node = graph.nodes[v];
    for (const Symbol label : s.labels(v)) node.labels.emplace(s.name(label));
    node.properties = s.properties(v).all();
    for (const LabelDef& label : s.schema().labels()) {
      if (label.key.empty() || !node.labels.contains(label.name)) continue;
      EXPECT_EQ(s.find(label.name, *node.properties.at(label.key).as_string()), v);
    }
  }
  EXPECT_EQ(difference("edge, as seen from its target, ", in, graph.edges), "");
  EXPECT_EQ(s.node_count(), graph.nodes.size());
  EXPECT_EQ(s.edge_count(), graph.edges.size());
  // Keys that nobody has are not found; those of the random world, and each label's nodes by label.
  for (int i = 0; i < 25; ++i) {
    for (const auto& [label, key, property] :
         {std::tuple("A", "a" + std::to_string(i), "id"), std::tuple("B", "b" + std::to_string(i), "code")}) {
      std::optional<Vertex> want;
      for (const auto& [id, node] : graph.nodes) {
        const auto it = node.properties.find(property);
        if (node.labels.contains(label) && it != node.properties.end() && it->second == Value(key))
          want = static_cast<Vertex>(id);
      }
      EXPECT_EQ(s.find(label, key), want) << label << "/" << key;
    }
  }
  std::size_t labelled = 0, wanted = 0;
  for (const char* label : {"A", "B", "M", "N"}) {
    s.for_each_node(s.symbol(label), [&](Vertex) { ++labelled; });
    for (const auto& [id, node] : graph.nodes) wanted += node.labels.contains(label);
  }
  EXPECT_EQ(labelled, wanted);
  return graph;
}

ModelGraph apply(ModelGraph graph, const std::vector<EntityChange>& changes) {
  for (const EntityChange& c : changes) {
    expect_details(c);
    if (c.is_edge) {
      const ModelEdge before = c.edge_before ? model_of(*c.edge_before) : ModelEdge();
      const ModelEdge after = c.edge_after ? model_of(*c.edge_after) : ModelEdge();
      put(graph.edges, c.id(), c.edge_before ? &before : nullptr, c.edge_after ? &after : nullptr);
    } else {
      const ModelNode before = c.node_before ? model_of(*c.node_before) : ModelNode();
      const ModelNode after = c.node_after ? model_of(*c.node_after) : ModelNode();
      put(graph.nodes, c.id(), c.node_before ? &before : nullptr, c.node_after ? &after : nullptr);
    }
  }
  return graph;
}

std::vector<Change> HistoryWriter::changes() {
  std::vector<Change> all;
  for (std::size_t n = 1 + pick(6); n > 0; --n) {
    all.push_back(change());
    if (!people_) continue;
    if (auto* node = std::get_if<WriteNode>(&all.back())) add_person(node->properties, node->node.key);
    if (auto* edge = std::get_if<WriteEdge>(&all.back()); edge && pick(3) == 0)
      edge->properties["note"] = some_note();
  }
  return all;
}

void HistoryWriter::add_person(Properties& p, const std::string& key) {
  if (!key.empty() && pick(3)) {
    p["name"] = name_of(key);
    p["email"] = email_of(key);
  }
  if (pick(6) == 0) p["note"] = some_note();
  if (pick(12) == 0) p["quotes"] = ValueMap{{some_note(), 1}, {"x", ValueList{Value(some_note()), Value(2)}}};
}

std::string HistoryWriter::some_note() {
  const std::string key = (pick(3) ? "a" : "b") + std::to_string(pick(25));
  return "met " + (pick(2) ? name_of(key) : email_of(key)) + " there";
}

Properties HistoryWriter::properties() {
  Properties p;
  if (pick(2)) p["weight"] = static_cast<int>(pick(9));
  if (pick(4) == 0) p["weight"] = Value();
  if (pick(5) == 0) p["level"] = pick(2) ? "high" : "low";
  if (pick(8) == 0) p["tags"] = ValueList{Value("t" + std::to_string(pick(3))), Value(1)};
  return p;
}

Change HistoryWriter::change() {
  Properties p = properties();
  switch (pick(12)) {
    case 0:
    case 1:
      return WriteNode{a(), {}, p, pick(6) ? WriteMode::kMerge : WriteMode::kReplace};
    case 2:
      return WriteNode{b(), {}, p};
    case 3:
      p["code"] = "b" + std::to_string(pick(25));
      return WriteNode{a(), {"A", pick(2) ? "B" : (pick(2) ? "M" : "N")}, p};
    case 4:
      p["id"] = "a" + std::to_string(pick(25));
      return WriteNode{NodeRef::by_id(pick(120)), {}, p};
    case 5:
    case 6:
      return DeleteNode{any(), pick(3) != 0};
    case 7:
      return DeleteEdge{pick(2) ? "D" : "U", any(), any(), {}};
    case 8:
      return WriteNode{NodeRef{"M", "", {}, {}}, {}, p};
    default:
      break;
  }
  static constexpr const char* kTypes[] = {"D", "D", "U", "X", "L"};
  p.erase("level");
  if (pick(2)) p["kind"] = std::to_string(pick(2));
  return WriteEdge{kTypes[pick(5)], any(), any(), p, pick(5) ? WriteMode::kMerge : WriteMode::kReplace};
}

RandomHistory::RandomHistory(const std::string& engine, unsigned seed, bool people)
    : writer(seed, people),
      url_(engine == "memory" ? "memory:" : engine + ":" + (dir.path() / "store").string()) {
  reopen();
  states.emplace_back();
}

void RandomHistory::reopen() {
  graph.reset();
  OpenOptions options;
  options.url = url_;
  options.schema = *Schema::parse(kWildSchema);
  options.sync = false;
  graph = std::move(*Graph::open(options));
}

void RandomHistory::grow(std::size_t versions) {
  for (const std::size_t wanted = states.size() + versions; states.size() < wanted;) {
    CommitOptions options;
    options.author = "writer " + std::to_string(writer.pick(3));
    options.reason = writer.some_note();
    options.partial = true;
    const Result<CommitResult> result = graph->commit({writer.changes()}, options);
    ASSERT_TRUE(result.ok()) << result.status().to_string();
    if (result->version < states.size()) continue;
    ASSERT_EQ(result->version, states.size());
    note();
    if (persistent() && writer.pick(100) == 0) reopen();
  }
}

}  // namespace relmap::graphstore::testing
