// POST /batch: many changes, one commit; all of them or none.
//
//   {"reason": "…", "changes": [
//     {"op": "put" | "merge", "node": "Contact/ann", "properties": {…}, "if_version": 17},
//     {"op": "delete", "node": "Contact/bob", "cascade": true},
//     {"op": "put" | "merge", "edge": {"type": "KNOWS", "from": "TeamMember/eva", "to": "Contact/ann"},
//      "properties": {…}},
//     {"op": "delete", "edge": {"type": "ON_TEAM", "from": …, "to": …, "key": {"role": "presales"}}}]}
//
// put replaces all properties, merge sets the named ones (null removes); both create what is not there.
// if_version 0: it must not exist.
#include <nlohmann/json.hpp>

#include "base/utf8.h"
#include "edge_name.h"
#include "json_body.h"
#include "problem.h"
#include "scoped_commit.h"
#include "write.h"

namespace relmap::server {
namespace {

using graphstore::Change;
using graphstore::NodeRef;
using graphstore::WriteMode;
using nlohmann::json;

constexpr std::size_t kMaxChanges = 10'000;
constexpr std::size_t kMaxReasonCodePoints = 500;

Result<std::optional<graphstore::Version>> expected_version(const json& change) {
  const auto at = change.find("if_version");
  if (at == change.end()) return std::optional<graphstore::Version>();
  if (!at->is_number_unsigned()) return Status::invalid_argument("\"if_version\" must be a whole number");
  return std::optional(at->get<graphstore::Version>());
}

Result<json> object_member(const json& object, const char* name) {
  const auto at = object.find(name);
  if (at == object.end()) return json::object();
  if (!at->is_object()) return Status::invalid_argument(std::string("\"") + name + "\" must be an object");
  return *at;
}

Result<bool> flag_member(const json& object, const char* name) {
  const auto at = object.find(name);
  if (at == object.end()) return false;
  if (!at->is_boolean())
    return Status::invalid_argument(std::string("\"") + name + "\" must be true or false");
  return at->get<bool>();
}

// As with a PUT: a null says that the property is absent.
void drop_nulls(WriteMode mode, graphstore::Properties& properties) {
  if (mode == WriteMode::kReplace)
    std::erase_if(properties, [](const auto& p) { return p.second.is_null(); });
}

Result<Change> parse_delete_node(const json& change, NodeRef node,
                                 std::optional<graphstore::Version> expected) {
  if (auto s = refuse_unknown_members(change, "op node cascade if_version", "a delete of a node"); !s.ok())
    return s;
  const auto cascade = flag_member(change, "cascade");
  if (!cascade) return cascade.status();
  return Change(graphstore::DeleteNode{std::move(node), *cascade, expected});
}

Result<Change> parse_node_change(const graphstore::Schema& schema, const json& change, const std::string& op,
                                 std::optional<graphstore::Version> expected) {
  auto node = node_member(change, "node");
  if (!node) return node.status();
  if (op == "delete") return parse_delete_node(change, *std::move(node), expected);
  if (auto s = refuse_unknown_members(change, "op node properties if_version", "a write of a node");
      !s.ok()) {
    return s;
  }
  const auto object = object_member(change, "properties");
  if (!object) return object.status();
  auto properties = node_properties(schema, node->label, node->to_string(), *object);
  if (!properties) return properties.status();
  if (const auto* label = schema.find_label(node->label); label && !label->key.empty()) {
    const auto key = properties->find(label->key);
    if (key != properties->end() && key->second != graphstore::Value(node->key)) {
      return Status::schema_violation(node->to_string(), label->key, "is another than in \"node\"");
    }
    properties->erase(label->key);
  }
  graphstore::WriteNode write;
  write.node = *std::move(node);
  write.mode = op == "put" ? WriteMode::kReplace : WriteMode::kMerge;
  drop_nulls(write.mode, *properties);
  write.properties = *std::move(properties);
  write.expected = expected;
  return Change(std::move(write));
}

// The members of "key": each a key property of the type, with a value.
Result<graphstore::Properties> parse_key(const graphstore::Schema& schema, const EdgeName& name,
                                         const json& object) {
  for (const auto& [property, value] : object.items()) {
    if (schema.find_edge_type(name.type) && !is_key_property(schema, name.type, property)) {
      return Status::invalid_argument("there is no '" + utf8::truncate(property, 100) +
                                      "' in \"key\" here; " + identity_of(schema, name.type));
    }
    if (value.is_null()) {
      return Status::invalid_argument("'" + utf8::truncate(property, 100) + "' in \"key\" must have a value");
    }
  }
  return edge_properties(schema, name.type, name.to_string(), object);
}

Result<EdgeName> parse_edge_name(const graphstore::Schema& schema, const json& edge) {
  if (!edge.is_object()) return Status::invalid_argument("\"edge\" must be an object");
  if (auto s = refuse_unknown_members(edge, "type from to key", "\"edge\""); !s.ok()) return s;
  EdgeName name;
  name.type = text_member(edge, "type");
  if (name.type.empty()) return Status::invalid_argument("\"edge\" needs a \"type\"");
  auto from = node_member(edge, "from");
  if (!from) return from.status();
  auto to = node_member(edge, "to");
  if (!to) return to.status();
  name.from = *std::move(from);
  name.to = *std::move(to);
  const auto object = object_member(edge, "key");
  if (!object) return object.status();
  auto key = parse_key(schema, name, *object);
  if (!key) return key.status();
  name.key = *std::move(key);
  return name;
}

Result<Change> parse_edge_change(const graphstore::Schema& schema, const json& change, const std::string& op,
                                 std::optional<graphstore::Version> expected) {
  auto name = parse_edge_name(schema, change["edge"]);
  if (!name) return name.status();
  if (op == "delete") {
    if (auto s = refuse_unknown_members(change, "op edge if_version", "a delete of an edge"); !s.ok())
      return s;
    graphstore::DeleteEdge remove;
    remove.type = std::move(name->type);
    remove.from = std::move(name->from);
    remove.to = std::move(name->to);
    remove.key = std::move(name->key);
    remove.expected = expected;
    return Change(std::move(remove));
  }
  if (auto s = refuse_unknown_members(change, "op edge properties if_version", "a write of an edge");
      !s.ok()) {
    return s;
  }
  const auto object = object_member(change, "properties");
  if (!object) return object.status();
  auto properties = edge_properties(schema, name->type, name->to_string(), *object);
  if (!properties) return properties.status();
  properties = with_key(schema, *name, *std::move(properties));
  if (!properties) return properties.status();
  graphstore::WriteEdge write;
  write.mode = op == "put" ? WriteMode::kReplace : WriteMode::kMerge;
  drop_nulls(write.mode, *properties);
  write.type = std::move(name->type);
  write.from = std::move(name->from);
  write.to = std::move(name->to);
  write.properties = *std::move(properties);
  write.expected = expected;
  return Change(std::move(write));
}

Result<Change> parse_change(const graphstore::Schema& schema, const json& change) {
  if (!change.is_object()) return Status::invalid_argument("must be an object");
  const auto op = text_member(change, "op");
  if (op != "put" && op != "merge" && op != "delete") {
    return Status::invalid_argument("\"op\" must be put, merge or delete");
  }
  if (change.contains("node") == change.contains("edge")) {
    return Status::invalid_argument("names either a \"node\" or an \"edge\"");
  }
  const auto expected = expected_version(change);
  if (!expected) return expected.status();
  return change.contains("node") ? parse_node_change(schema, change, op, *expected)
                                 : parse_edge_change(schema, change, op, *expected);
}

Result<graphstore::Transaction> parse_batch(const graphstore::Schema& schema, const json& body) {
  if (auto s = refuse_unknown_members(body, "reason changes", "a batch"); !s.ok()) return s;
  const auto changes = body.find("changes");
  if (changes == body.end() || !changes->is_array()) {
    return Status::invalid_argument("a batch is {\"changes\": […]}");
  }
  if (changes->size() > kMaxChanges) {
    return Status::resource_exhausted("a batch has at most " + std::to_string(kMaxChanges) + " changes");
  }
  if (body.contains("reason") && !body["reason"].is_string()) {
    return Status::invalid_argument("\"reason\" must be a text");
  }
  graphstore::Transaction transaction;
  for (std::size_t i = 0; i < changes->size(); ++i) {
    auto change = parse_change(schema, (*changes)[i]);
    if (!change) return change.status().with_change(i);
    transaction.changes.push_back(*std::move(change));
  }
  return transaction;
}

std::string_view effect_name(graphstore::Effect effect) {
  switch (effect) {
    case graphstore::Effect::kCreated:
      return "created";
    case graphstore::Effect::kUpdated:
      return "updated";
    case graphstore::Effect::kUnchanged:
      return "unchanged";
    case graphstore::Effect::kDeleted:
      return "deleted";
    case graphstore::Effect::kFailed:
      return "failed";
  }
  return "failed";
}

Response show_result(const graphstore::CommitResult& result) {
  json body;
  body["version"] = result.version;
  if (result.time != DateTime()) body["time"] = result.time.to_string();
  body["changes"] = json::array();
  for (const auto& change : result.changes)
    body["changes"].push_back({{"effect", effect_name(change.effect)}});
  Response response;
  response.content_type = media_type("json");
  response.body = std::make_shared<const std::string>(body.dump() + "\n");
  return response;
}

}  // namespace

Response post_batch(Context& context, const Call& call) {
  const auto body = parse_json_object(call.request.body);
  if (!body) return problem(call.request, body.status());
  const auto transaction = parse_batch(context.graph.schema(), *body);
  if (!transaction) return problem(call.request, transaction.status());
  const auto result = commit_as(context, call.caller, *transaction,
                                utf8::truncate(text_member(*body, "reason"), kMaxReasonCodePoints));
  if (result.ok()) return show_result(*result);
  // The only change of a transaction comes without its number.
  const auto status = transaction->changes.size() == 1 ? result.status().with_change(0) : result.status();
  // The address exists; what it was asked to change does not: that is for the client to mend, and not a 404.
  if (status.code() == StatusCode::kNotFound) return problem(call.request, 422, status);
  return problem(call.request, status);
}

}  // namespace relmap::server
