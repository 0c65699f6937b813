// Persons erased in the middle of random histories. The model erases them from each of its versions by plain
// means; then every version, diff and page of the feed is compared, and every text searched for what must be
// gone.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "history_model.h"
#include "keys.h"
#include "kv.h"

namespace relmap::graphstore {
namespace {

using namespace testing;  // NOLINT: the fixtures of this folder

class HistoryEraseRandom : public ::testing::TestWithParam<std::string> {};

std::string replaced(std::string text, const std::string& what) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at))
    text.replace(at, what.size(), "(erased)");
  return text;
}

Value replaced(const Value& value, const std::string& what) {
  if (const std::string* text = value.as_string()) return replaced(*text, what);
  if (const ValueList* list = value.as_list()) {
    ValueList out;
    for (const Value& v : *list) out.push_back(replaced(v, what));
    return out;
  }
  const ValueMap* map = value.as_map();
  if (!map) return value;
  ValueMap out;
  for (const auto& [name, v] : *map) out[replaced(name, what)] = replaced(v, what);
  return out;
}

// What the model knows of the one to be erased.
struct Victim {
  std::set<NodeId> nodes;
  std::set<std::string> texts;
  Version first = UINT64_MAX;
};

std::set<std::pair<std::string, std::string>> keys_of(const ModelNode& node) {
  std::set<std::pair<std::string, std::string>> keys;
  for (const auto& [label, property] : {std::pair("A", "id"), std::pair("B", "code")}) {
    if (node.labels.contains(label)) keys.emplace(label, *node.properties.at(property).as_string());
  }
  return keys;
}

// Two nodes are one person where one is there no longer and once had a key that the other has or had.
Victim victim_of(const std::vector<ModelGraph>& states, NodeId living) {
  Victim victim{{living}, {}, UINT64_MAX};
  std::set<std::pair<std::string, std::string>> keys;
  for (std::size_t before = 0; before != victim.nodes.size();) {
    before = victim.nodes.size();
    for (const ModelGraph& state : states) {
      for (const auto& [id, node] : state.nodes) {
        if (victim.nodes.contains(id)) keys.merge(keys_of(node));
      }
    }
    for (const ModelGraph& state : states) {
      for (const auto& [id, node] : state.nodes) {
        if (states.back().nodes.contains(id)) continue;
        const auto own = keys_of(node);
        if (std::any_of(own.begin(), own.end(), [&](const auto& key) { return keys.contains(key); }))
          victim.nodes.insert(id);
      }
    }
  }
  for (Version v = 0; v < states.size(); ++v) {
    for (const auto& [id, node] : states[v].nodes) {
      if (!victim.nodes.contains(id)) continue;
      victim.first = std::min(victim.first, v);
      for (const char* property : {"name", "email"}) {
        const auto it = node.properties.find(property);
        if (it != node.properties.end()) victim.texts.insert(*it->second.as_string());
      }
    }
  }
  return victim;
}

void erase(ModelGraph& graph, const Victim& victim) {
  std::erase_if(graph.nodes, [&](const auto& n) { return victim.nodes.contains(n.first); });
  std::erase_if(graph.edges, [&](const auto& e) {
    return victim.nodes.contains(e.second.from) || victim.nodes.contains(e.second.to);
  });
  for (const std::string& text : victim.texts) {
    for (auto& [id, node] : graph.nodes) node.properties = *replaced(Value(node.properties), text).as_map();
    for (auto& [id, edge] : graph.edges) edge.properties = *replaced(Value(edge.properties), text).as_map();
  }
}

void expect_gone(const std::string& bytes, const std::set<std::string>& texts, const std::string& where) {
  for (const std::string& text : texts)
    EXPECT_EQ(bytes.find(text), std::string::npos) << text << " in " << where;
}

// Compares everything that can be read with the model.
void compare(RandomHistory& h, const std::vector<Erasure>& erasures, const std::set<std::string>& gone) {
  for (Version v = 0; v < h.states.size(); ++v) {
    const Result<AsOf> at = h.graph->snapshot_at(v);
    ASSERT_TRUE(at.ok()) << at.status().to_string();
    ASSERT_EQ(difference(model_of(*at->snapshot), h.states[v]), "") << "version " << v;
    std::size_t missing = 0;
    for (const Erasure& e : erasures) missing += e.first <= v && v < e.version;
    ASSERT_EQ(at->erasures, missing) << "version " << v;
  }
  for (int i = 0; i < 40; ++i) {
    const Version from = h.writer.pick(h.states.size()), to = h.writer.pick(h.states.size());
    const Result<Diff> diff = h.graph->diff(from, to, 100'000);
    ASSERT_TRUE(diff.ok()) << diff.status().to_string();
    ASSERT_EQ(difference(apply(h.states[from], diff->entities), h.states[to]), "") << from << " to " << to;
  }
  const Result<Feed> feed = h.graph->changes({}, 1'000'000);
  ASSERT_TRUE(feed.ok()) << feed.status().to_string();
  ModelGraph state;
  for (const CommitChanges& commit : feed->commits) {
    state = apply(std::move(state), commit.entities);
    ASSERT_EQ(difference(state, h.states[commit.commit.version]), "") << commit.commit.version;
    expect_gone(commit.commit.author + commit.commit.reason, gone, "a commit's texts");
  }
  EXPECT_EQ(feed->commits.size() + 1, h.states.size());
  expect_clean(*h.graph);
}

void expect_gone_from_files(RandomHistory& h, const std::set<std::string>& gone) {
  if (!h.persistent()) return;
  ASSERT_TRUE(h.graph->compact({}).ok());
  expect_gone(all_bytes(h.dir.path()), gone, "the files");
  // Blocks may be compressed: the records themselves, too.
  h.graph.reset();
  {
    const auto store = std::move(*open_kv("rocksdb:" + (h.dir.path() / "store").string(), {}));
    const auto view = store->view();
    std::string records;
    for (auto it = view->scan("", ""); it->valid(); it->next())
      records.append(it->key()).append("\n").append(it->value()).append("\n");
    expect_gone(records, gone, "the records");
  }
  h.reopen();
}

TEST_P(HistoryEraseRandom, NothingOfThePersonIsLeftInAnyVersion) {
  const unsigned seed = std::random_device()() % 1'000'000;
  SCOPED_TRACE("seed " + std::to_string(seed));
  RandomHistory h(GetParam(), seed, true);
  std::vector<Erasure> erasures;
  std::set<std::string> gone;
  for (int round = 0; round < 4; ++round) {
    h.grow(80);
    if (HasFatalFailure()) return;
    const auto& nodes = h.states.back().nodes;
    const NodeId living = std::next(nodes.begin(), h.writer.pick(nodes.size()))->first;
    const Victim victim = victim_of(h.states, living);
    EraseOptions options;
    options.redact_mentions = true;
    options.reason = victim.texts.empty() ? "" : "on request of " + *victim.texts.begin();
    (void)h.graph->snapshot_at(h.writer.pick(h.states.size()));  // something in the cache
    const Result<ErasureReport> report = h.graph->erase(NodeRef::by_id(living), options);
    ASSERT_TRUE(report.ok()) << report.status().to_string();
    EXPECT_EQ(report->version, h.states.size());
    EXPECT_EQ(report->nodes, victim.nodes.size());
    EXPECT_EQ(report->first, victim.first);
    for (const Mention& m : report->mentions) EXPECT_TRUE(m.redacted) << m.record << " " << m.property;
    for (ModelGraph& state : h.states) erase(state, victim);
    h.states.push_back(h.states.back());
    erasures.push_back({report->version, report->first});
    gone = victim.texts;  // whoever gets the key again later has the same name again
    compare(h, erasures, gone);
    if (HasFatalFailure()) return;
    expect_gone_from_files(h, gone);
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, HistoryEraseRandom, ::testing::Values("memory", "rocksdb"),
                         [](const auto& engine) { return engine.param; });

}  // namespace
}  // namespace relmap::graphstore
