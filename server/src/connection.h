// One client's socket: buffered both ways, bounded in time and in header bytes, under TLS or plain. Knows
// nothing of HTTP.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tls.h"

namespace relmap::server {

struct ConnectionLimits {
  std::chrono::milliseconds request_time, write_time;
  std::size_t max_header_bytes;
};

// Another connection that waits for a thread asks for room: one that only waits for its client gives its own
// up.
struct Room {
  int wanted = -1;             // file descriptor, readable while somebody waits; -1: nobody ever does
  std::function<bool()> take;  // true for one connection for each that waits: this one is to close
};

class Connection {
 public:
  // `tls`: of this socket; nullptr: bytes are sent as they are.
  Connection(int socket, const ConnectionLimits& limits, std::unique_ptr<TlsSession> tls = nullptr,
             Room room = {})
      : socket_(socket), limits_(limits), tls_(std::move(tls)), room_(std::move(room)), in_(16 << 10) {}

  // The client's address without its port; one of IPv4 looks so also on a socket of IPv6. "" where it has
  // none.
  std::string peer() const;

  // Waits for the first byte of a request. kEnd: the client closed, or nothing came in time, or its TLS
  // handshake failed or took longer than a request may, or the connection gave way. kWoken: `stop` (a file
  // descriptor) became readable first.
  enum class Wait { kRequest, kEnd, kWoken };
  Wait wait_for_request(std::chrono::milliseconds patience, int stop);
  // Whether it took room's token: an idle connection does at once, one in the middle of a request or of an
  // answer only where its client has kept it waiting for a while. It reads and writes nothing from then on.
  bool gave_way() const { return gave_way_; }

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
  bool wait(const IoStep& step, Clock::time_point since, Clock::time_point until);
  Wait wait_while_idle(Clock::time_point until, int stop);
  bool shake_hands();
  ssize_t fill();
  IoStep receive(char* data, std::size_t size);
  IoStep send(const char* data, std::size_t size);

  const int socket_;
  const ConnectionLimits limits_;
  const std::unique_ptr<TlsSession> tls_;
  const Room room_;
  std::vector<char> in_;
  std::size_t in_begin_ = 0, in_end_ = 0;
  std::size_t header_bytes_left_ = 0;
  Clock::time_point begun_, deadline_;  // of the request, or of the handshake
  std::string out_;
  bool broken_ = false, handshake_failed_ = false, gave_way_ = false;
};

}  // namespace relmap::server
