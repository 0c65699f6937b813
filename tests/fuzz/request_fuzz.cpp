// Requests of any bytes. The first byte of the input chooses the way in: as a Request (a line "METHOD
// TARGET", header lines, an empty line, the body) into the service, or as what comes over a socket into the
// HTTP server. Every answer has a status that exists, and every error is a problem document. A graph that was
// written to is made anew, so that an input does the same each time.
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "graphstore/graph.h"
#include "http_server.h"
#include "query/schema.h"
#include "service.h"

namespace {

using namespace relmap::server;

constexpr std::string_view kWorld = R"({"changes":[
  {"op":"put","node":"Account/bank","properties":{"name":"Oceanic Bank","tier":"strategic"}},
  {"op":"put","node":"OrgUnit/it","properties":{"name":"Technology"}},
  {"op":"put","node":"Contact/ceo","properties":{"name":"Wang Jianguo","level":"c_level","political_status":"inner_circle"}},
  {"op":"put","node":"Contact/cio","properties":{"name":"Zhou Min","level":"c_level","support":"supporter"}},
  {"op":"put","node":"TeamMember/eva","properties":{"name":"Eva Berg","level":"manager"}},
  {"op":"put","edge":{"type":"PART_OF","from":"OrgUnit/it","to":"Account/bank"}},
  {"op":"put","edge":{"type":"WORKS_IN","from":"Contact/ceo","to":"OrgUnit/it"}},
  {"op":"put","edge":{"type":"WORKS_IN","from":"Contact/cio","to":"OrgUnit/it"}},
  {"op":"put","edge":{"type":"REPORTS_TO","from":"Contact/cio","to":"Contact/ceo","key":{"kind":"solid"}}},
  {"op":"put","edge":{"type":"ON_TEAM","from":"TeamMember/eva","to":"Account/bank","key":{"role":"account_manager"}}},
  {"op":"put","edge":{"type":"KNOWS","from":"TeamMember/eva","to":"Contact/cio"},"properties":{"last_contact":"2026-11-20"}}]})";

void require(bool condition) {
  if (!condition) std::abort();
}

// A graph of a few nodes with a service and a server on it.
struct World {
  World() {
    relmap::graphstore::OpenOptions open;
    open.url = "memory:";
    static const auto schema = *relmap::query::relationship_schema();
    open.schema = schema;
    graph = std::move(*relmap::graphstore::Graph::open(open));
    ServiceOptions options;
    options.date = *relmap::Date::parse("2026-11-23");
    options.max_body_bytes = 64u << 10;
    service = std::make_unique<Service>(*graph, nullptr, options);
    Request write;
    write.method = "POST";
    write.target = "/api/v1/batch";
    write.body = kWorld;
    require(service->handle(write).status == 200);
    HttpServerOptions http;
    http.keep_alive = http.request_time = http.write_time = std::chrono::milliseconds(100);
    http.max_requests = 3;  // what they answer fits into the socket's buffer, which nobody empties meanwhile
    ListenAddress any;
    any.port = 0;
    server = std::move(*HttpServer::bind(*service, any, http));
    version = graph->version();
  }
  std::unique_ptr<relmap::graphstore::Graph> graph;
  std::unique_ptr<Service> service;
  std::unique_ptr<HttpServer> server;
  relmap::graphstore::Version version = 0;
};

void check_answer(int status, std::string_view type, std::string_view body) {
  require(status >= 200 && status <= 599);
  if (status < 400) return;
  require(type == "application/problem+json");
  const auto problem = nlohmann::json::parse(body, nullptr, false);
  require(problem.is_object() && problem.value("status", 0) == status && !problem.value("type", "").empty() &&
          !problem.value("detail", "").empty() && !problem.value("instance", "").empty());
}

// The text up to `end`, which it takes away with it.
std::string_view take(std::string_view& text, std::string_view end) {
  const auto at = text.find(end);
  const auto taken = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + end.size());
  return taken;
}

Request parse(std::string_view text) {
  Request request;
  request.method = take(text, " ");
  request.target = take(text, "\n");
  if (request.target.empty()) request.target = "/";  // as the server has it, which lets no other through
  while (!text.empty() && request.headers.size() < 100) {
    auto line = take(text, "\n");
    if (line.empty()) break;
    const auto name = take(line, ":");
    request.headers.emplace_back(name, line);
  }
  request.body = text;
  return request;
}

void handle(World& world, std::string_view text) {
  const auto response = world.service->handle(parse(text));
  check_answer(response.status, response.content_type, response.text());
  require(response.header("X-Request-Id") != nullptr);
  if (response.events) (void)response.events(std::chrono::milliseconds(0));
}

// Also answers that break off are looked at as far as they go: the writing time is short.
void check_wire(std::string_view bytes) {
  while (!bytes.empty()) {
    require(bytes.starts_with("HTTP/1.1 ") && bytes.size() > 12);
    const int status = std::atoi(std::string(bytes.substr(9, 3)).c_str());
    const auto head = take(bytes, "\r\n\r\n");
    if (status == 100) continue;
    std::string_view headers = head;
    std::string_view type;
    std::size_t length = 0;
    while (!headers.empty()) {
      auto line = take(headers, "\r\n");
      const auto name = take(line, ": ");
      if (name == "Content-Type") type = line;
      if (name == "Content-Length") length = static_cast<std::size_t>(std::atoll(std::string(line).c_str()));
      if (name == "Transfer-Encoding") return;  // a stream of events: the last there is
    }
    if (bytes.starts_with("HTTP/1.1 ")) length = 0;  // that was an answer to HEAD
    if (bytes.size() < length) return;               // broken off, or to HEAD and the last
    if (status != 204 && status != 304 && (length > 0 || status < 400))
      check_answer(status, type, bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
}

void serve(World& world, std::string_view bytes) {
  int ends[2];
  require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  const int buffer = 4 << 20;
  ::setsockopt(ends[0], SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
  require(::send(ends[1], bytes.data(), bytes.size(), MSG_DONTWAIT) == static_cast<ssize_t>(bytes.size()));
  ::shutdown(ends[1], SHUT_WR);
  world.server->serve(ends[0]);
  std::string answer;
  char piece[16'384];
  for (ssize_t n = 0; (n = ::recv(ends[1], piece, sizeof piece, 0)) > 0;)
    answer.append(piece, static_cast<std::size_t>(n));
  ::close(ends[1]);
  check_wire(answer);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static std::unique_ptr<World> world;
  if (size == 0 || size > 60'000) return 0;  // beyond that a socket's buffer would not hold it
  if (!world) world = std::make_unique<World>();
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (data[0] == 'W') {
    serve(*world, bytes);
  } else {
    handle(*world, bytes);
  }
  if (world->graph->version() != world->version) world = nullptr;
  return 0;
}
