// The only file that includes cpp-httplib. The library takes requests apart and writes responses;
// connections, threads, limits, routing and the strict reading of heads (framing.h) are ours, because those
// of the packaged version (0.11) hold a thread and poll for each idle connection, stop listening for good
// when one connection cannot be accepted, read chunked bodies without bound, go on after a request they could
// not parse, and decode the path before they route it.
#include "http_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <httplib.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <iterator>
#include <optional>
#include <thread>

#include "connection.h"
#include "framing.h"
#include "http.h"
#include "origin.h"
#include "problem.h"
#include "thread_pool.h"
#include "tls.h"

namespace relmap::server {
namespace {

constexpr int kListenBacklog = 1024;
constexpr std::chrono::milliseconds kOutOfFiles{10};

// The bytes of a problem for a request that the library has not read, after which the connection closes.
std::string closing_problem(int status, std::string_view code, std::string_view detail) {
  const auto response = problem(Request(), status, code, detail);
  std::string bytes =
      "HTTP/1.1 " + std::to_string(status) + " " + std::string(status_phrase(status)) + "\r\n";
  for (const auto& [name, value] : response.headers) bytes += name + ": " + value + "\r\n";
  bytes += "Connection: close\r\nContent-Type: " + response.content_type +
           "\r\nContent-Length: " + std::to_string(response.text().size()) + "\r\n\r\n";
  return bytes.append(response.text());
}

// What the handlers, which the library calls, need to know of the connection that they work for.
struct Exchange {
  Connection* connection = nullptr;
  std::string peer;
  std::string head;                  // of the request, as it came
  Request request;                   // made of it; its body is read last
  std::optional<ChunkCheck> chunks;  // of its body, where it is chunked
  std::size_t body_limit = 0;        // of its body, in bytes
  bool in_head = true;
  bool answered = false;      // by the service or a check of ours; else the library answers (an error)
  bool close = false;         // after this answer: what follows on the wire cannot be trusted
  bool without_body = false;  // 204 and 304 carry no Content-Length, which the library would add
  const std::atomic<bool>* server_stops = nullptr;

  bool stopping() const { return server_stops && *server_stops; }
};
thread_local Exchange* t_exchange = nullptr;

// The library's view of a Connection.
class Stream final : public httplib::Stream {
 public:
  Stream(Connection& connection, int socket) : connection_(connection), socket_(socket) {}
  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  // What the library reads is looked at on its way.
  ssize_t read(char* data, size_t size) override {
    const auto n = connection_.read(data, size);
    if (n <= 0) return n;
    const std::string_view bytes(data, static_cast<std::size_t>(n));
    if (t_exchange->in_head) {
      t_exchange->head += bytes;
    } else if (t_exchange->chunks && !t_exchange->chunks->take(bytes)) {
      return -1;
    }
    return n;
  }
  ssize_t write(const char* data, size_t size) override {
    return connection_.write(data, size) ? static_cast<ssize_t>(size) : -1;
  }
  void get_remote_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }
  void get_local_ip_and_port(std::string& ip, int& port) const override { ip.clear(), port = 0; }
  socket_t socket() const override { return socket_; }

 private:
  Connection& connection_;
  const int socket_;
};

// Without its headers, which are not believed before they are checked. Ranges are forgotten: answers are
// whole, problems too, and the library would cut them.
Request request_of(const httplib::Request& from) {
  const_cast<httplib::Request&>(from).ranges.clear();
  Request request;
  request.method = from.method;
  request.target = from.target.empty() ? "/" : from.target;
  request.peer = t_exchange->peer;
  return request;
}

// How long a stream may be deaf to the server's stop.
constexpr std::chrono::milliseconds kEventPatience{300};

// Each event is sent at once; the stream ends with the client, the server, or the source.
void give_events(const Response& response, httplib::Response& to) {
  t_exchange->close = true;
  to.headers.emplace("Connection", "close");
  to.set_chunked_content_provider(response.content_type, [events = response.events, exchange = t_exchange](
                                                             size_t, httplib::DataSink& sink) {
    while (!exchange->stopping()) {
      const auto piece = events(kEventPatience);
      if (!piece) break;
      if (!piece->empty() && !sink.write(piece->data(), piece->size())) return false;
      if (!exchange->connection->flush() || exchange->connection->is_gone()) return false;
    }
    sink.done();
    return true;
  });
}

void give(const Response& response, httplib::Response& to) {
  t_exchange->answered = true;
  t_exchange->without_body = response.status == 204 || response.status == 304;
  to.status = response.status;
  for (const auto& [name, value] : response.headers) {
    // A line end would begin another header. No handler makes one; should one ever, its header is left out.
    const bool plain =
        std::none_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
    if (plain) to.headers.emplace(name, value);
  }
  to.headers.emplace("Accept-Ranges", "none");
  if (t_exchange->close) to.headers.emplace("Connection", "close");
  if (response.events) return give_events(response, to);
  if (!response.body || response.body->empty()) return;
  // As a provider the body is sent from where it lies: neither copied nor compressed, so that its ETag stays
  // true.
  to.set_content_provider(response.body->size(), response.content_type,
                          [body = response.body](size_t offset, size_t length, httplib::DataSink& sink) {
                            return sink.write(body->data() + offset, length);
                          });
}

void refuse(const Request& request, httplib::Response& to, int status, std::string_view code,
            std::string_view detail) {
  t_exchange->close = true;
  give(problem(request, status, code, detail), to);
}

// "127.0.0.1:7171" → "127.0.0.1"
std::string_view host_of(std::string_view authority) {
  if (authority.starts_with('[')) return authority.substr(0, authority.find(']') + 1);
  return authority.substr(0, authority.find(':'));
}

bool is_loopback_name(std::string_view host) {
  if (equal_without_case(host, "localhost") || host == "[::1]" || host == "::1") return true;
  in_addr address{};
  return ::inet_pton(AF_INET, std::string(host).c_str(), &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

// The library refuses a method that it does not know like any other line that it cannot read.
bool is_unknown_method(const httplib::Request& request) {
  static constexpr std::string_view kKnown[] = {"GET",     "HEAD",    "POST",  "PUT",   "DELETE",
                                                "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI"};
  const std::string_view method = request.method;
  return !method.empty() && request.target.starts_with('/') &&
         (request.version == "HTTP/1.1" || request.version == "HTTP/1.0") &&
         std::all_of(method.begin(), method.end(), [](unsigned char c) { return std::isalpha(c) != 0; }) &&
         std::find(std::begin(kKnown), std::end(kKnown), method) == std::end(kKnown);
}

class Server final : public httplib::Server {
 public:
  Server(Service& service, HttpServerOptions options, std::unique_ptr<TlsContext> tls)
      : service_(service),
        options_(std::move(options)),
        tls_(std::move(tls)),
        stop_fd_(::eventfd(0, EFD_CLOEXEC)),
        room_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE)) {
    set_tcp_nodelay(true);
    set_keep_alive_max_count(options_.max_requests);
    set_keep_alive_timeout(std::chrono::duration_cast<std::chrono::seconds>(options_.keep_alive).count());
    set_payload_max_length(service_.largest_body());
    set_socket_options([](socket_t socket) {
      const int on = 1;  // and not SO_REUSEPORT, with which a second server would share the port in silence
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
    set_pre_routing_handler(
        [this](const auto& request, auto& response) { return before_body(request, response); });
    const auto with_body = [this](const auto&, auto& response, const httplib::ContentReader& read) {
      answer_with_body(response, read);
    };
    Post("/", with_body).Put("/", with_body).Patch("/", with_body).Delete("/", with_body);
    set_error_handler(HandlerWithResponse(
        [this](const auto& request, auto& response) { return on_error(request, response); }));
  }
  ~Server() override {
    if (svr_sock_ != INVALID_SOCKET) ::close(svr_sock_);
    ::close(stop_fd_);
    ::close(room_fd_);
  }

  // After the library has bound the socket: it asks for a backlog of 5, which a burst of clients overflows.
  // And a client may be gone between poll and accept, which must not wait then.
  void prepare_to_accept() {
    ::listen(svr_sock_, kListenBacklog);
    ::fcntl(svr_sock_, F_SETFL, O_NONBLOCK);
  }

  // Until wake_all(). False: the socket accepts no more.
  bool accept_all() {
    ThreadPool pool({options_.max_connections, options_.max_waiting, std::chrono::seconds(10),
                     [this] { ask_for_room(); }});
    bool well = true;
    while (!stopping_ && well) {
      pollfd fds[] = {{svr_sock_, POLLIN, 0}, {stop_fd_, POLLIN, 0}};
      ::poll(fds, std::size(fds), -1);
      if (stopping_) break;
      const int socket = ::accept4(svr_sock_, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) {
        well = may_accept_again(errno);
      } else if (!pool.run([this, socket] { serve(socket); })) {
        turn_away(socket);
      }
    }
    ::close(svr_sock_.exchange(INVALID_SOCKET));  // so that nobody waits for an answer that will not come
    return well;
  }

  // One connection, until it ends.
  void serve(int socket) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto session = tls_ ? tls_->session(socket) : nullptr;
    if (tls_ && !session) return turn_away(socket);
    Connection connection(socket, limits(), std::move(session),
                          {room_fd_, [this] { return take_room_token(); }});
    const auto peer = connection.peer();
    bool may_still_send = false;
    for (std::size_t n = 1; n <= options_.max_requests; ++n) {
      if (stopping_ ||
          connection.wait_for_request(options_.keep_alive, stop_fd_) != Connection::Wait::kRequest)
        break;
      if (!exchange(connection, socket, peer, n == options_.max_requests, may_still_send)) break;
    }
    // This one makes room too, so that no other need close for it.
    if (!connection.gave_way()) take_room_token();
    connection.close_gently(may_still_send);
  }

  void wake_all() {
    stopping_ = true;
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto n = ::write(stop_fd_, &one, sizeof one);
  }

 private:
  ConnectionLimits limits() const {
    return {options_.request_time, options_.write_time, options_.max_header_bytes};
  }

  // Where neither a thread nor a place to wait is left. This may be the accepting thread: no time to drain,
  // or to shake hands.
  void turn_away(int socket) const {
    Connection connection(socket, limits());
    static const std::string kBusy =
        closing_problem(503, "unavailable", "all connections are taken; try again in a moment");
    if (!tls_) connection.write(kBusy.data(), kBusy.size());
    connection.close_gently(false);
  }

  static bool may_accept_again(int error) {
    if (error == EBADF || error == EINVAL || error == ENOTSOCK || error == EOPNOTSUPP) return false;
    // Open connections end, and then there will be files and memory again.
    if (error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM)
      std::this_thread::sleep_for(kOutOfFiles);
    return true;
  }

  // A connection waits for a thread: another, which only waits for its client, shall close for it.
  void ask_for_room() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto n = ::write(room_fd_, &one, sizeof one);
  }

  bool take_room_token() const {
    std::uint64_t token = 0;
    return ::read(room_fd_, &token, sizeof token) == sizeof token;
  }

  // One request and its answer. False: the connection is to be closed.
  bool exchange(Connection& connection, int socket, const std::string& peer, bool last,
                bool& may_still_send) {
    Exchange exchange;
    exchange.connection = &connection;
    exchange.peer = peer;
    exchange.server_stops = &stopping_;
    t_exchange = &exchange;
    Stream stream(connection, socket);
    connection.request_begins();
    bool closed_by_client = false;
    const bool went_well = process_request(stream, last, closed_by_client, nullptr);
    t_exchange = nullptr;
    if (exchange.without_body) {
      static constexpr std::string_view kLength = "Content-Length: 0\r\n";
      if (const auto at = connection.unsent().find(kLength); at != std::string::npos) {
        connection.unsent().erase(at, kLength.size());
      }
    }
    if (!exchange.answered && connection.headers_too_large()) {
      const auto too_long = closing_problem(414, "bad_request", "the request line is too long");
      exchange.close = connection.write(too_long.data(), too_long.size());
    }
    may_still_send = exchange.close;
    return connection.flush() && went_well && !exchange.close && !closed_by_client && !last;
  }

  // Called when the headers are read. Answers whatever has no body, and refuses what should not have its body
  // read.
  HandlerResponse before_body(const httplib::Request& from, httplib::Response& to) {
    t_exchange->connection->body_begins();
    t_exchange->in_head = false;
    auto& request = t_exchange->request;
    request = request_of(from);
    if (!take_head(from, request, to) || !check(from, request, to)) return HandlerResponse::Handled;
    const auto framing = framing_of(request.headers, from.version);
    const bool may_have_body =
        from.method == "POST" || from.method == "PUT" || from.method == "PATCH" || from.method == "DELETE";
    if (!framing) {
      refuse(request, to, 400, "invalid_argument", framing.status().message());
    } else if (framing->body && !may_have_body) {
      refuse(request, to, 400, "invalid_argument", "a " + from.method + " request has no body");
    } else if (const auto limit = framing->body ? service_.body_limit(request) : 0; framing->length > limit) {
      refuse(request, to, 413, "body_too_large",
             "the body is larger than " + std::to_string(limit) + " bytes");
    } else if (framing->body && from.is_multipart_form_data()) {
      refuse(request, to, 415, "unsupported_media_type", "bodies are JSON (application/json)");
    } else if (framing->body) {
      t_exchange->body_limit = limit;
      if (framing->chunked) t_exchange->chunks.emplace(limit);
      // Routing is ours and works on the target; the library shall match its one pattern, whatever the path.
      const_cast<httplib::Request&>(from).path = "/";
      return HandlerResponse::Unhandled;
    } else {
      give(service_.handle(request), to);
    }
    return HandlerResponse::Handled;
  }

  // Sets the request from its head, and the library's headers too: it has decoded them, and left out what it
  // did not understand.
  bool take_head(const httplib::Request& from, Request& request, httplib::Response& to) {
    auto head = parse_head(t_exchange->head);
    if (!head) {
      refuse(request, to, 400, "invalid_argument", head.status().message());
      return false;
    }
    request.method = std::move(head->method);
    request.target = std::move(head->target);
    request.headers = std::move(head->headers);
    auto& theirs = const_cast<httplib::Request&>(from).headers;
    theirs.clear();
    for (const auto& [name, value] : request.headers) theirs.emplace(name, value);
    return true;
  }

  // Guards against web pages that use a browser to reach a server on this machine: a name that was made to
  // point here (DNS rebinding), or a form or fetch of another origin that writes.
  bool check(const httplib::Request& from, const Request& request, httplib::Response& to) {
    const auto hosts = from.get_header_value_count("Host");
    const auto host = from.get_header_value("Host");
    if (hosts > 1 || (hosts == 0 && from.version == "HTTP/1.1")) {
      refuse(request, to, 400, "invalid_argument", "the request must have one Host header");
      return false;
    }
    if (!options_.any_host && hosts == 1 && !is_loopback_name(host_of(host))) {
      refuse(request, to, 421, "misdirected_request",
             "this server answers only to loopback names such as localhost and 127.0.0.1");
      return false;
    }
    const bool reads = from.method == "GET" || from.method == "HEAD" || from.method == "OPTIONS";
    if (!reads && !comes_from_this_host(request)) {
      refuse(request, to, 403, "forbidden", "pages of another origin may not write here");
      return false;
    }
    return true;
  }

  void answer_with_body(httplib::Response& to, const httplib::ContentReader& read) {
    auto& request = t_exchange->request;
    const auto limit = t_exchange->body_limit;
    const auto place = service_.place_for_body(request);
    if (!place) return refuse(request, to, 503, "unavailable", place.status().message());
    bool too_large = false;
    const bool complete = read([&](const char* data, size_t size) {
      too_large = request.body.size() + size > limit;
      if (!too_large) request.body.append(data, size);
      return !too_large;
    });
    if (too_large || (t_exchange->chunks && t_exchange->chunks->too_large())) {
      return refuse(request, to, 413, "body_too_large",
                    "the body is larger than " + std::to_string(limit) + " bytes");
    }
    if (!complete && to.status == 415) {
      return refuse(request, to, 415, "unsupported_media_type",
                    "the body has a Content-Encoding that is not known");
    }
    if (!complete) {
      const bool bad_chunks = t_exchange->chunks && t_exchange->chunks->broken();
      return refuse(
          request, to, 400, "invalid_argument",
          bad_chunks ? "the chunks of the body are malformed" : "the body ended early or came too slowly");
    }
    give(service_.handle(request), to);
  }

  // Errors that the library found by itself: a request that cannot be parsed. What follows it on the wire is
  // lost.
  HandlerResponse on_error(const httplib::Request& from, httplib::Response& to) {
    if (t_exchange->answered) return HandlerResponse::Unhandled;
    const auto request = request_of(from);
    int status = to.status;
    if (t_exchange->connection->headers_too_large()) status = 431;
    if (status == 400 && is_unknown_method(from)) status = 501;
    const auto* detail = "the request is not well-formed HTTP/1.1";
    if (status == 414) detail = "the address is too long";
    if (status == 416) detail = "the Range header is malformed";
    if (status == 431) detail = "the headers are too large";
    if (status == 501) detail = "the server knows no such method";
    const auto* code = status == 501 ? "not_implemented" : status >= 500 ? "internal" : "bad_request";
    refuse(request, to, status, code, detail);
    return HandlerResponse::Handled;
  }

  Service& service_;
  const HttpServerOptions options_;
  const std::unique_ptr<TlsContext> tls_;  // nullptr: plain HTTP
  const int stop_fd_;                      // readable once the server stops
  const int room_fd_;                      // holds a token for each connection that waits for a thread
  std::atomic<bool> stopping_ = false;
};

}  // namespace

Result<ListenAddress> ListenAddress::parse(const std::string& text) {
  ListenAddress address;
  const auto colon = text.rfind(':');
  const auto port = colon == std::string::npos ? std::string() : text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (error != std::errc() || end != port.data() + port.size() || address.port < 0 || address.port > 65535) {
    return Status::invalid_argument("'" + text + "' is not of the form HOST:PORT");
  }
  address.host = text.substr(0, colon);
  if (address.host.empty()) return Status::invalid_argument("'" + text + "' names no host before the port");
  if (address.host.starts_with('[') && address.host.ends_with(']'))
    address.host = address.host.substr(1, address.host.size() - 2);
  if (equal_without_case(address.host, "localhost")) address.host = "127.0.0.1";
  return address;
}

bool ListenAddress::is_loopback() const { return is_loopback_name(host); }

class HttpServer::Impl {
 public:
  Impl(Service& service, ListenAddress where, HttpServerOptions options, std::unique_ptr<TlsContext> tls)
      : secure(tls != nullptr),
        server(service, std::move(options), std::move(tls)),
        address(std::move(where)) {}
  const bool secure;
  Server server;
  ListenAddress address;
};

HttpServer::HttpServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::bind(Service& service, const ListenAddress& address,
                                                     HttpServerOptions options) {
  std::unique_ptr<TlsContext> tls;
  if (!options.tls_certificate.empty() || !options.tls_key.empty()) {
    auto loaded = TlsContext::load({options.tls_certificate, options.tls_key});
    if (!loaded) return loaded.status();
    tls = *std::move(loaded);
  }
  auto impl = std::make_unique<Impl>(service, address, std::move(options), std::move(tls));
  auto& port = impl->address.port;
  if (port == 0) {
    port = impl->server.bind_to_any_port(address.host);
  } else if (!impl->server.bind_to_port(address.host, port)) {
    port = -1;
  }
  if (port <= 0) {
    return Status::io("cannot listen on " + address.host + ":" + std::to_string(address.port) +
                      "; is another server running there?");
  }
  impl->server.prepare_to_accept();
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

int HttpServer::port() const { return impl_->address.port; }

std::string HttpServer::url() const {
  const auto& host = impl_->address.host;
  const std::string scheme = impl_->secure ? "https://" : "http://";
  return scheme + (host.find(':') != std::string::npos ? "[" + host + "]" : host) + ":" +
         std::to_string(port());
}

Status HttpServer::run() {
  return impl_->server.accept_all() ? Status() : Status::io("the server cannot accept connections any more");
}

void HttpServer::stop() { impl_->server.wake_all(); }

void HttpServer::serve(int socket) { impl_->server.serve(socket); }

}  // namespace relmap::server
