#include "world.h"

#include "query/schema.h"

namespace relmap::server::testing {
namespace {

using graphstore::Transaction;

void node(Transaction& t, const char* label, const std::string& id, Properties properties) {
  graphstore::WriteNode write;
  write.node = NodeRef::by_key(label, id);
  write.properties = std::move(properties);
  t.changes.emplace_back(std::move(write));
}

void edge(Transaction& t, const char* type, NodeRef from, NodeRef to, Properties properties = {}) {
  graphstore::WriteEdge write;
  write.type = type;
  write.from = std::move(from);
  write.to = std::move(to);
  write.properties = std::move(properties);
  t.changes.emplace_back(std::move(write));
}

NodeRef contact(const std::string& id) { return NodeRef::by_key("Contact", id); }
NodeRef member(const std::string& id) { return NodeRef::by_key("TeamMember", id); }
NodeRef unit(const std::string& id) { return NodeRef::by_key("OrgUnit", id); }
NodeRef account(const std::string& id) { return NodeRef::by_key("Account", id); }

void add_nodes(Transaction& t) {
  node(t, "Account", "bank", {{"name", "Oceanic <Bank> 远洋银行"}, {"tier", "strategic"}});
  node(t, "Account", "cafe", {{"name", "Café"}, {"tier", "smb"}});
  node(t, "OrgUnit", "board", {{"name", "Board"}});
  node(t, "OrgUnit", "it", {{"name", "Technology"}});
  node(t, "Contact", "ceo",
       {{"name", "王建国 Wang Jianguo"},
        {"title", "CEO"},
        {"level", "c_level"},
        {"political_status", "inner_circle"}});
  node(t, "Contact", "cio",
       {{"name", "Zhou Min"},
        {"title", "CIO"},
        {"level", "c_level"},
        {"political_status", "political_structure"},
        {"support", "supporter"}});
  node(t, "Contact", kOddId, {{"name", "Odd \"<One>\" & Co"}, {"level", "manager"}});
  node(t, "TeamMember", "eva", {{"name", "Eva Berg"}, {"level", "manager"}});
  node(t, "TeamMember", "chen", {{"name", "陈丽 Chen Li"}, {"level", "vp"}});
}

}  // namespace

std::unique_ptr<graphstore::Graph> empty_graph(const std::string& url) {
  graphstore::OpenOptions options;
  options.url = url;
  options.schema = *query::relationship_schema();
  auto graph = graphstore::Graph::open(options);
  EXPECT_TRUE(graph.ok()) << graph.status().to_string();
  return *std::move(graph);
}

void write_world(graphstore::Graph& graph) {
  Transaction t;
  add_nodes(t);
  edge(t, "PART_OF", unit("board"), account("bank"));
  edge(t, "PART_OF", unit("it"), account("bank"));
  edge(t, "WORKS_IN", contact("ceo"), unit("board"));
  edge(t, "WORKS_IN", contact("cio"), unit("it"));
  edge(t, "WORKS_IN", contact(kOddId), unit("it"));
  edge(t, "REPORTS_TO", contact("cio"), contact("ceo"), {{"kind", "solid"}});
  edge(t, "REPORTS_TO", contact(kOddId), contact("cio"), {{"kind", "solid"}});
  edge(t, "INFLUENCES", contact("cio"), contact("ceo"), {{"strength", 0.8}});
  edge(t, "ON_TEAM", member("eva"), account("bank"), {{"role", "account_manager"}});
  edge(t, "WORKS_WITH", member("eva"), member("chen"), {{"strength", 0.9}});
  edge(t, "KNOWS", member("chen"), contact("cio"),
       {{"relationship_level", "trusted_advisor"}, {"last_contact", *Date::parse("2026-11-20")}});
  const auto result = graph.commit(t, {});
  ASSERT_TRUE(result.ok()) << result.status().to_string();
}

void ServiceTest::expect_problem(const Response& response, int status, const std::string& word) {
  EXPECT_EQ(response.status, status) << response.text();
  EXPECT_EQ(response.content_type, "application/problem+json");
  const auto document = json(response);
  ASSERT_TRUE(document.is_object()) << response.text();
  EXPECT_EQ(document.value("type", ""), "urn:relmap:problem:" + word) << response.text();
  EXPECT_EQ(document.value("status", 0), status);
  EXPECT_NE(document.value("title", ""), "");
  EXPECT_NE(document.value("detail", ""), "");
  EXPECT_NE(document.value("instance", ""), "");
  EXPECT_EQ(response.header("ETag") && status != 412, false);
}

}  // namespace relmap::server::testing
