// The API description against the API: each operation is called with the description's own examples on the
// sample world, and what comes back is validated against the schema that is promised.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "client.h"
#include "graphstore/graph.h"
#include "graphstore/import.h"
#include "query/schema.h"
#include "routes.h"
#include "service.h"
#include "target.h"
#include "token_file.h"

namespace relmap::server {
namespace {

using nlohmann::json;

// The part of JSON Schema that the description uses. Returns what is wrong, "" for nothing.
class Validator {
 public:
  explicit Validator(const json& document) : document_(document) {}

  std::string check(const json& schema, const json& value, const std::string& where) const {
    if (schema.contains("$ref"))
      return check(document_.at(json::json_pointer(schema["$ref"].get<std::string>().substr(1))), value,
                   where);
    if (schema.contains("type") && !is_of(schema["type"], value))
      return where + " is " + value.type_name() + ", not " + schema["type"].dump();
    if (schema.contains("enum")) {
      const auto& words = schema["enum"];
      if (std::find(words.begin(), words.end(), value) == words.end())
        return where + ": " + value.dump() + " is not one of " + words.dump();
    }
    if (schema.value("format", "") == "date" && value.is_string() && !Date::parse(value.get<std::string>()))
      return where + " is no date";
    if (value.is_object()) return check_object(schema, value, where);
    if (value.is_array() && schema.contains("items")) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        if (auto wrong = check(schema["items"], value[i], where + "[" + std::to_string(i) + "]");
            !wrong.empty())
          return wrong;
      }
    }
    return "";
  }

 private:
  static bool is_of(const json& type, const json& value) {
    if (type.is_array())
      return std::any_of(type.begin(), type.end(), [&](const json& one) { return is_of(one, value); });
    const auto name = type.get<std::string>();
    if (name == "integer") return value.is_number_integer();
    if (name == "number") return value.is_number();
    return value.type_name() == name;
  }

  std::string check_object(const json& schema, const json& value, const std::string& where) const {
    for (const auto& name : schema.value("required", json::array())) {
      if (!value.contains(name.get<std::string>())) return where + " lacks " + name.dump();
    }
    const json properties = schema.value("properties", json::object());
    for (const auto& [name, member] : value.items()) {
      if (!properties.contains(name)) {
        // An object whose members are described has no others.
        if (!properties.empty()) return where + " has " + name + ", which is not described";
        continue;
      }
      if (auto wrong = check(properties[name], member, where + "." + name); !wrong.empty()) return wrong;
    }
    return "";
  }

  const json& document_;
};

class OpenApi : public ::testing::Test {
 protected:
  OpenApi() {
    graphstore::OpenOptions options;
    options.url = "memory:";
    options.schema = *query::relationship_schema();
    graph_ = *graphstore::Graph::open(options);
    const auto imported =
        graphstore::import_folder(*graph_, std::string(RELMAP_SOURCE_DIR) + "/samples/world", {});
    EXPECT_TRUE(imported.ok()) << imported.status().to_string();
    ServiceOptions service;
    service.date = *Date::parse("2026-11-23");
    service.auth.tokens = dir_.path("tokens");
    token_ = create_token(service.auth.tokens, {"test", Role::kAdmin, std::nullopt, 1})->text;
    service_ = *Service::open(*graph_, nullptr, service);
    document_ = json::parse(ask("GET", "/openapi.json").text());
  }

  Response ask(const std::string& method, const std::string& target, const std::string& body = "",
               const std::string& type = "application/json") {
    Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.headers.emplace_back("Authorization", "Bearer " + token_);
    if (!body.empty()) request.headers.emplace_back("Content-Type", type);
    return service_->handle(request);
  }

  // The id of an import that has ended and has rejects; no example can name it, ids being the server's.
  std::string imported() {
    const auto started =
        json::parse(ask("POST", "/api/v1/imports?label=Contact", "id,level\nx,emperor\n", "text/csv").text());
    const auto id = started.value("id", "");
    for (int i = 0; i < 60'000; ++i) {
      const auto job = json::parse(ask("GET", "/api/v1/imports/" + id).text());
      if (job.value("state", "") == "done") return id;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ADD_FAILURE() << "the import does not end";
    return id;
  }

  // The body that an operation is described with, and its media type; "" where it has none.
  std::pair<std::string, std::string> body_of(const std::string& path, const json& operation) const {
    if (!operation.contains("requestBody")) return {"", ""};
    const Validator validator(document_);
    for (const auto& [type, content] : operation["requestBody"]["content"].items()) {
      if (type != "application/json") {
        if (content.contains("example")) return {content["example"].get<std::string>(), type};
        continue;
      }
      const auto reference = content["schema"]["$ref"].get<std::string>();
      const json& schema = document_.at(json::json_pointer(reference.substr(1)));
      EXPECT_TRUE(schema.contains("example")) << path;
      if (!schema.contains("example")) return {"", ""};
      EXPECT_EQ(validator.check(schema, schema["example"], path + " body"), "");
      return {schema["example"].dump(), type};
    }
    ADD_FAILURE() << path << " has no example of its body";
    return {"", ""};
  }

  // The address with the description's examples for whatever is required.
  std::string address(const std::string& pattern, const json& operation) const {
    std::string path = pattern, query;
    for (const auto& parameter : operation.value("parameters", json::array())) {
      if (!parameter.value("required", false)) continue;
      EXPECT_TRUE(parameter.contains("example")) << pattern << " " << parameter["name"];
      json example = parameter.value("example", json());
      if (example.is_array()) example = example.at(0);
      const auto value = percent_encode(example.is_string() ? example.get<std::string>() : example.dump());
      const auto name = parameter["name"].get<std::string>();
      if (parameter["in"] == "path") {
        path.replace(path.find("{" + name + "}"), name.size() + 2, value);
      } else {
        query += (query.empty() ? "?" : "&") + name + "=" + value;
      }
    }
    return path + query;
  }

  const testing::TempDir dir_;
  std::string token_;
  std::unique_ptr<graphstore::Graph> graph_;
  std::unique_ptr<Service> service_;
  json document_;
};

TEST_F(OpenApi, DescribesEachRouteOnce) {
  EXPECT_EQ(document_["openapi"], "3.1.0");
  std::set<std::string> ids;
  std::size_t operations = 0;
  for (const auto& [path, item] : document_["paths"].items()) {
    for (const auto& [method, operation] : item.items()) {
      EXPECT_TRUE(ids.insert(operation["operationId"]).second) << operation["operationId"];
      EXPECT_FALSE(operation["summary"].get<std::string>().empty()) << path;
      const auto& answers = operation["responses"];
      EXPECT_TRUE(answers.contains("200") || answers.contains("202") || answers.contains("204") ||
                  answers.contains("303"))
          << path;
      ++operations;
    }
  }
  const auto pages = std::count_if(routes().begin(), routes().end(), is_page);
  EXPECT_EQ(operations + static_cast<std::size_t>(pages), routes().size());
  // Each reference leads somewhere.
  const std::string text = document_.dump();
  for (std::size_t at = 0; (at = text.find("\"#/components/", at)) != std::string::npos; ++at) {
    const std::string pointer = text.substr(at + 2, text.find('"', at + 1) - at - 2);
    EXPECT_TRUE(document_.contains(json::json_pointer(pointer))) << pointer;
  }
}

TEST_F(OpenApi, EachOperationAnswersAsDescribed) {
  const Validator validator(document_);
  const std::set<std::string> without_json = {"/metrics", "/openapi.json", "/login"};
  const auto import = imported();
  // Reads first: the others change what they read.
  for (const std::string wanted : {"get", "post", "patch", "put", "delete"}) {
    for (const auto& [path, item] : document_["paths"].items()) {
      if (!item.contains(wanted) || path.find("backup") != std::string::npos) continue;
      const json& operation = item[wanted];
      std::string method = wanted;
      for (char& c : method) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      if (operation["responses"].contains("303")) continue;  // login and logout: access_test.cpp
      const auto [body, type] = body_of(path, operation);
      std::string target = address(path, operation);
      if (path.starts_with("/api/v1/imports/{id}")) target.replace(16, 32, import);
      if (path.ends_with("/map")) target += "?format=json";  // there is no renderer here
      if (wanted == "delete" && path.find("nodes") != std::string::npos) target += "?cascade=true";
      const Response response = ask(method, target, body, type);
      const std::string status = std::to_string(response.status);
      ASSERT_TRUE(status == "200" || status == "201" || status == "202" || status == "204")
          << method << " " << target << ": " << response.text();
      ASSERT_TRUE(operation["responses"].contains(status)) << method << " " << target << " " << status;
      if (status == "204" || without_json.contains(path)) continue;
      if (path.ends_with("/rejects")) {
        EXPECT_TRUE(operation["responses"][status]["content"].contains("text/csv"));
        EXPECT_EQ(response.text(), "id,level\nx,emperor\n");
        continue;
      }
      const json& schema = operation["responses"][status]["content"]["application/json"]["schema"];
      EXPECT_EQ(validator.check(schema, json::parse(response.text()), method + " " + target), "");
    }
  }
}

// All accounts of the sample world, so that what only some have is described too.
TEST_F(OpenApi, EachAccountIsAsDescribed) {
  const Validator validator(document_);
  const json list = json::parse(ask("GET", "/api/v1/accounts").text());
  for (const auto& account : list["accounts"]) {
    for (const auto& [path, item] : document_["paths"].items()) {
      if (!path.starts_with("/api/v1/accounts/{id}") || !item.contains("get")) continue;
      std::string target = address(path, item["get"]);
      target.replace(target.find("oceanic-bank"), 12, account["id"].get<std::string>());
      if (path.ends_with("/map")) target += "?format=json";
      const Response response = ask("GET", target);
      if (response.status != 200) continue;  // its people are not this account's
      const json& schema = item["get"]["responses"]["200"]["content"]["application/json"]["schema"];
      EXPECT_EQ(validator.check(schema, json::parse(response.text()), target), "");
    }
  }
}

TEST_F(OpenApi, ErrorsAreProblems) {
  const Validator validator(document_);
  const json problem{{"$ref", "#/components/schemas/Problem"}};
  for (const char* target :
       {"/api/v1/accounts/nobody", "/api/v1/accounts?limit=0", "/api/v1/paths", "/nothing/here",
        "/api/v1/nodes/Contact/nobody", "/api/v1/accounts/oceanic-bank/diff?since=99"}) {
    const Response response = ask("GET", target);
    EXPECT_EQ(response.content_type, "application/problem+json") << target;
    EXPECT_EQ(validator.check(problem, json::parse(response.text()), target), "");
  }
}

}  // namespace
}  // namespace relmap::server
