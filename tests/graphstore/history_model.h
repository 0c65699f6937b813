// Random histories and a plain-map model of them, kept version by version: what the tests of history compare
// with. The model takes its states from Snapshots of the newest version, as they were published.
#pragma once

#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "fixtures.h"
#include "graphstore/history.h"

namespace relmap::graphstore::testing {

inline constexpr const char* kWildSchema = R"({"name": "wild",
  "labels": {"A": {"key": "id", "properties": {"id": {}, "level": {"words": ["high", "low"]}}},
             "B": {"key": "code", "properties": {"code": {}}}, "M": {}, "N": {}},
  "edges": {"D": {"ends": [["A", "A"]], "key": ["kind"], "properties": {"kind": {}}},
            "U": {"ends": [["A", "A"], ["A", "B"]], "undirected": true},
            "X": {"unique": false}, "L": {"ends": [["A", "B"]]}}})";

struct ModelNode {
  std::set<std::string> labels;
  Properties properties;
  bool operator==(const ModelNode&) const = default;
};
struct ModelEdge {
  std::string type;
  NodeId from = 0, to = 0;
  Properties properties;
  bool operator==(const ModelEdge&) const = default;
};
struct ModelGraph {
  std::map<NodeId, ModelNode> nodes;
  std::map<EdgeId, ModelEdge> edges;
  bool operator==(const ModelGraph&) const = default;
};

// Reads the Snapshot in every way it can be read (properties, labels, find by key, edges out and in), expects
// these to agree, and returns what they say.
ModelGraph model_of(const Snapshot& snapshot);

// "" where they are equal, else what differs first.
std::string difference(const ModelGraph& have, const ModelGraph& want);

// The older state with the diff applied, as somebody who knows nothing but the diff would. Expects the
// "before" sides to fit.
ModelGraph apply(ModelGraph graph, const std::vector<EntityChange>& changes);

// Makes random transactions over a small world: keys and labels that wander, nodes deleted and made again,
// several edges between the same ends.
class HistoryWriter {
 public:
  // `people`: nodes have names and e-mail addresses (by their key), and notes that mention others.
  explicit HistoryWriter(unsigned seed, bool people = false) : people_(people), random_(seed) {}
  std::size_t pick(std::size_t n) { return random_() % n; }
  std::vector<Change> changes();
  static std::string name_of(const std::string& key) { return "Quill " + key + " Zoë"; }
  static std::string email_of(const std::string& key) { return key + "@mail.example"; }
  NodeRef any() { return pick(6) == 0 ? NodeRef::by_id(pick(120)) : (pick(3) ? a() : b()); }
  std::string some_note();  // mentions somebody

 private:
  void add_person(Properties& p, const std::string& key);
  Change change();
  Properties properties();
  NodeRef a() { return NodeRef::by_key("A", "a" + std::to_string(pick(25))); }
  NodeRef b() { return NodeRef::by_key("B", "b" + std::to_string(pick(25))); }

  const bool people_;
  std::mt19937 random_;
};

// A graph, and its state at every version.
class RandomHistory {
 public:
  RandomHistory(const std::string& engine, unsigned seed, bool people = false);
  // Commits until `versions` more are made. Reopens the store now and then, where it can be.
  void grow(std::size_t versions);
  void reopen();
  bool persistent() const { return url_ != "memory:"; }
  void note() { states.push_back(model_of(*graph->snapshot())); }  // after a commit of one's own

  TempDir dir;
  std::unique_ptr<Graph> graph;
  std::vector<ModelGraph> states;  // by version
  HistoryWriter writer;

 private:
  std::string url_;
};

}  // namespace relmap::graphstore::testing
