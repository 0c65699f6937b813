#include "frames.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "world.h"

namespace relmap::server {
namespace {

using nlohmann::json;
using testing::ServiceTest;

TEST(Frames, RowsKeepTextAndTypeTheRest) {
  const json rows =
      json::parse(rows_of("id,name,score,share,on,empty\r\n007,\"Lin, "
                          "\"\"Shu\"\"\nhui\",66,-0.5,true,\r\n1e5,12345678901234567,0,1.,false,\"\"\r\n"));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0],
            json::parse(
                R"({"id":"007","name":"Lin, \"Shu\"\nhui","score":66,"share":-0.5,"on":true,"empty":null})"));
  EXPECT_EQ(rows[1],
            json::parse(
                R"({"id":"1e5","name":"12345678901234567","score":0,"share":"1.","on":false,"empty":null})"));
  EXPECT_EQ(rows_of(""), "[]\n");
  EXPECT_EQ(rows_of("id,name\r\n"), "[]\n");
}

class FramesOverHttp : public ServiceTest {};

TEST_F(FramesOverHttp, EachTableHasRows) {
  const nlohmann::json list = nlohmann::json::parse(get("/api/v1/accounts?format=rows").text());
  ASSERT_EQ(list.size(), 2u);
  EXPECT_EQ(list[0]["id"], "bank");
  for (const char* path :
       {"coverage", "threads", "influence", "next", "repair-plan", "matrix", "whitespace", "departures"}) {
    const auto response = get("/api/v1/accounts/bank/" + std::string(path) + "?format=rows");
    ASSERT_EQ(response.status, 200) << path << response.text();
    EXPECT_EQ(response.content_type, "application/json");
    const nlohmann::json rows = nlohmann::json::parse(response.text());
    ASSERT_TRUE(rows.is_array()) << path;
    for (const auto& row : rows) {
      for (const auto& [name, value] : row.items())
        EXPECT_FALSE(value.is_structured()) << path << " " << name;
    }
  }
  EXPECT_EQ(get("/api/v1/accounts/nobody/threads?format=rows").status, 404);
}

TEST_F(FramesOverHttp, MapsAreNodeGraphs) {
  const auto response = get("/api/v1/accounts/bank/map?format=nodegraph&view=coverage");
  ASSERT_EQ(response.status, 200) << response.text();
  const nlohmann::json graph = nlohmann::json::parse(response.text());
  std::set<std::string> ids;
  for (const auto& node : graph["nodes"]) EXPECT_TRUE(ids.insert(node["id"]).second);
  EXPECT_TRUE(ids.contains("contact-ceo"));
  EXPECT_TRUE(ids.contains("member-chen"));
  ASSERT_FALSE(graph["edges"].empty());
  for (const auto& edge : graph["edges"]) {
    EXPECT_TRUE(ids.contains(edge["source"].get<std::string>()));
    EXPECT_TRUE(ids.contains(edge["target"].get<std::string>()));
  }
}

}  // namespace
}  // namespace relmap::server
