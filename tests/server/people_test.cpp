// The routes on people, and what pages ask of the server: who I am, the schema, the policy.
#include <gmock/gmock.h>

#include <chrono>

#include "client.h"
#include "graphstore/history.h"
#include "query/policy.h"
#include "token_file.h"
#include "world.h"

namespace relmap::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;
using testing::TempDir;

const std::string kCio = "/api/v1/people/Contact/cio";

class People : public testing::ServiceTest {
 protected:
  Json read(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200) << target << response.text();
    return json(response);
  }
  void write(const std::string& method, const std::string& target, const Json& properties) {
    const auto response = send(method, target, Json{{"properties", properties}}.dump());
    ASSERT_LT(response.status, 300) << response.text();
  }
};

TEST_F(People, OfAnAccount) {
  const auto people = read("/api/v1/accounts/bank/people");
  ASSERT_EQ(people["people"].size(), 3u);
  EXPECT_EQ(people["people"][0]["contact"]["id"], testing::kOddId);
  const auto& cio = people["people"][2];
  EXPECT_EQ(cio["ties"][0]["member"]["id"], "chen");
  EXPECT_EQ(cio["ties"][0]["days"], 3);
  EXPECT_EQ(cio["reports_to"]["id"], "ceo");
  EXPECT_TRUE(cio["key_player"].get<bool>());
  EXPECT_EQ(people["people"][1]["gaps"]["red"], 1);  // nobody knows the ceo
  const auto rows = read("/api/v1/accounts/bank/people?format=rows&limit=1");
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["id"], testing::kOddId);
  const auto rest = read("/api/v1/accounts/bank/people?limit=2&cursor=ceo");
  EXPECT_EQ(rest["people"].size(), 1u);
  EXPECT_TRUE(rest["next"].is_null());
  expect_problem(get("/api/v1/accounts/nobody/people"), 404, "not_found");
  expect_problem(get("/api/v1/accounts/bank/people?limit=10001"), 400, "invalid_argument");
  EXPECT_THAT(std::string(get("/api/v1/accounts/bank/people?format=csv").text()),
              HasSubstr("\r\ncio,Zhou Min,CIO,c_level,it,"));
}

TEST_F(People, OneCanBeEditedFromWhatIsTold) {
  const auto cio = read(kCio);
  EXPECT_EQ(cio["person"]["name"], "Zhou Min");
  const auto if_match = [](const Json& entry) {
    return Headers{{"If-Match", "\"v" + std::to_string(entry["version"].get<int>()) + "\""}};
  };
  const std::string node = "/api/v1/nodes/Contact/cio",
                    tie = "/api/v1/edges/KNOWS?from=TeamMember/chen&to=Contact/cio";
  EXPECT_EQ(send("PATCH", node, R"({"properties":{"support":"neutral"}})", if_match(cio)).status, 200);
  EXPECT_EQ(send("PATCH", node, R"({"properties":{"support":"enemy"}})", if_match(cio)).status, 412);
  const auto now = read(kCio);
  EXPECT_GT(now["version"], cio["version"]);
  EXPECT_EQ(now["ties"][0]["version"], cio["ties"][0]["version"]);
  EXPECT_EQ(send("PATCH", tie, R"({"properties":{"note":"n"}})", if_match(now["ties"][0])).status, 200);
  EXPECT_EQ(read(kCio)["ties"][0]["note"], "n");
  // `edge` is what a batch takes.
  auto edge = now["reports_to"][0]["edge"];
  edge.erase("properties");
  const Json batch{
      {"changes", {{{"op", "delete"}, {"edge", edge}, {"if_version", now["reports_to"][0]["version"]}}}}};
  EXPECT_EQ(send("POST", "/api/v1/batch", batch.dump()).status, 200);
  EXPECT_TRUE(read(kCio)["reports_to"].empty());
  // Of an earlier version there are none.
  const auto before = read(kCio + "?as_of=1");
  EXPECT_TRUE(before["version"].is_null());
  EXPECT_EQ(before["reports_to"].size(), 1u);
  EXPECT_TRUE(before["reports_to"][0]["version"].is_null());
}

TEST_F(People, OneThatIsNone) {
  for (const char* target : {"/api/v1/people/Contact/nobody", "/api/v1/people/Account/bank",
                             "/api/v1/people/Dragon/x", "/api/v1/people/Contact/eva",
                             "/api/v1/people/Account/bank/history", "/api/v1/people/Contact/nobody/history",
                             "/api/v1/people/OrgUnit/it/export", "/api/v1/people/Contact/nobody/export"})
    expect_problem(get(target), 404, "not_found");
  EXPECT_EQ(read(std::string("/api/v1/people/Contact/") + testing::kOddIdEncoded)["person"]["id"],
            testing::kOddId);
}

TEST_F(People, GapsSpeakTheLanguage) {
  const auto zh = read("/api/v1/people/Contact/ceo?lang=zh"), en = read("/api/v1/people/Contact/ceo");
  ASSERT_FALSE(en["gaps"].empty());
  EXPECT_EQ(en["gaps"][0]["id"], zh["gaps"][0]["id"]);
  EXPECT_NE(en["gaps"][0]["because"], zh["gaps"][0]["because"]);
  EXPECT_THAT(en["gaps"][0]["action"]["text"].get<std::string>(), HasSubstr("陈丽 Chen Li"));
}

TEST_F(People, HistoryTellsTheNewestFirst) {
  write("PATCH", "/api/v1/nodes/Contact/cio", {{"support", "neutral"}});
  write("PUT", "/api/v1/edges/KNOWS?from=TeamMember/eva&to=Contact/cio", {{"relationship_level", "vendor"}});
  write("PATCH", "/api/v1/nodes/Contact/ceo", {{"title", "Chair"}});  // somebody else
  const auto history = read(kCio + "/history");
  EXPECT_FALSE(history["incomplete"].get<bool>());
  EXPECT_TRUE(history["next"].is_null());
  ASSERT_EQ(history["versions"].size(), 3u);
  const auto &tie = history["versions"][0], &support = history["versions"][1],
             &first = history["versions"][2];
  EXPECT_EQ(tie["author"], "api");
  EXPECT_TRUE(tie["reason"].is_null());
  ASSERT_EQ(tie["changes"].size(), 1u);
  EXPECT_EQ(tie["changes"][0]["edge"]["from"], "TeamMember/eva");
  EXPECT_THAT(tie["changes"][0]["text"].get<std::string>(),
              AllOf(HasSubstr("Eva Berg"), HasSubstr("Zhou Min")));
  EXPECT_EQ(support["changes"][0]["node"], "Contact/cio");
  EXPECT_EQ(support["changes"][0]["text"], "Zhou Min: support supporter → neutral");
  EXPECT_EQ(support["changes"][0]["before"], (Json{{"support", "supporter"}}));
  EXPECT_EQ(support["changes"][0]["after"], (Json{{"support", "neutral"}}));
  EXPECT_EQ(first["changes"].size(), 6u);  // the node, a place, two lines, an influence, a tie
  EXPECT_THAT(read(kCio + "/history?lang=zh")["versions"][1]["changes"][0]["text"].get<std::string>(),
              HasSubstr("支持"));
  // By pages.
  const auto page = read(kCio + "/history?limit=2");
  EXPECT_EQ(page["versions"].size(), 2u);
  const auto rest = read(kCio + "/history?limit=2&cursor=" + page["next"].get<std::string>());
  EXPECT_EQ(rest["versions"].size(), 1u);
  EXPECT_EQ(rest["versions"][0], first);
}

TEST_F(People, AFileToGive) {
  const auto response = get(kCio + "/export");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(*response.header("Content-Disposition"), "attachment; filename=\"Contact-cio.json\"");
  EXPECT_EQ(*response.header("Cache-Control"), "no-store");
  const auto file = json(response);
  EXPECT_EQ(file["subject"], "Contact/cio");
  EXPECT_EQ(file["edges"].size(), 5u);
  const auto odd = get(std::string("/api/v1/people/Contact/") + testing::kOddIdEncoded + "/export");
  EXPECT_THAT(*odd.header("Content-Disposition"),
              ::testing::MatchesRegex("attachment; filename=\"[A-Za-z0-9._-]+\""));
}

TEST_F(People, ErasureAsksTwice) {
  for (const char* body :
       {"", "{}", R"({"confirm":"ceo"})", R"({"confirm":true})", R"({"confirm":"cio","x":1})",
        R"({"confirm":"cio","redact_mentions":"yes"})", R"({"confirm":"cio","reason":1})"}) {
    expect_problem(send("POST", kCio + "/erase", body), 400, "invalid_argument");
  }
  expect_problem(send("POST", "/api/v1/people/Account/bank/erase", R"({"confirm":"bank"})"), 404,
                 "not_found");
  expect_problem(send("POST", "/api/v1/people/Contact/nobody/erase", R"({"confirm":"nobody"})"), 404,
                 "not_found");
  EXPECT_EQ(get(kCio).status, 200);
}

TEST_F(People, ErasedIsGoneFromAllThatIsKept) {
  write("PATCH", "/api/v1/nodes/Contact/ceo", {{"notes", "plays golf with Zhou Min"}});
  const Headers once{{"Idempotency-Key", "k1"}};
  const std::string patch = R"({"properties":{"phone":"1"}})";
  EXPECT_EQ(send("PATCH", "/api/v1/nodes/Contact/cio", patch, once).status, 200);
  // Answers that are kept, of now and of then.
  for (const std::string target : {"/api/v1/accounts/bank/people", "/api/v1/accounts/bank/people?as_of=1",
                                   "/api/v1/nodes/Contact/cio", "/api/v1/accounts/bank/coverage"})
    EXPECT_THAT(std::string(get(target).text()), HasSubstr("Zhou Min")) << target;
  const auto erased = send("POST", kCio + "/erase", R"({"confirm":"cio","reason":"asked us"})");
  ASSERT_EQ(erased.status, 200) << erased.text();
  const auto report = json(erased);
  EXPECT_EQ(report["erased"], "Contact/cio");
  EXPECT_EQ(report["edges"], 5);
  EXPECT_TRUE(report["compacted"].get<bool>());
  ASSERT_EQ(report["mention_count"], 1);
  EXPECT_EQ(report["mentions"][0]["record"], "Contact/ceo");
  EXPECT_FALSE(report["mentions"][0]["redacted"].get<bool>());
  for (const std::string target : {"/api/v1/accounts/bank/people", "/api/v1/accounts/bank/people?as_of=1",
                                   "/api/v1/accounts/bank/coverage", "/api/v1/changes?since=0"})
    EXPECT_THAT(std::string(get(target).text()), Not(HasSubstr("cio"))) << target;
  EXPECT_EQ(get("/api/v1/nodes/Contact/cio").status, 404);
  EXPECT_EQ(get(kCio + "/export").status, 404);
  // The write is not remembered by its answer, which held the person.
  expect_problem(send("PATCH", "/api/v1/nodes/Contact/cio", patch, once), 404, "not_found");
  // Of others, what connected the two is gone, and they say so.
  EXPECT_TRUE(read("/api/v1/people/Contact/ceo/history")["incomplete"].get<bool>());
}

TEST_F(People, MentionsAreRewrittenOnRequest) {
  write("PATCH", "/api/v1/nodes/Contact/ceo", {{"notes", "plays golf with Zhou Min"}});
  const auto erased = json(send("POST", kCio + "/erase", R"({"confirm":"cio","redact_mentions":true})"));
  EXPECT_TRUE(erased["mentions"][0]["redacted"].get<bool>());
  EXPECT_EQ(read("/api/v1/people/Contact/ceo")["properties"]["notes"], "plays golf with (erased)");
}

TEST_F(People, WhatIsWrongIsToldByProperty) {
  const auto wrong = send("PATCH", "/api/v1/nodes/Contact/cio", R"({"properties":{"level":"boss"}})");
  expect_problem(wrong, 422, "schema_violation");
  const auto error = json(wrong)["errors"][0];
  EXPECT_EQ(error["record"], "Contact/cio");
  EXPECT_EQ(error["property"], "level");
  EXPECT_THAT(error["reason"].get<std::string>(), HasSubstr("'boss' is not one of"));
  EXPECT_FALSE(json(wrong).contains("change"));
  const auto date = json(send("PATCH", "/api/v1/nodes/Contact/cio", R"({"properties":{"left_on":"soon"}})"));
  EXPECT_EQ(date["errors"][0]["property"], "left_on");
  const auto missing = json(send("PUT", "/api/v1/nodes/Account/x", R"({"properties":{"name":"no tier"}})"));
  EXPECT_EQ(missing["errors"][0]["property"], "tier");
  EXPECT_EQ(missing["errors"][0]["reason"], "is required");
  const auto edge = json(send("PATCH", "/api/v1/edges/KNOWS?from=TeamMember/chen&to=Contact/cio",
                              R"({"properties":{"strength":7}})"));
  EXPECT_EQ(edge["errors"][0]["property"], "strength");
  const auto batch = send("POST", "/api/v1/batch", R"({"changes":[
      {"op":"merge","node":"Contact/cio","properties":{"title":"x"}},
      {"op":"merge","node":"Contact/ceo","properties":{"support":"fan"}}]})");
  EXPECT_EQ(json(batch)["change"], 1);
  EXPECT_EQ(json(batch)["errors"][0]["record"], "Contact/ceo");
  const auto gone =
      json(send("POST", "/api/v1/batch", R"({"changes":[{"op":"delete","node":"Contact/nobody"}]})"));
  EXPECT_EQ(gone["change"], 0);
  EXPECT_FALSE(gone.contains("errors"));
  const auto typed = json(send("POST", "/api/v1/batch", R"({"changes":[
      {"op":"merge","node":"Contact/cio","properties":{"left_on":"soon"}}]})"));
  EXPECT_EQ(typed["change"], 0);
  EXPECT_EQ(typed["errors"][0]["property"], "left_on");
}

TEST_F(People, MeWithoutAuthentication) {
  const auto response = get("/api/v1/me");
  EXPECT_EQ(*response.header("Cache-Control"), "private, no-store");
  const auto me = json(response);
  EXPECT_EQ(me["role"], "admin");
  EXPECT_TRUE(me["all_accounts"].get<bool>());
  EXPECT_TRUE(me["accounts"].is_null());
  EXPECT_FALSE(me["login"].get<bool>());
  EXPECT_TRUE(me["member"].is_null());
  EXPECT_EQ(me["date"], testing::kDay);
  EXPECT_EQ(me["graph_version"], 1);
  EXPECT_EQ(me["writes"], "ok");
}

TEST_F(People, SchemaAndPolicy) {
  EXPECT_EQ(std::string(get("/api/v1/schema").text()), graph_->schema().json() + "\n");
  EXPECT_EQ(read("/api/v1/schema")["edges"]["REPORTS_TO"]["key"], (Json{"kind"}));
  EXPECT_EQ(std::string(get("/api/v1/policy").text()), query::Policy::built_in().json());
  const auto tag = get("/api/v1/policy");
  EXPECT_EQ(get("/api/v1/policy", {{"If-None-Match", *tag.header("ETag")}}).status, 304);
}

class PeopleByRole : public People {
 protected:
  PeopleByRole() {
    options_.auth.tokens = dir_.path("tokens.json");
    const auto make = [&](const char* name, Role role, std::optional<std::vector<std::string>> accounts) {
      return create_token(options_.auth.tokens, {name, role, std::move(accounts), 1})->text;
    };
    editor_ = make("Eva", Role::kEditor, std::nullopt);
    bank_ = make("Bo", Role::kAdmin, std::vector<std::string>{"bank", "no-such"});
    cafe_ = make("Cara", Role::kViewer, std::vector<std::string>{"cafe"});
    service_ = *Service::open(*graph_, nullptr, options_);
  }
  static Headers as(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }

  const TempDir dir_;
  std::string editor_, bank_, cafe_;
};

TEST_F(PeopleByRole, WhoMayDoWhat) {
  expect_problem(get(kCio), 401, "unauthorized");
  const std::string body = R"({"confirm":"cio"})";
  for (const auto& token : {editor_, bank_}) {
    EXPECT_EQ(get(kCio, as(token)).status, 200);
    expect_problem(send("POST", kCio + "/erase", body, as(token)), 403, "permission_denied");
  }
  EXPECT_EQ(get(kCio + "/export", as(editor_)).status, 200);
  expect_problem(get(kCio + "/export", as(bank_)), 403, "permission_denied");
  for (const char* part : {"", "/history"}) expect_problem(get(kCio + part, as(cafe_)), 404, "not_found");
  expect_problem(get("/api/v1/accounts/bank/people", as(cafe_)), 404, "not_found");
}

TEST_F(PeopleByRole, MeIsWhoAsks) {
  const auto bo = json(get("/api/v1/me", as(bank_)));
  EXPECT_THAT(bo["name"].get<std::string>(), HasSubstr("Bo"));
  EXPECT_EQ(bo["role"], "admin");
  EXPECT_FALSE(bo["all_accounts"].get<bool>());
  ASSERT_EQ(bo["accounts"].size(), 1u);  // the other is not there
  EXPECT_EQ(bo["accounts"][0]["id"], "bank");
  EXPECT_TRUE(bo["login"].get<bool>());
  // The one of us whose address it is.
  graphstore::WriteNode address{
      graphstore::NodeRef::by_key("TeamMember", "eva"), {}, {}, graphstore::WriteMode::kMerge, {}};
  address.properties["email"] = "BO" + bo["name"].get<std::string>().substr(2);
  ASSERT_TRUE(graph_->commit({{address}, {}}, {}).ok());
  EXPECT_EQ(json(get("/api/v1/me", as(bank_)))["member"]["id"], "eva");
  EXPECT_TRUE(json(get("/api/v1/me", as(editor_)))["member"].is_null());
}

// What was changed before somebody came into sight is not told, nor who wrote.
TEST_F(PeopleByRole, HistoryIsOfWhatWasSeen) {
  const auto commit = [&](std::vector<graphstore::Change> changes) {
    const auto done =
        graph_->commit({std::move(changes), {}}, {.author = "secret author", .reason = "secret reason"});
    ASSERT_TRUE(done.ok()) << done.status().to_string();
  };
  using graphstore::NodeRef;
  const auto merge = graphstore::WriteMode::kMerge;
  const auto zoe = NodeRef::by_key("Contact", "zoe");
  commit({graphstore::WriteNode{zoe, {}, {{"name", "Zoe"}, {"notes", "of the bank"}}, merge, {}},
          graphstore::WriteEdge{"WORKS_IN", zoe, NodeRef::by_key("OrgUnit", "it"), {}, merge, {}, {}}});
  commit({graphstore::WriteEdge{
      "KNOWS", NodeRef::by_key("TeamMember", "eva"), zoe, {{"note", "bank golf"}}, merge, {}, {}}});
  commit({graphstore::DeleteEdge{"WORKS_IN", zoe, NodeRef::by_key("OrgUnit", "it"), {}, {}, {}},
          graphstore::WriteEdge{"WORKS_IN", zoe, NodeRef::by_key("Account", "cafe"), {}, merge, {}, {}}});
  commit({graphstore::WriteNode{zoe, {}, {{"notes", "of the café"}}, merge, {}}});
  const auto text = std::string(get("/api/v1/people/Contact/zoe/history", as(cafe_)).text());
  const auto history = Json::parse(text);
  ASSERT_EQ(history["versions"].size(), 2u) << text;
  EXPECT_EQ(history["versions"][0]["changes"][0]["after"]["notes"], "of the café");
  // With her come what she is now and who of us knows her, as if it were new; not where she was before.
  EXPECT_THAT(text,
              AllOf(Not(HasSubstr("secret")), Not(HasSubstr("OrgUnit/it")), Not(HasSubstr("Technology"))));
  const auto all = json(get("/api/v1/people/Contact/zoe/history", as(editor_)));
  EXPECT_EQ(all["versions"].size(), 4u);
  EXPECT_EQ(all["versions"][0]["author"], "secret author");
  EXPECT_EQ(all["versions"][0]["reason"], "secret reason");
}

// Two thousand people in a page's time; the bound is generous, for a machine that does other things too.
TEST_F(People, ManyAreAnsweredFast) {
  graphstore::Transaction t;
  using graphstore::NodeRef;
  const auto merge = graphstore::WriteMode::kMerge;
  for (int i = 0; i < 2'000; ++i) {
    const auto contact = NodeRef::by_key("Contact", "c" + std::to_string(i));
    t.changes.emplace_back(
        graphstore::WriteNode{contact, {}, {{"name", "C"}, {"level", "manager"}}, merge, {}});
    t.changes.emplace_back(
        graphstore::WriteEdge{"WORKS_IN", contact, NodeRef::by_key("OrgUnit", "it"), {}, merge, {}, {}});
    t.changes.emplace_back(graphstore::WriteEdge{"KNOWS",
                                                 NodeRef::by_key("TeamMember", i % 2 == 0 ? "eva" : "chen"),
                                                 contact,
                                                 {{"relationship_level", "vendor"}},
                                                 merge,
                                                 {},
                                                 {}});
  }
  ASSERT_TRUE(graph_->commit(t, {}).ok());
  const auto start = std::chrono::steady_clock::now();
  const auto response = get("/api/v1/accounts/bank/people");
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_EQ(json(response)["people"].size(), 2'003u);
  EXPECT_LT(took.count(), 2.0);
  RecordProperty("seconds", std::to_string(took.count()));
}

}  // namespace
}  // namespace relmap::server
