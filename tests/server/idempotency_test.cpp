// Idempotency keys: what is answered again, what is done again, and that twins make one commit.
#include "idempotency.h"

#include <gmock/gmock.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "world.h"

namespace relmap::server {
namespace {

using testing::ServiceTest;

// --- the store of keys alone

Request request_of(const std::string& key, const std::string& body = "") {
  Request request;
  request.method = "POST";
  request.target = "/x";
  request.body = body;
  request.headers = {{"idempotency-key", key}};
  return request;
}

class Keys : public ::testing::Test {
 protected:
  // Asks, and says how it was answered: "run 3" the third time that anything ran.
  std::string ask(IdempotencyKeys& keys, const Request& request, const std::string& caller = "",
                  int status = 200, std::size_t padding = 0) {
    const auto response = keys.answer(caller, request, [&] {
      Response made;
      made.status = status;
      made.headers.emplace_back("Location", "/there");
      made.body =
          std::make_shared<const std::string>("run " + std::to_string(++runs_) + std::string(padding, ' '));
      return made;
    });
    if (response.status != status) return std::to_string(response.status);
    EXPECT_EQ(*response.header("Location"), "/there");
    std::string text(response.text().substr(0, response.text().size() - padding));
    return response.header("Idempotency-Replayed") ? "again " + text : text;
  }

  int runs_ = 0;
  IdempotencyKeys::Clock::time_point now_ = {};
};

TEST_F(Keys, AreOfOneRequestAndOneCaller) {
  IdempotencyKeys keys;
  EXPECT_EQ(ask(keys, request_of("a")), "run 1");
  EXPECT_EQ(ask(keys, request_of("a")), "again run 1");
  EXPECT_EQ(ask(keys, request_of("b")), "run 2");
  EXPECT_EQ(ask(keys, request_of("a"), "eva"), "run 3");
  EXPECT_EQ(ask(keys, request_of("a"), "eva"), "again run 3");
  EXPECT_EQ(ask(keys, request_of("a")), "again run 1");
  EXPECT_EQ(ask(keys, request_of("a", "another body")), "422");
  auto other = request_of("a");
  other.target = "/y";
  EXPECT_EQ(ask(keys, other), "422");
  other = request_of("a");
  other.method = "PUT";
  EXPECT_EQ(ask(keys, other), "422");
  // What stands at the border of two parts counts to one of them.
  auto left = request_of("c", "2"), right = request_of("c", "");
  left.target = "/";
  right.target = "/2";
  EXPECT_EQ(ask(keys, left), "run 4");
  EXPECT_EQ(ask(keys, right), "422");
  Request without;
  EXPECT_EQ(ask(keys, without), "run 5");
  EXPECT_EQ(ask(keys, without), "run 6");
}

TEST_F(Keys, AreVisibleAscii) {
  IdempotencyKeys keys;
  for (const auto& key :
       {std::string(), std::string("a b"), std::string(256, 'x'), std::string("é"), std::string("a\x7F")})
    EXPECT_EQ(ask(keys, request_of(key)), "400") << key;
  EXPECT_EQ(ask(keys, request_of(std::string(255, 'x'))), "run 1");
  auto twice = request_of("a");
  twice.headers.emplace_back("Idempotency-Key", "a");
  EXPECT_EQ(ask(keys, twice), "400");
}

TEST_F(Keys, RememberNothingThatMayPass) {
  IdempotencyKeys keys;
  for (const int status : {500, 503, 401, 403, 404, 409, 412}) {
    const auto request = request_of("k" + std::to_string(status));
    EXPECT_EQ(ask(keys, request, "", status).substr(0, 3), "run") << status;
    EXPECT_EQ(ask(keys, request, "", status).substr(0, 3), "run") << status;
    EXPECT_EQ(ask(keys, request_of("k" + std::to_string(status), "another")).substr(0, 3), "run") << status;
  }
  for (const int status : {201, 204, 400, 422}) {
    const auto request = request_of("k" + std::to_string(status));
    EXPECT_EQ(ask(keys, request, "", status).substr(0, 3), "run") << status;
    EXPECT_EQ(ask(keys, request, "", status).substr(0, 5), "again") << status;
  }
  EXPECT_THROW(keys.answer("", request_of("t"), []() -> Response { throw std::runtime_error("x"); }),
               std::runtime_error);
  EXPECT_EQ(ask(keys, request_of("t")).substr(0, 3), "run");
}

TEST_F(Keys, AreForgottenAfterADayAndTheLeastRecentlyUsedFirst) {
  IdempotencyLimits limits;
  limits.keys = 3;
  IdempotencyKeys keys(limits, [this] { return now_; });
  for (const char* key : {"a", "b", "c"}) ask(keys, request_of(key));
  EXPECT_EQ(ask(keys, request_of("a")), "again run 1");
  EXPECT_EQ(ask(keys, request_of("d")), "run 4");
  EXPECT_EQ(ask(keys, request_of("a")), "again run 1");
  EXPECT_EQ(ask(keys, request_of("b")), "run 5") << "the least recently used has gone";
  now_ += std::chrono::hours(24) - std::chrono::seconds(1);
  EXPECT_EQ(ask(keys, request_of("a")), "again run 1");
  now_ += std::chrono::seconds(1);
  EXPECT_EQ(ask(keys, request_of("a", "whatever")), "run 6");
}

TEST_F(Keys, KeepOnlySoManyBytes) {
  IdempotencyLimits limits;
  limits.body_bytes = 100;
  limits.all_body_bytes = 250;
  IdempotencyKeys keys(limits);
  EXPECT_EQ(ask(keys, request_of("large"), "", 200, 100), "run 1");
  EXPECT_EQ(ask(keys, request_of("large"), "", 200, 100), "run 2") << "too large to be kept";
  for (const char* key : {"a", "b", "c"}) ask(keys, request_of(key), "", 200, 90);
  EXPECT_EQ(ask(keys, request_of("b"), "", 200, 90), "again run 4");
  EXPECT_EQ(ask(keys, request_of("c"), "", 200, 90), "again run 5");
  EXPECT_EQ(ask(keys, request_of("a"), "", 200, 90), "run 6") << "it made room for the others";
}

TEST_F(Keys, ATwinOfARequestThatRunsIsRefused) {
  IdempotencyKeys keys;
  std::mutex mutex;
  std::condition_variable changed;
  bool runs = false, may_end = false;
  std::thread first([&] {
    keys.answer("", request_of("a"), [&] {
      std::unique_lock lock(mutex);
      runs = true;
      changed.notify_all();
      changed.wait(lock, [&] { return may_end; });
      return Response();
    });
  });
  {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return runs; });
  }
  const auto twin = keys.answer("", request_of("a"), [] { return Response(); });
  EXPECT_EQ(twin.status, 409);
  EXPECT_THAT(std::string(twin.text()), ::testing::HasSubstr("idempotency_key_in_use"));
  EXPECT_EQ(*twin.header("Retry-After"), "1");
  EXPECT_EQ(ask(keys, request_of("a", "another")), "422");
  {
    const std::lock_guard lock(mutex);
    may_end = true;
  }
  changed.notify_all();
  first.join();
  EXPECT_TRUE(keys.answer("", request_of("a"), [] { return Response(); }).header("Idempotency-Replayed"));
}

// --- the API with it

class Idempotency : public ServiceTest {
 protected:
  Response write(const std::string& key, const std::string& method, const std::string& target,
                 const std::string& body = "") {
    return send(method, target, body, {{"Content-Type", "application/json"}, {"Idempotency-Key", key}});
  }
};

TEST_F(Idempotency, AWriteSentAgainIsNotDoneAgain) {
  const std::string at = "/api/v1/nodes/Contact/nia", body = R"({"properties":{"name":"Nia"}})";
  const auto first = write("k", "PUT", at, body);
  ASSERT_EQ(first.status, 201) << first.text();
  EXPECT_FALSE(first.header("Idempotency-Replayed"));
  const auto version = graph_->version();
  const auto again = write("k", "PUT", at, body);
  EXPECT_EQ(again.status, 201) << "as the first time, and not 200";
  EXPECT_EQ(*again.header("Idempotency-Replayed"), "true");
  EXPECT_EQ(again.text(), first.text());
  EXPECT_EQ(*again.header("ETag"), *first.header("ETag"));
  EXPECT_NE(*again.header("X-Request-Id"), *first.header("X-Request-Id"));
  EXPECT_EQ(graph_->version(), version);
  expect_problem(write("k", "PUT", at, R"({"properties":{"name":"Mia"}})"), 422, "idempotency_key_reused");
  EXPECT_EQ(graph_->version(), version);
  EXPECT_EQ(write("d", "DELETE", at).status, 204);
  EXPECT_EQ(write("d", "DELETE", at).status, 204) << "without the key it would be 404";
}

TEST_F(Idempotency, ReadsHaveNoKeys) {
  const Headers headers = {{"Idempotency-Key", "k"}};
  EXPECT_EQ(get("/api/v1/accounts/bank", headers).status, 200);
  EXPECT_EQ(get("/api/v1/accounts/cafe", headers).status, 200);
  const std::string body = R"({"changes":[]})", at = "/api/v1/accounts/bank/what-if";
  EXPECT_FALSE(send("POST", at, body, headers).header("Idempotency-Replayed"));
  EXPECT_FALSE(send("POST", at, body, headers).header("Idempotency-Replayed"));
}

TEST_F(Idempotency, TwinsMakeOneCommit) {
  const std::string body = R"({"changes":[{"op":"put","node":"Contact/nia","properties":{"name":"Nia"}}]})";
  for (int round = 0; round < 20; ++round) {
    ASSERT_LE(send("DELETE", "/api/v1/nodes/Contact/nia").status, 404);
    const auto before = graph_->version();
    const auto key = "round" + std::to_string(round);
    std::atomic<int> fresh = 0, replayed = 0, refused = 0, other = 0;
    std::vector<std::thread> twins;
    for (int i = 0; i < 8; ++i) {
      twins.emplace_back([&] {
        // Refused while the first one runs: it asks again, as a client would.
        for (int attempt = 0; attempt < 100'000; ++attempt) {
          const auto response = write(key, "POST", "/api/v1/batch", body);
          if (response.status == 409) {
            ++refused;
            std::this_thread::yield();
            continue;
          }
          ++(response.status != 200 ? other : response.header("Idempotency-Replayed") ? replayed : fresh);
          return;
        }
      });
    }
    for (auto& twin : twins) twin.join();
    EXPECT_EQ(fresh, 1);
    EXPECT_EQ(replayed, 7);
    EXPECT_EQ(other, 0);
    EXPECT_EQ(graph_->version(), before + 1);
  }
}

}  // namespace
}  // namespace relmap::server
