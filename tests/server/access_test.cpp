// Tokens, sessions, the audit log, and what a scope may write.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "client.h"
#include "digest.h"
#include "sessions.h"
#include "token_file.h"
#include "world.h"

namespace relmap::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::TempDir;

std::string text_of(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Access : public testing::ServiceTest {
 protected:
  Access() {
    options_.auth.tokens = dir_.path("tokens.json");
    options_.audit = dir_.path("audit.jsonl");
    viewer_ = make("Vic", Role::kViewer, std::nullopt);
    editor_ = make("Eva", Role::kEditor, std::nullopt);
    admin_ = make("Ada", Role::kAdmin, std::nullopt);
    bank_ = make("Bo", Role::kEditor, std::vector<std::string>{"bank"});
    cafe_ = make("Cara", Role::kEditor, std::vector<std::string>{"cafe"});
    service_ = *Service::open(*graph_, nullptr, options_);
  }

  std::string make(const std::string& name, Role role, std::optional<std::vector<std::string>> accounts) {
    return create_token(options_.auth.tokens, {name, role, std::move(accounts), 30})->text;
  }
  static Headers as(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }
  Response form(const std::string& target, const std::string& body, Headers more = {}) {
    more.emplace_back("Sec-Fetch-Site", "same-origin");
    return send("POST", target, body, std::move(more));
  }
  static std::string cookie_of(const Response& response) {
    const auto* header = response.header("Set-Cookie");
    return header ? header->substr(0, header->find(';')) : "";
  }

  const TempDir dir_;
  std::string viewer_, editor_, admin_, bank_, cafe_;
};

const std::string kCeo = "/api/v1/nodes/Contact/ceo";
const std::string kPhone = R"({"properties":{"phone":"1"}})";

TEST_F(Access, WithoutATokenNothingOfTheGraphIsTold) {
  for (const char* target :
       {"/api/v1/accounts", "/api/v1/accounts/bank/coverage", "/metrics", "/api/v1/search?q=x"}) {
    const auto response = get(target);
    expect_problem(response, 401, "unauthorized");
    EXPECT_EQ(*response.header("WWW-Authenticate"), "Bearer realm=\"relmap\"");
  }
  for (const char* target : {"/healthz", "/readyz", "/openapi.json", "/style.css", "/login"}) {
    EXPECT_EQ(get(target).status, 200) << target;
  }
  expect_problem(send("PUT", kCeo, kPhone), 401, "unauthorized");
  // A person is shown where to log in, and comes back from there.
  const auto page = get("/?lang=zh", {{"Accept", "text/html"}});
  EXPECT_EQ(page.status, 303);
  EXPECT_EQ(*page.header("Location"), "/login?lang=zh&to=%2F%3Flang%3Dzh");
}

TEST_F(Access, WrongTokensAreAllTheSame) {
  std::string other = viewer_;
  other.back() = other.back() == 'A' ? 'B' : 'A';
  const auto unknown = get("/api/v1/accounts", as("relmap_12345678_x"));
  for (const auto& token : {other, viewer_ + "A", viewer_.substr(0, 20), std::string("relmap_")}) {
    const auto response = get("/api/v1/accounts", as(token));
    expect_problem(response, 401, "unauthorized");
    EXPECT_EQ(response.text(), unknown.text());
  }
  expect_problem(get("/api/v1/accounts", {{"Authorization", "Basic eDp5"}}), 401, "unauthorized");
  expect_problem(get("/api/v1/accounts", as("")), 401, "unauthorized");
}

TEST_F(Access, RolesMayWhatTheyMay) {
  EXPECT_EQ(get("/api/v1/accounts", as(viewer_)).status, 200);
  EXPECT_EQ(get("/metrics", as(viewer_)).status, 200);
  expect_problem(send("PATCH", kCeo, kPhone, as(viewer_)), 403, "permission_denied");
  expect_problem(send("POST", "/api/v1/batch", R"({"changes":[]})", as(viewer_)), 403, "permission_denied");
  EXPECT_EQ(send("PATCH", kCeo, kPhone, as(editor_)).status, 200);
  expect_problem(send("POST", "/api/v1/backup", "", as(editor_)), 403, "permission_denied");
  expect_problem(send("POST", "/api/v1/backup", "", as(admin_)), 404, "no_backups");
  for (const char* target : {"/metrics", "/api/v1/changes"}) {
    expect_problem(get(target, as(bank_)), 403, "permission_denied");
  }
  // Who wrote it stands in the history.
  EXPECT_THAT(std::string(get("/api/v1/changes?since=1", as(viewer_)).text()), HasSubstr("Eva (token "));
}

TEST_F(Access, TokensEndWhenTheyAreRevoked) {
  EXPECT_EQ(get("/api/v1/accounts", as(viewer_)).status, 200);
  ASSERT_TRUE(revoke_token(options_.auth.tokens, viewer_.substr(7, 8)).ok());
  for (int i = 0; i < 100 && get("/api/v1/accounts", as(viewer_)).status == 200; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  expect_problem(get("/api/v1/accounts", as(viewer_)), 401, "unauthorized");
  EXPECT_EQ(get("/api/v1/accounts", as(editor_)).status, 200);
  EXPECT_EQ(revoke_token(options_.auth.tokens, "nobodyyy").code(), StatusCode::kNotFound);
}

TEST_F(Access, TheFileHoldsNoSecretAndIsPrivate) {
  const auto text = text_of(options_.auth.tokens);
  EXPECT_THAT(text, Not(HasSubstr(viewer_.substr(16))));
  EXPECT_THAT(text, HasSubstr(sha256_hex(viewer_)));
  using std::filesystem::perms;
  for (const auto& file : {options_.auth.tokens, options_.audit}) {
    EXPECT_EQ(std::filesystem::status(file).permissions() & (perms::group_all | perms::others_all),
              perms::none);
  }
}

TEST_F(Access, ASessionStandsForItsToken) {
  const auto wrong = form("/login", "token=relmap_nope");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(cookie_of(wrong), "");
  const auto login = form("/login?to=%2F%3Flang%3Dzh", "token=" + editor_);
  ASSERT_EQ(login.status, 303) << login.text();
  EXPECT_EQ(*login.header("Location"), "/?lang=zh");
  for (const char* attribute : {"HttpOnly", "SameSite=Lax", "Path=/"}) {
    EXPECT_THAT(*login.header("Set-Cookie"), HasSubstr(attribute));
  }
  const Headers cookie{{"Cookie", "a=b; " + cookie_of(login) + "; c=d"}};
  EXPECT_EQ(get("/api/v1/accounts", cookie).status, 200);
  EXPECT_THAT(std::string(get("/login", cookie).text()), HasSubstr("Eva (token "));
  // What the browser sends by itself must not do for pages of other sites.
  Headers ours = cookie, other = cookie, old = cookie, old_other = cookie;
  ours.emplace_back("Sec-Fetch-Site", "same-origin");
  other.emplace_back("Sec-Fetch-Site", "cross-site");
  for (auto* headers : {&old, &old_other}) headers->emplace_back("Host", "relmap.example");
  old.emplace_back("Origin", "https://relmap.example");
  old_other.emplace_back("Origin", "https://evil.example");
  EXPECT_EQ(send("PATCH", kCeo, kPhone, ours).status, 200);
  EXPECT_EQ(send("PATCH", kCeo, kPhone, old).status, 200);
  for (const auto& headers : {cookie, other, old_other}) {
    expect_problem(send("PATCH", kCeo, kPhone, headers), 403, "forbidden");
  }
  expect_problem(send("POST", "/login", "token=" + editor_, {{"Sec-Fetch-Site", "cross-site"}}), 403,
                 "forbidden");
  const auto logout = form("/logout", "", cookie);
  EXPECT_EQ(logout.status, 303);
  expect_problem(get("/api/v1/accounts", cookie), 401, "unauthorized");
}

TEST_F(Access, ALoginLeadsNowhereElse) {
  for (const char* to : {"%2F%0D%0AX-Evil%3A1", "%2F%09%2Fevil.example", "%2F%7F", "%2F%2Fevil.example",
                         "https%3A%2F%2Fevil.example", "%2F%5Cevil.example", "evil"}) {
    EXPECT_EQ(*form("/login?to=" + std::string(to), "token=" + viewer_).header("Location"), "/") << to;
  }
}

TEST_F(Access, TheAuditLogSaysWhoDidWhat) {
  Request request;
  request.target = "/api/v1/accounts/bank/coverage";
  request.peer = "10.1.2.3";
  request.headers = as(viewer_);
  service_->handle(request);
  send("PATCH", kCeo, kPhone, as(editor_));
  get("/api/v1/accounts");
  get("/healthz");
  std::vector<nlohmann::json> lines;
  std::ifstream file(options_.audit);
  for (std::string line; std::getline(file, line);) lines.push_back(nlohmann::json::parse(line));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[0]["who"].get<std::string>(), HasSubstr("Vic (token "));
  EXPECT_EQ(lines[0]["from"], "10.1.2.3");
  EXPECT_EQ(lines[0]["target"], "/api/v1/accounts/bank/coverage");
  EXPECT_EQ(lines[0]["status"], 200);
  EXPECT_EQ(lines[1]["method"], "PATCH");
  EXPECT_THAT(lines[1]["who"].get<std::string>(), HasSubstr("Eva"));
  EXPECT_EQ(lines[2]["status"], 401);
  EXPECT_EQ(lines[2]["who"], "");
}

// /dev/full takes no byte.
TEST_F(Access, WhatCannotBeWrittenDownIsNotRead) {
  options_.audit = "/dev/full";
  service_ = *Service::open(*graph_, nullptr, options_);
  expect_problem(get("/api/v1/accounts", as(viewer_)), 503, "unavailable");
  EXPECT_EQ(get("/healthz").status, 200);
}

// Whatever a method says: what was read shows nowhere but in answers that were written down.
TEST_F(Access, AFullAuditDiskStopsAllThatTells) {
  options_.audit = "/dev/full";
  service_ = *Service::open(*graph_, nullptr, options_);
  const auto what_if = R"({"edits":[{"edit":"leaves","who":"TeamMember/eva"}]})";
  expect_problem(send("POST", "/api/v1/accounts/bank/what-if", what_if, as(viewer_)), 503, "unavailable");
  expect_problem(send("PATCH", kCeo, R"({"properties":{}})", as(editor_)), 503, "unavailable");
}

TEST_F(Access, LinesOfTheUnknownAreBounded) {
  for (int i = 0; i < 500; ++i) get("/api/v1/accounts");
  get("/api/v1/accounts", as(viewer_));
  const auto text = text_of(options_.audit);
  EXPECT_LT(std::count(text.begin(), text.end(), '\n'), 400);
  EXPECT_THAT(text, HasSubstr("\"left_out\":"));
}

TEST_F(Access, TheUnknownSendLittle) {
  Request request;
  request.method = "PUT";
  request.target = kCeo;
  EXPECT_LE(service_->body_limit(request), 32u << 10);
  request.headers = as(viewer_);  // who may not write
  EXPECT_LE(service_->body_limit(request), 32u << 10);
  request.headers = as(editor_);
  EXPECT_EQ(service_->body_limit(request), options_.max_body_bytes);
  request.method = "POST";
  request.target = "/api/v1/imports";
  EXPECT_EQ(service_->body_limit(request), options_.max_upload_bytes);
  request.target = "/login";
  EXPECT_LE(service_->body_limit(request), 32u << 10);
}

TEST_F(Access, TwoCredentialsAreNone) {
  auto headers = as(viewer_);
  headers.emplace_back("Authorization", "Bearer junk");
  expect_problem(get("/api/v1/accounts", headers), 401, "unauthorized");
  const auto cookie = cookie_of(form("/login", "token=" + viewer_));
  expect_problem(get("/api/v1/accounts", {{"Cookie", cookie + "; relmap_session=x"}}), 401, "unauthorized");
}

TEST_F(Access, OverTlsTheCookieStaysThere) {
  const auto login = form("/login", "token=" + viewer_, {{"X-Forwarded-Proto", "https"}});
  EXPECT_THAT(*login.header("Set-Cookie"), HasSubstr("; Secure"));
  EXPECT_THAT(cookie_of(login), HasSubstr("__Host-relmap_session="));
  EXPECT_EQ(get("/api/v1/accounts", {{"Cookie", cookie_of(login)}}).status, 200);
  EXPECT_THAT(*get("/api/v1/accounts", as(viewer_)).header("Cache-Control"), HasSubstr("private"));
}

TEST_F(Access, AStreamEndsWithItsToken) {
  const auto stream = get("/api/v1/changes?format=events", as(viewer_));
  ASSERT_TRUE(stream.events);
  EXPECT_THAT(stream.events(std::chrono::milliseconds(10)).value_or(""), HasSubstr("event: commits"));
  ASSERT_TRUE(revoke_token(options_.auth.tokens, viewer_.substr(7, 8)).ok());
  std::string said;
  for (int i = 0; i < 40 && said.find("not valid any more") == std::string::npos; ++i)
    said += stream.events(std::chrono::milliseconds(300)).value_or("");
  EXPECT_THAT(said, HasSubstr("not valid any more"));
  EXPECT_FALSE(stream.events(std::chrono::milliseconds(10)));
}

// Who works in two accounts: an editor of one takes him out of this one, and leaves him to the other.
TEST_F(Access, WhoIsSharedIsLetGo) {
  ASSERT_EQ(send("PUT", "/api/v1/edges/WORKS_IN?from=Contact/cio&to=Account/cafe", R"({"properties":{}})",
                 as(editor_))
                .status,
            201);
  EXPECT_EQ(get("/api/v1/nodes/Contact/cio", as(cafe_)).status, 200);
  expect_problem(send("DELETE", "/api/v1/nodes/Contact/cio", "", as(cafe_)), 409, "conflict");
  EXPECT_EQ(send("DELETE", "/api/v1/nodes/Contact/cio?cascade=true", "", as(cafe_)).status, 204);
  expect_problem(get("/api/v1/nodes/Contact/cio", as(cafe_)), 404, "not_found");
  EXPECT_EQ(get("/api/v1/nodes/Contact/cio", as(bank_)).status, 200);
  EXPECT_EQ(get("/api/v1/edges/REPORTS_TO?from=Contact/cio&to=Contact/ceo&kind=solid", as(bank_)).status,
            200);
}

TEST_F(Access, WhoHasMovedIsTold) {
  const auto works = "/api/v1/edges/WORKS_IN?from=Contact/cio&to=OrgUnit/it";
  EXPECT_EQ(send("PATCH", works, R"({"properties":{"until":"2020-01-01"}})", as(bank_)).status, 404);
  expect_problem(get("/api/v1/nodes/Contact/cio", as(bank_)), 404, "not_found");
  EXPECT_EQ(get("/api/v1/nodes/Contact/cio", as(viewer_)).status, 200);
}

TEST_F(Access, SecondIdsAreNotForEditorsOfSome) {
  expect_problem(send("PATCH", kCeo, R"({"properties":{"aliases":["x"]}})", as(bank_)), 403,
                 "permission_denied");
  ASSERT_EQ(send("PATCH", kCeo, R"({"properties":{"aliases":["boss"]}})", as(editor_)).status, 200);
  // Not lost where the whole is replaced, and the node is answered under its own key.
  EXPECT_EQ(send("PUT", kCeo, R"({"properties":{"name":"N"}})", as(bank_)).status, 200);
  EXPECT_EQ(get("/api/v1/nodes/Contact/boss", as(bank_)).status, 200);
  const auto replaced =
      send("PUT", "/api/v1/nodes/Contact/boss", R"({"properties":{"name":"M"}})", as(editor_));
  EXPECT_EQ(replaced.status, 200) << replaced.text();
  EXPECT_EQ(json(replaced)["id"], "ceo");
}

// An account that became part of another does not take its tokens along.
TEST_F(Access, AMergedAccountWidensNoToken) {
  ASSERT_EQ(
      send("POST", "/api/v1/merge", R"({"keep":"Account/bank","merge":"Account/cafe"})", as(editor_)).status,
      200);
  expect_problem(get("/api/v1/accounts/bank", as(cafe_)), 404, "not_found");
  EXPECT_EQ(json(get("/api/v1/accounts", as(cafe_)))["accounts"].size(), 0u);
}

TEST_F(Access, AnAccountsEditorChangesWhatIsTheirs) {
  EXPECT_EQ(send("PATCH", kCeo, kPhone, as(bank_)).status, 200);
  const auto tie = "/api/v1/edges/KNOWS?from=TeamMember/eva&to=Contact/ceo";
  EXPECT_EQ(send("PUT", tie, R"({"properties":{"relationship_level":"vendor"}})", as(bank_)).status, 201);
  const auto batch = R"({"changes":[{"op":"put","node":"Contact/nia","properties":{"name":"Nia"}},
      {"op":"put","edge":{"type":"WORKS_IN","from":"Contact/nia","to":"OrgUnit/it"}}]})";
  EXPECT_EQ(send("POST", "/api/v1/batch", batch, as(bank_)).status, 200);
  EXPECT_EQ(get("/api/v1/nodes/Contact/nia", as(bank_)).status, 200);
  // Without a place in the account nobody of it could see him again.
  expect_problem(send("PUT", "/api/v1/nodes/Contact/lost", kPhone, as(bank_)), 403, "permission_denied");
  expect_problem(send("DELETE", "/api/v1/edges/WORKS_IN?from=Contact/nia&to=OrgUnit/it", "", as(bank_)), 403,
                 "permission_denied");
  // Ours, and the accounts themselves, are for editors of all.
  for (const char* other : {"TeamMember/eva", "TeamMember/new", "BusinessLine/x", "Account/new"}) {
    expect_problem(send("PUT", "/api/v1/nodes/" + std::string(other),
                        R"({"properties":{"name":"N","tier":"smb"}})", as(bank_)),
                   403, "permission_denied");
  }
  expect_problem(send("DELETE", "/api/v1/nodes/Account/bank?cascade=true", "", as(bank_)), 403,
                 "permission_denied");
  EXPECT_EQ(send("DELETE", "/api/v1/nodes/Contact/nia?cascade=true", "", as(bank_)).status, 204);
}

TEST_F(Access, WhatIsNotTheirsIsNotThere) {
  const std::string nobody = "/api/v1/nodes/Contact/xxx";
  for (const char* method : {"GET", "PATCH", "DELETE"}) {
    const std::string body = std::string(method) == "PATCH" ? kPhone : "";
    auto hidden = std::string(send(method, kCeo, body, as(cafe_)).text());
    auto missing = std::string(send(method, nobody, body, as(cafe_)).text());
    for (std::size_t at = 0; (at = missing.find("xxx", at)) != std::string::npos;)
      missing.replace(at, 3, "ceo");
    EXPECT_EQ(hidden, missing) << method;
    EXPECT_THAT(hidden, HasSubstr("not_found")) << method;
  }
  expect_problem(get("/api/v1/accounts/bank/coverage", as(cafe_)), 404, "not_found");
  EXPECT_EQ(json(get("/api/v1/accounts", as(cafe_)))["accounts"].size(), 1u);
  EXPECT_EQ(json(get("/api/v1/search?q=wang", as(cafe_)))["results"].size(), 0u);
  // The cache and the tags tell callers apart.
  const auto all = get("/api/v1/accounts", as(viewer_)), some = get("/api/v1/accounts", as(cafe_));
  EXPECT_NE(*all.header("ETag"), *some.header("ETag"));
  auto with_tag = as(cafe_);
  with_tag.emplace_back("If-None-Match", *all.header("ETag"));
  EXPECT_EQ(get("/api/v1/accounts", with_tag).status, 200);
}

TEST(SessionsTest, EndWithTheirTimeAndTheOldestMakesRoom) {
  Sessions sessions;
  const DateTime now{1'000'000}, soon{2'000'000};
  const auto secret = sessions.begin({"eva", "abc", {}, {}}, soon, now);
  EXPECT_EQ(sessions.find(secret, now)->token_id, "abc");
  EXPECT_FALSE(sessions.find(secret, soon));
  EXPECT_FALSE(sessions.find("", now));
  const auto first = sessions.begin({"first", "first", {}, {}}, soon, now);
  const DateTime later{3'600'000'000};
  for (std::size_t i = 0; i < Sessions::kMost; ++i)
    sessions.begin({std::to_string(i), "x", {}, {}}, later, now);
  EXPECT_FALSE(sessions.find(first, now));
}

TEST(SessionsTest, NobodyLogsOthersOut) {
  Sessions sessions;
  const DateTime now{1'000'000}, later{3'600'000'000};
  const auto mine = sessions.begin({"me", "x", {}, {}}, later, now);
  for (std::size_t i = 0; i < 3 * Sessions::kMostOfOne; ++i)
    sessions.begin({"greedy", "x", {}, {}}, later, now);
  EXPECT_TRUE(sessions.find(mine, now));
}

TEST(TokenFile, ManyWritersLoseNothing) {
  const TempDir dir;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10; ++n)
        EXPECT_TRUE(create_token(dir.path("t"), {"n", Role::kViewer, std::nullopt, 1}).ok());
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(read_tokens(dir.path("t"))->size(), 40u);
}

TEST(TokenFile, WhatIsWrongInItIsNamed) {
  const TempDir dir;
  for (const char* text : {"", "[]", "{}", R"({"tokens":[1]})", R"({"tokens":[{"id":"abcdefgh"}]})"}) {
    std::ofstream(dir.path("t")) << text;
    EXPECT_EQ(read_tokens(dir.path("t")).status().code(), StatusCode::kCorrupt) << text;
  }
  EXPECT_FALSE(create_token(dir.path("n"), {"", Role::kViewer, std::nullopt, 1}).ok());
  EXPECT_FALSE(create_token(dir.path("n"), {"a\nb", Role::kViewer, std::nullopt, 1}).ok());
  EXPECT_FALSE(create_token(dir.path("n"), {"a", Role::kViewer, std::vector<std::string>(), 1}).ok());
  EXPECT_FALSE(create_token(dir.path("n"), {"a", Role::kViewer, std::nullopt, 0}).ok());
}

}  // namespace
}  // namespace relmap::server
