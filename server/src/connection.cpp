#include "connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <thread>

namespace relmap::server {
namespace {

constexpr std::size_t kFlushBytes = 256u << 10;
constexpr std::size_t kMaxDrainedBytes = 4u << 20;
constexpr std::chrono::milliseconds kMaxDrainTime{500};
// How long a request may come, or an answer not be taken, before the connection may have to give way.
constexpr std::chrono::milliseconds kUndisturbed{1000};
constexpr std::chrono::milliseconds kAfterIdle{10};

int milliseconds_until(std::chrono::steady_clock::time_point until) {
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

// What recv or send returned; `events`: what to wait for where it was too early.
IoStep step_of(ssize_t moved, short events) {
  if (moved > 0) return {IoStep::State::kDone, static_cast<std::size_t>(moved)};
  if (moved == 0) return {IoStep::State::kEnd, 0};
  if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return {};
  return {events == POLLIN ? IoStep::State::kWantsRead : IoStep::State::kWantsWrite, 0};
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

// For what a step wants, where the client has kept us waiting since `since`. False also where the time is
// over, even if the socket is ready: a client that keeps it ready must not keep the thread.
bool Connection::wait(const IoStep& step, Clock::time_point since, Clock::time_point until) {
  if (step.state != IoStep::State::kWantsRead && step.state != IoStep::State::kWantsWrite) return false;
  const short events = step.state == IoStep::State::kWantsRead ? POLLIN : POLLOUT;
  pollfd fds[] = {{socket_, events, 0}, {room_.wanted, POLLIN, 0}};
  const auto undisturbed_until = std::min(until, since + kUndisturbed);
  while (!gave_way_ && Clock::now() < until) {
    const bool undisturbed = room_.wanted < 0 || Clock::now() < undisturbed_until;
    const int ready =
        ::poll(fds, undisturbed ? 1 : 2,
               milliseconds_until(undisturbed && room_.wanted >= 0 ? undisturbed_until : until));
    if (ready < 0 && errno != EINTR) return false;
    if (!undisturbed && ready > 0 && fds[1].revents != 0) {
      // Idle connections come first; they need a moment.
      std::this_thread::sleep_for(kAfterIdle);
      gave_way_ = room_.take();
    } else if (ready > 0) {
      return true;
    }
  }
  return false;
}

std::string Connection::peer() const {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getpeername(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) return "";
  const void* bytes = nullptr;
  int family = address.ss_family;
  if (family == AF_INET) {
    bytes = &reinterpret_cast<const sockaddr_in*>(&address)->sin_addr;
  } else if (family == AF_INET6) {
    const auto& wide = reinterpret_cast<const sockaddr_in6*>(&address)->sin6_addr;
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&wide);
    bytes = mapped ? wide.s6_addr + 12 : wide.s6_addr;
    if (mapped) family = AF_INET;
  }
  char text[INET6_ADDRSTRLEN] = "";
  return bytes && ::inet_ntop(family, bytes, text, sizeof text) ? text : "";
}

Connection::Wait Connection::wait_for_request(std::chrono::milliseconds patience, int stop) {
  while (!gave_way_) {
    if (in_begin_ < in_end_) return Wait::kRequest;  // the client sent it along with the one before
    if (!tls_ || !tls_->has_pending()) {
      const auto what = wait_while_idle(Clock::now() + patience, stop);
      if (what != Wait::kRequest) return what;
    }
    request_begins();
    if (!tls_ || tls_->established()) return fill() > 0 ? Wait::kRequest : Wait::kEnd;
    if ((handshake_failed_ = !shake_hands())) return Wait::kEnd;
  }
  return Wait::kEnd;
}

Connection::Wait Connection::wait_while_idle(Clock::time_point until, int stop) {
  pollfd fds[] = {{socket_, POLLIN, 0}, {stop, POLLIN, 0}, {room_.wanted, POLLIN, 0}};
  while (!gave_way_) {
    const int ready = ::poll(fds, std::size(fds), milliseconds_until(until));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return Wait::kEnd;
    if (fds[0].revents != 0) return Wait::kRequest;
    if (fds[1].revents != 0) return Wait::kWoken;
    gave_way_ = room_.take();  // all that are idle see that it is wanted; one gets it
  }
  return Wait::kEnd;
}

bool Connection::shake_hands() {
  while (true) {
    const auto step = tls_->handshake();
    if (step.state == IoStep::State::kDone) return true;
    if (!wait(step, begun_, deadline_)) return false;
  }
}

void Connection::request_begins() {
  begun_ = Clock::now();
  deadline_ = begun_ + limits_.request_time;
  header_bytes_left_ = limits_.max_header_bytes;
}

IoStep Connection::receive(char* data, std::size_t size) {
  return tls_ ? tls_->read(data, size) : step_of(::recv(socket_, data, size, MSG_DONTWAIT), POLLIN);
}

IoStep Connection::send(const char* data, std::size_t size) {
  if (tls_) return tls_->write(data, size);
  return step_of(::send(socket_, data, size, MSG_NOSIGNAL | MSG_DONTWAIT), POLLOUT);
}

ssize_t Connection::fill() {
  while (true) {
    const auto step = receive(in_.data(), in_.size());
    if (step.state == IoStep::State::kEnd) return 0;
    if (step.state == IoStep::State::kDone) {
      in_begin_ = 0;
      in_end_ = step.bytes;
      return static_cast<ssize_t>(step.bytes);
    }
    if (!wait(step, begun_, deadline_)) return -1;
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
    const auto step = send(out_.data() + sent, out_.size() - sent);
    sent += step.bytes;
    const auto now = Clock::now();
    broken_ = step.state != IoStep::State::kDone && !wait(step, now, now + limits_.write_time);
    if (broken_) return false;
  }
  out_.clear();
  return true;
}

// Asked of the kernel and not of the bytes: under TLS the client's last ones would lie before the end.
bool Connection::is_gone() const {
  pollfd fd{socket_, POLLRDHUP, 0};
  return ::poll(&fd, 1, 0) > 0;
}

void Connection::close_gently(bool client_may_still_send) {
  if (flush() && tls_) tls_->say_goodbye();
  // What failed as a handshake may be anything, and more of it may be on its way.
  if (handshake_failed_) client_may_still_send = true;
  if (gave_way_) client_may_still_send = false;  // its place is wanted now
  if (broken_) {
    // What the client would not take goes with the connection; the system would keep it for minutes.
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    client_may_still_send = false;
  }
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
