#include "request_log.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <random>

namespace relmap::server {
namespace {

constexpr std::size_t kMaxId = 64;
constexpr double kSlow = 1;  // seconds

bool is_usable(std::string_view id) {
  return !id.empty() && id.size() <= kMaxId && std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace

std::string request_id(const Request& request) {
  if (const auto* given = request.header("X-Request-Id"); given && is_usable(*given)) return *given;
  // Odd steps visit every number once before any comes again.
  static std::atomic<std::uint64_t> next = [] {
    std::random_device seed;
    return static_cast<std::uint64_t>(seed()) << 32 | seed();
  }();
  const std::uint64_t number = next.fetch_add(0x9e3779b97f4a7c15ULL, std::memory_order_relaxed);
  static constexpr char kHex[] = "0123456789abcdef";
  std::string id(16, '0');
  for (std::size_t i = 0; i < 16; ++i) id[i] = kHex[number >> (60 - 4 * i) & 15];
  return id;
}

void log_request(LogRequests which, std::string_view id, std::string_view method, std::string_view route,
                 const Response& response, double seconds) {
  const bool failed = response.status >= 500, slow = seconds >= kSlow;
  if (which == LogRequests::kFailed && !failed && !slow) return;
  const auto level = failed ? spdlog::level::err : slow ? spdlog::level::warn : spdlog::level::info;
  // A method may be anything that a client sends; the rest is ours.
  const bool plain = method.size() <= 16 && std::all_of(method.begin(), method.end(),
                                                        [](unsigned char c) { return std::isalpha(c) != 0; });
  spdlog::log(level, R"({{"request":"{}","method":"{}","route":"{}","status":{},"ms":{:.2f},"bytes":{}}})",
              id, plain ? method : "?", route, response.status, seconds * 1000, response.text().size());
}

}  // namespace relmap::server
