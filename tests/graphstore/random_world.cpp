#include "random_world.h"

#include <gtest/gtest.h>

namespace relmap::graphstore::testing {

const char* const kWildSchema = R"({"name": "wild",
  "labels": {"A": {"key": "id", "properties": {"id": {}, "level": {"words": ["high", "low"]}}},
             "B": {"key": "code", "properties": {"code": {}}}, "M": {}},
  "edges": {"D": {"ends": [["A", "A"]], "key": ["kind"], "properties": {"kind": {}}},
            "U": {"ends": [["A", "A"], ["A", "B"]], "undirected": true},
            "X": {"unique": false}, "L": {"ends": [["A", "B"]], "max_out": 2}}})";

Transaction RandomWriter::transaction() {
  Transaction t;
  const std::size_t n = 1 + pick(12);
  while (t.changes.size() < n) t.changes.push_back(change(t.changes.size()));
  return t;
}

CommitOptions RandomWriter::options() {
  CommitOptions options;
  options.partial = pick(2) == 0;
  options.dry_run = pick(15) == 0;
  return options;
}

NodeRef RandomWriter::any(std::size_t earlier) {
  switch (pick(8)) {
    case 0:
      return NodeRef::by_id(pick(300));
    case 1:
      return earlier > 0 ? NodeRef::of_change(pick(earlier)) : a();
    case 2:
    case 3:
      return b();
    default:
      return a();
  }
}

Properties RandomWriter::properties() {
  Properties p;
  if (pick(2)) p["weight"] = static_cast<int>(pick(5));
  if (pick(4) == 0) p["weight"] = Value();
  if (pick(5) == 0) p["level"] = pick(2) ? "high" : "low";
  return p;
}

Properties RandomWriter::with(const char* name, std::string value) {
  Properties p = properties();
  p[name] = std::move(value);
  return p;
}

// Now and then a version that it must have: often a wrong one.
std::optional<Version> RandomWriter::expected() {
  return pick(20) == 0 ? std::optional<Version>(pick(2) * pick(500)) : std::nullopt;
}

Change RandomWriter::change(std::size_t earlier) {
  switch (pick(12)) {
    case 0:
    case 1:
      return WriteNode{a(), {}, properties(), pick(6) ? WriteMode::kMerge : WriteMode::kReplace, expected()};
    case 2:
      return WriteNode{b(), {}, properties()};
    case 3:
      return WriteNode{a(), {"A", pick(2) ? "B" : "M"}, with("code", some("b"))};
    case 4:
      return WriteNode{NodeRef::by_id(pick(300)), {}, with("id", name_ + "-" + std::to_string(pick(20)))};
    case 5:
      return DeleteNode{any(earlier), pick(3) != 0, expected()};
    case 6:
      return DeleteEdge{pick(2) ? "D" : "U", any(earlier), any(earlier),
                        pick(2) ? with("kind", "1") : Properties()};
    case 7:
      return WriteNode{NodeRef{"M", "", {}, {}}, {}, properties()};
    default:
      break;
  }
  static constexpr const char* kTypes[] = {"D", "D", "U", "X", "L"};
  Properties p = properties();
  p.erase("level");
  if (pick(2)) p["kind"] = std::to_string(pick(2));
  return WriteEdge{
      kTypes[pick(5)], any(earlier), any(earlier), p, pick(5) ? WriteMode::kMerge : WriteMode::kReplace, {},
      expected()};
}

std::string describe_node(NodeId id, const std::vector<std::string>& labels, const Properties& properties) {
  std::string line = std::to_string(id);
  for (const std::string& label : labels) line += label + ";";
  return line + to_json(Value(properties));
}

std::string describe_edge(EdgeId id, std::string_view type, NodeId from, NodeId to,
                          const Properties& properties) {
  return std::to_string(id) + std::string(type) + std::to_string(from) + ">" + std::to_string(to) +
         to_json(Value(properties));
}

std::multiset<std::string> describe(const Snapshot& s) {
  std::multiset<std::string> out, in, all;
  for (Vertex v = 0; v < s.vertex_bound(); ++v) {
    if (!s.alive(v)) continue;
    std::vector<std::string> labels;
    for (const Symbol label : s.labels(v)) labels.emplace_back(s.name(label));
    const Properties p = s.properties(v).all();
    all.insert(describe_node(v, labels, p));
    for (const auto& [label, key] : {std::pair("A", "id"), std::pair("B", "code")}) {
      if (s.has_label(v, s.symbol(label))) {
        EXPECT_EQ(s.find(label, *p.at(key).as_string()), v);
      }
    }
    const auto line = [&](const Edge& e) {
      return describe_edge(e.id, s.name(e.type), e.source, e.target, e.properties.all());
    };
    for (const Edge& e : s.out(v)) out.insert(line(e));
    for (const Edge& e : s.in(v)) in.insert(line(e));
  }
  EXPECT_EQ(out, in);
  all.insert(out.begin(), out.end());
  return all;
}

void check_schema_rules(const Snapshot& s) {
  std::set<std::string> identities;
  const auto labels = [&](Vertex v) {
    std::vector<std::string> names;
    for (const Symbol label : s.labels(v)) names.emplace_back(s.name(label));
    return names;
  };
  for (Vertex v = 0; v < s.vertex_bound(); ++v) {
    EXPECT_LE(s.out(v, s.symbol("L")).size(), 2u);
    for (const Edge& e : s.out(v)) {
      const std::string type(s.name(e.type));
      EXPECT_TRUE(s.schema().allows_ends(type, labels(e.source), labels(e.target))) << type;
      if (type == "X") continue;
      const bool turn = type == "U" && e.source > e.target;
      const std::string kind = type == "D" ? to_json(e.properties.get(s.symbol("kind"))) : "";
      const std::string identity = type + std::to_string(turn ? e.target : e.source) + ">" +
                                   std::to_string(turn ? e.source : e.target) + kind;
      EXPECT_TRUE(identities.insert(identity).second) << identity;
    }
  }
}

}  // namespace relmap::graphstore::testing
