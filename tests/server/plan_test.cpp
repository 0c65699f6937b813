// The planning pack: what stands on it, what is escaped, how it is printed. And tasks of all accounts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <thread>

#include "client.h"
#include "exit_codes.h"
#include "graphstore/import.h"
#include "printer.h"
#include "query/schema.h"
#include "viz/render.h"
#include "world.h"

namespace relmap::server {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::run_relmap;
using testing::TempDir;

bool is_installed(const char* program) {
  return std::system(("command -v " + std::string(program) + " >/dev/null 2>&1").c_str()) == 0;
}

// The sample world in a store, and a service that draws.
class Plan : public ::testing::Test {
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
  Plan() {
    viz::RenderPoolOptions drawing;
    drawing.command = {RELMAP_PROGRAM, "render-worker"};
    drawing.workers = 1;
    renderer_ = *viz::RenderPool::start(drawing);
    graphstore::OpenOptions options;
    options.url = db();
    options.create = false;
    options.read_only = true;
    graph_ = *graphstore::Graph::open(options);
    restart();
  }
  void restart() {
    options_.date = *Date::parse("2026-11-23");
    service_ = std::make_unique<Service>(*graph_, renderer_.get(), options_);
  }
  static TempDir& folder() {
    static TempDir dir;
    return dir;
  }
  static std::string db() { return folder().path("world"); }

  Response get(const std::string& target) {
    Request request;
    request.method = "GET";
    request.target = target;
    return service_->handle(request);
  }

  std::unique_ptr<viz::RenderPool> renderer_;
  std::unique_ptr<graphstore::Graph> graph_;
  ServiceOptions options_;
  std::unique_ptr<Service> service_;
};

const std::vector<std::string> kSections = {"decide", "map",        "units",      "team",
                                            "gaps",   "committees", "whitespace", "pipeline",
                                            "shares", "objectives", "changes"};

TEST_F(Plan, ThePageHasEverySectionInOrder) {
  for (const char* lang : {"en", "zh"}) {
    const auto page = get(std::string("/api/v1/accounts/oceanic-bank/plan?format=html&lang=") + lang);
    ASSERT_EQ(page.status, 200) << page.text();
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
    const std::string html(page.text());
    std::size_t at = 0;
    for (const std::string& id : kSections) {
      const auto found = html.find("<section id=\"" + id + "\"", at);
      ASSERT_NE(found, std::string::npos) << id;
      EXPECT_THAT(html, HasSubstr("href=\"#" + id + "\""));
      at = found;
    }
    // The account executive finds the CFO whom nobody knows, the vacant role, the split as agreed.
    EXPECT_THAT(html, HasSubstr("林书惠 Lin Shuhui"));
    EXPECT_THAT(html, HasSubstr("class=\"vacant\""));
    EXPECT_THAT(html, HasSubstr("Cloud <b>60 %</b>"));
  }
}

TEST_F(Plan, ThePageRefersToNothingOutsideItself) {
  const auto page = get("/api/v1/accounts/oceanic-bank/plan?format=html");
  const std::string html(page.text());
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("<link")));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  for (const char* attribute : {"href=\"", "src=\""}) {
    for (std::size_t at = 0; (at = html.find(attribute, at)) != std::string::npos; ++at)
      EXPECT_EQ(html[at + std::string(attribute).size()], '#') << html.substr(at, 80);
  }
  // Several drawings stand on it, and no id twice.
  const std::regex id(" id=\"([^\"]*)\"");
  std::set<std::string> ids;
  for (auto it = std::sregex_iterator(html.begin(), html.end(), id); it != std::sregex_iterator(); ++it)
    EXPECT_TRUE(ids.insert((*it)[1]).second) << (*it)[1];
  EXPECT_GT(ids.size(), 500u);
}

TEST_F(Plan, AsDataItIsWhatTheOtherAddressesGive) {
  const auto json = [](const Response& response) { return nlohmann::json::parse(response.text()); };
  const auto plan = json(get("/api/v1/accounts/oceanic-bank/plan?format=json"));
  EXPECT_EQ(plan["pipeline"], json(get("/api/v1/accounts/oceanic-bank/pipeline")));
  EXPECT_EQ(plan["cycle"], json(get("/api/v1/accounts/oceanic-bank/objectives")));
  EXPECT_EQ(plan["matrix"], json(get("/api/v1/accounts/oceanic-bank/matrix")));
  EXPECT_EQ(plan["report"], json(get("/api/v1/accounts/oceanic-bank/coverage")));
  EXPECT_EQ(plan["tasks"]["tasks"], json(get("/api/v1/accounts/oceanic-bank/tasks"))["tasks"]);
  EXPECT_TRUE(plan["changes"].is_null());  // there is the import alone
  ASSERT_FALSE(plan["decisions"].empty());
  std::set<std::string> red;
  for (const auto& gap : plan["report"]["gaps"]) {
    if (gap["severity"] == "red") red.insert(gap["id"]);
  }
  for (const auto& decision : plan["decisions"]) {
    for (const auto& gap : decision["gaps"]) EXPECT_TRUE(red.contains(gap)) << gap;
  }
}

TEST_F(Plan, SmallAccountsComeOutToo) {
  for (const char* account : {"lotus-lane-clinics", "petrel-coffee"}) {
    const auto page = get("/api/v1/accounts/" + std::string(account) + "/plan?format=html");
    ASSERT_EQ(page.status, 200) << page.text();
    EXPECT_THAT(std::string(page.text()), HasSubstr("<body class=\"small\">"));
    EXPECT_THAT(std::string(page.text()), Not(HasSubstr("<section id=\"units\"")));
    EXPECT_THAT(std::string(page.text()), HasSubstr("Nothing has been written down since the records begin"));
  }
  EXPECT_EQ(get("/api/v1/accounts/nobody/plan").status, 404);
  EXPECT_EQ(get("/api/v1/accounts/oceanic-bank/plan?since=99").status, 404);
  EXPECT_EQ(get("/api/v1/accounts/oceanic-bank/plan?since=yesterday").status, 400);
}

// "Pages: 19" of pdfinfo.
int pages_of(const std::string& file) {
  const std::string out = file + ".info";
  if (std::system(("pdfinfo " + file + " > " + out).c_str()) != 0) return -1;
  std::ifstream in(out);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("Pages:")) return std::atoi(line.c_str() + 6);
  }
  return -1;
}

TEST_F(Plan, IsPrinted) {
  if (!is_installed("weasyprint")) GTEST_SKIP() << "weasyprint is not installed";
  const TempDir dir;
  const std::string file = dir.path("plan.pdf");
  const auto run = run_relmap({"plan", "--db", db(), "oceanic-bank", "--date", "2026-11-23", "-o", file});
  ASSERT_EQ(run.exit_code, kExitOk) << run.err;
  EXPECT_GE(pages_of(file), 10);
  EXPECT_LE(pages_of(file), 20);
  // Text is text, in both scripts.
  ASSERT_EQ(std::system(("pdftotext " + file + " " + file + ".txt").c_str()), 0);
  std::ifstream in(file + ".txt");
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  EXPECT_THAT(text, HasSubstr("远洋银行"));
  EXPECT_THAT(text, HasSubstr("What to decide in this session"));
}

TEST_F(Plan, OverHttpItIsPrintedOnceAndKept) {
  if (!is_installed("weasyprint")) GTEST_SKIP() << "weasyprint is not installed";
  const std::string target = "/api/v1/accounts/petrel-coffee/plan?format=pdf&lang=zh";
  const auto first = get(target);
  ASSERT_EQ(first.status, 200) << first.text();
  EXPECT_EQ(first.content_type, "application/pdf");
  EXPECT_TRUE(first.text().starts_with("%PDF-"));
  EXPECT_EQ(get(target).body, first.body);  // the same bytes in memory
}

TEST_F(Plan, WithoutThePrinterItSaysWhatToInstall) {
  options_.printer = "/nowhere/weasyprint";
  restart();
  const auto pdf = get("/api/v1/accounts/petrel-coffee/plan?format=pdf");
  EXPECT_EQ(pdf.status, 503);
  EXPECT_THAT(std::string(pdf.text()), HasSubstr("apt install weasyprint"));
  EXPECT_EQ(get("/api/v1/accounts/petrel-coffee/plan?format=html").status, 200);
}

TEST_F(Plan, ACommandWritesEachForm) {
  const TempDir dir;
  for (const char* name : {"plan.html", "plan.json"}) {
    const auto run = run_relmap({"plan", "--db", db(), "petrel-coffee", "-o", dir.path(name)});
    EXPECT_EQ(run.exit_code, kExitOk) << run.err;
    EXPECT_GT(std::filesystem::file_size(dir.path(name)), 1000u);
  }
  EXPECT_EQ(run_relmap({"plan", "--db", db(), "nobody", "-o", dir.path("x.html")}).exit_code, kExitFailure);
  const auto odd = run_relmap({"plan", "--db", db(), "petrel-coffee", "-o", dir.path("x.doc")});
  EXPECT_EQ(odd.exit_code, kExitUsage);
  EXPECT_THAT(odd.err, HasSubstr(".pdf, .html or .json"));
}

// --- what comes from data is only ever text

class OddPlan : public testing::ServiceTest {
 protected:
  OddPlan() {
    viz::RenderPoolOptions drawing;
    drawing.command = {RELMAP_PROGRAM, "render-worker"};
    drawing.workers = 1;
    renderer_ = *viz::RenderPool::start(drawing);
    service_ = std::make_unique<Service>(*graph_, renderer_.get(), options_);
  }
  std::unique_ptr<viz::RenderPool> renderer_;
};

constexpr const char* kOdd = R"odd(<b>&"x id="y url(#z)";)odd";

// Records that are called kOdd.
class OddRecords {
 public:
  void put(const char* label, const char* id, graphstore::Properties properties) {
    graphstore::WriteNode node;
    node.node = graphstore::NodeRef::by_key(label, id);
    properties["name"] = kOdd;
    node.properties = std::move(properties);
    t.changes.emplace_back(node);
  }
  void join(const char* type, const graphstore::NodeRef& from, const graphstore::NodeRef& to,
            graphstore::Properties properties = {}) {
    graphstore::WriteEdge edge;
    edge.type = type;
    edge.from = from;
    edge.to = to;
    edge.properties = std::move(properties);
    t.changes.emplace_back(edge);
  }
  graphstore::Transaction t;
};

graphstore::Transaction odd_account() {
  const auto node = [](const char* label, const char* id) { return graphstore::NodeRef::by_key(label, id); };
  OddRecords records;
  const graphstore::Value five = *graphstore::Decimal::parse("5");
  const graphstore::Properties shares{{kOdd, *graphstore::Decimal::parse("100")}};
  records.put("Account", "bank", {{"industry", kOdd}, {"region", kOdd}, {"currency", kOdd}});
  records.put("Contact", "ceo", {{"title", kOdd}});
  records.put("OrgUnit", "it", {});
  records.put("TeamMember", "eva", {{"title", kOdd}});
  records.put("BusinessLine", "cloud", {});
  records.put("Lead", "l", {{"source", kOdd}, {"status", "handed_over"}});
  records.put("Campaign", "c", {{"channel", kOdd}});
  records.put("Opportunity", "o",
              {{"stage", "proposal"}, {"amount", five}, {"currency", kOdd}, {"agreed_shares", shares}});
  records.put("Order", "d", {{"currency", kOdd}, {"amount", five}});
  records.put("Task", "t", {{"status", "open"}, {"kind", "meeting"}});
  records.put("Objective", "g", {{"statement", kOdd}, {"target", kOdd}, {"status", kOdd}});
  for (const auto& recorded : {node("Lead", "l"), node("Campaign", "c"), node("Opportunity", "o"),
                               node("Order", "d"), node("Task", "t"), node("Objective", "g")})
    records.join("FOR_ACCOUNT", recorded, node("Account", "bank"));
  records.join("INVOLVES", node("Opportunity", "o"), node("BusinessLine", "cloud"));
  records.join("CELL", node("OrgUnit", "it"), node("BusinessLine", "cloud"),
               {{"state", "competitor"}, {"competitor", kOdd}});
  records.join("ABOUT", node("Task", "t"), node("Contact", "ceo"));
  records.join("OWNED_BY", node("Task", "t"), node("TeamMember", "eva"));
  return std::move(records.t);
}

TEST_F(OddPlan, TextOfDataIsEscaped) {
  const auto written = graph_->commit(odd_account(), {});
  ASSERT_TRUE(written.ok()) << written.status().to_string();
  const auto page = get("/api/v1/accounts/bank/plan?format=html&since=1");
  ASSERT_EQ(page.status, 200) << page.text();
  const std::string html(page.text());
  EXPECT_THAT(html, Not(HasSubstr("<b>&\"")));
  EXPECT_THAT(html, Not(HasSubstr("\"x id=\"y")));
  EXPECT_THAT(html, HasSubstr("<h1>&lt;b&gt;&amp;&quot;x id=&quot;y url(#z)&quot;;</h1>"));
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;&amp;&quot;x id=&quot;y url(#z)&quot;; <b>100 %</b>"));
}

TEST_F(OddPlan, SaysWhatChangedSince) {
  const auto before = send("PATCH", "/api/v1/nodes/Contact/cio", R"({"properties": {"support": "enemy"}})");
  ASSERT_EQ(before.status, 200) << before.text();
  const auto plan = json(get("/api/v1/accounts/bank/plan?since=1"));
  ASSERT_TRUE(plan["changes"].is_object());
  EXPECT_EQ(plan["changes"]["changes"]["from"], 1);
  ASSERT_FALSE(plan["changes"]["changes"]["changes"].empty());
  EXPECT_EQ(plan["changes"]["changes"]["changes"][0]["entity"], "Contact/cio");
}

// Where the records do not reach back to the last session, what has changed since they begin is told, and the
// score then is not taken for that of the session.
TEST_F(OddPlan, ComparesWithWhereTheRecordsBegin) {
  const auto dated =
      send("PATCH", "/api/v1/nodes/Account/bank", R"({"properties": {"last_planning_date": "2020-01-15"}})");
  ASSERT_EQ(dated.status, 200) << dated.text();
  const auto plan = json(get("/api/v1/accounts/bank/plan"));
  ASSERT_TRUE(plan["changes"].is_object());
  EXPECT_EQ(plan["changes"]["changes"]["from"], 1);
  EXPECT_NE(plan["changes"]["since"], "2020-01-15");
  EXPECT_TRUE(plan["cycle"]["score"]["then"].is_null());
}

// --- the printer

TEST(Printer, StopsWhatTakesTooLong) {
  const TempDir dir;
  const std::string program = dir.path("slow");
  std::ofstream(program) << "#!/bin/sh\nexec sleep 60\n";
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  PrinterOptions options;
  options.program = program;
  options.time_limit = std::chrono::seconds(1);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(print_page(std::string(1 << 20, 'x'), options).status().code(), StatusCode::kTimeout);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(Printer, TellsWhyItFailedAndKeepsItsBounds) {
  const TempDir dir;
  const auto with = [&](const std::string& script, std::size_t most = 1 << 20) {
    const std::string program = dir.path("p" + std::to_string(script.size()));
    std::ofstream(program) << "#!/bin/sh\n" << script << "\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    PrinterOptions options;
    options.program = program;
    options.max_output_bytes = most;
    return print_page("<p>", options);
  };
  const auto failed = with("echo first >&2; echo 'no such font' >&2; exit 4");
  EXPECT_EQ(failed.status().code(), StatusCode::kInternal);
  EXPECT_THAT(failed.status().message(), HasSubstr("status 4: no such font"));
  EXPECT_EQ(with("cat >/dev/null; echo nonsense").status().code(), StatusCode::kInternal);  // no PDF
  EXPECT_EQ(with("cat /dev/zero", 1 << 16).status().code(), StatusCode::kResourceExhausted);
  // Input is the page, output the document; secrets of ours are not in its environment.
  setenv("RELMAP_TEST_SECRET", "hush", 1);
  const auto echoed = with("printf '%%PDF-'; cat; env");
  unsetenv("RELMAP_TEST_SECRET");
  ASSERT_TRUE(echoed.ok()) << echoed.status().to_string();
  EXPECT_THAT(*echoed, HasSubstr("%PDF-<p>"));
  EXPECT_THAT(*echoed, Not(HasSubstr("hush")));
}

// --- tasks of all accounts

TEST_F(Plan, TasksOfAllAccountsArePaged) {
  const auto json = [](const Response& response) { return nlohmann::json::parse(response.text()); };
  std::vector<std::string> paged, whole;
  std::string cursor;
  for (int i = 0; i < 20; ++i) {
    const auto page = json(get("/api/v1/tasks?limit=3" + cursor));
    for (const auto& task : page["tasks"]) paged.push_back(task["task"]["id"]);
    if (page["next"].is_null()) break;
    cursor = "&cursor=" + page["next"].get<std::string>();
  }
  const auto all = json(get("/api/v1/tasks"));
  for (const auto& task : all["tasks"]) whole.push_back(task["task"]["id"]);
  EXPECT_EQ(whole.size(), 12u);
  EXPECT_EQ(paged, whole);
  const auto late = json(get("/api/v1/tasks?overdue=true"))["tasks"];
  ASSERT_EQ(late.size(), 1u);
  EXPECT_EQ(late[0]["task"]["id"], "task-ob-strategy-offsite");
  EXPECT_EQ(late[0]["progress"]["step"], 0);
  EXPECT_EQ(json(get("/api/v1/tasks?owner=TeamMember/tm-chen-li&status=open"))["tasks"].size(), 1u);
  EXPECT_EQ(get("/api/v1/tasks?account=nobody").status, 404);
  EXPECT_EQ(get("/api/v1/tasks?status=late").status, 400);
  EXPECT_EQ(get("/api/v1/tasks?cursor=x").status, 400);
}

}  // namespace
}  // namespace relmap::server
