// A small account in memory for tests, and a service on it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "graphstore/graph.h"
#include "service.h"

namespace relmap::server::testing {

using graphstore::NodeRef;
using graphstore::Properties;

inline constexpr const char* kDay = "2026-11-23";
// An id with everything in it that an address could stumble over.
inline constexpr const char* kOddId = "a/b c%2F?#&=+\"<李>";
inline constexpr const char* kOddIdEncoded = "a%2Fb%20c%252F%3F%23%26%3D%2B%22%3C%E6%9D%8E%3E";

std::unique_ptr<graphstore::Graph> empty_graph(const std::string& url = "memory:");

// Account "bank" (strategic) with units board and it; contacts ceo (a key player nobody knows), cio (known by
// eva), kOddId; members eva (account manager) and 陈丽 Chen Li, who works with eva. Account "cafe" (smb),
// with nobody.
void write_world(graphstore::Graph& graph);

class ServiceTest : public ::testing::Test {
 protected:
  ServiceTest() {
    graph_ = empty_graph();
    write_world(*graph_);
    options_.date = *Date::parse(kDay);
    service_ = std::make_unique<Service>(*graph_, nullptr, options_);
  }

  Response send(const std::string& method, const std::string& target, const std::string& body = "",
                Headers headers = {}) {
    Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    request.headers = std::move(headers);
    return service_->handle(request);
  }
  Response get(const std::string& target, Headers headers = {}) {
    return send("GET", target, "", std::move(headers));
  }
  static nlohmann::json json(const Response& response) {
    return nlohmann::json::parse(response.text(), nullptr, false);
  }

  // A problem document of the right shape, with that status and word.
  static void expect_problem(const Response& response, int status, const std::string& word);

  ServiceOptions options_;
  std::unique_ptr<graphstore::Graph> graph_;
  std::unique_ptr<Service> service_;
};

}  // namespace relmap::server::testing
