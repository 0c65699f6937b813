// Idempotency keys: a client that does not know whether its write arrived sends it again under the same key,
// and gets the answer of the first time instead of a second write. Kept in memory only: after a restart every
// key is unknown, so what must not happen twice is guarded by If-Match, If-None-Match or if_version.
//
// Threads: everything may be called from any.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http.h"

namespace relmap::server {

struct IdempotencyLimits {
  std::size_t keys = 10'000;
  std::size_t keys_of_one = 1'000;         // of one caller; beyond, his least recently used goes
  std::chrono::seconds keep{24 * 3600};    // from the answer on
  std::size_t body_bytes = 64u << 10;      // of one answer; of a larger one nothing is remembered
  std::size_t all_body_bytes = 64u << 20;  // of all
};

class IdempotencyKeys {
 public:
  using Clock = std::chrono::steady_clock;

  explicit IdempotencyKeys(IdempotencyLimits limits = {}, std::function<Clock::time_point()> now = Clock::now)
      : limits_(limits), now_(std::move(now)) {}

  // The answer to a request that writes. Without an Idempotency-Key header that of `run`. With one, that of
  // the first request of this caller with the key, if it was the same (method, target and body), marked
  // Idempotency-Replayed: true. 400: the key is malformed; 422 idempotency_key_reused: it was another
  // request; 409 idempotency_key_in_use: the first one still runs. Answers that may become others by
  // themselves (5xx, 401, 403, 404, 409, 412) are not kept, nor is what `run` throws. `caller` is who asks:
  // keys of different callers have nothing to do with each other.
  Response answer(std::string_view caller, const Request& request, const std::function<Response()>& run);

  // Forgets the kept answers in which one of the texts stands: their requests are done again.
  void forget(const std::vector<std::string>& texts);

 private:
  struct Entry {
    std::string key, caller;
    std::string print;                 // of the request
    std::optional<Response> response;  // none: it still runs
    Clock::time_point until;
    std::size_t bytes() const { return response ? response->text().size() : 0; }
  };
  using Entries = std::list<Entry>;
  class Running;

  std::optional<Response> known(const std::string& key, std::string_view caller, const std::string& print,
                                const Request& request);
  void end(const std::string& key, std::optional<Response> response);  // none: it is forgotten
  void erase(Entries::iterator entry);
  void make_room(std::string caller);

  const IdempotencyLimits limits_;
  const std::function<Clock::time_point()> now_;
  std::mutex mutex_;
  Entries entries_;  // the least recently used first
  std::map<std::string, Entries::iterator, std::less<>> by_key_;
  std::size_t bytes_ = 0;  // of all kept bodies
};

}  // namespace relmap::server
