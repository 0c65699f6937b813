// Tokens, sessions, JWT, the audit log, and what a scope may write.
#include <gmock/gmock.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <thread>

#include "client.h"
#include "digest.h"
#include "jwt.h"
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

// --- JWT, with keys and signatures made here by OpenSSL, not by the library that checks them

std::string base64url(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  out.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                                      reinterpret_cast<const unsigned char*>(bytes.data()),
                                                      static_cast<int>(bytes.size()))));
  while (out.ends_with('=')) out.pop_back();
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

std::string number_of(EVP_PKEY* key, const char* name, std::size_t width = 0) {
  BIGNUM* number = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &number), 1) << name;
  std::string bytes(width ? width : static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2binpad(number, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  BN_free(number);
  return base64url(bytes);
}

struct SigningKey {
  explicit SigningKey(bool rsa) : is_rsa(rsa), key(rsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256")) {}
  ~SigningKey() { EVP_PKEY_free(key); }
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  nlohmann::json jwk(const std::string& id) const {
    if (is_rsa)
      return {{"kty", "RSA"},
              {"kid", id},
              {"use", "sig"},
              {"n", number_of(key, OSSL_PKEY_PARAM_RSA_N)},
              {"e", number_of(key, OSSL_PKEY_PARAM_RSA_E)}};
    return {{"kty", "EC"},
            {"crv", "P-256"},
            {"kid", id},
            {"x", number_of(key, OSSL_PKEY_PARAM_EC_PUB_X, 32)},
            {"y", number_of(key, OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
  }

  std::string sign(const std::string& text) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key);
    std::size_t size = 1024;
    std::string signature(size, '\0');
    EXPECT_EQ(EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                             reinterpret_cast<const unsigned char*>(text.data()), text.size()),
              1);
    EVP_MD_CTX_free(context);
    signature.resize(size);
    if (is_rsa) return signature;
    const auto* der = reinterpret_cast<const unsigned char*>(signature.data());
    ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(size));
    std::string raw(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), reinterpret_cast<unsigned char*>(raw.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), reinterpret_cast<unsigned char*>(raw.data()) + 32, 32);
    ECDSA_SIG_free(pair);
    return raw;
  }

  std::string jwt(const nlohmann::json& claims, const std::string& id, nlohmann::json header = {}) const {
    header["kid"] = id;
    if (!header.contains("alg")) header["alg"] = is_rsa ? "RS256" : "ES256";
    const auto signed_part = base64url(header.dump()) + "." + base64url(claims.dump());
    return signed_part + "." + base64url(sign(signed_part));
  }

  const bool is_rsa;
  EVP_PKEY* const key;
};

class Jwt : public ::testing::Test {
 protected:
  Jwt() {
    std::ofstream(dir_.path("jwks.json")) << nlohmann::json{{"keys", {rsa_.jwk("r1"), ec_.jwk("e1")}}}.dump();
    options_.keys = dir_.path("jwks.json");
    options_.issuer = "https://login.example";
    options_.audience = "relmap";
    verifier_ = *JwtVerifier::open(options_);
  }
  nlohmann::json claims(nlohmann::json more = nlohmann::json::object()) const {
    nlohmann::json all{{"iss", "https://login.example"}, {"aud", "relmap"},
                       {"sub", "eva@example.com"},       {"exp", 1'800'000'000},
                       {"relmap_role", "editor"},        {"relmap_accounts", {"bank"}}};
    all.update(more);
    return all;
  }
  std::string why_not(const std::string& token) {
    const auto verified = verifier_->verify(token, now_);
    return verified ? "" : verified.status().message();
  }

  const TempDir dir_;
  const SigningKey rsa_{true}, ec_{false}, stranger_{true};
  JwtOptions options_;
  std::unique_ptr<JwtVerifier> verifier_;
  const DateTime now_{1'700'000'000'000'000};
};

TEST_F(Jwt, BecomesACaller) {
  for (const auto& token : {rsa_.jwt(claims(), "r1"), ec_.jwt(claims(), "e1")}) {
    const auto verified = verifier_->verify(token, now_);
    ASSERT_TRUE(verified.ok()) << verified.status().to_string();
    EXPECT_EQ(verified->caller.name, "eva@example.com (JWT)");
    EXPECT_EQ(verified->caller.role, Role::kEditor);
    EXPECT_EQ(verified->caller.scope->accounts, std::vector<std::string>{"bank"});
  }
  const auto admin = verifier_->verify(rsa_.jwt(claims({{"relmap_role", {"other", "viewer", "admin"}},
                                                        {"relmap_accounts", "*"},
                                                        {"aud", {"x", "relmap"}}}),
                                                "r1"),
                                       now_);
  ASSERT_TRUE(admin.ok()) << admin.status().to_string();
  EXPECT_EQ(admin->caller.role, Role::kAdmin);
  EXPECT_TRUE(admin->caller.sees_all());
}

TEST_F(Jwt, RefusesWhatIsNotSignedForIt) {
  const auto good = rsa_.jwt(claims(), "r1");
  EXPECT_EQ(why_not(good), "");
  EXPECT_THAT(why_not(stranger_.jwt(claims(), "r1")), HasSubstr("not signed by a key"));
  EXPECT_THAT(why_not(rsa_.jwt(claims(), "r2")), HasSubstr("not signed by a key"));
  // A signature made as one algorithm and told to be another; none; a secret that is the public key.
  EXPECT_THAT(why_not(rsa_.jwt(claims(), "r1", {{"alg", "ES256"}})), HasSubstr("not signed by a key"));
  for (const char* alg : {"none", "HS256", "RS512", "", "rs256"}) {
    EXPECT_THAT(why_not(rsa_.jwt(claims(), "r1", {{"alg", alg}})), HasSubstr("neither RS256 nor ES256"))
        << alg;
  }
  EXPECT_THAT(why_not(rsa_.jwt(claims(), "r1", {{"crit", {"x"}}})), HasSubstr("critical"));
  EXPECT_THAT(why_not(good.substr(0, good.rfind('.') + 1)), HasSubstr("not signed"));
  const auto middle = good.find('.');
  EXPECT_NE(why_not(good.substr(0, middle + 1) + base64url(claims({{"relmap_role", "admin"}}).dump()) +
                    good.substr(good.rfind('.'))),
            "");
  for (const char* odd : {"", ".", "..", "...", "a.b.c", "eyJ.eyJ.x", "é.é.é"})
    EXPECT_NE(why_not(odd), "") << odd;
  EXPECT_THAT(why_not(std::string(20'000, 'a')), HasSubstr("too long"));
}

TEST_F(Jwt, RefusesWhatItDoesNotSay) {
  const auto with = [&](nlohmann::json more) { return why_not(rsa_.jwt(claims(std::move(more)), "r1")); };
  EXPECT_THAT(with({{"exp", 1'600'000'000}}), HasSubstr("expired"));
  EXPECT_THAT(with({{"exp", nullptr}}), HasSubstr("no number"));
  EXPECT_THAT(with({{"exp", 1e30}}), HasSubstr("out of range"));
  EXPECT_THAT(with({{"nbf", 1'750'000'000}}), HasSubstr("not valid yet"));
  EXPECT_THAT(with({{"iss", "https://evil.example"}}), HasSubstr("another issuer"));
  EXPECT_THAT(with({{"aud", "mail"}}), HasSubstr("another service"));
  EXPECT_THAT(with({{"relmap_role", "boss"}}), HasSubstr("no role"));
  EXPECT_THAT(with({{"relmap_accounts", nullptr}}), HasSubstr("no accounts"));
  EXPECT_THAT(with({{"relmap_accounts", {1, 2}}}), HasSubstr("no accounts"));
  EXPECT_THAT(with({{"sub", ""}}), HasSubstr("whose it is"));
  auto endless = claims();
  endless.erase("exp");
  EXPECT_THAT(why_not(rsa_.jwt(endless, "r1")), HasSubstr("never expires"));
}

TEST_F(Jwt, ClaimsMayStandDeeper) {
  options_.role_claim = "/realm/roles";
  verifier_ = *JwtVerifier::open(options_);
  EXPECT_EQ(why_not(rsa_.jwt(claims({{"realm", {{"roles", {"viewer"}}}}}), "r1")), "");
  EXPECT_NE(why_not(rsa_.jwt(claims(), "r1")), "");
  options_.role_claim = "/bad~pointer";
  EXPECT_FALSE(JwtVerifier::open(options_).ok());
}

TEST_F(Jwt, KeysThatAreOfNoUseAreRefused) {
  std::ofstream(options_.keys)
      << R"({"keys":[{"kty":"oct","k":"c2VjcmV0"},{"kty":"RSA","n":"abc","e":"AQAB"}]})";
  EXPECT_FALSE(JwtVerifier::open(options_).ok());
  options_.issuer.clear();
  EXPECT_THAT(JwtVerifier::open(options_).status().message(), HasSubstr("jwt-issuer"));
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
