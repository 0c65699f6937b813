// The graph over HTTP: nodes, edges, batches; preconditions and refusals.
#include <gmock/gmock.h>

#include <thread>

#include "world.h"

namespace relmap::server {
namespace {

using ::testing::HasSubstr;
using testing::kOddId;
using testing::kOddIdEncoded;
using testing::ServiceTest;

class Writes : public ServiceTest {
 protected:
  const std::string knows_ = "/api/v1/edges/KNOWS?from=TeamMember/eva&to=Contact/ceo";
};

TEST_F(Writes, PutCreatesReplacesAndPatchMerges) {
  const std::string at = "/api/v1/nodes/Contact/new";
  const auto created =
      send("PUT", at, R"({"properties":{"name":"Nia","level":"vp","left_on":"2026-01-02"}})");
  ASSERT_EQ(created.status, 201) << created.text();
  EXPECT_EQ(*created.header("Location"), at);
  EXPECT_EQ(json(created)["properties"]["left_on"], "2026-01-02");
  EXPECT_EQ(json(created)["label"], "Contact");
  EXPECT_EQ(json(created)["id"], "new");

  const auto merged = send("PATCH", at, R"({"properties":{"title":"VP","left_on":null}})");
  ASSERT_EQ(merged.status, 200) << merged.text();
  EXPECT_EQ(json(merged)["properties"]["name"], "Nia");
  EXPECT_FALSE(json(merged)["properties"].contains("left_on"));

  const auto replaced = send("PUT", at, R"({"properties":{"name":"Nia B.","email":null}})");
  ASSERT_EQ(replaced.status, 200) << replaced.text();
  EXPECT_FALSE(json(replaced)["properties"].contains("title"));
  EXPECT_EQ(json(get(at))["properties"], json(replaced)["properties"]);

  EXPECT_EQ(send("DELETE", at).status, 204);
  expect_problem(get(at), 404, "not_found");
  expect_problem(send("DELETE", at), 404, "not_found");
  expect_problem(send("PATCH", at, R"({"properties":{}})"), 404, "not_found");
}

TEST_F(Writes, MergeMakesOneOfTwo) {
  ASSERT_EQ(send("PUT", "/api/v1/nodes/Contact/ceo2", R"({"properties":{"phone":"1"}})").status, 201);
  const std::string body = R"({"keep":"Contact/ceo","merge":"Contact/ceo2")";
  const auto dry = send("POST", "/api/v1/merge", body + R"(,"dry_run":true})");
  ASSERT_EQ(dry.status, 200) << dry.text();
  EXPECT_EQ(json(dry)["written"], false);
  const auto merged = send("POST", "/api/v1/merge", body + "}");
  ASSERT_EQ(merged.status, 200) << merged.text();
  EXPECT_EQ(json(merged)["written"], true);
  // Reached by its alias, with its own key.
  const auto ceo = json(get("/api/v1/nodes/Contact/ceo2"));
  EXPECT_EQ(ceo["properties"]["id"], "ceo");
  EXPECT_EQ(ceo["properties"]["phone"], "1");
  EXPECT_EQ(
      send("PATCH", "/api/v1/nodes/Contact/ceo2", R"({"properties":{"id":"ceo","title":"CEO"}})").status,
      200);
  EXPECT_EQ(json(get("/api/v1/nodes/Contact/ceo"))["properties"]["title"], "CEO");
  expect_problem(send("POST", "/api/v1/merge", body + "}"), 400, "invalid_argument");
  expect_problem(send("POST", "/api/v1/merge", R"({"keep":"Contact/ceo"})"), 400, "invalid_argument");
  expect_problem(send("POST", "/api/v1/merge", R"({"keep":"Contact/ceo","merge":"Contact/nobody"})"), 404,
                 "not_found");
}

TEST_F(Writes, DatesAndMoneyComeBackAsTheyWent) {
  const auto order = send("PUT", "/api/v1/nodes/Order/o1",
                          R"({"properties":{"amount":"12.50","currency":"EUR","ordered_on":"2026-11-01"}})");
  ASSERT_EQ(order.status, 201) << order.text();
  EXPECT_EQ(json(order)["properties"]["amount"], "12.50");
  EXPECT_EQ(json(send("PATCH", "/api/v1/nodes/Order/o1",
                      R"({"properties":{"amount":12.5}})"))["properties"]["amount"],
            "12.5");
  expect_problem(send("PATCH", "/api/v1/nodes/Order/o1", R"({"properties":{"ordered_on":"soon"}})"), 422,
                 "schema_violation");
}

TEST_F(Writes, AnyCharacterMayStandInAnId) {
  const auto odd = get(std::string("/api/v1/nodes/Contact/") + kOddIdEncoded);
  ASSERT_EQ(odd.status, 200) << odd.text();
  EXPECT_EQ(json(odd)["id"], kOddId);
  for (const std::string id :
       {"%2F", "%2F%2F", "..", "%20", "%E6%9D%8E", "a+b", "%3Cscript%3E", "%22", "x%0Ay"}) {
    const auto at = "/api/v1/nodes/Contact/" + id;
    EXPECT_EQ(send("PUT", at, R"({"properties":{}})").status, 201) << id;
    EXPECT_EQ(get(at).status, 200) << id;
    EXPECT_EQ(send("DELETE", at).status, 204) << id;
  }
  const auto edge =
      get(std::string("/api/v1/edges/REPORTS_TO?kind=solid&to=Contact/cio&from=Contact/") + kOddIdEncoded);
  EXPECT_EQ(edge.status, 200) << edge.text();
}

TEST_F(Writes, WhatBreaksTheSchemaIsRefusedByName) {
  const auto response = send("PUT", "/api/v1/nodes/Contact/x", R"({"properties":{"level":"boss"}})");
  expect_problem(response, 422, "schema_violation");
  EXPECT_THAT(json(response)["detail"], HasSubstr("Contact/x"));
  EXPECT_THAT(json(response)["detail"], HasSubstr("level"));
  expect_problem(send("PUT", "/api/v1/nodes/Account/x", R"({"properties":{"name":"no tier"}})"), 422,
                 "schema_violation");
  expect_problem(send("PUT", "/api/v1/nodes/Dragon/x", R"({"properties":{}})"), 422, "schema_violation");
  expect_problem(send("PUT", "/api/v1/nodes/Contact/x", R"({"properties":{"id":"y"}})"), 422,
                 "schema_violation");
  EXPECT_EQ(send("PUT", "/api/v1/nodes/Contact/x", R"({"properties":{"id":"x"}})").status, 201);
}

TEST_F(Writes, BodiesAreReadStrictly) {
  const std::string at = "/api/v1/nodes/Contact/x";
  for (const std::string& body :
       {std::string(""), std::string("{"), std::string("[]"), std::string("{}"),
        std::string(R"({"properties":1})"), std::string(R"({"properties":{},"more":1})"),
        std::string(R"({"properties":{"a":1,"a":2}})"), std::string("{\"properties\":{\"a\":\"\xff\"}}"),
        std::string(R"({"properties":{}} x)"),
        std::string(R"({"properties":{"a":123456789012345678901234567890}})"),
        std::string(R"({"properties":{"a":1e999}})"),
        R"({"properties":{"a":)" + std::string(100, '[') + std::string(100, ']') + "}}"}) {
    const auto response = send("PUT", at, body);
    expect_problem(response, 400, "invalid_argument");
  }
  expect_problem(send("PUT", at, std::string(options_.max_body_bytes + 1, ' ')), 413, "body_too_large");
  EXPECT_EQ(get(at).status, 404);
}

TEST_F(Writes, PreconditionsGuardAgainstLostUpdates) {
  const std::string at = "/api/v1/nodes/Contact/ceo";
  const auto before = get(at);
  const auto tag = *before.header("ETag");
  EXPECT_EQ(get(at, {{"If-None-Match", tag}}).status, 304);
  const std::string body = R"({"properties":{"title":"Chief"}})";
  EXPECT_EQ(send("PATCH", at, body, {{"If-Match", tag}}).status, 200);
  expect_problem(send("PATCH", at, body, {{"If-Match", tag}}), 412, "precondition_failed");
  expect_problem(send("PATCH", at, body, {{"If-Match", "W/" + *get(at).header("ETag")}}), 412,
                 "precondition_failed");
  expect_problem(send("DELETE", at, "", {{"If-Match", tag}}), 412, "precondition_failed");
  expect_problem(send("PUT", at, body, {{"If-None-Match", "*"}}), 412, "precondition_failed");
  expect_problem(send("PUT", "/api/v1/nodes/Contact/none", body, {{"If-Match", "*"}}), 412,
                 "precondition_failed");
  EXPECT_EQ(send("PATCH", at, body, {{"If-Match", "*"}}).status, 200);
  EXPECT_EQ(send("PUT", "/api/v1/nodes/Contact/none", body, {{"If-None-Match", "*"}}).status, 201);
}

TEST_F(Writes, NodesWithEdgesGoOnlyInCascade) {
  expect_problem(send("DELETE", "/api/v1/nodes/Contact/cio"), 409, "conflict");
  EXPECT_EQ(get("/api/v1/nodes/Contact/cio").status, 200);
  EXPECT_EQ(send("DELETE", "/api/v1/nodes/Contact/cio?cascade=true").status, 204);
  EXPECT_EQ(get("/api/v1/nodes/Contact/cio").status, 404);
  EXPECT_EQ(get("/api/v1/edges/KNOWS?from=TeamMember/chen&to=Contact/cio").status, 404);
}

TEST_F(Writes, EdgesAreWrittenByTheirKey) {
  const auto created =
      send("PUT", knows_, R"({"properties":{"relationship_level":"vendor","last_contact":"2026-11-01"}})");
  ASSERT_EQ(created.status, 201) << created.text();
  EXPECT_EQ(json(created)["from"], "TeamMember/eva");
  EXPECT_EQ(json(created)["properties"]["last_contact"], "2026-11-01");
  EXPECT_EQ(send("PUT", knows_, R"({"properties":{"relationship_level":"credible_source"}})").status, 200);
  const auto merged = send("PATCH", knows_, R"({"properties":{"note":"met"}})");
  EXPECT_EQ(json(merged)["properties"]["relationship_level"], "credible_source");
  expect_problem(send("PATCH", knows_, R"({"properties":{}})", {{"If-Match", "\"v1\""}}), 412,
                 "precondition_failed");
  EXPECT_EQ(send("DELETE", knows_).status, 204);
  expect_problem(get(knows_), 404, "not_found");
}

TEST_F(Writes, KeyPropertiesTellEdgesApart) {
  const std::string team = "/api/v1/edges/ON_TEAM?from=TeamMember/eva&to=Account/bank&role=";
  ASSERT_EQ(get(team + "account_manager").status, 200);
  EXPECT_EQ(get(team + "presales").status, 404);
  EXPECT_EQ(send("PUT", team + "presales", R"({"properties":{}})").status, 201);
  EXPECT_EQ(send("DELETE", team + "account_manager").status, 204);
  EXPECT_EQ(get(team + "presales").status, 200);
  expect_problem(get(team + "presales&colour=red"), 400, "invalid_argument");
  expect_problem(send("PUT", team + "finance", R"({"properties":{"role":"legal"}})"), 422,
                 "schema_violation");
}

TEST_F(Writes, UndirectedEdgesAnswerBothWays) {
  const auto given = json(get("/api/v1/edges/WORKS_WITH?from=TeamMember/eva&to=TeamMember/chen"));
  const auto reversed = json(get("/api/v1/edges/WORKS_WITH?from=TeamMember/chen&to=TeamMember/eva"));
  EXPECT_EQ(given["from"], "TeamMember/eva");
  EXPECT_EQ(reversed, given);
}

TEST_F(Writes, EdgesThatCannotBe) {
  expect_problem(get("/api/v1/edges/KNOWS?from=TeamMember/eva"), 400, "invalid_argument");
  expect_problem(get("/api/v1/edges/KNOWS?from=eva&to=Contact/ceo"), 400, "invalid_argument");
  expect_problem(get("/api/v1/edges/HATES?from=TeamMember/eva&to=Contact/ceo"), 404, "not_found");
  expect_problem(
      send("PUT", "/api/v1/edges/KNOWS?from=TeamMember/eva&to=Contact/nobody", R"({"properties":{}})"), 404,
      "not_found");
  const auto backwards =
      send("PUT", "/api/v1/edges/KNOWS?from=Contact/ceo&to=TeamMember/eva", R"({"properties":{}})");
  expect_problem(backwards, 422, "schema_violation");
}

TEST_F(Writes, ABatchIsOneCommit) {
  const auto version = graph_->version();
  const auto response = send("POST", "/api/v1/batch", R"({"reason":"new face","changes":[
    {"op":"put","node":"Contact/nia","properties":{"name":"Nia"}},
    {"op":"put","edge":{"type":"WORKS_IN","from":"Contact/nia","to":"OrgUnit/it"}},
    {"op":"merge","node":"Contact/ceo","properties":{"support":"neutral"}},
    {"op":"delete","edge":{"type":"ON_TEAM","from":"TeamMember/eva","to":"Account/bank","key":{"role":"account_manager"}}}]})");
  ASSERT_EQ(response.status, 200) << response.text();
  EXPECT_EQ(graph_->version(), version + 1);
  EXPECT_EQ(json(response)["version"], version + 1);
  EXPECT_EQ(json(response)["changes"][0]["effect"], "created");
  EXPECT_EQ(json(response)["changes"][2]["effect"], "updated");
  EXPECT_EQ(json(response)["changes"][3]["effect"], "deleted");
}

TEST_F(Writes, AFailingChangeRefusesTheWholeBatch) {
  const auto version = graph_->version();
  const std::string first = R"({"op":"put","node":"Contact/nia","properties":{}},)";
  const std::pair<std::string, int> cases[] = {
      {R"({"op":"put","node":"Contact/x","properties":{"level":"boss"}})", 422},
      {R"({"op":"put","edge":{"type":"KNOWS","from":"TeamMember/eva","to":"Contact/nobody"}})", 422},
      {R"({"op":"delete","node":"Contact/nobody"})", 422},
      {R"({"op":"delete","node":"Contact/cio"})", 409},
      {R"({"op":"merge","node":"Contact/ceo","properties":{},"if_version":99})", 409},
      {R"({"op":"put","node":"Contact/ceo","properties":{},"if_version":0})", 409},
      {R"({"op":"explode","node":"Contact/x"})", 400},
      {R"({"op":"put","node":"x"})", 400},
      {R"({"op":"put"})", 400},
      {R"({"op":"put","node":"Contact/x","edge":{}})", 400},
      {R"({"op":"put","node":"Contact/x","cascade":true})", 400},
      {R"(7)", 400}};
  for (const auto& [second, status] : cases) {
    const auto response = send("POST", "/api/v1/batch", R"({"changes":[)" + first + second + "]}");
    EXPECT_EQ(response.status, status) << second << " " << response.text();
    EXPECT_THAT(json(response)["detail"], HasSubstr("change 1")) << second;
    EXPECT_EQ(graph_->version(), version);
  }
  EXPECT_EQ(get("/api/v1/nodes/Contact/nia").status, 404);
  expect_problem(send("POST", "/api/v1/batch", R"({"changes":{}})"), 400, "invalid_argument");
}

TEST_F(Writes, ABatchNamesEdgesAsStrictlyAsTheirRoute) {
  const std::string head = R"({"changes":[{"op":")";
  const std::string team = R"(","edge":{"type":"ON_TEAM","from":"TeamMember/eva","to":"Account/bank","key":)";
  const std::string knows = R"(","edge":{"type":"KNOWS","from":"TeamMember/eva","to":"Contact/ceo","key":)";
  const auto version = graph_->version();
  const std::pair<std::string, int> cases[] = {
      {"delete" + team + R"({"role":"account_manager","bogus":1}}}]})", 400},
      {"delete" + team + R"({"role":null}}}]})", 400},
      {"put" + team + R"({"role":"presales"}},"properties":{"role":"legal"}}]})", 422},
      {"put" + team + R"({}},"properties":{"role":"legal"}}]})", 422},
      {"put" + knows + R"({"note":"x"}},"properties":{"note":"y"}}]})", 400}};
  for (const auto& [change, status] : cases) {
    const auto response = send("POST", "/api/v1/batch", head + change);
    EXPECT_EQ(response.status, status) << change << " " << response.text();
    EXPECT_THAT(json(response)["detail"], HasSubstr("change 0: ")) << "also where there is no other";
    EXPECT_EQ(graph_->version(), version);
  }
  const auto same = send("POST", "/api/v1/batch",
                         head + "put" + team + R"({"role":"legal"}},"properties":{"role":"legal"}}]})");
  EXPECT_EQ(same.status, 200) << same.text();
}

TEST_F(Writes, ABatchThatChangesNothingHasNoTime) {
  const std::string batch =
      R"({"reason":"again","changes":[{"op":"put","node":"Contact/nia","properties":{}}]})";
  EXPECT_TRUE(json(send("POST", "/api/v1/batch", batch)).contains("time"));
  const auto again = send("POST", "/api/v1/batch", batch);
  ASSERT_EQ(again.status, 200);
  EXPECT_EQ(json(again)["changes"][0]["effect"], "unchanged");
  EXPECT_FALSE(json(again).contains("time")) << again.text();
  expect_problem(send("POST", "/api/v1/batch", R"({"reason":5,"changes":[]})"), 400, "invalid_argument");
  const auto failed =
      send("POST", "/api/v1/batch", R"({"changes":[{"op":"delete","node":"Contact/nobody"}]})");
  EXPECT_THAT(json(failed)["detail"], HasSubstr("change 0: "));
}

TEST_F(Writes, ConcurrentMergesAllArrive) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this, i] {
      for (int n = 0; n < 10; ++n) {
        const auto body = R"({"properties":{"p)" + std::to_string(i) + "\":" + std::to_string(n) + "}}";
        EXPECT_EQ(send("PATCH", "/api/v1/nodes/Contact/ceo", body).status, 200);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const auto properties = json(get("/api/v1/nodes/Contact/ceo"))["properties"];
  for (int i = 0; i < 4; ++i) EXPECT_EQ(properties["p" + std::to_string(i)], 9);
}

}  // namespace
}  // namespace relmap::server
