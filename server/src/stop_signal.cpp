#include "stop_signal.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace relmap::server {
namespace {

constexpr std::uint64_t kSignal = 1, kEnd = 1ull << 32;

int g_event = -1;  // written by the handler, which may do nothing else

void on_signal(int number) {
  const int saved = errno;
  [[maybe_unused]] const auto n = ::write(g_event, &kSignal, sizeof kSignal);
  ::signal(number, SIG_DFL);
  errno = saved;
}

}  // namespace

StopSignal::StopSignal(std::function<void()> stop) {
  g_event = ::eventfd(0, EFD_CLOEXEC);
  thread_ = std::thread([stop = std::move(stop), event = g_event] {
    std::uint64_t seen = 0;
    while (::read(event, &seen, sizeof seen) < 0 && errno == EINTR) {
    }
    if (seen < kEnd) stop();
  });
  struct sigaction action {};
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGTERM, &action, nullptr);
  ::sigaction(SIGINT, &action, nullptr);
}

StopSignal::~StopSignal() {
  ::signal(SIGTERM, SIG_DFL);
  ::signal(SIGINT, SIG_DFL);
  [[maybe_unused]] const auto n = ::write(g_event, &kEnd, sizeof kEnd);
  thread_.join();
  ::close(g_event);
  g_event = -1;
}

}  // namespace relmap::server
