// Requests that nobody sane sends: each gets an answer of the right shape, and the next ordinary one is
// answered too.
#include <random>

#include "world.h"

namespace relmap::server {
namespace {

using testing::ServiceTest;

class Hostile : public ServiceTest {
 protected:
  // A text of `parts` glued together at random, some bytes of it changed.
  template <std::size_t N>
  std::string garble(const char* const (&parts)[N], int length) {
    std::string out;
    for (int i = 0; i < length; ++i) out += parts[random_() % N];
    for (std::size_t i = random_() % 4; i > 0 && !out.empty(); --i) {
      out[random_() % out.size()] = static_cast<char>(random_());
    }
    return out;
  }
  std::mt19937 random_{20261123};
};

TEST_F(Hostile, RandomRequestsAreAnsweredAndChangeNothingByHalves) {
  static constexpr const char* kMethods[] = {"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE", "TRACE", ""};
  static constexpr const char* kTargets[] = {"/api/v1",
                                             "/accounts",
                                             "/bank",
                                             "/coverage",
                                             "/map",
                                             "/paths",
                                             "/nodes/Contact",
                                             "/edges/KNOWS",
                                             "/batch",
                                             "/",
                                             "?",
                                             "&",
                                             "=",
                                             "from=",
                                             "to=",
                                             "Contact/ceo",
                                             "TeamMember/eva",
                                             "%2F",
                                             "%",
                                             "%00",
                                             "%ff",
                                             "date=2026-11-23",
                                             "format=json",
                                             "k=3",
                                             "limit=9",
                                             "../",
                                             "\xe6\x9d\x8e",
                                             "+",
                                             ";",
                                             "team:bank",
                                             "lang=zh"};
  static constexpr const char* kBodies[] = {"{",
                                            "}",
                                            "[",
                                            "]",
                                            ":",
                                            ",",
                                            "\"properties\"",
                                            "\"changes\"",
                                            "\"op\"",
                                            "\"put\"",
                                            "\"node\"",
                                            "\"edge\"",
                                            "\"Contact/x\"",
                                            "1",
                                            "-1e9",
                                            "null",
                                            "true",
                                            "\"",
                                            "\\u0000",
                                            "\xff",
                                            " "};
  for (int i = 0; i < 20'000; ++i) {
    const auto method = kMethods[random_() % std::size(kMethods)];
    const auto target =
        (random_() % 2 ? "/api/v1" : "") + garble(kTargets, 1 + static_cast<int>(random_() % 8));
    const auto response = send(method, target, garble(kBodies, static_cast<int>(random_() % 12)));
    ASSERT_GE(response.status, 200) << target;
    ASSERT_LT(response.status, 600) << target;
    ASSERT_NE(response.status, 500) << method << ' ' << target << ' ' << response.text();
    if (response.status >= 400) {
      ASSERT_EQ(response.content_type, "application/problem+json");
      ASSERT_EQ(json(response).value("status", 0), response.status) << response.text();
    }
  }
  const auto report = graph_->verify();
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->finding_count, 0u);
  EXPECT_EQ(get("/healthz").status, 200);
}

TEST_F(Hostile, SizesAreBounded) {
  const std::string long_id(200'000, 'x');
  EXPECT_LT(get("/api/v1/accounts/" + long_id).text().size(), 10'000u)
      << "an error repeats only so much of the address";
  EXPECT_EQ(get("/api/v1/accounts/" + long_id).status, 404);
  std::string many = "/api/v1/paths?from=team:bank&to=Contact/cio";
  for (int i = 0; i < 5'000; ++i) many += "&avoid=Contact/ceo";
  expect_problem(get(many), 400, "invalid_argument");
  expect_problem(send("PUT", "/api/v1/nodes/Contact/x",
                      R"({"properties":{"notes":")" + std::string(2 << 20, 'x') + "\"}}"),
                 422, "schema_violation");
  std::string batch = R"({"changes":[)";
  for (int i = 0; i < 10'001; ++i) batch += R"({"op":"delete","node":"Contact/x"},)";
  batch.back() = ']';
  expect_problem(send("POST", "/api/v1/batch", batch + "}"), 413, "resource_exhausted");
}

}  // namespace
}  // namespace relmap::server
