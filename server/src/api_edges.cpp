// /edges/{type}?from=Label/id&to=Label/id[&KEY=…]: one edge of the graph, by what identifies it.
#include <nlohmann/json.hpp>

#include "base/utf8.h"
#include "context.h"
#include "edge_name.h"
#include "entity_cache.h"
#include "json_body.h"
#include "problem.h"
#include "write.h"

namespace relmap::server {
namespace {

using graphstore::EdgeRecord;
using graphstore::NodeRef;
using graphstore::Properties;
using graphstore::Version;
using nlohmann::json;

NodeRef node_ref(std::string_view text) {
  const auto parts = parse_label_and_id(text);  // checked with the parameters
  return NodeRef::by_key(parts->label, parts->id);
}

// The address of an edge, checked against the schema.
Result<EdgeName> address_of(const Context& context, const Call& call) {
  EdgeName address{call.path[0], node_ref(call.params.text("from")), node_ref(call.params.text("to")), {}};
  const auto schema = context.graph.schema();
  const auto* type = schema.find_edge_type(address.type);
  if (!type && !schema.is_open()) {
    return Status::not_found("the schema has no edge type '" + utf8::truncate(address.type, 100) + "'");
  }
  for (const auto& [name, text] : call.params.others()) {
    if (!is_key_property(schema, address.type, name)) {
      return Status::invalid_argument("there is no parameter '" + utf8::truncate(name, 100) + "' here; " +
                                      identity_of(schema, address.type));
    }
    const auto* def = type->find(name);
    auto value = def ? graphstore::Schema::parse_text(*def, text) : Result(graphstore::infer(text));
    if (!value) return Status::invalid_argument("the parameter '" + name + "' " + value.status().message());
    if (!address.key.emplace(name, *std::move(value)).second) {
      return Status::invalid_argument("the parameter '" + name + "' is given twice");
    }
  }
  return address;
}

// nullopt also where an end does not exist.
Result<std::optional<EdgeRecord>> read_edge(Context& context, const Call& call, const EdgeName& address) {
  auto record = seen(context, call).get_edge(address.type, address.from, address.to, address.key);
  if (!record && record.status().code() == StatusCode::kNotFound) return std::optional<EdgeRecord>();
  return record;
}

// An undirected edge answers to both directions, and is shown in the one in which it was given.
bool is_reversed(const Context& context, const EdgeName& address, const EdgeRecord& edge) {
  const auto schema = context.graph.schema();
  const auto* type = schema.find_edge_type(address.type);
  if (!type || !type->undirected) return false;
  const auto from = context.graph.get_node(address.from);
  return from.ok() && *from && (*from)->id != edge.from;
}

Response show_edge(Context& context, const Call& call, const EdgeName& address, int status) {
  const auto record = read_edge(context, call, address);
  if (!record) return problem(call.request, record.status());
  if (!*record) return problem(call.request, Status::not_found("there is no " + address.to_string()));
  const auto& edge = **record;
  json body;
  body["type"] = edge.type;
  body["from"] = address.from.to_string();
  body["to"] = address.to.to_string();
  if (is_reversed(context, address, edge)) body["from"].swap(body["to"]);
  body["properties"] = json_of(edge.properties);
  body["version"] = edge.version;
  return show_entity(call.request, status, edge.version, body);
}

// Whether an edge of the type has exactly these key properties.
bool has_key(const graphstore::Snapshot& snapshot, const graphstore::EdgeTypeDef* type,
             const graphstore::Edge& edge, const Properties& key) {
  if (!type) return true;
  for (const auto& name : type->key) {
    const auto wanted = key.find(name);
    const auto value = edge.properties.get(snapshot.symbol(name));
    if (value != (wanted == key.end() ? graphstore::Value() : wanted->second)) return false;
  }
  return true;
}

// As it was, like node_as_of(). Whether the type has a direction and what tells its edges apart is read from
// the schema of that version.
Result<std::string> edge_as_of(const graphstore::Snapshot& snapshot, const EdgeName& address) {
  const auto from = snapshot.find(address.from.label, address.from.key);
  const auto to = snapshot.find(address.to.label, address.to.key);
  const auto* type = snapshot.schema().find_edge_type(address.type);
  std::optional<graphstore::Edge> found;
  const auto look = [&](graphstore::Vertex a, graphstore::Vertex b) {
    const auto symbol = snapshot.symbol(address.type);
    for (const auto edge : snapshot.edges(a, graphstore::Direction::kOut, symbol, b)) {
      if (!has_key(snapshot, type, edge, address.key)) continue;
      if (found) return false;
      found = edge;
    }
    return true;
  };
  const bool single =
      !from || !to || (look(*from, *to) && (!type || !type->undirected || from == to || look(*to, *from)));
  if (!single) return Status::invalid_argument("several edges match");
  if (!found) return Status::not_found("there was no " + address.to_string());
  json body;
  body["type"] = address.type;
  body["from"] = address.from.to_string();
  body["to"] = address.to.to_string();
  if (found->source != *from) body["from"].swap(body["to"]);
  body["properties"] = json_of(found->properties.all());
  body["graph_version"] = snapshot.version();
  body["as_of"] = snapshot.time().to_string();
  return body.dump() + "\n";
}

Entity entity_of(Context& context, const Call& call, const EdgeName& address) {
  Entity entity;
  entity.name = address.to_string();
  entity.version = [&]() -> Result<std::optional<Version>> {
    const auto record = read_edge(context, call, address);
    if (!record) return record.status();
    return *record ? std::optional((*record)->version) : std::nullopt;
  };
  entity.show = [&](int status) {
    auto response = show_edge(context, call, address, status);
    if (status == 201) response.headers.emplace_back("Location", call.request.target);
    return response;
  };
  return entity;
}

Result<Properties> properties_of(const Context& context, const Call& call, const EdgeName& address) {
  auto body = properties_in_body(call.request);
  if (!body) return body.status();
  const auto schema = context.graph.schema();
  auto properties = edge_properties(schema, address.type, address.to_string(), *body);
  if (!properties) return properties;
  return with_key(schema, address, *std::move(properties));
}

Response write_edge(Context& context, const Call& call, graphstore::WriteMode mode) {
  const auto address = address_of(context, call);
  if (!address) return problem(call.request, address.status());
  auto properties = properties_of(context, call, *address);
  if (!properties) return problem(call.request, properties.status());
  if (mode == graphstore::WriteMode::kReplace) {
    std::erase_if(*properties, [](const auto& pair) { return pair.second.is_null(); });
  }
  auto entity = entity_of(context, call, *address);
  entity.change = [&](Version expected) {
    graphstore::WriteEdge write;
    write.type = address->type;
    write.from = address->from;
    write.to = address->to;
    write.properties = *properties;
    write.mode = mode;
    write.expected = expected;
    return graphstore::Change(write);
  };
  return write_entity(context, call, entity, mode == graphstore::WriteMode::kReplace);
}

}  // namespace

Response get_edge(Context& context, const Call& call) {
  const auto address = address_of(context, call);
  if (!address) return problem(call.request, address.status());
  if (!call.params.has("as_of")) {
    return answer_entity(context, call, [&] { return show_edge(context, call, *address, 200); });
  }
  return answer_read(context, call, [&](const Read& read) { return edge_as_of(*read.snapshot, *address); });
}

Response put_edge(Context& context, const Call& call) {
  return write_edge(context, call, graphstore::WriteMode::kReplace);
}

Response patch_edge(Context& context, const Call& call) {
  return write_edge(context, call, graphstore::WriteMode::kMerge);
}

Response delete_edge(Context& context, const Call& call) {
  const auto address = address_of(context, call);
  if (!address) return problem(call.request, address.status());
  auto entity = entity_of(context, call, *address);
  entity.change = [&](Version expected) {
    graphstore::DeleteEdge remove;
    remove.type = address->type;
    remove.from = address->from;
    remove.to = address->to;
    remove.key = address->key;
    remove.expected = expected;
    return graphstore::Change(remove);
  };
  return delete_entity(context, call, entity);
}

}  // namespace relmap::server
