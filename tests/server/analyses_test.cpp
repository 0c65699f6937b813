// Every analysis through both of its doors: the command and the address give the same answer in each form,
// and refuse the same things. And policies from files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "analyses.h"
#include "client.h"
#include "exit_codes.h"
#include "graphstore/import.h"
#include "query/schema.h"
#include "routes.h"
#include "service.h"

namespace relmap::server {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using testing::run_relmap;
using testing::TempDir;

constexpr const char* kDate = "2026-11-23";

// What each analysis needs to be told on the sample world.
const std::map<std::string, std::vector<std::pair<std::string, std::string>>> kTold = {
    {"diff", {{"since", "1"}}},
    {"what-if",
     {{"edit", "leaves TeamMember/tm-chen-li"}, {"edit", "role TeamMember/tm-liu-fang telesales"}}},
    {"threads", {{"to", "Contact/ob-lin-shuhui"}}},
    {"departures", {{"list", "3"}}},
    {"next", {{"meetings", "3"}, {"spread", "0.25"}}},
    {"repair-plan", {{"introductions", "3"}, {"capacity", "1"}}},
};

class Analyses : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    graphstore::OpenOptions options;
    options.url = db();
    options.schema = *query::relationship_schema();
    auto graph = graphstore::Graph::open(options);
    ASSERT_TRUE(graph.ok()) << graph.status().to_string();
    graphstore::ImportOptions import;
    import.rejects_dir = folder().path("rejects");
    ASSERT_TRUE(graphstore::import_folder(**graph, RELMAP_SOURCE_DIR "/samples/world", import).ok());
  }
  static TempDir& folder() {
    static TempDir dir;
    return dir;
  }
  static std::string db() { return folder().path("world"); }

  static Response ask(Service& service, const std::string& method, const std::string& target,
                      const std::string& body = "") {
    Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    return service.handle(request);
  }
  static std::string address(const Analysis& analysis, const std::string& account) {
    const std::string name(analysis.address.empty() ? analysis.name : analysis.address);
    return analysis.of_account ? "/api/v1/accounts/" + account + "/" + name : "/api/v1/portfolio/" + name;
  }
  static std::string query_of(const Analysis& analysis) {
    std::string query = "?date=" + std::string(kDate);
    if (const auto told = kTold.find(std::string(analysis.name)); told != kTold.end()) {
      for (const auto& [name, value] : told->second) query += "&" + name + "=" + percent_encode(value);
    }
    return query;
  }
  static std::vector<std::string> command(const Analysis& analysis) {
    std::vector<std::string> words = {std::string(analysis.name), "--db", db(), "--date", kDate};
    if (analysis.of_account) words.emplace_back("oceanic-bank");
    if (const auto told = kTold.find(std::string(analysis.name)); told != kTold.end()) {
      for (const auto& [name, value] : told->second) {
        words.push_back("--" + name);
        words.push_back(value);
      }
    }
    return words;
  }
  static std::unique_ptr<graphstore::Graph> read() {
    graphstore::OpenOptions options;
    options.url = db();
    options.create = false;
    options.read_only = true;
    return std::move(*graphstore::Graph::open(options));
  }
};

TEST_F(Analyses, AnswerAlikeThroughBothDoors) {
  const auto graph = read();
  Service service(*graph, nullptr, {});
  for (const Analysis& analysis : analyses()) {
    SCOPED_TRACE(analysis.name);
    for (const char* format : {"json", "csv", "text"}) {
      for (const char* lang : {"en", "zh"}) {
        const auto response = ask(
            service, "GET",
            address(analysis, "oceanic-bank") + query_of(analysis) + "&format=" + format + "&lang=" + lang);
        ASSERT_EQ(response.status, 200) << *response.body;
        EXPECT_EQ(response.body->find('{') == std::string::npos, std::string_view(format) != "json");
        ASSERT_TRUE(response.header("ETag"));
        auto words = command(analysis);
        for (const char* word : {"--format", format, "--lang", lang}) words.emplace_back(word);
        const auto run = run_relmap(words);
        EXPECT_EQ(run.exit_code, kExitOk) << run.err;
        std::string body = *response.body;
        if (!body.ends_with('\n')) body += '\n';
        EXPECT_EQ(run.out, body) << format;
        if (std::string_view(format) == "json") {
          EXPECT_TRUE(json::parse(body).is_object());
        }
      }
    }
  }
}

TEST_F(Analyses, RefuseAlike) {
  const auto graph = read();
  Service service(*graph, nullptr, {});
  for (const Analysis& analysis : analyses()) {
    SCOPED_TRACE(analysis.name);
    const std::string query = query_of(analysis);
    EXPECT_EQ(ask(service, "GET", address(analysis, "oceanic-bank") + query + "&nonsense=1").status, 400);
    EXPECT_EQ(ask(service, "POST", address(analysis, "oceanic-bank") + query).status,
              analysis.name == "what-if" ? 400 : 405);
    auto words = command(analysis);
    words.insert(words.end(), {"--nonsense", "1"});
    EXPECT_EQ(run_relmap(words).exit_code, kExitUsage);
    EXPECT_EQ(run_relmap({std::string(analysis.name), "--help"}).exit_code, kExitOk);
    if (!analysis.of_account) continue;
    EXPECT_EQ(ask(service, "GET", address(analysis, "nobody") + query).status, 404);
    words = command(analysis);
    std::replace(words.begin(), words.end(), std::string("oceanic-bank"), std::string("nobody"));
    EXPECT_EQ(run_relmap(words).exit_code, kExitFailure);
  }
  EXPECT_EQ(run_relmap({"next", "--db", db(), "oceanic-bank", "--meetings", "51"}).exit_code, kExitUsage);
  EXPECT_EQ(ask(service, "GET", "/api/v1/accounts/oceanic-bank/next?meetings=0").status, 400);
  EXPECT_EQ(ask(service, "GET", "/api/v1/accounts/oceanic-bank/what-if").status, 400);
}

TEST_F(Analyses, EditsMayBePosted) {
  const auto graph = read();
  Service service(*graph, nullptr, {});
  const std::string at = "/api/v1/accounts/oceanic-bank/what-if?date=2026-11-23";
  const auto posted = ask(service, "POST", at,
                          R"({"edits": [{"edit": "leaves", "who": "TeamMember/tm-chen-li"},
                                        {"edit": "role", "who": "TeamMember/tm-liu-fang", "role": "telesales"}]})");
  ASSERT_EQ(posted.status, 200) << *posted.body;
  EXPECT_FALSE(posted.header("ETag"));
  const auto got =
      ask(service, "GET",
          at + "&edit=leaves%20TeamMember/tm-chen-li&edit=role%20TeamMember/tm-liu-fang%20telesales");
  EXPECT_EQ(*posted.body, *got.body);
  EXPECT_EQ(graph->version(), 1u);
  EXPECT_EQ(ask(service, "POST", at, R"({"edits": [{"edit": "leaves", "who": "TeamMember/nobody"}]})").status,
            404);
  EXPECT_EQ(ask(service, "POST", at, R"({"edits": [)").status, 400);
}

// --- policies

TEST_F(Analyses, APolicyIsCheckedAndUsed) {
  const auto write = [&](const char* name, const std::string& text) {
    const std::string path = folder().path(name);
    std::ofstream(path) << text;
    return path;
  };
  const std::string
      strict = write(
          "strict.json",
          R"({"name": "strict", "base": {"rules": {"opportunity.too-few-contacts": {"min_contacts": 9}}}})"),
      wrong = write("wrong.json", R"({"base": {"rules": {"team.crowding": {"min_ties": "two"}}}})");
  const auto checked = run_relmap({"policy", "check", strict});
  EXPECT_EQ(checked.exit_code, kExitOk) << checked.err;
  EXPECT_THAT(checked.out, HasSubstr("'strict' is a valid policy"));
  const auto refused = run_relmap({"policy", "check", wrong});
  EXPECT_EQ(refused.exit_code, kExitUsage);
  EXPECT_THAT(refused.err, HasSubstr("base.rules.team.crowding.min_ties: must be a whole number from 2"));
  EXPECT_EQ(run_relmap({"policy", "check", folder().path("nowhere.json")}).exit_code, kExitFailure);
  EXPECT_TRUE(json::parse(run_relmap({"policy", "show"}).out).contains("tiers"));
  const auto count = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = {"coverage", "--db", db(),       "oceanic-bank",
                                      "--date",   kDate,  "--format", "json"};
    words.insert(words.end(), more.begin(), more.end());
    const auto report = json::parse(run_relmap(words).out);
    std::size_t few = 0;
    for (const auto& gap : report["gaps"]) few += gap["rule"] == "opportunity.too-few-contacts";
    return std::pair(few, report["policy"].get<std::string>());
  };
  EXPECT_EQ(count({}).second, "default");
  EXPECT_GT(count({"--policy", strict}).first, count({}).first);
  EXPECT_EQ(count({"--policy", strict}).second, "strict");
  const auto graph = read();
  ServiceOptions options;
  options.policy = *query::Policy::parse(R"({"name": "ours"})");
  Service service(*graph, nullptr, options);
  EXPECT_EQ(json::parse(*ask(service, "GET", "/api/v1/accounts/oceanic-bank/coverage").body)["policy"],
            "ours");
}

}  // namespace
}  // namespace relmap::server
