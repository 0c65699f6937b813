#include "idempotency.h"

#include <algorithm>
#include <array>

#include "digest.h"
#include "problem.h"

namespace relmap::server {
namespace {

constexpr std::string_view kHeader = "Idempotency-Key";
constexpr std::size_t kMaxKey = 255;

bool is_key(std::string_view text) {
  return !text.empty() && text.size() <= kMaxKey &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

// What tells one request from another: each part with its length, so that none runs into the next. The body,
// which may be large, by its own digest.
std::string print_of(const Request& request) {
  std::string parts;
  for (const std::string* part : {&request.method, &request.target})
    parts += std::to_string(part->size()) + ' ' + *part;
  return sha256_hex(parts + sha256_hex(request.body));
}

// Whether the same request might be answered otherwise a moment later.
bool is_passing(const Response& response) {
  static constexpr std::array kPassing = {401, 403, 404, 409, 412};
  return response.status >= 500 || response.events ||
         std::find(kPassing.begin(), kPassing.end(), response.status) != kPassing.end();
}

}  // namespace

// Takes the key back where the request comes to nothing.
class IdempotencyKeys::Running {
 public:
  Running(IdempotencyKeys& keys, const std::string& key) : keys_(keys), key_(key) {}
  ~Running() { keys_.end(key_, std::move(kept_)); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  void keep(const Response& response) { kept_ = response; }

 private:
  IdempotencyKeys& keys_;
  const std::string& key_;
  std::optional<Response> kept_;
};

Response IdempotencyKeys::answer(std::string_view caller, const Request& request,
                                 const std::function<Response()>& run) {
  const auto* given = request.header(kHeader);
  if (!given) return run();
  const auto count = std::count_if(request.headers.begin(), request.headers.end(), [](const auto& header) {
    return equal_without_case(header.first, kHeader);
  });
  if (count > 1 || !is_key(*given)) {
    return problem(request, 400, "invalid_argument",
                   "Idempotency-Key must be one text of 1 to 255 visible ASCII characters");
  }
  // A key has no space, so nobody's key can be taken for another's.
  const std::string key = *given + ' ' + std::string(caller), print = print_of(request);
  if (auto answered = known(key, caller, print, request)) return *std::move(answered);
  Running running(*this, key);
  auto response = run();
  if (!is_passing(response) && response.text().size() <= limits_.body_bytes) running.keep(response);
  return response;
}

// The answer without running; nullopt: the key is this request's from now on.
std::optional<Response> IdempotencyKeys::known(const std::string& key, std::string_view caller,
                                               const std::string& print, const Request& request) {
  const std::lock_guard lock(mutex_);
  auto found = by_key_.find(key);
  if (found != by_key_.end() && found->second->response && found->second->until <= now_()) {
    erase(found->second);
    found = by_key_.end();
  }
  if (found == by_key_.end()) {
    entries_.push_back({key, std::string(caller), print, std::nullopt, {}});
    by_key_.emplace(key, std::prev(entries_.end()));
    return std::nullopt;
  }
  Entry& entry = *found->second;
  if (entry.print != print) {
    return problem(request, 422, "idempotency_key_reused",
                   "this Idempotency-Key was used for another request; a new request needs a new key");
  }
  if (!entry.response) {
    auto response = problem(request, 409, "idempotency_key_in_use",
                            "the first request with this Idempotency-Key still runs; try again in a moment");
    response.headers.emplace_back("Retry-After", "1");
    return response;
  }
  entries_.splice(entries_.end(), entries_, found->second);
  Response response = *entry.response;
  response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

void IdempotencyKeys::end(const std::string& key, std::optional<Response> response) {
  const std::lock_guard lock(mutex_);
  const auto entry = by_key_.find(key)->second;
  if (!response) return erase(entry);
  entry->response = std::move(response);
  entry->until = now_() + limits_.keep;
  bytes_ += entry->bytes();
  make_room(entry->caller);
}

void IdempotencyKeys::forget(const std::vector<std::string>& texts) {
  const std::lock_guard lock(mutex_);
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    const auto next = std::next(entry);
    const bool names = entry->response && std::any_of(texts.begin(), texts.end(), [&](const auto& text) {
                         return entry->response->text().find(text) != std::string_view::npos;
                       });
    if (names) erase(entry);
    entry = next;
  }
}

void IdempotencyKeys::erase(Entries::iterator entry) {
  bytes_ -= entry->bytes();
  by_key_.erase(entry->key);
  entries_.erase(entry);
}

// Those that run stay: there are no more of them than connections. Nobody pushes out all keys of others. (A
// copy of the name: it may be that of an entry that goes.)
void IdempotencyKeys::make_room(const std::string caller) {
  const auto is_own = [&](const Entry& entry) { return entry.response && entry.caller == caller; };
  const auto own = std::count_if(entries_.begin(), entries_.end(), is_own);
  if (static_cast<std::size_t>(own) > limits_.keys_of_one)
    erase(std::find_if(entries_.begin(), entries_.end(), is_own));
  for (auto entry = entries_.begin(); entry != entries_.end();) {
    if (entries_.size() <= limits_.keys && bytes_ <= limits_.all_body_bytes) return;
    const auto next = std::next(entry);
    if (entry->response) erase(entry);
    entry = next;
  }
}

}  // namespace relmap::server
