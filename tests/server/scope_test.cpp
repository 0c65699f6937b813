// Who may see some accounts only: every route and format, against a service on a graph in which nothing else
// is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "access.h"
#include "client.h"
#include "graphstore/history.h"
#include "routes.h"
#include "scope_world.h"
#include "service.h"
#include "target.h"
#include "token_file.h"

namespace relmap::server {
namespace {

using nlohmann::json;
using testing::PlainWorld;

// Fewer under sanitizers, so that these end in time.
int wanted_requests() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr int kUsual = 4'000;
#else
  constexpr int kUsual = 50'000;
#endif
  const char* wanted = std::getenv("RELMAP_ACCESS_REQUESTS");
  return wanted ? std::atoi(wanted) : kUsual;
}

// Those that data are read through; the others are public, or write.
std::vector<const Route*> read_routes() {
  std::vector<const Route*> rows;
  for (const Route& route : routes()) {
    const bool reads = route.method == "GET" || route.pattern.ends_with("/what-if");
    if (reads && route.access != Access::kAnyone && route.pattern != "/metrics" && !is_page(route))
      rows.push_back(&route);
  }
  return rows;
}

ServiceOptions options_of() {
  ServiceOptions options;
  options.date = *Date::parse("2026-11-23");
  options.cache_bytes = 1 << 20;
  return options;
}

struct User {
  std::string token;
  Role role = Role::kViewer;
  bool all = false;
  std::set<std::string> accounts;
};

// One world with its users, each with a service on what he sees.
class Round {
 public:
  Round(std::mt19937& random, const testing::TempDir& dir, int number)
      : random_(random), world_(testing::random_world(random)), graph_(testing::graph_of(world_)) {
    auto options = options_of();
    options.auth.tokens = dir.path("tokens" + std::to_string(number));
    for (int i = 0; i < 4; ++i) add_user(options.auth.tokens);
    service_ = *Service::open(*graph_, nullptr, options);
  }

  // As many reads, each compared with the oracle; then as many writes. How many requests there were.
  int run(int reads, int writes) {
    for (int i = 0; i < reads && !::testing::Test::HasFailure(); ++i) read(users_[below(users_.size())]);
    for (int i = 0; i < writes && !::testing::Test::HasFailure(); ++i) write(users_[below(users_.size())]);
    for (Seen& seen : users_) read_history(seen);
    return reads + writes;
  }

 private:
  struct Seen {
    User user;
    std::set<std::string> nodes;
    std::unique_ptr<graphstore::Graph> graph;
    std::unique_ptr<Service> service;
  };

  std::size_t below(std::size_t n) { return random_() % n; }
  template <class T>
  T any(const std::vector<T>& from) {
    return from[below(from.size())];
  }

  void add_user(const std::string& file) {
    Seen seen;
    seen.user.role = static_cast<Role>(below(3));
    seen.user.all = below(5) == 0;
    for (const auto& id : world_.ids("Account")) {
      if (below(2) == 0) seen.user.accounts.insert(id);
    }
    if (below(4) == 0) seen.user.accounts.insert("no-such-account");
    if (seen.user.accounts.empty()) seen.user.accounts.insert(world_.ids("Account").front());
    NewToken wanted{"user", seen.user.role, std::vector(seen.user.accounts.begin(), seen.user.accounts.end()),
                    1};
    if (seen.user.all) wanted.accounts.reset();
    seen.user.token = create_token(file, wanted)->text;
    if (seen.user.all) {
      for (const auto& node : world_.nodes) seen.nodes.insert(node.ref());
    } else {
      seen.nodes = testing::plainly_visible(world_, seen.user.accounts);
    }
    seen.graph = testing::graph_of(testing::cut_world(world_, seen.nodes));
    seen.service = std::make_unique<Service>(*seen.graph, nullptr, options_of());
    users_.push_back(std::move(seen));
  }

  std::string node_ref() {
    const auto draw = below(20);
    if (draw == 0) return "Contact/nobody";
    if (draw < 8) return some("Contact");
    if (draw < 14) return some("TeamMember");
    return any(world_.nodes).ref();
  }
  std::string some(const std::string& label) {
    const auto refs = world_.refs(label);
    return refs.empty() ? label + "/nobody" : any(refs);
  }
  std::string id_of(const std::string& label) {
    const auto ids = world_.ids(label);
    return ids.empty() || below(20) == 0 ? "nobody" : any(ids);
  }

  // Something for each variable of a pattern.
  std::string path_of(const Route& route) {
    std::string path(route.pattern);
    const auto put = [&](const std::string& name, const std::string& value) {
      if (const auto at = path.find(name); at != std::string::npos)
        path.replace(at, name.size(), percent_encode(value));
    };
    if (path.find("{label}") != std::string::npos) {
      const auto ref = node_ref();
      put("{label}", ref.substr(0, ref.find('/')));
      put("{id}", ref.substr(ref.find('/') + 1));
    }
    put("{id}", id_of("Account"));
    put("{type}", any(world_.edges).type);
    return path;
  }

  std::string value_of(const Param& param, const Route& route) {
    const std::string name(param.name);
    if (name == "format") {  // streams and pictures have tests of their own
      const std::string formats(param.words);
      std::vector<std::string> usable;
      for (const char* format : {"json", "csv", "rows", "text", "html", "nodegraph"}) {
        if ((" " + formats + " ").find(" " + std::string(format) + " ") != std::string::npos)
          usable.push_back(format);
      }
      return any(usable);
    }
    if (name == "as_of" || name == "since")
      return any<std::string>({"0", "1", "2", "2026-11-20", "2026-11-19"});
    if (name == "date") return any<std::string>({"2026-11-23", "2026-02-01", "2027-01-01"});
    if (name == "edit") return "leaves " + node_ref();
    if (name == "opportunity") return id_of("Opportunity");
    if (name == "expand") return id_of("OrgUnit");
    if (name == "gap") return "gap";
    if (name == "fields") return "name,score";
    if (name == "cursor" && param.type == ParamType::kInteger) return any<std::string>({"0", "1", "2"});
    if (name == "cursor") return id_of(route.pattern.ends_with("/people") ? "Contact" : "Account");
    if (name == "q") return any<std::string>({"name", "q1", "Co", any(world_.nodes).mark});
    if (name == "label") return any<std::string>({"Contact", "TeamMember", "Account"});
    if (name == "from" && below(3) == 0) return "team:" + id_of("Account");
    if (param.type == ParamType::kNode || name == "from" || name == "to" || name == "focus")
      return node_ref();
    if (param.type == ParamType::kWord) {
      std::istringstream words{std::string(param.words)};
      return any(std::vector<std::string>(std::istream_iterator<std::string>(words), {}));
    }
    if (param.type == ParamType::kBoolean) return "true";
    return std::string(param.fallback.empty() ? "1" : param.fallback);
  }

  // One of each kind of edit, on anybody.
  std::string what_if_body() {
    const auto kind = any<std::string>({"leaves", "tie", "role", "moves"});
    json edit{{"edit", kind}, {"who", node_ref()}};
    if (kind == "tie") edit["to"] = node_ref();
    if (kind == "role") edit["role"] = "presales";
    if (kind == "moves") edit["to"] = some("OrgUnit");
    return json{{"edits", {edit}}}.dump();
  }

  std::string target_of(const Route& route) {
    std::string target = path_of(route), query;
    // An edge that there is: else all of them would be missing.
    const auto& edge = world_.edges[below(world_.edges.size())];
    if (route.pattern.find("{type}") != std::string_view::npos && below(4) != 0) {
      target = "/api/v1/edges/" + edge.type + "?from=" + percent_encode(edge.from) +
               "&to=" + percent_encode(edge.to);
      for (const char* key : {"role", "kind"}) {
        if (const auto at = edge.properties.find(key); at != edge.properties.end() && at->second.as_string())
          target += "&" + std::string(key) + "=" + *at->second.as_string();
      }
      return target;
    }
    for (const Param& param : route.params) {
      const bool format_of_map = param.name == "format" && route.pattern.ends_with("/map");
      if (param.name == kOtherParams || (!param.required && !format_of_map && below(4) != 0)) continue;
      query += (query.empty() ? "?" : "&") + std::string(param.name) + "=" +
               percent_encode(value_of(param, route));
    }
    return target + query;
  }

  static Response ask(Service& service, const std::string& method, const std::string& target,
                      const std::string& body, const std::string& token) {
    Request request;
    request.method = method;
    request.target = target;
    request.body = body;
    if (!token.empty()) request.headers.emplace_back("Authorization", "Bearer " + token);
    return service.handle(request);
  }

  // What nobody may hear of who does not see it: unless he said it himself.
  void expect_no_leak(const std::set<std::string>& visible, const std::string& asked,
                      const Response& response) {
    std::set<std::string> allowed = testing::marks_in(asked);
    for (const auto& node : world_.nodes) {
      if (visible.contains(node.ref())) allowed.insert(node.mark);
    }
    for (const auto& edge : world_.edges) {
      if (visible.contains(edge.from) && visible.contains(edge.to)) allowed.insert(edge.mark);
    }
    std::string all(response.text());
    for (const auto& [name, value] : response.headers) all += "\n" + value;
    for (const auto& mark : testing::marks_in(all)) {
      EXPECT_TRUE(allowed.contains(mark)) << asked << "\ntells of " << mark << ":\n" << response.text();
    }
  }

  void read(Seen& seen) {
    static const auto kRoutes = read_routes();
    const Route& route = *any(kRoutes);
    const std::string target = target_of(route);
    const std::string body = route.method == "GET" ? "" : what_if_body();
    const auto response = ask(*service_, std::string(route.method), target, body, seen.user.token);
    if (!seen.user.all && route.access == Access::kReadAll) {
      EXPECT_EQ(response.status, 403) << target;
      return expect_no_leak(seen.nodes, target, response);
    }
    // Who asks is another there, and so is who wrote.
    if (route.pattern == "/api/v1/me" || route.pattern == "/api/v1/versions")
      return expect_no_leak(seen.nodes, target, response);
    const auto expected = ask(*seen.service, std::string(route.method), target, body, "");
    EXPECT_EQ(response.status, expected.status) << target << "\n"
                                                << response.text() << "\n"
                                                << expected.text();
    EXPECT_EQ(response.text(), expected.text()) << target;
    expect_no_leak(seen.nodes, target + body, response);
  }

  // Whatever is done, what is not seen stays as it is, and is not told of.
  void write(Seen& seen) {
    const auto& node = world_.nodes[below(world_.nodes.size())];
    const auto& edge = world_.edges[below(world_.edges.size())];
    const std::string at = "/api/v1/nodes/" + node.label + "/" + node.id;
    const std::string tie = "/api/v1/edges/KNOWS?from=" + some("TeamMember") + "&to=" + some("Contact");
    const std::string place = some("OrgUnit");
    const std::string fresh = "new" + std::to_string(fresh_++);
    std::string method = "PATCH", target = at, body = R"({"properties":{"phone":"1"}})";
    switch (below(7)) {
      case 0:
        method = "DELETE", body = "", target += below(2) == 0 ? "?cascade=true" : "";
        break;
      case 1:
        method = "PUT", target = tie;
        body = R"({"properties":{"relationship_level":"vendor"}})";
        break;
      case 2:
        method = "DELETE", body = "", target = tie;
        break;
      case 3:
        method = "POST", target = "/api/v1/batch";
        body = json{{"changes",
                     {{{"op", "put"}, {"node", "Contact/" + fresh}, {"properties", {{"name", "New"}}}},
                      {{"op", "put"},
                       {"edge", {{"type", "WORKS_IN"}, {"from", "Contact/" + fresh}, {"to", place}}}}}}}
                   .dump();
        break;
      case 4:
        method = "POST", target = "/api/v1/batch";
        body =
            json{{"changes",
                  {{{"op", "merge"}, {"edge", {{"type", edge.type}, {"from", edge.from}, {"to", place}}}}}}}
                .dump();
        break;
      case 5:
        method = "PUT", target = "/api/v1/nodes/Contact/" + fresh;
        break;
      default:
        break;
    }
    auto visible = seen_now(seen);
    visible.insert("Contact/" + fresh);  // that he may be about to make
    const auto hidden_before = hidden(visible);
    const auto response = ask(*service_, method, target, body, seen.user.token);
    EXPECT_LT(response.status, 500) << method << " " << target << " " << body << "\n" << response.text();
    if (seen.user.role == Role::kViewer) {
      EXPECT_EQ(response.status, 403) << target;
    } else if (method == "PATCH" && target == at && !seen.user.all) {
      const bool own =
          node.label != "TeamMember" && node.label != "BusinessLine" && still_seen(seen, node.ref());
      EXPECT_EQ(response.status == 200, own) << target << "\n" << response.text();
    }
    if (seen.user.all) return;
    expect_no_leak(visible, target + body, response);
    EXPECT_EQ(hidden(visible), hidden_before) << method << " " << target << " " << body << "\n"
                                              << response.text();
    // Nothing has come into sight but what he has made himself.
    for (const auto& ref : seen_now(seen)) {
      EXPECT_TRUE(visible.contains(ref) || body.find(ref) != std::string::npos) << ref << " after " << target;
    }
  }

  // After the writes there are many versions, in which people come and go: what is told is what was seen then
  // or is now.
  void read_history(const Seen& seen) {
    if (seen.user.all) return;
    std::set<std::string> visible;
    for (graphstore::Version v = 1; v <= graph_->version(); ++v) {
      const auto then = graph_->snapshot_at(v);
      ASSERT_TRUE(then.ok()) << then.status().to_string();
      visible.merge(testing::plainly_visible(testing::plain_of(*then->snapshot), seen.user.accounts));
    }
    for (const auto& id : world_.ids("Account")) {
      for (const std::string what : {"changes?since=", "diff?since=", "coverage?as_of="}) {
        const auto target =
            "/api/v1/accounts/" + id + "/" + what + std::to_string(below(graph_->version() + 1));
        const auto response = ask(*service_, "GET", target, "", seen.user.token);
        if (!seen.user.accounts.contains(id)) {
          EXPECT_EQ(response.status, 404) << target << response.text();
        }
        expect_no_leak(visible, target, response);
      }
    }
    read_histories_of_people(seen);
  }

  // Of each version alone: what was seen before it or after it, and nothing of who wrote.
  void read_histories_of_people(const Seen& seen) {
    std::map<graphstore::Version, std::set<std::string>> visible;
    for (graphstore::Version v = 1; v <= graph_->version(); ++v) {
      const auto then = graph_->snapshot_at(v);
      ASSERT_TRUE(then.ok()) << then.status().to_string();
      visible[v] = testing::plainly_visible(testing::plain_of(*then->snapshot), seen.user.accounts);
    }
    for (int i = 0; i < 8; ++i) {
      const auto ref = below(2) == 0 ? some("Contact") : some("TeamMember");
      const auto target = "/api/v1/people/" + ref + "/history?limit=" + std::to_string(1 + below(3));
      const auto response = ask(*service_, "GET", target, "", seen.user.token);
      const bool sees = visible[graph_->version()].contains(ref);
      EXPECT_EQ(response.status, sees ? 200 : 404) << target << response.text();
      if (response.status != 200) continue;
      const auto page = json::parse(response.text());
      for (const auto& version : page["versions"]) {
        EXPECT_TRUE(version["author"].is_null() && version["reason"].is_null());
        const auto number = version["version"].get<graphstore::Version>();
        Response part;
        part.body = std::make_shared<const std::string>(version.dump());
        std::set<std::string> then = visible[number];
        then.insert(visible[number - 1].begin(), visible[number - 1].end());
        expect_no_leak(then, target, part);
      }
    }
  }

  // Whether it is there still, and in his sight: earlier writes may have changed either.
  bool still_seen(const Seen& seen, const std::string& ref) {
    return ask(*service_, "GET", "/api/v1/nodes/" + ref, "", seen.user.token).status == 200;
  }

  std::set<std::string> seen_now(const Seen& seen) const {
    const auto now = testing::plain_of(*graph_->snapshot());
    return testing::plainly_visible(now, seen.user.accounts);
  }

  // All that is not in `visible`, whole: nodes with their properties, edges of which an end is not.
  std::string hidden(const std::set<std::string>& visible) const {
    const auto now = testing::plain_of(*graph_->snapshot());
    std::string text;
    const auto add = [&](const graphstore::Properties& properties) {
      for (const auto& [name, value] : properties) text += " " + name + "=" + graphstore::to_text(value);
      text += "\n";
    };
    for (const auto& node : now.nodes) {
      if (visible.contains(node.ref())) continue;
      text += node.ref();
      add(node.properties);
    }
    for (const auto& edge : now.edges) {
      if (visible.contains(edge.from) && visible.contains(edge.to)) continue;
      text += edge.type + " " + edge.from + " " + edge.to;
      add(edge.properties);
    }
    return text;
  }

  std::mt19937& random_;
  const PlainWorld world_;
  std::unique_ptr<graphstore::Graph> graph_;
  std::unique_ptr<Service> service_;
  std::vector<Seen> users_;
  int fresh_ = 0;
};

TEST(Scope, NothingButTheAccountsShows) {
  const auto seed = std::random_device()();
  const char* given = std::getenv("RELMAP_SEED");
  const unsigned used = given ? static_cast<unsigned>(std::strtoul(given, nullptr, 10)) : seed;
  SCOPED_TRACE("RELMAP_SEED=" + std::to_string(used));
  std::mt19937 random(used);
  const testing::TempDir dir;
  int number = 0;
  for (int done = 0; done < wanted_requests() && !HasFailure();)
    done += Round(random, dir, number++).run(400, 40);
}

}  // namespace
}  // namespace relmap::server
