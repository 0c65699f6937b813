// GET /openapi.json: the API described from the table that serves it (OpenAPI 3.1), with the schemas of
// openapi/schemas.json. Examples are of the sample world.
#include <cctype>
#include <nlohmann/json.hpp>

#include "context.h"
#include "schemas.h"

namespace relmap::server {
namespace {

using Json = nlohmann::ordered_json;

Json ref(std::string_view schema) { return {{"$ref", "#/components/schemas/" + std::string(schema)}}; }

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

Json number(double value) {
  return value == static_cast<double>(static_cast<std::int64_t>(value))
             ? Json(static_cast<std::int64_t>(value))
             : Json(value);
}

Json schema_of(const Param& param) {
  Json schema = Json::object();
  switch (param.type) {
    case ParamType::kInteger:
    case ParamType::kNumber:
      schema = {{"type", param.type == ParamType::kInteger ? "integer" : "number"}};
      schema["minimum"] = number(param.min);
      schema["maximum"] = number(param.max);
      break;
    case ParamType::kBoolean:
      schema = {{"type", "boolean"}};
      break;
    case ParamType::kDate:
      schema = {{"type", "string"}, {"format", "date"}};
      break;
    case ParamType::kWord:
      schema = {{"type", "string"}, {"enum", words_of(param.words)}};
      break;
    case ParamType::kNode:
      schema = {{"type", "string"}, {"pattern", "^[^/]+/.+$"}};
      break;
    case ParamType::kText:
      schema = {{"type", "string"}};
      break;
  }
  if (!param.fallback.empty()) {
    const bool plain = param.type != ParamType::kInteger && param.type != ParamType::kNumber &&
                       param.type != ParamType::kBoolean;
    schema["default"] = plain ? Json(param.fallback) : Json::parse(param.fallback);
  }
  if (param.repeated) schema = {{"type", "array"}, {"items", std::move(schema)}};
  return schema;
}

Json parameter(const Param& param) {
  Json out{{"name", param.name}, {"in", "query"}, {"description", param.doc}};
  if (param.name == kOtherParams) {  // names that only the schema of the graph knows
    out["name"] = "key";
    out["style"] = "form";
    out["explode"] = true;
    out["schema"] = {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}};
    return out;
  }
  if (param.required) out["required"] = true;
  out["schema"] = schema_of(param);
  if (!param.example.empty())
    out["example"] = param.repeated ? Json::array({param.example}) : Json(param.example);
  return out;
}

// What stands for a "{…}" in the sample world.
std::string_view path_example(std::string_view pattern, std::string_view name) {
  if (name == "label") return "Contact";
  if (name == "type") return "KNOWS";
  if (pattern.find("/people/") != std::string_view::npos) return "ob-xue-mei";
  if (pattern.find("/imports/") != std::string_view::npos) return "00112233445566778899aabbccddeeff";
  return pattern.find("/nodes/") != std::string_view::npos ? "ob-wang-jianguo" : "oceanic-bank";
}

void add_path_parameters(Json& parameters, std::string_view pattern) {
  for (std::size_t at = 0; (at = pattern.find('{', at)) != std::string_view::npos;) {
    const auto end = pattern.find('}', at);
    const auto name = pattern.substr(at + 1, end - at - 1);
    parameters.push_back({{"name", name},
                          {"in", "path"},
                          {"required", true},
                          {"description", "Percent-encoded; may hold any character"},
                          {"schema", {{"type", "string"}}},
                          {"example", path_example(pattern, name)}});
    at = end;
  }
}

Json content_of(const Route& route) {
  Json content = Json::object();
  for (const std::string& format : words_of(route.formats)) {
    std::string type(media_type(format));
    type = type.substr(0, type.find(';'));
    if (content.contains(type)) continue;  // rows and nodegraph: other shapes of the same type
    if (format == "json") {
      content[type]["schema"] = route.answer.empty() ? Json{{"type", "object"}} : ref(route.answer);
    } else {
      content[type]["schema"] = Json{{"type", "string"}};
    }
  }
  return content;
}

// A file as a body: texts, and what is no text has no schema.
Json uploads_of(const Route& route) {
  Json content = Json::object();
  for (const std::string& type : words_of(route.uploads))
    content[type] = type == "application/zip" ? Json::object() : Json{{"schema", {{"type", "string"}}}};
  content["application/x-ndjson"]["example"] =
      R"({"label":"Contact","id":"ob-example","properties":{"name":"Ann Example"}})"
      "\n";
  return content;
}

Json problem_answer(std::string_view text) {
  return {{"description", text}, {"content", {{"application/problem+json", {{"schema", ref("Problem")}}}}}};
}

bool reads(const Route& route) { return route.method == "GET"; }
// What a page's form sends, and a browser follows.
bool is_form(const Route& route) { return !reads(route) && route.formats == "html"; }

Json answers_of(const Route& route) {
  Json out = Json::object();
  if (!route.uploads.empty()) {
    out["202"] = {{"description", "It waits for its turn; Location says where to ask after it"},
                  {"content", content_of(route)}};
    out["413"] = problem_answer("It is too large, also once unpacked");
    out["415"] = problem_answer("The Content-Type is none of these");
  } else if (route.method == "DELETE") {
    out["204"] = {{"description", "Deleted"}};
  } else if (is_form(route)) {
    out["303"] = {{"description", "Done: where to go on"}};
    out["401"] = {{"description", "The page again, with what was wrong"}, {"content", content_of(route)}};
  } else {
    out["200"] = {{"description", "The answer"}, {"content", content_of(route)}};
    if (route.method == "PUT") out["201"] = {{"description", "Created"}, {"content", content_of(route)}};
  }
  const bool api = route.pattern.starts_with("/api/");
  if (reads(route) && api) out["304"] = {{"description", "The client has it already (If-None-Match)"}};
  if (api) out["400"] = problem_answer("Something in the request is wrong: `detail` says what");
  if (route.pattern.find('{') != std::string_view::npos || !reads(route) || !route.params.empty())
    out["404"] = problem_answer("No such node, account, edge or version");
  if (!reads(route) && api) {
    out["409"] = problem_answer("It stands against what is in the graph");
    out["412"] = problem_answer("Somebody else changed it meanwhile (If-Match)");
    out["422"] = problem_answer("It breaks the schema: record, property and reason");
  }
  if (route.formats.find(' ') != std::string_view::npos)
    out["406"] = problem_answer("None of the formats is acceptable");
  if (route.access != Access::kAnyone) {
    out["401"] = problem_answer("Nobody that the server knows: send a token (where it asks for one)");
    out["403"] = problem_answer("The caller may not do this");
  }
  if (api) out["503"] = problem_answer("The server is busy; try again in a moment");
  return out;
}

// "GET /api/v1/accounts/{id}/map" → "getAccountsMap"
std::string operation_id(const Route& route) {
  std::string out;
  for (const char c : route.method) out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  std::string_view rest = route.pattern;
  if (rest.starts_with("/api/v1")) rest.remove_prefix(7);
  bool inside = false, start = true;
  for (const char c : rest) {
    if (c == '{') inside = true;
    if (!inside && std::isalnum(static_cast<unsigned char>(c))) {
      out += start ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
      start = false;
    } else {
      start = true;
    }
    if (c == '}') inside = false;
  }
  // One of these beside a list of the same name.
  if (rest.ends_with('}')) out += "ById";
  return out == "get" ? "getHome" : out;
}

Json idempotency_key() {
  return {
      {"name", "Idempotency-Key"},
      {"in", "header"},
      {"description",
       "The same request again under the same key, within a day and until the server restarts, is not done "
       "again: it gets the first answer, with Idempotency-Replayed: true (not where that was larger than 64 "
       "KiB, 409, 412 or 5xx). With another request: 422; while the first one runs: 409"},
      {"schema", {{"type", "string"}, {"minLength", 1}, {"maxLength", 255}, {"pattern", "^[!-~]+$"}}}};
}

Json operation(const Route& route) {
  Json out{{"operationId", operation_id(route)}, {"summary", route.doc}};
  Json parameters = Json::array();
  add_path_parameters(parameters, route.pattern);
  for (const Param& param : route.params) parameters.push_back(parameter(param));
  // On a server without authentication nothing of this is asked for.
  if (route.access == Access::kAnyone) {
    out["security"] = Json::array();
  } else {
    out["description"] = "Who may: " + std::string(access_name(route.access)) + ".";
  }
  if (writes(route)) parameters.push_back(idempotency_key());
  if (!parameters.empty()) out["parameters"] = std::move(parameters);
  if (!route.body.empty())
    out["requestBody"] = {{"required", true},
                          {"content",
                           {{is_form(route) ? "application/x-www-form-urlencoded" : "application/json",
                             {{"schema", ref(route.body)}}}}}};
  if (!route.uploads.empty()) out["requestBody"] = {{"required", true}, {"content", uploads_of(route)}};
  out["responses"] = answers_of(route);
  return out;
}

std::string describe() {
  Json document{{"openapi", "3.1.0"},
                {"info",
                 {{"title", "relmap"},
                  {"version", RELMAP_VERSION},
                  {"description",
                   "Relationship mapping and team coverage of strategic accounts. Errors are problem "
                   "documents (RFC 9457). Reads have an ETag over all that decides them."}}},
                {"servers", Json::array({{{"url", "/"}}})}};
  for (const Route& route : routes()) {
    if (is_page(route)) continue;
    std::string method;
    for (const char c : route.method)
      method += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    document["paths"][std::string(route.pattern)][method] = operation(route);
  }
  document["security"] = Json::array({{{"token", Json::array()}}, {{"session", Json::array()}}});
  document["components"]["securitySchemes"] = {
      {"token",
       {{"type", "http"},
        {"scheme", "bearer"},
        {"description", "A token of `relmap token create`, or a JWT of the company's identity provider"}}},
      {"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "relmap_session"}}}};
  document["components"]["schemas"] = Json::parse(data::kSchemas);
  return document.dump(1) + "\n";
}

}  // namespace

Response get_openapi(Context&, const Call&) {
  static const auto body = std::make_shared<const std::string>(describe());
  Response response;
  response.content_type = media_type("json");
  response.body = body;
  return response;
}

}  // namespace relmap::server
