// The server on real sockets: many idle clients, malformed and hostile requests, stopping.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <algorithm>
#include <thread>

#include "client.h"
#include "http_server.h"
#include "world.h"

namespace relmap::server {
namespace {

using testing::RawClient;
using testing::ServiceTest;

class Sockets : public ServiceTest {
 protected:
  Sockets() { start({}); }
  ~Sockets() override { stop(); }

  void start(HttpServerOptions http) {
    stop();
    options_.max_body_bytes = 1 << 20;
    service_ = std::make_unique<Service>(*graph_, nullptr, options_);
    ListenAddress any;
    any.port = 0;
    auto server = HttpServer::bind(*service_, any, http);
    ASSERT_TRUE(server.ok()) << server.status().to_string();
    server_ = *std::move(server);
    thread_ = std::thread([this] { EXPECT_TRUE(server_->run().ok()); });
  }
  void stop() {
    if (!thread_.joinable()) return;
    server_->stop();
    thread_.join();
  }
  static void expect_problem_on(RawClient& client, int status) {
    const auto response = client.receive();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, status) << response->head;
    EXPECT_EQ(response->header("Content-Type"), "application/problem+json");
    EXPECT_EQ(nlohmann::json::parse(response->body, nullptr, false).value("status", 0), status)
        << response->body;
    EXPECT_TRUE(client.closed()) << "what follows such a request cannot be trusted";
  }
  int port() const { return server_->port(); }

  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
};

TEST_F(Sockets, AFreshRequestPassesAHundredIdleConnections) {
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 120; ++i) {
    idle.push_back(std::make_unique<RawClient>(port()));
    const auto response = idle.back()->get("/healthz");
    ASSERT_TRUE(response && response->status == 200) << i;
  }
  RawClient fresh(port());
  const auto response = fresh.get("/api/v1/accounts/bank");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(idle.front()->get("/healthz")->status, 200) << "idle connections stay";
}

TEST_F(Sockets, IdleConnectionsMakeRoomWhenAllThreadsAreHeld) {
  HttpServerOptions http;
  http.max_connections = 4;
  http.max_waiting = 4;
  start(http);
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 4; ++i) {
    idle.push_back(std::make_unique<RawClient>(port()));
    ASSERT_TRUE(idle.back()->get("/healthz"));
  }
  RawClient fresh(port());
  const auto response = fresh.get("/healthz");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  const auto alive =
      std::count_if(idle.begin(), idle.end(), [](auto& client) { return client->get("/healthz"); });
  EXPECT_EQ(alive, 3) << "one gives way, and only one";
}

TEST_F(Sockets, BeyondThreadsAndQueueIsTurnedAway) {
  HttpServerOptions http;
  http.max_connections = 2;
  http.max_waiting = 0;
  start(http);
  RawClient first(port()), second(port());
  ASSERT_EQ(first.get("/healthz")->status, 200);
  ASSERT_EQ(second.get("/healthz")->status, 200);
  RawClient third(port());
  expect_problem_on(third, 503);
  EXPECT_EQ(first.get("/healthz")->status, 200);
}

TEST_F(Sockets, OneConnectionServesManyRequestsAlsoSentAhead) {
  RawClient client(port());
  for (int i = 0; i < 50; ++i) ASSERT_EQ(client.get("/healthz")->status, 200);
  ASSERT_TRUE(client.send(
      "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  EXPECT_EQ(client.receive()->status, 200);
  EXPECT_EQ(client.receive()->status, 404);
}

TEST_F(Sockets, TheTargetArrivesUndecoded) {
  RawClient client(port());
  const std::string at = std::string("/api/v1/nodes/Contact/") + testing::kOddIdEncoded;
  const auto response = client.get(at);
  ASSERT_EQ(response->status, 200) << response->body;
  EXPECT_EQ(nlohmann::json::parse(response->body)["id"], testing::kOddId);
  EXPECT_EQ(client.request("PUT", "/api/v1/nodes/Contact/x%0Ay%2Fz", R"({"properties":{}})")->status, 201);
  EXPECT_EQ(client.get("/api/v1/nodes/Contact/x%0Ay%2Fz")->status, 200);
}

TEST_F(Sockets, AnswersWithoutBodyHaveNoLength) {
  RawClient client(port());
  const auto first = client.get("/api/v1/accounts");
  ASSERT_EQ(first->status, 200);
  client.send("GET /api/v1/accounts HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: " + first->header("ETag") +
              "\r\n\r\n");
  const auto second = client.receive(true);
  EXPECT_EQ(second->status, 304);
  EXPECT_EQ(second->header("Content-Length"), "");
  EXPECT_EQ(second->header("ETag"), first->header("ETag"));
  client.send("HEAD /api/v1/accounts HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto head = client.receive(true);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->header("Content-Length"), first->header("Content-Length"));
  EXPECT_EQ(client.get("/healthz")->status, 200) << "the connection is still in step";
}

TEST_F(Sockets, DeletesNeedNoBody) {
  RawClient client(port());
  ASSERT_EQ(client.request("PUT", "/api/v1/nodes/Contact/x", R"({"properties":{}})")->status, 201);
  client.send("DELETE /api/v1/nodes/Contact/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto response = client.receive(true);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 204);
  EXPECT_EQ(response->header("Content-Length"), "");
  EXPECT_EQ(client.get("/api/v1/nodes/Contact/x")->status, 404);
}

TEST_F(Sockets, MalformedRequestsGetAProblemAndAreCutOff) {
  const std::pair<std::string, int> cases[] = {
      {"NONSENSE\r\n\r\n", 400},
      {"GET /healthz HTTP/9.9\r\nHost: localhost\r\n\r\n", 400},
      {"BREW /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 501},
      {"GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414},
      {"GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 414},
      {"GET /healthz HTTP/1.1\r\n\r\n", 400},
      {"GET /healthz HTTP/1.1\r\nRange: bytes=0-1\r\nHost : localhost\r\n\r\n", 400},
      {"GET /healthz HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421},
      {"GET /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello", 400},
      {"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
       400},
      {"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: "
       "chunked\r\n\r\n",
       400},
      {"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400},
      {"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n\r\n", 413},
      {"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nContent-Length: "
       "2\r\n\r\n{}",
       403},
      {"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\nContent-Length: 2\r\n\r\n{}", 403},
      {"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\nContent-Length: "
       "2\r\n\r\n{}",
       403},
      // Gets as far as the batch, which has no changes: a page of ours may hide where it is.
      {"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nOrigin: null\r\nSec-Fetch-Site: "
       "same-origin\r\nContent-Length: 2\r\n\r\n{}",
       400},
      {"POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
       "Content-Length: 2\r\n\r\n{}",
       415}};
  for (const auto& [bytes, status] : cases) {
    SCOPED_TRACE(bytes.substr(0, 120));
    RawClient client(port());
    ASSERT_TRUE(client.send(bytes));
    expect_problem_on(client, status);
  }
  EXPECT_EQ(RawClient(port()).get("/healthz")->status, 200);
}

TEST_F(Sockets, WhatTheLibraryWouldReadOtherwiseIsRefused) {
  const std::string post = "POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\n";
  const std::string chunked = post + "Transfer-Encoding: chunked\r\n\r\n";
  const std::string next = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (const auto& bytes :
       {post + "Content-Length : 2\r\n\r\n{}", post + "X: y\nContent-Length: 2\r\n\r\n{}",
        post + "Content-Length: %32\r\n\r\n{}", post + "X: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        post + "Content-Length\r\n\r\n{}", post + std::string("X: \0\r\n\r\n", 8),
        chunked + "-2\r\n{}\r\n0\r\n\r\n", chunked + "2\n{}\r\n0\r\n\r\n", chunked + "2\r\n{}0\r\n\r\n",
        chunked + "2\r\n{}\r\n0\r\nX: y\r\n\r\n"}) {
    SCOPED_TRACE(bytes);
    RawClient client(port());
    ASSERT_TRUE(client.send(bytes + next));
    expect_problem_on(client, 400);
  }
}

TEST_F(Sockets, SlowClientsGiveWayToOthers) {
  HttpServerOptions http;
  http.max_connections = 4;
  start(http);
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 8; ++i) {
    slow.push_back(std::make_unique<RawClient>(port()));
    const bool head = i % 2 == 0;
    ASSERT_TRUE(slow.back()->send(
        head ? "GET /healthz HTTP/1.1\r\nX-Slow: "
             : "POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"));
  }
  for (int i = 0; i < 4; ++i) {
    RawClient fresh(port());
    const auto response = fresh.get("/healthz");
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200);
  }
}

TEST_F(Sockets, ClientsThatDoNotReadGiveWayToOthers) {
  HttpServerOptions http;
  http.max_connections = 2;
  start(http);
  std::string many;
  for (int i = 0; i < 500; ++i) many += "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n";
  RawClient first(port()), second(port());
  ASSERT_TRUE(first.send(many) && second.send(many));
  RawClient fresh(port());
  const auto response = fresh.get("/healthz");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
}

TEST_F(Sockets, NoProgramThatIsStartedInheritsAConnection) {
  RawClient client(port());
  ASSERT_EQ(client.get("/healthz")->status, 200);
  int sockets = 0;
  for (int fd = 0; fd < 1024; ++fd) {
    struct stat what {};
    if (::fstat(fd, &what) != 0 || !S_ISSOCK(what.st_mode)) continue;
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size) != 0 || name.ss_family != AF_INET)
      continue;
    ++sockets;
    EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0) << fd;
  }
  EXPECT_GE(sockets, 3) << "one that listens, and both ends of a connection";
}

TEST_F(Sockets, ChunkedBodiesAreReadAndBounded) {
  RawClient client(port());
  const std::string head =
      "PUT /api/v1/nodes/Contact/chunk HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
  ASSERT_TRUE(client.send(head + "9\r\n{\"propert\r\n8\r\nies\":{}}\r\n0\r\n\r\n"));
  EXPECT_EQ(client.receive()->status, 201);
  RawClient greedy(port());
  ASSERT_TRUE(greedy.send(head));
  const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
  for (int i = 0; i < 18; ++i) {
    if (!greedy.send(chunk)) break;  // cut off already: as it should be
  }
  expect_problem_on(greedy, 413);
}

TEST_F(Sockets, EndlessHeadersAreCutOff) {
  RawClient client(port());
  client.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n");
  for (int i = 0; i < 3'000; ++i) {
    if (!client.send("X-" + std::to_string(i) + ": " + std::string(40, 'x') + "\r\n")) break;
  }
  expect_problem_on(client, 431);
}

TEST_F(Sockets, SlowRequestsEnd) {
  HttpServerOptions http;
  http.request_time = std::chrono::milliseconds(200);
  http.keep_alive = std::chrono::milliseconds(200);
  start(http);
  RawClient slow(port());
  ASSERT_TRUE(slow.send("GET /healthz HTT"));
  EXPECT_TRUE(slow.closed());
  RawClient silent(port());
  EXPECT_TRUE(silent.closed());
  RawClient body(port());
  ASSERT_TRUE(body.send("POST /api/v1/batch HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{"));
  expect_problem_on(body, 400);
}

TEST_F(Sockets, AClientMayAskBeforeItSendsABody) {
  RawClient client(port());
  ASSERT_TRUE(
      client.send("PUT /api/v1/nodes/Contact/x HTTP/1.1\r\nHost: localhost\r\nExpect: "
                  "100-continue\r\nContent-Length: 17\r\n\r\n"));
  const auto go_on = client.receive(true);
  ASSERT_TRUE(go_on);
  EXPECT_EQ(go_on->status, 100);
  ASSERT_TRUE(client.send(R"({"properties":{}})"));
  EXPECT_EQ(client.receive()->status, 201);
}

std::string event_request(const std::string& more = "", const std::string& query = "") {
  return "GET /api/v1/changes" + query + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n" +
         more + "\r\n";
}

TEST_F(Sockets, ChangesComeAsEventsAndGoOnWhereTheyWere) {
  RawClient client(port());
  ASSERT_TRUE(client.send(event_request()));
  const std::string first = client.wait_for("\n\n\r\n");  // the end of an event, and of its chunk
  EXPECT_THAT(first, ::testing::HasSubstr("Content-Type: text/event-stream"));
  EXPECT_THAT(first, ::testing::HasSubstr("event: commits\ndata: {"));
  const auto id_at = first.find("id: ");
  ASSERT_NE(id_at, std::string::npos);
  const std::string id = first.substr(id_at + 4, first.find('\n', id_at) - id_at - 4);
  // A commit comes by itself.
  graphstore::Transaction t;
  t.changes.emplace_back(
      graphstore::WriteNode{graphstore::NodeRef::by_key("Contact", "event-one"), {}, {{"name", "One"}}});
  ASSERT_TRUE(graph_->commit(t, {}).ok());
  EXPECT_NE(client.wait_for("event-one"), "");
  // A client that comes back is told what it has missed, and only that.
  RawClient again(port());
  ASSERT_TRUE(again.send(event_request("Last-Event-ID: " + id + "\r\n")));
  const std::string missed = again.wait_for("event-one");
  EXPECT_NE(missed, "");
  EXPECT_EQ(missed.find("Wang Jianguo"), std::string::npos);
  RawClient wrong(port());
  ASSERT_TRUE(wrong.send(event_request("Last-Event-ID: rubbish\r\n")));
  const auto refused = wrong.receive();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 400);
}

TEST_F(Sockets, StreamsAreBoundedAndEndWithTheirClient) {
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 32; ++i) {
    clients.push_back(std::make_unique<RawClient>(port()));
    ASSERT_TRUE(clients.back()->send(event_request()));
    ASSERT_NE(clients.back()->wait_for("event: commits"), "") << i;
  }
  RawClient one_more(port());
  ASSERT_TRUE(one_more.send(event_request()));
  const auto refused = one_more.receive();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(refused->header("Retry-After"), "1");
  // Others are served meanwhile, and one that goes makes room.
  RawClient other(port());
  EXPECT_EQ(other.get("/healthz")->status, 200);
  clients.pop_back();
  bool room = false;
  for (int i = 0; i < 50 && !room; ++i) {
    RawClient next(port());
    ASSERT_TRUE(next.send(event_request()));
    room = next.wait_for("\r\n\r\n").find(" 200 ") != std::string::npos;
    if (!room) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_TRUE(room);
  stop();  // ends them all, and soon
  for (const auto& client : clients) EXPECT_TRUE(client->closed());
}

TEST_F(Sockets, StopEndsIdleConnectionsAtOnce) {
  RawClient idle(port());
  ASSERT_EQ(idle.get("/healthz")->status, 200);
  stop();  // would take the 30 s of an idle connection's patience otherwise; the test's own timeout sees to
           // that
  EXPECT_TRUE(idle.closed());
  EXPECT_FALSE(RawClient(port()).connected());
}

}  // namespace
}  // namespace relmap::server
