// Browsers that have logged in: a random cookie stands for what they showed then. In memory: a server that
// starts again asks everybody to log in again.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "access.h"
#include "base/date.h"

namespace relmap::server {

class Sessions {
 public:
  static constexpr std::chrono::hours kLasts{12};
  static constexpr std::size_t kMost = 10'000;
  static constexpr std::size_t kMostOfOne = 20;  // of one owner

  struct Session {
    std::string owner;             // whose it is: Caller::name
    std::string token_id;          // of the token that it began with, which must be valid still; "": a JWT
    std::optional<Caller> caller;  // of a JWT
    DateTime ends;
  };

  // The secret of a new session, for the cookie. It ends after kLasts or with `no_later_than`. Where
  // the owner has kMostOfOne, or there are kMost, the one of these that ends first goes.
  std::string begin(Session session, DateTime no_later_than, DateTime now);
  std::optional<Session> find(std::string_view secret, DateTime now);
  void end(std::string_view secret);

 private:
  void make_room(const std::string& owner, DateTime now);

  std::mutex mutex_;
  std::unordered_map<std::string, Session> by_hash_;  // of the secret: memory that leaks gives none away
};

}  // namespace relmap::server
