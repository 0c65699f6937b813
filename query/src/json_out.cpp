#include "json_out.h"

#include <cmath>
#include <cstdio>

namespace relmap::query {

Json json_of(const NodeName& node) { return {{"label", node.label}, {"id", node.id}, {"name", node.name}}; }

Json json_of(const std::vector<NodeName>& nodes) {
  Json all = Json::array();
  for (const NodeName& node : nodes) all.push_back(json_of(node));
  return all;
}

std::string refs_of(const std::vector<NodeName>& nodes) {
  std::string out;
  for (const NodeName& node : nodes) out += (out.empty() ? "" : "; ") + node.ref();
  return out;
}

Json json_of(const graphstore::Value& value) {
  using graphstore::ValueType;
  switch (value.type()) {
    case ValueType::kNull:
      return nullptr;
    case ValueType::kBool:
      return std::get<bool>(value.data);
    case ValueType::kInt:
      return std::get<std::int64_t>(value.data);
    case ValueType::kFloat:
      return std::get<double>(value.data);
    case ValueType::kList: {
      Json list = Json::array();
      for (const graphstore::Value& element : *value.as_list()) list.push_back(json_of(element));
      return list;
    }
    case ValueType::kMap:
      return json_of(*value.as_map());
    default:
      return graphstore::to_text(value);
  }
}

Json json_of(const graphstore::Properties& properties) {
  Json object = Json::object();
  for (const auto& [name, value] : properties) object[name] = json_of(value);
  return object;
}

Json json_of(const IntroductionPath& path) {
  Json hops = Json::array();
  for (const PathHop& hop : path.hops) {
    Json entry = {
        {"from", json_of(hop.from)}, {"to", json_of(hop.to)}, {"type", hop.type}, {"strength", hop.strength}};
    entry["last_contact"] = hop.last_contact ? Json(hop.last_contact->to_string()) : Json(nullptr);
    if (hop.type == "KNOWS") {
      entry["relationship_level"] =
          hop.level == RelationshipLevel::kNone ? Json(nullptr) : Json(word(hop.level));
    }
    if (hop.account) entry["account"] = json_of(*hop.account);
    hops.push_back(std::move(entry));
  }
  return {{"probability", path.probability}, {"hops", std::move(hops)}};
}

std::string dump(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

std::string short_number(double value, int digits) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%.*f", digits, value);
  std::string text = buffer;
  if (text.find('.') == std::string::npos) return text;
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

}  // namespace relmap::query
