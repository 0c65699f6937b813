#include "export_order.h"

#include <set>

#include "ndjson_value.h"

namespace relmap::graphstore {
namespace {

// Differs between any two edges that differ in type-exact properties; the identifying ones come first.
std::string edge_text(const Edge& edge, const EdgeTypeDef* def) {
  const Properties all = edge.properties.all();
  std::string out;
  for (const std::string& name : def ? def->key : std::vector<std::string>()) {
    const auto it = all.find(name);
    if (it != all.end()) append_ndjson_value(out, it->second, nullptr);
    out += '\n';
  }
  append_ndjson_value(out, Value(all), nullptr);
  return out;
}

}  // namespace

ExportOrder::ExportOrder(const Snapshot& snapshot) : snapshot_(snapshot) {
  struct Keyed {
    std::vector<std::pair<std::string_view, Vertex>> nodes;
  };
  std::map<std::pair<std::string_view, bool>, Keyed> groups;  // (label, without key)
  std::set<std::pair<std::string_view, Symbol>> types;
  Symbol last = kNoSymbol;
  for (Vertex v = 0; v < snapshot.vertex_bound(); ++v) {
    if (!snapshot.alive(v)) continue;
    const Labels& labels = labels_of(v);
    std::string_view label = labels.empty() ? std::string_view() : labels[0].first, key;
    for (std::size_t i = 0; i < labels.size() && key.empty(); ++i) {
      if (labels[i].second == kNoSymbol) continue;
      key = snapshot.properties(v).text(labels[i].second).value_or("");
      if (!key.empty()) label = labels[i].first;
    }
    groups[{label, key.empty()}].nodes.emplace_back(key, v);
    for (const Edge& edge : snapshot.out(v)) {
      if (edge.type != last) types.emplace(snapshot.name(edge.type), edge.type);
      last = edge.type;
    }
  }
  for (const auto& [name, symbol] : types) types_.push_back(symbol);
  ranks_.resize(snapshot.vertex_bound());
  std::uint32_t rank = 0;
  for (auto& [name, found] : groups) {
    std::sort(found.nodes.begin(), found.nodes.end());
    Group group{std::string(name.first), !name.second, {}, rank};
    group.nodes.reserve(found.nodes.size());
    for (const auto& [key, v] : found.nodes) group.nodes.push_back(v);
    found.nodes = {};
    if (!group.keyed) sort_by_content(group.nodes);
    for (const Vertex v : group.nodes) ranks_[v] = rank++;
    groups_.push_back(std::move(group));
  }
}

void ExportOrder::sort_by_content(std::vector<Vertex>& nodes) const {
  std::vector<std::pair<std::string, Vertex>> told;
  told.reserve(nodes.size());
  for (const Vertex v : nodes) {
    std::string text;
    for (const auto& [label, key] : labels_of(v)) text.append(label) += '\n';
    append_ndjson_value(text, Value(snapshot_.properties(v).all()), nullptr);
    told.emplace_back(std::move(text), v);
  }
  std::sort(told.begin(), told.end());
  std::transform(told.begin(), told.end(), nodes.begin(), [](const auto& t) { return t.second; });
}

const ExportOrder::Labels& ExportOrder::labels_of(Vertex v) const {
  const auto symbols = snapshot_.labels(v);
  const auto [it, fresh] = label_sets_.try_emplace({symbols.begin(), symbols.end()});
  if (!fresh) return it->second;
  for (const Symbol symbol : symbols) {
    const std::string_view name = snapshot_.name(symbol);
    const LabelDef* def = snapshot_.schema().find_label(name);
    it->second.emplace_back(name, def && !def->key.empty() ? snapshot_.symbol(def->key) : kNoSymbol);
  }
  std::sort(it->second.begin(), it->second.end());
  return it->second;
}

const ExportOrder::Group& ExportOrder::group(Vertex v) const {
  const auto after = std::upper_bound(groups_.begin(), groups_.end(), ranks_[v],
                                      [](std::uint32_t rank, const Group& g) { return rank < g.first_rank; });
  return *(after - 1);
}

std::string_view ExportOrder::key(Vertex v) const {
  const Group& in = group(v);
  if (!in.keyed) return {};
  const LabelDef* def = snapshot_.schema().find_label(in.label);
  return snapshot_.properties(v).text(snapshot_.symbol(def->key)).value_or("");
}

std::vector<std::string> ExportOrder::labels(Vertex v) const {
  std::vector<std::string> names;
  for (const auto& [name, key] : labels_of(v)) names.emplace_back(name);
  return names;
}

std::vector<Edge> ExportOrder::sorted_edges(Vertex v, Symbol type) const {
  std::vector<Edge> edges;
  for (const Edge& edge : snapshot_.out(v, type)) edges.push_back(edge);
  const auto by_target = [&](const Edge& a, const Edge& b) { return rank(a.target) < rank(b.target); };
  std::sort(edges.begin(), edges.end(), by_target);
  const EdgeTypeDef* def = snapshot_.schema().find_edge_type(snapshot_.name(type));
  for (auto first = edges.begin(); first != edges.end();) {
    const auto last = std::upper_bound(first, edges.end(), *first, by_target);
    if (last - first > 1) {  // parallel edges: rare, and worth their text
      std::vector<std::pair<std::string, Edge>> told;
      for (auto it = first; it != last; ++it) told.emplace_back(edge_text(*it, def), *it);
      std::sort(told.begin(), told.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      std::transform(told.begin(), told.end(), first, [](const auto& t) { return t.second; });
    }
    first = last;
  }
  return edges;
}

}  // namespace relmap::graphstore
