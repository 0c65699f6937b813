#include "sessions.h"

#include <algorithm>

#include "digest.h"

namespace relmap::server {
namespace {

constexpr std::size_t kSecretBytes = 32, kMaxSecretText = 64;

}  // namespace

std::string Sessions::begin(Session session, DateTime no_later_than, DateTime now) {
  const DateTime latest{now.micros + std::chrono::microseconds(kLasts).count()};
  session.ends = std::min(latest, no_later_than);
  std::string secret = random_text(kSecretBytes);
  const std::lock_guard lock(mutex_);
  if (by_hash_.size() >= kMost)
    std::erase_if(by_hash_, [&](const auto& entry) { return entry.second.ends <= now; });
  if (by_hash_.size() >= kMost) {
    by_hash_.erase(std::min_element(by_hash_.begin(), by_hash_.end(), [](const auto& a, const auto& b) {
      return a.second.ends < b.second.ends;
    }));
  }
  by_hash_.emplace(sha256_hex(secret), std::move(session));
  return secret;
}

std::optional<Sessions::Session> Sessions::find(std::string_view secret, DateTime now) {
  if (secret.empty() || secret.size() > kMaxSecretText) return std::nullopt;
  const std::string hash = sha256_hex(secret);
  const std::lock_guard lock(mutex_);
  const auto at = by_hash_.find(hash);
  if (at == by_hash_.end()) return std::nullopt;
  if (at->second.ends > now) return at->second;
  by_hash_.erase(at);
  return std::nullopt;
}

void Sessions::end(std::string_view secret) {
  const std::string hash = sha256_hex(secret);
  const std::lock_guard lock(mutex_);
  by_hash_.erase(hash);
}

}  // namespace relmap::server
