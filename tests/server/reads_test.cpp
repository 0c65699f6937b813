// Every route that reads: answers, formats, tags, and what it refuses.
#include <gmock/gmock.h>

#include <chrono>
#include <cmath>
#include <set>
#include <thread>

#include "drawing.h"
#include "routes.h"
#include "viz/map_spec.h"
#include "viz/render.h"
#include "world.h"

namespace relmap::server {
namespace {

using ::testing::HasSubstr;
using testing::kOddIdEncoded;
using ::testing::Not;
using testing::ServiceTest;

class Reads : public ServiceTest {};

TEST_F(Reads, AccountsAreListedByIdWithScoreAndGaps) {
  const auto response = get("/api/v1/accounts");
  ASSERT_EQ(response.status, 200) << response.text();
  EXPECT_EQ(response.content_type, "application/json");
  const auto accounts = json(response)["accounts"];
  ASSERT_EQ(accounts.size(), 2u);
  EXPECT_EQ(accounts[0]["id"], "bank");
  EXPECT_EQ(accounts[0]["tier"], "strategic");
  EXPECT_GE(accounts[0]["gaps"]["red"].get<int>(), 1);
  EXPECT_TRUE(accounts[0]["gaps"].contains("amber"));
  EXPECT_TRUE(accounts[0]["score"].is_number());
  EXPECT_TRUE(json(response)["next"].is_null());
}

TEST_F(Reads, AccountsComeInPages) {
  const auto first = json(get("/api/v1/accounts?limit=1"));
  ASSERT_EQ(first["accounts"].size(), 1u);
  ASSERT_TRUE(first["next"].is_string());
  const auto second = json(get("/api/v1/accounts?limit=1&cursor=" + first["next"].get<std::string>()));
  ASSERT_EQ(second["accounts"].size(), 1u);
  EXPECT_EQ(second["accounts"][0]["id"], "cafe");
  EXPECT_TRUE(second["next"].is_null());
  expect_problem(get("/api/v1/accounts?limit=0"), 400, "invalid_argument");
  expect_problem(get("/api/v1/accounts?limit=201"), 400, "invalid_argument");
}

TEST_F(Reads, AccountsAreFilteredSortedAndCutToFields) {
  const auto ids = [&](const std::string& query) {
    const auto response = get("/api/v1/accounts?" + query);
    EXPECT_EQ(response.status, 200) << response.text();
    std::string out;
    const auto list = json(response);
    for (const auto& row : list["accounts"]) out += row["id"].get<std::string>() + " ";
    return out;
  };
  EXPECT_EQ(ids("tier=smb"), "cafe ");
  EXPECT_EQ(ids("tier=large"), "");
  EXPECT_EQ(ids("sort=id"), "bank cafe ");
  EXPECT_EQ(ids("sort=-id"), "cafe bank ");
  EXPECT_EQ(ids("sort=-name"), "bank cafe ");  // "Oceanic …", "Café"
  EXPECT_EQ(ids("sort=name"), "cafe bank ");
  EXPECT_EQ(ids("sort=-red"), "bank cafe ");
  EXPECT_EQ(ids("sort=-id&limit=1"), "cafe ");
  EXPECT_EQ(ids("sort=-id&limit=1&cursor=cafe"), "bank ");
  const auto first = json(get("/api/v1/accounts?sort=score&limit=1"));
  EXPECT_EQ(first["next"], "1");
  const auto second = json(get("/api/v1/accounts?sort=score&limit=1&cursor=1"));
  EXPECT_TRUE(second["next"].is_null());
  EXPECT_LE(first["accounts"][0]["score"], second["accounts"][0]["score"]);
  EXPECT_NE(first["accounts"][0]["id"], second["accounts"][0]["id"]);
  EXPECT_EQ(json(get("/api/v1/accounts?fields=id,score&limit=1"))["accounts"][0].size(), 2u);
  expect_problem(get("/api/v1/accounts?fields=id,salary"), 400, "invalid_argument");
  expect_problem(get("/api/v1/accounts?sort=score&cursor=bank"), 400, "invalid_argument");
  expect_problem(get("/api/v1/accounts?sort=revenue"), 400, "invalid_argument");
  expect_problem(get("/api/v1/accounts?tier=huge"), 400, "invalid_argument");
}

TEST_F(Reads, OneAccountHasTeamUnitsAndFigures) {
  const auto account = json(get("/api/v1/accounts/bank"));
  EXPECT_EQ(account["id"], "bank");
  EXPECT_EQ(account["units"].size(), 2u);
  EXPECT_TRUE(account.contains("team"));
  EXPECT_TRUE(account.contains("figures"));
  expect_problem(get("/api/v1/accounts/nobody"), 404, "not_found");
}

TEST_F(Reads, CoverageInEveryFormat) {
  const auto report = json(get("/api/v1/accounts/bank/coverage"));
  EXPECT_EQ(report["date"], testing::kDay);
  EXPECT_EQ(report["graph_version"], 1);
  bool unknown_ceo = false;
  for (const auto& gap : report["gaps"]) {
    unknown_ceo |= gap["rule"] == "account.key-player-unknown" && gap["subject"]["id"] == "ceo";
  }
  EXPECT_TRUE(unknown_ceo);
  EXPECT_EQ(get("/api/v1/accounts/bank/coverage?format=csv").content_type, "text/csv; charset=utf-8");
  EXPECT_THAT(get("/api/v1/accounts/bank/coverage?format=csv").text(),
              HasSubstr("account.key-player-unknown"));
  const auto page = get("/api/v1/accounts/bank/coverage?format=html&lang=zh");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(page.text(), HasSubstr("Oceanic &lt;Bank&gt; 远洋银行"));
  EXPECT_THAT(page.text(), HasSubstr("<html lang=\"zh-Hans\">"));
  EXPECT_THAT(page.text(), Not(HasSubstr("<script")));
  ASSERT_NE(page.header("Content-Security-Policy"), nullptr);
  EXPECT_THAT(*page.header("Content-Security-Policy"), HasSubstr("default-src 'none'"));
}

TEST_F(Reads, AcceptChoosesTheFormatAndExcludesAll) {
  EXPECT_EQ(get("/api/v1/accounts/bank/coverage", {{"Accept", "text/csv"}}).content_type,
            "text/csv; charset=utf-8");
  const Headers browser = {{"Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}};
  EXPECT_EQ(get("/api/v1/accounts/bank/coverage", browser).content_type, "text/html; charset=utf-8");
  EXPECT_EQ(get("/api/v1/accounts/bank/coverage?format=json", browser).content_type, "application/json");
  EXPECT_EQ(get("/api/v1/accounts", {{"Accept", "*/*"}}).content_type, "application/json");
  EXPECT_EQ(*get("/api/v1/accounts").header("Vary"), "Accept");
  expect_problem(get("/api/v1/accounts", {{"Accept", "image/png"}}), 406, "not_acceptable");
  expect_problem(get("/api/v1/accounts", {{"Accept", "*/*;q=0"}}), 406, "not_acceptable");
}

TEST_F(Reads, TagsCoverAllThatDecidesTheAnswer) {
  const std::string base = "/api/v1/accounts/bank/coverage";
  std::set<std::string> tags;
  for (const auto& target : {base, base + "?date=2026-11-24", base + "?lang=zh", base + "?format=csv",
                             std::string("/api/v1/accounts/bank")}) {
    const auto response = get(target);
    ASSERT_NE(response.header("ETag"), nullptr) << target;
    EXPECT_TRUE(tags.insert(*response.header("ETag")).second) << target;
  }
  const auto tag = *get(base).header("ETag");
  // What merely spells out a default is the same answer.
  EXPECT_EQ(*get(base + "?lang=en").header("ETag"), tag);
  const auto unchanged = get(base, {{"If-None-Match", "\"other\", W/" + tag}});
  EXPECT_EQ(unchanged.status, 304);
  EXPECT_EQ(unchanged.body, nullptr);
  EXPECT_EQ(*unchanged.header("ETag"), tag);
  EXPECT_EQ(get(base, {{"If-None-Match", "\"other\""}}).status, 200);

  ASSERT_EQ(send("PATCH", "/api/v1/nodes/Contact/ceo", R"({"properties":{"support":"mentor"}})").status, 200);
  const auto changed = get(base, {{"If-None-Match", tag}});
  EXPECT_EQ(changed.status, 200);
  EXPECT_NE(*changed.header("ETag"), tag);
}

TEST_F(Reads, PathsLeadToTheContact) {
  const auto answer = json(get("/api/v1/paths?from=team:bank&to=Contact/cio"));
  ASSERT_GE(answer["paths"].size(), 1u) << answer.dump();
  const auto& hops = answer["paths"][0]["hops"];
  EXPECT_EQ(hops[0]["from"]["id"], "eva");
  EXPECT_EQ(hops.back()["to"]["id"], "cio");
  EXPECT_EQ(json(get("/api/v1/paths?from=team:bank&to=Contact/cio&avoid=TeamMember/chen"))["paths"].size(),
            0u);
  // "+" in a query is a space; an id with "+" comes percent-encoded.
  const auto odd =
      get(std::string("/api/v1/paths?from=team:bank&to=Contact/") + kOddIdEncoded + "&format=csv");
  EXPECT_EQ(odd.status, 200) << odd.text();
  EXPECT_EQ(odd.content_type, "text/csv; charset=utf-8");
}

TEST_F(Reads, PathsRefuseWhatTheyCannotUse) {
  expect_problem(get("/api/v1/paths?from=team:bank"), 400, "invalid_argument");
  expect_problem(get("/api/v1/paths?from=team:bank&to=cio"), 400, "invalid_argument");
  expect_problem(get("/api/v1/paths?from=team:bank&to=Contact/cio&k=0"), 400, "invalid_argument");
  expect_problem(get("/api/v1/paths?from=team:bank&to=Contact/cio&k=1e9"), 400, "invalid_argument");
  expect_problem(get("/api/v1/paths?from=team:bank&to=Contact/cio&max_hops=11"), 400, "invalid_argument");
  expect_problem(get("/api/v1/paths?from=team:bank&to=Contact/cio&to=Contact/ceo"), 400, "invalid_argument");
  expect_problem(get("/api/v1/paths?from=team:bank&to=Contact/nobody"), 404, "not_found");
  expect_problem(get("/api/v1/paths?from=team:nobody&to=Contact/cio"), 404, "not_found");
  expect_problem(get("/api/v1/paths?from=Account/bank&to=Contact/cio"), 400, "invalid_argument");
}

TEST_F(Reads, UnknownParametersAreNamed) {
  const auto response = get("/api/v1/accounts/bank?colour=red");
  expect_problem(response, 400, "invalid_argument");
  EXPECT_THAT(json(response)["detail"], HasSubstr("colour"));
  expect_problem(get("/api/v1/accounts?date=23.11.2026"), 400, "invalid_argument");
  expect_problem(get("/api/v1/accounts?lang=fr"), 400, "invalid_argument");
  expect_problem(get("/healthz?x=1"), 400, "invalid_argument");
}

TEST_F(Reads, MalformedAddressesAreRefused) {
  expect_problem(get("/api/v1/accounts/%"), 400, "invalid_argument");
  expect_problem(get("/api/v1/accounts/%zz"), 400, "invalid_argument");
  expect_problem(get("/api/v1/accounts/%ff%fe"), 400, "invalid_argument");
  expect_problem(get("/api/v1/accounts/a%00b"), 400, "invalid_argument");
  expect_problem(get("relative"), 400, "invalid_argument");
  expect_problem(get("/api/v1/accounts/../../etc/passwd"), 404, "no_such_route");
  expect_problem(get("/api/v1/accounts/%2e%2e"), 404, "not_found");
  expect_problem(get("/api/v1/accounts/"), 404, "no_such_route");
  expect_problem(get("/api/v1/nothing"), 404, "no_such_route");
}

TEST_F(Reads, WrongMethodsNameTheRightOnes) {
  const auto response = send("DELETE", "/api/v1/accounts/bank");
  expect_problem(response, 405, "method_not_allowed");
  EXPECT_EQ(*response.header("Allow"), "GET, HEAD");
  EXPECT_EQ(*send("TRACE", "/api/v1/nodes/Contact/ceo").header("Allow"), "GET, HEAD, PUT, PATCH, DELETE");
  EXPECT_EQ(send("OPTIONS", "/api/v1/batch").status, 204);
  EXPECT_EQ(send("HEAD", "/api/v1/accounts").status, 200);
}

TEST_F(Reads, MapAsDataNeedsNoRenderer) {
  const auto response = get("/api/v1/accounts/bank/map?format=json");
  ASSERT_EQ(response.status, 200) << response.text();
  const auto spec = viz::from_json(response.text());
  ASSERT_TRUE(spec.ok()) << spec.status().to_string();
  EXPECT_EQ(spec->cards.size(), 3u);
  expect_problem(get("/api/v1/accounts/bank/map?format=png"), 503, "unavailable");
  expect_problem(get("/api/v1/accounts/nobody/map?format=json"), 404, "not_found");
  expect_problem(get("/api/v1/accounts/bank/map?format=gif"), 400, "invalid_argument");
  expect_problem(get("/api/v1/accounts/bank/map?format=pdf"), 503, "unavailable");
  expect_problem(get("/api/v1/accounts/bank/map?format=json&view=focus"), 400, "invalid_argument");
  expect_problem(get("/api/v1/accounts/bank/map?format=json&focus=Contact/nobody"), 404, "not_found");
  expect_problem(get("/api/v1/accounts/bank/map?format=json&view=diff&since=9"), 404, "not_found");
}

TEST_F(Reads, MapsAndPathsAreDrawn) {
  viz::RenderPoolOptions options;
  options.command = {RELMAP_PROGRAM, "render-worker"};
  options.workers = 1;
  auto pool = viz::RenderPool::start(options);
  ASSERT_TRUE(pool.ok()) << pool.status().to_string();
  service_ = std::make_unique<Service>(*graph_, pool->get(), options_);
  const auto svg = get("/api/v1/accounts/bank/map");
  ASSERT_EQ(svg.status, 200) << svg.text();
  EXPECT_EQ(svg.content_type, "image/svg+xml; charset=utf-8");
  EXPECT_THAT(svg.text(), HasSubstr("contact-ceo"));
  EXPECT_EQ(get("/api/v1/accounts/bank/map").body, svg.body) << "drawn again instead of kept";
  EXPECT_TRUE(get("/api/v1/accounts/bank/map?format=png").text().starts_with("\x89PNG"));
  EXPECT_THAT(get("/api/v1/accounts/bank/map?format=dot").text(), HasSubstr("graph"));
  const auto pdf = get("/api/v1/accounts/bank/map?format=pdf&paper=a4");
  EXPECT_EQ(pdf.content_type, "application/pdf");
  EXPECT_TRUE(pdf.text().starts_with("%PDF-"));
  EXPECT_THAT(get("/api/v1/accounts/bank/map?focus=Contact/cio&theme=dark").text(), HasSubstr("member-chen"));
  EXPECT_THAT(get("/api/v1/accounts/bank/map?view=score").text(), HasSubstr("bar-people"));
  EXPECT_THAT(get("/api/v1/accounts/bank/map?view=diff&since=1").text(), HasSubstr("contact-ceo"));
  EXPECT_THAT(get("/api/v1/paths?from=team:bank&to=Contact/cio&format=svg").text(), HasSubstr("<svg"));
  service_.reset();
}

TEST_F(Reads, APngThatIsTooLargeIsRefusedWithTheScaleThatFits) {
  viz::RenderPoolOptions options;
  options.command = {RELMAP_PROGRAM, "render-worker"};
  options.workers = 1;
  auto pool = viz::RenderPool::start(options);
  ASSERT_TRUE(pool.ok()) << pool.status().to_string();
  service_ = std::make_unique<Service>(*graph_, pool->get(), options_);
  const std::string map = "/api/v1/accounts/bank/map?expand=all&format=";
  const auto size = size_in_dot(get(map + "dot").text());
  ASSERT_TRUE(size);
  EXPECT_GT(size->width, 100);
  EXPECT_GT(size->height, 100);
  const double fits = std::sqrt(kMaxMegapixels * 1e6 / (size->width * size->height));
  if (fits < 7.9) {
    const auto refused = get(map + "png&scale=8");
    expect_problem(refused, 400, "invalid_argument");
    EXPECT_THAT(json(refused)["detail"], HasSubstr("the largest scale that fits is "));
  }
  EXPECT_EQ(get(map + "png&scale=2").status, 200);
  service_.reset();
}

TEST(DrawingTest, TheSizeStandsInTheDot) {
  const auto size = size_in_dot("digraph relmap {\n  graph [bb=\"0,0,72,144.5\", pad=0.15];");
  ASSERT_TRUE(size);
  EXPECT_DOUBLE_EQ(size->width, 96);
  EXPECT_DOUBLE_EQ(size->height, 144.5 * 96 / 72);
  for (const char* without : {"", "digraph {}", "graph [bb=\"0,0,72", "graph [bb=\"0,0,x,y\"]"})
    EXPECT_FALSE(size_in_dot(without)) << without;
}

// A worker that does nothing but take its time.
TEST_F(Reads, AnalysesGoOnWhilePicturesAreDrawn) {
  using std::chrono::steady_clock;
  viz::RenderPoolOptions options;
  options.command = {"/bin/sleep", "600"};
  options.workers = 1;
  options.time_limit_ms = 3'000;
  auto pool = viz::RenderPool::start(options);
  ASSERT_TRUE(pool.ok()) << pool.status().to_string();
  options_.max_analyses = 1;
  options_.max_drawings = 1;
  options_.patience = std::chrono::milliseconds(200);
  service_ = std::make_unique<Service>(*graph_, pool->get(), options_);
  const std::string map = "/api/v1/accounts/bank/map?format=png";
  std::thread drawing([&] { expect_problem(get(map), 504, "timeout"); });
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  EXPECT_EQ(get("/api/v1/accounts/bank/coverage").status, 200);
  EXPECT_EQ(get("/api/v1/accounts").status, 200);
  expect_problem(get(map + "&lang=zh"), 503, "unavailable");
  drawing.join();
  const auto begin = steady_clock::now();
  expect_problem(get(map), 504, "timeout");
  EXPECT_LT(steady_clock::now() - begin, std::chrono::seconds(2))
      << "what just failed is not tried again at once";
  service_.reset();
}

TEST_F(Reads, TheReportSaysWhatWasCounted) {
  const auto page = get("/api/v1/accounts/bank/coverage?format=html").text();
  EXPECT_THAT(page, HasSubstr("required roles"));
  EXPECT_THAT(page, Not(HasSubstr("weight")));
  EXPECT_THAT(page, HasSubstr("<section class=\"subject\">"));
}

TEST_F(Reads, TheReportIsEscaped) {
  const auto page = get("/api/v1/accounts/bank/coverage?format=html");
  EXPECT_THAT(page.text(), HasSubstr("Oceanic &lt;Bank&gt; 远洋银行"));
  EXPECT_THAT(page.text(), Not(HasSubstr("<script")));
  EXPECT_EQ(get("/style.css").content_type, "text/css; charset=utf-8");
  EXPECT_EQ(*get("/style.css").header("X-Content-Type-Options"), "nosniff");
}

TEST_F(Reads, SearchAndChangesAreTablesToo) {
  EXPECT_EQ(get("/api/v1/search?q=eva&format=csv").text(),
            "label,id,name,title,email,rank\r\nTeamMember,eva,Eva Berg,,,prefix\r\n");
  EXPECT_EQ(json(get("/api/v1/search?q=eva&format=rows"))[0]["id"], "eva");
  const auto changes = get("/api/v1/accounts/bank/changes?since=0&format=csv");
  EXPECT_THAT(std::string(changes.text()), HasSubstr("kind,entity,subject,sentence\r\n"));
  EXPECT_THAT(std::string(changes.text()), HasSubstr("created,Contact/ceo,"));
}

TEST_F(Reads, SearchFindsByNameInPages) {
  const auto found = json(get("/api/v1/search?q=e&limit=1"));
  ASSERT_EQ(found["results"].size(), 1u) << found;
  for (const char* member : {"label", "id", "name", "rank"})
    EXPECT_TRUE(found["results"][0].contains(member));
  ASSERT_EQ(found["next"], "1");
  const auto next = json(get("/api/v1/search?q=e&limit=1&cursor=1"));
  EXPECT_NE(next["results"][0], found["results"][0]);
  EXPECT_EQ(json(get("/api/v1/search?q=zzzz"))["results"].size(), 0u);
  EXPECT_TRUE(json(get("/api/v1/search?q=zzzz"))["next"].is_null());
  const auto members =
      json(get("/api/v1/search?q=e&label=TeamMember"));  // outlives the loop over a part of it
  ASSERT_FALSE(members["results"].empty());
  for (const auto& hit : members["results"]) EXPECT_EQ(hit["label"], "TeamMember");
  expect_problem(get("/api/v1/search"), 400, "invalid_argument");
  expect_problem(get("/api/v1/search?q="), 400, "invalid_argument");
  expect_problem(get("/api/v1/search?q=a&limit=201"), 400, "invalid_argument");
}

TEST_F(Reads, HealthAndReadiness) {
  EXPECT_EQ(json(get("/healthz"))["status"], "ok");
  EXPECT_EQ(json(get("/readyz"))["graph_version"], 1);
}

TEST_F(Reads, MetricsCountByRouteAndNotByPath) {
  get("/api/v1/accounts/bank");
  get("/api/v1/accounts/cafe");
  get("/api/v1/accounts/nobody");
  get("/no/such/place");
  Request odd;
  odd.method = "BREW";
  odd.target = "/healthz";
  service_->handle(odd);
  const auto response = get("/metrics");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "text/plain; version=0.0.4; charset=utf-8");
  const std::string text(response.text());
  EXPECT_THAT(
      text,
      HasSubstr(
          "relmap_http_requests_total{method=\"GET\",route=\"/api/v1/accounts/{id}\",status=\"200\"} 2"));
  EXPECT_THAT(text, HasSubstr("route=\"/api/v1/accounts/{id}\",status=\"404\"} 1"));
  EXPECT_THAT(text, HasSubstr("method=\"GET\",route=\"none\",status=\"404\"} 1"));
  EXPECT_THAT(text, HasSubstr("method=\"other\""));
  EXPECT_THAT(text,
              HasSubstr("relmap_http_request_seconds_bucket{route=\"/api/v1/accounts/{id}\",le=\"+Inf\"} 3"));
  EXPECT_THAT(text, HasSubstr("relmap_graph_version " + std::to_string(graph_->version())));
  for (const char* name : {"relmap_graph_nodes", "relmap_answer_cache_bytes", "relmap_resident_bytes",
                           "relmap_writes_stopped 0"})
    EXPECT_THAT(text, HasSubstr(name));
  EXPECT_EQ(text.find("bank"), std::string::npos) << "nothing of what is in the graph";
}

TEST_F(Reads, MetricsOfTheGraphAndTheStore) {
  const auto metric = [&](const std::string& series) {
    const std::string text(get("/metrics").text());
    const auto at = text.find("\n" + series + " ");
    EXPECT_NE(at, std::string::npos) << series;
    return at == std::string::npos ? -1 : std::stod(text.substr(at + series.size() + 2));
  };
  const double commits = metric("relmap_commits_total"), changes = metric("relmap_commit_changes_total");
  EXPECT_EQ(commits, 1);  // the world's
  const std::string refused = "relmap_commits_failed_total{reason=\"schema_violation\"}";
  EXPECT_EQ(metric(refused), 0);
  EXPECT_EQ(send("PATCH", "/api/v1/nodes/Contact/ceo", R"({"properties":{"title":"x"}})").status, 200);
  EXPECT_EQ(send("PATCH", "/api/v1/nodes/Contact/ceo", R"({"properties":{"level":"king"}})").status, 422);
  EXPECT_EQ(metric("relmap_commits_total"), commits + 1);
  EXPECT_EQ(metric("relmap_commit_changes_total"), changes + 1);
  EXPECT_EQ(metric(refused), 1);
  EXPECT_EQ(metric("relmap_commit_seconds_count"), commits + 1);
  EXPECT_EQ(metric("relmap_commit_seconds_bucket{le=\"+Inf\"}"), commits + 1);
  EXPECT_GT(metric("relmap_commit_seconds_sum"), 0);
  for (const char* part : {"nodes", "edges", "keys"})
    EXPECT_GT(metric(std::string("relmap_snapshot_bytes{part=\"") + part + "\"}"), 0);
  EXPECT_EQ(metric("relmap_snapshot_bytes{part=\"search\"}"), 0);
  EXPECT_GE(metric("relmap_graph_commit_age_seconds"), 0);
  for (const char* kind : {"analysis", "picture", "stream"}) {
    EXPECT_EQ(metric(std::string("relmap_work_running{kind=\"") + kind + "\"}"), 0);
    EXPECT_EQ(metric(std::string("relmap_work_waiting{kind=\"") + kind + "\"}"), 0);
  }
  EXPECT_EQ(std::string(get("/metrics").text()).find("relmap_engine_"), std::string::npos)
      << "a graph in memory has no engine to speak of";
}

TEST_F(Reads, EachRequestHasAnId) {
  const auto first = get("/healthz"), second = get("/healthz");
  ASSERT_TRUE(first.header("X-Request-Id") && second.header("X-Request-Id"));
  EXPECT_NE(*first.header("X-Request-Id"), *second.header("X-Request-Id"));
  EXPECT_EQ(first.header("X-Request-Id")->size(), 16u);
  const auto with = [&](const std::string& id) {
    Request request;
    request.target = "/healthz";
    request.headers.emplace_back("X-Request-Id", id);
    return *service_->handle(request).header("X-Request-Id");
  };
  EXPECT_EQ(with("trace-7.a_B"), "trace-7.a_B");
  for (const std::string& bad : {std::string(), std::string(65, 'a'), std::string("a b"),
                                 std::string("a\r\nSet-Cookie: x"), std::string("\"}"), std::string("é")}) {
    EXPECT_EQ(with(bad).size(), 16u) << bad;
    EXPECT_NE(with(bad), bad);
  }
}

TEST_F(Reads, TheTableIsWellFormed) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& route : routes()) {
    EXPECT_TRUE(seen.emplace(route.method, route.pattern).second) << route.pattern;
    EXPECT_TRUE(route.pattern.starts_with('/'));
    EXPECT_FALSE(route.doc.empty()) << route.pattern;
    std::string_view formats = route.formats;
    EXPECT_NE(media_type(formats.substr(0, formats.find(' '))), "") << route.pattern;
    for (const auto& param : route.params)
      EXPECT_FALSE(param.doc.empty()) << route.pattern << " " << param.name;
  }
}

}  // namespace
}  // namespace relmap::server
