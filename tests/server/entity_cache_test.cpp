// Reads of nodes and edges that are kept: the same answer as a fresh one, and never an old one.
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "world.h"

namespace relmap::server {
namespace {

using testing::ServiceTest;

class EntityCache : public ServiceTest {
 protected:
  const std::string ceo_ = "/api/v1/nodes/Contact/ceo";
  const std::string knows_ = "/api/v1/edges/KNOWS?from=TeamMember/eva&to=Contact/ceo";

  std::string support(const std::string& at) { return json(get(at))["properties"].value("support", "none"); }
};

TEST_F(EntityCache, TheSecondReadIsAsTheFirst) {
  for (const std::string& at : {ceo_, std::string("/api/v1/edges/PART_OF?from=OrgUnit/it&to=Account/bank")}) {
    const auto first = get(at), second = get(at);
    ASSERT_EQ(first.status, 200) << first.text();
    EXPECT_EQ(second.status, 200);
    EXPECT_EQ(second.text(), first.text());
    EXPECT_EQ(second.body, first.body) << "it is kept";
    EXPECT_EQ(second.content_type, first.content_type);
    ASSERT_TRUE(first.header("ETag") && second.header("ETag"));
    EXPECT_EQ(*second.header("ETag"), *first.header("ETag"));
    EXPECT_EQ(second.headers.size(), first.headers.size());
    const auto head = send("HEAD", at);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(*head.header("ETag"), *first.header("ETag"));
  }
}

TEST_F(EntityCache, ConditionsHoldOnWhatIsKept) {
  const std::string tag = *get(ceo_).header("ETag");
  for (int i = 0; i < 2; ++i) {
    for (const std::string& known : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
      const auto response = get(ceo_, {{"If-None-Match", known}});
      EXPECT_EQ(response.status, 304) << known;
      EXPECT_TRUE(response.text().empty());
      EXPECT_EQ(*response.header("ETag"), tag);
    }
    EXPECT_EQ(get(ceo_, {{"If-None-Match", "\"other\""}}).status, 200);
  }
  // Another's commit leaves its tag, and its answer, as they were.
  ASSERT_EQ(send("PATCH", "/api/v1/nodes/Contact/cio", R"({"properties":{"title":"x"}})").status, 200);
  EXPECT_EQ(get(ceo_, {{"If-None-Match", tag}}).status, 304);
  ASSERT_EQ(send("PATCH", ceo_, R"({"properties":{"title":"x"}})").status, 200);
  EXPECT_EQ(get(ceo_, {{"If-None-Match", tag}}).status, 200);
}

TEST_F(EntityCache, AWriteIsSeenByTheNextRead) {
  EXPECT_EQ(support(ceo_), "none");
  ASSERT_EQ(send("PATCH", ceo_, R"({"properties":{"support":"neutral"}})").status, 200);
  EXPECT_EQ(support(ceo_), "neutral");
  ASSERT_EQ(send("DELETE", ceo_ + "?cascade=true").status, 204);
  EXPECT_EQ(get(ceo_).status, 404);
  ASSERT_EQ(send("PUT", ceo_, R"({"properties":{"support":"supporter"}})").status, 201);
  EXPECT_EQ(support(ceo_), "supporter") << "that it was not there is not kept";

  EXPECT_EQ(get(knows_).status, 404);
  ASSERT_EQ(send("PUT", knows_, R"({"properties":{"relationship_level":"vendor"}})").status, 201);
  EXPECT_EQ(json(get(knows_))["properties"]["relationship_level"], "vendor");
  ASSERT_EQ(send("PATCH", knows_, R"({"properties":{"relationship_level":"credible_source"}})").status, 200);
  EXPECT_EQ(json(get(knows_))["properties"]["relationship_level"], "credible_source");
  ASSERT_EQ(send("DELETE", knows_).status, 204);
  EXPECT_EQ(get(knows_).status, 404);
}

// Each thread reads what it wrote itself, and nobody sees what all of them write go back.
TEST_F(EntityCache, AWriteIsSeenAtOnceByManyThreads) {
  constexpr int kThreads = 4, kRounds = 60;
  const std::string shared = "/api/v1/nodes/Contact/cio";
  std::atomic<int> stale{0}, failed{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      const std::string own = "/api/v1/nodes/Contact/own" + std::to_string(t);
      graphstore::Version last = 0;
      for (int round = 0; round < kRounds; ++round) {
        const auto title = "t" + std::to_string(round);
        const auto written = send("PUT", own, R"({"properties":{"title":")" + title + "\"}}");
        if (written.status != 200 && written.status != 201) ++failed;
        const auto touched =
            send("PATCH", shared, R"({"properties":{"title":")" + title + own.back() + "\"}}");
        if (touched.status != 200) ++failed;
        for (int again = 0; again < 3; ++again) {
          if (json(get(own))["properties"].value("title", "") != title) ++stale;
          const auto version = json(get(shared)).value("version", graphstore::Version(0));
          if (version < last || (again == 0 && version < json(touched).value("version", version + 1)))
            ++stale;
          last = version;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(stale, 0);
}

}  // namespace
}  // namespace relmap::server
