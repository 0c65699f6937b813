// The socket side of the service: HTTP/1.1 on a loopback address, plain or under TLS.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "base/status.h"
#include "service.h"

namespace relmap::server {

struct ListenAddress {
  std::string host = "127.0.0.1";
  int port = 7171;  // 0: any that is free

  // "HOST:PORT", "[::1]:PORT". kInvalidArgument where it is malformed.
  static Result<ListenAddress> parse(const std::string& text);
  bool is_loopback() const;  // only this machine reaches it
};

struct HttpServerOptions {
  std::size_t max_connections = 256;               // open at once; each holds a thread
  std::size_t max_waiting = 64;                    // connections beyond them; one more gets a 503
  std::chrono::milliseconds keep_alive{30'000};    // how long a connection may be idle
  std::chrono::milliseconds request_time{30'000};  // from the first byte of a request to its last
  std::chrono::milliseconds write_time{30'000};    // without the client taking anything of the answer
  std::size_t max_header_bytes = 64u << 10;        // request line and headers
  std::size_t max_requests = 100'000;              // on one connection
  // Requests to names other than localhost's are answered too. Without authentication they must not be: a
  // page on the web whose name leads to 127.0.0.1 could use somebody's browser to get at the data.
  bool any_host = false;
  // PEM files: the certificate with its chain, and its private key (tls.h). Both or neither; neither: plain
  // HTTP.
  std::string tls_certificate, tls_key;
};

class HttpServer {
 public:
  // Binds and listens, but does not answer yet. `service` must outlive the server. kIo: the address cannot be
  // had, or a TLS file not be read; kInvalidArgument: the TLS files are none, or do not fit each other.
  static Result<std::unique_ptr<HttpServer>> bind(Service& service, const ListenAddress& address,
                                                  HttpServerOptions options = {});
  ~HttpServer();

  int port() const;
  std::string url() const;  // "http://127.0.0.1:7171", under TLS "https://…"

  // Answers requests until stop(); then lets running requests end, closes idle connections and returns. Once.
  Status run();
  void stop();  // from any thread, before or while it runs, once or more
  // Answers what comes over this socket, which becomes the server's, until the connection ends: as run() does
  // for each that it accepts.
  void serve(int socket);

 private:
  class Impl;
  explicit HttpServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace relmap::server
