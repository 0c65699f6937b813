#include "connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace relmap::server {
namespace {

constexpr std::size_t kFlushBytes = 256u << 10;
constexpr std::size_t kMaxDrainedBytes = 4u << 20;
constexpr std::chrono::milliseconds kMaxDrainTime{500};

int milliseconds_until(std::chrono::steady_clock::time_point until) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

}  // namespace

bool Connection::wait(short events, Clock::time_point until) const {
  pollfd fd{socket_, events, 0};
  while (true) {
    const int ready = ::poll(&fd, 1, milliseconds_until(until));
    if (ready < 0 && errno == EINTR) continue;
    return ready > 0;
  }
}

Connection::Wait Connection::wait_for_request(std::chrono::milliseconds patience,
                                              const std::vector<int>& wake) {
  if (in_begin_ < in_end_) return Wait::kRequest;  // the client sent it along with the one before
  std::vector<pollfd> fds{{socket_, POLLIN, 0}};
  for (const int fd : wake) fds.push_back({fd, POLLIN, 0});
  const auto until = Clock::now() + patience;
  int ready = 0;
  do {
    ready = ::poll(fds.data(), fds.size(), milliseconds_until(until));
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) return Wait::kEnd;
  if (fds[0].revents == 0) return Wait::kWoken;
  deadline_ = Clock::now() + limits_.request_time;
  return fill() > 0 ? Wait::kRequest : Wait::kEnd;
}

void Connection::request_begins() {
  deadline_ = Clock::now() + limits_.request_time;
  header_bytes_left_ = limits_.max_header_bytes;
}

ssize_t Connection::fill() {
  while (true) {
    const auto n = ::recv(socket_, in_.data(), in_.size(), MSG_DONTWAIT);
    if (n >= 0) {
      in_begin_ = 0;
      in_end_ = static_cast<std::size_t>(n);
      return n;
    }
    if (errno == EINTR) continue;
    if ((errno != EAGAIN && errno != EWOULDBLOCK) || !wait(POLLIN, deadline_)) return -1;
  }
}

ssize_t Connection::read(char* data, std::size_t size) {
  if (!flush() || header_bytes_left_ == 0 || Clock::now() > deadline_) return -1;
  if (in_begin_ == in_end_) {
    if (const auto n = fill(); n <= 0) return n;
  }
  const auto n = std::min({size, in_end_ - in_begin_, header_bytes_left_});
  std::memcpy(data, in_.data() + in_begin_, n);
  in_begin_ += n;
  header_bytes_left_ -= n;
  return static_cast<ssize_t>(n);
}

bool Connection::write(const char* data, std::size_t size) {
  out_.append(data, size);
  return out_.size() < kFlushBytes || flush();
}

bool Connection::flush() {
  if (broken_) return false;
  for (std::size_t sent = 0; sent < out_.size();) {
    const auto n = ::send(socket_, out_.data() + sent, out_.size() - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n >= 0) {
      sent += static_cast<std::size_t>(n);
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      broken_ = !wait(POLLOUT, Clock::now() + limits_.write_time);
    } else {
      broken_ = errno != EINTR;
    }
    if (broken_) return false;
  }
  out_.clear();
  return true;
}

bool Connection::is_gone() const {
  char byte = 0;
  const auto n = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
}

void Connection::close_gently(bool client_may_still_send) {
  flush();
  ::shutdown(socket_, SHUT_WR);
  const auto until = Clock::now() + kMaxDrainTime;
  for (std::size_t drained = 0; client_may_still_send && drained < kMaxDrainedBytes && wait(POLLIN, until);) {
    const auto n = ::recv(socket_, in_.data(), in_.size(), MSG_DONTWAIT);
    if (n <= 0) break;
    drained += static_cast<std::size_t>(n);
  }
  ::close(socket_);
}

}  // namespace relmap::server
