#include "sessions.h"

#include <algorithm>

#include "digest.h"

namespace relmap::server {
namespace {

constexpr std::size_t kSecretBytes = 32, kMaxSecretText = 64;

}  // namespace

void Sessions::make_room(const std::string& owner, DateTime now) {
  std::erase_if(by_hash_, [&](const auto& entry) { return entry.second.ends <= now; });
  auto first = by_hash_.end(), own_first = by_hash_.end();
  std::size_t own = 0;
  for (auto at = by_hash_.begin(); at != by_hash_.end(); ++at) {
    const bool mine = at->second.owner == owner;
    own += mine ? 1 : 0;
    if (first == by_hash_.end() || at->second.ends < first->second.ends) first = at;
    if (mine && (own_first == by_hash_.end() || at->second.ends < own_first->second.ends)) own_first = at;
  }
  if (own >= kMostOfOne)
    by_hash_.erase(own_first);
  else if (by_hash_.size() >= kMost)
    by_hash_.erase(first);
}

std::string Sessions::begin(Session session, DateTime no_later_than, DateTime now) {
  const DateTime latest{now.micros + std::chrono::microseconds(kLasts).count()};
  session.ends = std::min(latest, no_later_than);
  std::string secret = random_text(kSecretBytes);
  const std::lock_guard lock(mutex_);
  make_room(session.owner, now);
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
