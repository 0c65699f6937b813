// The small parts, each by itself.
#include <gtest/gtest.h>

#include <thread>

#include "etag.h"
#include "failures.h"
#include "html.h"
#include "http_server.h"
#include "initials.h"
#include "negotiate.h"
#include "response_cache.h"
#include "target.h"
#include "thread_pool.h"

namespace relmap::server {
namespace {

TEST(Initials, OfNamesInSeveralScripts) {
  const std::pair<const char*, const char*> cases[] = {{"陈丽 Chen Li", "CL"},
                                                       {"陈丽Chen Li", "CL"},
                                                       {"陈丽", "陈丽"},
                                                       {"Manager 12", "M12"},
                                                       {"欧阳锋", "欧阳锋"},
                                                       {"司马相如", "相如"},
                                                       {"Eva", "E"},
                                                       {"eva berg", "EB"},
                                                       {"Jean-Luc van der Berg", "JB"},
                                                       {"Émile Zola", "ÉZ"},
                                                       {"山田 太郎", "山太"},
                                                       {"", "?"},
                                                       {" .-", "?"},
                                                       {"O'Neil", "ON"},
                                                       {"Анна Ким", "АК"},
                                                       {"\xff\xfe", "\uFFFD\uFFFD"}};
  for (const auto& [name, expected] : cases) EXPECT_EQ(initials(name), expected) << name;
}

TEST(TargetTest, IsTakenApartBeforeItIsDecoded) {
  const auto target = parse_target("/a%2Fb/c+d?x=1+2&y=%2B&z&x=3");
  ASSERT_TRUE(target.ok());
  EXPECT_EQ(target->segments, (std::vector<std::string>{"a/b", "c+d"}));
  const std::vector<std::pair<std::string, std::string>> query = {
      {"x", "1 2"}, {"y", "+"}, {"z", ""}, {"x", "3"}};
  EXPECT_EQ(target->query, query);
  EXPECT_TRUE(parse_target("/")->segments.empty());
  EXPECT_EQ(parse_target("/a/")->segments.size(), 2u);
  for (const char* bad : {"", "a", "/%", "/%4", "/%4g", "/%ff", "/%00", "/?%", "/#x"}) {
    EXPECT_FALSE(parse_target(bad).ok()) << bad;
  }
}

TEST(LabelAndIdTest, SplitsAtTheFirstSlash) {
  EXPECT_EQ(parse_label_and_id("Contact/a/b")->id, "a/b");
  for (const char* bad : {"", "/", "Contact", "Contact/", "/ann"})
    EXPECT_FALSE(parse_label_and_id(bad).ok()) << bad;
}

TEST(EtagTest, ListsOfTags) {
  EXPECT_TRUE(names_tag("\"a\"", "\"a\"", false));
  EXPECT_TRUE(names_tag("\"b\" , W/\"a\"", "\"a\"", true));
  EXPECT_FALSE(names_tag("W/\"a\"", "\"a\"", false));
  EXPECT_TRUE(names_tag("*", "\"a\"", false));
  for (const char* bad : {"", "a", "\"a", "W/", "\"b\"", "junk \"a\""})
    EXPECT_FALSE(names_tag(bad, "\"a\"", true)) << bad;
}

TEST(Negotiate, TakesTheBestFit) {
  EXPECT_EQ(negotiate("json csv", ""), "json");
  EXPECT_EQ(negotiate("json csv", "text/csv;q=0.5, application/json;q=0.4"), "csv");
  EXPECT_EQ(negotiate("json csv", "text/*, */*;q=0.1"), "csv");
  EXPECT_EQ(negotiate("json csv", "TEXT/CSV"), "csv");
  EXPECT_EQ(negotiate("json csv", "application/json;q=0, */*"), "csv");
  EXPECT_EQ(negotiate("json csv", "image/*"), "");
  EXPECT_EQ(negotiate("json csv", ",;q=,"), "");
}

TEST(Cache, ForgetsTheLeastRecentlyUsed) {
  ResponseCache cache(16'000);
  const auto body = [](std::size_t n) {
    return CachedBody{"t", std::make_shared<const std::string>(n, 'x')};
  };
  for (int i = 0; i < 10; ++i) cache.put(std::to_string(i), body(1'200), 0);
  EXPECT_TRUE(cache.get("0"));
  cache.put("more", body(1'200), 0);
  EXPECT_TRUE(cache.get("0"));
  EXPECT_FALSE(cache.get("1"));
  EXPECT_LE(cache.bytes(), 16'000u);
  cache.put("big", body(3'000), 0);
  EXPECT_FALSE(cache.get("big"));
}

TEST(Cache, WhatWasToGoDoesNotComeBack) {
  ResponseCache cache(16'000);
  const CachedBody body{"t", std::make_shared<const std::string>("x")};
  const auto before = cache.epoch();
  cache.put("early", body, before);
  cache.clear();
  EXPECT_FALSE(cache.get("early"));
  EXPECT_EQ(cache.bytes(), 0u);
  cache.put("late", body, before);  // it was being made meanwhile
  EXPECT_FALSE(cache.get("late"));
  cache.put("new", body, cache.epoch());
  EXPECT_TRUE(cache.get("new"));
}

TEST(Html, NothingOfTheDataIsMarkup) {
  EXPECT_EQ(escape_html("<a href=\"x\">'&"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;");
  EXPECT_EQ(escape_html("a\x01z"), "a\uFFFDz");
}

TEST(Address, HostAndPort) {
  EXPECT_EQ(ListenAddress::parse("127.0.0.1:80")->port, 80);
  EXPECT_EQ(ListenAddress::parse("[::1]:0")->host, "::1");
  EXPECT_EQ(ListenAddress::parse("localhost:7171")->host, "127.0.0.1");
  for (const char* bad : {"127.0.0.1", "127.0.0.1:x", ":80", "127.0.0.1:70000", ""}) {
    EXPECT_FALSE(ListenAddress::parse(bad).ok()) << bad;
  }
  for (const char* here : {"127.0.0.1:80", "127.8.9.1:80", "[::1]:80", "localhost:80"}) {
    EXPECT_TRUE(ListenAddress::parse(here)->is_loopback()) << here;
  }
  for (const char* beyond :
       {"0.0.0.0:80", "192.168.0.1:80", "[::]:80", "example.com:80", "127.0.0.1.evil.example:80"}) {
    EXPECT_FALSE(ListenAddress::parse(beyond)->is_loopback()) << beyond;
  }
}

TEST(Threads, ComeWithTheWorkUpToABound) {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  int started = 0, pressed = 0;
  ThreadPool pool(
      {.max_threads = 3, .max_waiting = 1, .idle_for = std::chrono::seconds(1), .on_pressure = [&] {
         ++pressed;
       }});
  const auto job = [&] {
    std::unique_lock lock(mutex);
    ++started;
    changed.notify_all();
    changed.wait(lock, [&] { return open; });
  };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(pool.run(job));
  {
    std::unique_lock lock(mutex);
    ASSERT_TRUE(changed.wait_for(lock, std::chrono::seconds(30), [&] { return started == 3; }));
  }
  EXPECT_TRUE(pool.run(job));
  EXPECT_EQ(pressed, 1);
  EXPECT_FALSE(pool.run(job)) << "beyond threads and queue";
  {
    const std::lock_guard lock(mutex);
    open = true;
  }
  changed.notify_all();
  pool.shutdown();
  EXPECT_EQ(started, 4);
}

TEST(FailuresTest, AreRememberedForAWhile) {
  Failures failures(std::chrono::milliseconds(50));
  EXPECT_FALSE(failures.get("a"));
  failures.put("a", Status::timeout("late"));
  ASSERT_TRUE(failures.get("a"));
  EXPECT_EQ(failures.get("a")->code(), StatusCode::kTimeout);
  EXPECT_FALSE(failures.get("b"));
  for (int i = 0; i < 1'000; ++i) failures.put("c" + std::to_string(i), Status::timeout("late"));
  EXPECT_FALSE(failures.get("a")) << "bounded";
  std::this_thread::sleep_for(std::chrono::milliseconds(60));
  EXPECT_FALSE(failures.get("c999"));
}

}  // namespace
}  // namespace relmap::server
