// /nodes/{label}/{id}: one node of the graph, by its label and key.
#include <nlohmann/json.hpp>

#include "context.h"
#include "entity_cache.h"
#include "json_body.h"
#include "problem.h"
#include "write.h"

namespace relmap::server {
namespace {

using graphstore::NodeRecord;
using graphstore::NodeRef;
using graphstore::Version;
using nlohmann::json;

// The node of the address by its own key, also where the address has an alias of it, which a write may take
// away.
NodeRef ref_of(Context& context, const Call& call) {
  const auto snapshot = seen(context, call).snapshot();
  const auto v = snapshot->find(call.path[0], call.path[1]);
  const bool own = v && snapshot->label(*v) == call.path[0];
  return NodeRef::by_key(call.path[0], own ? std::string(snapshot->key(*v)) : call.path[1]);
}

// nullopt also for a label that the schema has no key for: under such an address there can be no node.
Result<std::optional<NodeRecord>> read_node(Context& context, const Call& call, const NodeRef& node) {
  auto record = seen(context, call).get_node(node);
  if (!record && record.status().code() != StatusCode::kIo &&
      record.status().code() != StatusCode::kCorrupt) {
    return std::optional<NodeRecord>();
  }
  return record;
}

Response show_node(Context& context, const Call& call, const NodeRef& at, int status) {
  const auto record = read_node(context, call, at);
  if (!record) return problem(call.request, record.status());
  if (!*record) return problem(call.request, Status::not_found(at.to_string() + " does not exist"));
  const auto& node = **record;
  json body;
  body["label"] = call.path[0];
  // Its own key, where the address is an alias.
  const auto schema = context.graph.schema();
  const auto* label = schema.find_label(call.path[0]);
  const auto own = label ? node.properties.find(label->key) : node.properties.end();
  const auto* key = own == node.properties.end() ? nullptr : own->second.as_string();
  body["id"] = key ? *key : call.path[1];
  body["labels"] = node.labels;
  body["properties"] = json_of(node.properties);
  body["version"] = node.version;
  return show_entity(call.request, status, node.version, body);
}

// As it was: its version then is not kept, so the answer names that of the graph.
Result<std::string> node_as_of(const graphstore::Snapshot& snapshot, const Call& call) {
  const auto node = snapshot.find(call.path[0], call.path[1]);
  if (!node) return Status::not_found(call.path[0] + "/" + call.path[1] + " did not exist");
  json body;
  body["label"] = snapshot.label(*node);
  body["id"] = snapshot.key(*node);
  body["labels"] = json::array();
  for (const auto label : snapshot.labels(*node)) body["labels"].push_back(snapshot.name(label));
  body["properties"] = json_of(snapshot.properties(*node).all());
  body["graph_version"] = snapshot.version();
  body["as_of"] = snapshot.time().to_string();
  return body.dump() + "\n";
}

// `node` must outlive it.
Entity entity_of(Context& context, const Call& call, const NodeRef& node) {
  Entity entity;
  entity.name = node.to_string();
  entity.version = [&]() -> Result<std::optional<Version>> {
    const auto record = read_node(context, call, node);
    if (!record) return record.status();
    return *record ? std::optional((*record)->version) : std::nullopt;
  };
  entity.show = [&](int status) {
    auto response = show_node(context, call, node, status);
    if (status == 201) response.headers.emplace_back("Location", call.request.target);
    return response;
  };
  return entity;
}

// The properties of the body. The key stands in the address; the body may repeat it, but not contradict.
Result<graphstore::Properties> properties_of(Context& context, const Call& call, const NodeRef& node) {
  auto body = properties_in_body(call.request);
  if (!body) return body.status();
  const auto schema = context.graph.schema();
  const auto* label = schema.find_label(call.path[0]);
  const auto record = node.to_string();
  auto properties = node_properties(schema, call.path[0], record, *body);
  if (!properties || !label || label->key.empty()) return properties;
  if (const auto key = properties->find(label->key); key != properties->end()) {
    // An address that is an alias: the body may give the node's own key.
    const auto snapshot = seen(context, call).snapshot();
    const auto known = snapshot->find(call.path[0], call.path[1]);
    const auto* text = key->second.as_string();
    const bool is_own = text && known && snapshot->find(call.path[0], *text) == known;
    if (key->second != graphstore::Value(call.path[1]) && !is_own) {
      return Status::schema_violation(record, label->key, "is another than in the address");
    }
    properties->erase(key);
  }
  return properties;
}

Response write_node(Context& context, const Call& call, graphstore::WriteMode mode) {
  const NodeRef node = ref_of(context, call);
  auto properties = properties_of(context, call, node);
  if (!properties) return problem(call.request, properties.status());
  if (mode == graphstore::WriteMode::kReplace) {
    std::erase_if(*properties, [](const auto& pair) { return pair.second.is_null(); });
  }
  auto entity = entity_of(context, call, node);
  entity.change = [&](Version expected) {
    graphstore::WriteNode write;
    write.node = node;
    write.properties = *properties;
    write.mode = mode;
    write.expected = expected;
    return graphstore::Change(write);
  };
  return write_entity(context, call, entity, mode == graphstore::WriteMode::kReplace);
}

}  // namespace

Response get_node(Context& context, const Call& call) {
  if (!call.params.has("as_of")) {
    return answer_entity(context, call, [&] { return show_node(context, call, ref_of(context, call), 200); });
  }
  return answer_read(context, call, [&](const Read& read) { return node_as_of(*read.snapshot, call); });
}

Response put_node(Context& context, const Call& call) {
  return write_node(context, call, graphstore::WriteMode::kReplace);
}

Response patch_node(Context& context, const Call& call) {
  return write_node(context, call, graphstore::WriteMode::kMerge);
}

Response delete_node(Context& context, const Call& call) {
  const NodeRef node = ref_of(context, call);
  auto entity = entity_of(context, call, node);
  entity.change = [&](Version expected) {
    graphstore::DeleteNode remove;
    remove.node = node;
    remove.cascade = call.params.flag("cascade");
    remove.expected = expected;
    return graphstore::Change(remove);
  };
  return delete_entity(context, call, entity);
}

}  // namespace relmap::server
