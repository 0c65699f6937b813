// What was: earlier versions over HTTP and by command, the change feed, a person's file, erasure, compaction.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "client.h"
#include "exit_codes.h"
#include "graphstore/graph.h"
#include "query/schema.h"
#include "service.h"

namespace relmap::server {
namespace {

using graphstore::NodeRef;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_relmap;
using testing::TempDir;

// Three versions: an account with two contacts; Nia becomes a supporter; she reports to Bob.
class HistoryOf : public ::testing::Test {
 protected:
  static void write(graphstore::Graph& graph, std::vector<graphstore::Change> changes) {
    const auto done =
        graph.commit({std::move(changes), {}},
                     {.author = "eva", .reason = "talked to Nia Park", .partial = false, .dry_run = false});
    ASSERT_TRUE(done.ok()) << done.status().to_string();
  }
  static graphstore::Change node(const char* label, const char* id, graphstore::Properties properties) {
    return graphstore::WriteNode{
        NodeRef::by_key(label, id), {}, std::move(properties), graphstore::WriteMode::kMerge, {}};
  }
  static graphstore::Change edge(const char* type, NodeRef from, NodeRef to) {
    return graphstore::WriteEdge{type, std::move(from), std::move(to), {}, graphstore::WriteMode::kMerge, {},
                                 {}};
  }
  static void fill(graphstore::Graph& graph) {
    const auto bank = NodeRef::by_key("Account", "bank");
    const auto nia = NodeRef::by_key("Contact", "nia"), bob = NodeRef::by_key("Contact", "bob");
    write(graph, {node("Account", "bank", {{"name", "Bank"}, {"tier", "strategic"}}),
                  node("Contact", "nia",
                       {{"name", "Nia Park"}, {"email", "nia@bank.example"}, {"support", "neutral"}}),
                  node("Contact", "bob", {{"name", "Bob Ray"}, {"notes", "sits beside Nia Park"}}),
                  edge("WORKS_IN", nia, bank), edge("WORKS_IN", bob, bank)});
    write(graph, {node("Contact", "nia", {{"support", "supporter"}})});
    write(graph, {edge("REPORTS_TO", nia, bob)});
  }
  static std::unique_ptr<graphstore::Graph> open(const std::string& url) {
    graphstore::OpenOptions options;
    options.url = url;
    options.schema = *query::relationship_schema();
    auto graph = graphstore::Graph::open(options);
    EXPECT_TRUE(graph.ok()) << graph.status().to_string();
    return std::move(*graph);
  }
  std::string stored() const {
    const auto db = temp_.path("db");
    fill(*open(db));
    return db;
  }
  static Response get(Service& service, const std::string& target, const std::string& tag = "") {
    Request request;
    request.method = "GET";
    request.target = target;
    if (!tag.empty()) request.headers.emplace_back("If-None-Match", tag);
    return service.handle(request);
  }
  static std::string all_bytes(const std::string& folder) {
    std::ostringstream bytes;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
      if (file.is_regular_file() && file.file_size() > 0)
        bytes << std::ifstream(file.path(), std::ios::binary).rdbuf();
    }
    return bytes.str();
  }

  TempDir temp_;
};

TEST_F(HistoryOf, ReadsOfEarlierVersions) {
  const auto graph = open("memory:");
  fill(*graph);
  Service service(*graph, nullptr, {});
  const auto people = [&](const std::string& as_of) {
    const auto response = get(service, "/api/v1/search?q=nia" + as_of);
    EXPECT_EQ(response.status, 200);
    return json::parse(*response.body)["results"].size();
  };
  EXPECT_EQ(people(""), 1u);
  EXPECT_EQ(people("&as_of=1"), 1u);
  EXPECT_EQ(people("&as_of=0"), 0u);
  const auto now = get(service, "/api/v1/accounts/bank/coverage");
  const auto then = get(service, "/api/v1/accounts/bank/coverage?as_of=1");
  EXPECT_EQ(json::parse(*now.body)["graph_version"], 3);
  EXPECT_EQ(json::parse(*then.body)["graph_version"], 1);
  EXPECT_FALSE(json::parse(*then.body)["incomplete"].get<bool>());
  ASSERT_TRUE(then.header("ETag"));
  EXPECT_EQ(get(service, "/api/v1/accounts/bank/coverage?as_of=1", *then.header("ETag")).status, 304);
  EXPECT_NE(*then.header("ETag"), *now.header("ETag"));
  const auto made = graph->snapshot()->time().date().to_string();
  EXPECT_EQ(json::parse(*get(service, "/api/v1/accounts/bank/coverage?as_of=" + made).body)["graph_version"],
            3);
  EXPECT_EQ(json::parse(*then.body)["date"], made);
  const auto node = json::parse(*get(service, "/api/v1/nodes/Contact/nia?as_of=1").body);
  EXPECT_EQ(node["properties"]["support"], "neutral");
  EXPECT_EQ(get(service, "/api/v1/nodes/Contact/nia?as_of=0").status, 404);
  const std::string edge = "/api/v1/edges/REPORTS_TO?from=Contact/nia&to=Contact/bob";
  EXPECT_EQ(get(service, edge).status, 200);
  EXPECT_EQ(get(service, edge + "&as_of=2").status, 404);
  EXPECT_EQ(get(service, edge + "&as_of=3").status, 200);
  EXPECT_THAT(*get(service, "/api/v1/accounts/bank/coverage?format=html&as_of=1").body,
              HasSubstr("map?format=svg&amp;lang=en&amp;as_of=1"));
  const auto changes = json::parse(*get(service, "/api/v1/accounts/bank/changes?since=1").body);
  EXPECT_THAT(changes["changes"].dump(), HasSubstr("Nia Park: support neutral → supporter"));
  EXPECT_EQ(get(service, "/api/v1/accounts/nobody/changes?since=1").status, 404);
  EXPECT_EQ(get(service, "/api/v1/accounts/bank/changes?since=9").status, 404);
  EXPECT_EQ(get(service, "/api/v1/accounts?as_of=4").status, 404);
  EXPECT_EQ(get(service, "/api/v1/accounts?as_of=soon").status, 400);
  EXPECT_EQ(get(service, "/api/v1/accounts?as_of=").status, 400);  // not silently the newest
}

TEST_F(HistoryOf, TheFeedResumes) {
  const auto graph = open("memory:");
  fill(*graph);
  Service service(*graph, nullptr, {});
  std::string since = "0";
  std::size_t changes = 0;
  for (int page = 0; page < 20; ++page) {
    const auto feed = json::parse(*get(service, "/api/v1/changes?limit=2&since=" + since).body);
    for (const auto& commit : feed["commits"]) changes += commit["changes"].size();
    since = feed["next"];
    if (!feed["more"].get<bool>()) break;
  }
  EXPECT_EQ(changes, 7u);
  EXPECT_EQ(since, "3");
  const auto last = json::parse(*get(service, "/api/v1/changes?since=1").body)["commits"][0];
  EXPECT_EQ(last["author"], "eva");
  EXPECT_EQ(last["changes"][0]["properties"]["support"],
            (json{{"before", "neutral"}, {"after", "supporter"}}));
  EXPECT_EQ(get(service, "/api/v1/changes?since=x").status, 400);
}

TEST_F(HistoryOf, ChangesByCommand) {
  const auto db = stored();
  const auto text = run_relmap({"changes", "--db", db, "--since", "1"});
  EXPECT_EQ(text.exit_code, kExitOk) << text.err;
  EXPECT_THAT(text.out, AllOf(HasSubstr("changed Contact/nia: support 'neutral' → 'supporter'"),
                              HasSubstr("new REPORTS_TO Contact/nia → Contact/bob")));
  const auto back = run_relmap({"changes", "--db", db, "--since", "3", "--until", "1", "--format", "json"});
  EXPECT_EQ(json::parse(back.out)["changes"].size(), 2u);
  EXPECT_EQ(run_relmap({"changes", "--db", db, "--since", "9"}).exit_code, kExitFailure);
  const auto earlier = run_relmap({"coverage", "--db", db, "bank", "--as-of", "1", "--format", "json"});
  EXPECT_EQ(json::parse(earlier.out)["graph_version"], 1) << earlier.err;
}

TEST_F(HistoryOf, APersonsFileAndItsErasure) {
  const auto db = stored();
  const auto file = run_relmap({"subject", "export", "--db", db, "Contact/nia"});
  EXPECT_EQ(file.exit_code, kExitOk) << file.err;
  const auto subject = json::parse(file.out);
  EXPECT_EQ(subject["properties"]["email"], "nia@bank.example");
  EXPECT_EQ(subject["edges"].size(), 2u);
  EXPECT_GE(subject["history"].size(), 3u);
  EXPECT_THAT(file.out, HasSubstr("Contact/bob"));
  EXPECT_THAT(all_bytes(db), HasSubstr("nia@bank.example"));

  EXPECT_NE(run_relmap({"subject", "erase", "--db", db, "Contact/nia"}).exit_code,
            kExitOk);  // nobody said yes
  const auto erased =
      run_relmap({"subject", "erase", "--db", db, "Contact/nia", "--yes", "--redact-mentions"});
  EXPECT_EQ(erased.exit_code, kExitOk) << erased.out << erased.err;
  const auto backup = temp_.path("backups");
  EXPECT_EQ(run_relmap({"backup", "--db", db, backup}).exit_code, kExitOk);
  for (const auto& folder : {db, backup}) {
    EXPECT_THAT(all_bytes(folder), AllOf(Not(HasSubstr("Nia Park")), Not(HasSubstr("nia@bank.example"))));
  }
  EXPECT_EQ(run_relmap({"verify", "--db", db}).exit_code, kExitOk);
  const auto then = run_relmap({"coverage", "--db", db, "bank", "--as-of", "1", "--format", "json"});
  EXPECT_TRUE(json::parse(then.out)["incomplete"].get<bool>());
  const auto pictures = temp_.path("pictures"), picture = pictures + "/one.svg";
  std::filesystem::create_directories(pictures);
  for (const auto& command :
       std::vector<std::vector<std::string>>{{"map", "--db", db, "bank", "-o", picture, "--as-of", "1"},
                                             {"path", "--db", db, "--from", "team:bank", "--to",
                                              "Contact/bob", "-o", picture, "--as-of", "1"}}) {
    (void)run_relmap(command);
    EXPECT_THAT(all_bytes(pictures), HasSubstr("has been erased since")) << command[0];
    std::filesystem::remove(picture);
  }
  EXPECT_THAT(run_relmap({"export", "--db", db, temp_.path("out"), "--as-of", "1"}).err,
              HasSubstr("has been erased since"));
  EXPECT_EQ(run_relmap({"search", "--db", db, "nia", "--as-of", "1"}).exit_code, kExitFindings);
  EXPECT_EQ(run_relmap({"search", "--db", db, "bob", "--as-of", "1"}).exit_code, kExitOk);
  EXPECT_NE(run_relmap({"subject", "export", "--db", db, "Contact/nia"}).exit_code, kExitOk);
}

TEST_F(HistoryOf, CompactionKeepsWhatRetentionSays) {
  const auto db = stored();
  const auto kept = run_relmap({"compact", "--db", db, "--keep-days", "30"});
  EXPECT_EQ(kept.exit_code, kExitOk) << kept.err;
  EXPECT_THAT(kept.out, HasSubstr("the last 30 days are kept"));
  EXPECT_EQ(run_relmap({"changes", "--db", db, "--since", "1"}).exit_code, kExitOk);
  EXPECT_THAT(run_relmap({"compact", "--db", db, "--keep-all"}).out, HasSubstr("for ever"));
  EXPECT_EQ(run_relmap({"verify", "--db", db}).exit_code, kExitOk);
}

}  // namespace
}  // namespace relmap::server
