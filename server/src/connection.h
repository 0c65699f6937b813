// One client's socket: buffered both ways, bounded in time and in header bytes, under TLS or plain. Knows
// nothing of HTTP.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "tls.h"

namespace relmap::server {

struct ConnectionLimits {
  std::chrono::milliseconds request_time, write_time;
  std::size_t max_header_bytes;
};

class Connection {
 public:
  // `tls`: of this socket; nullptr: bytes are sent as they are.
  Connection(int socket, const ConnectionLimits& limits, std::unique_ptr<TlsSession> tls = nullptr)
      : socket_(socket), limits_(limits), tls_(std::move(tls)), in_(16 << 10) {}

  // The client's address without its port; one of IPv4 looks so also on a socket of IPv6. "" where it has
  // none.
  std::string peer() const;

  // Waits for the first byte of a request. kEnd: the client closed, or nothing came in time, or its TLS
  // handshake failed or took longer than a request may. kWoken: one of `wake` (file descriptors, e.g. of a
  // server that stops) became readable first.
  enum class Wait { kRequest, kEnd, kWoken };
  Wait wait_for_request(std::chrono::milliseconds patience, const std::vector<int>& wake);

  // A request begins: its time runs from here, and no more than max_header_bytes are read until
  // body_begins().
  void request_begins();
  void body_begins() { header_bytes_left_ = static_cast<std::size_t>(-1); }
  bool headers_too_large() const { return header_bytes_left_ == 0; }

  // Reads at least one byte; 0 at the end, -1 on failure or where a limit is met. Sends what is buffered
  // first (a "100 Continue" must not wait for the body that waits for it).
  ssize_t read(char* data, std::size_t size);
  // Takes all of it, or fails for good.
  bool write(const char* data, std::size_t size);
  bool flush();
  // Whether the client has closed or reset the connection; it does not wait.
  bool is_gone() const;
  std::string& unsent() { return out_; }

  // Closes so that the client can read the answer even if it still sends: data that meets a closed socket
  // would reset the connection and take the answer with it.
  void close_gently(bool client_may_still_send);

 private:
  using Clock = std::chrono::steady_clock;
  bool wait(short events, Clock::time_point until) const;
  bool wait(const IoStep& step, Clock::time_point until) const;
  bool shake_hands();
  ssize_t fill();
  IoStep receive(char* data, std::size_t size);
  IoStep send(const char* data, std::size_t size);

  const int socket_;
  const ConnectionLimits limits_;
  const std::unique_ptr<TlsSession> tls_;
  std::vector<char> in_;
  std::size_t in_begin_ = 0, in_end_ = 0;
  std::size_t header_bytes_left_ = 0;
  Clock::time_point deadline_;
  std::string out_;
  bool broken_ = false, handshake_failed_ = false;
};

}  // namespace relmap::server
